"""A printer that is looked at again and again: what it says unasked, that it is away, another one, or full of paper."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_printer_driver import WIRES

from devicekit.port_memory import MemoryPort
from printer.driver_escpos import LAST_BACK_OFF_S, EscposPrinter
from printer.health import part_of
from printer.presenter import Mouth, Presenter, Untaken, look
from printer.status import Automatic, Done, Listening, Processed, RealTime, Reply, ask, hear, trouble
from printer.virtual import VirtualPrinter
from printer.virtual_line import LineClock
from printer.virtual_model import FULL, MODELS, Model

JOB = b"\x1b@\x1dv0\x00\x01\x00\x01\x00\xff\x1dVB\x00"


class CountingPort(MemoryPort):
    """Counts what is sent to the printer, and how often it is opened."""

    def __init__(self, far: VirtualPrinter) -> None:
        super().__init__(far)
        self.sent, self.tries = bytearray(), 0

    def open(self) -> None:
        self.tries += not self.is_open
        super().open()

    def write(self, data: bytes, timeout: float) -> None:
        self.sent += data
        super().write(data, timeout)


class Bench:
    """A driver that keeps its port open, on a clock turned by hand."""

    def __init__(self, model: Model = FULL, *, automatic: bool = True, profile: str = "TM-T20II") -> None:
        self.clock, self.far = LineClock(), VirtualPrinter(model=model._replace(rows_per_s=None))
        self.port = CountingPort(self.far)
        self.driver = EscposPrinter(
            self.port, keep_open=True, automatic=automatic, profile=profile, now=self.clock, finish_s=1
        )


# What it says unasked

TROUBLES: dict[str, Callable[[VirtualPrinter], None]] = {
    "cover_open": VirtualPrinter.open_cover,
    "paper_out": VirtualPrinter.run_out,
    "paper_low": VirtualPrinter.near_end,
    "cutter": VirtualPrinter.jam_cutter,
    "hot": VirtualPrinter.overheat,
}


@pytest.mark.parametrize("code", TROUBLES)
def test_a_change_is_known_at_the_next_look_without_a_question(code: str) -> None:
    bench = Bench()
    assert trouble(bench.driver.status()) == ""
    bench.port.sent.clear()
    TROUBLES[code](bench.far)
    bench.clock.turn(2)
    assert trouble(bench.driver.status()) == code
    assert bench.port.sent == b""


def test_what_was_told_is_asked_for_now_and_then_and_a_printer_that_went_away_is_not_fine() -> None:
    bench = Bench()
    bench.driver.status()
    bench.far.power(False)
    bench.clock.turn(31)
    assert trouble(bench.driver.status()) == "silent"


def test_a_printer_that_does_not_tell_changes_is_asked_each_time() -> None:
    bench = Bench(MODELS["clone"], automatic=False)
    bench.driver.status()
    bench.port.sent.clear()
    bench.far.open_cover()
    assert trouble(bench.driver.status()) == "cover_open"
    assert bench.port.sent.startswith(b"\x10\x04\x01")


def test_changes_are_told_again_after_a_paper_and_after_a_reconnection() -> None:
    bench = Bench()
    bench.driver.status()
    assert bench.driver.print(JOB).outcome == "confirmed"
    bench.far.open_cover()
    assert trouble(bench.driver.status()) == "cover_open"
    bench.port.unplug()
    assert trouble(bench.driver.status()) == "unreachable"
    bench.port.plug()
    bench.far.open_cover(False)
    bench.clock.turn(LAST_BACK_OFF_S)
    assert trouble(bench.driver.status()) == ""


def test_changes_between_the_answers_of_a_print_do_not_spoil_it() -> None:
    bench = Bench(MODELS["epson"])
    bench.driver.status()
    bench.far.near_end()
    bench.port.arrive(b"\x10\x00\x03\x00")
    result = bench.driver.print(JOB)
    assert result.outcome == "confirmed"
    assert result.status.paper_low


REPLIES = st.lists(
    st.one_of(
        st.builds(RealTime, st.sampled_from([1, 2, 3, 4]), st.sampled_from([0x12, 0x16, 0x1E, 0x32, 0x7E])),
        st.builds(
            lambda first, rest: Automatic(bytes((first, *rest))),
            st.sampled_from([0x10, 0x18, 0x30, 0x38]),
            st.tuples(*[st.sampled_from([0, 3, 8, 0x0C, 0x40])] * 3),
        ),
        st.builds(Processed, st.sampled_from([0, 3, 0x0C])),
        st.builds(Done, st.text("ABCDO", min_size=4, max_size=4).map(str.encode)),
    ),
    max_size=8,
)


@given(REPLIES, st.integers(0, 3))
def test_replies_in_any_order_are_told_apart_and_a_quick_one_may_come_inside_a_slow_one(
    replies: list[Reply], inside: int
) -> None:
    state, heard = Listening(), []
    for reply in replies:
        if isinstance(reply, RealTime):
            state = ask(state, reply.question)
        data = encoded(reply)
        if isinstance(reply, Automatic) and inside:
            data = data[:inside] + b"\x13" + data[inside:]
        for byte in data:
            state, found = hear(state, byte)
            heard += [found] if found is not None and type(found).__name__ != "Flow" else []
    assert heard == replies


def encoded(reply: Reply) -> bytes:
    match reply:
        case RealTime(_, bits) | Processed(bits):
            return bytes((bits,))
        case Automatic(bits):
            return bits
        case Done(letters):
            return b"\x37\x22" + letters + b"\x00"
    raise TypeError(reply)


# Another one, or rubbish


def test_another_model_than_the_settings_say_is_told_in_plain_words_and_is_not_fine() -> None:
    bench = Bench(MODELS["epson"], profile="TM-L90")
    part = part_of(bench.driver.status())
    assert (part.state, part.code) == ("unknown", "other_model")
    assert "TM-T20II" in part.detail
    assert "TM-L90" in part.detail
    result = bench.driver.print(JOB)
    assert result.outcome == "confirmed", "what comes out is seen; nothing is held back"
    assert part_of(result.status) == part


@pytest.mark.parametrize("profile", ["TM-T20II", "TM-T20II-42col", "tcvn3-80", "default"])
def test_a_profile_that_may_be_that_model_is_fine(profile: str) -> None:
    assert part_of(Bench(MODELS["epson"], profile=profile).driver.status()).state == "ok"


def test_rubbish_is_never_fine() -> None:
    bench = Bench()
    bench.far.babble()
    part = part_of(bench.driver.status())
    assert (part.state, part.code) == ("failed", "garbled")


class Talker:
    """Another service on the printer's port: whatever comes, it says its text."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    def feed(self, data: bytes) -> bytes:
        return self._text if data else b""


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\n\r\n", id="a web server"),
        pytest.param(b"2222", id="shapes of DLE EOT answers"),
        pytest.param(b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n", id="a log-in"),
    ],
)
def test_whoever_says_more_than_was_asked_is_no_printer_and_is_sent_nothing(text: bytes) -> None:
    driver = EscposPrinter(MemoryPort(Talker(text)), finish_s=1)
    for _ in range(2):
        assert part_of(driver.status()).code == "garbled"
        assert driver.print(JOB)[:2] == ("failed", "garbled")


def test_one_that_begins_to_talk_rubbish_is_asked_at_once() -> None:
    bench = Bench()
    bench.driver.status()
    bench.port.arrive(b"\xff\xff")
    bench.far.babble()
    bench.clock.turn(2)
    assert trouble(bench.driver.status()) == "garbled"


def test_one_that_can_not_say_its_name_now_is_asked_when_it_is_well() -> None:
    bench = Bench(MODELS["epson"], profile="TM-L90")
    bench.far.run_out()
    assert trouble(bench.driver.status()) == "paper_out"
    bench.far.load_paper()
    bench.clock.turn(2)
    assert trouble(bench.driver.status()) == "other_model"


def test_its_name_is_heard_behind_a_state_that_it_tells_unasked() -> None:
    bench = Bench(MODELS["epson"], profile="TM-L90")
    for _ in range(2):
        assert trouble(bench.driver.status()) == "other_model"
        # As after a reconnection: it is asked again, and nothing of a job is in the way.
        bench.port.unplug()
        bench.clock.turn(2)
        assert trouble(bench.driver.status()) == "unreachable"
        bench.port.plug()
        bench.clock.turn(LAST_BACK_OFF_S)


# Away


def test_a_printer_that_is_away_is_looked_for_ever_more_rarely_and_found_again() -> None:
    bench = Bench()
    bench.driver.status()
    bench.port.unplug()
    bench.port.close()
    bench.port.tries = 0
    for _ in range(300):
        assert trouble(bench.driver.status()) == "unreachable"
        bench.clock.turn(2)
    assert bench.port.tries <= 600 / LAST_BACK_OFF_S + 6
    assert bench.driver.print(JOB).reason == "unreachable"
    bench.port.plug()
    assert bench.driver.print(JOB).outcome == "confirmed", "who wants to print does not wait"
    assert trouble(bench.driver.status()) == ""


@pytest.mark.parametrize("wire", [each for each in WIRES if each != "memory"])
def test_over_every_wire_one_that_is_gone_is_not_tried_at_every_look(wire: str) -> None:
    with WIRES[wire](VirtualPrinter()) as driver:
        assert trouble(driver.status()) == ""
        address = driver.name
    # The wire is gone now.
    first = driver.status()
    assert trouble(first) == "unreachable"
    assert address in first.detail
    assert driver.status() is first, "nothing was tried"


# A presenter


def test_a_paper_that_nobody_takes_is_told_first_and_cleared_at_the_next_look() -> None:
    mouth, story = Mouth(), []
    for now, is_held in enumerate([False, True, True, True, True, True, False, True]):
        seen = look(mouth, is_held, float(now), 3.0)
        mouth = seen.mouth
        story.append((seen.not_taken, seen.clear))
    nothing, told, cleared = (False, False), (True, False), (True, True)
    assert story == [nothing, nothing, nothing, nothing, told, cleared, nothing, nothing]


@pytest.mark.parametrize(("untaken", "ends"), [("retract", (1, 0)), ("eject", (0, 1)), ("leave", (0, 0))])
def test_a_paper_that_is_not_taken_is_taken_back_or_dropped_as_the_settings_say(
    untaken: Untaken, ends: tuple[int, int]
) -> None:
    clock, far = LineClock(), VirtualPrinter(model=MODELS["kiosk"]._replace(rows_per_s=None))
    driver = EscposPrinter(MemoryPort(far), presenter=Presenter(30, untaken), now=clock, finish_s=1)
    assert driver.print(JOB).outcome == "confirmed"
    assert trouble(driver.status()) == ""
    clock.turn(31)
    status = driver.status()
    assert part_of(status).code == "not_taken"
    assert part_of(status).state == "degraded"
    assert far.untaken == (0, 0), "who stands there has the time of one more look"
    clock.turn(2)
    driver.status()
    assert far.untaken == ends
    clock.turn(2)
    assert trouble(driver.status()) == ("not_taken" if untaken == "leave" else "")


@pytest.mark.parametrize("automatic", [False, True])
def test_a_paper_that_is_taken_in_time_is_not_told_of(automatic: bool) -> None:
    clock, far = LineClock(), VirtualPrinter(model=MODELS["kiosk"]._replace(rows_per_s=None))
    driver = EscposPrinter(
        MemoryPort(far), presenter=Presenter(12), keep_open=True, automatic=automatic, now=clock, finish_s=1
    )
    driver.print(JOB)
    driver.status()
    clock.turn(10)
    driver.status()
    far.take_from_mouth()
    clock.turn(10)
    assert trouble(driver.status()) == ""
    assert far.untaken == (0, 0)
