"""`motcua doctor printer|counter --config FILE`: look at a device, try it, say in plain words what to do."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, cast

from devicekit.clock import SystemClock
from devicekit.errors import MotcuaError
from devicekit.settings import judge
from devicekit.settings_words import Language
from devicekit.text_files import load_texts

# Switches behind boards rarely go further; every address costs a third of a second.
WALK = 32


class Doctor(Protocol):
    """Who walks through a device."""

    well: bool

    def visit(self) -> Iterator[str]: ...


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "part", choices=("printer", "counter"), help="printer: máy in / the printer; counter: bảng LED và bàn phím"
    )
    parser.add_argument(
        "--config",
        type=Path,
        required=True,
        metavar="FILE",
        help="kiosk-1.toml, printer-1.toml, counter-1.toml / its file",
    )
    parser.add_argument(
        "--most", type=address, default=WALK, metavar="N", help=f"dò địa chỉ đến N / walk addresses up to N ({WALK})"
    )
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="ngôn ngữ / language")


def address(text: str) -> int:
    """An address to walk to. Raises argparse's error for what can't be one."""
    if not text.isdecimal() or not 1 <= int(text) <= 255:
        raise argparse.ArgumentTypeError(f"{text!r}: 1–255")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """0 when the device is well, 1 when something is to be done. Raises MotcuaError."""
    language = cast(Language, args.language)
    if args.part == "printer":
        introduction, doctor = _printer(args.config, language)
    else:
        introduction, doctor = _counter(args.config, language, args.most)
    sys.stdout.write(f"{introduction}\n")
    try:
        for line in doctor.visit():
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    except ValueError as error:
        raise MotcuaError(str(error)) from error
    return 0 if doctor.well else 1


def _printer(file: Path, language: Language) -> tuple[str, Doctor]:
    # Here and not above: a Pi has only what its own device needs.
    from kiosk_ticket.settings import KioskFile
    from motcua.commands.check import kind_of
    from motcua.doctor.printer import PrinterDoctor
    from printer.slip_settings import PrinterFile

    kind, texts = kind_of(file), load_texts(language)
    if kind not in (KioskFile, PrinterFile):
        raise MotcuaError(texts.get("doctor.no_printer", file=file))
    device = cast(KioskFile | PrinterFile, judge(file, kind, language)[0])
    paper = device.ticket if isinstance(device, KioskFile) else device.slip
    printer = device.printer
    values = {"driver": printer.driver, "address": printer.address, "profile": printer.profile}
    return texts.get("doctor.printer.config", file=file, **values), PrinterDoctor(
        device.device.id, printer, paper, language
    )


def _counter(file: Path, language: Language, most: int) -> tuple[str, Doctor]:
    from counter_display.settings import CounterFile
    from motcua.commands.check import kind_of
    from motcua.doctor.counter import CounterDoctor

    kind, texts = kind_of(file), load_texts(language)
    if kind is not CounterFile:
        raise MotcuaError(texts.get("doctor.no_counter", file=file))
    settings = judge(file, CounterFile, language)[0]
    return texts.get("doctor.counter.config", file=file), CounterDoctor(settings, texts, SystemClock(), _ask, most)


def _ask(question: str) -> str:
    """The technician's answer; "" where nobody sits at the terminal."""
    sys.stdout.write(f"{question} ")
    sys.stdout.flush()
    return sys.stdin.readline().strip()
