"""One paper by each of the three commands for pictures: the same dots, and no byte that another command could eat."""

import re
from typing import get_args

import pytest
from abilities import ability
from hypothesis import given, settings
from slip_samples import SLIPS, laid_out
from test_printer_escpos import REAL_TIME, SHEETS
from ticket_samples import FONTS, HEAD, LAYOUT, ORDER, SITE, ZONE, printed

from devicekit.text_files import load_texts
from printer.ability import Ability
from printer.compose import render
from printer.document import Cut, Rule, Space, Text
from printer.escpos import encode
from printer.grammar import violations
from printer.head import Head, RasterCommand
from printer.measure import rows_of
from printer.paper import Paper
from printer.pictures import BAND_ROWS
from printer.sheet import CutMark, Feed, NativeQr, Strip
from printer.ticket import local_times, ticket

COMMANDS: tuple[RasterCommand, ...] = get_args(RasterCommand)
TICKET = ticket(ORDER, SITE, local_times(ORDER, ZONE), load_texts("vi"), LAYOUT)
# On a whole paper.
DOTS_ADDED = 4
PAPERS = [TICKET, *(laid_out(order) for order in SLIPS.values())]


def by(command: RasterCommand, profile: str = "raster-80") -> Ability:
    return ability(profile, raster_command=command)


def ink(rows: tuple[bytes, ...]) -> list[bytes]:
    """Rows to the last one with ink: columns come in bands of 24."""
    last = max((place for place, row in enumerate(rows) if any(row)), default=-1)
    return list(rows[: last + 1])


@pytest.mark.parametrize("profile", ["raster-80", "raster-80-180dpi", "raster-58", "tcvn3-80"])
def test_every_paper_is_the_same_to_the_dot_by_each_command(profile: str) -> None:
    for document in PAPERS:
        papers = {}
        for command in COMMANDS:
            able = by(command, profile)._replace(letters="raster", qr=False, barcode=False)
            able = able._replace(head=able.head._replace(cut="part"))
            job = render(document, able, FONTS)
            assert violations(job, able) == []
            paper = printed(job, able.head)
            assert paper.errors == ()
            papers[command] = ink(paper.rows)
        assert papers["GS v 0"] == papers["GS ( L"]
        assert len(papers["ESC *"]) == len(papers["GS v 0"])
        # But for the dots that keep real-time commands out: those of rows and of columns are not the same.
        assert differing(papers["GS v 0"], papers["ESC *"]) <= DOTS_ADDED


def differing(one: list[bytes], two: list[bytes]) -> int:
    """Dots in which two papers differ."""
    return sum((int.from_bytes(a, "big") ^ int.from_bytes(b, "big")).bit_count() for a, b in zip(one, two, strict=True))


@settings(max_examples=40, deadline=None)
@given(SHEETS)
def test_every_dot_arrives_and_no_real_time_command_is_made(sheet: tuple[object, ...]) -> None:
    papers = {}
    for command in COMMANDS:
        able = by(command)
        job = encode((*sheet, CutMark()), able.head)  # type: ignore[arg-type]
        assert not REAL_TIME.search(job)
        assert violations(job, able) == []
        paper = printed(job)
        assert paper.errors == ()
        papers[command] = ink(paper.rows)
    # Only dots that were added tell them apart.
    strips = [item for item in sheet if isinstance(item, Strip)]
    if not any(re.search(rb"\x10|[\x04\x05\x14]", strip.data) for strip in strips):
        assert papers["GS v 0"] == papers["GS ( L"] == papers["ESC *"]


def test_small_sheets_in_golden_bytes() -> None:
    sheet = (Feed(5), Strip("left", 1, b"\x80\x81\x80"), Feed(2), Strip("left", 1, b"\x01"), CutMark())
    assert encode(sheet, Head(raster="GS ( L")) == bytes.fromhex(
        "1b401d50cbcb"
        "1b4a05"  # five rows down
        "1d284c0d00307030010131080003008081801d284c02003032"  # keep eight dots by three, print them
        "1b4a02"
        "1d284c0b0030703001013108000100011d284c02003032"
        "1d564200"
    )
    columns = "e00000" + "000000" * 6 + "440000"
    assert encode(sheet, Head(raster="ESC *")) == bytes.fromhex(
        "1b401d50cbcb"
        "1b4a05"
        "1b3318"  # a line is 24 dots tall
        f"1b2a210800{columns}0a"  # all six rows of the sheet are in one band of columns
        "1d564200"
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_bands_are_small_enough_to_start_early(command: RasterCommand) -> None:
    able = by(command)
    noise = bytes(index * 37 & 0xFF | 1 for index in range(72 * 400))
    job = encode((Strip("left", 72, noise), CutMark()), able.head)
    assert violations(job, able) == []
    paper = Paper(HEAD.dots)
    tallest = 0
    for byte in job:
        paper.receive(bytes((byte,)), 0.0)
        while (rows := paper.work()) >= 0:
            tallest = max(tallest, rows)
    assert tallest <= BAND_ROWS
    (done,) = paper.jobs
    assert b"".join(done.rows[:400]).count(b"\x00") == 0


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("dots", [1040, 1296, 1032])
def test_lengths_that_would_be_real_time_commands_are_avoided(command: RasterCommand, dots: int) -> None:
    able = Ability(Head(dots, raster=command))
    width = dots // 8
    for rows in (1, 5, 8, 103):
        job = encode((Strip("left", width, b"\xff" * (width * rows)), Strip("left", 1, b"\x81" * 103)), able.head)
        assert not REAL_TIME.search(job)
        assert violations(job, able) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_paper_is_measured_as_it_is_printed(command: RasterCommand) -> None:
    able = by(command)
    job = render(TICKET, able._replace(qr=False), FONTS)
    assert rows_of(job) == pytest.approx(len(printed(job).rows), rel=0.1)


def test_what_the_printer_draws_itself_goes_between_columns() -> None:
    able = by("ESC *", "tcvn3-80")._replace(stored_logo=0)
    job = render((Text("Đất"), Rule(), Space(2), Text("Ω"), Cut()), able, FONTS)
    assert violations(job, able) == []
    paper = Paper(HEAD.dots, printed_letters())
    paper.receive(job, 0.0)
    while paper.work() >= 0:
        pass
    assert paper.jobs[0].errors == ()
    assert paper.jobs[0].text[0] == "Đất"
    sheet = (Strip("left", 1, b"\xff"), NativeQr(b"A", 4), Strip("left", 1, b"\xff"), CutMark())
    assert printed(encode(sheet, able.head)).errors == ()


def printed_letters() -> object:
    from printer.virtual_pages import epson_letters

    return epson_letters()


def test_a_picture_of_another_command_is_none_for_this_printer() -> None:
    jobs = {command: render(TICKET, by(command)._replace(qr=False), FONTS) for command in COMMANDS}
    for command, job in jobs.items():
        others = [other for other in COMMANDS if other != command]
        assert all(violations(job, by(other)) for other in others)
