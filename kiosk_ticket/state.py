"""What a kiosk's program knows, and what follows from it for a person who would press a button now."""

from typing import NamedTuple

from msgspec import Struct

from devicekit.buttons.contact import Contact
from devicekit.messages import KioskService, KioskSet, Part
from kiosk_ticket import reserve
from kiosk_ticket.device import GuidePaper, Paper
from kiosk_ticket.lamps import Pattern

# A person stands at a kiosk for some seconds. More presses than this at once are children, or a fault.
WAITING_LIMIT = 16
QUEUE_LIMIT = 32
# The hub refuses an older press too: nobody stands there any more.
PRESS_LIVES_S = 120.0


# A button of that name is no service's.
HELP = "help"


class Button(NamedTuple):
    """One push button; `name` is its service, with `-priority` for a second button of the same service.

    The one that asks for help is of no service; those for guidance are of a `procedure`.
    """

    name: str
    service: str
    priority: bool = False
    procedure: str = ""
    lamp: bool = True


class Timing(NamedTuple):
    """Seconds; kiosk_ticket.settings says what they are for."""

    lock_out: float = 1.5
    hub_wait: float = 1.5
    printer_poll: float = 2.0
    refused: float = 4.0
    card_wait: float = 0.0
    """0: this kiosk reads no cards."""


class Reads(NamedTuple):
    """What the scanner is for: cards, with the centre's key, and appointments, whose codes begin so; "": not read."""

    key: str = ""
    code_prefix: str = ""


class Waiting(NamedTuple):
    """A press that has no number yet. `due`: when the kiosk may give one itself."""

    press: str
    button: str
    service: str
    priority: bool
    at: float
    due: float
    person: str = ""


class Card(NamedTuple):
    """The card that was scanned last: whose, as a keyed hash, and for how long it counts."""

    person: str
    until: float


class AskedCard(NamedTuple):
    """A press that waits for a card, for so long."""

    button: str
    until: float


class HelpCall(NamedTuple):
    """A press for help, and whether it has reached the hub."""

    at: float
    reached: bool = False


class Shown(NamedTuple):
    """A code of an appointment, by the event that told the hub of it; `at`: when it was scanned."""

    press: str
    at: float


class Given(NamedTuple):
    """A number of the reserve that may be one of a day that we have not heard of yet.

    The hub counts it to a day when it answers, and that day may be known here only by a `set` said after the answer.
    """

    press: str
    service: str
    number: str
    answered_ms: int | None = None
    """The hub's time of its answer."""


class Out(NamedTuple):
    """What a press got here. `reserve`: the kiosk gave the number itself; `on_paper`: it is or may be on paper."""

    number: str
    reserve: bool
    on_paper: bool


class State(Struct, frozen=True):
    """Everything that the logic remembers; times are monotonic seconds."""

    buttons: tuple[Button, ...]
    device: str = ""
    session: str = ""
    presses: int = 0
    known: KioskSet | None = None
    kept_set: bytes = b""
    contacts: dict[str, Contact] = {}
    faults: dict[str, str] = {}
    """Code of the fault of each button that has one, as last reported."""
    waiting: tuple[Waiting, ...] = ()
    queue: tuple[Paper, ...] = ()
    printing: Paper | None = None
    guiding: tuple[GuidePaper, ...] = ()
    """Guidance slips that the printer has been given."""
    printer: Part = Part(state="unknown")
    book: reserve.Book = {}
    given: tuple[Given, ...] = ()
    out: dict[str, Out] = {}
    """By press, the latest ones."""
    silent_since: float | None = 0.0
    hub_ahead: float | None = None
    """Seconds that the hub's time is ahead of our monotonic clock."""
    refused_until: dict[str, float] = {}
    identify_until: float = 0.0
    call: HelpCall | None = None
    """Help was asked for, and the hub has not yet said for how long."""
    card: Card | None = None
    asked: AskedCard | None = None
    shown: dict[str, Shown] = {}
    """By code: those that the hub has not answered."""
    lamps: dict[str, bool] = {}
    retry: tuple[object, ...] = ()
    """Events whose step the disk refused, to be taken again."""
    disk_until: float = 0.0
    """Until then the disk is left alone after a refusal."""


def button_of(state: State, name: str) -> Button | None:
    return next((button for button in state.buttons if button.name == name), None)


def service_of(state: State, service: str) -> KioskService | None:
    """What the hub said of a service; None for one that it does not know, or before it said anything."""
    for each in () if state.known is None else state.known.services:
        if each.service == service:
            return each
    return None


def reserve_number(state: State, service: str) -> int | None:
    """The next number of our own for a service; None when there is none."""
    known = service_of(state, service)
    if known is None or state.known is None:
        return None
    return reserve.upcoming(state.book, state.known.day, known)


def is_silent(state: State, now: float, timing: Timing) -> bool:
    """Whether the hub has been silent for longer than it is waited for."""
    return state.silent_since is not None and now - state.silent_since >= timing.hub_wait


def gives(button: Button, service: KioskService, silent: bool) -> bool:
    """Whether numbers of the service are given at this button, as far as the hub has said.

    A full hall is none to those with priority, and what the hub said of it is not known to hold while it is silent.
    """
    return service.open or (service.closed == "hall" and (button.priority or silent))


def out_of_service(state: State, service: str, silent: bool) -> str:
    """Why nobody can get a ticket of this service here now; "" when one can. A stable code."""
    if state.known is None:
        return "no_set"
    if state.printer.state == "failed":
        return "printer"
    if silent and reserve_number(state, service) is None:
        return "hub_silent"
    return ""


def pattern(state: State, button: Button, now: float, silent: bool) -> Pattern:
    """What the lamp of this button says."""
    if now < state.identify_until:
        return "identify"
    if now < state.refused_until.get(button.name, 0.0):
        return "refused"
    if button.procedure:
        if silent or state.printer.state == "failed":
            return "down"
        return "working" if any(each.order.code == button.procedure for each in state.guiding) else "on"
    if not button.service:
        return _help_pattern(state, silent)
    known = service_of(state, button.service)
    if state.known is not None and (known is None or not gives(button, known, silent)):
        return "off"
    if out_of_service(state, button.service, silent):
        return "down"
    if state.asked is not None and state.asked.button == button.name:
        return "card"
    return "working" if _busy(state, button) else "on"


def _help_pattern(state: State, silent: bool) -> Pattern:
    if state.known is not None and state.known.helping:
        return "working"
    if state.call is None:
        return "down" if silent else "on"
    return "unheard" if silent and not state.call.reached else "working"


def _busy(state: State, button: Button) -> bool:
    if state.printing is None and not state.waiting and not state.queue:
        return False
    if any(waiting.button == button.name for waiting in state.waiting):
        return True
    papers = state.queue if state.printing is None else (*state.queue, state.printing)
    wanted = (button.service, button.priority)
    return any((paper.order.service, paper.order.priority) == wanted for paper in papers)
