"""One centre's settings as the decisions need them, and the refusals that all of them share."""

from collections.abc import Callable
from typing import Any

from hub.calendar.local import LocalTime
from hub.calendar.worked import WorkedTime
from hub.engine import commands as c
from hub.engine.commands import Refusal
from hub.engine.day import State
from hub.engine.events import EngineEvent
from hub.engine.lifecycle import AT_COUNTER
from hub.engine.orphans import known_lines
from hub.engine.seats import officer_at, seats_of
from hub.plan import CounterPlan, Plan, ServicePlan

# A citizen does not wait longer for paper than the print order lives (PrintTicket's ttl): after that nobody is there.
STALE_PRESS_MS = 120_000
# A key pressed while the hub was away must not call somebody minutes later, when the officer is doing something else.
STALE_KEY_MS = 15_000

Decision = tuple[EngineEvent, ...] | Refusal
Gate = Callable[[State, ServicePlan, c.Take, int], Refusal | None]
"""Whether a service may give a number now (opening hours, calendar, quotas, hall): None, or why not."""


def always(_state: State, _service: ServicePlan, _take: c.Take, _now_ms: int) -> Refusal | None:
    """The gate of a centre without hours."""
    return None


class Rules:
    """The settings, by id; holds nothing that changes."""

    def __init__(self, plan: Plan, gate: Gate = always) -> None:
        self.plan, self.gate = plan, gate
        self.services = {service.id: service for service in plan.services}
        self.counters = {counter.id: counter for counter in plan.counters}
        self.devices = {device.id: device for device in plan.devices}
        self.kiosks = [device.id for device in plan.devices if device.kind == "ticket"]
        self.slip_printers = {device.counter for device in plan.devices if device.kind == "printer"}
        self.raters = {device.counter for device in plan.devices if device.kind == "rating"}
        self.has_voice = any(device.kind == "announcer" for device in plan.devices)
        self.lines = known_lines(plan)
        self.fee, self.policy, self.desk = plan.fee, plan.policy, plan.desk
        self.worked = WorkedTime(plan.hours.calendar, LocalTime(plan.hours.zone))
        self._weights = {rank.id: rank.weight for rank in plan.policy.ranks}

    def weight_of(self, queue: str) -> int:
        """Of a priority class; one that the settings no longer have is as it was for everybody."""
        return self._weights.get(queue, 1)

    def rank_of(self, priority: bool, rank: str) -> str | Refusal:
        """The priority class of a ticket, "" for none."""
        if rank and rank not in self._weights:
            return Refusal("unknown_class", f"no priority class {rank!r} here; known: {', '.join(self._weights)}")
        if rank or not priority:
            return rank
        return next(iter(self._weights), "priority")

    def counter_at(self, state: State, key: c.AtCounter, now_ms: int) -> CounterPlan | Refusal:
        """The counter of a key, when keys count there now."""
        counter = self.counters.get(key.counter)
        if counter is None:
            return self.unknown_counter(key.counter)
        desk = state.desks.get(counter.id)
        if desk is not None and not desk.open:
            return Refusal("counter_closed", f"counter {counter.id} is closed; open it first")
        missing = self.nobody_in(state, counter.id)
        if missing is not None:
            return missing
        age_ms = age(key.pressed_ms, now_ms)
        if age_ms > STALE_KEY_MS:
            return Refusal("too_old", f"the key was pressed {age_ms // 1000} s ago; press it again")
        return counter

    def nobody_in(self, state: State, counter: str) -> Refusal | None:
        """Why a counter does nothing before somebody is logged in, where the settings want that."""
        if not self.desk.login or state.logins.at.get(counter):
            return None
        return Refusal("login_needed", f"counter {counter}")

    def officers_counters(self, state: State, officer: str) -> list[str]:
        """Where somebody may wait for that officer now."""
        return [each for each in seats_of(self.plan, state, officer) if state.takes_back(each)]

    def officer_gone(self, state: State, counter: str) -> str:
        """The officer whom nobody may wait for any more when this counter closes, "" for none."""
        plan = self.counters.get(counter)
        officer = "" if plan is None else officer_at(plan, state)
        return "" if not officer or set(self.officers_counters(state, officer)) - {counter} else officer

    def free_counter(self, state: State, counter: str) -> Refusal | None:
        """Why a counter can't take somebody now, None when it can."""
        if counter not in self.counters:
            return self.unknown_counter(counter)
        now = state.counter_state(counter)
        if now == "free":
            return None
        if now in AT_COUNTER:
            return Refusal("counter_busy", f"counter {counter} has {state.desks[counter].ticket}")
        return Refusal("counter_closed" if now == "closed" else "counter_paused", f"counter {counter} is {now}")

    def unknown_service(self, service: str) -> Refusal:
        return Refusal("unknown_service", f"no service {service!r} here; known: {', '.join(self.services)}")

    def unknown_counter(self, counter: str) -> Refusal:
        return Refusal("unknown_counter", f"no counter {counter!r} here; known: {', '.join(self.counters)}")


Handler = Callable[[Rules, State, Any, int], Decision]


def age(pressed_ms: int | None, now_ms: int) -> int:
    """Milliseconds since a press; 0 when it was just now."""
    return 0 if pressed_ms is None else now_ms - pressed_ms
