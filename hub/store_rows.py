"""What the store keeps, as values, and how facts become rows and facts again."""

import hashlib
from typing import NamedTuple, get_args

import msgspec
from msgspec import Struct

from devicekit.messages import Answer
from devicekit.orders import CommandBody
from hub.engine.events import EngineEvent, Fact
from hub.engine.refusal import Said


class Told(Answer, frozen=True, kw_only=True):
    """An answer with what people must be told beside it."""

    said: tuple[Said, ...] = ()


class LogRow(NamedTuple):
    """One fact in the log. `device` is who caused it, "" for the hub itself."""

    seq: int
    day: str
    device: str
    event: EngineEvent


class RequestId(NamedTuple):
    """Who asked, and which of its requests: devices number the requests of a session."""

    device: str
    session: str
    n: int


class Answered(NamedTuple):
    """The first answer to a request, bound to the request's content."""

    id: RequestId
    digest: bytes
    at_ms: int
    answer: Answer


class Pending(NamedTuple):
    """A `do` that its device has not answered yet."""

    id: str
    device: str
    body: CommandBody
    sent_ms: int
    expires_ms: int


class Boot(NamedTuple):
    """Legal time at monotonic zero of a device's boot."""

    device: str
    boot: str
    zero_ms: int


class DossierRow(NamedTuple):
    """The last that was said of a dossier; times are legal milliseconds."""

    code: str
    state: int
    accepted_ms: int | None
    due_ms: int | None
    at_ms: int


class HeldBy(NamedTuple):
    """A number that a person got that day; `person` is a keyed hash, nobody's name or number."""

    day: str
    person: str
    number: str


class Restored(Struct, frozen=True):
    """What `motcua restore` leaves in the store: numbers to leave out, and legal time of the newest fact it had."""

    skip: int
    until_ms: int


class Batch(Struct):
    """All that one transaction writes."""

    log: list[LogRow] = []
    days: list[tuple[str, int]] = []
    answers: list[Answered] = []
    sent: list[Pending] = []
    settled: list[str] = []
    boots: list[Boot] = []
    cursors: list[tuple[str, str]] = []
    dossiers: list[DossierRow] = []
    persons: list[HeldBy] = []
    epoch: int | None = None
    taken_up: bool = False
    """A fact in `log` says that the store was restored."""

    @property
    def empty(self) -> bool:
        return not any(getattr(self, name) for name in self.__struct_fields__)


_ENCODER = msgspec.json.Encoder()
_FACTS: dict[str, msgspec.json.Decoder[EngineEvent]] = {
    kind.__name__: msgspec.json.Decoder(kind) for kind in get_args(EngineEvent)
}
_BODY: msgspec.json.Decoder[CommandBody] = msgspec.json.Decoder(CommandBody)
_ANSWER = msgspec.json.Decoder(Told)
_RESTORED = msgspec.json.Decoder(Restored)


def request_id(device: str, text: str) -> RequestId:
    """Take `<session>.<n>` apart; any other id is a session of its own."""
    session, dot, n = text.rpartition(".")
    if dot and session and n.isascii() and n.isdecimal() and len(n) <= 18:
        return RequestId(device, session, int(n))
    return RequestId(device, text, 0)


def digest_of(body: Struct) -> bytes:
    """What binds a request id to its content: 8 bytes, enough to notice a wrong program (not an attacker)."""
    return hashlib.blake2b(_ENCODER.encode(body), digest_size=8).digest()


def text_of(value: Fact | CommandBody | Answer | Restored) -> str:
    return _ENCODER.encode(value).decode()


def fact_of(kind: str, body: str) -> EngineEvent:
    """Read a fact of the log. Raises LookupError or msgspec.DecodeError when it is none."""
    return _FACTS[kind].decode(body)


def command_of(body: str) -> CommandBody:
    """Read the body of a pending `do`. Raises msgspec.DecodeError when it is none."""
    return _BODY.decode(body)


def answer_of(text: str) -> Answer:
    """Read an answer. Raises msgspec.DecodeError when it is none."""
    told = _ANSWER.decode(text)
    return told if told.said else Answer(id=told.id, outcome=told.outcome, reason=told.reason, detail=told.detail)


def restored_of(text: str) -> Restored:
    """Read what a restore left. Raises msgspec.DecodeError when it is none."""
    return _RESTORED.decode(text)
