"""A counter's program with one board at the far end of its wire, on a clock turned by hand."""

import queue
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from counter_display.agent import build
from counter_display.settings import CounterFile
from counter_display.virtual import VirtualLine
from counter_display.virtual_device import Board
from devicekit import codec
from devicekit.clock import HandClock
from devicekit.link_memory import MemoryBroker, MemoryLink
from devicekit.messages import CounterSet, Part, SetState
from devicekit.port_memory import MemoryPort
from devicekit.runtime import Agent
from devicekit.spool import Spool
from devicekit.steps import HubHeard
from devicekit.topics import Address

ME = Address("kontum", "counter", "counter-1")
STEP_S = 0.01
T = TypeVar("T")


class WiredCounter:
    """The hub only says the time, and what to show."""

    def __init__(self, settings: CounterFile, board: Board, folder: Path) -> None:
        self.clock, self.board = HandClock(), board
        self.line = VirtualLine(self.clock, (board,))
        logic, self._hardware = build(settings, self.clock, MemoryPort(self.line))
        broker = MemoryBroker(self.clock)
        self._agent = Agent(ME, "0", logic, self._hardware, Spool(folder / "spool"), self.clock, lambda: 0.5)
        self._agent.start(MemoryLink(broker, self._agent.exchange.subscriptions(), self._agent.exchange.will()))
        self._hub, self._seq = MemoryLink(broker, ()), 0
        self._hub.start(queue.SimpleQueue())

    def hear(self, hub_ms: int) -> None:
        """The hub says its time. Of one that answers nothing the display says that it is away."""
        self._agent.inbox.put(HubHeard(hub_ms))

    def show(self, body: CounterSet) -> None:
        self._seq += 1
        message = SetState(epoch=1, seq=self._seq, hub_ms=0, body=body)
        self._hub.publish(ME.topic("set"), codec.encode(message))

    def run(self, seconds: float, look: Callable[[Board], T]) -> set[T]:
        """Let time pass; all that was to be seen in it."""
        seen = {look(self.board)}
        for _ in range(round(seconds / STEP_S)):
            self.clock.turn(STEP_S)
            busy = True
            while busy:
                busy = self._hardware.poll() | (not self._agent.inbox.empty())
                self._agent.pump()
            seen.add(look(self.board))
        return seen

    def part(self, name: str) -> Part | None:
        """How a part of it is, as the program says."""
        return self._agent.parts.now.get(name)

    def stop(self) -> None:
        self._agent.stop()
