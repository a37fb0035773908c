"""The reference pages of the contract, for people: every topic, and every message with its fields."""

import json
from typing import Any

from devicekit import topics
from devicekit.codec import MAX_BYTES, MAX_DEPTH
from motcua.pages.asyncapi import schemas

TOPICS_PATH = "reference/topics.md"
MESSAGES_PATH = "reference/messages.md"
BESIDE = MESSAGES_PATH.rpartition("/")[2]
TOPICS = f"""# Topics

`{topics.ROOT}/<site>/<kind>/<device>/<channel>`, always this deep. `<site>` and `<device>` are 1 to 32 of a-z, 0-9
and -; a device's id is unique in its site, and its MQTT user name. `<kind>` is one of: {", ".join(topics.KINDS)}.
This page is generated: `make docs`.

| channel | from | to | retained | QoS | carries |
|---|---|---|---|---|---|
"""
MESSAGES = f"""# Messages

JSON, at most {MAX_BYTES} bytes, nested at most {MAX_DEPTH} levels. Unknown fields are ignored; a message that lacks
a field, or has a value that is not allowed, is refused and told in the log. This page is generated: `make docs`.
"""


def topics_page() -> str:
    """Every channel, in Markdown."""
    return TOPICS + "".join(_topic(name, channel) for name, channel in topics.CHANNELS.items())


def messages_page() -> str:
    """Every message, then every struct that messages are made of, in Markdown."""
    found = schemas()
    wires = [channel.message.__name__ for channel in topics.CHANNELS.values()]
    parts = sorted(name for name in found if name not in wires)
    text = MESSAGES
    for title, names in (("On the channels", wires), ("What they hold", parts)):
        text += f"\n## {title}\n" + "".join(_message(name, found[name]) for name in names)
    return text


def _topic(name: str, channel: topics.Channel) -> str:
    message = channel.message.__name__
    ends = ("device", "everyone" if channel.retain else "hub") if channel.from_device else ("hub", "device")
    about = (channel.message.__doc__ or "").split(": ", 1)[1]
    link = f"[{message}]({BESIDE}#{message.lower()}): {about}"
    return f"| `{name}` | {ends[0]} | {ends[1]} | {'yes' if channel.retain else 'no'} | {channel.qos} | {link} |\n"


def _message(name: str, schema: dict[str, Any]) -> str:
    rows = [
        f"| `{field}` | {_cell(allowed(kind))} | {_default(field, kind, schema)} | {_cell(_about(kind))} |\n"
        for field, kind in schema["properties"].items()
    ]
    head = "| field | allowed | if left out | meaning |\n|---|---|---|---|\n"
    return f"\n### {name}\n\n{schema['description']}\n\n{head}{''.join(rows)}"


def allowed(kind: dict[str, Any]) -> str:
    """What a value of this JSON Schema may be, in words."""
    if "$ref" in kind:
        name = kind["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in kind:
        return " or ".join(allowed(each) for each in kind["anyOf"])
    if "enum" in kind:
        return ", ".join(f'`"{value}"`' for value in kind["enum"])
    return {"array": _list, "object": _table, "string": _text, "integer": _number}.get(kind["type"], _named)(kind)


def _list(kind: dict[str, Any]) -> str:
    items = kind["items"]
    return f"[{', '.join(map(allowed, items))}]" if isinstance(items, list) else f"list of: {allowed(items)}"


def _table(kind: dict[str, Any]) -> str:
    return f"object of: {allowed(kind['additionalProperties'])}, by name"


def _text(kind: dict[str, Any]) -> str:
    if "pattern" in kind:
        return f"text like `{kind['pattern']}`"
    return f"text, at most {kind['maxLength']} characters" if "maxLength" in kind else "text"


def _number(kind: dict[str, Any]) -> str:
    # 2**53 - 1, the largest that JSON carries exactly everywhere, is no limit of the field's own.
    top = f" to {kind['maximum']}" if kind["maximum"] < 2**53 - 1 else " on"
    return f"whole number from {kind['minimum']}{top}"


def _named(kind: dict[str, Any]) -> str:
    return {"boolean": "`true` or `false`", "null": "`null`"}[kind["type"]]


def _default(field: str, kind: dict[str, Any], schema: dict[str, Any]) -> str:
    if field in schema["required"]:
        return "must be given"
    return f"`{json.dumps(kind['default'])}`"


def _about(kind: dict[str, Any]) -> str:
    """The description of a field, outside or inside of its `| null`."""
    inner = (each.get("description", "") for each in kind.get("anyOf", ()))
    return str(kind.get("description") or next(filter(None, inner), ""))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
