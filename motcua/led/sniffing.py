"""Bytes overheard on a line: cut into frames, each with a guess of the protocol that it belongs to.

A guess is made of what a frame holds: a CRC that is right, marks at both ends, a checksum that fits. Bytes that nothing
claims are kept as they are; nothing that was heard is left out.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from counter_display.checksums import OF, Checksum, crc16_modbus

# Bytes of one frame come closer than that, also through an adapter that holds them for 16 ms.
PAUSE_S = 0.03
# Noise without a pause is cut here, so that it is shown while it goes on.
LONGEST_BURST = 1024
MODBUS_COIL = 5
MODBUS_READS, MODBUS_ONE, MODBUS_MANY, MODBUS_REFUSED = (1, 2, 3, 4), (5, 6), (15, 16), 0x80
UNKNOWN = "unknown"
# Two bytes of CRC are right by chance once in 65,536 frames.
WITH_CRC = ("modbus",)
# A beginning and an end that fit may be chance once.
ENOUGH = 2
KINDS: tuple[Checksum, ...] = ("xor8", "sum8", "lrc", "crc16-modbus")


class Chunk(NamedTuple):
    """Bytes that were read at one moment, in seconds."""

    at: float
    data: bytes


class Guess(NamedTuple):
    """A frame, what it may be, and what it says; `text` names the sentence that `values` fill."""

    protocol: str
    data: bytes
    text: str
    address: int | None = None
    values: dict[str, object] = {}


def bursts(chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    """Chunks without a pause between them put together."""
    burst: Chunk | None = None
    last = 0.0
    for chunk in chunks:
        if burst is not None and (chunk.at - last > PAUSE_S or len(burst.data) >= LONGEST_BURST):
            yield burst
            burst = None
        burst = chunk if burst is None else burst._replace(data=burst.data + chunk.data)
        last = chunk.at
    if burst is not None:
        yield burst


def guesses(data: bytes) -> tuple[Guess, ...]:
    """Everything in a burst, in order; what no protocol claims is UNKNOWN."""
    found: list[Guess] = []
    begin = at = 0
    while at < len(data):
        guess = next(filter(None, (look(data[at:]) for look in _LOOKS)), None)
        if guess is None:
            at += 1
            continue
        found += _unknown(data[begin:at])
        found.append(guess)
        at += len(guess.data)
        begin = at
    return (*found, *_unknown(data[begin:]))


def best(found: Iterable[Guess]) -> tuple[str, int] | None:
    """The protocol and address that most frames have; None when nothing was understood."""
    counted = Counter((each.protocol, each.address) for each in found if each.protocol != UNKNOWN)
    spoken = [(count, protocol, address) for (protocol, address), count in counted.items() if address is not None]
    if not spoken:
        return (max(counted, key=lambda each: counted[each])[0], 0) if counted else None
    _, protocol, address = max(spoken)
    return protocol, address


def is_plain(protocol: str, found: Sequence[Guess]) -> bool:
    """Whether it is that protocol and no chance: a CRC that is right, or enough frames and few that are none."""
    count = sum(each.protocol == protocol for each in found)
    return protocol in WITH_CRC or (count >= ENOUGH and 2 * count >= len(found))


def addresses(protocol: str, found: Iterable[Guess]) -> list[int]:
    """Those that were spoken to, or spoke, in that protocol."""
    return sorted({each.address for each in found if each.protocol == protocol and each.address is not None})


def _unknown(data: bytes) -> list[Guess]:
    return [Guess(UNKNOWN, data, "unknown")] if data else []


def _modbus(data: bytes) -> Guess | None:
    for length in _modbus_lengths(data):
        frame = data[:length]
        if len(frame) == length and crc16_modbus(frame[:-2]) == frame[-2:]:
            return _modbus_meaning(frame)
    return None


def _modbus_lengths(data: bytes) -> Iterator[int]:
    """How long a frame that begins so would be."""
    if len(data) < 5:
        return
    function = data[1]
    if function in MODBUS_READS:
        yield from (8, 5 + data[2])
    elif function in MODBUS_ONE:
        yield 8
    elif function in MODBUS_MANY:
        yield from (9 + data[6], 8) if len(data) > 6 else (8,)
    elif function & MODBUS_REFUSED and function & 0x7F in (*MODBUS_READS, *MODBUS_ONE, *MODBUS_MANY):
        yield 5


def _modbus_meaning(frame: bytes) -> Guess:
    address, function = frame[0], frame[1]
    values: dict[str, object] = {"function": function, "address": address}
    if function & MODBUS_REFUSED:
        return Guess("modbus", frame, "modbus.refused", address, {**values, "code": frame[2]})
    if function in MODBUS_MANY and len(frame) > 8:
        values |= {"register": f"0x{frame[2]:02X}{frame[3]:02X}", "text": _readable(frame[7:-2])}
        return Guess("modbus", frame, "modbus.text", address, values)
    if function in MODBUS_MANY:
        return Guess("modbus", frame, "modbus.taken", address, values)
    if function == MODBUS_COIL:
        values |= {"coil": f"0x{frame[2]:02X}{frame[3]:02X}"}
        return Guess("modbus", frame, f"modbus.coil_{'on' if frame[4] else 'off'}", address, values)
    if function in MODBUS_ONE:
        values |= {"register": f"0x{frame[2]:02X}{frame[3]:02X}", "value": int.from_bytes(frame[4:6], "big")}
        return Guess("modbus", frame, "modbus.value", address, values)
    return Guess("modbus", frame, "modbus.other", address, values)


def _qsystem(data: bytes) -> Guess | None:
    if len(data) < 4 or data[0] != 0x01:
        return None
    for length, text in ((10, "qsystem.text"), (7, "qsystem.box"), (4, "qsystem.key")):
        frame = data[:length]
        if len(frame) == length and frame[-1] == 0x07 and 0x07 not in frame[2:-1] and 1 <= frame[1] <= 127:
            return Guess(
                "qsystem", frame, text, frame[1], {"address": frame[1], "text": _readable(frame[2:-1]).strip()}
            )
    return None


def _armfly(data: bytes) -> Guess | None:
    found = re.match(rb"\$(\d{3}),([\x20-\x7e]*?)([#&])", data)
    if found is None:
        return None
    values = {"address": int(found[1]), "text": found[2].decode("ascii").strip()}
    text = "armfly.text" if found[3] == b"#" else "armfly.question"
    return Guess("armfly", found[0], text, int(found[1]), values)


def _alpha(data: bytes) -> Guess | None:
    plain = bytes(value & 0x7F for value in data)
    found = re.match(rb"\0{5,}\x01.([0-9A-F?]{2})\x02(?:A.(?:\x1b..)?([\x20-\x7e]*))?[^\x04]*\x04", plain, re.DOTALL)
    if found is None:
        return None
    address = int(found[1], 16) if b"?" not in found[1] else 0
    values = {"address": found[1].decode(), "text": (found[2] or b"").decode("ascii")}
    return Guess("alpha", data[: found.end()], "alpha.text", address, values)


def _stx_etx(data: bytes) -> Guess | None:
    """A frame of the commonest home-made kind, with the checksum that fits it."""
    found = re.match(rb"\x02([^\x02\x03]{1,64})\x03", data)
    if found is None:
        return None
    frame = found[0]
    for kind in KINDS:
        for begin, part in ((1, "address"), (0, "prefix")):
            after = OF[kind](frame[begin:])
            if data[len(frame) :].startswith(after):
                values: dict[str, object] = {"text": _readable(found[1]), "kind": kind, "part": part}
                return Guess("template", frame + after, "template.checksum", None, values)
    return Guess("template", frame, "template.plain", None, {"text": _readable(found[1])})


def _readable(data: bytes) -> str:
    return "".join(chr(value) if 0x20 <= value <= 0x7E else "·" for value in data)


_LOOKS: tuple[Callable[[bytes], Guess | None], ...] = (_modbus, _alpha, _armfly, _qsystem, _stx_etx)
