"""What a counter's program is told."""

import queue

from counter_display.device import KeypadSeen, KeySeen, KeyTyped, LineSeen


class Ear:
    """An inbox that remembers."""

    def __init__(self) -> None:
        self.inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._all: list[object] = []

    def all(self) -> list[object]:
        while not self.inbox.empty():
            self._all.append(self.inbox.get())
        return self._all

    @property
    def keys(self) -> list[str | None]:
        return [each.key for each in self.all() if isinstance(each, KeySeen | KeyTyped)]

    @property
    def states(self) -> list[str]:
        """How keypad and line were, one after the other."""
        return [each.part.code or each.part.state for each in self.all() if isinstance(each, KeypadSeen | LineSeen)]
