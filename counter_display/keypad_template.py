"""A serial keypad by its table of bytes, pure: the longest known code at the front is a key, the rest is noise.

No code begins like another (settings refuse that), so a key is known with its last byte. Serial keypads say when a key
goes down, and some say it again and again while it is held: the same code closer than REPEAT_S after the last is no
press. What is half a code for longer than HALF_S was noise.
"""

from collections.abc import Mapping
from typing import NamedTuple

from counter_display.keypad import PadKey

# Keypads repeat a held key ten times a second or faster; a finger taps one key six times a second at most.
REPEAT_S = 0.12
# Ten bytes at 1,200 baud last 83 ms.
HALF_S = 0.25


class Memory(NamedTuple):
    """What is known between two reads."""

    pending: bytes = b""
    at: float = 0.0
    last: PadKey | None = None
    last_at: float = 0.0


class Template:
    """The code of one kind of keypad (keypad_reader.KeyCode)."""

    def __init__(self, keys: Mapping[bytes, PadKey]) -> None:
        self._keys = dict(keys)
        self._longest = max(map(len, self._keys), default=0)

    def hear(self, memory: object, data: bytes, at: float) -> tuple[object, tuple[PadKey, ...]]:
        before = memory if isinstance(memory, Memory) else Memory()
        waiting = (before.pending if at - before.at <= HALF_S else b"") + data
        found: list[PadKey] = []
        last, last_at = before.last, before.last_at
        while waiting:
            key, taken = self._first(waiting)
            if not taken:
                break
            waiting = waiting[taken:]
            if key is not None:
                found += [key] if key != last or at - last_at >= REPEAT_S else []
                last, last_at = key, at
        return Memory(waiting, at, last, last_at), tuple(found)

    def stuck(self, memory: object, now: float) -> PadKey | None:
        """Nobody can tell: such a keypad never says that a key is up."""
        return None

    def _first(self, data: bytes) -> tuple[PadKey | None, int]:
        """The key at the front and its length; no key and 1 for a byte of noise; 0 when more must come."""
        for length in range(1, min(len(data), self._longest) + 1):
            if (key := self._keys.get(data[:length])) is not None:
                return key, length
        return None, 0 if any(code.startswith(data) for code in self._keys) else 1
