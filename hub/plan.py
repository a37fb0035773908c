"""What a centre consists of, as the core of the hub needs it: services, counters, devices. Settings build it."""

from datetime import UTC, tzinfo
from typing import Literal

from msgspec import Struct

from devicekit.message_fields import Levels, OfficerKind
from devicekit.topics import Kind
from hub.calendar.model import Calendar


class SeriesPlan(Struct, frozen=True, kw_only=True):
    """Numbers `prefix` + first..last, padded to `digits`."""

    prefix: str
    first: int
    last: int
    digits: int = 3


class ServicePlan(Struct, frozen=True, kw_only=True):
    """What a citizen presses, and its running number series `prefix` + first..last, padded to `digits`.

    Priority and appointments may have series of their own.
    """

    id: str
    name: str
    name_en: str = ""
    prefix: str = ""
    first: int = 1
    last: int = 899
    digits: int = 3
    zone: str = ""
    quota_day: int = 0
    quota_session: int = 0
    """Most numbers of a day and of a session; 0: as many as come."""
    minutes: float = 10.0
    """How long one visit takes, about."""
    booked_per_hour: int = 0
    """Most appointments within one hour of the clock; 0: any number."""
    per_person: int = 0
    """How many open tickets a person may hold; 0: any, and no card is asked for."""
    cardless: bool = False
    """Whether a kiosk gives a number to who has no card with them."""
    priority: SeriesPlan | None = None
    booked: SeriesPlan | None = None


Order = Literal["arrival", "listed"]


class CounterPlan(Struct, frozen=True, kw_only=True):
    """A desk: `number` is what people see, `services` are what it calls.

    `order`: by time over all services, or those named first before the others; `weights` one for each service (none: 1
    each). `may_pick`: whether its officer may call a number out of turn. `result`: what a visit ends with when nobody
    says (None: nothing). `parallel`: how many it serves at a time.
    """

    id: str
    number: str
    services: tuple[str, ...]
    officer: str = ""
    order: Order = "arrival"
    weights: tuple[int, ...] = ()
    may_pick: bool = False
    result: int | None = None
    parallel: int = 1


class OfficerPlan(Struct, frozen=True, kw_only=True):
    """Who sits at a counter; `photo` is the path of the picture on the hub's web server, "" when there is none."""

    id: str
    name: str
    position: str = ""
    kind: OfficerKind = "civil_servant"
    photo: str = ""
    number: str = ""
    """What they type on a keypad to say who they are; "": their id, where that is digits."""


class AgencyPlan(Struct, frozen=True, kw_only=True):
    """A competent agency that can be rated."""

    id: str
    name: str


class RatingPlan(Struct, frozen=True, kw_only=True):
    """What citizens are asked: how many levels, for how long, which reasons, which list of the circular's questions."""

    levels: Levels = 3
    seconds: int = 45
    tags: tuple[str, ...] = ()
    questions: str = ""


class FeePlan(Struct, frozen=True, kw_only=True):
    """Where fees are paid: the `service` of the fee counters ("": nowhere here), and whether payers come `back`."""

    service: str = ""
    back: bool = True


class HoursPlan(Struct, frozen=True, kw_only=True):
    """When numbers are given and what happens at which hour. Without a calendar the centre is always open."""

    calendar: Calendar | None = None
    zone: tzinfo = UTC
    soon_min: int = 15
    """Minutes before the end of numbers at which the hall is told."""
    grace_min: int = 15
    """Minutes after the last session at which the day is closed by itself."""
    capacity: Literal["off", "warn", "stop"] = "off"
    """What happens when those who wait fill the time that is left."""
    learn: int = 20
    """After so many visits of a day their mean decides how long one takes; 0: the settings always do."""
    hall: int = 0
    """How many may wait inside; 0: any number."""
    hall_full: Literal["tell", "close"] = "tell"
    """When so many wait: it is said, or kiosks give no more numbers (engine.offer.turns_away)."""
    printer: str = ""
    """Prints the slips for another day and what belongs to no counter; "": the first printer."""
    report: bool = False
    """Whether the report of a day is printed by itself when the day is over."""


class ProcedurePlan(Struct, frozen=True, kw_only=True):
    """An entry of the catalogue: what somebody must know before they file it. `url` is where it is explained."""

    code: str
    name: str
    service: str = ""
    papers: tuple[str, ...] = ()
    time_limit: str = ""
    fees: str = ""
    place: str = ""
    url: str = ""


class RankPlan(Struct, frozen=True, kw_only=True):
    """A priority class: its waiting counts `weight` times."""

    id: str
    weight: int = 1


PolicyName = Literal["mixed", "priority_first", "arrival"]


class PolicyPlan(Struct, frozen=True, kw_only=True):
    """Who is next (hub.engine.policy): the rule's name and its numbers; 0 turns ageing or the bound off.

    The log keeps it (engine.policy_events): a field is only ever added, with a default.
    """

    name: PolicyName = "mixed"
    ratio: int = 2
    ageing_ms: int = 0
    bound: int = 20
    early_ms: int = 10 * 60_000
    late_ms: int = 15 * 60_000
    ranks: tuple[RankPlan, ...] = (RankPlan(id="priority"),)


class DeskPlan(Struct, frozen=True, kw_only=True):
    """What officers' verbs allow: recalls before a no-show (0: the officer decides), times, and places in the line."""

    no_show_after: int = 0
    grace_ms: int = 30 * 60_000
    back_after: int = 3
    undo_ms: int = 10_000
    park_ms: int = 15 * 60_000
    release_ms: int = 20 * 60_000
    may_override: bool = False
    """Whether the help desk may give numbers past hours, quota and capacity."""
    dossier_unit: str = ""
    """What the centre's dossier codes begin with, for those who type the last 4 digits; "": they can't."""
    login: bool = False
    """Whether a counter's verbs wait for somebody to log in."""
    lock_ms: int = 15 * 60_000


class DevicePlan(Struct, frozen=True, kw_only=True):
    """A device of the floor; `services` and the reserve series are for kind ticket, `counter` for those at one.

    A printer at a counter prints its slips.
    """

    id: str
    kind: Kind
    counter: str = ""
    services: tuple[str, ...] = ()
    reserve_first: int = 0
    reserve_last: int = 0


class Plan(Struct, frozen=True, kw_only=True):
    """One centre."""

    site: str
    hub: str = "hub"
    timezone: str = "Asia/Ho_Chi_Minh"
    services: tuple[ServicePlan, ...] = ()
    counters: tuple[CounterPlan, ...] = ()
    devices: tuple[DevicePlan, ...] = ()
    name: str = ""
    officers: tuple[OfficerPlan, ...] = ()
    agencies: tuple[AgencyPlan, ...] = ()
    procedures: tuple[ProcedurePlan, ...] = ()
    language: Literal["vi", "en"] = "vi"
    """Of what the hub says on paper."""
    rating: RatingPlan = RatingPlan()
    fee: FeePlan = FeePlan()
    hours: HoursPlan = HoursPlan()
    policy: PolicyPlan = PolicyPlan()
    desk: DeskPlan = DeskPlan()

    @property
    def house_printer(self) -> str:
        """The printer of what belongs to no counter, "" where there is none."""
        return self.hours.printer or next((each.id for each in self.devices if each.kind == "printer"), "")

    def counters_of(self, service: str) -> tuple[str, ...]:
        """The numbers of the counters that call a service, in the order of the settings."""
        return tuple(counter.number for counter in self.counters if service in counter.services)


def number_of(series: ServicePlan | SeriesPlan, n: int) -> str:
    """A number as the citizen sees it, zeros included."""
    return f"{series.prefix}{n:0{series.digits}d}"


def reserve_of(device: DevicePlan, service: ServicePlan) -> tuple[int, int]:
    """First and last reserve number of a kiosk for one service; (0, 0) when it has none.

    Without a letter the first digit names the service (1001: service 1), so the reserve counts below that digit:
    reserve 901 to 949 of the service 1001 to 1899 is 1901 to 1949.
    """
    if device.reserve_last == 0:
        return 0, 0
    if service.prefix:
        return device.reserve_first, device.reserve_last
    step = 10 ** (service.digits - 1)
    base = service.first // step * step
    return base + device.reserve_first % step, base + device.reserve_last % step
