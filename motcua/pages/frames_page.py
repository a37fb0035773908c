"""The reference page of LED frames: each protocol's bytes for one number, and the time that they take of the line."""

from typing import NamedTuple

from counter_display.bus import BITS_PER_BYTE
from counter_display.device import Display
from counter_display.display_settings import DisplayTable, ModbusTable, TemplateTable
from counter_display.drivers import open_display
from counter_display.modbus_protocol import ANSWER_BYTES

PATH = "reference/led-frames.md"
GUIDE = "how-to/connect-a-led-board.md"
BAUD = 9600
ADDRESS = 3
STX_ETX = TemplateTable(prefix="02", address_as="hex2", suffix="03", checksum="xor8", checksum_at="after_suffix")
HEAD = f"""# Frames of LED displays

The bytes that show one number at address {ADDRESS}, and the time that they take of a line of {BAUD} baud (10 bits a
byte). Frame, answer and silence together are the time of one number; 30 displays on one line need 30 times that. How to
choose: [Connect a LED board](../{GUIDE}). This page is generated: `make docs`.

| display | frame | bytes | frame, ms | answer, ms | silence, ms | a number, ms | 30 displays, s |
|---|---|---|---|---|---|---|---|
"""
FOOT = """
- The answer's time is that of its bytes; what the board thinks before it is the board's own. An adapter on USB hands
  bytes on up to 16 ms later, unless its latency timer is set lower.
- QSystem's silence of 300 ms is what its own sender keeps; a template keeps the same until `gap_ms` says otherwise.
  Where a board does without, `gap_ms` of its manual makes it many times as quick.
- Blinking costs a frame each 0.6 s on a display that does not blink by itself; Alpha's signs do.
- Only Modbus RTU has both a checksum over the whole frame and an answer. The sum of an Alpha frame leaves out the
  address, and one wrong bit in front of it turns it into text.
"""


class Shown(NamedTuple):
    """A display of the page."""

    name: str
    settings: DisplayTable
    number: str = "A012"


SHOWN = (
    Shown("`qsystem`", DisplayTable(driver="qsystem", address=ADDRESS)),
    Shown("`armfly`", DisplayTable(driver="armfly", address=ADDRESS)),
    Shown("`modbus`, function 16", DisplayTable(driver="modbus", address=ADDRESS)),
    Shown(
        "`modbus`, function 6",
        DisplayTable(driver="modbus", address=ADDRESS, modbus=ModbusTable(function=6)),
        number="1012",
    ),
    Shown("`alpha`", DisplayTable(driver="alpha", address=ADDRESS)),
    Shown("`template`, STX … ETX, xor8", DisplayTable(driver="template", address=ADDRESS, template=STX_ETX)),
)


def page() -> str:
    """The page, in Markdown."""
    return HEAD + "".join(map(_row, SHOWN)) + FOOT


def times_ms(display: Display, frame: bytes) -> tuple[float, float, float]:
    """Milliseconds of the line for a frame, for its answer, and for the silence behind both."""
    answer = ANSWER_BYTES if display.ability.answer_s else 0
    silence = display.ability.gap_s * (2 if answer else 1)
    return _ms(len(frame)), _ms(answer), 1000 * silence


def _ms(size: int) -> float:
    return 1000 * BITS_PER_BYTE * size / BAUD


def _row(shown: Shown) -> str:
    display = open_display(shown.settings, BAUD)
    frame = display.show(shown.number)
    parts = times_ms(display, frame)
    cells = [shown.name, f"`{frame.hex(' ')}`", str(len(frame)), *(f"{part:.1f}" for part in parts)]
    total = sum(parts)
    return f"| {' | '.join([*cells, f'{total:.1f}', f'{30 * total / 1000:.1f}'])} |\n"
