import pytest
from ticket_samples import job_of, printed

from printer.escpos import encode
from printer.head import Head
from printer.paper import Paper
from printer.sheet import CutMark, Feed, Strip
from printer.virtual import VirtualPrinter

JOB = job_of()


def obeyed(data: bytes) -> Paper:
    paper = Paper(dots=16)
    paper.receive(data, 0.0)
    while paper.work() >= 0:
        pass
    return paper


def test_dots_lie_where_the_commands_put_them() -> None:
    job = obeyed(b"\x1b@\x1bJ\x02\x1dv0\x00\x01\x00\x01\x00\x81\x1ba\x01\x1dv0\x00\x01\x00\x01\x00\xff\x1dVB\x00").jobs[
        0
    ]
    assert job.rows == (b"\x00\x00", b"\x00\x00", b"\x81\x00", b"\x0f\xf0")
    image = job.image()
    assert image.size == (16, 4)
    assert [image.getpixel((x, 2)) for x in (0, 1, 7)] == [0, 255, 0]


def test_blank_paper_of_a_fine_head_is_as_long_as_it_was_asked_for() -> None:
    head = Head(dpi=300)
    paper = Paper(head.dots, dpi=head.dpi)
    paper.receive(encode((Feed(100), Strip("left", 1, b"\xff"), CutMark()), head), 0.0)
    while paper.work() >= 0:
        pass
    assert len(paper.jobs[0].rows) == 101


@pytest.mark.parametrize(
    ("mode", "rows"), [(0, [b"\xa0\x00"]), (1, [b"\xcc\x00"]), (2, [b"\xa0\x00"] * 2), (3, [b"\xcc\x00"] * 2)]
)
def test_pictures_are_doubled_as_asked(mode: int, rows: list[bytes]) -> None:
    assert list(obeyed(b"\x1dv0" + bytes((mode, 1, 0, 1, 0, 0xA0)) + b"\x1dV\x00").jobs[0].rows) == rows


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"A", "this printer has no letters"),
        (b"\x1b!\x01", "unknown command 1b 21"),
        (b"\x1dv0\x00\x03\x00\x01\x00\xff\xff\xff", "24 dots is wider than the paper, 16 dots"),
        (b"\x1dv0\x00\x02\x00\x01\x00\x10\x04\x01\x00\x00", "real-time command 10 04 01 inside a picture"),
        (b"\x10\x14\x08", "unknown real-time command 10 14 08"),
    ],
)
def test_what_a_real_printer_would_get_wrong_is_an_error(data: bytes, error: str) -> None:
    assert error in obeyed(data + b"\x1dV\x00").jobs[0].errors[0]


def test_the_state_is_answered_even_without_paper() -> None:
    far = VirtualPrinter()
    assert far.feed(b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04") == b"\x16\x12\x12\x12"
    far.run_out()
    assert far.feed(b"\x10\x04\x01\x10\x04\x02\x10\x04\x04") == b"\x1e\x32\x7e"
    assert far.feed(b"\x1dr\x01") == b""
    far.load_paper()
    assert far.feed(b"") == b"\x00"


def test_the_state_is_told_unasked_when_it_changes_and_was_ordered() -> None:
    far = VirtualPrinter()
    assert far.feed(b"\x1da\x0f") == b"\x10\x00\x00\x00"
    far.open_cover()
    assert far.feed(b"") == b"\x38\x00\x00\x00"


def test_a_job_knows_when_its_first_and_last_byte_came() -> None:
    seconds = iter(range(100))
    far = VirtualPrinter(now=lambda: float(next(seconds)))
    for piece in (b"\x10\x04\x01", b"\x1b@\x1bJ", b"\x05", b"\x1dV", b"\x00\x1b@"):
        far.feed(piece)
    job = far.wait_for_job(1, 0)
    assert job.data == b"\x1b@\x1bJ\x05\x1dV\x00"
    assert 0 < job.first_at < job.last_at


def test_waiting_for_a_job_that_does_not_come_says_what_came() -> None:
    with pytest.raises(TimeoutError, match=r"waited 0 s for print job 2; 0 came"):
        VirtualPrinter().wait_for_job(2, 0)


def test_bytes_may_come_one_by_one() -> None:
    whole, single = VirtualPrinter(), VirtualPrinter()
    whole.feed(JOB)
    for byte in JOB:
        single.feed(bytes((byte,)))
    assert single.jobs[0].data == whole.jobs[0].data == printed(JOB).data
    assert single.jobs[0].rows == whole.jobs[0].rows
