"""`motcua identify DEVICE`: a device shows itself to the technician who looks for it; the hub says what came of it."""

import argparse
import secrets
import sys
import time
from urllib.parse import quote

from msgspec import Struct

from devicekit.text_files import load_texts
from devicekit.texts import Sentence
from hub.bridge import DOING_MS
from hub.floor import IDENTIFY_TTL_MS
from hub.settings import Site
from hub.view import SearchView
from motcua import hub_call
from motcua.hub_call import HubAway, Refused
from motcua.site_option import add_site, site_of

LOOK_S = 0.5
# By then the hub has given it up; what it does itself takes it a second.
WAIT_S = (IDENTIFY_TTL_MS + DOING_MS) / 1000 + 5


class Searches(Struct, frozen=True):
    """What of the hub's state is wanted."""

    searches: tuple[SearchView, ...]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("device", metavar="DEVICE", help="tên thiết bị trong site.toml / its id in site.toml")
    said = "nhấp nháy bao lâu, 1 đến 60 giây / how long it blinks, 1 to 60 (10)"
    parser.add_argument("--seconds", type=_seconds, default=10, metavar="N", help=said)
    add_site(parser)
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="ngôn ngữ / language")


def run(args: argparse.Namespace) -> int:
    """0 when the device has done it, 1 when it has not, or the hub refused. Raises SettingsError, HubAway."""
    site = site_of(args, args.language)
    request = secrets.token_hex(16)
    asked: dict[str, object] = {"request": request, "seconds": args.seconds}
    given = hub_call.post(site, f"devices/{quote(args.device, safe='')}/identify", asked)
    if isinstance(given, Refused):
        _say(given.said(args.language))
        return 1
    return _follow(site, request, args)


def _follow(site: Site, request: str, args: argparse.Namespace) -> int:
    """Say what becomes of it, until something has."""
    said, until = "", time.monotonic() + WAIT_S
    while time.monotonic() < until:
        search = _found(site, request)
        if search is not None and said != (said := search.vi if args.language == "vi" else search.en):
            _say(said)
        if search is not None and search.outcome:
            return 0 if search.outcome == "done" else 1
        time.sleep(LOOK_S)
    _say(load_texts(args.language).get("identify.unknown", device=args.device))
    return 1


def _found(site: Site, request: str) -> SearchView | None:
    state = hub_call.get(site, "state", Searches)
    if isinstance(state, Refused):
        raise HubAway(Sentence(state.said("vi"), state.said("en")))
    return next((each for each in state.searches if each.request == request), None)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _seconds(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 60:
        raise argparse.ArgumentTypeError(f"{text!r}: từ 1 đến 60 / from 1 to 60")
    return int(text)
