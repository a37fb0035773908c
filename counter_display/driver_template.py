"""A display by a template in its settings, for a board that no other driver knows."""

from counter_display import template_protocol as frames
from counter_display.board import gap_of
from counter_display.device import Ability, Reply
from counter_display.display_settings import DisplayTable, TemplateTable, face_of
from counter_display.glyphs import Face, fitted

# An unknown board is given the time that the slowest known one needs.
GAP_S = 0.3


class TemplateDisplay:
    """A board as its template describes it."""

    def __init__(
        self, address: int, template: frames.Template, face: Face, gap_s: float = GAP_S, answer_s: float = 0.0
    ) -> None:
        self._address, self._template = address, template
        self.ability = Ability(face, gap_s, answer_s if template.answer else 0.0)

    def show(self, text: str, blinking: bool = False) -> bytes:
        face = self.ability.face
        return frames.text_frame(self._template, self._address, face.cells, fitted(face, text))

    def reply(self, frame: bytes, data: bytes) -> Reply:
        return frames.reply(self._template, data)


def open_display(settings: DisplayTable, baud: int) -> TemplateDisplay:
    """Raises ValueError for bytes that are not written as they must be; `motcua check` has said so before."""
    table = settings.template or TemplateTable()
    template, answer_s = table.template(), table.answer_ms / 1000
    return TemplateDisplay(settings.address, template, face_of(settings), gap_of(settings.gap_ms, GAP_S), answer_s)
