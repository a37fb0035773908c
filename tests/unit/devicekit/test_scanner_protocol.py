"""Bytes of a scanner: where a scan ends, what is dropped, what counts once."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scan_samples import CODE, ID_CARD, leaked

from devicekit.scanner.protocol import GAP_S, MOST_BYTES, SAME_S, Decoder, Found, Scan, TooLong, decode

QUIET = b""


def hear(*said: tuple[bytes, float]) -> list[Found]:
    decoder, found = Decoder(), []
    for data, now in said:
        decoder, more = decode(decoder, data, now)
        found += more
    return found


def texts(found: list[Found]) -> list[str]:
    return [each.text if isinstance(each, Scan) else "too long" for each in found]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"A\r\nB\r\n", ["A", "B"]),
        (b"A\rB\r", ["A", "B"]),
        (b"A\nB\n", ["A", "B"]),
        (b"\r\n\r\nA\r\n\r\n", ["A"]),
        (b"A", []),
        (b"\xef\xbb\xbfA\r", ["A"]),
        (b"\x02A\x03\r", ["A"]),
        (b"]Q1A\r", ["A"]),
        (b"\x02]C1A\x03\r", ["A"]),
        (b"]A\r", ["]A"]),
        (b"  A B  \r", ["A B"]),
        (b"A\tB\r", ["A B"]),
        (b"A\x1dB\x1eC\r", ["A|B|C"]),
        (b"\x00\x07\x1b\r", []),
        ("Nguye\u0302\u0303n\r".encode(), ["Nguyễn"]),
        ("A\u202eB\u200b\r".encode(), ["AB"]),
        (b"A\xffB\r", ["A\N{REPLACEMENT CHARACTER}B"]),
        ("ễ".encode()[:2] + b"\r", ["\N{REPLACEMENT CHARACTER}"]),
        (b"x" * MOST_BYTES + b"\r", ["x" * MOST_BYTES]),
        (b"x" * (MOST_BYTES + 1) + b"\rA\r", ["too long", "A"]),
        (b"x" * 5000 + b"\rA\r", ["too long", "A"]),
    ],
)
def test_what_comes_is_taken_apart(data: bytes, expected: list[str]) -> None:
    assert texts(hear((data, 0.0))) == expected
    assert texts(hear(*((bytes((byte,)), 0.0) for byte in data))) == expected


def test_a_scan_without_an_end_is_ended_by_silence_and_not_before() -> None:
    assert texts(hear((b"A", 1.0), (QUIET, 1.0 + GAP_S / 2))) == []
    assert texts(hear((b"A", 1.0), (QUIET, 1.0 + GAP_S))) == ["A"]
    assert texts(hear((b"A", 1.0), (QUIET, 1.2), (QUIET, 1.4), (b"\r\n", 1.6))) == ["A"]


def test_bytes_that_were_looked_at_late_belong_to_what_came_before() -> None:
    assert texts(hear((CODE[:10].encode(), 1.0), (CODE[10:].encode() + b"\r", 1.5))) == [CODE]


def test_what_was_too_long_is_dropped_up_to_the_silence_behind_it() -> None:
    flood = b"x" * 400
    assert texts(hear((flood, 1.0), (flood, 1.01), (flood, 1.02), (QUIET, 1.2), (b"A\r", 2.0))) == ["too long", "A"]


def test_a_code_that_lies_before_the_scanner_counts_once() -> None:
    often = [(b"A\r", 1.0 + 0.4 * i) for i in range(20)]
    assert texts(hear(*often)) == ["A"]
    assert texts(hear(*often, (b"A\r", 8.7 + SAME_S))) == ["A", "A"]


def test_another_code_between_makes_it_a_new_one() -> None:
    assert texts(hear((b"A\r", 1.0), (b"B\r", 1.2), (b"A\r", 1.4))) == ["A", "B", "A"]


def test_nothing_of_a_card_is_kept_or_shown() -> None:
    decoder, (scan,) = decode(Decoder(), f"{ID_CARD}\r".encode(), 1.0)
    assert isinstance(scan, Scan) and scan.text == ID_CARD
    assert leaked(repr(decoder) + repr(scan) + str(scan)) == []
    assert decoder.pending == b""


def expected_of(data: bytes) -> list[str]:
    """The rules once more, of the whole at once."""
    found: list[str] = []
    last = None
    for piece in re.split(rb"\r|\n", data)[:-1]:
        if len(piece) > MOST_BYTES:
            found.append("too long")
            continue
        text = piece.decode("utf-8", errors="replace").replace("\t", " ")
        text = re.sub("[\x1c-\x1f]", "|", text)
        text = "".join(c for c in text if not unicodedata.category(c).startswith("C")).strip()
        text = unicodedata.normalize("NFC", re.sub(r"\A\][A-Za-z][A-Za-z0-9]", "", text).strip())
        if text and text != last:
            found.append(text)
        last = text or last
    return found


lines = st.one_of(
    st.text(max_size=30).map(str.encode),
    st.binary(max_size=30),
    st.sampled_from([CODE.encode(), b"]Q1A", b"\xef\xbb\xbf", b"x" * 512, b"y" * 513, b"z" * 1500]),
)
streams = st.lists(st.tuples(lines, st.sampled_from([b"\r", b"\n", b"\r\n"])), max_size=8).map(
    lambda each: b"".join(line + end for line, end in each)
)


@given(streams, st.lists(st.integers(1, 700), min_size=1, max_size=40))
def test_however_the_bytes_are_cut_the_scans_are_the_same(data: bytes, sizes: list[int]) -> None:
    said, at = [], 0
    while at < len(data):
        size = sizes[len(said) % len(sizes)]
        said.append((data[at : at + size], 1.0))
        at += size
    assert texts(hear(*said)) == texts(hear((data, 1.0))) == expected_of(data)


@given(st.lists(st.tuples(st.binary(max_size=600), st.floats(0, 1)), max_size=20))
def test_any_bytes_at_all_are_survived_and_few_are_kept(said: list[tuple[bytes, float]]) -> None:
    decoder, now = Decoder(), 0.0
    for data, pause in said:
        now += pause
        decoder, found = decode(decoder, data, now)
        assert len(decoder.pending) <= MOST_BYTES
        for each in found:
            assert isinstance(each, TooLong) or (each.text and unicodedata.is_normalized("NFC", each.text))
    decoder, _ = decode(decoder, b"\r", now)
    assert texts(list(decode(decoder, f"{CODE}\r".encode(), now + 10)[1])) == [CODE]
