"""What readers of the hub see: one immutable picture of the queue and the devices, replaced as a whole."""

from msgspec import Struct

from devicekit.messages import Part
from hub.engine.orphans import gone_lines, known_lines, waiting_at, waiting_numbers
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
    orphans: tuple[str, ...] = ()
    """The numbers that wait for a service that is no longer in the settings; every counter calls them."""


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
    """The hub now. `alarms` are stable codes, with the service or device that they are about behind a colon.

    store_full, store_busy, clock_held; store_replaced (a device knew a later store: numbers of today may be out
    already), store_restored (a backup was put back: numbers were left out today), orphaned_tickets (settings changed
    under people who wait), used_up:<service>, epoch_claimed:<device>.
    """

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
    parts: dict[str, Part] = {}
    """Parts of the hub itself, such as onestop."""


def services_now(plan: Plan, state: State) -> tuple[ServiceView, ...]:
    known = tuple(
        ServiceView(
            id=service.id,
            name=service.name,
            name_en=service.name_en,
            open=service.id not in state.closed_services,
            waiting=state.waiting_in((service.id,)),
            waiting_priority=line.priority_count if (line := state.waiting.get(service.id)) else 0,
            counters=plan.counters_of(service.id),
        )
        for service in plan.services
    )
    return known + tuple(_gone(plan, service, state) for service in gone_lines(known_lines(plan), state))


def _gone(plan: Plan, service: str, state: State) -> ServiceView:
    return ServiceView(
        id=service,
        name=service,
        name_en=service,
        open=False,
        waiting=state.waiting[service].count,
        waiting_priority=state.waiting[service].priority_count,
        counters=tuple(counter.number for counter in plan.counters),
        orphans=waiting_numbers(service, state),
    )


def counters_now(plan: Plan, state: State) -> tuple[CounterView, ...]:
    known = known_lines(plan)
    return tuple(
        CounterView(
            id=counter.id,
            number=counter.number,
            services=counter.services,
            state=state.counter_state(counter.id),
            ticket=ticket.number if (ticket := state.desk_ticket(counter.id)) else "",
            service=ticket.service if ticket else "",
            waiting=waiting_at(counter, known, state),
        )
        for counter in plan.counters
    )


def recent_now(plan: Plan, state: State) -> tuple[CallView, ...]:
    numbers = {counter.id: counter.number for counter in plan.counters}
    return tuple(CallView(number=c.number, counter=numbers.get(c.counter, ""), at_ms=c.at_ms) for c in state.recent)
