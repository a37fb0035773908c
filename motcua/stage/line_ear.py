"""The bytes on the shared line, frame by frame, with what each means; the newest only."""

import time
from collections import deque
from collections.abc import Iterable

from counter_display.virtual import Spoken
from motcua.demo.hall_line import HallLine
from motcua.led.sniffing import MODBUS_READS, Guess, guesses
from motcua.stage.snapshot import Frame, LineBytes

KEPT = 14
# A frame that has not grown for so long is over, however busy the machine is.
OVER_S = 0.05


class LineEar:
    """listen() from one thread at a time. What brings no news is left out: a keypad is asked all the time, and a number
    that blinks is two frames in turns.
    """

    def __init__(self, line: HallLine) -> None:
        self._line = line
        self._heard_to = float("-inf")
        self._kept: deque[Frame] = deque(maxlen=KEPT)
        self._question: Spoken | None = None
        self._told: int | None = None
        """Whom the frame before was for, if it was news."""
        self._last: dict[object, deque[bytes]] = {}
        """The last two things that each said, and that were said to each address."""
        self._counters = {
            device.address: counter.id
            for counter, kit in zip(line.counters, line.kits, strict=True)
            for device in (kit.board, kit.box)
        }

    def listen(self) -> LineBytes:
        """What stands beside the counters now."""
        now = time.monotonic()
        for each in list(self._line.wire.line.spoken):
            if self._heard_to < each.begin and each.end < now - OVER_S:
                self._heard_to = each.begin
                self._take(each)
        return LineBytes(
            id=self._line.id,
            counters=tuple(counter.id for counter in self._line.counters),
            frames=tuple(self._kept),
        )

    def _take(self, each: Spoken) -> None:
        question, self._question = self._question, None
        told, self._told = self._told, None
        if each.speaker is None and len(each.data) == 8 and each.data[1] in MODBUS_READS:
            self._question = each
            return
        found = guesses(each.data)
        known = self._is_known(each.speaker or found[0].address, each.data)
        if each.speaker is None:
            self._told = None if known else found[0].address
        # That a new number was taken is news, though the answer is always the same.
        if known and (each.speaker is None or each.speaker.address != told):
            return
        if question is not None:
            self._keep(question, guesses(question.data))
        self._keep(each, found)

    def _is_known(self, who: object, data: bytes) -> bool:
        last = self._last.setdefault(who, deque(maxlen=2))
        if data in last:
            return True
        last.append(data)
        return False

    def _keep(self, each: Spoken, found: Iterable[Guess]) -> None:
        at_ms = int(1000 * (time.time() - time.monotonic() + each.begin))
        for guess in found:
            self._kept.append(
                Frame(
                    at_ms=at_ms,
                    ours=each.speaker is None,
                    counter="" if guess.address is None else self._counters.get(guess.address, ""),
                    data=guess.data.hex(" "),
                    text=f"sniff.{guess.text}",
                    values={name: str(value) for name, value in guess.values.items()},
                )
            )
