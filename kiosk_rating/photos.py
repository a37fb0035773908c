"""The officers' photos on a rating screen: from the disk where they are known, else from the hub, small and in time.

All of it runs on a worker. A photo's URL ends in ?v=<sha256 of the file>: what is kept bears that name, and what does
not have that content is not kept.
"""

import hashlib
import http.client
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pygame

from devicekit.touch.pictures import portrait
from kiosk_rating.device import PhotoCame

MOST_BYTES = 2 * 1024 * 1024
CONNECT_S, WHOLE_S = 4.0, 10.0
# As large as any screen of ours shows it.
WIDTH, HEIGHT = 480, 640
KEPT = 8

Fetch = Callable[[str], bytes]
"""Gets a URL. Raises OSError when nobody answers, LookupError when there is no photo, ValueError for what is none."""


class Photos:
    """The photo that is shown now, and a folder of those that were."""

    def __init__(self, folder: Path, hub: str, fetch: Fetch | None = None) -> None:
        self._folder, self._hub = folder, hub
        self._fetch = fetch or get
        self.now: dict[str, pygame.Surface] = {}
        """The picture of one URL, the newest; read by the loop's thread."""

    def bring(self, url: str) -> PhotoCame:
        """Get a photo ready to be shown."""
        try:
            data = self._kept(url) or self._fetched(url)
        except LookupError as error:
            return PhotoCame(url, "missing", str(error.args[0])[:150])
        except ValueError as error:
            return PhotoCame(url, "unreadable", str(error)[:150])
        except (OSError, http.client.HTTPException) as error:
            return PhotoCame(url, "unreachable", f"{self._hub}: {error}"[:150])
        picture = portrait(data, WIDTH, HEIGHT)
        if isinstance(picture, str):
            return PhotoCame(url, "unreadable", picture)
        self.now = {url: picture}
        return PhotoCame(url, "ok")

    def _kept(self, url: str) -> bytes | None:
        try:
            data = (self._folder / _version(url)).read_bytes()
        except OSError:
            return None
        # The file of a card that lost its power may hold anything.
        return data if hashlib.sha256(data).hexdigest() == _version(url) else None

    def _fetched(self, url: str) -> bytes:
        data = self._fetch(url if url.startswith("http://") else f"{self._hub}{url}")
        if hashlib.sha256(data).hexdigest() == _version(url):
            with suppress(OSError):  # a full disk costs the next start a fetch
                self._keep(_version(url), data)
        return data

    def _keep(self, name: str, data: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        older = sorted(self._folder.iterdir(), key=lambda file: file.stat().st_mtime)
        for file in older[: max(0, len(older) - KEPT + 1)]:
            file.unlink()
        (self._folder / name).write_bytes(data)


def _version(url: str) -> str:
    found = parse_qs(urlsplit(url).query).get("v", [""])[0]
    return found if len(found) == 64 and found.isalnum() else "-"


def get(url: str) -> bytes:
    """GET a URL, of at most MOST_BYTES, within WHOLE_S; no redirects. Raises as Fetch does."""
    parts = urlsplit(url)
    end = time.monotonic() + WHOLE_S
    connection = http.client.HTTPConnection(parts.netloc, timeout=CONNECT_S)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        response = connection.getresponse()
        if response.status == 404:
            raise LookupError("the hub has no such photo, or can't show it")
        if response.status != 200:
            raise OSError(f"the hub answered {response.status}")
        data = bytearray()
        while piece := response.read1(64 * 1024):
            data += piece
            if len(data) > MOST_BYTES:
                raise ValueError(f"more than {MOST_BYTES // 1024} kB")
            if time.monotonic() > end:
                raise TimeoutError(f"not whole after {WHOLE_S:.0f} s")
    finally:
        connection.close()
    return bytes(data)
