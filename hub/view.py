"""What readers of the hub see: one immutable picture of the queue and the devices, replaced as a whole."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from devicekit.message_fields import ClosedWhy, DayPart
from devicekit.messages import Part
from hub.engine.day import Booking
from hub.engine.device_commands import Outcome


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
