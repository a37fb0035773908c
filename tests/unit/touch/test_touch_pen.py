"""Colours can be told from their ground, letters keep their marks, and drawing twice gives the same picture."""

from itertools import product

import pygame
import pytest

from devicekit.touch.box import Box
from devicekit.touch.pen import GREY, GROUND, INK, NAVY, PALE, TONES, WHITE, Pen
from devicekit.touch.typeface import KEPT_BYTES, Colour, Typeface

FACE = Typeface()


def luminance(colour: Colour) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PAIRS = [
    *product((INK, NAVY, GREY), (WHITE, GROUND, PALE)),
    *((WHITE, ground) for tone, ground in TONES.items() if tone != "plain"),
]


@pytest.mark.parametrize(("words", "ground"), PAIRS)
def test_words_can_be_told_from_their_ground(words: Colour, ground: Colour) -> None:
    assert contrast(words, ground) >= 5.5


def test_the_measure_of_contrast_is_the_standards() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == 21
    assert round(contrast((118, 118, 118), (255, 255, 255)), 2) == 4.54


def drawn(text: str, size: int) -> pygame.Surface:
    surface = pygame.Surface((900, 300), depth=32)
    surface.fill(WHITE)
    Pen(surface, FACE).words(text, Box(100, 100, 700, 100), size, size, align="middle")
    return surface


def ink(surface: pygame.Surface) -> pygame.Rect:
    mask = pygame.mask.from_threshold(surface, WHITE, (60, 60, 60))
    mask.invert()
    return mask.get_bounding_rects()[0].unionall(mask.get_bounding_rects())


@pytest.mark.parametrize("size", [14, 24, 46])
def test_letters_with_marks_above_and_below_stay_within_their_lines(size: int) -> None:
    found = ink(drawn("ẨỆỖ Ặpgỵậ Ườ", size))
    assert 150 - size * 0.75 <= found.top
    assert found.bottom <= 150 + size * 0.75


def test_every_vietnamese_letter_has_a_shape_of_its_own() -> None:
    small = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
    shapes = {pygame.image.tobytes(FACE.line(letter, "bold", 40, INK), "RGBA") for letter in small + small.upper()}
    assert len(shapes) == len(small) * 2


def test_what_is_kept_of_old_lines_has_a_limit() -> None:
    face = Typeface()
    for n in range(200):
        face.line(f"Lượt phục vụ số A{n:03}", "bold", 60, INK)
    assert face._bytes <= KEPT_BYTES


@pytest.mark.parametrize("mark", ["best", "good", "middle", "poor", "worst", "done", "tick", "box", "back", "building"])
def test_every_mark_is_a_picture_of_its_own(mark: str) -> None:
    def shape(name: str) -> bytes:
        surface = pygame.Surface((80, 80), depth=32)
        surface.fill(WHITE)
        Pen(surface, FACE).mark(name, Box(0, 0, 80, 80), NAVY, WHITE)  # type: ignore[arg-type]
        return pygame.image.tobytes(surface, "RGB")

    others = {"best", "good", "middle", "poor", "worst", "done", "tick", "box", "back", "building", ""} - {mark}
    assert shape(mark) not in {shape(other) for other in others}
