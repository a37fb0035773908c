"""A document on paper: rendered for a printer, sent to a virtual one, taken out of it as a picture."""

from collections.abc import Iterator
from typing import NamedTuple

from PIL import Image

from printer.ability import Ability
from printer.compose import Choice, compose
from printer.document import Cut, Document, Element, Logo, Space
from printer.escpos import encode
from printer.grammar import violations
from printer.head import Head
from printer.paper import Job, Paper
from printer.piece import Fonts
from printer.virtual_pages import epson_letters, letters_of, page, tcvn3_page
from printer.virtual_type import Letters
from printer.words import NO_BREAK

# A printer without cutter marks no end; the virtual one has to be told.
TORN = b"\x1dV\x00"
# Around the paper, in dots.
BORDER = 24
# The parts of elements that are words, and how much of them is shown.
WORDS, SHOWN = ("mark", "text", "label", "value", "left", "right"), 60


class Printed(NamedTuple):
    """What came out, and what was sent for it."""

    job: Job
    size: int
    errors: tuple[str, ...]


class Explained(NamedTuple):
    """A choice, its bytes, and those of the same element drawn."""

    choice: Choice
    size: int
    drawn: int


def printed(document: Document, ability: Ability, fonts: Fonts) -> Printed:
    """Print it. Raises ValueError for a document that is wider than the head."""
    data = encode(compose(document, ability, fonts).sheet, ability.head)
    paper = Paper(ability.head.dots, letters_for(ability), dpi=ability.head.dpi)
    paper.receive(data + (TORN if ability.head.cut == "none" else b""), 0.0)
    while paper.work() >= 0:
        pass
    (job,) = paper.jobs
    return Printed(job, len(data), (*violations(data, ability), *job.errors))


def letters_for(ability: Ability) -> Letters:
    """What such a printer has: its pages under the numbers that its owner read on its self-test slip."""
    if ability.cp1258 is not None:
        return letters_of({ability.cp1258: page("CP1258")}, composes=True)
    if ability.tcvn3 is not None:
        lower, upper = ability.tcvn3
        return letters_of({lower: tcvn3_page(False), upper: tcvn3_page(True)})
    return epson_letters()


def on_a_desk(job: Job, head: Head) -> Image.Image:
    """The paper with its margins on a grey desk; its dots are those of the head."""
    paper = job.image().convert("L")
    margin = Image.new("L", (paper.width + 2 * BORDER, paper.height + head.dots_of(4) + BORDER), 255)
    margin.paste(paper, (BORDER, head.dots_of(4)))
    desk = Image.new("L", (margin.width + 2 * BORDER, margin.height + 2 * BORDER), 190)
    desk.paste(margin, (BORDER, BORDER))
    return desk


def explained(document: Document, ability: Ability, fonts: Fonts) -> Iterator[Explained]:
    """Each element but blank paper: how, how many bytes, and how many if it were drawn."""
    drawing = ability._replace(letters="raster", qr=False, barcode=False)
    for choice in compose(document, ability, fonts).choices:
        if isinstance(choice.element, Space):
            continue
        sizes = [_size(choice.element, each, fonts) for each in (ability, drawing)]
        yield Explained(choice, *sizes)


def named(element: Element) -> str:
    """An element as a technician finds it in the layout."""
    kind = type(element).__name__.lower()
    if isinstance(element, Logo | Cut):
        return kind
    words = words_of(element)
    return f"{kind} “{words[:SHOWN]}”" if words else kind


def words_of(element: Element) -> str:
    """All words of an element; "" when it has none."""
    return " ".join(getattr(element, field) for field in WORDS if hasattr(element, field)).replace(NO_BREAK, " ")


def _size(element: Element, ability: Ability, fonts: Fonts) -> int:
    beginning = len(encode((), ability.head))
    return len(encode(compose((element,), ability._replace(chinese=False), fonts).sheet, ability.head)) - beginning
