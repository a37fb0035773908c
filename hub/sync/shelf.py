"""What the one-stop system said last, on the disk, so that a start without it has officers, photos and procedures."""

import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from hub.photos import Photo, photo_in, read_photo
from hub.sync.catalogue import Officer, Procedure

log = logging.getLogger(__name__)

T = TypeVar("T")


class Shelf:
    """The folder onestop/ beside the store. Nothing here is needed to give tickets: what fails is said, and goes on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._photos = folder / "photos"

    def officers(self) -> tuple[Officer, ...]:
        return self._load("officers.json", tuple[Officer, ...], ())

    def procedures(self) -> tuple[Procedure, ...]:
        return self._load("catalogue.json", tuple[Procedure, ...], ())

    def keep_officers(self, officers: tuple[Officer, ...]) -> None:
        self._write(self._folder / "officers.json", msgspec.json.encode(officers))

    def keep_procedures(self, procedures: tuple[Procedure, ...]) -> None:
        self._write(self._folder / "catalogue.json", msgspec.json.encode(procedures))

    def photo(self, officer: str) -> Path | None:
        """The file of an officer's picture; None when there is none that can be shown."""
        file = self._photos / officer
        return file if isinstance(read_photo(file), Photo) else None

    def keep_photo(self, officer: str, data: bytes) -> str:
        """Put a picture there; "" or why it is none."""
        found = photo_in(data, f"photo of {officer}")
        if isinstance(found, str):
            return found
        return "" if self._write(self._photos / officer, data) else "the disk refused it"

    def drop_photo(self, officer: str) -> None:
        with suppress(OSError):
            (self._photos / officer).unlink(missing_ok=True)

    def tidy_photos(self, officers: set[str]) -> None:
        """Keep no picture of anybody who is not there any more."""
        with suppress(OSError):
            for file in self._photos.iterdir():
                if file.name not in officers:
                    file.unlink(missing_ok=True)

    def _load(self, name: str, kind: type[T], otherwise: T) -> T:
        file = self._folder / name
        try:
            return msgspec.json.decode(file.read_bytes(), type=kind)
        except FileNotFoundError:
            return otherwise
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            log.warning("%s can't be read (%s); waiting for the one-stop system to say it again", file, error)
            return otherwise

    def _write(self, file: Path, data: bytes) -> bool:
        """Whole or not at all, whenever the power goes."""
        new = file.with_name(f".{file.name}.new")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with new.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            new.replace(file)
        except OSError as error:
            log.warning("%s can't be written (%s); it is asked for again after the next start", file, error.strerror)
            return False
        return True
