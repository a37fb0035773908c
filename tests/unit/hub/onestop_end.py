"""The far end of a look-up for tests: a one-stop system that counts, holds its answers back, or is away."""

import threading

from hub.dossier import Dossier
from hub.errors import OnestopAway

CODE = "000.00.53.H48-220921-0099"


def code_of(n: int) -> str:
    return f"H34.12-240101-{n:04d}"


class OnestopEnd:
    """Knows what it was given; `away` makes it fail, `open` holds answers back while it is not set."""

    def __init__(self, *known: Dossier) -> None:
        self.known = {dossier.code: dossier for dossier in known}
        self.asked: list[str] = []
        self.away = False
        self.most_at_once = 0
        self.open = threading.Event()
        self.open.set()
        self._at_once = 0
        self._lock = threading.Lock()

    def find(self, code: str) -> Dossier | None:
        with self._lock:
            self.asked.append(code)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        self.open.wait(20)
        with self._lock:
            self._at_once -= 1
        if self.away:
            raise OnestopAway(f"https://onestop.example.vn/api/v1/dossiers/{code} did not answer; look at its network")
        return self.known.get(code)
