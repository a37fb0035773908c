import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ticket_samples import HEAD, ORDER, job_of, printed

from printer.document import BigText, Text
from printer.escpos import encode
from printer.head import Head
from printer.letters import Run
from printer.paper import Job
from printer.pictures import BAND_ROWS
from printer.raster import rasterize
from printer.sheet import (
    ChineseOff,
    CutMark,
    Feed,
    NativeBarcode,
    NativeQr,
    Sheet,
    StoredLogo,
    Strip,
    Typed,
    TypeLine,
)

REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")


def rows_of(job: Job, width: int) -> list[bytes]:
    return [row[:width] for row in job.rows]


def test_a_small_sheet_in_golden_bytes() -> None:
    sheet: Sheet = (Feed(5), Strip("left", 1, b"\x80\x81\x82"), Feed(260), Strip("center", 1, b"\xff"), CutMark())
    assert encode(sheet, HEAD) == bytes.fromhex(
        "1b40"  # initialise
        "1d50cbcb"  # 203 units an inch
        "1b4a05"  # five rows down
        "1d76300001000300"  # picture: one byte by three rows
        "808182"
        "1b4aff1b4a05"  # 260 rows down
        "1b6101"  # to the middle
        "1d76300001000100ff"
        "1d564200"  # to the cutter, leave one point
    )


@pytest.mark.parametrize(("cut", "tail"), [("part", b"\x1dVB\x00"), ("full", b"\x1dVA\x00"), ("none", b"\x1bJ\x78")])
def test_the_paper_is_cut_as_the_printer_can(cut: str, tail: bytes) -> None:
    head = Head(cut=cut)  # type: ignore[arg-type]
    assert encode((CutMark(),), head).endswith(tail)


def test_a_fine_head_feeds_in_units_that_fit_the_command() -> None:
    job = encode((Feed(100), Strip("left", 1, b"\x81\x42"), CutMark()), Head(dpi=300))
    assert job.startswith(b"\x1b@\x1dP\x96\x96\x1bJ\x32")


def test_a_strip_that_is_wider_than_the_head_is_refused() -> None:
    with pytest.raises(ValueError, match="584 dots is wider than the head, 576 dots"):
        encode((Strip("left", 73, bytes(73)),), HEAD)


def test_a_real_time_command_across_two_rows_is_split_without_touching_a_dot() -> None:
    data = b"\x01\x10\x04\x03"
    job = encode((Strip("left", 2, data), CutMark()), HEAD)
    assert not REAL_TIME.search(job)
    assert rows_of(printed(job), 2) == [b"\x01\x10", b"\x04\x03"]


@pytest.mark.parametrize(("pair", "becomes"), [("1004", "100c"), ("1005", "1007"), ("1014", "101c")])
def test_a_real_time_command_inside_a_row_gets_one_dot_more(pair: str, becomes: str) -> None:
    job = encode((Strip("left", 4, b"\x81" + bytes.fromhex(pair) + b"\x81"), CutMark()), HEAD)
    assert not REAL_TIME.search(job)
    assert rows_of(printed(job), 4) == [b"\x81" + bytes.fromhex(becomes) + b"\x81"]


SHEETS = st.lists(
    st.one_of(
        st.builds(Feed, st.integers(0, 600)),
        st.integers(1, 72).flatmap(
            lambda width: st.builds(
                Strip,
                st.sampled_from(["left", "center"]),
                st.just(width),
                st.integers(1, 120).flatmap(
                    lambda rows: st.sampled_from(
                        [b"\x10\x04\x14\x05", b"\x10\x10", b"\x10", b"\x00\x10\x00", b"\x04\x10", b"\xff\x00", b"\x00"]
                    ).map(lambda seed: (seed * (width * rows))[: width * rows])
                ),
            )
        ),
    ),
    max_size=3,
).map(tuple)


@settings(max_examples=40, deadline=None)
@given(SHEETS)
def test_no_job_holds_a_real_time_command_and_every_dot_arrives(sheet: Sheet) -> None:
    bytes_of_job = encode((*sheet, CutMark()), HEAD)
    assert not REAL_TIME.search(bytes_of_job)
    job = printed(bytes_of_job)
    assert job.errors == ()
    wanted = "".join(_dots(item) for item in sheet).rstrip("0")
    got = "".join(f"{byte:08b}" for row in job.rows for byte in row).rstrip("0")
    added = sum(a != b for a, b in zip(wanted, got, strict=False))
    pairs = len(re.findall(rb"(?=\x10[\x04\x05\x14])", b"".join(i.data for i in sheet if isinstance(i, Strip))))
    # A dot of a doubled picture is four on paper, and two sent pairs may be made of one doubled row.
    assert added <= 4 * pairs
    assert len(got) == len(wanted)


def _dots(item: object) -> str:
    if isinstance(item, Feed):
        return "0" * HEAD.dots * item.rows
    assert isinstance(item, Strip)
    left = 0 if item.align == "left" else (HEAD.dots - 8 * item.width) // 2
    right = HEAD.dots - 8 * item.width - left
    rows = [item.data[at : at + item.width] for at in range(0, len(item.data), item.width)]
    return "".join("0" * left + "".join(f"{byte:08b}" for byte in row) + "0" * right for row in rows)


@settings(max_examples=40, deadline=None)
@given(name=st.text(max_size=200), zone=st.text(max_size=40), site=st.text(max_size=60), qr=st.text(max_size=120))
def test_names_from_anywhere_put_no_command_on_the_wire(name: str, zone: str, site: str, qr: str) -> None:
    from msgspec.structs import replace
    from ticket_samples import SITE

    job = job_of(replace(ORDER, service_name=name, zone=zone, qr=qr), site=SITE._replace(name=site))
    assert not REAL_TIME.search(job)
    assert printed(job).errors == ()


def test_bands_are_small_enough_to_start_early() -> None:
    noise = bytes(index * 37 & 0xFF | 1 for index in range(72 * 400))
    job = encode((Strip("left", 72, noise), CutMark()), HEAD)
    heights = [int.from_bytes(found[6:8], "little") for found in re.findall(rb"\x1dv0\x00\x48\x00..", job, re.DOTALL)]
    assert sum(heights) == 400
    assert max(heights) <= BAND_ROWS


def test_blank_paper_is_fed_and_not_sent() -> None:
    from ticket_samples import FONTS

    together = encode(rasterize((Text("Ô"), Text("Ô")), HEAD, FONTS), HEAD)
    assert len(together) < 400


def test_a_big_number_shrinks_until_it_fits() -> None:
    from ticket_samples import FONTS

    for text in ("1", "A012", "0123456789", "W" * 100):
        sheet = rasterize((BigText(text, 30),), HEAD, FONTS)
        strips = [item for item in sheet if isinstance(item, Strip)]
        assert strips
        assert all(8 * strip.width <= HEAD.dots for strip in strips)


def test_a_line_in_the_printers_own_letters_in_golden_bytes() -> None:
    parts = (Typed(Run(30, b"S\xe8 "), False), Typed(Run(31, b"\xa7"), True))
    sheet: Sheet = (ChineseOff(), TypeLine(parts, "center", 2, 2), TypeLine((Typed(Run(30, b"x")),), "left"), CutMark())
    assert encode(sheet, HEAD) == bytes.fromhex(
        "1b401d50cbcb"
        "1c2e"  # leave the Chinese mode
        "1b6101"  # to the middle
        "1b3336"  # a line is 54 dots tall
        "1d2111"  # twice as wide and tall
        "1b741e53e820"  # page 30: S, o with circumflex and acute, blank
        "1b45011b741fa7"  # bold, page 31: D with stroke
        "0a"
        "1b61001b331e1d2100"  # left, 30 dots, smallest
        "1b45001b741e780a"  # not bold, the page again: x
        "1d564200"
    )


def test_codes_of_the_printers_own_in_golden_bytes() -> None:
    assert encode((NativeQr(b"A", 6), NativeBarcode(b"B1", 2, 80), StoredLogo(1)), HEAD) == bytes.fromhex(
        "1b401d50cbcb1b6101"
        "1d286b040031413200"  # model 2
        "1d286b0300314306"  # six dots a square
        "1d286b0300314531"  # correction M
        "1d286b040031503041"  # data
        "1d286b0300315130"  # print
        "1d68501d77021d48021d6b49047b424231"  # 80 dots, two a module, text below, B1 in code set B
        "1c700100"  # stored logo 1
    )
