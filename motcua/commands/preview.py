"""`motcua preview ticket`: a paper as it will be printed, dot by dot, from the very bytes that a printer would get."""

import argparse
import sys
from pathlib import Path
from typing import cast

from PIL.PngImagePlugin import PngInfo

from devicekit.errors import MotcuaError
from devicekit.settings_words import Language
from devicekit.text_files import load_texts
from devicekit.texts import Texts
from motcua.preview.centre import Centre, read_centre
from motcua.preview.examples import example
from motcua.preview.oddities import odd_rows
from motcua.preview.virtual_paper import explained, named, on_a_desk, printed
from printer.ability import Ability
from printer.document import Document
from printer.layout import lay_out, numbered
from printer.layout_files import PAPERS, load_rows
from printer.papers import Paper
from printer.profiles import ability_of, own_profiles
from printer.settings import PrinterSettings
from printer.typeface import ShippedFonts

MM = 25.4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paper", choices=PAPERS, help="loại phiếu / which paper")
    parser.add_argument(
        "--site",
        type=Path,
        metavar="FILE",
        help="site.toml, kiosk-1.toml, printer-1.toml; bỏ trống / left out: mẫu / sample",
    )
    parser.add_argument("--profile", help="loại máy in / printer profile")
    parser.add_argument("--all-profiles", action="store_true", help="mọi loại của motcua / every profile of ours")
    parser.add_argument("-o", "--output", type=Path, metavar="PNG", help="tệp hoặc thư mục / file or folder")
    parser.add_argument("--explain", action="store_true", help="vì sao in cách đó / why each element is printed so")
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="ngôn ngữ / language")


def run(args: argparse.Namespace) -> int:
    """0 when every picture was written, 1 when something is odd. Raises MotcuaError."""
    language, paper = cast(Language, args.language), cast(Paper, args.paper)
    texts, centre = load_texts(language), read_centre(args.site, language)
    if args.all_profiles and args.output is not None and args.output.suffix:
        raise MotcuaError(texts.get("preview.one_picture", file=args.output))
    profiles = own_profiles() if args.all_profiles else (args.profile,)
    wrong = 0
    for profile in profiles:
        ours = centre if profile is None else centre._replace(printer=_printer(profile))
        document, ability, odd = _laid_out(paper, ours, language, texts)
        file = _file(args.output, paper, profile if args.all_profiles else None)
        wrong += _written(document, ability, file, ours.printer.profile, texts) + len(odd)
        sys.stdout.write("".join(f"{ours.printer.profile}: {line}\n" for line in odd))
        if args.explain:
            sys.stdout.write("".join(f"  {line}\n" for line in _why(document, ability, texts)))
    return 1 if wrong else 0


def _printer(profile: str) -> PrinterSettings:
    return PrinterSettings(driver="tcp", address="preview", profile=profile)


def _laid_out(paper: Paper, centre: Centre, language: Language, texts: Texts) -> tuple[Document, Ability, list[str]]:
    """The document, the printer, and what of it can't be printed as it is laid out."""
    rows = load_rows(paper, centre.layouts, language)
    layout = tuple(each.row for each in rows)
    try:
        ability = ability_of(centre.printer)
        content = example(paper, centre, texts)
    except ValueError as error:
        raise MotcuaError(str(error)) from error
    odd = odd_rows(rows, list(numbered(layout, content, texts)), ability.head, language)
    return lay_out(layout, content, texts), ability, list(odd)


def _file(output: Path | None, paper: Paper, profile: str | None) -> Path:
    name = f"{paper}.png" if profile is None else f"{paper}-{profile}.png"
    if output is None:
        return Path(name)
    return output if output.suffix else output / name


def _written(document: Document, ability: Ability, file: Path, profile: str, texts: Texts) -> int:
    """Write the picture and say so; how many oddities the virtual printer found."""
    job, size, errors = printed(document, ability, ShippedFonts())
    picture, about = on_a_desk(job, ability.head), PngInfo()
    about.add_text("Description", f"{file.stem}, {profile}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        picture.save(file, dpi=(ability.head.dpi, ability.head.dpi), pnginfo=about)
    except (OSError, ValueError) as error:
        raise MotcuaError(texts.get("preview.not_written", file=file, reason=error)) from error
    width, height = (round(MM * dots / ability.head.dpi) for dots in (ability.head.dots, len(job.rows)))
    said = texts.get("preview.written", file=file, width=width, height=height, bytes=size, profile=profile)
    sys.stdout.write(f"{said}\n")
    sys.stdout.write("".join(texts.get("preview.wrong", profile=profile, error=each) + "\n" for each in errors))
    return len(errors)


def _why(document: Document, ability: Ability, texts: Texts) -> list[str]:
    lines = []
    for choice, size, drawn in explained(document, ability, ShippedFonts()):
        values = {"element": named(choice.element), "way": choice.way, "bytes": size, "drawn": drawn}
        key = "preview.instead" if choice.way not in ("raster", "cut") and ability.raster else "preview.row"
        lines.append(texts.get(key, why=texts.get(f"preview.why.{choice.why}"), **values))
    return lines
