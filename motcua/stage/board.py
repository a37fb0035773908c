"""The hall board: what the hub says over HTTP, asked again whenever something passed on the wire."""

import threading

import msgspec
import requests

from hub.view import View

# Under a burst of presses not more often than pages draw; a quiet hub is asked whether it is still there.
PAUSE_S, QUIET_S, TIMEOUT_S = 0.2, 1.0, 2.0


class HubBoard:
    """start(), then `view` is what the hub said last and `live` whether it still says so; stop()."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/api/v1/state"
        self._decoder = msgspec.json.Decoder(View)
        self._rung, self._over = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self.view: View | None = None
        self.live = False

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="board", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Idempotent."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._over.set()
            self._rung.set()
            thread.join()

    def ring(self) -> None:
        """Something happened: look again."""
        self._rung.set()

    def _run(self) -> None:
        with requests.Session() as session:
            session.trust_env = False
            while not self._over.is_set():
                self._rung.clear()
                self._ask(session)
                self._over.wait(PAUSE_S)
                self._rung.wait(QUIET_S)

    def _ask(self, session: requests.Session) -> None:
        try:
            answer = session.get(self._url, timeout=TIMEOUT_S)
            self.view, self.live = self._decoder.decode(answer.content), True
        except (requests.RequestException, msgspec.DecodeError):
            self.live = False
