"""A display that speaks Modbus RTU: text or a number in its registers, and an answer to each frame."""

from counter_display import modbus_protocol as frames
from counter_display.board import gap_of
from counter_display.device import Ability, Reply
from counter_display.display_settings import DisplayTable, ModbusTable, face_of
from counter_display.glyphs import Face, fitted

LARGEST = 0x7FFF


class ModbusDisplay:
    """A board that is written to by function 16 or 6."""

    def __init__(self, address: int, table: ModbusTable, face: Face, gap_s: float) -> None:
        self._address, self._table = address, table
        self.ability = Ability(face, gap_s, answer_s=table.answer_ms / 1000)

    def show(self, text: str, blinking: bool = False) -> bytes:
        text = fitted(self.ability.face, text)
        if self._table.function == 6:
            value = _number(text) if text else self._table.blank
            return frames.write_register(self._address, self._table.first_register, value)
        cells = self.ability.face.cells
        data = text.ljust(cells + cells % 2).encode("ascii")
        if self._table.low_first:
            data = bytes(data[at ^ 1] for at in range(len(data)))
        return frames.write_registers(self._address, self._table.first_register, data)

    def reply(self, frame: bytes, data: bytes) -> Reply:
        return frames.reply(frame, data)


def open_display(settings: DisplayTable, baud: int) -> ModbusDisplay:
    table = settings.modbus or ModbusTable()
    return ModbusDisplay(settings.address, table, face_of(settings), gap_of(settings.gap_ms, frames.silence_s(baud)))


def _number(text: str) -> int:
    """The value of a ticket number. A board that shows numbers drops zeros, and 012 is another ticket than 12."""
    if str(int(text)) != text or int(text) > LARGEST:
        raise ValueError(f"a display of numbers cannot show {text!r}: it drops zeros in front, and ends at {LARGEST}")
    return int(text)
