"""What a job may be made of, byte by byte: a judge of every job that knows nothing of how it was made.

    job      = 1B 40  1D 50 d d  command…  [1D 56 41|42 00]
    command  = one of COMMANDS with its parameters in range, a picture, a code, or text up to 0A

Text is 20 to 7E and, with a page chosen, 80 to FF. Everything that depends on the printer (pages, width, what it draws
itself) is judged by its ability. Nowhere, not even in a picture, are the real-time commands 10 04, 10 05, 10 14.
"""

import re
from collections.abc import Callable, Mapping

from printer.ability import Ability
from printer.head import RasterCommand

REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")
PICTURE, KEPT, CODE, BARS, LINE_END = b"\x1dv0", b"\x1d(L", b"\x1d(k", b"\x1dkI", 0x0A
COLUMNS, COLUMN_MODE = b"\x1b*", 33
PRINT_KEPT = KEPT + b"\x02\x0002"
# A band has 96 rows; a taller picture makes a printer wait, and some have no room for it.
TALLEST = 96
CUTS = {"part": b"\x1dVB\x00", "full": b"\x1dVA\x00"}
PICTURE_HEAD, KEPT_HEAD, COLUMNS_HEAD = 8, 15, 5
# A paper of half a metre is a mistake of somebody's, not a paper.
LONGEST = 200_000

Allowed = Callable[[int, Ability], bool]
# One parameter each.
COMMANDS: Mapping[bytes, Allowed] = {
    b"\x1ba": lambda n, able: n in (0, 1, 2),
    b"\x1bJ": lambda n, able: n > 0,
    b"\x1b3": lambda n, able: (_types(able) and n >= 24) or (able.head.raster == "ESC *" and n in (12, 24)),
    b"\x1bE": lambda n, able: _types(able) and n in (0, 1),
    b"\x1bt": lambda n, able: n in _pages(able),
    b"\x1d!": lambda n, able: _types(able) and not n & 0x88,
    b"\x1dB": lambda n, able: _types(able) and n in (0, 1),
    b"\x1dh": lambda n, able: able.barcode and n > 0,
    b"\x1dw": lambda n, able: able.barcode and 2 <= n <= 6,
    b"\x1dH": lambda n, able: able.barcode and n == 2,
}


def violations(job: bytes, ability: Ability) -> list[str]:
    """What is in a job that no renderer for this printer may have put there, with its place; empty when it is right."""
    found = [f"byte {match.start()}: real-time command {match[0].hex(' ')}" for match in REAL_TIME.finditer(job)]
    if len(job) > LONGEST:
        found.append(f"{len(job)} bytes are more than {LONGEST}")
    dpi = ability.head.dpi // -(-ability.head.dpi // 255)
    begin = b"\x1b@\x1dP" + bytes((dpi, dpi))
    if not job.startswith(begin):
        return [*found, "byte 0: a job begins by initialising the printer and its units"]
    at, has_page = len(begin), False
    while at < len(job):
        has_page = (has_page and job[at] != LINE_END) or job[at : at + 2] == b"\x1bt"
        size = _size(job, at, ability, has_page)
        if size == 0:
            return [*found, f"byte {at}: {job[at : at + 6].hex(' ')} is no command for this printer"]
        at += size
    return found


def _size(job: bytes, at: int, ability: Ability, has_page: bool) -> int:
    """How many bytes the command at a place has; 0 when none may be there."""
    byte, pair, triple = job[at], job[at : at + 2], job[at : at + 3]
    if byte == LINE_END or 0x20 <= byte <= 0x7E or byte >= 0x80:
        return 1 if _types(ability) and (byte < 0x80 or has_page) else 0
    if triple == PICTURE:
        return _picture(job, at, ability)
    if triple == KEPT:
        return _kept(job, at, ability)
    if pair == COLUMNS:
        return _columns(job, at, ability)
    if triple == CODE:
        return _code(job, at) if ability.qr else 0
    if triple == BARS:
        return _bars(job, at) if ability.barcode else 0
    if pair == b"\x1c.":
        return 2 if ability.chinese else 0
    if pair == b"\x1cp":
        return 4 if job[at + 2 : at + 4] == bytes((ability.stored_logo, 0)) and ability.stored_logo else 0
    if pair == b"\x1dV":
        return 4 if job[at : at + 4] == CUTS.get(ability.head.cut) and at + 4 <= len(job) else 0
    allowed = COMMANDS.get(pair)
    return 3 if allowed is not None and at + 2 < len(job) and allowed(job[at + 2], ability) else 0


def _picture(job: bytes, at: int, ability: Ability) -> int:
    head = job[at : at + PICTURE_HEAD]
    if len(head) < PICTURE_HEAD or head[3] > 3 or not _draws_by(ability, "GS v 0"):
        return 0
    width, rows = head[4] + 256 * head[5], head[6] + 256 * head[7]
    size = PICTURE_HEAD + width * rows
    fits = 0 < 8 * width * (1 + (head[3] & 1)) <= ability.head.dots and 0 < rows <= TALLEST
    return size if fits and at + size <= len(job) else 0


def _kept(job: bytes, at: int, ability: Ability) -> int:
    """A picture that is kept and printed at once."""
    head = job[at : at + KEPT_HEAD]
    if len(head) < KEPT_HEAD or head[5:8] != b"0p0" or head[10:11] != b"1" or not _draws_by(ability, "GS ( L"):
        return 0
    dots, rows = head[11] + 256 * head[12], head[13] + 256 * head[14]
    data = (dots + 7) // 8 * rows
    size = KEPT_HEAD + data + len(PRINT_KEPT)
    fits = 0 < dots * head[8] <= ability.head.dots and 0 < rows <= TALLEST and {head[8], head[9]} <= {1, 2}
    whole = head[3] + 256 * head[4] == 10 + data and job[at + size - len(PRINT_KEPT) : at + size] == PRINT_KEPT
    return size if fits and whole else 0


def _columns(job: bytes, at: int, ability: Ability) -> int:
    """Columns of 24 dots and the end of their line."""
    head = job[at : at + COLUMNS_HEAD]
    if len(head) < COLUMNS_HEAD or head[2] != COLUMN_MODE or not _draws_by(ability, "ESC *"):
        return 0
    count = head[3] + 256 * head[4]
    size = COLUMNS_HEAD + 3 * count + 1
    return size if 0 < count <= ability.head.dots and job[at + size - 1 : at + size] == b"\n" else 0


def _draws_by(ability: Ability, command: RasterCommand) -> bool:
    return ability.raster and ability.head.raster == command


def _code(job: bytes, at: int) -> int:
    size = 5 + job[at + 3] + 256 * job[at + 4] if at + 5 <= len(job) else 0
    body = job[at + 5 : at + size]
    if not size or at + size > len(job) or body[:1] != b"1":
        return 0
    right = {
        b"A": body[2:] == b"2\x00",
        b"C": len(body) == 3 and 1 <= body[2] <= 16,
        b"E": body[2:] == b"1",
        b"P": body[2:3] == b"0" and _is_text(body[3:]),
        b"Q": body[2:] == b"0",
    }
    return size if right.get(body[1:2], False) else 0


def _bars(job: bytes, at: int) -> int:
    size = 4 + job[at + 3] if at + 4 <= len(job) else 0
    data = job[at + 4 : at + size]
    fits = bool(size) and at + size <= len(job) and data[:2] == b"{B" and len(data) > 2
    return size if fits and _is_text(data) and max(data) < 0x7F else 0


def _is_text(data: bytes) -> bool:
    return all(byte >= 0x20 and byte != 0x7F for byte in data)


def _types(ability: Ability) -> bool:
    # What a printer draws itself but can't, is printed as its text.
    return ability.letters != "raster" or not ability.raster


def _pages(ability: Ability) -> tuple[int, ...]:
    if ability.letters == "tcvn3":
        return ability.tcvn3 or ()
    return (ability.cp1258,) if ability.letters == "cp1258" and ability.cp1258 is not None else ()
