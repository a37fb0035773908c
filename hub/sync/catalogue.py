"""Officers and procedures of the one-stop system: what was said of each, and what the hub makes of it."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar, cast, get_args

import msgspec
from msgspec import Raw, Struct

from devicekit.message_fields import DeviceId, OfficerKind
from hub.errors import WrongAnswer
from hub.plan import OfficerPlan
from hub.sync.wire import OfficerWire, ProcedureWire, decoded, read_back, read_fee
from hub.sync.words import fit

# As [[officer]] in site.toml: what is longer does not fit under a photo.
LABEL = 80
T = TypeVar("T")


class Officer(Struct, frozen=True, kw_only=True):
    """Who sits at a counter; `photo` is a path at the one-stop system, "" for none."""

    id: str
    name: str
    position: str = ""
    kind: OfficerKind = "civil_servant"
    photo: str = ""


class Procedure(Struct, frozen=True, kw_only=True):
    """An entry of the catalogue; `fee_back` as in c.ReportDossier."""

    code: str
    name: str
    agency: str = ""
    fee: int | None = None
    fee_back: bool | None = None


class _OfficersWire(Struct, frozen=True):
    officers: list[Raw]


class _CatalogueWire(Struct, frozen=True):
    procedures: list[Raw]


_OFFICERS, _OFFICER = msgspec.json.Decoder(_OfficersWire), msgspec.json.Decoder(OfficerWire)
_CATALOGUE, _PROCEDURE = msgspec.json.Decoder(_CatalogueWire), msgspec.json.Decoder(ProcedureWire)

Pass = Callable[[str], object]
"""Told of each entry that is passed over: where it stands and why."""


def read_officers(body: bytes, passed: Pass) -> tuple[Officer, ...]:
    """The officers that can be used. Raises WrongAnswer when it is no list of them."""
    return tuple(_each(decoded(_OFFICERS, body).officers, "officers", _officer, passed))


def read_catalogue(body: bytes, passed: Pass) -> tuple[Procedure, ...]:
    """The procedures that can be used. Raises WrongAnswer when it is no list of them."""
    return tuple(_each(decoded(_CATALOGUE, body).procedures, "procedures", _procedure, passed))


def merged(own: tuple[OfficerPlan, ...], said: tuple[Officer, ...], urls: Mapping[str, str]) -> tuple[OfficerPlan, ...]:
    """The officers of site.toml, and over them those of the one-stop system; a photo that it has not stays ours."""
    officers = {officer.id: officer for officer in own}
    for officer in said:
        before = officers.get(officer.id)
        officers[officer.id] = OfficerPlan(
            id=officer.id,
            name=officer.name,
            position=officer.position,
            kind=officer.kind,
            photo=urls.get(officer.id, "") or (before.photo if before else ""),
        )
    return tuple(officers.values())


def _each(entries: list[Raw], table: str, read: Callable[[bytes], T], passed: Pass) -> Iterator[T]:
    for index, raw in enumerate(entries):
        try:
            yield read(bytes(raw))
        except WrongAnswer as error:
            passed(f"{table}[{index}]: {error}")


def _officer(body: bytes) -> Officer:
    wire = decoded(_OFFICER, body)
    try:
        id_ = msgspec.convert(wire.id, DeviceId)
    except msgspec.ValidationError as error:
        raise WrongAnswer("is no id as in site.toml - at `$.id`") from error
    kind, photo = wire.kind or "civil_servant", wire.photo or ""
    if kind not in get_args(OfficerKind):
        raise WrongAnswer(f"is none of {', '.join(get_args(OfficerKind))} - at `$.kind`")
    name = fit(wire.name, LABEL)
    if not name:
        raise WrongAnswer("is empty - at `$.name`")
    return Officer(
        id=id_, name=name, position=fit(wire.position or "", LABEL), kind=cast(OfficerKind, kind), photo=photo
    )


def _procedure(body: bytes) -> Procedure:
    wire = decoded(_PROCEDURE, body)
    code = wire.code.strip()
    if not code:
        raise WrongAnswer("is empty - at `$.code`")
    return Procedure(
        code=code,
        name=fit(wire.name),
        agency=fit(wire.agency or ""),
        fee=read_fee(wire.fee, "$.fee"),
        fee_back=read_back(wire.fee_after, "$.fee_after"),
    )
