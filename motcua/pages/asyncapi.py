"""The contract for other people's programs: docs/asyncapi.yaml, AsyncAPI 3.0, from topics.CHANNELS and the messages."""

from typing import Any, get_args

import msgspec
import yaml

from devicekit import topics
from devicekit.codec import MAX_BYTES
from devicekit.messages import Wire
from devicekit.version import VERSION

HEAD = "# Generated from devicekit/messages.py and devicekit/topics.py: make docs\n"
DESCRIPTION = f"""What devices of a centre and their hub say to each other. JSON, at most {MAX_BYTES} bytes, MQTT 3.1.1.
`evt` and `do` are sent again, with the same id, until `ack` or an event of the device answers them: QoS 0 is enough.
Unknown fields are ignored, unknown types are refused with a reason."""
PARAMETERS = {
    "site": {"description": "id of the centre: 1 to 32 of a-z, 0-9 and -"},
    "kind": {"description": "what the device is", "enum": list(topics.KINDS)},
    "device": {"description": "id of the device, unique in the site; also its MQTT user name"},
}


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def page() -> str:
    """The document as YAML."""
    # Anchors for what is said twice would make the file hard to read.
    text: str = yaml.dump(document(), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)
    return HEAD + text


def document() -> dict[str, Any]:
    """The document as plain values."""
    names = [wire.__name__ for wire in get_args(Wire)]
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "motcua", "version": VERSION, "description": DESCRIPTION, "license": {"name": "Apache-2.0"}},
        "defaultContentType": "application/json",
        "channels": {name: _channel(name, channel) for name, channel in topics.CHANNELS.items()},
        "operations": {name: _operation(name, channel) for name, channel in topics.CHANNELS.items()},
        "components": {
            "messages": {name: {"name": name, "payload": {"$ref": f"#/components/schemas/{name}"}} for name in names},
            "schemas": schemas(),
        },
    }


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of every struct on the wire, by its name, in the dialect of AsyncAPI 3.0: draft 07 and a bit."""
    _, components = msgspec.json.schema_components(get_args(Wire), ref_template="#/components/schemas/{name}")
    return {name: _in_draft_07(schema) for name, schema in components.items()}


def _in_draft_07(value: Any) -> Any:
    if isinstance(value, list):
        return [_in_draft_07(each) for each in value]
    if not isinstance(value, dict):
        return value
    plain = {key: _in_draft_07(each) for key, each in value.items()}
    if "prefixItems" in plain:
        plain |= {"items": plain.pop("prefixItems"), "additionalItems": False}
    if isinstance(plain.get("discriminator"), dict):
        plain["discriminator"] = plain["discriminator"]["propertyName"]
    if isinstance(plain.get("pattern"), str):
        # Only Python's `$` needs to be told not to match before a last newline.
        plain["pattern"] = plain["pattern"].replace(r"$(?!\n)", "$")
    return plain


def _channel(name: topics.ChannelName, channel: topics.Channel) -> dict[str, Any]:
    message = channel.message.__name__
    return {
        "address": f"{topics.ROOT}/{{site}}/{{kind}}/{{device}}/{name}",
        "description": (channel.message.__doc__ or "").strip(),
        "parameters": PARAMETERS,
        "messages": {message: {"$ref": f"#/components/messages/{message}"}},
    }


def _operation(name: topics.ChannelName, channel: topics.Channel) -> dict[str, Any]:
    """What a device does on a channel; the hub does the opposite."""
    return {
        "action": "send" if channel.from_device else "receive",
        "channel": {"$ref": f"#/channels/{name}"},
        "bindings": {"mqtt": {"qos": channel.qos, "retain": channel.retain, "bindingVersion": "0.2.0"}},
    }
