"""Programs that ask the hub itself: the page's API and the one-stop system's client. Each asks until it is answered."""

from collections.abc import Callable

from devicekit.messages import Answer
from hub.engine import commands as c
from hub.ledger import Request
from motcua.fuzz.hub_machine import HubMachine
from motcua.fuzz.loop import Loop

AGAIN_S = 2.0


class Caller:
    """One program; `device` is its name at the hub. `answered` gets every answer, repeats too."""

    def __init__(
        self, device: str, loop: Loop, machine: HubMachine, random: Callable[[], float],
        answered: Callable[[str, Answer], None],
    ) -> None:  # fmt: skip
        self.device, self._loop, self._machine, self._random, self._answered = device, loop, machine, random, answered
        self._asked = 0
        self.open: dict[str, Request] = {}

    def next_id(self) -> str:
        self._asked += 1
        return f"{self.device}-{self._asked:06d}"

    def ask(self, id_: str, command: c.Asking) -> None:
        """Ask, and keep asking; now and then once more than needed."""
        request = Request.of(self.device, id_, command)
        self.open[id_] = request
        self._try(request)
        if self._random() < 0.2:
            self._loop.after(5.0 * self._random(), lambda: self._once(request))

    def _try(self, request: Request) -> None:
        if request.id in self.open:
            self._once(request)
            self._loop.after(AGAIN_S, lambda: self._try(request))

    def _once(self, request: Request) -> None:
        self._machine.ask(request, lambda answer: self._heard(request, answer))

    def _heard(self, request: Request, answer: Answer | None) -> None:
        if answer is not None:
            self.open.pop(request.id, None)
            self._answered(self.device, answer)
