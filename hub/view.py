"""What readers of the hub see: one immutable picture of the queue and the devices, replaced as a whole."""

from msgspec import Struct

from devicekit.messages import Part
from hub.engine.state import State
from hub.plan import Plan


class ServiceView(Struct, frozen=True, kw_only=True):
    """A service now; `waiting` includes those with priority, `counters` are what people see."""

    id: str
    name: str
    name_en: str
    open: bool
    waiting: int
    waiting_priority: int
    counters: tuple[str, ...]


class CounterView(Struct, frozen=True, kw_only=True):
    """A counter now; state as in CounterSet."""

    id: str
    number: str
    services: tuple[str, ...]
    state: str
    ticket: str
    service: str
    waiting: int


class CallView(Struct, frozen=True, kw_only=True):
    """A call that people may still be walking to."""

    number: str
    counter: str
    at_ms: int


class DeviceView(Struct, frozen=True, kw_only=True):
    """A device now; `heard_ms` is the legal time of its last heartbeat, 0 when there was none yet."""

    id: str
    kind: str
    online: bool
    reason: str = ""
    version: str = ""
    session: str = ""
    heard_ms: int = 0
    parts: dict[str, Part] = {}


class View(Struct, frozen=True, kw_only=True):
    """The hub now. `alarms` are stable codes: store_full, store_busy, clock_held, link_down."""

    site: str
    day: str
    at_ms: int
    epoch: int
    seq: int
    services: tuple[ServiceView, ...]
    counters: tuple[CounterView, ...]
    recent: tuple[CallView, ...]
    devices: tuple[DeviceView, ...]
    alarms: tuple[str, ...]


def services_now(plan: Plan, state: State) -> tuple[ServiceView, ...]:
    return tuple(
        ServiceView(
            id=service.id,
            name=service.name,
            name_en=service.name_en,
            open=service.id not in state.closed_services,
            waiting=state.waiting_for((service.id,)),
            waiting_priority=line.priority_count if (line := state.waiting.get(service.id)) else 0,
            counters=plan.counters_of(service.id),
        )
        for service in plan.services
    )


def counters_now(plan: Plan, state: State) -> tuple[CounterView, ...]:
    return tuple(
        CounterView(
            id=counter.id,
            number=counter.number,
            services=counter.services,
            state=state.counter_state(counter.id),
            ticket=ticket.number if (ticket := state.desk_ticket(counter.id)) else "",
            service=ticket.service if ticket else "",
            waiting=state.waiting_for(counter.services),
        )
        for counter in plan.counters
    )


def recent_now(plan: Plan, state: State) -> tuple[CallView, ...]:
    numbers = {counter.id: counter.number for counter in plan.counters}
    return tuple(CallView(number=c.number, counter=numbers.get(c.counter, ""), at_ms=c.at_ms) for c in state.recent)
