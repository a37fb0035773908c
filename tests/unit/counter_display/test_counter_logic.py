"""What a counter shows and says, by its logic alone on a clock turned by hand."""

from itertools import pairwise
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter_display.driver_qsystem import QSystemDisplay, QSystemKeypad
from counter_display.logic import CounterLogic, Transmit
from devicekit.messages import Answer, CounterSet, KeyPressed
from devicekit.orders import Identify, PrintTicket
from devicekit.ports import PortBack, PortLost, SerialBytes
from devicekit.steps import (
    Answered,
    Emit,
    Health,
    HubHeard,
    HubSilent,
    Note,
    Ordered,
    Reply,
    SetTimer,
    Started,
    StateSet,
    StepRefused,
    StopTimer,
    TimerDue,
)
from devicekit.text_files import load_texts

DISPLAY, BOX = 3, 4
STARTED = Started("counter-1", "cafe", {}, ())
NEXT = bytes((1, BOX, 0x31, 7))
START = bytes((1, BOX, 0x32, 7))
REDIRECT = bytes((1, BOX, 0x33, 7))

Shows = Literal["closed", "free", "called", "serving", "paused"]


class Desk:
    """A counter's logic with its timers; remembers what it sent, and what that shows."""

    def __init__(self, echo: bool = False) -> None:
        keypad = QSystemKeypad(BOX)
        self.logic = CounterLogic(load_texts("vi"), QSystemDisplay(DISPLAY), keypad, echo=echo)
        self.state = self.logic.start()
        self.now = 100.0
        self.timers: dict[str, float] = {}
        self.effects: list[Any] = []
        self.sent: list[tuple[float, bytes]] = []
        self.display: str | None = None
        self.box = self.lamp = ""

    def do(self, *events: object) -> list[Any]:
        effects: list[Any] = []
        for event in events:
            self.state, more = self.logic.step(self.state, event, self.now)
            effects += more
        for effect in effects:
            if isinstance(effect, SetTimer):
                self.timers[effect.name] = self.now + effect.seconds
            elif isinstance(effect, StopTimer):
                self.timers.pop(effect.name, None)
            elif isinstance(effect, Transmit):
                self._arrive(effect.data)
        self.effects += effects
        return effects

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while self.timers and min(self.timers.values()) <= end:
            name = min(self.timers, key=self.timers.__getitem__)
            self.now = self.timers.pop(name)
            self.do(TimerDue(name))
        self.now = end

    def key(self, frame: bytes) -> list[Any]:
        return self.do(SerialBytes("line", frame, self.now))

    def answer(self, outcome: Literal["accepted", "refused"] = "accepted", reason: str = "") -> list[Any]:
        """The hub answers the last key."""
        emit = next(effect for effect in reversed(self.effects) if isinstance(effect, Emit))
        return self.do(Answered(emit.key, emit.body, Answer(id="x", outcome=outcome, reason=reason)))

    def _arrive(self, data: bytes) -> None:
        self.sent.append((self.now, data))
        if data[1] == DISPLAY:
            self.display = data[2:-1].decode().rstrip()
        elif len(data) == 4:
            self.lamp = {0x31: "red", 0x32: "green", 0x33: "red fast", 0x35: "red slow"}[data[2]]
        else:
            self.box = ("*" if data[2] == 0x21 else "") + data[3:-1].decode().strip()


def shown(state: Shows, number: str | None = None, blinking: bool = False, waiting: int = 0) -> StateSet:
    return StateSet(CounterSet(counter="counter-1", state=state, number=number, blinking=blinking, waiting=waiting))


def desk(*events: object, echo: bool = False) -> Desk:
    """A counter on a good line that has heard its hub."""
    made = Desk(echo)
    made.do(STARTED, PortBack("line"), HubHeard(0), *events)
    return made


def emitted(effects: list[Any]) -> list[object]:
    return [effect.body for effect in effects if isinstance(effect, Emit)]


@pytest.mark.parametrize(
    ("state", "display", "box"),
    [
        (shown("closed"), "----", "---"),
        (shown("paused"), "nGHI", "nGH"),
        (shown("free"), "", "HEt"),
        (shown("free", waiting=3), "", "GOI"),
        (shown("called", "A012", blinking=True), "A012", "*012"),
        (shown("serving", "A012"), "A012", "012"),
        (shown("serving", "1005", waiting=2), "1005", "005"),
        (StateSet(CounterSet(counter="counter-1", state="called", number="A012", evacuate=True)), "SOS", "*SOS"),
    ],
    ids=["closed", "paused", "nobody waits", "somebody waits", "called", "serving", "four digits", "evacuation"],
)
def test_display_and_box_say_what_the_hub_set(state: StateSet, display: str, box: str) -> None:
    counter = desk(state)
    counter.wait(1.0)
    counter.do(HubHeard(0))
    assert (counter.box, counter.lamp) == (box, "green")
    texts = [data[2:-1].decode().rstrip() for _, data in counter.sent if data[1] == DISPLAY]
    assert texts[0] == display


def test_a_called_number_blinks_and_a_serving_one_is_steady() -> None:
    counter = desk(shown("called", "A012", blinking=True))
    counter.wait(6.0)
    texts = [data[2:-1].decode().rstrip() for _, data in counter.sent if data[1] == DISPLAY]
    assert len(texts) >= 9
    assert texts == (["A012", ""] * 6)[: len(texts)]
    counter.do(shown("serving", "A012"))
    counter.wait(1.0)
    before = len(counter.sent)
    counter.wait(5.0)
    assert counter.display == "A012"
    assert len(counter.sent) - before <= 3  # one round of repeats at most


def test_frames_never_come_closer_than_the_gap() -> None:
    counter = desk(shown("called", "A012", blinking=True, waiting=1))
    for step in range(200):
        counter.wait(0.11)
        if step % 7 == 0:
            counter.key(NEXT if step % 2 else START)
        if step % 5 == 0:
            counter.do(shown("called", f"A{step:03}", blinking=True))
    for (begin, frame), (after, _) in pairwise(counter.sent):
        assert after - begin >= len(frame) * 10 / 9600 + 0.3 - 1e-9


def test_the_answer_to_a_key_finds_the_line_free_for_the_new_number() -> None:
    counter = desk(shown("free", waiting=1))
    counter.wait(3.0)
    counter.key(NEXT)
    pressed = counter.now
    counter.wait(0.01)
    counter.do(shown("called", "A012", blinking=True))
    at, frame = counter.sent[-1]
    assert frame[1] == DISPLAY
    assert at - pressed == pytest.approx(0.01)


@pytest.mark.parametrize(("code", "key"), [(0x31, "next_or_recall"), (0x32, "start"), (0x34, "finish_or_noshow")])
def test_a_key_is_told_to_the_hub(code: int, key: Any) -> None:
    counter = desk(shown("serving", "A012"))
    effects = counter.key(bytes((1, BOX, code, 7)))
    assert emitted(effects) == [KeyPressed(counter="counter-1", key=key)]


def test_a_key_pressed_twice_at_once_or_held_is_one_key() -> None:
    counter = desk(shown("free", waiting=9))
    effects = []
    for _ in range(20):
        effects += counter.key(NEXT)
        counter.wait(0.25)
    assert len(emitted(effects)) == 1
    counter.wait(0.1)
    assert len(emitted(counter.key(NEXT))) == 1


def test_another_key_right_after_the_first_counts() -> None:
    counter = desk(shown("called", "A012", blinking=True))
    assert len(emitted(counter.key(START) + counter.key(NEXT))) == 2


def test_the_lamp_is_red_until_the_hub_answers() -> None:
    counter = desk(shown("free", waiting=1))
    counter.wait(2.0)
    counter.key(NEXT)
    counter.wait(0.4)
    assert counter.lamp == "red"
    counter.answer()
    counter.wait(0.4)
    assert counter.lamp == "green"


def test_a_quick_answer_leaves_the_lamp_alone() -> None:
    counter = desk(shown("free", waiting=1))
    counter.wait(2.0)
    counter.key(NEXT)
    counter.wait(0.01)
    counter.answer()
    before = len(counter.sent)
    counter.wait(0.5)
    assert counter.sent[before:] == []


def test_a_key_without_an_answer_stays_visible_as_refused() -> None:
    counter = desk(shown("free", waiting=1))
    counter.key(NEXT)
    counter.wait(5.5)
    assert counter.lamp == "red fast"
    counter.wait(60.0)
    assert counter.lamp == "red fast"


def test_a_key_while_the_hub_is_silent_is_spooled_and_shown_as_refused_at_once() -> None:
    counter = desk(shown("free", waiting=1), HubSilent("link down"))
    counter.wait(2.0)
    assert counter.lamp == "red slow"
    assert len(emitted(counter.key(NEXT))) == 1
    counter.wait(0.4)
    assert counter.lamp == "red fast"


def test_keys_without_answers_do_not_pile_up_for_ever() -> None:
    counter = desk(shown("free", waiting=1), HubSilent("link down"))
    taken = 0
    for _ in range(20):
        taken += len(emitted(counter.key(NEXT)))
        counter.wait(1.0)
    assert taken == 8
    assert counter.box == "LOI"


@pytest.mark.parametrize(("reason", "word"), [("nobody_waiting", "HEt"), ("wrong_state", "LOI")])
def test_a_refused_key_says_why_for_a_moment(reason: str, word: str) -> None:
    counter = desk(shown("serving", "A012"))
    counter.wait(2.0)
    counter.key(NEXT)
    counter.answer("refused", reason)
    counter.wait(1.0)
    assert (counter.box, counter.lamp) == (word, "red fast")
    counter.wait(4.0)
    assert (counter.box, counter.lamp) == ("012", "green")


def test_a_refusal_that_comes_much_later_is_only_logged() -> None:
    counter = desk(shown("serving", "A012"))
    counter.key(NEXT)
    counter.wait(20.0)
    effects = counter.answer("refused", "too_old")
    assert [effect.level for effect in effects if isinstance(effect, Note)] == ["info"]
    counter.wait(1.0)
    assert counter.box == "012"


def test_the_redirect_key_sends_to_the_fee_counter() -> None:
    counter = desk(shown("serving", "A012"))
    assert [each.key for each in emitted(counter.key(REDIRECT))] == ["fee"]


def test_a_hub_that_is_away_for_a_minute_puts_the_counter_on_wait() -> None:
    counter = desk(shown("serving", "A012"), HubSilent("link down"))
    counter.wait(59.0)
    assert (counter.display, counter.box) == ("A012", "012")
    counter.do(HubSilent("still down"))
    counter.wait(3.0)
    assert (counter.display, counter.box) == ("CHO", "CHO")
    counter.do(HubHeard(0))
    counter.wait(1.0)
    assert (counter.display, counter.box) == ("A012", "012")


def test_before_the_hub_has_said_anything_the_old_picture_stays() -> None:
    counter = Desk()
    counter.do(STARTED, PortBack("line"))
    counter.wait(30.0)
    assert counter.display is None
    counter.wait(31.0)
    assert counter.display == "CHO"


def test_identify_shows_the_test_pattern_and_then_the_old_picture() -> None:
    counter = desk(shown("serving", "A012"))
    counter.wait(2.0)
    effects = counter.do(Ordered("c1", Identify(seconds=10), 0))
    assert Reply("c1", "done") in effects
    counter.wait(1.0)
    assert counter.display == "tESt"
    counter.wait(5.0)
    assert (counter.display, counter.box) == ("8888", "888")
    counter.wait(5.0)
    assert (counter.display, counter.box) == ("A012", "012")


def test_an_order_for_another_kind_of_device_is_refused() -> None:
    order = PrintTicket(press="p", number="A001", service="land", service_name="x", issued_hub_ms=0)
    replies = [e for e in desk().do(Ordered("c1", order, 0)) if isinstance(e, Reply)]
    assert [(reply.command, reply.outcome) for reply in replies] == [("c1", "refused")]


def test_a_lost_line_is_a_fault_and_everything_is_shown_again_when_it_is_back() -> None:
    counter = desk(shown("serving", "A012"))
    counter.wait(2.0)
    effects = counter.do(PortLost("line", "pulled out"))
    assert [(e.part, e.now.state, e.now.detail) for e in effects if isinstance(e, Health)] == [
        ("line", "failed", "pulled out")
    ]
    before = len(counter.sent)
    counter.wait(2.0)
    assert counter.sent[before:] == []
    counter.do(PortBack("line"))
    counter.wait(1.0)
    assert sorted(data[1] for _, data in counter.sent[before:]) == [DISPLAY, BOX, BOX]


def test_what_was_set_while_the_line_was_gone_is_shown_when_it_is_back() -> None:
    counter = desk(shown("serving", "A012"))
    counter.wait(2.0)
    counter.do(PortLost("line", "pulled out"), shown("called", "A013", blinking=True))
    counter.wait(20.0)
    counter.do(PortBack("line"))
    counter.wait(1.0)
    assert counter.box == "*013"


def test_noise_that_goes_on_is_a_fault_until_the_line_is_clean() -> None:
    counter = desk(shown("free"))
    for _ in range(5):
        counter.key(b"\xff\x00")
        counter.wait(1.0)
    health = [effect for effect in counter.effects if isinstance(effect, Health)]
    assert [(each.part, each.now.state, each.now.code) for each in health[1:]] == [("line", "degraded", "garbled")]
    counter.wait(70.0)
    assert counter.effects[-1] != health[-1]
    assert [each.now.state for each in counter.effects if isinstance(each, Health)][-1] == "ok"


def test_a_box_with_another_address_presses_nothing() -> None:
    effects = desk(shown("free")).key(bytes((1, 9, 0x31, 7)))
    assert emitted(effects) == []
    assert ["9" in note.text for note in effects if isinstance(note, Note)] == [True]


@pytest.mark.parametrize("echo", [True, False], ids=["adapter known to echo", "adapter that should not"])
def test_our_own_echo_is_no_key(echo: bool) -> None:
    counter, returned = desk(shown("free", waiting=1), echo=echo), 0
    for _ in range(3000):
        counter.wait(0.02)
        for _, frame in counter.sent[returned:]:
            counter.key(frame)
        returned = len(counter.sent)
    assert returned > 15
    assert emitted(counter.effects) == []
    counter.wait(0.1)
    assert len(emitted(counter.key(NEXT))) == 1


def test_a_key_that_the_disk_refuses_says_fault() -> None:
    counter = desk(shown("serving", "A012"))
    counter.wait(2.0)
    effects = counter.do(StepRefused(SerialBytes("line", NEXT, counter.now), "disk"))
    assert not [effect for effect in effects if isinstance(effect, (Emit, Health, Reply))]
    counter.wait(1.0)
    assert counter.box == "LOI"


EVENTS = st.one_of(
    st.builds(SerialBytes, st.just("line"), st.binary(max_size=12), st.just(0.0)),
    st.sampled_from([NEXT, START, REDIRECT]).map(lambda frame: SerialBytes("line", frame, 0.0)),
    st.builds(
        shown,
        st.sampled_from(["closed", "free", "called", "serving", "paused"]),
        st.sampled_from([None, "A012", "1005"]),
        st.booleans(),
        st.integers(0, 3),
    ),
    st.sampled_from([HubHeard(0), HubSilent("x"), PortLost("line", "x"), PortBack("line"), object(), STARTED]),
    st.floats(0.0, 90.0),
)


@settings(max_examples=60)
@given(st.lists(EVENTS, max_size=40))
def test_whatever_happens_the_line_keeps_its_rules(events: list[Any]) -> None:
    counter = desk()
    for event in events:
        if isinstance(event, float):
            counter.wait(event)
        elif isinstance(event, SerialBytes):
            counter.do(event._replace(at=counter.now))
        else:
            counter.do(event)
    for (begin, frame), (after, _) in pairwise(counter.sent):
        assert after - begin >= len(frame) * 10 / 9600 + 0.3 - 1e-9
