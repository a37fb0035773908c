"""`motcua virtual-printer`: a printer that is not there, on a TCP port or a pty; its papers become PNG files."""

import argparse
import select
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from devicekit.errors import MotcuaError
from motcua.commands.demo import port_number
from printer.paper import Job
from printer.virtual import VirtualPrinter, VirtualTcpPrinter
from printer.virtual_model import MODELS
from printer.virtual_pages import epson_letters
from printer.virtual_serial import FlowOf, VirtualSerialPrinter

PORT = 9100
BAUDS = ("9600", "19200", "38400", "57600", "115200")
DOTS = ("384", "512", "576", "640")
LOOK_S = 0.2
# What may be typed while it runs.
WORDS: dict[str, Callable[[VirtualPrinter], None]] = {
    "out": VirtualPrinter.run_out,
    "load": VirtualPrinter.load_paper,
    "low": VirtualPrinter.near_end,
    "open": VirtualPrinter.open_cover,
    "shut": lambda printer: printer.open_cover(False),
    "jam": VirtualPrinter.jam_cutter,
    "free": lambda printer: printer.jam_cutter(False),
    "hot": VirtualPrinter.overheat,
    "cool": lambda printer: printer.overheat(False),
    "off": lambda printer: printer.power(False),
    "on": lambda printer: printer.power(True),
    "garbage": VirtualPrinter.babble,
    "take": VirtualPrinter.take_from_mouth,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    wire = parser.add_mutually_exclusive_group()
    wire.add_argument("--port", type=port_number, default=PORT, metavar="PORT", help=f"cổng TCP / TCP port ({PORT})")
    wire.add_argument("--pty", action="store_true", help="cổng nối tiếp ảo / a pty instead")
    parser.add_argument("--baud", choices=BAUDS, help="với --pty: tốc độ / with --pty: its speed")
    parser.add_argument("--flow", choices=get_args(FlowOf), help="với --pty: điều khiển luồng / flow control")
    parser.add_argument("--model", choices=tuple(MODELS), default="epson", help="kiểu máy / how it answers")
    parser.add_argument("--dots", choices=DOTS, default="576", help="chiều rộng, điểm / width in dots")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="nơi lưu ảnh giấy / where its papers go")
    words = ", ".join(WORDS)
    parser.epilog = f"gõ khi đang chạy / type while it runs: {words}"


def run(args: argparse.Namespace) -> int:
    """0 when it was stopped. Raises MotcuaError when it can't begin."""
    printer = VirtualPrinter(int(args.dots), letters=epson_letters(), model=MODELS[args.model])
    try:
        if args.output is not None:
            args.output.mkdir(parents=True, exist_ok=True)
        wire = _serial(printer, args) if args.pty else VirtualTcpPrinter(printer, port=args.port)
    except OSError as error:
        raise MotcuaError(f"virtual-printer: {error}") from error
    where = wire.path if isinstance(wire, VirtualSerialPrinter) else wire.address
    wire.start()
    _say(f"{args.model}: {where}")
    try:
        _serve(printer, args.output)
    finally:
        wire.stop()
    return 0


def _serial(printer: VirtualPrinter, args: argparse.Namespace) -> VirtualSerialPrinter:
    return VirtualSerialPrinter(printer, None if args.baud is None else int(args.baud), args.flow)


def _serve(printer: VirtualPrinter, folder: Path | None) -> None:
    """Keep its papers and do what is typed, until Ctrl-C."""
    number, listens = 0, True
    while True:
        typed = select.select([sys.stdin], [], [], LOOK_S)[0] if listens else []
        if not listens:
            select.select([], [], [], LOOK_S)
        if typed:
            word = sys.stdin.readline()
            listens = bool(word)
            _obey(printer, word.strip())
        for job in printer.take_jobs():
            number += 1
            _keep(job, number, folder)


def _obey(printer: VirtualPrinter, word: str) -> None:
    if word in WORDS:
        WORDS[word](printer)
        _say(f"{word}: {', '.join(map(str, printer.roll))}")
    elif word:
        _say(f"{word}? {', '.join(WORDS)}")


def _keep(job: Job, number: int, folder: Path | None) -> None:
    odd = "".join(f"; {error}" for error in job.errors)
    if folder is None:
        _say(f"{number}: {len(job.data)} B, {len(job.rows)} rows{odd}")
        return
    file = folder / f"paper-{number:04}.png"
    if job.rows:
        job.image().save(file)
    _say(f"{file}: {len(job.data)} B, {len(job.rows)} rows{odd}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
