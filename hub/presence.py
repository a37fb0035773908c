"""Who is there: the age of each device's heartbeat; births, deaths and restarts by session. Values in, values out."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from devicekit.messages import Part, Status
from hub.plan import Plan
from hub.view import DeviceView

HEARTBEAT_S = 5.0
MISSED = 3
_WELL = Part(state="ok")
# An epoch rises by one at each start of the hub: no honest device is further ahead of a store, however old that is.
LARGEST_STEP = 1_000_000
# No step may lead near the end of the numbers, however often it is taken: a start a second for 30,000 years.
LARGEST_CLAIM = 2**40


def believable(claim: int, epoch: int) -> bool:
    """Whether a device can have heard the epoch that it claims; `epoch` is the hub's own."""
    return claim <= min(epoch + LARGEST_STEP, LARGEST_CLAIM)


class _Seen(Struct):
    status: Status | None = None
    at: float = 0.0
    """Monotonic second of the last heartbeat that arrived live."""
    hub_ms: int = 0
    online: bool = False
    reason: str = "not heard yet"


class Parts:
    """The last word about each part of each device, whether an event or a status brought it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Part] = {}

    def news(self, device: str, parts: Mapping[str, Part]) -> Iterator[tuple[str, Part]]:
        """The parts that are not as they were; one that is well when it is first heard of is no news."""
        for name, part in parts.items():
            before = self._known.get((device, name), _WELL)
            self._known[device, name] = part
            if (part.state, part.code) != (before.state, before.code):
                yield name, part


class Presence:
    """The devices of one centre; `now` is the monotonic second."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._seen = {device.id: _Seen() for device in plan.devices}

    def heard(self, device: str, status: Status, retained: bool, now: float, hub_ms: int) -> bool:
        """Take in a status; True when the device has come online with it.

        A retained "online" proves nothing about now: it tells the boot and waits for a heartbeat. A death of another
        session than the one that lives is late and is ignored.
        """
        seen = self._seen[device]
        if status.state == "offline":
            if seen.status is None or seen.status.session == status.session:
                seen.status, seen.online, seen.reason = status, False, status.reason or "said goodbye"
            return False
        came = not retained and (not seen.online or seen.status is None or seen.status.session != status.session)
        seen.status = status
        if not retained:
            seen.at, seen.hub_ms, seen.online, seen.reason = now, hub_ms, True, ""
        return came

    def quiet(self, now: float) -> list[str]:
        """The devices that have missed too many heartbeats just now."""
        lost = [name for name, seen in self._seen.items() if seen.online and now - seen.at > MISSED * HEARTBEAT_S]
        for name in lost:
            self._seen[name].online = False
            self._seen[name].reason = f"no heartbeat for {MISSED * HEARTBEAT_S:.0f} s"
        return lost

    def boot_of(self, device: str) -> str:
        """The boot that a device is in, "" when it was never heard."""
        status = self._seen[device].status
        return status.boot if status is not None else ""

    def online(self, device: str) -> bool:
        return self._seen[device].online

    def all_quiet(self, reason: str) -> None:
        """The broker is away: nobody can be heard."""
        for seen in self._seen.values():
            seen.online, seen.reason = False, reason

    def views(self) -> Iterable[DeviceView]:
        for device in self._plan.devices:
            seen = self._seen[device.id]
            status = seen.status
            yield DeviceView(
                id=device.id,
                kind=device.kind,
                online=seen.online,
                reason=seen.reason,
                version=status.version if status else "",
                session=status.session if status else "",
                heard_ms=seen.hub_ms,
                parts=dict(status.parts) if status else {},
            )
