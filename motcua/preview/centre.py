"""The centre that a preview is of: from site.toml, a kiosk's or a slip printer's file, or the sample."""

from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from devicekit.errors import SettingsError
from devicekit.orders import PrintGuidance
from devicekit.sample_files import sample
from devicekit.settings import load
from devicekit.settings_words import Language
from devicekit.text_files import load_texts
from hub.paper_floor import guidance_of
from hub.settings import SiteFile
from kiosk_ticket.settings import KioskFile
from motcua.commands.check import kind_of
from printer.letterhead import Site
from printer.logo import site_of
from printer.settings import PaperTable, PrinterSettings
from printer.slip_settings import PrinterFile

# Nothing is sent to it.
NO_PRINTER = PrinterSettings(driver="tcp", address="preview")


class Centre(NamedTuple):
    """What its papers say and on which printer; its first service with zone and counters."""

    site: Site
    printer: PrinterSettings
    layouts: str | None
    service: str
    service_en: str
    zone: str
    counters: tuple[str, ...]
    guidance: PrintGuidance
    """What its catalogue says of its first procedure."""


def read_centre(file: Path | None, language: Language) -> Centre:
    """Raises SettingsError when the file is wrong, or none of the three kinds."""
    plan = load(sample("site.toml"), SiteFile, language)
    if file is None:
        return _of_site(plan)
    kind = kind_of(file)
    if kind is SiteFile:
        own = load(file, SiteFile, language)
        return _of_site(own if own.procedure else replace(own, procedure=plan.procedure))
    if kind is KioskFile:
        kiosk = load(file, KioskFile, language)
        return _on(_of_site(plan), kiosk.ticket, kiosk.printer)
    if kind is PrinterFile:
        desk = load(file, PrinterFile, language)
        return _on(_of_site(plan), desk.slip, desk.printer)
    raise SettingsError((load_texts(language).get("preview.wrong_file", file=file),))


def _of_site(settings: SiteFile) -> Centre:
    service = settings.service[0]
    counters = tuple(each.number for each in settings.counter if service.id in each.services)
    site = Site(settings.site.name, settings.site.hotline)
    guidance = guidance_of(settings.procedure[0].plan(), "preview")
    return Centre(site, NO_PRINTER, None, service.name, service.name_en, service.zone, counters, guidance)


def _on(centre: Centre, paper: PaperTable, printer: PrinterSettings) -> Centre:
    return centre._replace(site=site_of(paper), printer=printer, layouts=paper.layouts)
