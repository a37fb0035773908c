"""Frames of a board that no driver knows, by a template that a technician wrote from the board's manual.

    prefix | address | after_address | text, padded | checksum | suffix       checksum_at = "before_suffix"
    prefix | address | after_address | text, padded | suffix | checksum       checksum_at = "after_suffix"

A template can be wrong in ways that show once a month: a checksum byte that happens to be the end mark, an address that
is one, a padding that makes 12 and 012 the same. faults() names them, so that `motcua check` refuses such a template.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from counter_display.checksums import OF, Checksum
from counter_display.device import Reply
from counter_display.glyphs import ASCII, SETS, Face

AddressAs = Literal["none", "byte", "hex2", "decimal2", "decimal3"]
Encoding = Literal["ascii", "utf-8"]
Align = Literal["none", "left", "right"]
ChecksumAs = Literal["bytes", "hex"]
ChecksumFrom = Literal["prefix", "address", "text"]
ChecksumAt = Literal["before_suffix", "after_suffix"]

MOST: dict[AddressAs, int] = {"none": 255, "byte": 255, "hex2": 255, "decimal2": 99, "decimal3": 255}
# A number or a word of ours may hold these whatever marks a board has.
OURS = frozenset(char for char in map(chr, range(0x20, 0x7F)) if char.isalnum() or char in " -_.")


class Template(NamedTuple):
    """A board's frame."""

    prefix: bytes
    suffix: bytes
    address_as: AddressAs = "none"
    after_address: bytes = b""
    encoding: Encoding = "ascii"
    align: Align = "none"
    padding: bytes = b" "
    checksum: Checksum = "none"
    checksum_as: ChecksumAs = "bytes"
    checksum_from: ChecksumFrom = "prefix"
    checksum_at: ChecksumAt = "before_suffix"
    answer: bytes = b""
    """What the board says when it has taken a frame; nothing: it says nothing."""


class Fault(NamedTuple):
    """Why a template can't be used: the setting it is about, and the name of the sentence that says so."""

    key: str
    code: str


def text_frame(template: Template, address: int, cells: int, text: str) -> bytes:
    """The frame that shows a text of up to `cells` characters."""
    place = address_bytes(template.address_as, address)
    shown = template.prefix + place + template.after_address + _padded(template, cells, text)
    begin = {"prefix": 0, "address": len(template.prefix)}.get(
        template.checksum_from, len(template.prefix) + len(place) + len(template.after_address)
    )
    if template.checksum_at == "before_suffix":
        return shown + _sum(template, shown[begin:]) + template.suffix
    shown += template.suffix
    return shown + _sum(template, shown[begin:])


def address_bytes(form: AddressAs, address: int) -> bytes:
    """An address as a frame carries it. Raises ValueError for one that does not fit."""
    if not 0 <= address <= MOST[form]:
        raise ValueError(f"address {address} does not fit; {form} holds 0 to {MOST[form]}")
    if form == "byte":
        return bytes((address,))
    return {"none": "", "hex2": f"{address:02X}", "decimal2": f"{address:02}"}.get(form, f"{address:03}").encode()


def reply(template: Template, data: bytes) -> Reply:
    """What the board's bytes say."""
    if not template.answer:
        return "strange"
    if template.answer in data:
        return "taken"
    return "coming" if len(data) < len(template.answer) else "strange"


def marks(template: Template) -> frozenset[str]:
    """Characters that no text may hold because they are the board's end mark."""
    if template.align != "none":
        return frozenset()
    return frozenset(map(chr, template.suffix)) & ASCII - OURS


def faults(template: Template, face: Face, address: int) -> Iterator[Fault]:
    """What would make its frames mean two things."""
    if face.glyphs == "all" and template.encoding == "ascii":
        yield Fault("encoding", "narrow")
    if address > MOST[template.address_as]:
        yield Fault("address_as", "address")
    if len(template.padding) != 1:
        yield Fault("padding", "padding_one")
    elif template.align != "none" and template.padding != b" " and template.padding[0] in _text_bytes(face):
        yield Fault("padding", "padding")
    if not template.suffix and not template.prefix:
        yield Fault("prefix", "no_mark")
    elif not template.suffix and template.align == "none":
        yield Fault("suffix", "no_end")
    elif not template.suffix and set(template.prefix) <= _text_bytes(face):
        yield Fault("prefix", "begin_in_text")
    if template.suffix and template.align == "none":
        yield from _end_is_found_early(template, face, address)


def _end_is_found_early(template: Template, face: Face, address: int) -> Iterator[Fault]:
    within = _text_bytes(face)
    summed = template.checksum != "none" and template.checksum_at == "before_suffix"
    if summed and template.checksum_as == "hex":
        within |= frozenset(b"0123456789ABCDEF")
    if set(template.suffix) <= within:
        yield Fault("suffix", "end_in_text")
    if summed and template.checksum_as == "bytes":
        yield Fault("checksum_as", "sum_is_end")
    if address <= MOST[template.address_as]:
        head = template.prefix + address_bytes(template.address_as, address) + template.after_address
        # The last bytes of the head may also be the first of an end mark that a text completes.
        starts = range(1, len(template.suffix))
        split = any(head.endswith(template.suffix[:n]) and set(template.suffix[n:]) <= within for n in starts)
        if template.suffix in head or split:
            yield Fault("suffix", "end_in_head")


def _text_bytes(face: Face) -> frozenset[int]:
    known = SETS.get(face.glyphs, ASCII) - face.never
    letters = frozenset(range(0x80, 0x100)) if face.glyphs == "all" else frozenset()
    return frozenset(map(ord, known)) | letters


def _padded(template: Template, cells: int, text: str) -> bytes:
    room = template.padding * max(0, cells - len(text)) if template.align != "none" else b""
    data = text.encode(template.encoding)
    return room + data if template.align == "right" else data + room


def _sum(template: Template, covered: bytes) -> bytes:
    found = OF[template.checksum](covered)
    return found.hex().upper().encode() if template.checksum_as == "hex" else found
