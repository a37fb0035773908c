"""The keys that a technician presses while the doctor looks: by name, or as what came instead."""

import queue
from collections.abc import Iterator
from typing import NamedTuple

from counter_display.device import BoxKey, KeyInput, Keypad, KeypadSeen, KeySeen, KeyTyped, Noise, Polled
from counter_display.keypad import MARKS
from devicekit.buttons.device import PinChanged
from devicekit.clock import Clock
from devicekit.ports import Port
from motcua.led.trial import WRITE_S

CHUNK = 256


class Other(NamedTuple):
    """Something else than a key: the sentence that says it, and what it is about."""

    key: str
    value: object


Found = str | Other
"""A key by its name, or something else."""


def line_keys(keypad: Keypad | Polled, port: Port, clock: Clock, silence_s: float) -> Iterator[Found]:
    """Keys of a keypad on a line, until nothing was pressed for a while. Raises PortError."""
    if isinstance(keypad, Polled):
        return _asked(keypad, port, clock, silence_s)
    return _overheard(keypad, port, clock, silence_s)


def plug_keys(keypad: KeyInput, clock: Clock, silence_s: float) -> Iterator[Found]:
    """Keys of a keypad with a plug of its own, or of buttons on pins, until nothing has come for a while."""
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    keypad.start(inbox)
    until = clock.monotonic() + silence_s
    try:
        while (left := until - clock.monotonic()) > 0:
            try:
                found = _of_plug(inbox.get(timeout=left))
            except queue.Empty:
                return
            if found is not None:
                until = clock.monotonic() + silence_s
                yield found
    finally:
        keypad.stop()


def _overheard(keypad: Keypad, port: Port, clock: Clock, silence_s: float) -> Iterator[Found]:
    memory: object = None
    until = clock.monotonic() + silence_s
    while (left := until - clock.monotonic()) > 0:
        data = port.read(CHUNK, left)
        if not data:
            continue
        until = clock.monotonic() + silence_s
        memory, heard = keypad.hear(memory, data, clock.monotonic())
        yield from (_of_box(each, keypad.address) for each in heard)


def _asked(keypad: Polled, port: Port, clock: Clock, silence_s: float) -> Iterator[Found]:
    memory: object = None
    until = clock.monotonic() + silence_s
    while clock.monotonic() < until:
        question, data = keypad.poll(memory), b""
        port.write(question, WRITE_S)
        answer_until = clock.monotonic() + keypad.ability.answer_s
        while keypad.reply(question, data) == "coming" and (left := answer_until - clock.monotonic()) > 0:
            data += port.read(CHUNK, left)
        memory, heard = keypad.hear(memory, question, data, clock.monotonic())
        for each in heard:
            until = clock.monotonic() + silence_s
            yield _of_plug(each) or Other("key_unknown", "-")
        port.read(CHUNK, keypad.ability.gap_s)


def _of_box(heard: BoxKey | Noise, address: int) -> Found:
    if isinstance(heard, Noise):
        return Other("key_noise", heard.data[:16].hex(" "))
    if heard.address != address:
        return Other("key_stranger", heard.address)
    return heard.key or Other("key_unknown", "-")


def _of_plug(event: object) -> Found | None:
    match event:
        case KeySeen():
            return event.key
        case KeyTyped():
            return MARKS[event.key]
        case PinChanged(down=True):
            return event.button
        case KeypadSeen() if event.part.state != "ok":
            return Other("keypad_failed", event.part.detail)
        case _:
            return None
