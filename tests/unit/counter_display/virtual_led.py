"""The virtual board for each of the displays in led_boards, and a line in memory between the two."""

from led_boards import BAUD, SETTINGS

from counter_display.display_settings import DisplayTable
from counter_display.virtual import VirtualLine
from counter_display.virtual_boards import AlphaBoard, ArmflyBoard
from counter_display.virtual_device import Board
from counter_display.virtual_modbus import ModbusBoard
from counter_display.virtual_qsystem import QSystemBoard
from counter_display.virtual_template import TemplateBoard
from devicekit.clock import HandClock


def far_board(settings: DisplayTable) -> Board:
    """A board that was set up as these settings say."""
    address = settings.address
    match settings.driver:
        case "qsystem":
            return QSystemBoard(address)
        case "armfly":
            return ArmflyBoard(address)
        case "alpha":
            return AlphaBoard(address, seven_bits=settings.alpha is not None and settings.alpha.seven_bits)
        case "modbus" if settings.modbus is not None and settings.modbus.function == 6:
            return ModbusBoard(address, register=0, number=True)
        case "modbus":
            low = settings.modbus is not None and settings.modbus.low_first
            return ModbusBoard(address, cells=settings.cells or 4, low_first=low)
        case _:
            assert settings.template is not None
            return TemplateBoard(address, settings.template.template(), settings.cells or 4)


class FarLine:
    """Boards on a line whose clock is turned by hand."""

    def __init__(self, *boards: Board, baud: int = BAUD) -> None:
        self.clock = HandClock()
        self.boards = boards
        self.line = VirtualLine(self.clock, boards, baud)

    def send(self, data: bytes, after: float = 0.4) -> bytes:
        """Put bytes on the line and let `after` seconds pass; what came back."""
        said = self.line.feed(data)
        self.clock.turn(after)
        return said + self.line.feed(b"")


def far_line(name: str) -> FarLine:
    """A line with the board for one of SETTINGS."""
    return FarLine(far_board(SETTINGS[name]))
