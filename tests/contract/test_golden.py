"""An old agent works with a new hub and the other way round: every message ever published is still understood."""

import json
from pathlib import Path
from typing import Any, cast, get_args

import msgspec
import pytest
from published import PUBLISHED

from devicekit import codec
from devicekit.messages import EventBody, SetBody
from devicekit.orders import CommandBody
from devicekit.topics import CHANNELS, ChannelName

GOLDEN = Path(__file__).with_name("golden")
FILES = sorted(GOLDEN.glob("*.json"))


def channel_of(name: str) -> ChannelName:
    return cast(ChannelName, name.split(".")[0])


def message_of(name: str) -> str:
    """evt.TicketWanted of evt.TicketWanted.2, its second shape."""
    return name.rstrip("0123456789").rstrip(".")


def unsaid(value: Any) -> list[str]:
    """The fields of a message, at any depth, that are left at their defaults: an example of them is no example."""
    if isinstance(value, tuple | dict):
        return [field for item in (value.values() if isinstance(value, dict) else value) for field in unsaid(item)]
    if not isinstance(value, msgspec.Struct):
        return []
    here = [f.name for f in msgspec.structs.fields(value) if not f.required and getattr(value, f.name) == f.default]
    return here + [field for name in value.__struct_fields__ for field in unsaid(getattr(value, name))]


def holds(new: Any, old: Any) -> bool:
    """All that `old` says, `new` says alike; it may say more."""
    if isinstance(old, dict):
        return isinstance(new, dict) and all(key in new and holds(new[key], old[key]) for key in old)
    if isinstance(old, list):
        return isinstance(new, list) and len(new) == len(old) and all(map(holds, new, old))
    return type(new) is type(old) and bool(new == old)


def without_default(struct: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """The same struct as a careless change would leave it: one more field, and every sender must have it."""
    tag = struct.__struct_config__.tag
    return msgspec.defstruct(struct.__name__, [("colour", str)], bases=(struct,), kw_only=True, tag=tag)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_message_published_once_is_understood_for_ever(path: Path) -> None:
    assert codec.decode(channel_of(path.stem), path.read_bytes()) == PUBLISHED[path.stem]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_older_reader_finds_all_that_it_knows_in_what_is_sent_now(path: Path) -> None:
    sent = json.loads(codec.encode(PUBLISHED[path.stem]))
    assert holds(sent, json.loads(path.read_bytes()))


def test_every_message_and_every_body_has_its_golden_file() -> None:
    bodies = {"evt": EventBody, "do": CommandBody, "set": SetBody}
    wanted = {f"{channel}.{body.__name__}" for channel, union in bodies.items() for body in get_args(union)}
    wanted |= {name for name in CHANNELS if name not in bodies}
    assert set(map(message_of, PUBLISHED)) == wanted
    assert {path.stem for path in FILES} == set(PUBLISHED)


@pytest.mark.parametrize("message", sorted(set(map(message_of, PUBLISHED))))
def test_every_field_of_today_is_said_in_a_golden_file(message: str) -> None:
    shapes = {name: unsaid(value) for name, value in PUBLISHED.items() if message_of(name) == message}
    assert [] in shapes.values(), f"add a shape {message}.{len(shapes) + 1} that says the new field: {shapes}"


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_new_field_without_a_default_would_not_pass(name: str) -> None:
    message = PUBLISHED[name]
    payload = (GOLDEN / f"{name}.json").read_bytes()
    changed = without_default(type(message))
    with pytest.raises(msgspec.ValidationError, match="colour"):
        msgspec.json.decode(payload, type=changed)
    body = getattr(message, "body", None)
    if body is not None:
        with pytest.raises(msgspec.ValidationError, match="colour"):
            msgspec.convert(json.loads(payload)["body"], without_default(type(body)))
