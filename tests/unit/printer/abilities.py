"""Printers of every kind, and what each makes of a job: the far end of the wire with code pages of glibc."""

import functools

from ticket_samples import FONTS

from printer.ability import Ability
from printer.compose import render
from printer.document import Document
from printer.grammar import violations
from printer.paper import Job, Paper
from printer.profiles import ability_of, own_profiles
from printer.settings import PrinterSettings
from printer.virtual_pages import epson_letters, letters_of, page


def ability(profile: str, **changes: object) -> Ability:
    return ability_of(PrinterSettings(driver="tcp", address="x", profile=profile, **changes))  # type: ignore[arg-type]


ABILITIES = {name: ability(name) for name in (*own_profiles(), "TM-T20II", "TM-T88V", "POS-5890", "TM-U220")}


@functools.cache
def paper_of(able: Ability) -> Paper:
    letters = letters_of({able.cp1258: page("CP1258")}, True) if able.cp1258 is not None else epson_letters()
    return Paper(able.head.dots, letters)


def printed_by(document: Document, able: Ability) -> Job:
    """Render, judge every byte, print; a printer without cutter gets a cut to mark the end."""
    job = render(document, able, FONTS)
    assert violations(job, able) == []
    paper = paper_of(able)
    paper.jobs.clear()
    paper.receive(job + (b"\x1dV\x00" if able.head.cut == "none" else b""), 0.0)
    while paper.work() >= 0:
        pass
    assert not paper.busy
    (done,) = paper.jobs
    assert done.errors == ()
    return done
