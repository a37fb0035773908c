"""What a printer says of itself: replies told apart, and put together to one picture of its state.

Everything a printer sends is single bytes without length or address (Epson ESC/POS, TM-T88III specification, app. G):

    0xx1xx10   answer to DLE EOT n; which n is known only by the order of the questions
    0xx1xx00   first byte of an automatic status (GS a), three bytes 0xx0xxxx follow
    0xx0xxxx   answer to GS r
    00010001   XON, 00010011 XOFF
    37 22 d d d d 00   answer to GS ( H: the letters of a job that is on paper; the letters are 0xx0xxxx
    10 0F b b b b      answer to DLE EOT 20 of printers with a presenter: paper, user, errors that pass, that don't

Near-end sensors are often missing, and cheap printers answer nothing, or 00, which is the shape of a GS r answer and
never of a DLE EOT one: what is not known stays None.
"""

from typing import Literal, NamedTuple


class PrinterStatus(NamedTuple):
    """What is known of a printer; None where it does not say."""

    reachable: bool = True
    online: bool | None = None
    cover_open: bool | None = None
    paper_out: bool | None = None
    paper_low: bool | None = None
    cutter_jammed: bool | None = None
    overheated: bool | None = None
    broken: bool | None = None
    mouth: bool | None = None
    """Whether a paper waits in the mouth of its presenter."""
    not_taken: bool = False
    """Whether nobody took that paper in time."""
    other: str = ""
    """What it calls itself where that is another model than the settings say."""
    garbled: bool = False
    """Whether bytes came that are no answers at all: wrong speed of the line, or no printer of this kind."""
    detail: str = ""
    """For the technician, when it can't be reached."""

    @property
    def silent(self) -> bool:
        """Whether it is there (or its wire is) but says nothing."""
        return self.reachable and self.online is self.paper_out is self.cover_open is None


class RealTime(NamedTuple):
    """An answer to DLE EOT `question`; 0 when nothing was asked."""

    question: int
    bits: int


class Automatic(NamedTuple):
    """A whole automatic status."""

    bits: bytes


class Processed(NamedTuple):
    """An answer to GS r: everything sent before it has been printed."""

    bits: int


class Done(NamedTuple):
    """An answer to GS ( H: that job has been printed."""

    letters: bytes


class Whole(NamedTuple):
    """An answer to DLE EOT 20, without its head."""

    bits: bytes


class Flow(NamedTuple):
    """XON (`go`) or XOFF."""

    go: bool


class Noise(NamedTuple):
    """A byte of no known shape: line noise, or a wrong baud rate."""

    byte: int


Reply = RealTime | Automatic | Processed | Done | Whole | Flow | Noise

WHOLE_STATUS = 20
BLOCK, BLOCK_KIND, BLOCK_SIZE = 0x37, 0x22, 7
WHOLE_SIZE = 6


class Listening(NamedTuple):
    """Where the reader is: the questions not answered yet, and the bytes of an automatic status so far."""

    asked: tuple[int, ...] = ()
    automatic: bytes = b""
    block: bytes = b""
    whole: bytes = b""


Shape = Literal["real_time", "automatic", "plain", "flow", "noise"]


def shape(byte: int) -> Shape:
    """The kind of a single byte."""
    if byte in (0x11, 0x13):
        return "flow"
    if byte & 0x93 == 0x12:
        return "real_time"
    if byte & 0x93 == 0x10:
        return "automatic"
    return "plain" if byte & 0x90 == 0 else "noise"


def ask(state: Listening, question: int) -> Listening:
    """DLE EOT `question` was sent."""
    return state._replace(asked=(*state.asked, question))


def hear(state: Listening, byte: int) -> tuple[Listening, Reply | None]:
    """Take one byte. Flow control and real-time answers may come between the bytes of an automatic status."""
    if state.block and shape(byte) != "flow":
        return _in_block(state, byte)
    if state.whole or (byte == 0x10 and state.asked[:1] == (WHOLE_STATUS,)):
        return _in_whole(state, byte)
    match shape(byte):
        case "noise" if byte == BLOCK:
            return state._replace(block=bytes((byte,))), None
        case "flow":
            return state, Flow(byte == 0x11)
        case "real_time":
            question, *rest = state.asked or (0,)
            return state._replace(asked=tuple(rest)), RealTime(question, byte)
        case "automatic":
            return state._replace(automatic=bytes((byte,))), None
        case "plain" if not state.automatic:
            return state, Processed(byte)
        case "plain":
            whole = state.automatic + bytes((byte,))
            if len(whole) < 4:
                return state._replace(automatic=whole), None
            return state._replace(automatic=b""), Automatic(whole)
    return state._replace(automatic=b""), Noise(byte)


def _in_block(state: Listening, byte: int) -> tuple[Listening, Reply | None]:
    block = state.block + bytes((byte,))
    if block[1] != BLOCK_KIND:
        return hear(state._replace(block=b""), byte)
    if len(block) < BLOCK_SIZE:
        return state._replace(block=block), None
    return state._replace(block=b""), Done(block[2:6])


def _in_whole(state: Listening, byte: int) -> tuple[Listening, Reply | None]:
    whole = state.whole + bytes((byte,))
    if len(whole) == 2 and byte != 0x0F:
        return hear(state._replace(whole=b"", asked=state.asked[1:]), byte)
    if len(whole) < WHOLE_SIZE:
        return state._replace(whole=whole), None
    return state._replace(whole=b"", asked=state.asked[1:]), Whole(whole[2:])


def learn(status: PrinterStatus, reply: Reply) -> PrinterStatus:
    """What is known after a reply."""
    match reply:
        case Noise():
            return status._replace(garbled=True)
        case RealTime(1, bits):
            return status._replace(online=not bits & 0x08)
        case RealTime(2, bits):
            out = True if bits & 0x20 else status.paper_out
            return status._replace(cover_open=bool(bits & 0x04), paper_out=out)
        case RealTime(3, bits):
            return status._replace(
                cutter_jammed=bool(bits & 0x08), broken=bool(bits & 0x20), overheated=bool(bits & 0x40)
            )
        case RealTime(4, bits):
            return status._replace(paper_low=bool(bits & 0x0C), paper_out=bool(bits & 0x60))
        case Whole(bits):
            return status._replace(
                paper_out=bool(bits[0] & 0x01),
                paper_low=bool(bits[0] & 0x04),
                mouth=bool(bits[0] & 0x20),
                cover_open=bool(bits[1] & 0x02),
                overheated=bool(bits[2] & 0x01),
                cutter_jammed=bool(bits[3] & 0x01),
            )
        case Processed(bits):
            return status._replace(paper_low=bool(bits & 0x03), paper_out=bool(bits & 0x0C))
        case Automatic(bits):
            return status._replace(
                online=not bits[0] & 0x08,
                cover_open=bool(bits[0] & 0x20),
                cutter_jammed=bool(bits[1] & 0x08),
                broken=bool(bits[1] & 0x20),
                overheated=bool(bits[1] & 0x40),
                paper_low=bool(bits[2] & 0x03),
                paper_out=bool(bits[2] & 0x0C),
            )
    return status


Code = Literal[
    "",
    "unreachable",
    "paper_out",
    "cover_open",
    "cutter",
    "broken",
    "hot",
    "offline",
    "garbled",
    "silent",
    "other_model",
    "not_taken",
    "paper_low",
]
STOPPING: tuple[Code, ...] = ("unreachable", "paper_out", "cover_open", "cutter", "broken", "hot", "offline", "garbled")


def trouble(status: PrinterStatus) -> Code:
    """The most telling of a printer's troubles, "" when there is none; each is a text tech.printer.<code>."""
    found: tuple[tuple[bool | None, Code], ...] = (
        (not status.reachable, "unreachable"),
        (status.cover_open, "cover_open"),
        (status.paper_out, "paper_out"),
        (status.cutter_jammed, "cutter"),
        (status.broken, "broken"),
        (status.overheated, "hot"),
        (status.online is False, "offline"),
        (status.silent and status.garbled, "garbled"),
        (status.silent, "silent"),
        (bool(status.other), "other_model"),
        (status.not_taken, "not_taken"),
        (status.paper_low, "paper_low"),
    )
    return next((code for holds, code in found if holds), "")
