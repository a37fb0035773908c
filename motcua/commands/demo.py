"""`motcua demo`: a whole centre on this machine, with virtual hardware; `--once OUT` plays one visit and ends."""

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from devicekit import logs
from devicekit.errors import MotcuaError
from devicekit.sample_files import sample
from motcua.demo.floor import READER, Floor
from motcua.demo.journal import Journal
from motcua.demo.neighbour import PORT as ONESTOP_PORT
from motcua.demo.neighbour import Neighbour
from motcua.demo.play import StepFailed, Visit, save
from motcua.demo.run_folder import RunFolder
from motcua.demo.wait import free_port, listening

PORT = 8080
RESTART_S = 2.0
# All of it is -t 'motcua/#'; without heartbeats and acknowledgements it reads as the story of a visit.
STORY = " ".join(f"-t 'motcua/1/+/+/+/{channel}'" for channel in ("evt", "do", "set"))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", type=Path, metavar="OUT", help="chơi một lượt, ghi kết quả vào OUT / play one visit")
    parser.add_argument("--site", type=Path, help="site.toml khác / another site.toml")
    parser.add_argument(
        "--port", type=port_number, default=PORT, metavar="PORT", help=f"cổng của trang / the page's port ({PORT})"
    )
    parser.add_argument(
        "--onestop",
        default="auto",
        metavar="URL",
        help="hệ thống một cửa: none: không có; không ghi: tự chạy / one-stop system; none: without; left out: our own",
    )
    parser.add_argument(
        "--broker", choices=("auto", "mosquitto", "amqtt"), default="auto", help="broker nào / which one"
    )


def run(args: argparse.Namespace) -> int:
    """0 when all went well, 1 when a step of the visit failed. Raises MotcuaError for what can't start."""
    logs.setup("demo", "plain", level="WARNING")
    once: Path | None = args.once
    port = free_port() if once is not None else args.port
    if listening(port):
        raise MotcuaError(f"cổng {port} đang được dùng / port {port} is in use: motcua demo --port {port + 1}")
    if once is not None:
        make_folder(once)
    over = threading.Event()
    for signum in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, lambda *_: over.set())
    with RunFolder("motcua-") as folder:
        site = args.site or sample("site.toml")
        neighbour = Neighbour(site, args.onestop, 0 if once is not None else ONESTOP_PORT)
        neighbour.start()
        try:
            floor = Floor(site, folder, args.broker, port, onestop=neighbour.url or None)
        except MotcuaError:
            neighbour.stop()
            raise
        try:
            floor.start()
            if once is not None:
                return play(floor, neighbour, once)
            floor.leave_wire()
            _say(f"ready {floor.url}")
            _say(hints(floor, neighbour.url))
            while not over.wait(RESTART_S):
                floor.revive(_say)
        except KeyboardInterrupt:
            _say("")
        finally:
            # A second Ctrl-C must not leave half of the floor behind.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            floor.stop()
            neighbour.stop()
    return 0


def port_number(text: str) -> int:
    """A TCP port from the command line."""
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r}: 1 … 65535")
    return int(text)


def make_folder(folder: Path) -> None:
    """The folder for what arrives; made first, not after a visit was played in vain. Raises MotcuaError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MotcuaError(f"{folder}: {error.strerror}; choose another folder / hãy chọn thư mục khác") from error


def hints(floor: Floor, onestop: str) -> str:
    """What else can be looked at while the demo stays up."""
    login = "" if floor.password(READER) is None else f' -u {READER} -P "$(cat {floor.folder}/passwords/{READER})"'
    service, counter = floor.site.service[0], floor.counters[0].device.counter
    take = json.dumps({"request": "demo-0001", "service": service.id, "kiosk": floor.kiosks[0].id})
    post = "curl -H 'Content-Type: application/json' -d"
    acts = [(key, f'{{"request": "demo-{n:04}"}}') for n, key in enumerate(("next", "start", "finish"), 2)]
    return "\n".join(
        (
            "  lấy số / take a number:",
            f"    {post} '{take}' {floor.url}/api/v1/tickets",
            "  gọi tiếp, bắt đầu, kết thúc / next, start, finish:",
            *(f"    {post} '{body}' {floor.url}/api/v1/counters/{counter}/{key}" for key, body in acts),
            *([f"  hệ thống một cửa / the one-stop system: {onestop}/"] if onestop else []),
            "  nghe đường truyền / listen to the wire:",
            f"    mosquitto_sub -p {floor.ports.broker}{login} -v {STORY}",
            "  đường đi của một số / a ticket's story:",
            f"    motcua trace {service.prefix}001 --site {floor.folder}/site.toml",
            "  dừng / stop: Ctrl-C",
        )
    )


def play(floor: Floor, neighbour: Neighbour, out: Path) -> int:
    """One visit; what arrived at the far ends goes into `out`."""
    journal = Journal(floor.url)
    journal.start()
    try:
        played = Visit(floor, _say, neighbour.desk).play()
        journal.wait_for(b"Finished")
        for rater in floor.raters:
            journal.wait_for(b'"Rated"' if rater.device.counter else b'"AgencyRated"')
            if neighbour.desk is not None:
                neighbour.wait_for(b"rated" if rater.device.counter else b"agency_rated")
    except StepFailed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        journal.stop()
    files = save(played, journal.lines, out)
    if neighbour.desk is not None:
        files.append(out / "onestop.jsonl")
        files[-1].write_bytes(b"".join(record + b"\n" for record in neighbour.records))
    for file in files:
        _say(str(file))
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
