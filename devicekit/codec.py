"""Messages to bytes and back: JSON, strict, bounded in size and depth."""

from typing import TypeVar

import msgspec

from devicekit.errors import BadPayload
from devicekit.message_fields import MAX_TEXT, Body
from devicekit.messages import Part, Wire
from devicekit.topics import CHANNELS, ChannelName

# The largest message of ours (a kiosk with 40 buttons) is 9 kB; the broker file that we generate allows 16 KiB.
MAX_BYTES = 16 * 1024
# Our deepest message nests 5 levels; the decoder's own limit would be the interpreter's stack.
MAX_DEPTH = 16

W = TypeVar("W", bound=Wire)
M = TypeVar("M", bound=Body | Part)

_ENCODER = msgspec.json.Encoder()
_DECODERS = {name: msgspec.json.Decoder(channel.message) for name, channel in CHANNELS.items()}


def fit(message: M) -> M:
    """The message with free text (an exception's, a device's) cut to MAX_TEXT and made encodable.

    Encoding checks no limits: an event with one letter too many would be refused by every hub for ever.
    """
    texts = {name: value for name in message.__struct_fields__ if isinstance(value := getattr(message, name), str)}
    fitted = {name: _fit(value) for name, value in texts.items()}
    return message if fitted == texts else msgspec.structs.replace(message, **fitted)


def _fit(text: str) -> str:
    sendable = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return sendable if len(sendable) <= MAX_TEXT else sendable[: MAX_TEXT - 1] + "…"


def encode(message: Wire) -> bytes:
    """Turn a message into its bytes. Raises BadPayload when no receiver could take it."""
    try:
        payload = _ENCODER.encode(message)
    except UnicodeEncodeError as error:
        raise BadPayload(f"{type(message).__name__} holds text that is no Unicode: {error}") from error
    if len(payload) > MAX_BYTES:
        raise BadPayload(f"{type(message).__name__} of {len(payload)} bytes; a message may have {MAX_BYTES}")
    return payload


def decode(channel: ChannelName, payload: bytes) -> Wire:
    """Read the payload of a channel. Raises BadPayload with the reason; never any other exception."""
    if len(payload) > MAX_BYTES:
        raise BadPayload(f"{channel} payload of {len(payload)} bytes; a message may have {MAX_BYTES}")
    if _depth(payload) > MAX_DEPTH:
        raise BadPayload(f"{channel} payload nests deeper than {MAX_DEPTH} levels")
    try:
        message: Wire = _DECODERS[channel].decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadPayload(f"{channel} payload refused: {error}; it begins {payload[:60]!r}") from error
    return message


def decode_as(message_type: type[W], channel: ChannelName, payload: bytes) -> W:
    """Like decode(), for a caller that knows what its channel carries."""
    message = decode(channel, payload)
    if not isinstance(message, message_type):
        raise BadPayload(f"{channel} carries {type(message).__name__}, not {message_type.__name__}")
    return message


def _depth(payload: bytes) -> int:
    """The deepest nesting of brackets outside strings (an upper bound is enough for text that is no JSON)."""
    if payload.count(b"[") + payload.count(b"{") <= MAX_DEPTH:
        return 0
    depth = deepest = 0
    in_string = escaped = False
    for byte in payload:
        if in_string:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_string = False
        elif byte == 0x22:
            in_string = True
        elif byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest
