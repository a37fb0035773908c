"""Which of a printer's ways each element of a document takes: the cheapest that is right on that printer.

Letters are all drawn or all the printer's own, so that a paper looks like one: its own only where somebody has seen
them right (tcvn3, cp1258), or where it can draw nothing. An element with a letter that its pages lack is drawn.
"""

from collections.abc import Iterable
from typing import NamedTuple

from printer.ability import Ability
from printer.barcode import bars_of
from printer.document import Barcode, Cut, Document, Element, Logo, Notch, Qr, Rule, Space
from printer.escpos import encode
from printer.letters import ascii_only, plain
from printer.piece import Fonts
from printer.qr import qr_squares
from printer.raster import rasterize
from printer.sheet import ChineseOff, CutMark, Feed, Item, NativeBarcode, NativeQr, Sheet, StoredLogo, Typed, TypeLine
from printer.typesetting import coder_of, typeset
from printer.words import printable

# What the commands take at most.
QR_SIDE, BAR_SIDE, BAR_HEIGHT = 16, 6, 255
BAR_MM = 0.4


class Choice(NamedTuple):
    """An element's way: raster, letters of the printer, native code…; `why` is the key of the reason (preview.why)."""

    element: Element
    way: str
    why: str


class Composed(NamedTuple):
    """The sheet, and how each element came onto it."""

    sheet: Sheet
    choices: tuple[Choice, ...]


def render(document: Document, ability: Ability, fonts: Fonts) -> bytes:
    """The bytes of a job. Raises ValueError when something is wider than the head."""
    return encode(compose(document, ability, fonts).sheet, ability.head)


def compose(document: Document, ability: Ability, fonts: Fonts) -> Composed:
    """Choose a way for every element, and draw what is to be drawn."""
    composer = _Composer(ability)
    items: list[Item] = [ChineseOff()] if ability.chinese and ability.letters != "raster" else []
    drawn: list[Element] = []
    choices = []
    for element in document:
        choice, native = composer.choose(element)
        choices.append(choice)
        if native is None:
            drawn.append(element)
            continue
        items += [*rasterize(tuple(drawn), ability.head, fonts), *native]
        drawn.clear()
    items += rasterize(tuple(drawn), ability.head, fonts)
    return Composed(tuple(items), tuple(choices))


class _Composer:
    """The ways of one printer."""

    def __init__(self, ability: Ability) -> None:
        self._ability, self._coder = ability, coder_of(ability)
        self._typed = ability.letters != "raster"

    def choose(self, element: Element) -> tuple[Choice, Iterable[Item] | None]:
        """The choice, and the items that it makes; None: it is drawn."""
        head = self._ability.head
        match element:
            case Space() if self._typed:
                return Choice(element, "feed", "feed"), [Feed(head.dots_of(element.height))]
            case Cut() if self._typed:
                return Choice(element, "cut", "cut"), [CutMark()]
            case Space():
                return Choice(element, "feed", "feed"), None
            case Cut():
                return Choice(element, "cut", "cut"), None
            case Qr():
                return self._qr(element)
            case Barcode():
                return self._barcode(element)
            case Logo():
                return self._logo(element)
            case Rule() | Notch():
                return self._line(element)
        return self._words(element)

    def _words(self, element: Element) -> tuple[Choice, Iterable[Item] | None]:
        if not self._typed:
            return Choice(element, "raster", "drawn"), None
        lines = typeset(element, self._ability, self._coder)
        if lines is not None:
            return Choice(element, self._ability.letters, self._ability.letters), lines
        if self._ability.raster:
            return Choice(element, "raster", "letter"), None
        lines = typeset(element, self._ability, ascii_only)
        return Choice(element, "ascii", "letter_ascii"), lines or []

    def _qr(self, code: Qr) -> tuple[Choice, Iterable[Item] | None]:
        text = printable(code.text, 1000) if code.text else ""
        squares = qr_squares(text) if self._ability.qr else 0
        head = self._ability.head
        side = min(head.dots_of(code.module), head.dots // squares, QR_SIDE) if squares else 0
        if side and text == code.text:
            quiet = Feed(4 * side)
            return Choice(code, "native", "native"), [quiet, NativeQr(text.encode(), side), quiet]
        if self._ability.raster:
            return Choice(code, "raster", "too_long" if squares else "no_code"), None
        return Choice(code, "ascii", "code_ascii"), self._plain(code.text)

    def _barcode(self, code: Barcode) -> tuple[Choice, Iterable[Item] | None]:
        text, head = printable(code.text), self._ability.head
        modules = bars_of(text)
        side = min(head.dots_of(BAR_MM), head.dots // len(modules), BAR_SIDE) if modules else 0
        if self._ability.barcode and side >= 2 and "{" not in text:
            height = min(BAR_HEIGHT, head.dots_of(code.height))
            return Choice(code, "native", "native"), [NativeBarcode(text.encode(), side, height)]
        if self._ability.raster:
            return Choice(code, "raster", "no_code"), None
        return Choice(code, "ascii", "code_ascii"), self._plain(code.text)

    def _logo(self, logo: Logo) -> tuple[Choice, Iterable[Item] | None]:
        if self._ability.stored_logo:
            return Choice(logo, "stored", "stored"), [StoredLogo(self._ability.stored_logo)]
        if self._typed:
            return Choice(logo, "none", "left_out"), []
        return Choice(logo, "raster", "logo"), None

    def _line(self, element: Rule | Notch) -> tuple[Choice, Iterable[Item] | None]:
        if self._ability.raster:
            return Choice(element, "raster", "line"), None
        dashes = "-" * self._ability.columns if isinstance(element, Rule) else "- " * (self._ability.columns // 2)
        return Choice(element, "ascii", "line_ascii"), self._plain(dashes)

    def _plain(self, text: str) -> list[Item]:
        columns = self._ability.columns
        bare = plain(printable(text, 1000))
        lines = [bare[at : at + columns] for at in range(0, len(bare), columns)]
        return [TypeLine(tuple(Typed(run) for run in ascii_only(line))) for line in lines]
