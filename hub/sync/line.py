"""What each side of the sync works with, and what it does when a call worked or failed."""

from typing import NamedTuple

from hub.errors import OnestopAway
from hub.service import Service
from hub.sync.bell import Bell
from hub.sync.caller import Caller
from hub.sync.health import Health, Side
from hub.sync.pace import Pace


class Line(NamedTuple):
    """One side's way to the one-stop system: caller, bell and pace are its own."""

    side: Side
    service: Service
    caller: Caller
    health: Health
    bell: Bell
    pace: Pace

    def worked(self) -> None:
        self.pace.well()
        self.health.well(self.side, self.service.view.day)

    def failed(self, error: OnestopAway, backlog: str = "") -> float:
        """Seconds until the next try; `backlog` is what waits because of it."""
        if not self.bell.ended:
            self.health.ill(self.side, error.code, f"{self.side}: {error}", backlog)
        return self.pace.wait_s(error.retry_after_s)
