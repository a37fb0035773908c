"""A document in the printer's own letters: cells of one width, a line at a time."""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from printer.ability import CELL_HEIGHT, Ability
from printer.document import Badge, BigText, Boxed, Columns, Element, Fact, Item, Text
from printer.letters import Run, ascii_only, cp1258, plain, tcvn3
from printer.sheet import Typed, TypeLine
from printer.words import MAX_WHOLE, NO_BREAK, flow, hyphened, printable, wrap

Coder = Callable[[str], list[Run] | None]
# From here on letters are twice as tall, and from there on twice as wide too; in points.
TALL, WIDE = 11.0, 14.0
# Beside the mark of an Item.
INDENT = 4
# The command has three bits for each direction.
LARGEST = 8
# Of a cell, what a capital takes.
CAPITAL = 0.71


class Style(NamedTuple):
    """How a line looks."""

    align: Literal["left", "center", "right"] = "center"
    wide: int = 1
    tall: int = 1
    inverse: bool = False


def coder_of(ability: Ability) -> Coder:
    """How this printer's letters are encoded; without a page of Vietnamese, letters lose their marks."""
    if ability.letters == "tcvn3" and ability.tcvn3 is not None:
        lower, upper = ability.tcvn3
        return lambda text: tcvn3(text, lower, upper)
    if ability.letters == "cp1258" and ability.cp1258 is not None:
        page = ability.cp1258
        return lambda text: cp1258(text, page)
    return ascii_only


def typeset(element: Element, ability: Ability, coder: Coder) -> list[TypeLine] | None:
    """The lines of an element with words; None when a letter of it is in no page, or it has no words."""
    lines = []
    for parts, style in _lines(element, ability):
        typed = []
        for text, is_bold in parts:
            # Only now: what belongs together was kept on one line by it.
            runs = coder(text.replace(NO_BREAK, " "))
            if runs is None:
                return None
            typed += [Typed(run, is_bold) for run in runs]
        lines.append(TypeLine(tuple(typed), *style))
    return lines or None


Part = tuple[str, bool]
"""Words, and whether they are bold."""


def _lines(element: Element, ability: Ability) -> Iterator[tuple[list[Part], Style]]:
    columns = ability.columns
    match element:
        case Text():
            yield from _text(element, columns)
        case Fact():
            yield from _fact(element, columns)
        case Item():
            mark, room = _clean(element.mark)[: INDENT - 1], columns - INDENT
            for number, line in enumerate(flow(_clean(element.text, MAX_WHOLE), len, room)):
                yield [((mark if number == 0 else "").ljust(INDENT), True), (line, False)], Style("left")
        case Columns():
            yield from _columns(element, columns)
        case BigText():
            yield from _big(element, ability)
        case Boxed():
            yield from _boxed(element, columns)
        case Badge():
            side = 2 if len(_clean(element.text)) + 2 <= columns // 2 else 1
            for line in wrap(_clean(element.text), len, columns // side - 2):
                yield [(f" {line} ", True)], Style("center", side, side, True)


def _text(text: Text, columns: int) -> Iterator[tuple[list[Part], Style]]:
    wide, tall = (2 if text.size >= WIDE else 1), (2 if text.size >= TALL else 1)
    room = columns // wide
    lines = flow(_clean(text.text, MAX_WHOLE), len, room) if text.whole else wrap(_clean(text.text), len, room)
    for line in lines:
        yield [(line, text.weight != "regular")], Style(text.align, wide, tall)


def _fact(fact: Fact, columns: int) -> Iterator[tuple[list[Part], Style]]:
    label, value = _clean(fact.label), _clean(fact.value)
    tall = 2 if fact.size >= TALL else 1
    if len(label) + 1 + len(value) <= columns:
        yield [(f"{label} ", False), (value, True)], Style(fact.align, 1, tall)
        return
    whole = fact.align == "left"
    for text, weight in ((fact.label, "regular"), (fact.value, "bold")):
        yield from _text(Text(text, fact.size, weight, fact.align, whole), columns)  # type: ignore[arg-type]


def _columns(row: Columns, columns: int) -> Iterator[tuple[list[Part], Style]]:
    left, right = _clean(row.left), _clean(row.right)
    gap = columns - len(left) - len(right)
    is_bold = row.weight != "regular"
    if gap >= 1:
        yield [(left + " " * gap, False), (right, is_bold)], Style("left")
        return
    yield from _text(Text(row.left, align="left", whole=True), columns)
    yield from _text(Text(row.right, weight=row.weight, align="right"), columns)


def _big(big: BigText, ability: Ability) -> Iterator[tuple[list[Part], Style]]:
    text = _clean(big.text)
    if not text:
        return
    wanted = round(ability.head.dots_of(big.height) / (CELL_HEIGHT * CAPITAL))
    size = max(1, min(LARGEST, wanted, ability.columns // len(text)))
    for line in wrap(text, len, ability.columns // size):
        yield [(line, True)], Style("center", size, size)


def _boxed(box: Boxed, columns: int) -> Iterator[tuple[list[Part], Style]]:
    code = _clean(box.text)
    if not code:
        return
    for size in (3, 2, 1):
        ways = [way for way in hyphened(code, 3) if max(map(len, way)) <= columns // size]
        if ways or size == 1:
            lines = min(ways, key=len) if ways else flow(code, len, columns)
            yield from (([(line, True)], Style("center", size, size)) for line in lines)
            return


def _clean(text: str, most: int = 240) -> str:
    return NO_BREAK.join(plain(part) for part in printable(text, most).split(NO_BREAK))
