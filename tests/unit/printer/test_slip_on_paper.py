"""The dossier slip, from the order to the paper, read by eyes that are not ours."""

import unicodedata
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image, ImageOps
from slip_samples import ACCEPTED, CODE, REFUSED, SLIPS, SUPPLEMENT, URL, slip_job
from test_slip_layout import BODIES_VI, HEAD_VI
from ticket_samples import codes_on, printed, words_of, words_on

from devicekit.orders import SlipKind
from printer.head import Head
from printer.letterhead import job_code
from printer.paper import Job

HEADS = {"80 mm": Head(), "58 mm": Head(dots=384)}
# A block of letters, of those that a code may have: no dictionary tells tesseract what a code should be.
AS_A_CODE = ("--psm", "6", "-c", "tessedit_char_whitelist=0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.-")


def wanted_of(kind: SlipKind) -> list[str]:
    """All words but the code, which is read from its frame."""
    sentences = [*HEAD_VI, *BODIES_VI[kind], "Hỗ trợ: 0260 3 797 999", f"Mã phiếu: {job_code(SLIPS[kind].slip)}"]
    return words_of("\n".join(text for text in sentences if text != CODE))


def missing(wanted: list[str], read: list[str]) -> list[str]:
    """Words that are not on the paper as often as they should be."""
    left = list(read)
    lost = []
    for word in wanted:
        if word in left:
            left.remove(word)
        else:
            lost.append(word)
    return lost


def framed(job: Job) -> Image.Image:
    """What is inside the frame: between two edges that are thicker than any rule."""
    paper, dark = job.image().convert("L"), [int.from_bytes(row, "big").bit_count() for row in job.rows]
    edges = [y for y in range(3, len(dark)) if min(dark[y - 3 : y + 1]) > 0.6 * paper.width]
    box = paper.crop((0, edges[0], paper.width, edges[-1]))
    left, _, right, _ = ImageOps.invert(box).getbbox() or (0, 0, 0, 0)
    return box.crop((left + 8, 8, right - 8, box.height - 8))


CODES = [CODE, "000.00.38.H63-250913-9651", "000.00.09.H37-240504-8118", "H34.12-260921-0007", "G01.899-260605-123456"]


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("code", CODES)
def test_the_dossier_code_is_read_from_its_frame(code: str, head: Head, tmp_path: Path) -> None:
    job = printed(slip_job(replace(ACCEPTED, dossier=code), head), head)
    assert "".join(words_on(framed(job), tmp_path, *AS_A_CODE)) == code


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("kind", SLIPS)
def test_every_word_of_a_slip_is_read_from_the_paper(kind: SlipKind, head: Head, tmp_path: Path) -> None:
    job = printed(slip_job(SLIPS[kind], head), head)
    assert job.errors == ()
    assert missing(wanted_of(kind), words_on(job.image(), tmp_path)) == []


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("kind", SLIPS)
def test_the_code_is_read_where_there_is_one(kind: SlipKind, head: Head) -> None:
    expected = [] if kind in ("fee", "carry") else [URL]
    assert codes_on(printed(slip_job(SLIPS[kind], head), head).image()) == expected


def test_the_longest_code_of_the_contract_is_read_too() -> None:
    longest = "https://dichvucong.kontum.gov.vn/tra-cuu?ma=" + "0123456789" * 25
    order = replace(ACCEPTED, qr=longest[:300])
    for head in HEADS.values():
        assert codes_on(printed(slip_job(order, head), head).image()) == [longest[:300]]


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_the_longest_reason_is_printed_to_its_last_word(head: Head, tmp_path: Path) -> None:
    reason = ("Hồ sơ nộp không đúng cơ quan có thẩm quyền theo quy định của pháp luật về đất đai " * 8)[:590].strip()
    order = replace(REFUSED, reason=f"{reason} (hết)", qr="", url="")
    read = words_on(printed(slip_job(order, head), head).image(), tmp_path)
    assert missing(words_of(order.reason), read) == []


def test_the_longest_list_is_printed_to_its_last_item(tmp_path: Path) -> None:
    item = ("Bản sao giấy chứng nhận quyền sử dụng đất, có xác nhận của xã. " * 4)[:183].strip()
    order = replace(SUPPLEMENT, items=(item,) * 12, qr="", url="")
    read = words_on(printed(slip_job(order)).image(), tmp_path)
    assert missing(words_of(item) * 12, read) == []
    assert read.count("12.") == 1


def test_a_copy_says_on_paper_that_it_is_one(tmp_path: Path) -> None:
    read = " ".join(words_on(printed(slip_job(replace(ACCEPTED, reprint=1))).image(), tmp_path))
    assert "IN LẠI lần 1, lúc 08:06" in read


def test_letters_that_came_apart_are_printed_as_one() -> None:
    apart = replace(REFUSED, reason=unicodedata.normalize("NFD", REFUSED.reason))
    assert slip_job(apart) == slip_job(REFUSED)


DIRTY = "Trích\u200b lục\x1b@\x07 bản\r\nđồ \u202eđịa\ue000 chính"
CLEAN = "Trích lục@ bản đồ địa chính"


@pytest.mark.parametrize("kind", SLIPS)
def test_what_cannot_be_printed_changes_nothing(kind: SlipKind) -> None:
    order = replace(SLIPS[kind], items=(DIRTY,))
    for key in ("procedure", "place", "reason", "agency", "phone", "url"):
        dirty, clean = (replace(order, items=(text,), **{key: text}) for text in (DIRTY, CLEAN))
        assert slip_job(dirty) == slip_job(clean)


@pytest.mark.parametrize("kind", SLIPS)
def test_a_slip_is_small_enough_for_a_serial_line(kind: SlipKind) -> None:
    assert len(slip_job(SLIPS[kind])) < 36_000


@pytest.mark.parametrize("dots", [192, 384, 512, 576, 640, 832])
@pytest.mark.parametrize("dpi", [180, 203, 300])
def test_every_head_gets_a_slip_that_it_can_print(dots: int, dpi: int) -> None:
    head = Head(dots, dpi)
    for order in SLIPS.values():
        assert printed(slip_job(order, head), head).errors == ()


def test_the_last_ink_is_the_job_code_so_that_a_half_print_shows() -> None:
    one, two = printed(slip_job(ACCEPTED)).rows, printed(slip_job(replace(ACCEPTED, slip="other"))).rows
    differing = [row for row, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
    assert differing
    assert min(differing) > len(one) - Head().dots_of(7)
