"""Any sequence of presses, kills and silences at one kiosk, against invariants written as sentences."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from kiosk_bench import BUTTONS, OUT, ready

from devicekit.messages import (
    FaultChanged,
    Part,
    TicketIssued,
    TicketWanted,
)
from devicekit.steps import Emit


class Floor(RuleBasedStateMachine):
    """Presses, a hub that comes and goes, kills, a printer that fails: whatever happens, in whatever order."""

    @initialize()
    def begin(self) -> None:
        self.kiosk = ready(last=949)
        self.hub_next = 1
        self.numbers: dict[str, set[str]] = {}
        self.first_copies: list[tuple[str, str]] = []
        self.seen = 0

    @rule(button=st.sampled_from([button.name for button in BUTTONS]))
    def press(self, button: str) -> None:
        self.kiosk.press(button)

    @rule(seconds=st.sampled_from([0.2, 1.6, 5.0, 130.0]))
    def pass_time(self, seconds: float) -> None:
        self.kiosk.wait(seconds)

    @rule(heard=st.booleans())
    def hub_comes_or_goes(self, heard: bool) -> None:
        self.kiosk.hub(heard)

    @rule(accept=st.booleans(), at=st.integers(0, 3))
    def hub_decides(self, accept: bool, at: int) -> None:
        wanted = self.kiosk.wanted()
        if wanted:
            one = wanted[at % len(wanted)]
            self.kiosk.answer(one, "accepted" if accept else "refused", "" if accept else "used_up")
            if accept:
                self.kiosk.order(one.press, f"A{self.hub_next:03}", f"c{self.hub_next}")
                self.hub_next += 1

    @rule(outcome=st.sampled_from(["confirmed", "sent", "unknown", "failed"]))
    def printer_finishes(self, outcome: Any) -> None:
        if self.kiosk.state.printing is not None:
            self.kiosk.finish(outcome)

    @rule(part=st.sampled_from([OUT, Part(state="ok"), Part(state="unknown", code="silent")]))
    def printer_changes(self, part: Part) -> None:
        self.kiosk.printer = part

    @rule(full=st.booleans())
    def disk(self, full: bool) -> None:
        self.kiosk.disk_full = full

    @rule(fresh=st.booleans())
    def kill(self, fresh: bool) -> None:
        self.kiosk.boot(fresh)

    @rule()
    def hub_answers_the_rest(self) -> None:
        for _, body, _ in list(self.kiosk.outbox):
            if not isinstance(body, TicketWanted | FaultChanged):
                self.kiosk.answer(body)

    @invariant()
    def no_number_for_two_presses_and_no_press_with_two_reserve_numbers(self) -> None:
        kiosk = self.kiosk
        for effect in kiosk.effects[self.seen :]:
            if isinstance(effect, Emit) and isinstance(effect.body, TicketIssued):
                self.numbers.setdefault(effect.body.number, set()).add(effect.body.press)
        self.seen = len(kiosk.effects)
        assert all(len(presses) == 1 for presses in self.numbers.values())
        presses = [next(iter(each)) for each in self.numbers.values()]
        assert len(presses) == len(set(presses))

    @invariant()
    def what_prints_is_on_the_disk(self) -> None:
        if self.kiosk.state.printing is not None:
            assert "sending" in self.kiosk.kept

    @invariant()
    def a_timer_runs_while_anybody_waits(self) -> None:
        if self.kiosk.state.waiting:
            assert self.kiosk.timers


TestFloor = Floor.TestCase
TestFloor.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
