"""What an officer may ask."""

from devicekit.messages import TypedVerb
from hub.engine.hours_commands import Asked


class AtCounter(Asked, frozen=True, kw_only=True):
    """Base of what an officer does; `pressed_ms` as in Take."""

    counter: str
    pressed_ms: int | None = None


class CallNext(AtCounter, frozen=True, kw_only=True):
    """`service`: of that one alone."""

    service: str = ""


class CallNumber(AtCounter, frozen=True, kw_only=True):
    """That number and no other."""

    number: str


class Recall(AtCounter, frozen=True, kw_only=True):
    """`last`: and say that it is the last time."""

    last: bool = False


class Start(AtCounter, frozen=True, kw_only=True):
    """`seat`: the officer goes to the citizen."""

    seat: bool = False


class Park(AtCounter, frozen=True, kw_only=True):
    """Set aside for `minutes` (None: as settings say); `mine`: for this counter alone."""

    minutes: int | None = None
    reason: str = ""
    mine: bool = False


class Unpark(AtCounter, frozen=True, kw_only=True):
    """Take back a parked number; left out: the only one that is parked here."""

    number: str = ""


class Requeue(AtCounter, frozen=True, kw_only=True):
    pass


class Transfer(AtCounter, frozen=True, kw_only=True):
    """To a service, a counter, or an officer wherever they sit; `back`: and then here again."""

    service: str = ""
    to_counter: str = ""
    to_officer: str = ""
    back: bool = False


class Move(AtCounter, frozen=True, kw_only=True):
    """The present visit goes on at another counter."""

    to_counter: str


class Hold(AtCounter, frozen=True, kw_only=True):
    """Put the present visit aside, so that somebody else can be served meanwhile."""


class Switch(AtCounter, frozen=True, kw_only=True):
    """Go on with a visit that is aside, the present one aside; left out: the only one."""

    number: str = ""


class Undo(AtCounter, frozen=True, kw_only=True):
    """What was done last here has not been."""


class Pause(AtCounter, frozen=True, kw_only=True):
    """`reason`: keypad.pause.reason 1 to 6."""

    reason: int


class Resume(AtCounter, frozen=True, kw_only=True):
    pass


class Finish(AtCounter, frozen=True, kw_only=True):
    result: int | None = None


class MissedCall(AtCounter, frozen=True, kw_only=True):
    """Nobody came."""


class NextOrRecall(AtCounter, frozen=True, kw_only=True):
    """One key of a small box: recall while the citizen is on the way, else next."""


class FinishOrNoShow(AtCounter, frozen=True, kw_only=True):
    """One key of a small box: nobody came while called, finished while serving."""

    result: int | None = None


class SendToFee(AtCounter, frozen=True, kw_only=True):
    """To the fee counter; `back`: and here again after paying (None: as procedure or settings say)."""

    back: bool | None = None


class OpenCounter(AtCounter, frozen=True, kw_only=True):
    pass


class CloseCounter(AtCounter, frozen=True, kw_only=True):
    pass


class NameDossier(AtCounter, frozen=True, kw_only=True):
    """The dossier with that code is of the visit here, or of the one that has just ended here."""

    code: str


class CallAlone(AtCounter, frozen=True, kw_only=True):
    """The counter has called that number by itself, on `day`, while the hub was silent."""

    digits: str
    day: str


class FinishAlone(AtCounter, frozen=True, kw_only=True):
    """The counter has ended that visit by itself; `number`: as it was shown there, or the digits of CallAlone."""

    number: str
    day: str
    result: int | None = None


class InviteToRate(AtCounter, frozen=True, kw_only=True):
    """Ask once more about the visit that has just ended here."""


class TypeVerb(AtCounter, frozen=True, kw_only=True):
    """Typed on a numeric keypad; what it means depends on the state (engine.typed)."""

    verb: TypedVerb
    digits: str = ""
