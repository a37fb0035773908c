"""A sign of the kind of Alpha and BetaBrite: it blinks by itself."""

from counter_display import alpha_protocol as frames
from counter_display.board import Silent, gap_of
from counter_display.device import Ability
from counter_display.display_settings import AlphaTable, DisplayTable, face_of
from counter_display.glyphs import Face, fitted

# Field reports say that a sign misses what comes sooner; the document asks for it inside nested packets only.
GAP_S = 0.1


class AlphaDisplay(Silent):
    """One sign, or all of them at address 0."""

    def __init__(self, address: int, table: AlphaTable, face: Face, gap_s: float = GAP_S) -> None:
        self._address, self._table = address, table
        self.ability = Ability(face, gap_s, blinks=True)

    def show(self, text: str, blinking: bool = False) -> bytes:
        shown, mode = fitted(self.ability.face, text), frames.FLASH if blinking else frames.HOLD
        return frames.text_frame(self._address, shown, mode, self._table.checksum, self._table.seven_bits)


def open_display(settings: DisplayTable, baud: int) -> AlphaDisplay:
    table = settings.alpha or AlphaTable()
    return AlphaDisplay(settings.address, table, face_of(settings), gap_of(settings.gap_ms, GAP_S))
