"""What readers of the hub see: one immutable picture of the queue and the devices, replaced as a whole."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from devicekit.message_fields import ClosedWhy, DayPart
from devicekit.messages import Part
from hub.engine.day import Booking, State
from hub.engine.device_commands import Outcome
from hub.engine.hours_state import Offer
from hub.engine.lifecycle import KEYS, LIFECYCLE
from hub.engine.offer import is_full, left_of_quota, shown
from hub.engine.orphans import gone_lines, waiting_at, waiting_numbers
from hub.engine.seats import officer_at
from hub.plan import CounterPlan, Plan, ServicePlan


class ServiceView(Struct, frozen=True, kw_only=True):
    """A service now; `waiting` includes those with priority, `counters` are what people see.

    Not open: `closed` says why ("": somebody closed it) and `again_ms` when numbers are given again. `left`: how many
    numbers today's quota still has; `late`: who comes now may not be served before closing time.
    """

    id: str
    name: str
    name_en: str
    open: bool
    waiting: int
    waiting_priority: int
    counters: tuple[str, ...]
    orphans: tuple[str, ...] = ()
    """The numbers that wait for a service that is no longer in the settings; every counter calls them."""
    closed: ClosedWhy = ""
    part: DayPart | None = None
    again_ms: int | None = None
    late: bool = False
    left: int | None = None


class CounterView(Struct, frozen=True, kw_only=True):
    """A counter now; state as in CounterSet."""

    id: str
    number: str
    services: tuple[str, ...]
    state: str
    ticket: str
    service: str
    waiting: int
    paused: int = 0
    """Why it pauses (keypad.pause.reason), 0 when it does not."""
    parked: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    """Who is served here too, put aside for somebody else."""
    can: tuple[str, ...] = ()
    """The verbs of the API that fit its state; one can still be refused for another reason."""
    devices: tuple[str, ...] = ()
    """Its own devices."""
    officer: str = ""
    """The id of who is there, "" for nobody."""
    login: bool = False
    """Whether that is who logged in."""
    login_needed: bool = False
    """Whether no key counts before somebody logs in."""


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


class RefusedView(Struct, frozen=True, kw_only=True):
    """A press at a kiosk that got no number, and why; it says nothing of who pressed, and no code of an appointment.

    `asked`: for a ticket, for an appointment's, or (reserve) to let in the number that the kiosk had given by itself.
    `service` is "" when no appointment is known by the code. `numbers`: those that the person holds; a reserve's own.
    `day`: that of the appointment, YYYY-MM-DD.
    """

    at_ms: int
    kiosk: str
    asked: Literal["ticket", "reserve", "appointment"]
    service: str
    reason: str
    numbers: tuple[str, ...] = ()
    day: str = ""


class KeyView(Struct, frozen=True, kw_only=True):
    """The last key of a counter's keypad and what became of it; `reason` is "" for one that was accepted."""

    at_ms: int
    verb: str
    digits: str
    reason: str
    vi: str
    en: str


class ConflictView(Struct, frozen=True, kw_only=True):
    """What a counter did while the hub was silent, and does not fit what the hub knows; nobody has sorted it out yet.

    `at_ms`: when it was done; `number`: "" where nobody has it; `counters`: the ids of those whose officers must know.
    """

    at_ms: int
    number: str
    why: str
    counters: tuple[str, ...]
    vi: str
    en: str


class BookingView(Struct, frozen=True, kw_only=True):
    """An appointment of the book; `number` is what its holder got. Nothing says who that is."""

    code: str
    service: str
    time_ms: int
    state: Literal["open", "kept", "cancelled", "missed"]
    number: str = ""
    late: bool = False


class HoursView(Struct, frozen=True, kw_only=True):
    """The day: whether it is over, and then who was carried over, is still at a counter or set aside, has
    a fee to pay.

    `full`: the hall has no room for more; `evacuating_ms`: since when everybody is asked to leave; `appointments`: the
    numbers that are to come today or later.
    """

    closed: bool = False
    carried: tuple[str, ...] = ()
    at_counters: tuple[str, ...] = ()
    parked: tuple[str, ...] = ()
    open_fees: tuple[str, ...] = ()
    full: bool = False
    evacuating_ms: int | None = None
    appointments: tuple[str, ...] = ()


class SearchView(Struct, frozen=True, kw_only=True):
    """Somebody looks for a device; `request` is theirs, `outcome` "" until it has answered or can't any more."""

    at_ms: int
    device: str
    request: str
    outcome: Outcome | Literal[""]
    reason: str
    vi: str
    en: str


class View(Struct, frozen=True, kw_only=True):
    """The hub now. `alarms` are stable codes, with the service or device that they are about behind a colon.

    store_full, store_busy, clock_held; store_replaced (a device knew a later store: numbers of today may be out
    already), store_restored (a backup was put back: numbers were left out today), orphaned_tickets (settings changed
    under people who wait), used_up:<service>, epoch_claimed:<device>; calendar_ended (the calendar file knows no days
    off of this year); help:<kiosk> (somebody there asked for a person); officer_locked:<officer> (too many wrong PINs).
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
    hours: HoursView = HoursView()
    parts: dict[str, Part] = {}
    """Parts of the hub itself, such as onestop."""
    keys: dict[str, KeyView] = {}
    """By counter, where a keypad was used since the hub started."""
    ranks: tuple[str, ...] = ()
    """The priority classes that the help desk may give."""
    name: str = ""
    """The centre's, as on its papers."""
    pins: bool = False
    """Whether officers log in with PINs here."""
    refused: tuple[RefusedView, ...] = ()
    """The last presses at kiosks that got no number, the newest first: a few, for 10 minutes, in memory alone."""
    conflicts: tuple[ConflictView, ...] = ()
    """What counters did alone and does not fit, the newest first, until the ticket has gone on."""
    searches: tuple[SearchView, ...] = ()
    """The last devices that were told to show themselves, the newest first."""


def services_now(plan: Plan, known: frozenset[str], state: State) -> tuple[ServiceView, ...]:
    """The services of the settings, and those that left them with somebody's ticket; `known`: engine.orphans."""
    listed = tuple(_service(plan, state, service, shown(plan, state, service)) for service in plan.services)
    return listed + tuple(_gone(plan, service, state) for service in gone_lines(known, state))


def _service(plan: Plan, state: State, service: ServicePlan, offer: Offer) -> ServiceView:
    return ServiceView(
        id=service.id,
        name=service.name,
        name_en=service.name_en,
        open=service.id not in state.closed_services and offer.open,
        waiting=state.waiting_in((service.id,)),
        waiting_priority=line.priority_count if (line := state.waiting.get(service.id)) else 0,
        counters=plan.counters_of(service.id),
        closed=offer.why,
        part=offer.part,
        again_ms=offer.again_ms,
        late=offer.late,
        left=left_of_quota(state, service),
    )


def hours_now(plan: Plan, state: State) -> HoursView:
    hours, closed = state.hours, state.hours.closed
    return HoursView(
        closed=closed is not None,
        carried=closed.carried if closed else (),
        at_counters=closed.at_counters if closed else (),
        parked=closed.parked if closed else (),
        open_fees=closed.open_fees if closed else (),
        full=is_full(plan, state),
        evacuating_ms=hours.evacuating_ms,
        appointments=tuple(
            n for n, each in hours.appointments.items() if each.day > state.day or _is_to_come(state, n)
        ),
    )


def _is_to_come(state: State, number: str) -> bool:
    ticket = state.tickets.get(number)
    return ticket is not None and ticket.state == "carried"


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


def counters_now(plan: Plan, known: frozenset[str], state: State) -> tuple[CounterView, ...]:
    return tuple(
        CounterView(
            id=counter.id,
            number=counter.number,
            services=counter.services,
            state=state.counter_state(counter.id),
            ticket=ticket.number if (ticket := state.desk_ticket(counter.id)) else "",
            service=ticket.service if ticket else "",
            waiting=waiting_at(counter, known, state),
            paused=desk.paused if (desk := state.desks.get(counter.id)) is not None else 0,
            parked=state.parked_at(counter.id),
            aside=desk.bench if desk is not None else (),
            can=verbs_now(counter, state, plan.desk.login),
            officer=officer_at(counter, state),
            login=bool(state.logins.at.get(counter.id)),
            login_needed=plan.desk.login and not state.logins.at.get(counter.id),
            devices=tuple(device.id for device in plan.devices if device.counter == counter.id),
        )
        for counter in plan.counters
    )


def verbs_now(counter: CounterPlan, state: State, login: bool = False) -> tuple[str, ...]:
    """What an officer may press; the names are those of the API. `login`: one must be logged in."""
    now, ticket = state.counter_state(counter.id), state.desk_ticket(counter.id)
    if login and not state.logins.at.get(counter.id):
        return ("close",) if now in ("free", "paused") else ()
    desk = state.desks.get(counter.id)
    undo = ("undo",) if desk is not None and desk.deed is not None else ()
    if now == "closed":
        return ("open", *undo)
    if now == "paused":
        return ("resume", "pause", "close", *undo)
    aside = desk.bench if desk is not None else ()
    switch = ("switch",) if aside else ()
    calls = ("next", *(("call",) if counter.may_pick else ()), *(("unpark",) if state.parked_at(counter.id) else ()))
    if ticket is None:
        return (*calls, *switch, *(() if aside else ("pause", "close")), *undo)
    keys = (key for key in KEYS if (ticket.state, key) in LIFECYCLE)
    hold = ("hold",) if len(aside) < counter.parallel - 1 else ()
    return (*calls, *("no-show" if key == "noshow" else key for key in keys), *hold, *switch, *undo)


def recent_now(plan: Plan, state: State) -> tuple[CallView, ...]:
    numbers = {counter.id: counter.number for counter in plan.counters}
    return tuple(CallView(number=c.number, counter=numbers.get(c.counter, ""), at_ms=c.at_ms) for c in state.recent)


def bookings_of(bookings: Iterable[Booking], day: str, service: str) -> tuple[BookingView, ...]:
    """The appointments of a day, of one service or ("") of all, in the order of their times."""
    found = (each for each in bookings if each.day == day and service in ("", each.service))
    return tuple(
        BookingView(
            code=each.code,
            service=each.service,
            time_ms=each.due_ms,
            state=each.state,
            number=each.number,
            late=each.late,
        )
        for each in sorted(found, key=lambda each: (each.due_ms, each.code))
    )
