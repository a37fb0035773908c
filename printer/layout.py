"""A layout: which lines a paper has, in which order and how large, as data that a technician may change.

[[row]]
type = "fact"                    text, fact, columns, item, big, boxed, badge, qr, barcode, logo, rule, space, …
key = "ticket.ahead"             a text of the house; or words = "…{service}…", the centre's own
fill = { n = "ahead" }           the text's {n} is the value `ahead`
when = ["ahead"]                 only where all of these values are there
unless = ["reserve"]             and none of those
each = "items"                   once for every entry of a list, whose values are its own

type = "include", part = "head"  the rows of a part that several papers share; files bring them (printer.layout_files)
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta, Struct

from devicekit.texts import PLACEHOLDER, Texts
from printer.document import (
    Align,
    Badge,
    Barcode,
    BigText,
    Boxed,
    Columns,
    Cut,
    Document,
    Element,
    Fact,
    Item,
    Logo,
    Notch,
    Picture,
    Qr,
    Rule,
    Space,
    Text,
    Weight,
)
from printer.words import bound

Points = Annotated[float, Meta(ge=5, le=40, description="size in points (1/72 inch)")]
Mm = Annotated[float, Meta(ge=0, le=60)]
Names = tuple[Annotated[str, Meta(max_length=40)], ...]
Wording = Annotated[str, Meta(max_length=400)]
Part = Literal["all", "first", "sentence", "rest", "label", "value"]


class Row(Struct, frozen=True, kw_only=True, tag_field="type"):
    """What every row may say."""

    when: Annotated[Names, Meta(description="only where all of these values are there")] = ()
    unless: Annotated[Names, Meta(description="not where one of these values is there")] = ()
    each: Annotated[str, Meta(max_length=40, description="once for every entry of this list; empty: once")] = ""
    before: Annotated[Mm, Meta(description="blank millimetres above it")] = 0.0
    after: Annotated[Mm, Meta(description="blank millimetres below it")] = 0.0


class Worded(Row, frozen=True, kw_only=True):
    """A row with words; where all of them are empty the row is left out."""

    key: Annotated[str, Meta(max_length=80, description="key of a text of the house; empty: words")] = ""
    words: Annotated[Wording, Meta(description="own words, with {values}")] = ""
    fill: Annotated[dict[str, str], Meta(description="placeholder of the text = value, where their names differ")] = {}
    part: Annotated[
        Part,
        Meta(
            description="of the text: all; first sentence (sentence: with its full stop), the rest; label or value of "
            "“label: value”"
        ),
    ] = "all"
    upper: Annotated[bool, Meta(description="in capitals")] = False


class TextRow(Worded, frozen=True, kw_only=True, tag="text"):
    """[[row]] type = "text": words that wrap where the paper ends."""

    size: Points = 8.5
    weight: Annotated[Weight, Meta(description="how thick")] = "regular"
    align: Annotated[Align, Meta(description="where on the line")] = "center"
    whole: Annotated[bool, Meta(description="all of it, on as many lines as it takes; otherwise six, then …")] = False


class FactRow(Worded, frozen=True, kw_only=True, tag="fact"):
    """[[row]] type = "fact": a sentence “label: value”, the value bolder."""

    size: Points = 8.5
    align: Annotated[Align, Meta(description="where on the line")] = "center"


class ColumnsRow(Worded, frozen=True, kw_only=True, tag="columns"):
    """[[row]] type = "columns": words at the left edge, and others at the right edge of the same line."""

    right: Annotated[Wording, Meta(description="words at the right edge, with {values}")]
    size: Points = 8.5
    weight: Annotated[Weight, Meta(description="how thick the right side is")] = "bold"


class ItemRow(Worded, frozen=True, kw_only=True, tag="item"):
    """[[row]] type = "item": an entry of a list, whole, beside its mark."""

    mark: Annotated[Wording, Meta(description="what stands before it, with {values}")] = "{n}."
    size: Points = 8.5


class BigRow(Worded, frozen=True, kw_only=True, tag="big"):
    """[[row]] type = "big": one line with very large capitals."""

    height: Annotated[float, Meta(ge=3, le=40, description="millimetres of a capital")] = 13.0


class BoxedRow(Worded, frozen=True, kw_only=True, tag="boxed"):
    """[[row]] type = "boxed": a code in a frame, as large as the paper allows."""

    height: Annotated[float, Meta(ge=3, le=20, description="millimetres of a capital at most")] = 6.5


class BadgeRow(Worded, frozen=True, kw_only=True, tag="badge"):
    """[[row]] type = "badge": white on black."""

    size: Points = 11.0


class QrRow(Worded, frozen=True, kw_only=True, tag="qr"):
    """[[row]] type = "qr": a QR code of the words."""

    module: Annotated[float, Meta(ge=0.25, le=2, description="millimetres of one square")] = 0.75


class BarcodeRow(Worded, frozen=True, kw_only=True, tag="barcode"):
    """[[row]] type = "barcode": Code 128 of the words, which are ASCII."""

    height: Annotated[float, Meta(ge=5, le=40, description="millimetres of the bars")] = 10.0


class LogoRow(Row, frozen=True, kw_only=True, tag="logo"):
    """[[row]] type = "logo": the centre's logo, where it has one."""

    height: Annotated[float, Meta(ge=4, le=40, description="millimetres of its height")] = 12.0


class RuleRow(Row, frozen=True, kw_only=True, tag="rule"):
    """[[row]] type = "rule": a line across the paper."""

    thickness: Annotated[float, Meta(ge=0.1, le=3, description="millimetres")] = 0.25


class SpaceRow(Row, frozen=True, kw_only=True, tag="space"):
    """[[row]] type = "space": blank paper."""

    height: Annotated[Mm, Meta(description="millimetres")] = 1.0


class NotchRow(Row, frozen=True, kw_only=True, tag="notch"):
    """[[row]] type = "notch": where the paper is torn or cut by hand."""


class CutRow(Row, frozen=True, kw_only=True, tag="cut"):
    """[[row]] type = "cut": the end of the paper; one that is missing at the end is added."""


PartName = Literal["head", "copy", "dossier", "pay", "lookup", "foot"]


class IncludeRow(Struct, frozen=True, kw_only=True, tag_field="type", tag="include"):
    """[[row]] type = "include": the rows of a part that several papers share."""

    part: Annotated[PartName, Meta(description="which one: its file lies beside the layouts, such as head.toml")]


AnyRow = (
    TextRow
    | FactRow
    | ColumnsRow
    | ItemRow
    | BigRow
    | BoxedRow
    | BadgeRow
    | QrRow
    | BarcodeRow
    | LogoRow
    | RuleRow
    | SpaceRow
    | NotchRow
    | CutRow
)
Layout = tuple[AnyRow, ...]
# The keys of rows that hold words of the centre's own.
WORDINGS = ("words", "right", "mark")
Values = Mapping[str, str]


class Content(NamedTuple):
    """What a paper is filled with: its values ("" is none), the lists of it, the centre's logo."""

    values: Values
    lists: Mapping[str, Sequence[Values]] = {}
    logo: Picture | None = None


def lay_out(layout: Layout, content: Content, texts: Texts) -> Document:
    """The document of a layout. Raises KeyError for a key, value or list that is not there."""
    elements = [element for _, element in numbered(layout, content, texts)]
    if not elements or not isinstance(elements[-1], Cut):
        elements.append(Cut())
    return tuple(elements)


def numbered(layout: Layout, content: Content, texts: Texts) -> Iterator[tuple[int, Element]]:
    """Each element with the number of its row, the first is 1. Raises KeyError like lay_out()."""
    return ((number, element) for number, row in enumerate(layout, 1) for element in _rows(row, content, texts))


def names_in(row: AnyRow) -> Iterator[tuple[str, str]]:
    """(key of the row, value that it names) for everything that a paper must have."""
    yield from (("when", name) for name in row.when)
    yield from (("unless", name) for name in row.unless)
    if isinstance(row, Worded):
        yield from (("fill", name) for name in row.fill.values())
        for key in WORDINGS:
            yield from ((key, name) for name in PLACEHOLDER.findall(getattr(row, key, "")))


def _rows(row: AnyRow, content: Content, texts: Texts) -> Iterator[Element]:
    entries: Iterable[Values] = content.lists[row.each] if row.each else ({},)
    for entry in entries:
        values = {**content.values, **entry}
        if not all(values[name] for name in row.when) or any(values[name] for name in row.unless):
            continue
        made = _element(row, values, content.logo, texts)
        if made is not None:
            yield from (Space(row.before),) if row.before else ()
            yield made
            yield from (Space(row.after),) if row.after else ()


def _element(row: AnyRow, values: Values, logo: Picture | None, texts: Texts) -> Element | None:
    match row:
        case LogoRow():
            return Logo(logo, row.height) if logo is not None else None
        case RuleRow():
            return Rule(row.thickness)
        case SpaceRow():
            return Space(row.height)
        case NotchRow():
            return Notch()
        case CutRow():
            return Cut()
    said = _said(row, values, texts)
    return _worded(row, said, values) if said else None


def _worded(row: Worded, said: str, values: Values) -> Element:
    match row:
        case FactRow():
            return fact(said, row.size, row.align)
        case ColumnsRow():
            return Columns(said, filled(row.right, values), row.size, row.weight)
        case ItemRow():
            return Item(filled(row.mark, values), bound(said), row.size)
        case BigRow():
            return BigText(said, row.height)
        case BoxedRow():
            return Boxed(said, row.height)
        case BadgeRow():
            return Badge(said, row.size)
        case QrRow():
            return Qr(said, row.module)
        case BarcodeRow():
            return Barcode(said, row.height)
        case TextRow():
            return Text(bound(said), row.size, row.weight, row.align, row.whole)
    raise TypeError(f"no row of type {type(row).__name__}")


def _said(row: Worded, values: Values, texts: Texts) -> str:
    if row.key:
        said = texts.get(row.key, **{**values, **{name: values[value] for name, value in row.fill.items()}})
    else:
        said = filled(row.words, values)
    part = _part(said, row.part)
    return part.upper() if row.upper else part


def _part(said: str, part: Part) -> str:
    if part in ("label", "value"):
        label, colon, value = said.partition(": ")
        return label + colon.rstrip() if part == "label" else value
    first, stop, rest = said.partition(". ")
    return {"all": said, "first": first, "sentence": first + stop.rstrip(), "rest": rest}[part]


def filled(words: str, values: Values) -> str:
    """The words with the values in their braces. Raises KeyError for one that is not there."""
    return PLACEHOLDER.sub(lambda match: values[match[1]], words)


def fact(sentence: str, size: float = 8.5, align: Align = "center") -> Fact | Text:
    """A sentence of the shape "label: value" with a bold value; any other as it is."""
    label, colon, value = sentence.partition(": ")
    return Fact(label + ":", bound(value), size, align) if colon else Text(sentence, size, align=align)
