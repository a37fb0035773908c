"""How much paper a job takes, in rows of dots: for the metres that are left on a roll, and for the time it needs.

Pictures, feeds and lines are counted as they are; what a printer draws itself (a QR code, a barcode) about as large.
"""

LINE = 30
# A QR code of a ticket has 29 or 33 squares a side.
SQUARES = 33
# Bytes after the two of a command; pictures, codes and cuts tell their length themselves.
ARGUMENTS = {
    b"\x1dP": 2, b"\x1ba": 1, b"\x1bJ": 1, b"\x1bt": 1, b"\x1bE": 1, b"\x1b3": 1, b"\x1d!": 1, b"\x1dB": 1,
    b"\x1dh": 1, b"\x1dw": 1, b"\x1dH": 1, b"\x1c.": 0, b"\x1cp": 2,
}  # fmt: skip


def rows_of(job: bytes) -> int:
    """Rows of dots of a job that printer.escpos made."""
    rows, at, pitch, tall, side, bars = 0, 0, LINE, 1, 3, 162
    while at < len(job):
        pair, value = job[at : at + 2], job[at + 2] if at + 2 < len(job) else 0
        match pair:
            case b"\x1bJ":
                rows += value
            case b"\x1b3":
                pitch = value
            case b"\x1d!":
                tall = (value & 15) + 1
            case b"\x1dh":
                bars = value
            case b"\x1dk":
                rows += bars
            case b"\x1dv":
                rows += _height(job, at) * (1 + (value_of(job, at + 3) >> 1))
            case b"\x1d(" if job[at + 2 : at + 3] == b"L":
                rows += value_of(job, at + 13) * value_of(job, at + 9) if job[at + 5 : at + 7] == b"0p" else 0
            case b"\x1d(":
                side = value_of(job, at + 7) if job[at + 5 : at + 7] == b"1C" else side
                rows += SQUARES * side if job[at + 5 : at + 7] == b"1Q" else 0
        if pair == b"\x1b*":
            rows += 24
        if job[at] == 0x0A:
            rows += max(pitch, 24 * tall)
        at += _size(job, at)
    return rows


def value_of(job: bytes, at: int) -> int:
    """The byte at a place; 0 behind the end."""
    return job[at] if at < len(job) else 0


def _height(job: bytes, at: int) -> int:
    return value_of(job, at + 6) + 256 * value_of(job, at + 7)


def _size(job: bytes, at: int) -> int:
    head = job[at : at + 8]
    if head[:2] == b"\x1dv":
        return 8 + (value_of(head, 4) + 256 * value_of(head, 5)) * _height(job, at)
    if head[:2] == b"\x1dk":
        return 4 + value_of(head, 3)
    if head[:2] == b"\x1d(":
        return 5 + value_of(head, 3) + 256 * value_of(head, 4)
    if head[:2] == b"\x1b*":
        # With the end of its line.
        return 6 + 3 * (value_of(head, 3) + 256 * value_of(head, 4))
    if head[0] not in (0x1B, 0x1C, 0x1D):
        return 1
    return 4 if head[:2] == b"\x1dV" and head[2:3] in (b"A", b"B") else 2 + ARGUMENTS.get(head[:2], 0)
