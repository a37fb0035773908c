"""What the one-stop system says, decoded strictly (docs/reference/onestop.md) and made uniform.

Blank, null and missing are one; times are legal milliseconds; codes are in their normal form. Free text is still as it
came: hub.sync.words makes it fit for paper. Unknown keys, such as an applicant's, are skipped unread.

No union or literal of the decoder's own decides a value: its message would quote it, and messages are logged.
"""

import re
from datetime import datetime
from typing import Annotated, NamedTuple, TypeVar

import msgspec
from msgspec import Meta, Raw, Struct

from devicekit.dossier_code import dossier_code
from devicekit.message_fields import LARGEST, DossierCode, MessageId, Number
from hub.dossier import STATES, UNKNOWN
from hub.errors import WrongAnswer

T = TypeVar("T")
Blank = str | None
Cursor = Annotated[str, Meta(max_length=1000)]
Amount = Annotated[int, Meta(ge=0, le=LARGEST)]

# A code has six digits in a row at most; more would be an identity card or a telephone, which no fact may hold.
_PERSONAL = re.compile(r"\d{9}")
# 2100-01-01 UTC: far enough for any result, and every time zone can still show it.
_LATEST_MS = 4_102_444_800_000
_PROCEDURE = re.compile(r"[A-Za-z0-9._/-]{1,48}")
_BACK = {"": None, "return": True, "leave": False}


class DossierWire(Struct, frozen=True, kw_only=True):
    """A dossier as it is sent."""

    code: str
    state: int
    procedure: Blank = None
    procedure_name: Blank = None
    agency: Blank = None
    accepted_at: Blank = None
    due_at: Blank = None
    updated_at: Blank = None
    place: Blank = None
    fee: Amount | str | None = None
    fee_after: Blank = None
    qr: Blank = None
    items: list[str] | str | None = None
    reason: Blank = None
    phone: Blank = None


class EventWire(Struct, frozen=True, kw_only=True):
    """An event as it is sent."""

    id: MessageId
    kind: str
    dossier: DossierWire
    at: Blank = None
    counter: str | int | None = None
    ticket: Blank = None


class OfficerWire(Struct, frozen=True, kw_only=True):
    """An officer as they are sent."""

    id: str
    name: str
    position: Blank = None
    kind: Blank = None
    photo: Blank = None


class ProcedureWire(Struct, frozen=True, kw_only=True):
    """An entry of the catalogue as it is sent."""

    code: str
    name: str
    agency: Blank = None
    fee: Amount | str | None = None
    fee_after: Blank = None


class Said(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was said of a dossier; `state` is UNKNOWN for one that is not in the national list."""

    code: str
    state: int
    procedure: str = ""
    procedure_name: str = ""
    agency: str = ""
    accepted_ms: int | None = None
    due_ms: int | None = None
    updated_ms: int | None = None
    place: str = ""
    fee: int | None = None
    fee_back: bool | None = None
    qr: str = ""
    items: tuple[str, ...] = ()
    reason: str = ""
    phone: str = ""


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event; `counter` and `ticket` are "" where it names none."""

    id: str
    kind: str
    dossier: Said
    at_ms: int | None = None
    counter: str = ""
    ticket: str = ""


class Page(NamedTuple):
    """A page of the feed; each event is read by itself, so that a bad one does not hold up the others."""

    cursor: str
    events: tuple[bytes, ...]


class _PageWire(Struct, frozen=True):
    cursor: Cursor
    events: list[Raw]


class _Id(Struct, frozen=True):
    id: MessageId


_PAGE = msgspec.json.Decoder(_PageWire)
_EVENT = msgspec.json.Decoder(EventWire)
_DOSSIER = msgspec.json.Decoder(DossierWire)
_ID = msgspec.json.Decoder(_Id)


def decoded(decoder: "msgspec.json.Decoder[T]", body: bytes) -> T:
    """What a body holds. Raises WrongAnswer with the place."""
    try:
        return decoder.decode(body)
    except RecursionError as error:
        raise WrongAnswer("nests too deep") from error
    except UnicodeDecodeError as error:
        raise WrongAnswer(f"is no UTF-8 at byte {error.start}") from error
    except msgspec.DecodeError as error:
        raise WrongAnswer(str(error)) from error


def read_page(body: bytes) -> Page:
    """A page of the feed. Raises WrongAnswer."""
    page = decoded(_PAGE, body)
    return Page(page.cursor, tuple(bytes(raw) for raw in page.events))


def read_event(body: bytes) -> Event:
    """One event of a page. Raises WrongAnswer."""
    wire = decoded(_EVENT, body)
    if wire.kind not in ("dossier", "fee_paid"):
        raise WrongAnswer("kind is neither dossier nor fee_paid - at `$.kind`")
    return Event(
        id=wire.id,
        kind=wire.kind,
        dossier=_said(wire.dossier, "$.dossier"),
        at_ms=_moment(wire.at, "$.at"),
        counter=str(wire.counter if wire.counter is not None else "").strip(),
        ticket=_ticket(wire.ticket),
    )


def read_dossier(body: bytes) -> Said:
    """The answer to a look-up. Raises WrongAnswer."""
    return _said(decoded(_DOSSIER, body), "$")


def id_in(body: bytes) -> str:
    """The id of an event that can't be read, "" when it has none either."""
    try:
        return decoded(_ID, body).id
    except WrongAnswer:
        return ""


def read_code(text: str, place: str) -> str:
    """A dossier code in its normal form. Raises WrongAnswer."""
    code = dossier_code(text) or text.strip()
    try:
        msgspec.convert(code, DossierCode)
    except msgspec.ValidationError as error:
        raise WrongAnswer(f"is no dossier code - at `{place}`") from error
    if not code or _PERSONAL.search(code):
        raise WrongAnswer(f"is no dossier code - at `{place}`")
    return code


def read_fee(fee: int | str | None, place: str) -> int | None:
    """Đồng, None for a blank. Raises WrongAnswer."""
    if isinstance(fee, str):
        if fee:
            raise WrongAnswer(f"Expected `int`, got `str` - at `{place}`")
        return None
    return fee


def read_back(fee_after: Blank, place: str) -> bool | None:
    """Whether a payer comes back, None for a blank. Raises WrongAnswer."""
    if (fee_after or "") not in _BACK:
        raise WrongAnswer(f"is neither return nor leave - at `{place}`")
    return _BACK[fee_after or ""]


def _said(wire: DossierWire, place: str) -> Said:
    return Said(
        code=read_code(wire.code, f"{place}.code"),
        state=wire.state if wire.state in STATES else UNKNOWN,
        procedure=_procedure(wire.procedure),
        procedure_name=wire.procedure_name or "",
        agency=wire.agency or "",
        accepted_ms=_moment(wire.accepted_at, f"{place}.accepted_at"),
        due_ms=_moment(wire.due_at, f"{place}.due_at"),
        updated_ms=_moment(wire.updated_at, f"{place}.updated_at"),
        place=wire.place or "",
        fee=read_fee(wire.fee, f"{place}.fee"),
        fee_back=read_back(wire.fee_after, f"{place}.fee_after"),
        qr=wire.qr or "",
        items=_items(wire.items, f"{place}.items"),
        reason=wire.reason or "",
        phone=wire.phone or "",
    )


def _procedure(code: Blank) -> str:
    """It goes into facts, so what is no code is left out rather than kept."""
    found = (code or "").strip()
    return found if _PROCEDURE.fullmatch(found) and not _PERSONAL.search(found) else ""


def _items(items: list[str] | str | None, place: str) -> tuple[str, ...]:
    if isinstance(items, str):
        if items:
            raise WrongAnswer(f"Expected `array`, got `str` - at `{place}`")
        return ()
    return tuple(items or ())


def _ticket(text: Blank) -> str:
    number = (text or "").strip().upper()
    try:
        return msgspec.convert(number, Number) if number else ""
    except msgspec.ValidationError as error:
        raise WrongAnswer("is no ticket number, such as A012 - at `$.ticket`") from error


def _moment(text: Blank, place: str) -> int | None:
    if not text:
        return None
    try:
        ms = int(msgspec.convert(text, Annotated[datetime, Meta(tz=True)]).timestamp() * 1000)
    except (msgspec.ValidationError, OverflowError) as error:
        raise WrongAnswer(f"is no time with offset, such as 2026-11-25T08:05:12+07:00 - at `{place}`") from error
    if not 0 <= ms < _LATEST_MS:
        raise WrongAnswer(f"is before 1970 or after 2099 - at `{place}`")
    return ms
