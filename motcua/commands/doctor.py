"""`motcua doctor printer --config FILE`: look at a printer, print a trial page, say in plain words what to do."""

import argparse
import sys
from pathlib import Path
from typing import cast

from devicekit.errors import MotcuaError
from devicekit.settings import judge
from devicekit.settings_words import Language
from devicekit.text_files import load_texts
from kiosk_ticket.settings import KioskFile
from motcua.commands.check import kind_of
from motcua.doctor.printer import PrinterDoctor
from printer.settings import PaperTable
from printer.slip_settings import PrinterFile


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("part", choices=("printer",), help="printer: máy in / the printer")
    parser.add_argument(
        "--config",
        type=Path,
        required=True,
        metavar="FILE",
        help="kiosk-1.toml, printer-1.toml / its file",
    )
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="ngôn ngữ / language")


def run(args: argparse.Namespace) -> int:
    """0 when the printer is well and printed, 1 when something is to be done. Raises MotcuaError."""
    language = cast(Language, args.language)
    file, kind = args.config, kind_of(args.config)
    if kind not in (KioskFile, PrinterFile):
        raise MotcuaError(load_texts(language).get("doctor.no_printer", file=file))
    value, _ = judge(file, kind, language)
    device = cast(KioskFile | PrinterFile, value)
    paper: PaperTable = device.ticket if isinstance(device, KioskFile) else device.slip
    printer = device.printer
    doctor = PrinterDoctor(device.device.id, printer, paper, language)
    values = {"driver": printer.driver, "address": printer.address, "profile": printer.profile}
    sys.stdout.write(load_texts(language).get("doctor.printer.config", file=file, **values) + "\n")
    try:
        for line in doctor.visit():
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    except ValueError as error:
        raise MotcuaError(str(error)) from error
    return 0 if doctor.well else 1
