"""What a display says: the best of a word's forms that it can show, and no words of the officer's that it can't."""

import pytest
from counter_bench import STARTED, Desk, shown
from led_boards import board, board_named

from counter_display.device import Display, KeyTyped
from counter_display.keypad import PadKey
from counter_display.words import FORMS, Words
from devicekit.ports import PortBack
from devicekit.steps import HubHeard, Note
from devicekit.text_files import load_texts

TEXTS = load_texts("vi")
NUMBERS, PANEL = board_named("modbus number"), board_named("template lines")


@pytest.mark.parametrize(
    ("display", "closed", "paused", "call"),
    [
        (PANEL, "ĐÓNG QUẦY", "TẠM NGHỈ", "A012"),
        (board_named("alpha"), "DONG QUAY", "TAM NGHI", "MOI SO A012"),
        (board(driver="alpha", cells=8), "----", "TAM NGHI", "A012"),
        (board_named("qsystem"), "----", "nGHI", "A012"),
        (board_named("armfly"), "----", "nGHI", "A012"),
        (board(driver="armfly", cells=3), "---", "nGH", "A012"),
    ],
    ids=["every letter", "16 letters", "8 letters", "7 letters", "4 tubes", "3 tubes"],
)
def test_a_display_says_the_longest_that_it_has_room_for(display: Display, closed: str, paused: str, call: str) -> None:
    words = Words(TEXTS, display.show)
    found = (words.get("led.closed"), words.get("led.paused"), words.get("led.call", number="A012"))
    assert found == (closed, paused, call)


@pytest.mark.parametrize("key", FORMS)
def test_the_forms_of_a_word_become_shorter(key: str) -> None:
    lengths = [len(TEXTS.get(form, number="A012")) for form in FORMS[key]]
    assert lengths == sorted(lengths, reverse=True)


class Pad(Desk):
    """A counter with a display of that kind and a numeric keypad; what its display is to show is in `wished`."""

    def __init__(self, display: Display) -> None:
        super().__init__(display=display, on_display=True)
        self._shown = display
        self.do(STARTED, PortBack("line"), HubHeard(0), shown("serving", "1005"))
        self.wait(1.0)

    def _arrive(self, data: bytes) -> None:
        pass

    def type(self, key: PadKey) -> None:
        self.do(KeyTyped(key, self.now))
        self.wait(1.0)

    def shows(self, text: str) -> bool:
        return self.state.wished["display"] == self._shown.show(text)


def test_what_an_officer_types_leaves_the_number_where_the_display_cannot_show_it() -> None:
    pad = Pad(NUMBERS)
    pad.type("1")
    assert pad.shows("1")
    pad.type("dot")
    assert pad.shows("1005")
    pad.type("5")
    assert pad.shows("1005"), "LOI1 has no place among digits"
    assert not [effect for effect in pad.effects if isinstance(effect, Note) and effect.level == "error"]


def test_who_is_called_is_asked_to_come_and_who_is_served_is_a_number() -> None:
    sign = Pad(board_named("alpha"))
    sign.do(shown("called", "1006", blinking=True))
    sign.wait(1.0)
    assert sign.state.base == ("MOI SO 1006", True)
    sign.do(shown("serving", "1006"))
    sign.wait(1.0)
    assert sign.shows("1006")
    sign.do(shown("paused"))
    sign.wait(1.0)
    assert sign.shows("TAM NGHI")
