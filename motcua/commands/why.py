"""`motcua why A012`: why that number was called when it was, from the hub's log; --page writes it as a page for A4,
--print lets a slip printer of the centre print it."""

import argparse
import secrets
import sys
from pathlib import Path

from devicekit.errors import MotcuaError
from devicekit.text_files import load_texts
from hub.history import day_log, day_said
from hub.settings import Site, load_site
from hub.store_open import STORE_FILE
from hub.why import sentences, why
from hub.why_page import page
from motcua.commands import trace


def add_arguments(parser: argparse.ArgumentParser) -> None:
    trace.add_arguments(parser)
    parser.add_argument("--page", type=Path, metavar="FILE", help="ghi một trang HTML để in / write a page to print")
    parser.add_argument(
        "--print",
        dest="printer",
        nargs="?",
        const="",
        metavar="PRINTER",
        help="in ở máy in phiếu; bỏ trống: máy in chung / on a slip printer; left out: the centre's own",
    )


def run(args: argparse.Namespace) -> int:
    """0 when the number was called, 1 when it was not or nobody had it. Raises MotcuaError."""
    site = load_site(args.site, args.language)
    day, rows = day_log(Path(site.settings.hub.data) / STORE_FILE, args.day)
    found = why(site.plan, day, rows, args.number)
    texts = load_texts(args.language)
    if found is None:
        sys.stdout.write(texts.get("trace.nobody", number=args.number, day=day_said(day)) + "\n")
        return 1
    sys.stdout.write("".join(f"{line}\n" for line in sentences(found, site.plan, texts)))
    if args.page is not None:
        vi, en = load_texts("vi"), load_texts("en")
        titles = vi.get("report.why"), en.get("report.why")
        told = [sentences(found, site.plan, each) for each in (vi, en)]
        _write(args.page, page(site.plan, args.number, titles, *told))
    if args.printer is not None and not _printed(site, args.number, day, args.printer, args.language):
        return 1
    return 0 if found.counter else 1


def _printed(site: Site, number: str, day: str, printer: str, language: str) -> bool:
    """Whether the hub has ordered the paper; the words say where. Raises HubAway."""
    # Late: to explain a number needs no extra, to reach the hub needs [hub].
    from motcua.hub_call import Refused, post

    wanted: dict[str, object] = {"request": secrets.token_hex(16), "day": day}
    given = post(site, f"tickets/{number.upper()}/why", wanted | ({"printer": printer} if printer else {}))
    if isinstance(given, Refused):
        sys.stdout.write(f"{given.said(language)}\n")
        return False
    sys.stdout.write(load_texts(language).get("report.printing", printer=given.printer) + "\n")
    return True


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise MotcuaError(f"{file}: {error.strerror}; choose another file / hãy chọn tệp khác: --page") from error
