"""What may be asked of a number: to be given, and what the help desk does with it."""

from typing import Literal

from hub.engine.hours_commands import Asked
from hub.engine.ticket_events import Override

VoidReason = Literal["left", "mistake", "double", "test", "other"]


class Take(Asked, frozen=True, kw_only=True):
    """Give the next number of a service to this press; `pressed_ms`: when, on legal time (None: just now)."""

    press: str
    service: str
    pressed_ms: int | None = None
    priority: bool = False
    kiosk: str = ""
    origin: Literal["kiosk", "web", "desk"] = "kiosk"
    rank: str = ""
    """The priority class; "" with `priority`: the first of the settings."""
    booked_ms: int = 0
    """The appointment, 0 for none."""
    override: Override | Literal[""] = ""
    """Why the help desk gives it although hours, quota or capacity say no; "" : it does not."""
    test: bool = False
    """For trying: it has a number and paper, and nobody waits with it."""
    person: str = ""
    """Keyed hash of whose card was scanned, "" when none was; no fact has it."""
    held: tuple[str, ...] = ()
    """Numbers that this person got today."""


class TakeSeveral(Asked, frozen=True, kw_only=True):
    """Numbers for a group: `press` names the whole order."""

    press: str
    service: str
    count: int
    priority: bool = False
    kiosk: str = ""


class TakeByHand(Asked, frozen=True, kw_only=True):
    """A number that was written on paper at `arrived_ms`, when there was no power."""

    press: str
    service: str
    number: str
    arrived_ms: int
    day: str
    priority: bool = False
    rank: str = ""


class TakeReserve(Asked, frozen=True, kw_only=True):
    """A kiosk gave this number of its reserve to that press at `arrived_ms`, on `day`."""

    press: str
    service: str
    number: str
    kiosk: str
    arrived_ms: int
    day: str
    priority: bool = False
    person: str = ""


class OpenService(Asked, frozen=True, kw_only=True):
    service: str


class CloseService(Asked, frozen=True, kw_only=True):
    service: str


class AboutNumber(Asked, frozen=True, kw_only=True):
    """Base of what the help desk does."""

    number: str


class ChangeService(AboutNumber, frozen=True, kw_only=True):
    """The wrong button was pressed: another service, the same time."""

    service: str


class Reprint(AboutNumber, frozen=True, kw_only=True):
    """The slip was lost: one more comes out of `kiosk`."""

    kiosk: str


class MarkBack(AboutNumber, frozen=True, kw_only=True):
    """Who missed the call is here."""


class VoidNumber(AboutNumber, frozen=True, kw_only=True):
    """Nobody holds that number any more."""

    reason: VoidReason


class AskHelp(Asked, frozen=True, kw_only=True):
    """Somebody at a kiosk needs a person; `pressed_ms` as in Take."""

    kiosk: str
    pressed_ms: int | None = None


class AnswerHelp(Asked, frozen=True, kw_only=True):
    """A person goes there."""

    kiosk: str
