"""Answers as a broken server, a login page in between or a cut line leave them."""

from typing import NamedTuple

import msgspec

LARGE = 1024 * 1024
# Far behind what any parser follows.
DEEP = 100_000

LOGIN_PAGE = b"<!doctype html><title>Dang nhap</title><form method=post><input name=user><input name=password></form>"


class Spoilt(NamedTuple):
    """An answer as it goes out."""

    body: bytes
    media_type: str = "application/json"
    length: int | None = None
    """What its head promises, where that is more than it has."""


def spoilt(what: str, body: bytes) -> Spoilt:
    """A right answer made wrong in one way, of motcua.onestop.faults.GARBAGE."""
    if what == "html":
        return Spoilt(LOGIN_PAGE, "text/html")
    if what == "broken":
        return Spoilt(body[: len(body) * 2 // 3] + b'{"')
    if what == "types":
        return Spoilt(msgspec.json.encode(_twisted_answer(body)))
    if what == "huge":
        return Spoilt(body + b" " * LARGE)
    if what == "deep":
        return Spoilt(b'{"events":' + b"[" * DEEP + b"]" * DEEP + b"}")
    return Spoilt(body[: len(body) // 2], length=len(body) + 1)


def _twisted_answer(body: bytes) -> object:
    try:
        return _twisted(msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError):
        # A picture.
        return {"photo": 7}


def _twisted(value: object) -> object:
    """The same shape with every value of another type."""
    if isinstance(value, dict):
        return {key: _twisted(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return {str(index): _twisted(inner) for index, inner in enumerate(value)}
    if isinstance(value, str):
        return [value]
    return str(value)
