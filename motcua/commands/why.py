"""`motcua why A012`: why that number was called when it was, from the hub's log; --page writes it to be printed."""

import argparse
import sys
from pathlib import Path

from devicekit.errors import MotcuaError
from devicekit.text_files import load_texts
from hub.history import day_log
from hub.settings import load_site
from hub.store_open import STORE_FILE
from hub.why import sentences, why
from hub.why_page import page
from motcua.commands import trace


def add_arguments(parser: argparse.ArgumentParser) -> None:
    trace.add_arguments(parser)
    parser.add_argument("--page", type=Path, metavar="FILE", help="ghi một trang HTML để in / write a page to print")


def run(args: argparse.Namespace) -> int:
    """0 when the number was called, 1 when it was not or nobody had it. Raises MotcuaError."""
    site = load_site(args.site, args.language)
    day, rows = day_log(Path(site.settings.hub.data) / STORE_FILE, args.day)
    found = why(site.plan, day, rows, args.number)
    texts = load_texts(args.language)
    if found is None:
        sys.stdout.write(texts.get("trace.nobody", number=args.number, day=day or "-") + "\n")
        return 1
    sys.stdout.write("".join(f"{line}\n" for line in sentences(found, site.plan, texts)))
    if args.page is not None:
        vi, en = load_texts("vi"), load_texts("en")
        titles = vi.get("report.why"), en.get("report.why")
        told = [sentences(found, site.plan, each) for each in (vi, en)]
        _write(args.page, page(site.plan, args.number, titles, *told))
    return 0 if found.counter else 1


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise MotcuaError(f"{file}: {error.strerror}; choose another file / hãy chọn tệp khác: --page") from error
