"""The tables of site.toml about the order of calls: [policy], [[priority]], [desk]."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from msgspec import Meta

from devicekit.dossier_code import UNIT
from devicekit.settings import File, Id, Problem, Settings
from hub.plan import DeskPlan, PolicyPlan, RankPlan
from hub.site_tables import CounterTable

MINUTE_MS = 60_000
Minutes = Annotated[int, Meta(ge=0, le=480)]


class PriorityTable(Settings, frozen=True, kw_only=True):
    """[[priority]]: a class of people with priority."""

    id: Annotated[Id, Meta(description="its id; it is in the log, so it must not say why somebody has priority")]
    weight: Annotated[int, Meta(ge=1, le=100, description="how many times its waiting counts")] = 1

    def plan(self) -> RankPlan:
        return RankPlan(id=self.id, weight=self.weight)


class PolicyTable(Settings, frozen=True, kw_only=True):
    """[policy]: who is called next."""

    name: Annotated[
        Literal["mixed", "priority_first", "arrival"],
        Meta(description="priority and others in turn, priority before all, or by time alone"),
    ] = "mixed"
    ratio: Annotated[
        int, Meta(ge=1, le=20, description="mixed: after so many others at a counter one with priority is called")
    ] = 2
    ageing_minutes: Annotated[
        Minutes, Meta(description="who has waited longer is called by time alone, priority or not; 0: never")
    ] = 0
    bound: Annotated[
        int,
        Meta(ge=0, le=200, description="nobody is passed by more calls of later numbers of the service; 0: no limit"),
    ] = 20
    early_minutes: Annotated[Minutes, Meta(description="an appointment is called from so long before its time")] = 10
    late_minutes: Annotated[
        Minutes, Meta(description="who comes later than that after the appointment waits like everybody")
    ] = 15

    def plan(self, ranks: Sequence[PriorityTable]) -> PolicyPlan:
        return PolicyPlan(
            name=self.name,
            ratio=self.ratio,
            ageing_ms=self.ageing_minutes * MINUTE_MS,
            bound=self.bound,
            early_ms=self.early_minutes * MINUTE_MS,
            late_ms=self.late_minutes * MINUTE_MS,
            ranks=tuple(rank.plan() for rank in ranks) or PolicyPlan().ranks,
        )


class DeskTable(Settings, frozen=True, kw_only=True):
    """[desk]: what the officers' verbs allow."""

    no_show_after: Annotated[
        int, Meta(ge=0, le=9, description="recalls after which one more means that nobody came; 0: the officer decides")
    ] = 0
    grace_minutes: Annotated[
        Minutes, Meta(description="so long after a missed call somebody may come back with the same number")
    ] = 30
    back_after: Annotated[
        int, Meta(ge=0, le=50, description="who comes back after a missed call is called after so many others")
    ] = 3
    undo_seconds: Annotated[int, Meta(ge=0, le=120, description="so long the last key can be undone")] = 10
    park_minutes: Annotated[
        Minutes, Meta(description="so long a parked number is set aside unless said otherwise; 0: until taken back")
    ] = 15
    release_minutes: Annotated[
        Minutes, Meta(description="a pause longer than that keeps nobody for that counter alone; 0: it always does")
    ] = 20

    may_override: Annotated[
        bool, Meta(description="whether the help desk may give numbers past hours, quota and capacity, with a reason")
    ] = False

    dossier_unit: Annotated[
        str,
        Meta(
            pattern=rf"^({UNIT})?$(?!\n)",
            extra={"allowed": "dossier_unit"},
            description="what the centre's dossier codes begin with, such as H34.12: who types the last 4 digits on a "
            "keypad means a code of today; left out: they can't",
        ),
    ] = ""

    login: Annotated[
        bool, Meta(description="whether a counter's keys are refused until an officer has logged in there with a PIN")
    ] = False
    lock_minutes: Annotated[
        int, Meta(ge=1, le=480, description="five wrong PINs lock an officer so long; twice as long each time again")
    ] = 15
    pins: Annotated[File, Meta(description="file of the officers' PINs, which motcua officer-pin writes; mode 600")] = (
        "officer-pins"
    )

    def plan(self) -> DeskPlan:
        return DeskPlan(
            no_show_after=self.no_show_after,
            grace_ms=self.grace_minutes * MINUTE_MS,
            back_after=self.back_after,
            undo_ms=self.undo_seconds * 1000,
            park_ms=self.park_minutes * MINUTE_MS,
            release_ms=self.release_minutes * MINUTE_MS,
            may_override=self.may_override,
            dossier_unit=self.dossier_unit,
            login=self.login,
            lock_ms=self.lock_minutes * MINUTE_MS,
        )


def queue_problems(
    policy: PolicyTable, ranks: Sequence[PriorityTable], counters: Sequence[CounterTable]
) -> Iterator[Problem]:
    """Numbers of the policy that contradict each other; weights that fit no service."""
    if policy.bound and policy.name == "mixed" and policy.bound < policy.ratio:
        values = {"bound": policy.bound, "ratio": policy.ratio}
        yield Problem(("policy", "bound"), "site.bound_ratio", values, also=(("policy", "ratio"),))
    if policy.name == "arrival":
        for i, rank in enumerate(ranks):
            if rank.weight != 1:
                yield Problem(("priority", i, "weight"), "site.weight_unused", {}, (("policy", "name"),), warns=True)
    for i, counter in enumerate(counters):
        if counter.weights and len(counter.weights) != len(counter.services):
            values = {"weights": len(counter.weights), "services": len(counter.services)}
            yield Problem(("counter", i, "weights"), "site.weights", values, also=(("counter", i, "services"),))
