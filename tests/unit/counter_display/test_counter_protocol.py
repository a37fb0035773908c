"""QSystem frames: golden bytes, and what a receiver does with noise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_display.protocol import (
    KEYS,
    Decoder,
    Echo,
    Garbled,
    KeyFrame,
    box_frame,
    decode,
    lamp_frame,
    strip_echo,
    text_frame,
)

ADDRESSES = st.integers(1, 127)
KEY_CODES = st.sampled_from(sorted(KEYS))


@pytest.mark.parametrize(
    ("frame", "golden"),
    [
        (text_frame(3, "A012"), "01 03 41 30 31 32 20 20 20 07"),
        (text_frame(3, ""), "01 03 20 20 20 20 20 20 20 07"),
        (text_frame(127, "----"), "01 7f 2d 2d 2d 2d 20 20 20 07"),
        (box_frame(4, "012", blinking=True), "01 04 21 30 31 32 07"),
        (box_frame(4, "HEt", blinking=False), "01 04 20 48 45 74 07"),
        (box_frame(4, "7", blinking=False), "01 04 20 20 20 37 07"),
        (lamp_frame(4, 0x32), "01 04 32 07"),
    ],
)
def test_frames_are_the_golden_bytes(frame: bytes, golden: str) -> None:
    assert frame.hex(" ") == golden


@pytest.mark.parametrize("text", ["A\x0712", "Đ01", "12345678", "A012\n"])
def test_a_text_that_would_break_a_frame_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="can show"):
        text_frame(3, text)


@given(st.text(max_size=8))
def test_no_text_puts_a_frame_end_inside_a_frame(text: str) -> None:
    try:
        frame = text_frame(3, text)
    except ValueError:
        return
    assert len(frame) == 10
    assert frame.index(0x07) == 9


def _keys(chunks: list[bytes]) -> list[KeyFrame]:
    decoder, keys = Decoder(), []
    for index, chunk in enumerate(chunks):
        decoder, found = decode(decoder, chunk, index * 0.001)
        keys += [each for each in found if isinstance(each, KeyFrame)]
    return keys


@given(st.lists(st.binary(max_size=40), max_size=10))
def test_any_bytes_at_all_are_survived_and_none_are_kept_for_long(chunks: list[bytes]) -> None:
    decoder = Decoder()
    for index, chunk in enumerate(chunks):
        decoder, _ = decode(decoder, chunk, index * 0.001)
        assert len(decoder.pending) < 4


@given(st.binary(max_size=30), ADDRESSES, KEY_CODES, st.integers(0, 40))
def test_a_frame_after_any_noise_is_found_however_it_is_cut(noise: bytes, address: int, key: int, cut: int) -> None:
    data = noise + bytes((1, address, key, 7))
    assert _keys([data[:cut], data[cut:]])[-1] == KeyFrame(address, key)


@given(st.lists(st.tuples(ADDRESSES, KEY_CODES), max_size=8), st.integers(1, 5))
def test_frames_one_after_the_other_are_all_found(sent: list[tuple[int, int]], size: int) -> None:
    data = b"".join(bytes((1, address, key, 7)) for address, key in sent)
    assert _keys([data[i : i + size] for i in range(0, len(data), size)]) == [KeyFrame(*each) for each in sent]


@given(st.binary(max_size=60))
def test_every_byte_is_accounted_for(data: bytes) -> None:
    decoder, found = decode(Decoder(), data, 0.0)
    parts = [each.data if isinstance(each, Garbled) else bytes((1, each.address, each.key, 7)) for each in found]
    assert b"".join(parts) + decoder.pending == data


def test_half_a_frame_is_not_completed_by_a_byte_that_comes_much_later() -> None:
    decoder, _ = decode(Decoder(), b"\x01\x04\x31", 10.0)
    _, found = decode(decoder, b"\x07", 10.5)
    assert found == (Garbled(b"\x01\x04\x31"), Garbled(b"\x07"))


@pytest.mark.parametrize(
    ("chunks", "left"),
    [
        ([b"\x01\x04\x32\x07"], b""),
        ([b"\x01\x04", b"\x32\x07"], b""),
        ([b"\x01\x04\x32\x07\x01\x04\x31\x07"], b"\x01\x04\x31\x07"),
        ([b"\x01\x04\x31\x07"], b"\x01\x04\x31\x07"),
        ([b"\x01\x04", b"\x31\x07"], b"\x01\x04\x31\x07"),
    ],
    ids=["whole", "in two halves", "with a key behind it", "a key instead", "a key in two halves instead"],
)
def test_our_own_bytes_are_taken_off_and_no_others(chunks: list[bytes], left: bytes) -> None:
    echo, rest = Echo(lamp_frame(4, 0x32)), b""
    for chunk in chunks:
        echo, more = strip_echo(echo, chunk)
        rest += more
    assert rest == left
