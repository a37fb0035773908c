"""The one-stop system beside a floor: one of our own, or one that is there already."""

from pathlib import Path

import requests
from msgspec import DecodeError
from msgspec.json import decode

from devicekit.settings import load
from hub.settings import SiteFile
from motcua.demo.wait import wait_for
from motcua.onestop.desk import Desk
from motcua.onestop.errors import OnestopError
from motcua.onestop.server import OnestopServer

# Where `motcua virtual-onestop` listens, unless it is told otherwise.
PORT = 8090


class Neighbour:
    """start(), then `url` is where it is ("": nowhere); `where` is auto, none or a URL. stop() ends only our own."""

    def __init__(self, site_file: Path, where: str = "auto", port: int = PORT) -> None:
        self._site_file, self._where, self._port = site_file, where, port
        self._server: OnestopServer | None = None
        self.url = "" if where in ("auto", "none") else where.rstrip("/")

    @property
    def own(self) -> OnestopServer | None:
        """Ours, unless it gave way to another."""
        return self._server if self._server is not None and self._server.serves else None

    @property
    def desk(self) -> Desk | None:
        """Where its officers accept dossiers, when it is our own."""
        return None if self._server is None else self._server.desk

    @property
    def records(self) -> list[bytes]:
        """What our own was told, in its order, one JSON object each."""
        return [] if self._server is None else [bytes(each.body) for each in self._server.received]

    def start(self) -> None:
        """Raises SettingsError, OnestopError."""
        if self._where != "auto":
            return
        site = load(self._site_file, SiteFile)
        try:
            self._open(site, self._port)
        except OnestopError:
            there = f"http://127.0.0.1:{self._port}"
            if is_onestop(there):
                self.url = there
            else:
                self._open(site, 0)

    def stop(self) -> None:
        """Idempotent."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()

    def wait_for(self, kind: bytes, seconds: float = 10.0) -> None:
        """Until our own was told of a fact of this kind. Raises TookTooLong."""
        words = b'"kind":"' + kind + b'"'
        wait_for(
            lambda: any(words in each for each in self.records), f"{kind.decode()} at the one-stop system", seconds
        )

    def _open(self, site: SiteFile, port: int) -> None:
        server = OnestopServer(site, port, gives_way=True)
        server.start()
        self._server, self.url = server, server.url


def is_onestop(url: str) -> bool:
    """Whether what answers there is a one-stop system for everybody, not the own one of another demo."""
    try:
        answer = requests.get(f"{url}/api/v1/catalogue", timeout=2)
        gives_way = requests.get(f"{url}/desk/leave", timeout=2).status_code == 405
        return "procedures" in decode(answer.content, type=dict[str, object]) and not gives_way
    except (requests.RequestException, DecodeError):
        return False
