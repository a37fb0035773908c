"""[[show.brightness]] in a counter's file: how bright LED display and screen are, by the hour."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from msgspec import Meta

from counter_display.brightness import FULL, Row
from counter_display.checksums import OF, Checksum
from counter_display.display_settings import DisplayTable
from counter_display.modbus_protocol import is_frame
from counter_display.notation import parse
from devicekit.message_fields import END
from devicekit.settings import Locate, Problem, Settings
from devicekit.toml_lines import Path

Hour = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]" + END, extra={"allowed": "clock"})]

# A new number waits for no frame longer than 42 ms at 9,600 baud; a dimming command of the Alpha kind has 16 bytes.
MOST_BYTES = 40


class BrightnessTable(Settings, frozen=True, kw_only=True):
    """[[show.brightness]]: from one hour until that of the next row, over midnight too; one row alone: always."""

    at: Annotated[Hour, Meta(description="HH:MM from which it is so, by the hub's time")]
    percent: Annotated[
        Annotated[int, Meta(ge=1, le=100)] | None,
        Meta(description="for the screen of [hdmi], in percent of its full light; 100 in an evacuation"),
    ] = None
    sends: Annotated[
        str,
        # Far more than MOST_BYTES need: who writes too many is told by bright_long how many may be.
        Meta(
            max_length=1000,
            extra={"allowed": "bytes"},
            description="for the LED display of any driver: the whole frame, from the manual of that very board",
        ),
    ] = ""
    checksum: Annotated[
        Checksum,
        Meta(
            description="what is added to the end of that frame, over all of it; none: it goes out as it is written. "
            "A Modbus board needs crc16-modbus"
        ),
    ] = "none"

    @property
    def frame(self) -> bytes:
        """What the board is sent; empty for nothing. Raises ValueError for a notation that is none."""
        written = parse(self.sends)
        return written + OF[self.checksum](written) if written else b""

    @property
    def row(self) -> Row:
        """The same for the logic. Raises ValueError."""
        return Row(minute_of(self.at), FULL if self.percent is None else self.percent, self.frame)


def minute_of(hour: str) -> int:
    """The minute of the day."""
    return int(hour[:2]) * 60 + int(hour[3:])


def brightness_problems(
    rows: Sequence[BrightnessTable], display: DisplayTable | None, hdmi: bool, locate: Locate
) -> Iterator[Problem]:
    """What a row lacks or has no use for; two at one hour; frames that no board would take."""
    hours: dict[str, Path] = {}
    for n, row in enumerate(rows):
        here: Path = ("show", "brightness", n)
        if row.at in hours:
            values = {"value": row.at, "line": locate(hours[row.at])}
            yield Problem((*here, "at"), "counter.bright_twice", values, also=(hours[row.at],))
        hours.setdefault(row.at, (*here, "at"))
        yield from _tables(rows, row, here, display is not None, hdmi)
        yield from _frame_problems(row, (*here, "sends"), display)


def _tables(
    rows: Sequence[BrightnessTable], row: BrightnessTable, here: Path, display: bool, hdmi: bool
) -> Iterator[Problem]:
    """A row for a table that the file has not, or without what other rows say."""
    if row.percent is None and not row.sends.strip():
        yield Problem(here, "counter.bright_empty")
    for name, table, is_there in (("percent", "hdmi", hdmi), ("sends", "display", display)):
        given = _says(row, name)
        if given and not is_there:
            yield Problem((*here, name), "counter.bright_idle", {"name": name, "table": table})
        elif not given and is_there and (row.percent is not None or row.sends.strip()):
            other = next((m for m, each in enumerate(rows) if _says(each, name)), None)
            if other is not None:
                also: Path = ("show", "brightness", other, name)
                yield Problem(here, "counter.bright_lacks", {"name": name}, also=(also,))


def _says(row: BrightnessTable, name: str) -> bool:
    return str(getattr(row, name) or "").strip() != ""


def _frame_problems(row: BrightnessTable, here: Path, display: DisplayTable | None) -> Iterator[Problem]:
    if row.checksum != "none" and not row.sends.strip():
        yield Problem((*here[:-1], "checksum"), "counter.bright_no_frame")
    try:
        frame = row.frame
    except ValueError as error:
        yield Problem(here, "counter.notation", {"key": "sends", "value": error})
        return
    if len(frame) > MOST_BYTES:
        yield Problem(here, "counter.bright_long", {"n": len(frame), "most": MOST_BYTES})
    if frame and display is not None and display.driver == "modbus" and not is_frame(frame):
        yield Problem(here, "counter.bright_crc", also=((*here[:-1], "checksum"), ("display", "driver")))
