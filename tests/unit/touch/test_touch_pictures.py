"""Pictures from elsewhere: what is too large or broken is refused before it is unpacked."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from devicekit.touch.pictures import portrait, size_of


def picture(kind: str, size: tuple[int, int], colour: tuple[int, int, int] = (10, 120, 200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is so large."""
    head = struct.pack(">II", width, height) + b"\x08\x02\x00\x00\x00"
    chunk = b"IHDR" + head
    body = struct.pack(">I", len(head)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_size_is_read_from_the_start_of_the_file(kind: str) -> None:
    assert size_of(picture(kind, (321, 123))) == (321, 123)


def test_a_progressive_jpeg_says_its_size_too() -> None:
    out = io.BytesIO()
    Image.new("RGB", (64, 48)).save(out, "JPEG", progressive=True, exif=b"Exif\0\0" + b"x" * 300)
    assert size_of(out.getvalue()) == (64, 48)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("size", [(90, 120), (400, 100), (100, 900), (31, 17)])
def test_any_shape_fills_the_box(kind: str, size: tuple[int, int]) -> None:
    shown = portrait(picture(kind, size), 90, 120)
    assert not isinstance(shown, str)
    assert shown.get_size() == (90, 120)
    assert all(abs(a - b) < 12 for a, b in zip(shown.get_at((45, 60))[:3], (10, 120, 200), strict=True))


def test_a_small_file_of_a_giant_picture_is_refused_before_it_is_unpacked() -> None:
    assert "50000 by 50000 pixels" in str(portrait(bomb(50_000, 50_000), 90, 120))


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a" + bytes(40), b"<svg/>", b"\xff\xd8\xff", bomb(10, 10), picture("PNG", (50, 50))[:80]]
)
def test_what_is_broken_or_no_picture_is_refused_with_a_reason(data: bytes) -> None:
    assert isinstance(portrait(data, 90, 120), str)


@given(st.binary(max_size=200))
def test_noise_never_raises(data: bytes) -> None:
    size_of(b"\xff\xd8" + data)
    size_of(b"\x89PNG\r\n\x1a\n" + data)
    portrait(data, 9, 12)
