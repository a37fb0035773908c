from importlib.resources import files

import pytest
from PIL import Image, ImageDraw, ImageFont

from devicekit.text_files import load_texts
from printer.document import Weight
from printer.typeface import FILES, ShippedFonts

FONTS = ShippedFonts()
TEXTS = load_texts("vi")
# Every Vietnamese letter with every mark, small and capital.
VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
LETTERS = VOWELS + VOWELS.upper()


def lines() -> list[str]:
    keys = [key for key in sorted(TEXTS.keys()) if key.startswith("ticket.")]
    return [TEXTS.get(key, **dict.fromkeys(TEXTS.placeholders(key), "12")) for key in keys]


@pytest.mark.parametrize("weight", FILES)
@pytest.mark.parametrize("pixels", [21, 24, 31])
def test_no_dot_of_a_line_is_cut_off_at_its_edges(weight: Weight, pixels: int) -> None:
    face = ImageFont.truetype(
        str(files("devicekit").joinpath("fonts", FILES[weight])), pixels, layout_engine=ImageFont.Layout.BASIC
    )
    for line in [*lines(), LETTERS]:
        roomy = Image.new("1", (6000, 200))
        ImageDraw.Draw(roomy).text((50, 50), line, 1, face)
        box = roomy.getbbox()
        assert box is not None
        tight = FONTS.ink(line, weight, pixels).image
        assert roomy.crop(box).tobytes() == tight.crop(tight.getbbox()).tobytes(), line


@pytest.mark.parametrize("weight", FILES)
def test_every_vietnamese_letter_has_a_shape_of_its_own(weight: Weight) -> None:
    missing = FONTS.ink("\N{CJK UNIFIED IDEOGRAPH-4E00}", weight, 40).image.tobytes()
    shapes = {(FONTS.ink(letter, weight, 40).top, FONTS.ink(letter, weight, 40).image.tobytes()) for letter in LETTERS}
    assert len(shapes) == len(LETTERS)
    assert missing not in {shape for _, shape in shapes}


def test_a_line_drawn_again_is_the_same_picture() -> None:
    assert FONTS.ink("Số", "bold", 25) is FONTS.ink("Số", "bold", 25)
