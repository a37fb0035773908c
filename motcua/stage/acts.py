"""What a visitor of the page may do, one struct an act: POST /stage/do {"act": "press", "device": …, "service": …}."""

from typing import Annotated, Literal, get_args, get_origin

from msgspec import Meta, Struct
from msgspec.structs import fields

Name = Annotated[str, Meta(min_length=1, max_length=64)]
Code = Annotated[str, Meta(max_length=64)]
Line = Annotated[str, Meta(min_length=1, max_length=200)]
Pixel = Annotated[float, Meta(ge=0, le=10_000)]


class Act(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="act"):
    """Base of all acts."""


class Press(Act, frozen=True, kw_only=True, tag="press"):
    """A citizen presses a button of a ticket machine."""

    device: Name
    service: Name


class Key(Act, frozen=True, kw_only=True, tag="key"):
    """An officer presses a key."""

    device: Name
    key: Literal["next", "start", "fee", "finish"]


class Touch(Act, frozen=True, kw_only=True, tag="touch"):
    """A finger taps a screen, at that pixel."""

    device: Name
    x: Pixel
    y: Pixel


class Paper(Act, frozen=True, kw_only=True, tag="paper"):
    """The roll of a printer."""

    device: Name
    state: Literal["out", "low", "full"]


class Cover(Act, frozen=True, kw_only=True, tag="cover"):
    """The cover of a printer."""

    device: Name
    open: bool


class Plug(Act, frozen=True, kw_only=True, tag="line"):
    """The adapter of a counter's LED line."""

    device: Name
    plugged: bool


class Broker(Act, frozen=True, kw_only=True, tag="broker"):
    """The broker: stopped, until it is started."""

    up: bool


class Kill(Act, frozen=True, kw_only=True, tag="kill"):
    """A power cut for one program, which is started again after a moment."""

    program: Name


class Cut(Act, frozen=True, kw_only=True, tag="onestop"):
    """The line to the one-stop system."""

    away: bool


class Accept(Act, frozen=True, kw_only=True, tag="accept"):
    """The officer accepts a new dossier in the one-stop system."""

    counter: Name
    procedure: Name
    ticket: Code = ""


class Supplement(Act, frozen=True, kw_only=True, tag="supplement"):
    """A dossier needs papers; without a code it is registered first."""

    counter: Name
    procedure: Code = ""
    items: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=10)]
    code: Code = ""
    ticket: Code = ""


class Refuse(Act, frozen=True, kw_only=True, tag="refuse"):
    """A dossier is refused; without a code it is registered first."""

    counter: Name
    procedure: Code = ""
    reason: Annotated[str, Meta(min_length=1, max_length=600)]
    code: Code = ""
    ticket: Code = ""


class ToPay(Act, frozen=True, kw_only=True, tag="to_pay"):
    """The fee of a dossier is due."""

    code: Name


class Paid(Act, frozen=True, kw_only=True, tag="paid"):
    """The fee of a dossier was paid."""

    code: Name


Any = Press | Key | Touch | Paper | Cover | Plug | Broker | Kill | Cut | Accept | Supplement | Refuse | ToPay | Paid


def usage() -> str:
    """All acts with their fields, and the values of those that have a list of them."""
    return " · ".join(_usage(kind) for kind in get_args(Any))


def _usage(kind: type[Act]) -> str:
    each = (f"{field.name}{'' if field.required else '?'}{_values(field.type)}" for field in fields(kind))
    return f"{kind.__struct_config__.tag}{{{', '.join(each)}}}"


def _values(kind: object) -> str:
    if kind is bool:
        return ": true|false"
    return f": {'|'.join(get_args(kind))}" if get_origin(kind) is Literal else ""
