"""Finding a device: it is told to show itself, and says that it did."""

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.commands import Refusal
from hub.engine.day import State
from hub.engine.rules import Decision, Rules


def identify(rules: Rules, state: State, asked: c.AskIdentify, now_ms: int) -> Decision:
    """Only one that hears it now: who stands there later looks for something else."""
    if asked.device not in rules.devices:
        known = ", ".join(rules.devices) or "none"
        return Refusal("unknown_device", f"no device {asked.device!r} here; known: {known}")
    if state.hours.evacuating_ms is not None:
        return Refusal("evacuation", "displays and speakers ask everybody to leave; look for it afterwards")
    if asked.away:
        return Refusal("device_offline", f"{asked.device}: {asked.away}")
    return (e.IdentifyAsked(at_ms=now_ms, device=asked.device, seconds=asked.seconds, request=asked.request),)


def note(_rules: Rules, _state: State, note: c.NoteIdentified, now_ms: int) -> Decision:
    """What it says to that."""
    return (
        e.Identified(
            at_ms=now_ms, device=note.device, asked_ms=note.asked_ms, outcome=note.outcome, reason=note.reason
        ),
    )
