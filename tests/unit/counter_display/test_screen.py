"""The screen of a counter: what stands on it in each state, that nothing is cut on any size, that nothing burns in."""

import os
import re
from pathlib import Path

import pygame
import pytest
from screen_values import HUB_MS, REST_S, ScreenDesk, desk, every_sheet, shown

from counter_display.hall import Manner
from counter_display.night import Night
from counter_display.screen_logic import OpenScreen, ScreenFailed, ScreenOpen
from counter_display.screen_render import SheetRenderer
from counter_display.sheet import Sheet
from counter_display.sheets import REST_STEP_S
from devicekit.steps import Health, HubHeard, HubSilent, StateSet, StepRefused
from devicekit.touch.box import Box

SIZES = [(800, 480), (1280, 720), (1920, 1080)]
SHEETS = every_sheet()
RENDERER = SheetRenderer()


def draw(sheet: Sheet, size: tuple[int, int]) -> tuple[pygame.Surface, SheetRenderer]:
    surface, renderer = pygame.Surface(size, depth=32), SheetRenderer()
    renderer.draw(surface, sheet)
    return surface, renderer


def letters(text: str) -> str:
    return re.sub(r"\s+", "", text)


def said(sheet: Sheet) -> list[str]:
    note = [] if sheet.note is None else [sheet.note.words]
    if sheet.form == "test" or sheet.tone == "alarm":
        return [sheet.title.text, sheet.title.english]
    both = [sheet.place, sheet.service, sheet.title, sheet.mark, *note]
    english = [] if sheet.form == "rest" else [each.english for each in both]
    marked = [each.text for each in both if sheet.form != "rest" or each is not sheet.mark]
    officer = "" if note or sheet.form == "rest" else sheet.officer
    return [each for each in (*marked, *english, officer, sheet.time, sheet.day.text) if each]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", SHEETS)
def test_every_word_of_a_sheet_is_drawn_and_none_too_small(name: str, size: tuple[int, int]) -> None:
    _, renderer = draw(SHEETS[name], size)
    kept = renderer._typeface._kept
    drawn = letters("".join(text for text, *_ in kept))
    for text in said(SHEETS[name]):
        assert all(letters(word) in drawn for word in text.split()), text
    assert min((pixels for _, _, pixels, _ in kept), default=11) >= 11


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", SHEETS)
def test_nothing_is_drawn_over_another_or_beyond_the_edge(name: str, size: tuple[int, int]) -> None:
    """Every line of words is put on the surface once: where its ink is, no other ink may be."""
    sheet, ink = SHEETS[name], list[Box]()
    surface = Recorder(size, ink)
    for step in (0, 2, 6):
        ink.clear()
        RENDERER.draw(surface, sheet._replace(step=step))
        assert ink or sheet.form == "dark"
        for i, one in enumerate(ink):
            assert one.x >= 0 and one.right <= size[0] and one.y >= 0 and one.bottom <= size[1], one
            assert not [other for other in ink[i + 1 :] if overlap(one, other)], one


class Recorder(pygame.Surface):
    """A surface that notes where ink of transparent pictures (words) lands."""

    def __init__(self, size: tuple[int, int], ink: list[Box]) -> None:
        super().__init__(size, depth=32)
        self._ink = ink

    def blit(self, source: pygame.Surface, dest: tuple[int, int], area: object = None, flags: int = 0) -> pygame.Rect:  # type: ignore[override]
        seen = source.get_bounding_rect()
        whole = source.get_size() if area is None else (area[2], area[3])  # type: ignore[index]
        # The round corners of cards are no words.
        if whole[0] > 40 or whole[1] > 40:
            x, y = (dest[0] + seen.x, dest[1] + seen.y) if area is None else (dest[0], dest[1])
            self._ink.append(Box(x, y, seen.w, seen.h))
        return super().blit(source, dest, area, flags)  # type: ignore[arg-type]


def overlap(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def test_the_number_takes_most_of_the_width() -> None:
    ink = list[Box]()
    RENDERER.draw(Recorder((1920, 1080), ink), SHEETS["called"])
    assert max(box.w for box in ink) > 1920 * 0.75


# What stands there when


def test_a_called_number_blinks_until_it_is_started() -> None:
    counter = desk(shown(state="called", blinking=True))
    counter.wait(6.0)
    halves = [sheet.lit for sheet in counter.sheets if sheet.number]
    assert halves[:8] == [True, False] * 4
    counter.do(shown())
    before = len(counter.sheets)
    counter.wait(6.0)
    assert (counter.sheet.lit, counter.sheet.title.text, len(counter.sheets)) == (True, "ĐANG PHỤC VỤ", before)


@pytest.mark.parametrize(
    ("event", "title"),
    [
        (shown(state="called", blinking=True), "MỜI SỐ"),
        (shown(state="called", blinking=True, fee="here"), "MỜI NỘP PHÍ, LỆ PHÍ"),
        (shown(), "ĐANG PHỤC VỤ"),
        (shown(state="free", number=None), "Mời theo dõi số thứ tự"),
        (shown(state="free", number=None, fee="away"), "ĐANG CHỜ NỘP PHÍ, LỆ PHÍ"),
        (shown(state="paused", number=None), "TẠM DỪNG PHỤC VỤ"),
        (shown(state="closed", number=None), "ĐÓNG QUẦY"),
    ],
)
def test_each_state_has_its_words(event: StateSet, title: str) -> None:
    sheet = desk(event).sheet
    assert sheet.title.text == title
    assert (sheet.place.text, sheet.place.english, sheet.service.text) == ("Quầy số 3", "Counter 3", "Đất đai")
    assert sheet.title.english


def test_a_closed_counter_names_no_officer() -> None:
    assert desk(shown(state="closed", number=None)).sheet.officer == ""
    assert desk(shown()).sheet.officer == "Nguyễn Thị Ánh"


def test_the_clock_is_the_hubs_and_goes_on() -> None:
    counter = ScreenDesk()
    counter.do(shown())
    assert counter.sheet.time == ""
    counter.do(HubHeard(HUB_MS))
    assert (counter.sheet.time, counter.sheet.day.text) == ("09:41", "Thứ Năm, 26/11/2026")
    counter.wait(60.0)
    assert counter.sheet.time == "09:42"


def test_while_the_hub_is_away_the_last_number_stays_with_the_time_it_is_of() -> None:
    counter = desk(shown(), HubSilent("gone"))
    counter.wait(59.0)
    assert counter.sheet.mark.text == ""
    counter.wait(2.0)
    assert (counter.sheet.number, counter.sheet.mark.text) == ("A012", "Mất kết nối. Số liệu lúc 09:41")
    counter.do(HubHeard(HUB_MS + 61_000))
    assert counter.sheet.mark.text == ""


def test_what_is_typed_and_a_no_are_said_to_the_officer_and_the_number_stays() -> None:
    counter = desk(shown())
    counter.type("1", "2")
    assert counter.sheet.note is not None
    assert (counter.sheet.note.words.text, counter.sheet.number) == ("12", "A012")
    counter.type("plus")
    counter.refuse("unknown_number")
    assert counter.sheet.note is not None
    assert counter.sheet.note.words.text.startswith("LOI3 ")
    counter.wait(3.1)
    assert counter.sheet.note is None


# Nobody is served


def test_after_a_while_without_anybody_only_little_is_bright_and_it_moves() -> None:
    counter = desk(shown(state="free", number=None))
    counter.wait(REST_S - 1.0)
    assert counter.sheet.form == "words"
    counter.wait(2.0)
    assert counter.sheet.form == "rest"
    steps = {counter.sheet.step}
    for _ in range(5):
        counter.wait(REST_STEP_S)
        steps.add(counter.sheet.step)
    assert len(steps) == 6
    counter.do(shown(state="called", blinking=True))
    assert counter.sheet.form == "number"


def test_a_key_wakes_the_screen() -> None:
    counter = desk(shown(state="free", number=None))
    counter.wait(REST_S + 10.0)
    counter.type("1")
    assert counter.sheet.form == "words"


def test_no_pixel_stays_bright_at_rest() -> None:
    """After an hour every pixel was dark most of the time."""
    size, rest = (320, 200), SHEETS["rest"]
    surface = pygame.Surface(size, depth=32)
    bright = [0] * (size[0] * size[1])
    count = int(3600 / REST_STEP_S)
    for step in range(count):
        RENDERER.draw(surface, rest._replace(step=step))
        grey = pygame.image.tobytes(surface, "RGB")[::3]
        bright = [seen + (value > 60) for seen, value in zip(bright, grey, strict=True)]
    assert max(bright) < count * 0.4


def test_a_page_that_stands_all_day_moves_with_the_minutes() -> None:
    pictures = {pygame.image.tobytes(draw(SHEETS["serving"]._replace(step=n), (800, 480))[0], "RGB") for n in range(8)}
    assert len(pictures) == 8


def test_at_night_the_screen_is_black_unless_a_number_is_shown() -> None:
    counter = desk(shown(state="closed", number=None), manner=Manner(0.0, Night(9 * 60, 10 * 60)))
    assert counter.sheet.form == "dark"
    counter.do(shown())
    assert counter.sheet.form == "number"


def test_what_looks_the_same_is_not_drawn_again() -> None:
    counter = desk(shown())
    before = len(counter.sheets)
    assert counter.do(shown())
    assert len(counter.sheets) == before


# A screen that is not there


def test_a_screen_that_can_not_be_had_is_a_fault_and_is_asked_for_again() -> None:
    counter = desk(shown())
    effects = counter.do(ScreenFailed("no plug"))
    assert [(each.part, each.now.state, each.now.code) for each in effects if isinstance(each, Health)] == [
        ("screen", "failed", "no_screen")
    ]
    before = len(counter.effects)
    counter.wait(6.0)
    assert OpenScreen() in counter.effects[before:]
    effects = counter.do(ScreenOpen())
    assert [each.now.state for each in effects if isinstance(each, Health)] == ["ok"]


def test_a_full_disk_does_not_end_the_asking() -> None:
    counter = desk(shown())
    counter.do(StepRefused(ScreenFailed("no plug"), "disk"))
    before = len(counter.effects)
    counter.wait(6.0)
    assert OpenScreen() in counter.effects[before:]


def test_the_picture_of_the_docs_can_be_taken(tmp_path: Path) -> None:
    """With MOTCUA_PICTURES (make pictures) it goes into docs/pictures."""
    (width, height), space = (640, 360), 8
    whole = pygame.Surface((2 * width + space, 2 * height + space), depth=32)
    whole.fill((255, 255, 255))
    for n, name in enumerate(("called", "refused", "paused", "rest")):
        large, _ = draw(SHEETS[name], (2 * width, 2 * height))
        place = (n % 2 * (width + space), n // 2 * (height + space))
        whole.blit(pygame.transform.smoothscale(large, (width, height)), place)
    file = Path(os.environ.get("MOTCUA_PICTURES", tmp_path)) / "counter-screen.png"
    pygame.image.save(whole, str(file))
    assert file.stat().st_size > 10_000
