"""`motcua keypad-card`: the officer's card of the numeric keypad, from the very table that the keypad is read by."""

import argparse
import sys
from pathlib import Path
from typing import cast

from devicekit.errors import MotcuaError
from devicekit.settings import load
from devicekit.settings_words import Language
from devicekit.text_files import load_texts
from hub.settings import SiteFile
from motcua.card.content import card
from motcua.card.picture import DPI, SIZE_MM, draw

KINDS = (".pdf", ".png")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--site", type=Path, metavar="FILE", help="site.toml, để in tên và số của lĩnh vực / for the services' numbers"
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", default=Path("card.pdf"), help="card.pdf, card.png (card.pdf)"
    )
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="ngôn ngữ / language")


def run(args: argparse.Namespace) -> int:
    """0 when the card was written. Raises MotcuaError."""
    language, file = cast(Language, args.language), cast(Path, args.output)
    texts = load_texts(language)
    if file.suffix.lower() not in KINDS:
        raise MotcuaError(texts.get("keypad.card.kind", file=file))
    site = None if args.site is None else load(args.site, SiteFile, language)
    picture = draw(card(site.site.name, [each.name for each in site.service]) if site is not None else card())
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        picture.save(file, dpi=(DPI, DPI), resolution=DPI, quality=95, title=texts.get("keypad.card.title"))
    except OSError as error:
        raise MotcuaError(texts.get("keypad.card.not_written", file=file, reason=error)) from error
    width, height = SIZE_MM
    sys.stdout.write(texts.get("keypad.card.written", file=file, width=width, height=height) + "\n")
    return 0
