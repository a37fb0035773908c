"""`motcua officer-pin ID`: give an officer a PIN, asked for twice and shown nowhere; or take it away, or unlock."""

import argparse
import getpass
import re
import sys
import uuid
from pathlib import Path

from devicekit.errors import MotcuaError
from devicekit.text_files import in_both, sentence
from hub.pin_file import PinFileError, hashed, read_pins, stands, weakness, write_pins
from hub.settings import Site
from motcua import hub_call
from motcua.hub_call import Refused
from motcua.site_option import add_site, site_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("officer", metavar="ID", help="mã công chức, như id trong [[officer]] / the officer's id")
    add_site(parser)
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--remove", action="store_true", help="bỏ mã PIN / take the PIN away")
    instead.add_argument("--unlock", action="store_true", help="mở khóa sau nhiều lần sai / unlock after wrong tries")


def run(args: argparse.Namespace) -> int:
    """0 when it is done, 1 when nothing was changed. Raises SettingsError, MotcuaError, HubAway."""
    site = site_of(args)
    if args.unlock:
        return _unlock(site, args.officer)
    file = Path(site.settings.desk.pins)
    pins = read_pins(file) if stands(file) else {}
    if args.remove:
        return _remove(site, file, pins, args.officer)
    if re.fullmatch(r"[a-z0-9-]{1,32}", args.officer) is None:
        raise MotcuaError(in_both("pins.no_id", officer=args.officer))
    known = {each.id: each.number or each.id for each in site.plan.officers}
    onestop = site.settings.onestop
    if args.officer not in known and not (onestop.url is not None and onestop.officers):
        raise MotcuaError(in_both("pins.unknown", officer=args.officer, known=", ".join(known) or "-"))
    pin = _asked(args.officer, known.get(args.officer, args.officer))
    if pin is None:
        return 1
    _write(site, file, {**pins, args.officer: hashed(pin)})
    sys.stdout.write(f"{sentence('pins.written', file=file, officer=args.officer).lines}\n")
    return 0


def _asked(officer: str, number: str) -> str | None:
    """The PIN, typed twice alike; None, and said why, when it won't do."""
    if not sys.stdin.isatty():
        raise MotcuaError(in_both("pins.no_terminal"))
    asked, again = sentence("pins.ask", officer=officer), sentence("pins.again")
    pin = getpass.getpass(f"{asked.vi} / {asked.en}: ")
    weak = weakness(pin, number)
    if weak is None and getpass.getpass(f"{again.vi} / {again.en}: ") != pin:
        weak = sentence("pins.differ")
    if weak is None:
        return pin
    sys.stderr.write(f"{weak.lines}\n")
    return None


def _remove(site: Site, file: Path, pins: dict[str, str], officer: str) -> int:
    if officer not in pins:
        raise MotcuaError(in_both("pins.none_of", officer=officer, file=file, known=", ".join(pins) or "-"))
    _write(site, file, {each: kept for each, kept in pins.items() if each != officer})
    sys.stdout.write(f"{sentence('pins.removed', file=file, officer=officer).lines}\n")
    return 0


def _write(site: Site, file: Path, pins: dict[str, str]) -> None:
    try:
        write_pins(file, pins, owner=Path(site.settings.hub.data))
    except OSError as error:
        raise PinFileError(sentence("pins.not_written", file=file, reason=error.strerror)) from error


def _unlock(site: Site, officer: str) -> int:
    given = hub_call.post(site, "officers/unlock", {"request": str(uuid.uuid4()), "officer": officer})
    if isinstance(given, Refused):
        sys.stderr.write(f"{given.said('vi')}\n{given.said('en')}\n")
        return 1
    sys.stdout.write(f"{sentence('pins.unlocked', officer=officer).lines}\n")
    return 0
