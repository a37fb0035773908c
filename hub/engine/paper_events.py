"""The facts about papers that somebody asked for: guidance, the explanation of a call, the report of a day. Rules as in
events; what became of a paper is SlipPrinted or SlipMissed."""

from hub.engine.fact import Fact


class GuidanceAsked(Fact, frozen=True, kw_only=True):
    """What the catalogue says of a procedure is printed for somebody; every such paper is one of its own."""

    procedure: str
    printer: str
    slip: str


class WhyAsked(Fact, frozen=True, kw_only=True):
    """Why the number was called when it was is printed; `n`: how many papers that say the same are or may be out."""

    printer: str
    slip: str
    n: int = 0


class DayReported(Fact, frozen=True, kw_only=True):
    """What became of the day's numbers is printed; the counts as in PrintDay, `issued_by` by service, `n` as above."""

    day: str
    printer: str
    slip: str
    n: int = 0
    closed: bool = False
    issued: int = 0
    returned: int = 0
    finished: int = 0
    noshow: int = 0
    voided: int = 0
    priority: int = 0
    waiting: int = 0
    wait_min: int = 0
    longest_min: int = 0
    at_counters: tuple[str, ...] = ()
    parked: tuple[str, ...] = ()
    open_fees: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    unslipped: tuple[str, ...] = ()
    issued_by: dict[str, int] = {}


PaperEvent = GuidanceAsked | WhyAsked | DayReported
