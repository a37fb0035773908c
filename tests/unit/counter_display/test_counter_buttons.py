"""Push buttons of an officer on the pins, with lamps: real driver on gpiozero, the program on a hand-turned clock."""

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest
from counter_bench import shown

from counter_display.agent import CounterHardware, build
from counter_display.device import KeypadSeen
from counter_display.driver_buttons import PinKeypad
from counter_display.logic import KEYS_AGAIN_S, CounterLogic
from counter_display.settings import CounterFile
from devicekit.buttons.contact import STUCK_S
from devicekit.buttons.driver_gpiozero import GpioButtons, Wire
from devicekit.buttons.virtual import ButtonBox, VirtualButtonBox
from devicekit.buttons.virtual_pins import BoxFactory
from devicekit.clock import HandClock, SystemClock
from devicekit.errors import SettingsError
from devicekit.link_memory import MemoryBroker, MemoryLink
from devicekit.messages import Answer, CommandResult, KeyPressed, VerbTyped
from devicekit.orders import NO_LAMP, Identify
from devicekit.runtime import Agent
from devicekit.settings import loads
from devicekit.spool import Spool
from devicekit.steps import Answered, HubHeard, Ordered
from devicekit.topics import Address

FILE = """
[device]
id = "counter-1"
site = "kontum"
state = "s"
[keypad]
driver = "buttons"
[[keypad.button]]
does = "next"
pin = 5
lamp = 12
[[keypad.button]]
does = "park"
pin = 6
lamp = 13
[[keypad.button]]
does = "finish"
pin = 7
"""
NEXT, PARK = (5, 12), (6, 13)


class Place:
    """A counter with three buttons, and somebody who presses them."""

    def __init__(
        self, folder: Path, keys: PinKeypad | None = None, clock: HandClock | None = None, text: str = FILE
    ) -> None:
        self.clock = clock or HandClock()
        self.box = ButtonBox(self.clock)
        settings = loads(text, "counter-1.toml", CounterFile)
        logic, hardware = build(settings, self.clock, keys=keys or self._own_keys(settings))
        assert isinstance(logic, CounterLogic)
        assert isinstance(hardware, CounterHardware)
        me = Address("kontum", "counter", "counter-1")
        self.agent = Agent(me, "0", logic, hardware, Spool(folder / "spool"), self.clock, lambda: 0.5)
        broker = MemoryBroker(self.clock)
        self.agent.start(MemoryLink(broker, self.agent.exchange.subscriptions(), self.agent.exchange.will()))
        self.do(HubHeard(0), shown("free", waiting=3))

    def _own_keys(self, settings: CounterFile) -> PinKeypad:
        factory = BoxFactory(self.box.light)
        self.box.attach(factory.change)
        assert settings.keypad is not None
        wires = tuple(Wire(each.does, each.pin, each.lamp) for each in settings.keypad.button)
        return PinKeypad(GpioButtons(wires, self.clock, factory))

    def do(self, *events: object) -> None:
        for event in events:
            self.agent.inbox.put(event)
        self.turn(0.02)

    def turn(self, seconds: float) -> None:
        for _ in range(round(seconds / 0.02)):
            self.clock.turn(0.02)
            while not self.agent.inbox.empty():
                self.agent.pump()
            self.agent.pump()

    def press(self, pin: int, bounces: bool = False) -> None:
        if bounces:
            self.box.bounce(pin)
        else:
            self.box.press(pin)
        self.turn(0.1)
        self.box.release(pin)
        self.turn(0.1)

    def answer(self, outcome: str = "accepted") -> None:
        (asked, *_) = self.agent.state.asked
        answer = Answer(id="x", outcome=outcome, reason="" if outcome == "accepted" else "wrong_state")  # type: ignore[arg-type]
        self.do(Answered(asked.name, self.said[-1], answer))

    @property
    def said(self) -> list[object]:
        """What the hub is told of keys."""
        bodies = [event.body for event in self.agent._spool.unanswered()]
        return [body for body in bodies if isinstance(body, KeyPressed | VerbTyped)]

    @property
    def results(self) -> list[object]:
        """What the hub is told of its orders."""
        return [event.body for event in self.agent._spool.unanswered() if isinstance(event.body, CommandResult)]

    def lamps(self, pin: int) -> set[bool]:
        """How a lamp was in the last second."""
        self.turn(1.0)
        now = self.clock.monotonic()
        recent = {each.on for each in self.box.history if each.pin == pin and each.at > now - 1.0}
        return recent | {self.agent.state.panel.lit[{12: "next", 13: "park"}[pin]]}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    yield place
    place.agent.stop()


def test_a_button_asks_for_its_verb_once_however_it_bounces(place: Place) -> None:
    place.press(NEXT[0], bounces=True)
    assert place.said == [KeyPressed(counter="counter-1", key="next")]
    place.answer()
    place.turn(1.0)
    place.press(PARK[0])
    assert place.said[-1] == VerbTyped(counter="counter-1", verb="park")


def test_the_lamp_of_the_button_flickers_until_the_answer_and_flashes_at_a_no(place: Place) -> None:
    assert place.lamps(NEXT[1]) == {True}
    place.press(NEXT[0])
    assert place.lamps(NEXT[1]) == {True, False}
    assert place.lamps(PARK[1]) == {True}
    place.answer()
    place.turn(0.5)
    assert place.lamps(NEXT[1]) == {True}
    place.press(PARK[0])
    place.answer("refused")
    assert place.lamps(PARK[1]) == {True, False}
    place.turn(4.0)
    assert place.lamps(PARK[1]) == {True}


def test_all_lamps_wink_while_somebody_looks_for_a_counter_that_has_nothing_else_to_show(place: Place) -> None:
    place.do(Ordered("c1", Identify(seconds=5), 0))
    assert place.lamps(NEXT[1]) == place.lamps(PARK[1]) == {True, False}
    place.turn(5.0)
    assert place.lamps(NEXT[1]) == place.lamps(PARK[1]) == {True}
    assert place.results == [CommandResult(command="c1", outcome="done")]


def test_a_counter_that_has_nothing_to_be_found_by_says_so(tmp_path: Path) -> None:
    place = Place(tmp_path, text=FILE.replace("lamp =", "# lamp ="))
    place.do(Ordered("c1", Identify(seconds=5), 0))
    assert place.results == [CommandResult(command="c1", outcome="refused", reason=NO_LAMP)]
    place.agent.stop()


def test_a_button_that_stays_down_is_one_press_and_a_fault_until_it_is_let_go(place: Place) -> None:
    place.box.press(NEXT[0])
    place.turn(STUCK_S + 0.1)
    assert len(place.said) == 1
    assert place.agent.parts.now["keypad"].code == "stuck"
    place.box.release(NEXT[0])
    place.turn(0.1)
    assert place.agent.parts.now["keypad"].state == "ok"


def test_two_buttons_for_one_deed_or_on_one_pin_are_refused() -> None:
    for change, line in ((('does = "park"', 'does = "next"'), 13), (("pin = 6", "pin = 12"), 14)):
        with pytest.raises(SettingsError) as caught:
            loads(FILE.replace(*change), "c.toml", CounterFile, "en")
        (problem,) = caught.value.problems
        assert problem.startswith(f"c.toml:{line}:")


def test_pins_that_can_not_be_had_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "motcua")
    monkeypatch.delenv("MOTCUA_PINS", raising=False)
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    keys = PinKeypad(GpioButtons((Wire("next", 5, None),), HandClock()))
    keys.start(inbox)
    seen = inbox.get_nowait()
    assert isinstance(seen, KeypadSeen)
    assert (seen.part.state, seen.part.code) == ("failed", "pins")
    assert "5" in seen.part.detail
    keys.stop()


def test_pins_that_are_free_later_are_taken_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far = VirtualButtonBox(tmp_path / "pins", SystemClock())
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "motcua")
    monkeypatch.setenv("MOTCUA_PINS", str(far.path))
    clock = HandClock()
    place = Place(tmp_path, PinKeypad(GpioButtons((Wire("next", *NEXT),), clock)), clock)
    try:
        assert place.agent.parts.now["keypad"].code == "pins"
        far.start()
        place.turn(KEYS_AGAIN_S + 0.1)
        assert place.agent.parts.now["keypad"].state == "ok"
        assert far.box.wait_until(lambda box: box.lamp(NEXT[1]), 5.0)
    finally:
        place.agent.stop()
        far.stop()
