"""Display and key box of the QSystem kind (Apertum), each with its own address on one RS-485 line."""

from counter_display import protocol
from counter_display.board import Silent, gap_of
from counter_display.bus import GAP_S
from counter_display.device import Ability, BoxKey, Lamp, Noise
from counter_display.display_settings import QSYSTEM, DisplayTable, face_of
from counter_display.glyphs import Face, fitted
from counter_display.keypad_settings import KeypadTable
from devicekit.clock import Clock
from devicekit.messages import Key

# The box has two keys with two meanings each; the hub knows the counter's state and decides.
KEY_NAMES: dict[int, Key | None] = {
    protocol.NEXT_OR_RECALL: "next_or_recall",
    protocol.START_SERVING: "start",
    protocol.REDIRECT: "fee",
    protocol.FINISH_OR_NOSHOW: "finish_or_noshow",
}
LAMPS: dict[Lamp, int] = {
    "ready": protocol.GREEN,
    "asked": protocol.RED,
    "refused": protocol.RED_FAST,
    "away": protocol.RED_SLOW,
}


class QSystemDisplay(Silent):
    """A 7-cell display."""

    def __init__(self, address: int, face: Face = QSYSTEM, gap_s: float = GAP_S) -> None:
        self._address = address
        self.ability = Ability(face, gap_s)

    def show(self, text: str, blinking: bool = False) -> bytes:
        return protocol.text_frame(self._address, fitted(self.ability.face, text))


class QSystemKeypad:
    """A 4-key box."""

    gap_s = GAP_S

    def __init__(self, address: int) -> None:
        self.address = address

    def show(self, text: str, blinking: bool) -> bytes:
        return protocol.box_frame(self.address, text, blinking)

    def lamp(self, lamp: Lamp) -> bytes:
        return protocol.lamp_frame(self.address, LAMPS[lamp])

    def hear(self, memory: object, data: bytes, at: float) -> tuple[object, tuple[BoxKey | Noise, ...]]:
        decoder = memory if isinstance(memory, protocol.Decoder) else protocol.Decoder()
        decoder, found = protocol.decode(decoder, data, at)
        return decoder, tuple(_meaning(each) for each in found)


def _meaning(found: protocol.KeyFrame | protocol.Garbled) -> BoxKey | Noise:
    if isinstance(found, protocol.Garbled):
        return Noise(found.data)
    return BoxKey(found.address, KEY_NAMES[found.key])


class QSystemBeepingKeypad(QSystemKeypad):
    """A 4-key box that may beep."""

    def beep(self, lamp: Lamp) -> bytes:
        return protocol.lamp_frame(self.address, LAMPS[lamp] + protocol.BEEP)


def open_display(settings: DisplayTable, baud: int) -> QSystemDisplay:
    return QSystemDisplay(settings.address, face_of(settings), gap_of(settings.gap_ms, GAP_S))


def open_keypad(settings: KeypadTable, clock: Clock, baud: int) -> QSystemKeypad:
    """The box at the address of these settings."""
    kind = QSystemBeepingKeypad if settings.beep else QSystemKeypad
    return kind(settings.address or 0)
