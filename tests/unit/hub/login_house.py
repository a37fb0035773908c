"""The small centre with officers who log in: PINs in a file, and a thread's work done when the clock is turned."""

from pathlib import Path

from bridge_house import Device, Hall, shown
from hub_house import PLAN
from msgspec.structs import replace

from devicekit.messages import Ack, Answer, CounterSet, LoginTyped, SetState
from devicekit.pin_box import TypedPin, seal
from devicekit.worker import InlineWorker
from hub.engine.fact import Fact
from hub.login import Login, Look
from hub.main import Hub, build
from hub.pin_file import fits, hashed, write_pins
from hub.plan import DeskPlan, OfficerPlan, Plan

OFFICERS = (OfficerPlan(id="lan", name="Trần Thị Lan", number="7"), OfficerPlan(id="binh", name="Lê Bình", number="12"))
LOGIN = replace(PLAN, officers=OFFICERS, desk=DeskPlan(login=True))
LAN, BINH = "20251", "4711"
PINS = {"lan": hashed(LAN), "binh": hashed(BINH), "1042": hashed("90210")}


class LoginHall(Hall):
    def __init__(self, folder: Path, plan: Plan = LOGIN, pins: bool = True, look: Look = fits) -> None:
        self.look = look
        self.busy = False
        """Nobody looks at a PIN for the time being."""
        self.pins = folder / "officer-pins"
        if pins:
            write_pins(self.pins, PINS, folder)
        super().__init__(folder, plan)

    def new_hub(self) -> Hub:
        self.worker = InlineWorker()
        login = Login(self.plan, self.pins, self.worker, self.look)
        hub = build(self.plan, self.path, self.hub_link(), self.clock, "hub-1", lambda: 1.0, login=login)
        hub.open()
        return hub

    def pump(self) -> None:
        super().pump()
        while not self.busy and self.worker.poll():
            super().pump()

    def facts(self) -> list[Fact]:
        return list(self.hub.service.ledger._store.facts_of(self.hub.service.view.day))


class Keypad(Device):
    """A counter's program, as far as logging in goes."""

    def __init__(self, hall: Hall, counter: str = "counter-1") -> None:
        super().__init__(hall, "counter", counter)
        self.counter, self.key = counter, ""
        self.status()
        self.look()

    def look(self) -> None:
        """Take the newest key."""
        self.key = shown(self).login_key

    def typed(self, officer: str, pin: str) -> LoginTyped:
        return LoginTyped(counter=self.counter, key=self.key, sealed=seal(self.key, TypedPin(officer, pin)))

    def enter(self, officer: str, pin: str) -> Answer:
        """What the hub answers; the next key is taken."""
        id_ = self.say(self.typed(officer, pin))
        return self.answer(id_)

    def answer(self, id_: str) -> Answer:
        self.hall.turn(0.5)
        heard = self.everything()
        for state in heard:
            if isinstance(state, SetState) and isinstance(state.body, CounterSet):
                self.key = state.body.login_key
        answers = [answer for ack in heard if isinstance(ack, Ack) for answer in ack.answers if answer.id == id_]
        return answers[-1]
