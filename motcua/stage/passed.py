"""A message that passed on the wire, as the page lists it."""

from collections.abc import Mapping

from msgspec import Struct, to_builtins
from msgspec.json import encode

from devicekit.messages import Ack, Command, Event, SetState, Status, Wire
from devicekit.topics import Topic

LONGEST = 300


class Passed(Struct, frozen=True, kw_only=True):
    """`number` is "" for a message about no ticket."""

    at_ms: int
    topic: str
    channel: str
    device: str
    type: str
    number: str
    text: str


def passed(topic: Topic, message: Wire, at_ms: int, before: Status | None) -> Passed | None:
    """None for what would only be noise: acknowledgements of nothing, heartbeats that say what `before` said."""
    if isinstance(message, Status):
        return None if _same(message, before) else _line(topic, at_ms, "status", "", message)
    if isinstance(message, Ack):
        return _line(topic, at_ms, "ack", "", message.answers) if message.answers else None
    return _about(topic, message, at_ms)


def _about(topic: Topic, message: Event | Command | SetState, at_ms: int) -> Passed:
    body = message.body
    number = getattr(body, "number", None) or ""
    return _line(topic, at_ms, type(body).__name__, number, body)


def _line(topic: Topic, at_ms: int, kind: str, number: str, said: object) -> Passed:
    return Passed(
        at_ms=at_ms,
        topic=str(topic),
        channel=topic.channel,
        device=topic.device,
        type=kind,
        number=number,
        text=short(said),
    )


def short(said: object) -> str:
    """The JSON of a message in one line, without what is empty; cut where it is too long."""
    whole = to_builtins(said)
    if isinstance(whole, Mapping):
        whole = {key: value for key, value in whole.items() if value not in (None, "", [], {}) and key != "type"}
    text = encode(whole).decode()
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _same(status: Status, before: Status | None) -> bool:
    return before is not None and (status.state, status.session, status.parts) == (
        before.state,
        before.session,
        before.parts,
    )
