"""Health of a device's parts: what `status` says, and which changes are worth an event."""

from devicekit.codec import fit
from devicekit.messages import FaultChanged, Part

# Longer than any healthy round trip, a restart of the hub included.
UNANSWERED_S = 10.0
UNANSWERED = (
    "an event has had no answer for {:.0f} s; likely: the broker's ACL forbids it, it is too large, the network, "
    "or the hub is down"
)


class Parts:
    """The parts of a device as last reported."""

    def __init__(self) -> None:
        self.now: dict[str, Part] = {}

    def put(self, name: str, part: Part) -> bool:
        """Take a report; True when it says anything new."""
        fitted = fit(part)
        changed = self.now.get(name) != fitted
        self.now[name] = fitted
        return changed

    def news(self, name: str, part: Part) -> FaultChanged | None:
        """The event for the hub's log if this report is a change; a part that starts well is no news."""
        before = self.now.get(name, Part(state="ok"))
        if (part.state, part.code) == (before.state, before.code):
            return None
        return FaultChanged(part=name, state=part.state, code=part.code, detail=part.detail)


def answering(waited: float) -> Part:
    """Whether the hub answers: what the longest wait for an answer, in seconds, says about it."""
    if waited <= UNANSWERED_S:
        return Part(state="ok")
    return Part(state="degraded", code="unanswered", detail=UNANSWERED.format(waited))
