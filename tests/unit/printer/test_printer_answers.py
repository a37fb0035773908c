"""What else printers answer: the letters of a job, the whole state of a presenter, their name, and rubbish."""

import pytest

from devicekit.port_memory import MemoryPort
from printer.conversation import BARRIER, Conversation
from printer.driver_escpos import EscposPrinter
from printer.presenter import Presenter
from printer.status import Done, Listening, Noise, RealTime, Reply, Whole, ask, hear, trouble
from printer.virtual import VirtualPrinter
from printer.virtual_dots import Dots, Odd
from printer.virtual_line import LineClock
from printer.virtual_model import BARRIER as BARRIER_ONLY
from printer.virtual_model import MODELS, SILENT, Model


def heard(data: bytes, *questions: int) -> list[Reply]:
    state = Listening()
    for question in questions:
        state = ask(state, question)
    replies = []
    for byte in data:
        state, reply = hear(state, byte)
        if reply is not None:
            replies.append(reply)
    return replies


@pytest.mark.parametrize(
    ("data", "questions", "replies"),
    [
        pytest.param(b"\x37\x22ABCD\x00", (), [Done(b"ABCD")], id="a job is on paper"),
        pytest.param(b"\x37\x22AB\x13CD\x00", (), [Done(b"ABCD")], id="XOFF inside", marks=()),
        pytest.param(b"\x37\x16", (1,), [RealTime(1, 0x16)], id="noise that looks like the beginning of one"),
        pytest.param(b"\x10\x0f\x20\x00\x00\x00", (20,), [Whole(b"\x20\x00\x00\x00")], id="a presenter"),
        pytest.param(b"\xff", (), [Noise(0xFF)], id="rubbish"),
    ],
)
def test_longer_answers_are_put_together(data: bytes, questions: tuple[int, ...], replies: list[Reply]) -> None:
    assert [each for each in heard(data, *questions) if type(each).__name__ != "Flow"] == replies


def driver(far: VirtualPrinter, model: Model) -> EscposPrinter:
    return EscposPrinter(
        MemoryPort(far), presenter=Presenter() if model.presenter else None, process_id=model.process_id, finish_s=1
    )


def test_a_printer_that_answers_rubbish_is_sent_nothing() -> None:
    far = VirtualPrinter()
    far.babble()
    printer = driver(far, far_model := MODELS["clone"])
    assert far_model.presenter is False
    assert trouble(printer.status()) == "garbled"
    assert printer.print(b"\x1b@A\n").outcome == "failed"
    assert far.jobs == []


def test_a_printer_that_answers_in_order_only_tells_its_paper_by_that() -> None:
    far = VirtualPrinter(model=BARRIER_ONLY)
    printer = driver(far, BARRIER_ONLY)
    far.near_end()
    assert trouble(printer.status()) == "paper_low"
    far.run_out()
    assert trouble(printer.status()) == "silent"
    assert printer.print(b"\x1b@\x1bJ\x05\x1dVB\x00").outcome == "failed", "it used to answer"
    far.load_paper()
    assert trouble(printer.status()) == ""


def test_a_printer_that_never_answered_is_unknown_and_not_fine() -> None:
    assert trouble(driver(VirtualPrinter(model=SILENT), SILENT).status()) == "silent"


class Slow:
    """It is done with the job just when somebody looks why it is not: that word comes before the one asked for."""

    def __init__(self, word: bytes) -> None:
        self._word, self._owes = word, b""

    def feed(self, data: bytes) -> bytes:
        if data.startswith(b"\x1d"):
            self._owes = self._word
        if not data.startswith(b"\x10\x04"):
            return b""
        word, self._owes = self._owes, b""
        return word + b"\x12"


@pytest.mark.parametrize(("letters", "word"), [(b"", b"\x00"), (b"ABCD", b"\x37\x22ABCD\x00")], ids=["GS r", "GS ( H"])
def test_a_word_about_the_job_that_comes_while_something_else_is_asked_counts(letters: bytes, word: bytes) -> None:
    port = MemoryPort(Slow(word))
    port.open()
    talk = Conversation(port, 0.05, 1e6)
    assert talk.ask_all().silent is False
    talk.barrier = True
    talk.begin(b"")
    talk.send_barrier()
    assert not talk.confirmation(letters, 0.05)
    assert talk.ask_now().silent is False
    assert talk.confirmation(letters, 0.05)
    # The next job waits for a word of its own.
    talk.begin(b"")
    assert not talk.confirmation(letters, 0.05)


class LatePort:
    """A printer that answers each barrier so many seconds after it."""

    name, is_open = "late", True

    def __init__(self, clock: LineClock, *delays: float) -> None:
        self._clock, self._delays, self._due = clock, list(delays), list[float]()

    def open(self) -> None: ...

    def close(self) -> None: ...

    def write(self, data: bytes, timeout: float) -> None:
        if data.endswith(BARRIER):
            self._due.append(self._clock() + self._delays.pop(0))

    def read(self, size: int, timeout: float) -> bytes:
        self._due.sort()
        ends = self._clock() + timeout
        self._clock.seconds = min([ends, *(max(at, self._clock()) for at in self._due)])
        if not self._due or self._due[0] > self._clock():
            return b""
        del self._due[0]
        return b"\x00"


def test_an_answer_owed_for_a_paper_that_was_not_confirmed_confirms_no_later_one() -> None:
    clock = LineClock()
    never = 1e9
    talk = Conversation(LatePort(clock, 0.1, 1.7, 0.6, never), 0.5, 1e6, now=clock)
    assert talk.settled()
    talk.begin(b"")
    talk.send_barrier()
    assert not talk.confirmation(b"", 1)
    # It comes to the barrier of that paper, then with a blade's pause to the others.
    clock.turn(0.4)
    assert talk.settled()
    talk.begin(b"")
    talk.send_barrier()
    assert not talk.confirmation(b"", 5)


def test_a_paper_in_the_mouth_of_a_presenter_is_seen_until_somebody_takes_it() -> None:
    model = MODELS["kiosk"]._replace(rows_per_s=None)
    far = VirtualPrinter(model=model)
    printer = driver(far, model)
    assert printer.print(b"\x1b@\x1dv0\x00\x01\x00\x01\x00\xff\x1dVB\x00").outcome == "confirmed"
    assert printer.status().mouth is True
    far.take_from_mouth()
    assert printer.status().mouth is False


def test_a_printer_says_its_name_and_what_it_answers() -> None:
    far = VirtualPrinter(model=MODELS["epson"]._replace(rows_per_s=None))
    printer = driver(far, MODELS["epson"])
    printer.status()
    assert printer.introduce() == ("TM-T20II", ("DLE EOT", "GS r"))


def test_columns_come_out_with_the_end_of_their_line_and_kept_pictures_when_they_are_told() -> None:
    dots = Dots(16)
    assert dots.obey(b"\x1b*\x01\x01\x00\x80", 0, 30) == []
    assert dots.obey(b"\x1b*\x01\x01\x00\x01", 0, 30) == []
    assert dots.obey(b"\n", 0, 10) == [1 << 15, *[0] * 6, 1 << 14, 0, 0]
    assert dots.obey(b"\n", 0, 10) is None, "an end of line without columns is that of letters"
    kept = b"0p0\x01\x011\x08\x00\x02\x00\xf0\x0f"
    for command in (b"\x1d(L\x0c\x00", b"\x1d8L\x0c\x00\x00\x00"):
        assert dots.obey(command + kept, 0, 30) == []
        assert dots.obey(b"\x1d(L\x02\x0002", 1, 30) == [0xF0 << 4, 0x0F << 4]
    assert dots.obey(b"\x1d(L\x0c\x000p0\x02\x021\x08\x00\x02\x00\xf0\x0f", 0, 30) == []
    assert dots.obey(b"\x1d8L\x02\x00\x00\x0002", 0, 30) == [0xFF00, 0xFF00, 0xFF, 0xFF]
    with pytest.raises(Odd, match="columns of 24 dots behind columns of 8"):
        dots.obey(b"\x1b*\x21\x01\x00abc", 0, dots.obey(b"\x1b*\x01\x01\x00\x80", 0, 0) or 0)
    dots.reset()
    dots.obey(b"\x1b*\x00\x09\x00" + b"\xff" * 9, 0, 30)
    with pytest.raises(Odd, match="wider than the paper"):
        dots.obey(b"\n", 0, 30)


def test_a_picture_larger_than_a_short_length_can_say_is_taken_whole() -> None:
    far = VirtualPrinter()
    data = bytes((1, *bytes(71))) * 1000
    size = len(data) + 10
    far.feed(b"\x1b@\x1d8L" + size.to_bytes(4, "little") + b"0p0\x01\x011" + b"\x40\x02\xe8\x03" + data)
    far.feed(b"\x1d(L\x02\x0002\x1dVB\x00")
    (job,) = far.jobs
    assert (job.errors, b"".join(job.rows)) == ((), data)
