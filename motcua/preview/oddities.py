"""What of a laid-out paper can't be printed as it is: rows that are too wide, letters that the typeface lacks."""

from collections.abc import Iterator, Sequence

from devicekit.font_letters import lacking
from devicekit.settings_words import Language, sayer
from motcua.preview.virtual_paper import named, words_of
from printer.document import Barcode, Element, Qr
from printer.fit import too_wide
from printer.head import Head
from printer.layout_files import Placed
from printer.typeface import ShippedFonts


def odd_rows(
    rows: Sequence[Placed], elements: Sequence[tuple[int, Element]], head: Head, language: Language
) -> Iterator[str]:
    """A sentence for each; `elements` are laid out from `rows`, each with the number of its own."""
    say = sayer(language)
    for row, kind, width, dots, key, limit in too_wide(elements, head, ShippedFonts()):
        _, file, number, _ = rows[row - 1]
        values = {"file": file, "row": number, "type": kind, "width": width, "dots": dots}
        yield say("layout.too_wide", **values, key=key, limit=f"{limit:g}")
    for _, element in elements:
        letters = "" if isinstance(element, Qr | Barcode) else lacking(words_of(element))
        if letters:
            yield f"{named(element)}: {say('layout.no_letter', letters=' '.join(letters))}"
