"""`motcua sniff PORT`: the frames on a line, with a guess of the protocol; writes a capture and shows one again."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO, get_args

from counter_display.settings import BAUD, Baud
from devicekit.clock import SystemClock
from devicekit.errors import MotcuaError
from devicekit.port_serial import SerialPort
from devicekit.text_files import load_texts
from devicekit.texts import Texts
from motcua.led import captures
from motcua.led.sniffing import PAUSE_S, Chunk, Guess, addresses, best, bursts, guesses, is_plain

CHUNK = 512


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("port", nargs="?", metavar="PORT", help="cổng nối tiếp / serial port: /dev/serial/by-id/…")
    what.add_argument("--replay", type=Path, metavar="FILE", help="xem lại tệp đã ghi / show a capture again")
    parser.add_argument("--baud", type=int, choices=get_args(Baud), default=BAUD, help=f"tốc độ / speed ({BAUD})")
    parser.add_argument("--seconds", type=float, metavar="S", help="nghe bao lâu / how long; Ctrl-C: dừng / stop")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="ghi ra tệp / write a capture")
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="ngôn ngữ / language")


def run(args: argparse.Namespace) -> int:
    """0 when something was understood, 1 when nothing was. Raises MotcuaError."""
    texts = load_texts(args.language)
    if args.replay is not None:
        return _told(bursts(_replayed(args.replay, texts)), "PORT", texts)
    port = SerialPort(args.port, args.baud)
    port.open()
    try:
        with _output(args.output, texts) as file:
            file.write(f"# motcua sniff {args.port}, {args.baud} baud\n")
            file.flush()
            return _told(bursts(_heard(port, args.seconds, file)), args.port, texts)
    finally:
        port.close()


def _told(found: Iterator[Chunk], port: str, texts: Texts) -> int:
    """Say every frame as it comes, and at the end what they are all together."""
    seen: list[Guess] = []
    for burst in found:
        for guess in guesses(burst.data):
            seen.append(guess)
            sys.stdout.write(f"{burst.at:9.3f}  {guess.data.hex(' ')}\n{'':11}{_meaning(guess, texts)}\n")
            sys.stdout.flush()
    spoken = best(seen)
    if spoken is None:
        sys.stdout.write(texts.get("sniff.unsure" if seen else "sniff.silence") + "\n")
        return 1
    protocol, address = spoken
    count = sum(each.protocol == protocol for each in seen)
    values: dict[str, object] = {"protocol": protocol, "count": count, "all": len(seen)}
    if protocol == "template":
        sys.stdout.write(texts.get("sniff.template", **values) + "\n")
        return 0
    values |= {"port": port, "address": address, "addresses": ", ".join(map(str, addresses(protocol, seen)))}
    keys = ("best" if is_plain(protocol, seen) else "perhaps", "settings", "try")
    sys.stdout.write("".join(texts.get(f"sniff.{key}", **values) + "\n" for key in keys))
    return 0


def _meaning(guess: Guess, texts: Texts) -> str:
    return texts.get(f"sniff.{guess.text}", **guess.values)


def _heard(port: SerialPort, seconds: float | None, file: TextIO) -> Iterator[Chunk]:
    """What comes, until the time is over or Ctrl-C; an empty chunk after each pause ends a burst at once."""
    clock = SystemClock()
    begin, quiet = clock.monotonic(), True
    try:
        while seconds is None or clock.monotonic() - begin < seconds:
            data = port.read(CHUNK, 2 * PAUSE_S)
            chunk = Chunk(clock.monotonic() - begin, data)
            if data:
                file.write(captures.written(chunk))
                file.flush()
            if data or not quiet:
                yield chunk
            quiet = not data
    except KeyboardInterrupt:
        return


def _output(path: Path | None, texts: Texts) -> TextIO:
    try:
        return Path("/dev/null" if path is None else path).open("w", encoding="utf-8")
    except OSError as error:
        raise MotcuaError(texts.get("sniff.not_written", file=path, reason=error.strerror)) from error


def _replayed(path: Path, texts: Texts) -> Iterator[Chunk]:
    try:
        yield from captures.chunks(path.read_text(encoding="utf-8").splitlines())
    except OSError as error:
        raise MotcuaError(texts.get("sniff.not_read", file=path, reason=error.strerror)) from error
    except ValueError as error:
        raise MotcuaError(texts.get("sniff.no_capture", file=path, line=error)) from error
