"""What a printer's own test says of how it is set up, for the technician who holds the paper."""

from devicekit.texts import Texts
from printer.papers import Line
from printer.profiles import ability_of
from printer.settings import PrinterSettings


def facts_of(settings: PrinterSettings, texts: Texts) -> list[Line]:
    """Profile, width, who draws letters, cutter. Raises ValueError for a profile that can't be used."""
    able = ability_of(settings)
    head = able.head
    return [
        Line(texts.get("selftest.profile"), settings.profile),
        Line(texts.get("selftest.width"), texts.get("selftest.dots", dots=head.dots, dpi=head.dpi)),
        Line(texts.get("selftest.mode"), able.letters),
        Line(texts.get("selftest.cut"), texts.get(f"selftest.cut.{head.cut}")),
    ]
