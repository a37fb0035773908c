"""What a display says, in the first of its forms that the display can show. Pure.

A board of dots has room for words, with marks or without; one of seven segments has four letters, or three.
"""

from collections.abc import Callable
from typing import NamedTuple

from devicekit.texts import Texts

FORMS = {
    "led.call": ("led.matrix.call", "led.call"),
    "led.away": ("led.matrix.away", "led.away"),
    "led.fee": ("led.unicode.post", "led.matrix.post", "led.fee"),
    "led.closed": ("led.unicode.closed", "led.matrix.closed", "led.closed", "led.closed.3"),
    "led.paused": ("led.unicode.paused", "led.matrix.paused", "led.paused", "led.paused.3"),
}
"""The forms of a word, the best first; every other word has one."""


class Words(NamedTuple):
    """The words of one display."""

    texts: Texts
    show: Callable[[str], object]
    """Raises ValueError for what the display can't show."""

    def get(self, key: str, **values: object) -> str:
        """The word of that key; as it stands there when the display can show no form of it."""
        usual = self.texts.get(key, **values)
        forms = (self.texts.get(form, **values) for form in FORMS.get(key, (key,)))
        return next(filter(self.shows, forms), usual)

    def shows(self, text: str) -> bool:
        try:
            self.show(text)
        except ValueError:
            return False
        return True
