"""Virtual displays and key boxes of the QSystem kind: 01, address, something, 07, and silence after each frame."""

from collections import deque

from counter_display.virtual_device import KEPT, Board, Device, KeyBox, Shown, Style

KEYS = {"next": 0x31, "recall": 0x31, "start": 0x32, "fee": 0x33, "finish": 0x34, "noshow": 0x34}
LAMPS = dict(zip(range(0x31, 0x37), ("red", "green", "red fast", "green fast", "red slow", "green slow"), strict=True))
# The same lamps once more, each with a beep.
BEEPS = {code + 7: name for code, name in LAMPS.items()}
LONGEST_FRAME = 10
GAP_S = 0.3


class _QSystem(Device):
    """Each frame keeps all of them busy, whomever it is for; what boxes say does not."""

    def notices(self, speaker: Device | None) -> bool:
        return not isinstance(speaker, _QSystem)

    def _look(self, frame: bytes) -> bytes:
        if frame[0] != 0x01:
            self._drop("no frame")
        elif frame[-1] == 0x07 and len(frame) >= 4:
            if frame[1] != self.address or self._take(frame[2:-1]):
                self._done()
            else:
                self._drop("not understood")
        elif len(frame) >= LONGEST_FRAME:
            self._drop("no end")
        return b""

    def _take(self, payload: bytes) -> bool:
        """Act upon a frame of its own; False when it means nothing to it."""
        raise NotImplementedError


class QSystemBoard(_QSystem, Board):
    """A display of 7 characters."""

    style: Style = "matrix"

    def __init__(self, address: int, cells: int = 7, gap_s: float = GAP_S) -> None:
        Board.__init__(self, address, cells, gap_s)

    def _take(self, payload: bytes) -> bool:
        # It has no form for what is below a space: that was two speakers at once.
        if len(payload) != 7 or min(payload) < 0x20:
            return False
        self._show(payload.decode("latin-1"))
        return True


class QSystemBox(_QSystem, KeyBox):
    """Four keys, three characters and a lamp; it speaks when a key goes down, whoever else is speaking."""

    def __init__(self, address: int, gap_s: float = GAP_S) -> None:
        KeyBox.__init__(self, address, gap_s)
        self.text = ""
        self.blinking = False
        self.history: deque[Shown] = deque(maxlen=KEPT)
        self.beeps = 0

    def press(self, key: str, at: float) -> bytes:
        return bytes((0x01, self.address, KEYS[key], 0x07)) if self.on else b""

    def _take(self, payload: bytes) -> bool:
        if len(payload) == 1 and payload[0] in (LAMPS | BEEPS):
            self._light((LAMPS | BEEPS)[payload[0]])
            self.beeps += payload[0] in BEEPS
        elif len(payload) == 4 and 0x20 <= payload[0] <= 0x7F:
            self.blinking = payload[0] != 0x20
            self.text = payload[1:].decode("cp1251", "replace").strip()
            self.history.append(Shown(self._at, self.text))
        else:
            return False
        return True

    def _forget(self) -> None:
        super()._forget()
        self.text, self.blinking = "", False
