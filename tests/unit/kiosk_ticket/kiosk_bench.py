"""A kiosk's logic with its timers, its disk and its printer, on a clock turned by hand."""

from typing import Any, Literal

from devicekit.buttons.device import PinChanged, PinFound
from devicekit.messages import Answer, EventBody, KioskService, KioskSet, Part, TicketWanted
from devicekit.orders import PrintTicket
from devicekit.steps import (
    Answered,
    Emit,
    Health,
    HubHeard,
    HubSilent,
    Keep,
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
from kiosk_ticket.device import Paper, Printed, PrinterSeen
from kiosk_ticket.logic import CheckPrinter, KioskLogic, Lamps
from kiosk_ticket.state import Button, State, Timing

OK = Part(state="ok")
OUT = Part(state="failed", code="paper_out")
BUTTONS = (Button("land", "land"), Button("civil", "civil"), Button("land-priority", "land", True))
DAY = "2026-11-23"


def service(name: str, prefix: str, last: int = 904, is_open: bool = True, waiting: int = 0) -> KioskService:
    return KioskService(
        service=name,
        name=f"Lĩnh vực {name}",
        open=is_open,
        waiting=waiting,
        counters=("1", "2"),
        reserve_prefix=prefix,
        reserve_first=901,
        reserve_last=last,
    )


def known(day: str = DAY, **changes: Any) -> StateSet:
    return StateSet(KioskSet(day=day, services=(service("land", "A", **changes), service("civil", "C"))))


class Kiosk:
    """Runs steps; keeps the disk as the runtime would; answers CheckPrinter with `printer`."""

    def __init__(self) -> None:
        self.logic = KioskLogic(BUTTONS, Timing())
        self.state: State = self.logic.start()
        self.now = 1000.0
        self.timers: dict[str, float] = {}
        self.kept: dict[str, bytes] = {}
        self.outbox: list[tuple[str, EventBody, float]] = []
        self.effects: list[Any] = []
        self.papers: list[Paper] = []
        self.lamps: dict[str, bool] = {}
        self.printer = OK
        self.runs = 0
        self.disk_full = False

    # The runtime's part

    def do(self, *events: object) -> list[Any]:
        done: list[Any] = []
        for event in events:
            before = self.state
            self.state, effects = self.logic.step(self.state, event, self.now)
            durable = [e for e in effects if isinstance(e, (Emit, Reply, Keep, Health))]
            if durable and self.disk_full:
                assert not isinstance(event, StepRefused), f"a refused step must not write: {durable}"
                self.state = before
                done += self.do(StepRefused(event, "disk"))
                continue
            for effect in effects:
                self._perform(effect)
            done += effects
        self.effects += done
        return done

    def _perform(self, effect: object) -> None:
        if isinstance(effect, SetTimer):
            self.timers[effect.name] = self.now + effect.seconds
        elif isinstance(effect, StopTimer):
            self.timers.pop(effect.name, None)
        elif isinstance(effect, Keep):
            self.kept = {key: value for key, value in self.kept.items() if key != effect.key}
            if effect.value is not None:
                self.kept[effect.key] = effect.value
        elif isinstance(effect, Emit):
            self.outbox = [each for each in self.outbox if not effect.replaces or each[0] != effect.replaces]
            self.outbox.append((effect.key, effect.body, self.now))
        elif isinstance(effect, Paper):
            self.papers.append(effect)
        elif isinstance(effect, Lamps):
            self.lamps.update(effect.lit)

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while self.timers and min(self.timers.values()) <= end:
            name = min(self.timers, key=self.timers.__getitem__)
            self.now = max(self.now, self.timers.pop(name))
            if CheckPrinter() in self.do(TimerDue(name)):
                self.do(PrinterSeen(self.printer))
        self.now = end

    def boot(self, fresh: bool = False) -> None:
        """Start, or start again after a kill: memory is lost, the disk is not."""
        self.runs += 1
        self.state = self.logic.start()
        self.timers, self.papers = {}, []
        pending = tuple((key, body) for key, body, _ in self.outbox)
        ages = tuple(None if fresh else self.now - at for _, _, at in self.outbox)
        found = [PinFound(button.name, False, self.now) for button in BUTTONS]
        self.do(*found, Started("kiosk-1", f"run{self.runs}", dict(self.kept), pending, ages))

    # The world's part

    def press(self, button: str = "land") -> list[Any]:
        """A person presses and lets go."""
        effects = self.do(PinChanged(button, True, self.now))
        self.wait(0.1)
        return effects + self.do(PinChanged(button, False, self.now))

    def wanted(self) -> list[TicketWanted]:
        return [body for _, body, _ in self.outbox if isinstance(body, TicketWanted)]

    def answer(
        self, body: EventBody, outcome: Literal["accepted", "refused"] = "accepted", reason: str = ""
    ) -> list[Any]:
        """The hub answers one of our events."""
        key = next(key for key, each, _ in self.outbox if each == body)
        self.outbox = [each for each in self.outbox if each[1] != body]
        return self.do(Answered(key, body, Answer(id="x", outcome=outcome, reason=reason)))

    def order(self, press: str, number: str, command: str = "c1", reprint: int = 0) -> list[Any]:
        body = PrintTicket(
            press=press, number=number, service="land", service_name="Đất đai", issued_hub_ms=1, reprint=reprint
        )
        return self.do(Ordered(command, body, 0))

    def finish(self, outcome: Literal["confirmed", "sent", "unknown", "failed"] = "confirmed") -> list[Any]:
        """The printer is done with the last paper."""
        order = self.papers[-1].order
        return self.do(Printed(order.press, order.number, outcome, "" if outcome == "confirmed" else "paper_out"))

    def hub(self, heard: bool = True) -> None:
        self.do(HubHeard(1_795_000_000_000) if heard else HubSilent("link down"))


def ready(**changes: Any) -> Kiosk:
    """A kiosk that knows its services, hears its hub and has a good printer."""
    kiosk = Kiosk()
    kiosk.boot()
    kiosk.do(known(**changes), HubHeard(1_795_000_000_000))
    kiosk.wait(3.0)
    return kiosk


def bodies(effects: list[Any]) -> list[object]:
    return [effect.body for effect in effects if isinstance(effect, Emit)]


def notes(effects: list[Any]) -> list[str]:
    return [effect.text for effect in effects if isinstance(effect, Note)]
