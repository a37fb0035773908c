"""Layouts: what a technician may write, and what he is told when it is wrong."""

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageOps
from ticket_samples import FONTS, HEAD, ISSUED_MS, ORDER, ZONE, printed

from devicekit.errors import SettingsError
from devicekit.settings import loads
from devicekit.text_files import load_texts
from printer.document import Barcode, Columns, Cut, Document, Logo, Notch, Picture, Rule, Space, Text
from printer.escpos import encode
from printer.head import Head
from printer.layout import Content, lay_out
from printer.layout_files import PAPERS, LayoutFile, folder_problems, layout_for_print, load_layout, shipped_layout
from printer.letterhead import Site
from printer.logo import LogoError, load_logo, site_of
from printer.papers import specimens
from printer.raster import rasterize
from printer.settings import PaperTable
from printer.sheet import Strip
from printer.ticket import local_times, ticket

VI = load_texts("vi")
BEGIN = '[layout]\npaper = "ticket"\n'


def said(text: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        loads(BEGIN + text, "ticket.toml", LayoutFile, "en")
    return caught.value.problems


def laid_out(text: str, content: Content) -> Document:
    return lay_out(loads(BEGIN + text, "ticket.toml", LayoutFile).row, content, VI)


@pytest.mark.parametrize("name", [*PAPERS, "ticket-short", "identify"])
def test_every_layout_of_ours_can_be_filled_in_both_languages(name: str) -> None:
    paper = {"ticket-short": "ticket", "identify": "selftest"}.get(name, name)
    for language in ("vi", "en"):
        texts = load_texts(language)
        document = lay_out(shipped_layout(name), specimens(texts)[paper], texts)  # type: ignore[index]
        assert document[-1] == Cut()
        for head in (HEAD, Head(384), Head(512, 180)):
            assert printed(encode(rasterize(document, head, FONTS), head._replace(cut="part")), head).errors == ()


@pytest.mark.parametrize(
    ("row", "line", "words"),
    [
        ('type = "text"\nkey = "ticket.titel"', 5, 'no text "ticket.titel". Did you mean "ticket.title"?'),
        ('type = "text"\nwords = "{nummer}"', 5, 'no value "nummer". Did you mean "number"?'),
        ('type = "text"\nkey = "ticket.ahead"', 5, "needs a value for n"),
        ('type = "text"\nwords = "x"\nwhen = ["prioriti"]', 6, 'Did you mean "priority"?'),
        ('type = "item"\nwords = "x"\neach = "items"', 6, 'no list "items"'),
        ('type = "text"', 3, "needs key"),
        ('type = "txet"\nwords = "x"', 4, '"text"'),
        ('type = "text"\nwords = "x"\nsize = 90', 6, "from 5 to 40"),
        ('type = "text"\nwords = "x"\nsise = 9', 6, "size"),
        ('type = "logo"\nheight = 100', 5, "from 4 to 40"),
    ],
)
def test_what_is_wrong_in_a_layout_is_said_with_its_line(row: str, line: int, words: str) -> None:
    (problem,) = said(f"[[row]]\n{row}\n")
    assert problem.startswith(f"ticket.toml:{line}: ")
    assert words in problem.replace("between 5 and 40", "from 5 to 40").replace("between 4 and 40", "from 4 to 40")


def test_all_errors_of_a_layout_are_said_at_once() -> None:
    assert len(said('[[row]]\ntype = "text"\nwords = "{x}"\n[[row]]\ntype = "rule"\nthickness = 50\n')) == 2


def test_conditions_decide_what_is_there() -> None:
    row = '[[row]]\ntype = "text"\nwords = "yes"\nwhen = ["date"]\nunless = ["test"]\n'
    values = dict(specimens(VI)["ticket"].values)
    assert laid_out(row, Content({**values, "date": "x", "test": ""})) == (Text("yes"), Cut())
    assert laid_out(row, Content({**values, "date": "x", "test": "1"})) == (Cut(),)
    assert laid_out(row, Content({**values, "date": "", "test": ""})) == (Cut(),)


def test_a_row_without_words_takes_no_room() -> None:
    row = '[[row]]\ntype = "text"\nwords = "{zone}"\nbefore = 5\nafter = 5\n'
    values = specimens(VI)["ticket"].values
    assert laid_out(row, Content({**values, "zone": ""})) == (Cut(),)
    assert laid_out(row, Content({**values, "zone": "A"})) == (Space(5), Text("A"), Space(5), Cut())


def test_a_centre_changes_one_paper_and_keeps_the_others(tmp_path: Path) -> None:
    (tmp_path / "ticket.toml").write_text(BEGIN + '[[row]]\ntype = "big"\nwords = "{number}"\n', encoding="utf-8")
    assert len(load_layout("ticket", str(tmp_path))) == 1
    assert load_layout("fee", str(tmp_path)) == shipped_layout("fee")


def test_a_layout_that_was_spoilt_later_does_not_stop_the_printing(tmp_path: Path) -> None:
    (tmp_path / "ticket.toml").write_text("[layout]\npaper = 7\n", encoding="utf-8")
    with pytest.raises(SettingsError):
        load_layout("ticket", str(tmp_path))
    assert layout_for_print("ticket", str(tmp_path)) == shipped_layout("ticket")


# Parts that several papers share


def test_a_centres_own_head_is_on_every_paper_also_on_those_of_ours(tmp_path: Path) -> None:
    own = '[layout]\npart = "head"\n[[row]]\ntype = "text"\nwords = "UBND {site}"\n'
    (tmp_path / "head.toml").write_text(own, encoding="utf-8")
    for paper, content in specimens(VI).items():
        document = lay_out(load_layout(paper, str(tmp_path)), content, VI)
        assert document[0] == Text("UBND x")
        assert lay_out(load_layout(paper), content, VI)[0] != Text("UBND x")
    assert list(folder_problems(str(tmp_path), ("ticket", "layouts"))) == []


def test_every_paper_of_ours_has_head_and_foot_of_the_house() -> None:
    head, foot = shipped_layout("head"), shipped_layout("foot")
    for paper in PAPERS:
        rows = shipped_layout(paper)
        assert (rows[: len(head)], rows[-len(foot) :]) == (head, foot)


PART = '[layout]\npart = "foot"\n[[row]]\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[layout]\npaper = "day"\n[[row]]\ntype = "include"\npart = "pay"\n', "head, copy, foot"),
        ('[layout]\npaper = "day"\n[[row]]\ntype = "include"\npart = "haed"\n', "head"),
        (PART + 'type = "include"\npart = "head"\n', "within another part"),
        (PART + 'type = "text"\nwords = "{number}"\n', 'no value "number"'),
        ('[layout]\npaper = "day"\npart = "head"\n[[row]]\ntype = "cut"\n', "not both"),
        ('[layout]\n[[row]]\ntype = "cut"\n', "not both"),
    ],
    ids=["of another paper", "unknown", "in a part", "a value of one paper", "both", "neither"],
)
def test_a_part_where_it_can_not_be_is_said(text: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        loads(text, "x.toml", LayoutFile, "en")
    assert words in caught.value.problems[0]


def test_a_spoilt_part_is_said_once_and_does_not_stop_the_printing(tmp_path: Path) -> None:
    (tmp_path / "foot.toml").write_text('[layout]\npart = "foot"\n[[row]]\ntype = "txt"\n', encoding="utf-8")
    (problem,) = folder_problems(str(tmp_path), ("ticket", "layouts"))
    assert "foot.toml:4" in str(problem.values["value"])
    assert layout_for_print("day", str(tmp_path)) == shipped_layout("day")


def test_a_file_of_another_paper_than_its_name_says_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fee.toml").write_text(BEGIN + '[[row]]\ntype = "cut"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"fee\.toml:1"):
        load_layout("fee", str(tmp_path))


# The elements that only layouts of a centre's own may use


def strips(document: Document, head: Head = HEAD) -> list[Strip]:
    return [item for item in rasterize(document, head, FONTS) if isinstance(item, Strip)]


def test_columns_reach_both_edges_and_wrap_where_the_paper_is_too_narrow() -> None:
    (one,) = strips((Columns("Đất đai", "42"),))
    rows = [one.data[at : at + one.width] for at in range(0, len(one.data), one.width)]
    assert any(row[0] or row[1] for row in rows)
    assert any(row[-1] for row in rows)
    assert len(strips((Columns("Đăng ký biến động quyền sử dụng đất, tài sản", "42"),), Head(192))) > 2


@pytest.mark.parametrize("dots", [384, 576])
def test_a_barcode_is_read_from_the_paper(dots: int) -> None:
    head = Head(dots)
    job = printed(encode(rasterize((Barcode("MOTCUA-01"), Cut()), head, FONTS), head), head)
    found = zxingcpp.read_barcodes(ImageOps.expand(job.image().convert("L"), 32, 255))
    assert [(code.text, code.format) for code in found] == [("MOTCUA-01", zxingcpp.BarcodeFormat.Code128)]


@pytest.mark.parametrize("text", ["A" * 200, "số 1", ""])
def test_what_no_barcode_can_hold_is_still_printed_as_words(text: str) -> None:
    job = printed(encode(rasterize((Barcode(text), Text("x"), Cut()), HEAD, FONTS), HEAD))
    assert job.errors == ()


@pytest.mark.parametrize("dots", [192, 384, 576])
def test_the_notch_reaches_both_edges(dots: int) -> None:
    (strip,) = strips((Notch(),), Head(dots))
    middle = strip.data[len(strip.data) // 2 // strip.width * strip.width :][: strip.width]
    assert 8 * strip.width == dots
    assert middle[0] & 0x80
    assert middle[-1] & 0x01


def test_elements_of_the_same_values_are_not_taken_for_each_other() -> None:
    assert strips((Space(1.0), Cut())) == []
    (rule,) = strips((Rule(1.0), Cut()))
    assert 8 * rule.width == HEAD.dots // 8 * 8


# The logo


def drawn(folder: Path, size: tuple[int, int] = (200, 100), shade: int = 0) -> str:
    image = Image.new("L", size, 255)
    ImageDraw.Draw(image).ellipse((0, 0, size[0] - 1, size[1] - 1), shade)
    image.save(folder / "logo.png")
    return str(folder / "logo.png")


def test_a_logo_is_printed_in_the_middle_as_large_as_it_is_told(tmp_path: Path) -> None:
    logo = load_logo(drawn(tmp_path))
    assert (logo.width, logo.height) == (200, 100)
    (strip,) = strips((Logo(logo, 10),))
    assert strip.align == "center"
    assert len(strip.data) // strip.width == HEAD.dots_of(10) // 2 * 2
    (narrow,) = strips((Logo(Picture(1600, 20, b"\xff" * 4000), 10),), Head(384))
    assert 8 * narrow.width <= 384


def test_a_ticket_with_a_logo_has_it_above_the_name(tmp_path: Path) -> None:
    site = Site("Trung tâm", logo=load_logo(drawn(tmp_path)), slogan="Vì Nhân dân phục vụ")
    document = ticket(ORDER, site, local_times(ORDER, ZONE, ISSUED_MS), VI, shipped_layout("ticket"))
    assert isinstance(document[0], Logo)
    assert Text("Vì Nhân dân phục vụ", 8) in document


@pytest.mark.parametrize("why", ["missing", "no_picture", "huge", "grey", "blank"])
def test_a_logo_that_paper_cannot_show_is_refused_and_says_why(why: str, tmp_path: Path) -> None:
    file = {
        "missing": lambda: str(tmp_path / "none.png"),
        "no_picture": lambda: __file__,
        "huge": lambda: drawn(tmp_path, (3000, 100)),
        "grey": lambda: drawn(tmp_path, shade=128),
        "blank": lambda: drawn(tmp_path, shade=255),
    }[why]()
    with pytest.raises(LogoError) as caught:
        load_logo(file)
    assert caught.value.text == why


def test_a_logo_that_was_spoilt_later_is_left_out_and_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    table = PaperTable(site="Trung tâm", logo=str(tmp_path / "gone.png"))
    assert [site_of(table).logo for _ in range(2)] == [None, None]
    (record,) = caplog.records
    assert "gone.png" in record.getMessage()
