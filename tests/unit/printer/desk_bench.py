"""A slip printer's logic with its timers, its disk and its printer, on a clock turned by hand."""

from typing import Any

from msgspec.structs import replace
from slip_samples import ACCEPTED

from devicekit.messages import CommandResult, EventBody, Part
from devicekit.orders import CommandBody
from devicekit.steps import (
    Emit,
    Health,
    Keep,
    Note,
    Ordered,
    Reply,
    SetTimer,
    Started,
    StepRefused,
    TimerDue,
)
from printer.device import PaperOutcome, Pressed
from printer.logic import Look, PrinterLogic
from printer.state import Job, Printed, PrinterSeen, State

OK = Part(state="ok")
OUT = Part(state="failed", code="paper_out", detail="Hết giấy")
SILENT = Part(state="unknown", code="silent")
SLIP = replace(ACCEPTED, slip="s1")


class Desk:
    """Runs steps, keeps the disk as the runtime would, and answers Look with `printer`."""

    def __init__(self) -> None:
        self.logic = PrinterLogic()
        self.state: State = self.logic.start()
        self.now = 1000.0
        self.timers: dict[str, float] = {}
        self.kept: dict[str, bytes] = {}
        self.told: list[EventBody] = []
        self.answered: dict[str, EventBody] = {}
        self.papers: list[Job] = []
        self.health: list[Part] = []
        self.notes: list[str] = []
        self.printer = OK
        self.disk_full = False

    # The runtime's part

    def do(self, event: object) -> None:
        before = self.state
        self.state, effects = self.logic.step(self.state, event, self.now)
        if self.disk_full and any(isinstance(effect, Emit | Reply | Keep) for effect in effects):
            assert not isinstance(event, StepRefused), "a refused step must not write"
            self.state = before
            self.do(StepRefused(event, "disk"))
            return
        for effect in effects:
            self._perform(effect)
        if Look() in effects:
            self.do(PrinterSeen(self.printer))

    def _perform(self, effect: Any) -> None:
        match effect:
            case SetTimer():
                self.timers[effect.name] = self.now + effect.seconds
            case Keep():
                self.kept = {key: value for key, value in self.kept.items() if key != effect.key}
                if effect.value is not None:
                    self.kept[effect.key] = effect.value
            case Emit():
                self._tell(effect.body, effect.answers)
            case Reply():
                result = CommandResult(command=effect.command, outcome=effect.outcome, reason=effect.reason)
                self._tell(result, effect.command)
            case Job():
                # The last words are on the disk before the first byte.
                assert effect.order is None or "words" in self.kept
                self.papers.append(effect)
            case Health():
                self.health.append(effect.now)
            case Note():
                self.notes.append(effect.text)

    def _tell(self, body: EventBody, answers: str) -> None:
        assert answers not in self.answered, "an order is answered once"
        self.told.append(body)
        self.answered[answers] = body

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while self.timers and min(self.timers.values()) <= end:
            name = min(self.timers, key=self.timers.__getitem__)
            self.now = max(self.now, self.timers.pop(name))
            self.do(TimerDue(name))
        self.now = end

    def boot(self) -> None:
        """Start, or start again after a kill: memory is lost, the disk is not."""
        self.state, self.timers, self.papers = self.logic.start(), {}, []
        self.do(Started("printer-1", "run", dict(self.kept), ()))

    # The world's part

    def order(self, command: str = "c1", body: CommandBody = SLIP, left_s: float = 60) -> None:
        self.do(Ordered(command, body, 1_795_000_000_000, round(left_s * 1000)))

    def finish(self, outcome: PaperOutcome = "confirmed", reason: str = "", part: Part | None = OK) -> None:
        """The printer is done with the last job."""
        self.do(Printed(self.papers[-1].command, Pressed(outcome, reason, part)))
