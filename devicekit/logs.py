"""Logging: one JSON line an event for journald, plain text for a terminal; no value can forge or break a line."""

import json
import logging
import sys
import unicodedata
from collections.abc import Collection
from typing import Literal, TextIO

Style = Literal["json", "plain"]


def setup(
    program: str,
    style: Style | None = None,
    stream: TextIO | None = None,
    level: str = "INFO",
    devices: Collection[str] = (),
) -> None:
    """Make this program's log the only one. `style` None means plain on a terminal, JSON elsewhere.

    `devices`: of a program that is several; what a thread of that name says is said by that device.
    """
    out = stream or sys.stderr
    chosen = style or ("plain" if out.isatty() else "json")
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines(program, devices) if chosen == "json" else PlainLines(program, devices))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Their INFO lines tell of every request and packet: an SD card is no place for them.
    for noisy in ("uvicorn", "paho", "amqtt", "transitions", "PIL", "escpos"):
        logging.getLogger(noisy).setLevel("WARNING")
    # Its warnings quote addresses and answers, which may tell of somebody.
    logging.getLogger("urllib3").setLevel("CRITICAL")


def visible(text: str) -> str:
    """Text with control, format and line-separating characters spelled out, so that it stays on its line."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if not _hidden(c) else c.encode("unicode_escape").decode("ascii") for c in text)


def _hidden(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _ids(record: logging.LogRecord) -> dict[str, str]:
    ids = getattr(record, "ids", None)
    return {str(key): str(value) for key, value in ids.items()} if isinstance(ids, dict) else {}


def _speaker(record: logging.LogRecord, program: str, devices: Collection[str]) -> str:
    thread = record.threadName or ""
    return thread if thread in devices else program


class JsonLines(logging.Formatter):
    """One JSON object a line; escapes all but plain ASCII, so no terminal sequence survives either."""

    def __init__(self, program: str, devices: Collection[str] = ()) -> None:
        super().__init__()
        self._program, self._devices = program, devices

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": round(record.created, 3),
            "level": record.levelname.lower(),
            "program": _speaker(record, self._program, self._devices),
            "from": record.name,
            "text": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        # An id must not take the place of what the line says of itself.
        return json.dumps({**_ids(record), **line}, ensure_ascii=True)


class PlainLines(logging.Formatter):
    """One readable line; what an exception adds is folded into it."""

    def __init__(self, program: str, devices: Collection[str] = ()) -> None:
        super().__init__()
        self._program, self._devices = program, devices

    def format(self, record: logging.LogRecord) -> str:
        at = self.formatTime(record, "%H:%M:%S")
        ids = "".join(f" {key}={value}" for key, value in _ids(record).items())
        text = record.getMessage() + ids
        if record.exc_info:
            text += " | " + self.formatException(record.exc_info)
        speaker = _speaker(record, self._program, self._devices)
        return visible(f"{at} {record.levelname.lower():7} {speaker}: {text}")
