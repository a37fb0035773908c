"""`motcua led PORT --protocol … --address … TEXT`: show one text on one display, say what was sent and what came.

With --raw in place of TEXT the frame is the technician's own, as [[show.brightness]] will send it.
"""

import argparse
import sys
from pathlib import Path
from typing import cast, get_args

from counter_display.checksums import OF, Checksum
from counter_display.display_settings import ADDRESSES, MOST_CELLS, DisplayTable
from counter_display.glyphs import Glyphs
from counter_display.notation import parse
from counter_display.settings import BAUD, Baud, CounterFile, Line
from devicekit.clock import SystemClock
from devicekit.errors import MotcuaError
from devicekit.port_serial import SerialPort
from devicekit.settings import load
from devicekit.settings_words import Language
from devicekit.text_files import load_texts
from devicekit.texts import Texts
from motcua.led.trial import LedTrial

PROTOCOLS = ("qsystem", "modbus", "armfly", "alpha")
# What a counter's file says of its display; none of them has a default here, so that it is seen which were given.
IN_A_FILE = ("protocol", "address", "baud", "cells", "glyphs", "echo")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("port", metavar="PORT", help="cổng nối tiếp / serial port: /dev/serial/by-id/…")
    parser.add_argument("text", metavar="TEXT", nargs="?", help='chữ cần hiện / what to show: "A001"; "": tắt / dark')
    parser.add_argument(
        "--raw",
        metavar="BYTES",
        help="gửi đúng các byte này thay cho chữ / send just these bytes in place of a text: \"1b 'B' 28\"",
    )
    parser.add_argument(
        "--checksum", choices=get_args(Checksum), help="thêm vào cuối --raw / added to the end of --raw"
    )
    parser.add_argument("--protocol", choices=PROTOCOLS, help="loại bảng / what kind it is (qsystem)")
    parser.add_argument("--address", type=int, metavar="N", help="địa chỉ của bảng / its address (1)")
    parser.add_argument("--baud", type=int, choices=get_args(Baud), help=f"tốc độ / speed ({BAUD})")
    parser.add_argument("--cells", type=cells_number, metavar="N", help="số ký tự / how many characters it has")
    parser.add_argument("--glyphs", choices=get_args(Glyphs), help="bảng hiện được gì / what it can show")
    parser.add_argument("--echo", action="store_true", default=None, help="bộ chuyển đổi dội lại / the adapter echoes")
    parser.add_argument("--blink", action="store_true", help="nhấp nháy, nếu bảng tự làm được / blink, if it can")
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="lấy [display] và tốc độ từ tệp này, cả template / [display] and speed of this counter's file",
    )
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="ngôn ngữ / language")


def cells_number(text: str) -> int:
    """How many characters a display has. Raises argparse's error for what can't be."""
    if not text.isdecimal() or not 1 <= int(text) <= MOST_CELLS:
        raise argparse.ArgumentTypeError(f"{text!r}: 1–{MOST_CELLS}")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """0 when it was sent and, where the board answers, taken; 1 when it was not. Raises MotcuaError."""
    language = cast(Language, args.language)
    texts = load_texts(language)
    if (args.text is None) == (args.raw is None) or (args.raw is None and args.checksum is not None):
        raise MotcuaError(texts.get("tech.led.text_or_raw"))
    frame = None if args.raw is None else _raw(args, texts)
    settings, line = _settings(args, texts, language)
    port = SerialPort(args.port, line.baud, rts_sends=line.direction == "rts")
    trial = LedTrial(settings, line.baud, texts, line.echo)
    try:
        clock = SystemClock()
        said_by = trial.run(port, args.text, args.blink, clock) if frame is None else trial.send(port, frame, clock)
        for said in said_by:
            sys.stdout.write(f"{said}\n")
            sys.stdout.flush()
    finally:
        port.close()
    return 0 if trial.well else 1


def _raw(args: argparse.Namespace, texts: Texts) -> bytes:
    """The frame of --raw with its checksum. Raises MotcuaError for what is none, and for what only a text has."""
    idle = ", ".join(f"--{name}" for name in ("blink", "cells", "glyphs") if getattr(args, name))
    if idle:
        raise MotcuaError(texts.get("tech.led.beside_raw", given=idle))
    try:
        frame = parse(args.raw)
    except ValueError as error:
        raise MotcuaError(texts.get("tech.led.raw_bytes", value=error)) from error
    if not frame:
        raise MotcuaError(texts.get("tech.led.raw_bytes", value=args.raw))
    return frame + OF[cast(Checksum, args.checksum or "none")](frame)


def _settings(args: argparse.Namespace, texts: Texts, language: Language) -> tuple[DisplayTable, Line]:
    """The display that is meant, and its line."""
    if args.config is None:
        return _told(args, texts)
    given = ", ".join(f"--{name}" for name in IN_A_FILE if getattr(args, name) is not None)
    if given:
        raise MotcuaError(texts.get("tech.led.beside_config", given=given))
    file = load(args.config, CounterFile, language)
    if file.display is None or file.line is None:
        raise MotcuaError(texts.get("tech.led.no_display", file=args.config))
    return file.display, file.line


def _told(args: argparse.Namespace, texts: Texts) -> tuple[DisplayTable, Line]:
    """What the command line says of them."""
    protocol = "qsystem" if args.protocol is None else args.protocol
    address = 1 if args.address is None else args.address
    baud: Baud = BAUD if args.baud is None else args.baud
    least, most = ADDRESSES.get(protocol, (0, 255))
    if not least <= address <= most:
        values = {"value": address, "protocol": protocol, "least": least, "most": most}
        raise MotcuaError(texts.get("tech.led.address", **values))
    glyphs = cast(Glyphs | None, args.glyphs)
    settings = DisplayTable(driver=protocol, address=address, cells=args.cells, glyphs=glyphs)
    return settings, Line(port=args.port, baud=baud, echo=bool(args.echo))
