"""A virtual LED board of an unknown make: it understands what a template describes, by a pattern over the bytes."""

import re
from collections.abc import Mapping
from functools import reduce

from counter_display.template_protocol import Template
from counter_display.virtual_device import Board
from counter_display.virtual_modbus import crc

LENGTHS = {"none": 0, "sum8": 1, "xor8": 1, "lrc": 1, "crc16-modbus": 2}
ADDRESSES = {
    "none": rb"()",
    "byte": rb"(.)",
    "hex2": rb"([0-9A-F]{2})",
    "decimal2": rb"(\d\d)",
    "decimal3": rb"(\d\d\d)",
}
LETTER = {"ascii": rb".", "utf-8": rb"(?:[\x00-\x7f]|[\xc2-\xdf].|[\xe0-\xef]..|[\xf0-\xf4]...)"}


class TemplateBoard(Board):
    """Prefix, address, text and suffix as its template has them; a wrong checksum shows nothing."""

    def __init__(
        self,
        address: int,
        template: Template,
        cells: int = 4,
        gap_s: float = 0.0,
        lights: Mapping[bytes, int] | None = None,
    ) -> None:
        super().__init__(address, cells, gap_s, lights)
        self._template = template
        if template.encoding == "utf-8":
            self.style = "matrix"
        self._pattern = _pattern(template, cells)

    def _look(self, frame: bytes) -> bytes:
        if self._dims(frame):
            return self._template.answer
        prefix = self._template.prefix
        # What is no frame from the first beginning on may be one from a later: noise came before it.
        starts = [found.start() for found in re.finditer(b"(?=" + re.escape(prefix) + b")", frame)] if prefix else [0]
        for start in starts:
            found = self._pattern.fullmatch(frame, start)
            if found is not None and self._take(found):
                return self._template.answer if self._mine(found) else b""
        if not prefix and self._template.suffix and _ended(frame, self._template):
            self._drop("not understood")
        return b""

    def _take(self, found: re.Match[bytes]) -> bool:
        """Act upon a frame; False when it is none after all."""
        covered = {"prefix": found.start(), "address": found.start(2), "text": found.start("text")}
        whole = found.string[covered[self._template.checksum_from] : found.end("covered")]
        if found["sum"] != self._summed(whole):
            return False
        try:
            text = found["text"].decode(self._template.encoding)
        except UnicodeDecodeError:
            return False
        if self._mine(found):
            self._show(text.lstrip() if self._template.align == "right" else text)
        else:
            self._done()
        return True

    def _mine(self, found: re.Match[bytes]) -> bool:
        form, place = self._template.address_as, found[2]
        if form == "none":
            return True
        return self.address == (place[0] if form == "byte" else int(place, 16 if form == "hex2" else 10))

    def _summed(self, data: bytes) -> bytes:
        total = reduce(lambda sofar, value: (sofar + value) % 256, data, 0)
        folded = reduce(lambda sofar, value: sofar ^ value, data, 0)
        kinds = {
            "none": b"",
            "sum8": bytes((total,)),
            "xor8": bytes((folded,)),
            "lrc": bytes(((256 - total) % 256,)),
            "crc16-modbus": crc(data),
        }
        found = kinds[self._template.checksum]
        return b"".join(b"%02X" % value for value in found) if self._template.checksum_as == "hex" else found


def _ended(frame: bytes, template: Template) -> bool:
    """Whether a frame of a board without prefix has ended, right or wrong."""
    after = LENGTHS[template.checksum] * (2 if template.checksum_as == "hex" else 1)
    end = len(frame) - (after if template.checksum_at == "after_suffix" else 0)
    return frame[:end].endswith(template.suffix)


def _pattern(template: Template, cells: int) -> re.Pattern[bytes]:
    """(prefix)(address) after (text) and behind it checksum and suffix in their order; `covered` ends the sum."""
    letter, length = LETTER[template.encoding], LENGTHS[template.checksum]
    text = letter + (b"{%d}" % cells if template.align != "none" else b"{0,%d}?" % cells)
    checksum = b"(?P<sum>.{%d})" % (length * (2 if template.checksum_as == "hex" else 1))
    head = b"(" + re.escape(template.prefix) + b")" + ADDRESSES[template.address_as] + re.escape(template.after_address)
    shown, suffix = head + b"(?P<text>" + text + b")", re.escape(template.suffix)
    if template.checksum_at == "before_suffix":
        return re.compile(shown + b"(?P<covered>)" + checksum + suffix, re.DOTALL)
    return re.compile(shown + suffix + b"(?P<covered>)" + checksum, re.DOTALL)
