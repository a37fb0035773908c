"""Brightness by the hour: which row is in force, what is refused in the settings, and how a screen is dimmed."""

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from screen_values import ScreenDesk, desk, every_sheet, shown

from counter_display.brightness import FULL, Row, frame_of, in_force, next_row, percent_of
from counter_display.brightness_settings import MOST_BYTES
from counter_display.hall import Manner
from counter_display.night import DAY_S, HubClock, Night
from counter_display.screen_render import SheetRenderer
from counter_display.settings import CounterFile
from counter_display.sheet import Sheet
from devicekit.errors import SettingsError
from devicekit.orders import Identify
from devicekit.settings import loads
from devicekit.steps import Ordered

# Midnight in Vietnam: 17:00 of the day before at Greenwich.
MIDNIGHT = HubClock(17 * 3600.0)
ROWS = st.lists(st.integers(0, 1439), min_size=1, max_size=8, unique=True).map(
    lambda minutes: tuple(Row(minute, percent=n + 1, frame=bytes((n,))) for n, minute in enumerate(minutes))
)


# Rows


@given(ROWS)
def test_at_every_minute_of_a_day_exactly_the_row_that_began_last_is_in_force(rows: tuple[Row, ...]) -> None:
    expected = max(rows, key=lambda row: row.minute)
    begins = {row.minute: row for row in rows}
    for minute in range(1440):
        expected = begins.get(minute, expected)
        for second in (0.0, 59.9):
            assert in_force(rows, MIDNIGHT, minute * 60 + second) == expected


@given(ROWS, st.floats(0, 3e9), st.floats(0, 1e6))
def test_until_the_next_row_nothing_changes_and_then_it_does(rows: tuple[Row, ...], ahead_s: float, now: float) -> None:
    clock = HubClock(ahead_s)
    edge = next_row(rows, clock, now)
    if len(rows) == 1:
        assert edge is None
        return
    assert edge is not None
    assert now < edge <= now + DAY_S
    row = in_force(rows, clock, now)
    assert in_force(rows, clock, now + (edge - now) / 2) == row
    assert in_force(rows, clock, edge + 1e-3) != row or edge - now < 1e-3


def test_one_row_alone_is_always_in_force() -> None:
    row = Row(1080, 40, b"x")
    assert [in_force((row,), MIDNIGHT, hour * 3600.0) for hour in range(24)] == [row] * 24


def test_before_the_hub_has_said_its_time_nothing_is_sent_and_the_screen_is_bright() -> None:
    rows = (Row(0, 40, b"x"), Row(720, 20, b"y"))
    assert frame_of(rows, HubClock(), 5.0) == b""
    assert percent_of(rows, HubClock(), 5.0) == FULL
    assert next_row(rows, HubClock(), 5.0) is None
    assert (frame_of((), MIDNIGHT, 5.0), percent_of((), MIDNIGHT, 5.0)) == (b"", FULL)


# Settings

HEAD = '[device]\nid = "counter-1"\nsite = "kontum"\nstate = "s"\n'
LED = HEAD + '[line]\nport = "x"\n[display]\ndriver = "alpha"\naddress = 3\n'
MODBUS = LED.replace("alpha", "modbus")
BOTH = LED + "[hdmi]\n"


def settings(text: str) -> CounterFile:
    return loads(text, "counter-1.toml", CounterFile, "en")


def row(**keys: object) -> str:
    return "[[show.brightness]]\n" + "".join(f"{name} = {value!r}\n" for name, value in keys.items())


def test_rows_reach_the_logic_with_their_frames_in_bytes_and_a_checksum_where_one_is_wanted() -> None:
    text = MODBUS + row(at="06:30", sends="03 06 00 10 00 64", checksum="crc16-modbus") + row(at="18:00", sends="'AB'")
    with pytest.raises(SettingsError, match="no frame of Modbus"):
        settings(text)
    text = text.replace("sends = \"'AB'\"", "sends = '03 06 00 10 00 0a 09 ea'")
    assert settings(text).show.manner.hours == (
        Row(390, FULL, bytes.fromhex("03 06 00 10 00 64 88 06")),
        Row(1080, FULL, bytes.fromhex("03 06 00 10 00 0a 09 ea")),
    )


def test_a_screen_needs_no_frame_and_a_frame_no_percent() -> None:
    assert settings(HEAD + "[hdmi]\n" + row(at="18:00", percent=40)).show.manner.hours == (Row(1080, 40),)
    assert settings(LED + row(at="18:00", sends="'E$' 0d")).show.manner.hours == (Row(1080, FULL, b"E$\r"),)
    assert settings(BOTH + row(at="18:00", percent=40, sends="01")).show.manner.hours == (Row(1080, 40, b"\x01"),)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (BOTH + row(at="18:00", percent=40) + row(at="18:00", percent=20), 15, "18:00 in line 12 already"),
        (HEAD + "[hdmi]\n" + row(at="18:00"), 6, "needs percent (1 to 100"),
        (LED + row(at="18:00", percent=40), 12, "percent is of no use without a table [hdmi]. Add [hdmi]"),
        (HEAD + "[hdmi]\n" + row(at="18:00", sends="01"), 8, "sends is of no use without a table [display]"),
        (BOTH + row(at="6:30", percent=40), 12, 'such as "07:30"'),
        (BOTH + row(at="18:00", percent=40, sends="01") + row(at="06:30", sends="02"), 15, "key percent is needed"),
        (BOTH + row(at="18:00", percent=40, sends="01") + row(at="06:30", percent=99), 15, "key sends is needed"),
        (BOTH + row(at="18:00", percent=0), 13, "1 "),
        (BOTH + row(at="18:00", percent=101), 13, "100"),
        (LED + row(at="18:00", sends="E2f"), 12, 'key "sends": "E2f" is not understood. Write pairs of hex digits'),
        (LED + row(at="18:00", sends="01 " * (MOST_BYTES // 3) + "'" + "x" * 40 + "'"), 12, "53 bytes"),
        (LED + row(at="18:00", sends="01 " * (MOST_BYTES + 1)), 12, "41 bytes"),
        (LED + row(at="06:00", sends="01") + row(at="18:00", sends=" "), 13, "needs percent (1 to 100"),
        (HEAD + "[hdmi]\n" + row(at="18:00", percent=40, checksum="xor8"), 9, "checksum is of no use without sends"),
        (MODBUS + row(at="18:00", sends="03 06 00 10 00 64"), 12, 'checksum = "crc16-modbus"'),
        (MODBUS + row(at="18:00", sends="03", checksum="crc16-modbus"), 12, "no frame of Modbus"),
    ],
    ids=[
        "two at one hour", "nothing", "no screen", "no display", "no hour", "no percent", "no frame", "too dark",
        "too bright", "notation", "too long", "one too long", "blanks", "a lonely checksum", "no CRC", "half a frame",
    ],
)  # fmt: skip
def test_a_row_that_can_not_work_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(SettingsError) as raised:
        settings(text)
    (problem,) = raised.value.problems
    assert problem.startswith(f"counter-1.toml:{line}:"), problem
    assert words in problem


# A screen

# It is 09:41:40 there.
HOURS = (Row(6 * 60, 100), Row(9 * 60 + 42, 40), Row(18 * 60, 15))


def test_a_screen_is_dimmed_at_the_hour_and_drawn_no_more_often_than_before() -> None:
    plain, dimmed = desk(shown()), desk(shown(), manner=Manner(hours=HOURS))
    for each in (plain, dimmed):
        each.wait(600.0)
    assert dimmed.sheets[0].percent == 100
    assert (dimmed.sheet.percent, len(dimmed.sheets)) == (40, len(plain.sheets))
    # The clock of the sheet and the hour change in one step.
    assert {sheet.time: sheet.percent for sheet in dimmed.sheets if sheet.time} == {
        sheet.time: 100 if sheet.time < "09:42" else 40 for sheet in plain.sheets if sheet.time
    }


def test_evacuation_and_the_test_picture_are_at_full_light_and_a_dark_screen_is_drawn_once() -> None:
    counter = desk(shown(), manner=Manner(hours=(Row(0, 10),)))
    assert counter.sheet.percent == 10
    counter.do(Ordered("c1", Identify(seconds=5), 0))
    assert (counter.sheet.form, counter.sheet.percent) == ("test", 100)
    counter.do(shown(evacuate=True))
    assert (counter.sheet.tone, counter.sheet.percent) == ("alarm", 100)
    night = Manner(night=Night(0, 1439), hours=HOURS)
    asleep = desk(shown(state="closed", number=None), manner=night)
    before = len(asleep.sheets)
    asleep.wait(300.0)
    assert (asleep.sheet, len(asleep.sheets)) == (Sheet("dark"), before)


@pytest.mark.parametrize("percent", [1, 40, 99])
def test_every_pixel_of_a_dimmed_sheet_has_its_share_of_the_light(percent: int) -> None:
    renderer = SheetRenderer()
    for sheet in every_sheet().values():
        bright, dim = (pygame.Surface((484, 331), depth=32) for _ in range(2))
        renderer.draw(bright, sheet)
        renderer.draw(dim, sheet._replace(percent=percent))
        pairs = zip(pygame.image.tobytes(bright, "RGB"), pygame.image.tobytes(dim, "RGB"), strict=True)
        assert all(abs(light * percent / 100 - less) <= 1.5 for light, less in set(pairs))


def test_a_screen_that_has_not_heard_its_hub_is_bright() -> None:
    counter = ScreenDesk(Manner(hours=(Row(0, 10),)))
    counter.wait(120.0)
    assert {sheet.percent for sheet in counter.sheets} == {100}
