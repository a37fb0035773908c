"""The bytes on the shared line, frame by frame, with what each means; the newest only."""

import time
from collections import deque

from counter_display.virtual import Spoken
from counter_display.virtual_device import Device
from motcua.demo.hall_line import HallLine
from motcua.led.sniffing import MODBUS_READS, guesses
from motcua.stage.snapshot import Frame, LineBytes

KEPT = 14
# A frame that has not grown for so long is over, however busy the machine is.
OVER_S = 0.05


class LineEar:
    """listen() from one thread at a time. Questions that bring no news are left out: a keypad is asked all the time."""

    def __init__(self, line: HallLine) -> None:
        self._line = line
        self._heard_to = float("-inf")
        self._kept: deque[Frame] = deque(maxlen=KEPT)
        self._question: Spoken | None = None
        self._answers: dict[Device, bytes] = {}

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
        if each.speaker is None and len(each.data) == 8 and each.data[1] in MODBUS_READS:
            self._question = each
            return
        if question is not None:
            if each.speaker is not None and self._answers.get(each.speaker) == each.data:
                return
            self._keep(question)
        if question is not None and each.speaker is not None:
            self._answers[each.speaker] = each.data
        self._keep(each)

    def _keep(self, each: Spoken) -> None:
        at_ms = int(1000 * (time.time() - time.monotonic() + each.begin))
        for guess in guesses(each.data):
            self._kept.append(
                Frame(
                    at_ms=at_ms,
                    ours=each.speaker is None,
                    data=guess.data.hex(" "),
                    text=f"sniff.{guess.text}",
                    values={name: str(value) for name, value in guess.values.items()},
                )
            )
