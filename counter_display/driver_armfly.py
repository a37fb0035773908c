"""Armfly's LED-485-xxx digit tubes by their ASCII frames."""

from counter_display import armfly_protocol as frames
from counter_display.board import Silent, gap_of
from counter_display.device import Ability
from counter_display.display_settings import DisplayTable, face_of
from counter_display.glyphs import Face, fitted

# No document says how long a board is busy with a frame; ten characters' time lets it draw its digits.
GAP_S = 0.01


class ArmflyDisplay(Silent):
    """A board of 3 to 6 digits."""

    def __init__(self, address: int, face: Face, gap_s: float = GAP_S) -> None:
        self._address = address
        self.ability = Ability(face, gap_s)

    def show(self, text: str, blinking: bool = False) -> bytes:
        face = self.ability.face
        return frames.text_frame(self._address, fitted(face, text).ljust(face.cells))


def open_display(settings: DisplayTable, baud: int) -> ArmflyDisplay:
    return ArmflyDisplay(settings.address, face_of(settings), gap_of(settings.gap_ms, GAP_S))
