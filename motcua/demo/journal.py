"""The hub's log as a foreign client receives it, over HTTP, fact by fact."""

import threading
import time

import msgspec
import requests

from motcua.demo.wait import TookTooLong

LOOK_S = 0.2


class _Page(msgspec.Struct):
    last: int
    entries: list[msgspec.Raw]


class Journal:
    """Follows GET /api/v1/events by its cursor, from start() to stop()."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/api/v1/events"
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="journal", daemon=True)
        self._last = 0
        self.lines: list[bytes] = []
        """One JSON object a fact, as it came."""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Idempotent."""
        self._over.set()
        self._thread.join()

    def wait_for(self, words: bytes, seconds: float = 10.0) -> None:
        """Until a fact holds these words. Raises TookTooLong."""
        end = time.monotonic() + seconds
        while not any(words in line for line in self.lines):
            if time.monotonic() > end:
                raise TookTooLong(f"waited {seconds:g} s in vain for {words.decode()} in the hub's log")
            self._over.wait(LOOK_S)

    def _follow(self) -> None:
        with requests.Session() as session:
            while not self._over.wait(LOOK_S):
                try:
                    page = session.get(self._url, params={"after": self._last}, timeout=5).content
                    read = msgspec.json.decode(page, type=_Page)
                except (requests.RequestException, msgspec.DecodeError):
                    continue
                self._last = read.last
                self.lines += [bytes(entry) for entry in read.entries]
