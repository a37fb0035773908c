"""What a dossier slip says, element by element; and how a code gets as large as its paper allows."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from slip_samples import ACCEPTED, CODE, FEE, REFUSED, SLIPS, SUPPLEMENT, laid_out
from ticket_samples import FONTS, ISSUED_MS, SITE

from devicekit.orders import PrintSlip, SlipKind
from devicekit.text_files import load_texts
from printer.document import Badge, BigText, Boxed, Cut, Document, Fact, Item, Qr, Text
from printer.head import Head
from printer.layout import lay_out
from printer.layout_files import shipped_layout
from printer.letterhead import job_code
from printer.papers import self_test_content
from printer.raster import rasterize
from printer.sheet import Strip
from printer.slip import amount
from printer.words import NO_BREAK, hyphened

VI, EN = load_texts("vi"), load_texts("en")
KINDS = list(SLIPS)
# The titles of the legal forms, which are A5.
FORMS = [
    *(VI.get(f"form.{name}") for name in ("accept", "supplement", "refuse")),
    "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
    "Thông báo dừng giải quyết hồ sơ",
]


def said(document: Document) -> list[str]:
    """Every sentence on the paper, as people read it."""
    out = []
    for element in document:
        if isinstance(element, Fact):
            out.append(f"{element.label} {element.value}")
        elif isinstance(element, Item):
            out.append(f"{element.mark} {element.text}")
        elif isinstance(element, Text | Badge | Boxed | BigText):
            out.append(element.text)
    return [text.replace(NO_BREAK, " ").strip() for text in out]


HEAD_VI = ["TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG TỈNH KON TUM"]
ABOUT_VI = ["Mã số hồ sơ", CODE, "Số thứ tự: A012", "Thủ tục: Đăng ký biến động quyền sử dụng đất"]
LOOK_UP_VI = ["Quét bằng Zalo hoặc camera để tra cứu tình trạng hồ sơ", "Tra cứu tại: dichvucong.kontum.gov.vn"]
BODIES_VI: dict[SlipKind, list[str]] = {
    "accepted": [
        "PHIẾU THÔNG TIN HỒ SƠ",
        *ABOUT_VI,
        "Ngày tiếp nhận: 08:05 ngày 22/11/2026",
        "Ngày hẹn trả kết quả:",
        "08:05 ngày 02/12/2026",
        "Nơi trả kết quả: Quầy số 5, Trung tâm Phục vụ hành chính công tỉnh Kon Tum",
        "Phí, lệ phí: 150.000 đồng",
        *LOOK_UP_VI,
        "Phiếu này không thay thế",
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    ],
    "supplement": [
        "PHIẾU THÔNG TIN HỒ SƠ",
        *ABOUT_VI,
        "NỘI DUNG CẦN BỔ SUNG",
        "Hồ sơ còn thiếu hoặc chưa đúng các nội dung sau:",
        *(f"{number}. {text}" for number, text in enumerate(SUPPLEMENT.items, 1)),
        "Khi quay lại, mời quét phiếu này tại máy lấy số",
        "Trong ngày hôm nay, Ông/Bà không phải chờ lại từ đầu",
        *LOOK_UP_VI,
        "Phiếu này không thay thế",
        "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    ],
    "refused": [
        "PHIẾU THÔNG TIN HỒ SƠ",
        *ABOUT_VI,
        "THÔNG TIN TỪ CHỐI TIẾP NHẬN",
        f"Lý do: {REFUSED.reason}",
        "Cơ quan có thẩm quyền giải quyết: Văn phòng đăng ký đất đai tỉnh Gia Lai",
        "Phản ánh, kiến nghị: 0260 3 797 999",
        *LOOK_UP_VI,
        "Phiếu này không thay thế",
        "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
    ],
    "fee": [
        "PHIẾU HƯỚNG DẪN NỘP PHÍ, LỆ PHÍ",
        "Mã số hồ sơ",
        CODE,
        "Số thứ tự: A012",
        "Phí, lệ phí: 150.000 đồng",
        "Thủ tục: Đăng ký biến động quyền sử dụng đất",
        "Nộp tại quầy Bưu điện (Quầy số 4)",
        "Nộp xong, mời quay lại Quầy số 3, không phải lấy số mới",
        "Phiếu này không phải biên lai",
    ],
    "carry": [
        "PHIẾU HẸN PHỤC VỤ",
        "SỐ THỨ TỰ",
        "A042",
        "Đất đai",
        "Hôm nay Trung tâm chưa kịp phục vụ Ông/Bà.",
        "Mời đến 08:05 ngày 23/11/2026, được gọi trước",
        "Xin lỗi Ông/Bà vì sự chậm trễ này",
    ],
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_slip_says_all_of_its_order_and_nothing_else(kind: SlipKind) -> None:
    order = SLIPS[kind]
    end = ["Hỗ trợ: 0260 3 797 999", f"Mã phiếu: {job_code(order.slip)}"]
    assert said(laid_out(order)) == [*HEAD_VI, *BODIES_VI[kind], *end]


@pytest.mark.parametrize(
    ("kind", "sentences"),
    [
        (
            "accepted",
            [
                "DOSSIER INFORMATION SLIP",
                "Result due:",
                "02/12/2026, 08:05",
                "Fees and charges: 150,000 VND",
                "Receipt and appointment for result",
            ],
        ),
        ("supplement", ["WHAT TO ADD", "When you return, scan this slip at the machine"]),
        ("refused", ["REFUSAL INFORMATION", "Competent agency: Văn phòng đăng ký đất đai tỉnh Gia Lai"]),
        ("carry", ["APPOINTMENT SLIP", "Đất đai", "Come at 08:05 on 23/11/2026, you are called first"]),
        ("fee", ["FEE SLIP", "Pay at the Post Office counter (4)", "This is not a receipt"]),
    ],
)
def test_an_english_slip_speaks_english(kind: SlipKind, sentences: list[str]) -> None:
    assert set(sentences) <= set(said(laid_out(SLIPS[kind], "en")))


@pytest.mark.parametrize("kind", KINDS)
def test_an_order_with_nothing_in_it_leaves_no_empty_label(kind: SlipKind) -> None:
    document = laid_out(PrintSlip(slip="s", kind=kind))
    assert not [text for text in said(document) if text.endswith(":") and "các nội dung" not in text]
    assert not [element for element in document if isinstance(element, Qr | Boxed | Fact)]
    assert document[-1] == Cut()


@pytest.mark.parametrize("kind", KINDS)
def test_no_slip_bears_the_title_of_a_legal_form(kind: SlipKind) -> None:
    sentences = said(laid_out(SLIPS[kind]))
    for form in FORMS:
        assert form.upper() not in sentences
        # The form's name is only what the slip does not replace.
        assert form not in sentences or sentences[sentences.index(form) - 1] == "Phiếu này không thay thế"


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({"fee_back": True}, ["Nộp xong, mời quay lại Quầy số 3, không phải lấy số mới"]),
        (
            {"fee_back": True, "counter": ""},
            ["Nộp xong, mời quay lại quầy đã tiếp nhận, không phải lấy số mới"],
        ),
        ({"fee_back": False}, ["Nộp xong, Ông/Bà có thể ra về"]),
        ({"fee_back": None}, []),
        ({"fee_back": None, "fee_counter": ""}, []),
    ],
)
def test_who_pays_is_told_whether_to_come_back(changes: dict[str, object], sentences: list[str]) -> None:
    assert [text for text in said(laid_out(replace(FEE, **changes))) if text.startswith("Nộp xong")] == sentences


def test_without_a_number_the_fee_counter_is_named_by_what_it_is() -> None:
    assert "Nộp tại quầy Bưu điện" in said(laid_out(replace(FEE, fee_counter="")))


def test_who_paid_or_pays_nothing_is_sent_nowhere() -> None:
    assert not [text for text in said(laid_out(ACCEPTED)) if "Bưu điện" in text]
    sent = said(laid_out(replace(ACCEPTED, fee_counter="4", fee_back=False)))
    assert {"Nộp tại quầy Bưu điện (Quầy số 4)", "Nộp xong, Ông/Bà có thể ra về"} <= set(sent)


def test_without_a_code_nobody_is_asked_to_scan_the_slip() -> None:
    bare = said(laid_out(replace(SUPPLEMENT, qr="")))
    assert not [text for text in bare if "quét" in text.lower()]
    # What the machine reads but a phone can't follow has no caption for phones.
    machine = said(laid_out(replace(SUPPLEMENT, qr=CODE)))
    assert [text for text in machine if "quét" in text.lower()] == ["Khi quay lại, mời quét phiếu này tại máy lấy số"]


def test_only_a_copy_says_that_it_is_one_and_when_it_was_asked_for() -> None:
    assert Badge("IN LẠI lần 2, lúc 08:06") in laid_out(replace(ACCEPTED, reprint=2))
    assert not [element for element in laid_out(ACCEPTED) if isinstance(element, Badge)]


@pytest.mark.parametrize(
    ("dong", "vietnamese", "english"),
    [(0, "0", "0"), (999, "999", "999"), (150_000, "150.000", "150,000"), (12_345_678, "12.345.678", "12,345,678")],
)
def test_money_is_written_as_the_language_does(dong: int, vietnamese: str, english: str) -> None:
    assert (amount(dong, VI), amount(dong, EN)) == (vietnamese, english)


def test_a_free_procedure_is_said_to_cost_nothing() -> None:
    assert "Phí, lệ phí: 0 đồng" in said(laid_out(replace(ACCEPTED, fee=0)))


def test_the_trial_paper_names_its_printer() -> None:
    content = self_test_content("printer-1", (), SITE, "c7")
    sentences = said(lay_out(shipped_layout("identify"), content, VI))
    assert {"PHIẾU IN THỬ, KHÔNG CÓ GIÁ TRỊ", "Máy in: printer-1", f"Mã phiếu: {job_code('c7')}"} <= set(sentences)


# The code's frame


def drawn(text: str, head: Head) -> tuple[int, int]:
    """Width and height of a framed code, in dots."""
    (strip,) = [item for item in rasterize((Boxed(text),), head, FONTS) if isinstance(item, Strip)]
    return 8 * strip.width, len(strip.data) // strip.width


@given(st.from_regex(r"[A-Z0-9./-]{1,20}", fullmatch=True), st.integers(1, 4))
def test_a_code_broken_in_any_way_is_still_the_code(code: str, most: int) -> None:
    ways = hyphened(code, most)
    assert ways[0] == [code]
    for lines in ways:
        assert "".join(lines) == code
        assert len(lines) <= most
        assert all(line.endswith("-") for line in lines[:-1])


@pytest.mark.parametrize("dots", [192, 384, 512, 576, 832])
@pytest.mark.parametrize("code", [CODE, "H34.12-260921-0007", "A-" * 24, "1" * 48, "a", "W" * 48])
def test_every_code_fits_every_head_with_its_frame(code: str, dots: int) -> None:
    width, _ = drawn(code, Head(dots))
    assert width <= dots


@pytest.mark.parametrize(("dots", "least_mm"), [(576, 5.5), (384, 3.5)])
def test_the_code_is_the_largest_text_on_its_slip(dots: int, least_mm: float) -> None:
    head = Head(dots)
    capital = FONTS.ink("H", "bold", 100).image.height / 100
    others = [
        element.size * head.dpi / 72 * capital
        for slip in SLIPS.values()
        for element in laid_out(slip)
        if isinstance(element, Text | Fact | Item)
    ]
    tallest = letters_of(CODE, head)
    assert tallest > max(others)
    assert tallest >= head.dots_of(least_mm)


def letters_of(code: str, head: Head) -> int:
    """How many dots the capitals of a framed code are tall: the first run of rows with ink inside the frame."""
    (strip,) = [item for item in rasterize((Boxed(code),), head, FONTS) if isinstance(item, Strip)]
    rows = [int.from_bytes(strip.data[at : at + strip.width], "big") for at in range(0, len(strip.data), strip.width)]
    sides = rows[head.dots_of(0.5) + 2]
    inked = [row != sides for row in rows]
    runs = [(value, len(list(run))) for value, run in itertools.groupby(inked)]
    return next(length for value, length in runs[2:] if value)


def test_a_short_code_is_on_one_line_and_a_long_one_where_its_hyphens_are() -> None:
    head = Head()
    assert drawn("H34-260921-1", head)[1] < drawn(CODE, head)[1]


@pytest.mark.parametrize("mark", ["1.", "12."])
def test_the_lines_of_an_item_begin_below_each_other(mark: str) -> None:
    bare, marked = (
        [item for item in rasterize((Item(text, "Ha " * 80),), Head(), FONTS) if isinstance(item, Strip)]
        for text in ("", mark)
    )
    assert len(marked) == len(bare) > 2
    edges = {left_edge(strip) for strip in (*bare[1:], *marked[1:])}
    assert len(edges) == 1
    # The mark stands free, left of where the words begin.
    assert left_edge(marked[0]) < 8 < 32 < edges.pop()


def left_edge(strip: Strip) -> int:
    rows = (strip.data[at : at + strip.width] for at in range(0, len(strip.data), strip.width))
    return min(8 * strip.width - int.from_bytes(row, "big").bit_length() for row in rows)


def test_the_times_of_a_slip_are_those_of_the_site() -> None:
    late = replace(ACCEPTED, due_hub_ms=ISSUED_MS + 16 * 3600 * 1000)
    assert "00:05 ngày 23/11/2026" in said(laid_out(late))
