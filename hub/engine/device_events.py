"""The facts about devices that somebody looks for. Rules as in events."""

from hub.engine.device_commands import Outcome
from hub.engine.fact import Fact


class IdentifyAsked(Fact, frozen=True, kw_only=True):
    """A device was told to show itself; `request` is that of who asked."""

    device: str
    seconds: int
    request: str


class Identified(Fact, frozen=True, kw_only=True):
    """It did, or said why not, or nothing in time; `asked_ms` as in the fact before."""

    device: str
    asked_ms: int
    outcome: Outcome
    reason: str = ""


DeviceEvent = IdentifyAsked | Identified
