"""The officers' photos: files of the hub, served to the rating screens, never larger than a small device can hold."""

import hashlib
from pathlib import Path
from typing import NamedTuple

# A portrait at the size of a screen has 100 kB; a camera's own file is refused here, not on a device's memory.
MOST_BYTES = 2 * 1024 * 1024
_KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


class Photo(NamedTuple):
    """A picture as it is sent."""

    data: bytes
    media_type: str


def url_of(officer: str, file: str | None) -> str:
    """The path of an officer's photo on the hub's web server; it changes with the picture. "" for no file."""
    if file is None:
        return ""
    photo = read_photo(Path(file))
    version = f"?v={hashlib.sha256(photo.data).hexdigest()}" if isinstance(photo, Photo) else ""
    return f"/api/v1/officers/{officer}/photo{version}"


def read_photo(file: Path) -> Photo | str:
    """The picture in a file, or why there is none: missing, too large, no picture."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        return f"{file.name}: {error.strerror}"
    return photo_in(data, file.name)


def photo_in(data: bytes, name: str) -> Photo | str:
    """The picture that these bytes are, or why they are none; `name` is for the reason."""
    if len(data) > MOST_BYTES:
        return f"{name} has more than {MOST_BYTES // 1024} kB"
    media_type = next((kind for start, kind in _KINDS.items() if data.startswith(start)), "")
    return Photo(data, media_type) if media_type else f"{name} is neither JPEG nor PNG"
