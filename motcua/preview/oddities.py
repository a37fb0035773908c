"""What of a laid-out paper can't be printed as it is: rows that are too wide, letters that the typeface lacks."""

from collections.abc import Iterator, Sequence

from devicekit.font_letters import lacking
from devicekit.settings_words import Language, sayer
from motcua.preview.virtual_paper import named, words_of
from printer.document import Barcode, Element, Qr
from printer.fit import too_wide
from printer.head import Head
from printer.typeface import ShippedFonts


def odd_rows(rows: Sequence[tuple[int, Element]], file: str, head: Head, language: Language) -> Iterator[str]:
    """A sentence for each; `rows` are those of the layout in `file`."""
    say = sayer(language)
    for row, kind, width, dots, key, limit in too_wide(rows, head, ShippedFonts()):
        values = {"file": file, "row": row, "type": kind, "width": width, "dots": dots}
        yield say("layout.too_wide", **values, key=key, limit=f"{limit:g}")
    for _, element in rows:
        letters = "" if isinstance(element, Qr | Barcode) else lacking(words_of(element))
        if letters:
            yield f"{named(element)}: {say('layout.no_letter', letters=' '.join(letters))}"
