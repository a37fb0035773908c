"""The ticket, from the order to the paper, read by eyes that are not ours."""

import unicodedata
from pathlib import Path

import msgspec
import pytest
from ticket_samples import HEAD, ORDER, SITE, URL, codes_on, job_of, printed, words_of, words_on

from printer.head import Head
from printer.letterhead import Site, job_code

CODE = job_code(ORDER.press)


def lines(*expected: str) -> list[str]:
    return words_of("\n".join(expected))


def test_every_word_of_the_ticket_is_read_from_the_paper(tmp_path: Path) -> None:
    job = printed(job_of())
    assert job.errors == ()
    read = words_on(job.image(), tmp_path)
    wanted = lines(
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG TỈNH KON TUM",
        "SỐ THỨ TỰ",
        "A012",
        "ƯU TIÊN",
        "Đất đai, Tài nguyên và Môi trường",
        "Phục vụ tại: Quầy số 3 – 5, Khu A",
        "Số lượt đang chờ trước: 4",
        "Dự kiến được gọi: 08:21 – 08:38",
        "Giờ lấy số: 08:05 ngày 22/11/2026",
        "Mời Ông/Bà ngồi chờ và nghe gọi số",
        "Quét mã để theo dõi lượt gọi trên điện thoại",
        "Số có giá trị trong ngày 22/11/2026",
        "Hỗ trợ: 0260 3 797 999",
        f"Mã phiếu: {CODE}",
    )
    assert [word for word in wanted if word not in read] == []
    # In order too, except for what tesseract sees in the edges of the badge.
    badge = read.index("ƯU")
    after = read[read.index("Đất") :]
    assert read[:badge] + after == [word for word in wanted if word not in ("ƯU", "TIÊN")]


def test_the_code_is_read_with_its_quiet_zone() -> None:
    paper = printed(job_of()).image()
    assert codes_on(paper) == [URL]


def test_without_an_address_there_is_no_code() -> None:
    assert codes_on(printed(job_of(msgspec.structs.replace(ORDER, qr=""))).image()) == []


def test_a_reserve_ticket_says_so_instead_of_the_people_ahead(tmp_path: Path) -> None:
    order = msgspec.structs.replace(ORDER, number="A901", ahead=7, qr="", priority=False)
    read = " ".join(words_on(printed(job_of(order, reserve=True)).image(), tmp_path))
    assert "SỐ DỰ PHÒNG" in read
    assert "A901" in read
    assert "chờ trước" not in read
    assert "Dự kiến" not in read


def test_who_holds_a_reserve_ticket_is_told_to_watch_the_counters_too(tmp_path: Path) -> None:
    order = msgspec.structs.replace(ORDER, qr="", priority=False)
    read = {each: " ".join(words_on(printed(job_of(order, reserve=each)).image(), tmp_path)) for each in (True, False)}
    assert "nhìn số trên màn hình tại quầy" in read[True]
    assert "nghe gọi số" in read[True]
    assert "ngồi chờ và nghe gọi số" in read[False]
    assert "tại quầy" not in read[False]


def test_a_copy_says_that_it_is_one(tmp_path: Path) -> None:
    order = msgspec.structs.replace(ORDER, reprint=2, priority=False, qr="")
    read = " ".join(words_on(printed(job_of(order)).image(), tmp_path))
    assert "IN LẠI lần 2, lúc 08:06" in read
    assert "ƯU TIÊN" not in read


def test_a_narrow_printer_loses_no_word(tmp_path: Path) -> None:
    head = Head(dots=384, cut="none")
    order = msgspec.structs.replace(ORDER, qr="", priority=False)
    job = job_of(order, head)
    # A printer without cutter marks no end: give the decoder one.
    read = words_on(printed(job + b"\x1dV\x00", head).image(), tmp_path)
    wanted = lines(
        "Đất đai, Tài nguyên và Môi trường", "Mời Ông/Bà ngồi chờ và nghe gọi số", "A012", f"Mã phiếu: {CODE}"
    )
    assert [word for word in wanted if word not in read] == []


def test_the_longest_names_of_the_contract_are_wrapped_and_not_cut(tmp_path: Path) -> None:
    service = ("Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất " * 3)[:199].strip()
    order = msgspec.structs.replace(ORDER, service_name=service, priority=False, qr="")
    read = words_on(printed(job_of(order)).image(), tmp_path)
    shown = read[read.index("A012") + 1 : read.index("Phục", 10)]
    assert " ".join(shown) == service


def test_letters_that_came_apart_are_printed_as_one(tmp_path: Path) -> None:
    apart = msgspec.structs.replace(ORDER, service_name=unicodedata.normalize("NFD", ORDER.service_name))
    assert job_of(apart) == job_of()


def test_what_cannot_be_printed_changes_nothing() -> None:
    dirty = "Đất\u200b đai,\x1b@\x07 Tài\r\nnguyên\ufeff và \u202eMôi\ue000 trường"
    clean = "Đất đai,@ Tài nguyên và Môi trường"
    assert job_of(msgspec.structs.replace(ORDER, service_name=dirty)) == job_of(
        msgspec.structs.replace(ORDER, service_name=clean)
    )


def test_a_ticket_is_small_enough_for_a_serial_line() -> None:
    plain = msgspec.structs.replace(ORDER, priority=False, expected_ms=None)
    assert len(job_of()) < 20_500
    assert len(job_of(plain)) < 18_000
    assert len(job_of(msgspec.structs.replace(plain, qr=""))) < 15_500


@pytest.mark.parametrize("dots", [192, 384, 512, 576, 640, 832])
@pytest.mark.parametrize("dpi", [180, 203, 300])
def test_every_head_gets_a_job_that_it_can_print(dots: int, dpi: int) -> None:
    head = Head(dots, dpi)
    job = printed(job_of(head=head), head)
    assert job.errors == ()
    assert codes_on(job.image()) == [URL] or dots == 192


def test_the_centre_without_hotline_leaves_the_line_out() -> None:
    assert len(printed(job_of(site=Site(SITE.name))).rows) < len(printed(job_of()).rows)


def test_the_last_ink_is_the_job_code_so_that_a_half_print_shows() -> None:
    other = msgspec.structs.replace(ORDER, press="kiosk-1:b1:18")
    one, two = printed(job_of()).rows, printed(job_of(other)).rows
    differing = [row for row, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
    assert differing
    assert min(differing) > len(one) - HEAD.dots_of(7)
