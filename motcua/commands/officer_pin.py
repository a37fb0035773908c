"""`motcua officer-pin ID`: give an officer a PIN, asked for twice and shown nowhere; or take it away, or unlock."""

import argparse
import getpass
import re
import sys
import uuid
from collections.abc import Iterable
from pathlib import Path

from devicekit.errors import SaidError
from devicekit.settings_words import nearest
from devicekit.text_files import sentence
from devicekit.texts import Sentence
from hub.pin_file import MEMORY_KIB, PinFileError, hashed, read_pins, stands, weakness, write_pins
from hub.settings import Site
from motcua import hub_call
from motcua.hub_call import Refused
from motcua.site_option import SITE, add_site, site_of


class OfficerUnknown(SaidError, LookupError):
    """Raised when nobody has that id; the message says which are near, and which there are."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("officer", metavar="ID", help="mã công chức, như id trong [[officer]] / the officer's id")
    add_site(parser)
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--remove", action="store_true", help="bỏ mã PIN / take the PIN away")
    instead.add_argument("--unlock", action="store_true", help="mở khóa sau nhiều lần sai / unlock after wrong tries")


def run(args: argparse.Namespace) -> int:
    """0 when it is done, 1 when nothing was changed. Raises SettingsError, MotcuaError, HubAway."""
    site, described = site_of(args), args.site or SITE
    if args.unlock:
        return _unlock(site, args.officer, described)
    file = Path(site.settings.desk.pins)
    pins = read_pins(file) if stands(file) else {}
    if args.remove:
        return _remove(site, file, pins, args.officer)
    if re.fullmatch(r"[a-z0-9-]{1,32}", args.officer) is None:
        raise OfficerUnknown(sentence("pins.no_id", officer=args.officer))
    known = {each.id: each.number or each.id for each in site.plan.officers}
    if args.officer not in known:
        _must_be_elsewhere(site, args.officer, described)
    pin = _asked(args.officer, known.get(args.officer, args.officer))
    if pin is None:
        return 1
    _write(site, file, {**pins, args.officer: _hashed(pin)})
    sys.stdout.write(f"{sentence('pins.written', file=file, officer=args.officer).lines}\n")
    return 0


def _must_be_elsewhere(site: Site, officer: str, described: Path) -> None:
    """An officer whom site.toml does not name: only the one-stop system may know them. Raises OfficerUnknown."""
    values = _of_whom(site, officer, described)
    if not _others_know(site):
        raise OfficerUnknown(sentence("pins.unknown", **values))
    sys.stderr.write(f"{sentence('pins.unsure', **values).lines}\n")


def _others_know(site: Site) -> bool:
    """Whether there may be officers whom site.toml does not name."""
    return site.settings.onestop.url is not None and site.settings.onestop.officers


def _of_whom(site: Site, officer: str, described: Path) -> dict[str, object]:
    return {"officer": officer, "file": described, "known": _known(officer, [each.id for each in site.plan.officers])}


def _known(officer: str, known: Iterable[str]) -> Sentence:
    """Which there are, and first which of them is meant, if any is like it."""
    named = list(known)
    near, all_ = nearest(officer, named), ", ".join(named) or "-"
    return sentence("pins.near", near=near, known=all_) if near else sentence("pins.known", known=all_)


def _asked(officer: str, number: str) -> str | None:
    """The PIN, typed twice alike; None, and said why, when it won't do."""
    if not sys.stdin.isatty():
        raise SaidError(sentence("pins.no_terminal"))
    asked, again = sentence("pins.ask", officer=officer), sentence("pins.again")
    pin = getpass.getpass(f"{asked.vi} / {asked.en}: ")
    weak = weakness(pin, number)
    if weak is None and getpass.getpass(f"{again.vi} / {again.en}: ") != pin:
        weak = sentence("pins.differ")
    if weak is None:
        return pin
    sys.stderr.write(f"{weak.lines}\n")
    return None


def _hashed(pin: str) -> str:
    try:
        return hashed(pin)
    except MemoryError as error:
        raise PinFileError(sentence("pins.no_memory", n=MEMORY_KIB // 1024)) from error


def _remove(site: Site, file: Path, pins: dict[str, str], officer: str) -> int:
    if officer not in pins:
        raise OfficerUnknown(sentence("pins.none_of", officer=officer, file=file, known=_known(officer, pins)))
    _write(site, file, {each: kept for each, kept in pins.items() if each != officer})
    sys.stdout.write(f"{sentence('pins.removed', file=file, officer=officer).lines}\n")
    return 0


def _write(site: Site, file: Path, pins: dict[str, str]) -> None:
    try:
        write_pins(file, pins, owner=Path(site.settings.hub.data))
    except OSError as error:
        raise PinFileError(sentence("pins.not_written", file=file, reason=error.strerror)) from error


def _unlock(site: Site, officer: str, described: Path) -> int:
    given = hub_call.post(site, "officers/unlock", {"request": str(uuid.uuid4()), "officer": officer})
    if isinstance(given, Refused) and given.problem.reason == "unknown_officer" and not _others_know(site):
        sys.stderr.write(f"{sentence('pins.unknown', **_of_whom(site, officer, described)).lines}\n")
        return 1
    if isinstance(given, Refused):
        sys.stderr.write(f"{given.said('vi', 'en')}\n")
        return 1
    sys.stdout.write(f"{sentence('pins.unlocked', officer=officer).lines}\n")
    return 0
