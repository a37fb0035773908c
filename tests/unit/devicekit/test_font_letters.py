"""Letters of the shipped typeface, against what it really draws."""

from importlib.resources import files

import pytest
from PIL import ImageFont

from devicekit.font_letters import SUBSTITUTE, lacking, letters_in, shipped_letters, shown
from devicekit.text_files import LANGUAGES, load_texts

FACES = ("OpenSans-Medium.ttf", "OpenSans-Bold.ttf", "OpenSans-ExtraBold.ttf")
# No face has this one: it is drawn as the box for a letter that is not there.
NOBODYS = "\uffff"


@pytest.mark.parametrize("name", FACES)
def test_every_face_has_the_letters_that_are_told_and_no_other(name: str) -> None:
    data = files("devicekit").joinpath("fonts", name)
    assert letters_in(data.read_bytes()) == shipped_letters()
    face = ImageFont.truetype(str(data), 40, layout_engine=ImageFont.Layout.BASIC)

    def drawn(letter: str) -> tuple[object, ...]:
        mask = face.getmask(letter)
        return mask.size, bytes(mask), face.getlength(letter)

    letters = {chr(code) for code in range(0x20, 0xFFFF)}
    assert {each for each in letters if drawn(each) != drawn(NOBODYS)} == shipped_letters() & letters


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_the_house_has_a_letter_that_can_not_be_shown(language: str) -> None:
    texts = load_texts(language)
    for key in texts.keys():  # noqa: SIM118 - it is no dictionary
        # A ticket's story goes to a terminal, which has a typeface of its own.
        lost = lacking(texts.get(key, **dict.fromkeys(texts.placeholders(key), "1")))
        assert not lost or key.startswith("trace."), key


def test_a_letter_that_is_not_there_is_named_once_and_shown_as_a_mark() -> None:
    assert lacking("Trung tâm 中心 中\n\u200b") == "中心"
    assert shown("A中B") == f"A{SUBSTITUTE}B"
    assert SUBSTITUTE in shipped_letters()
    assert shown("Đất đai") == "Đất đai"


def test_a_face_without_a_known_table_is_refused() -> None:
    with pytest.raises(ValueError, match="format 4"):
        letters_in(b"\x00\x01\x00\x00" + bytes(8))
