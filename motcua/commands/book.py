"""`motcua book FILE.csv`: read appointments into the hub's book, all lines or, while one can't be read, none.

The lines hold code, service and time, and nothing of a person: a column that is not known is an error. Run again, it
books what is new and leaves the rest as it is.
"""

import argparse
import csv
import hashlib
import sys
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from devicekit.errors import SettingsError
from devicekit.message_fields import BookingCode
from hub.settings import Site, load_site
from motcua import hub_call
from motcua.hub_call import Refused

COLUMNS = ("code", "service", "time")


class Line(NamedTuple):
    """One appointment of the file; `request` is the same for the same content."""

    n: int
    code: str
    service: str
    time_ms: int

    @property
    def request(self) -> str:
        text = f"{self.code}|{self.service}|{self.time_ms}"
        return "csv-" + hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="tệp CSV: code,service,time / CSV file with these columns")
    parser.add_argument("--site", type=Path, default=Path("/etc/motcua/site.toml"), help="site.toml")
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="ngôn ngữ / language")


def run(args: argparse.Namespace) -> int:
    """0 when all of them are in the book, 1 when the hub refused some. Raises SettingsError, HubAway."""
    site = load_site(args.site, args.language)
    found = read(args.file, ZoneInfo(site.plan.timezone))
    refused = 0
    for line in found:
        no = post(site, line)
        if no is not None:
            refused += 1
            sys.stdout.write(f"{args.file}:{line.n}: {line.code}: {no.said(args.language)}\n")
    sys.stdout.write(f"{args.file}: {len(found) - refused} / {len(found)}\n")
    return 1 if refused else 0


def read(file: Path, zone: ZoneInfo) -> list[Line]:
    """The appointments of a file, times as in `2026-11-26 09:00`. Raises SettingsError with all of its errors."""
    try:
        rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingsError((f"{file}:1: không đọc được / can't be read: {error}",)) from error
    head = tuple(cell.strip() for cell in rows[0]) if rows else ()
    if head != COLUMNS:
        raise SettingsError((f"{file}:1: dòng đầu phải là / the first line must be: {','.join(COLUMNS)}",))
    read_lines = [_line(file, n, row, zone) for n, row in enumerate(rows[1:], 2) if row]
    problems = tuple(each for each in read_lines if isinstance(each, str))
    if problems:
        raise SettingsError(problems)
    return [each for each in read_lines if isinstance(each, Line)]


def _line(file: Path, n: int, row: list[str], zone: ZoneInfo) -> Line | str:
    # What is wrong may be somebody's name in a wrong column: it is not repeated.
    if len(row) != len(COLUMNS):
        return f"{file}:{n}: {len(row)} cột, cần {len(COLUMNS)} / {len(row)} columns, not {len(COLUMNS)}"
    code, service, time = (cell.strip() for cell in row)
    try:
        msgspec.convert(code, BookingCode)
    except msgspec.ValidationError:
        said = "mã có 4 đến 50 chữ, số, gạch nối, ít nhất một chữ cái / a code has 4 to 50 letters, digits, hyphens"
        return f"{file}:{n}: {said}"
    try:
        at = datetime.strptime(time, "%Y-%m-%d %H:%M").replace(tzinfo=zone)
    except ValueError:
        return f"{file}:{n}: giờ viết như / a time looks like 2026-11-26 09:00"
    return Line(n, code, service, round(at.timestamp() * 1000))


def post(site: Site, line: Line) -> Refused | None:
    """Book one; what the hub says against it. Raises HubAway, SettingsError."""
    body: dict[str, object] = {"service": line.service, "time_ms": line.time_ms, "code": line.code}
    given = hub_call.post(site, "appointments", {"request": line.request, **body})
    return given if isinstance(given, Refused) else None
