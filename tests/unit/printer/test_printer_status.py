import pytest
from hypothesis import given
from hypothesis import strategies as st

from devicekit.text_files import load_texts
from printer.health import part_of
from printer.status import (
    Automatic,
    Flow,
    Listening,
    Noise,
    PrinterStatus,
    Processed,
    RealTime,
    Reply,
    ask,
    hear,
    learn,
    shape,
    trouble,
)


def heard(data: bytes, *questions: int) -> list[Reply]:
    state = Listening()
    for question in questions:
        state = ask(state, question)
    replies = []
    for byte in data:
        state, reply = hear(state, byte)
        if reply is not None:
            replies.append(reply)
    return replies


@pytest.mark.parametrize(
    ("data", "questions", "replies"),
    [
        pytest.param(b"\x16\x12", (1, 4), [RealTime(1, 0x16), RealTime(4, 0x12)], id="two answers in order"),
        pytest.param(b"\x16", (), [RealTime(0, 0x16)], id="an answer that nobody asked for"),
        pytest.param(b"\x11\x13", (1,), [Flow(True), Flow(False)], id="flow control is no answer"),
        pytest.param(b"\x18\x00\x0c\x00", (), [Automatic(b"\x18\x00\x0c\x00")], id="an automatic status"),
        pytest.param(b"\x00", (), [Processed(0)], id="a barrier"),
        pytest.param(
            b"\x18\x00\x16\x0c\x00\x00",
            (1,),
            [RealTime(1, 0x16), Automatic(b"\x18\x00\x0c\x00"), Processed(0)],
            id="a real-time answer inside an automatic status, a barrier after it",
        ),
        pytest.param(b"\x18\x00\x13\x0c\x00", (), [Flow(False), Automatic(b"\x18\x00\x0c\x00")], id="XOFF inside"),
        pytest.param(b"\x18\x00\x10\x00\x00\x00", (), [Automatic(b"\x10\x00\x00\x00")], id="a status that broke off"),
        pytest.param(b"\xff\x80", (1,), [Noise(0xFF), Noise(0x80)], id="noise answers nothing"),
        pytest.param(b"\x00\x16", (1,), [Processed(0), RealTime(1, 0x16)], id="00 from a cheap printer is no answer"),
    ],
)
def test_replies_are_told_apart(data: bytes, questions: tuple[int, ...], replies: list[Reply]) -> None:
    assert heard(data, *questions) == replies


@given(st.integers(0, 255))
def test_every_byte_has_one_shape_and_real_time_answers_look_as_epson_says(byte: int) -> None:
    bits = f"{byte:08b}"
    is_answer = bits[0] == "0" and bits[3] == "1" and bits[6:] == "10"
    assert (shape(byte) == "real_time") == is_answer


@given(st.binary())
def test_no_noise_breaks_the_reader(data: bytes) -> None:
    replies = heard(data, 1, 2, 3, 4)
    assert len(replies) <= len(data)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (RealTime(1, 0x1E), "offline"),
        (RealTime(2, 0x16), "cover_open"),
        (RealTime(2, 0x32), "paper_out"),
        (RealTime(3, 0x1A), "cutter"),
        (RealTime(3, 0x32), "broken"),
        (RealTime(3, 0x52), "hot"),
        (RealTime(4, 0x1E), "paper_low"),
        (RealTime(4, 0x7E), "paper_out"),
        (Processed(0x0C), "paper_out"),
        (Processed(0x03), "paper_low"),
        (Automatic(b"\x38\x00\x00\x00"), "cover_open"),
        (Automatic(b"\x18\x00\x0c\x00"), "paper_out"),
        (Automatic(b"\x18\x08\x00\x00"), "cutter"),
        (RealTime(1, 0x16), ""),
        (RealTime(4, 0x12), ""),
        (Noise(0xFF), "garbled"),
        (Flow(True), "silent"),
        (RealTime(0, 0x1E), "silent"),
    ],
)
def test_what_a_reply_says(reply: Reply, code: str) -> None:
    assert trouble(learn(PrinterStatus(), reply)) == code


def test_paper_out_known_from_one_answer_is_not_unlearned_by_another() -> None:
    status = learn(learn(PrinterStatus(), RealTime(4, 0x7E)), RealTime(2, 0x12))
    assert status.paper_out


@pytest.mark.parametrize(
    ("status", "state", "code"),
    [
        (PrinterStatus(online=True, paper_out=False), "ok", ""),
        (PrinterStatus(online=True, paper_low=True), "degraded", "paper_low"),
        (PrinterStatus(online=False, paper_out=True), "failed", "paper_out"),
        (PrinterStatus(), "unknown", "silent"),
        (PrinterStatus(reachable=False, detail="no route"), "failed", "unreachable"),
    ],
)
def test_health_follows_the_status(status: PrinterStatus, state: str, code: str) -> None:
    part = part_of(status)
    assert (part.state, part.code) == (state, code)
    assert bool(part.detail) == bool(code)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_trouble_has_a_text(language: str) -> None:
    texts = load_texts(language)
    codes = ("unreachable", "paper_out", "cover_open", "cutter", "broken", "hot", "offline", "silent", "paper_low")
    for code in (*codes, "lost", "stuck", "unconfirmed"):
        assert texts.get(f"tech.printer.{code}")
