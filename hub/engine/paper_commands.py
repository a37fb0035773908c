"""Which papers may be asked for beside those that follow from the queue. `printer` says where, else that of `counter`
does, else the centre's own."""

from devicekit.orders import PrintWhy
from hub.engine.hours_commands import Asked


class AskPaper(Asked, frozen=True, kw_only=True):
    """Base of what is printed on somebody's wish."""

    printer: str = ""
    counter: str = ""


class AskGuidance(AskPaper, frozen=True, kw_only=True):
    """What a procedure of the catalogue needs; `name` names the paper, `pressed_ms` as in Take."""

    procedure: str
    name: str
    pressed_ms: int | None = None


class AskWhy(AskPaper, frozen=True, kw_only=True):
    """Why a number was called when it was; `slip` is the paper, without its place among copies."""

    slip: PrintWhy


class AskDayReport(AskPaper, frozen=True, kw_only=True):
    """What became of today's numbers so far."""
