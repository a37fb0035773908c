"""The pages as people see them, on every size of screen: nothing cut, nothing too small, everything can be hit."""

import re
import subprocess
import unicodedata
from pathlib import Path

import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image, ImageOps
from rating_values import COUNTER, HALL, PAGES, asking, every_page

from devicekit.messages import Agency
from devicekit.touch.box import Box
from devicekit.touch.page import Page, Words
from devicekit.touch.pen import GROUND, NAVY
from devicekit.touch.virtual import Glass, GlassScreen
from devicekit.touch.wire import Frame
from kiosk_rating.render import Renderer
from kiosk_rating.state import State
from kiosk_rating.virtual import Onlooker

SIZES = [(800, 480), (1024, 600), (1280, 800)]
STATES = every_page()
# Seven inches across 800 pixels are 5.2 to the millimetre: 44 of them are a fingertip.
FINGER = 44


def draw(state: State, size: tuple[int, int], held: str = "") -> tuple[pygame.Surface, Page, dict[str, Box], Renderer]:
    surface, renderer, page = pygame.Surface(size, depth=32), Renderer(dict), PAGES.of(state)
    return surface, page, renderer.draw(surface, page, held), renderer


def said(page: Page) -> list[Words]:
    person = [Words(page.person.name, page.person.position)] if page.person else []
    single = [Words(each.text) for each in (page.place, page.corner, page.over, page.tally)]
    buttons = [button.words for button in (*page.buttons, *page.actions)]
    return [words for words in (*single, page.title, page.note, *person, *buttons) if words.text]


def letters(text: str) -> str:
    return re.sub(r"\s+", "", text)


def read(surface: pygame.Surface, folder: Path) -> str:
    """What tesseract reads, in Vietnamese."""
    picture = Image.frombytes("RGB", surface.get_size(), pygame.image.tobytes(surface, "RGB"))
    grey = picture.convert("L").resize((1600, 1600 * picture.height // picture.width), Image.Resampling.LANCZOS)
    # White words on a dark ground are read from the negative below it.
    both = Image.new("L", (grey.width, 2 * grey.height))
    both.paste(grey, (0, 0))
    both.paste(ImageOps.invert(grey), (0, grey.height))
    both.save(folder / "page.png")
    command = ["tesseract", str(folder / "page.png"), "-", "-l", "vie", "--psm", "11"]
    return subprocess.run(command, capture_output=True, text=True, check=True, env={"OMP_THREAD_LIMIT": "1"}).stdout


def unread(line: str, text: str) -> list[str]:
    """The words of the line that are not among what was read."""
    read = set(re.findall(r"\w+", unicodedata.normalize("NFC", text).lower()))
    return [word for word in re.findall(r"\w+", line.lower()) if word not in read]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", STATES)
def test_every_word_of_a_page_is_drawn_and_none_too_small(name: str, size: tuple[int, int]) -> None:
    _, page, _, renderer = draw(STATES[name], size)
    kept = renderer._typeface._kept
    drawn = letters("".join(text for text, *_ in kept))
    for words in said(page):
        for text in (words.text, words.english):
            assert all(letters(word) in drawn for word in text.split()), text
    vietnamese = letters("".join(words.text for words in said(page)))
    english = letters("".join(words.english for words in said(page)))
    sizes = {t: pixels for t, _, pixels, _ in kept if letters(t) in vietnamese and letters(t) not in english}
    assert min(sizes.values()) >= 14, sizes
    assert min(pixels for _, _, pixels, _ in kept) >= 11


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", STATES)
def test_every_target_can_be_hit_and_none_lies_on_another(name: str, size: tuple[int, int]) -> None:
    _, page, targets, _ = draw(STATES[name], size)
    assert (list(targets) and set(targets) == {b.id for b in (*page.buttons, *page.actions)}) or not page.buttons
    for i, box in enumerate(boxes := list(targets.values())):
        assert box.w >= FINGER and box.h >= FINGER, (name, box)
        assert box.x >= 0 and box.y >= 0 and box.right <= size[0] and box.bottom <= size[1]
        for other in boxes[:i]:
            assert not pygame.Rect(box).inflate(8, 8).colliderect(pygame.Rect(other)), (name, box, other)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", STATES)
def test_nothing_touches_the_edge_of_the_screen(name: str, size: tuple[int, int]) -> None:
    surface, *_ = draw(STATES[name], size)
    width, height = size
    for y in range(height):
        assert surface.get_at((0, y))[:3] == surface.get_at((width - 1, y))[:3] == surface.get_at((4, y))[:3]
    assert {surface.get_at((x, height - 1))[:3] for x in range(width)} == {GROUND}
    assert {surface.get_at((x, 0))[:3] for x in range(width)} == {NAVY}


@pytest.mark.parametrize(
    ("name", "size"),
    [("ask3", SIZES[0]), ("ask5", SIZES[1]), ("why", SIZES[0]), ("step3", SIZES[0]), ("agencies", SIZES[2])],
    ids=str,
)
def test_tesseract_reads_what_people_must_read(name: str, size: tuple[int, int], tmp_path: Path) -> None:
    surface, page, _, _ = draw(STATES[name], size)
    text = read(surface, tmp_path)
    must = [page.title, page.over, page.place, *(button.words for button in page.buttons)]
    missing = {word for words in must for word in unread(words.text, text)}
    # Of some fifty words tesseract takes one mark for another now and then; a cut line would cost more.
    assert len(missing) <= 1, (missing, text)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_held_button_lights_up_and_nothing_else_changes(size: tuple[int, int]) -> None:
    still, _, targets, _ = draw(STATES["ask3"], size)
    held, *_ = draw(STATES["ask3"], size, "level:3")
    box = pygame.Rect(targets["level:3"])
    lit, unlit = (pygame.image.tobytes(picture.subsurface(box), "RGB") for picture in (held, still))
    assert sum(a != b for a, b in zip(lit, unlit, strict=True)) > len(lit) // 2
    for picture in (still, held):
        picture.fill(GROUND, box)
    assert pygame.image.tobytes(still, "RGB") == pygame.image.tobytes(held, "RGB")


def test_a_photo_takes_the_place_of_the_silhouette() -> None:
    photo = pygame.Surface((480, 640), depth=32)
    photo.fill((200, 30, 30))
    page = PAGES.of(State(shown=COUNTER, asking=asking()))
    assert page.person is not None
    page = page._replace(person=page.person._replace(photo="p"))
    surface = pygame.Surface(SIZES[1], depth=32)
    Renderer(lambda: {"p": photo}).draw(surface, page, "")
    assert surface.get_at((157, 250)).r > 190
    Renderer(dict).draw(surface, page, "")
    assert surface.get_at((157, 250)).r < 190


words = st.text(st.sampled_from("aăâbcdđẩệỹ"), min_size=1, max_size=9)
names = st.lists(words, min_size=1, max_size=12).map(" ".join).map(lambda name: name[:80].strip())


@settings(max_examples=25)
@given(names, names, names, st.sampled_from(SIZES))
def test_the_longest_names_are_drawn_whole(centre: str, officer: str, position: str, size: tuple[int, int]) -> None:
    state = State(shown=replace(COUNTER, centre=centre, officer=officer, position=position), asking=asking())
    _, _, _, renderer = draw(state, size)
    drawn = letters("".join(text for text, *_ in renderer._typeface._kept))
    for text in (centre, officer, position):
        assert all(letters(word) in drawn for word in text.split())


@settings(max_examples=15)
@given(st.lists(names, min_size=1, max_size=8, unique=True), st.sampled_from(SIZES))
def test_the_longest_names_of_agencies_are_drawn_whole(agencies: list[str], size: tuple[int, int]) -> None:
    shown = replace(HALL, agencies=tuple(Agency(id=f"a{i}", name=name) for i, name in enumerate(agencies)))
    _, _, targets, renderer = draw(State(shown=shown), size)
    drawn = letters("".join(text for text, *_ in renderer._typeface._kept))
    assert len(targets) == len(agencies)
    assert all(letters(word) in drawn for name in agencies for word in name.split())


def test_an_onlooker_knows_a_page_from_its_pixels_and_no_other() -> None:
    surface, page, *_ = draw(STATES["ask3"], SIZES[1])
    glass = Glass()
    eyes = Onlooker(glass, *SIZES[1])
    assert not eyes.sees(page)
    glass.take(Frame(*SIZES[1], pygame.image.tobytes(surface, "RGB")))
    assert eyes.sees(page)
    assert not eyes.sees(PAGES.of(STATES["ask5"]))
    assert not eyes.sees(PAGES.of(STATES["why"]))


def test_an_onlookers_finger_lands_on_the_button() -> None:
    glass = Glass()
    screen = GlassScreen(glass, *SIZES[1])
    screen.open()
    _, page, targets, _ = draw(STATES["ask3"], SIZES[1])
    Onlooker(glass, *SIZES[1]).touch(page, "level:2")
    assert all(targets["level:2"].holds(touch.x, touch.y) for touch in screen.touches())
