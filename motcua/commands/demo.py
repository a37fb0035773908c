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
from motcua.demo.play import StepFailed, Visit, save
from motcua.demo.run_folder import RunFolder
from motcua.demo.wait import free_port, listening

PORT = 8080


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", type=Path, metavar="OUT", help="chơi một lượt, ghi kết quả vào OUT / play one visit")
    parser.add_argument("--site", type=Path, help="site.toml khác / another site.toml")
    parser.add_argument("--port", type=int, default=PORT, help=f"cổng của trang / the page's port ({PORT})")
    parser.add_argument("--broker", choices=("auto", "mosquitto", "amqtt"), default="auto")


def run(args: argparse.Namespace) -> int:
    """0 when all went well, 1 when a step of the visit failed. Raises MotcuaError for what can't start."""
    logs.setup("demo", "plain", level="WARNING")
    once: Path | None = args.once
    port = free_port() if once is not None else args.port
    if listening(port):
        raise MotcuaError(f"cổng {port} đang được dùng / port {port} is in use: motcua demo --port {port + 1}")
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    with RunFolder("motcua-") as folder:
        floor = Floor(args.site or sample("site.toml"), folder, args.broker, port)
        try:
            floor.start()
            if once is not None:
                return play(floor, once)
            floor.leave_wire()
            _say(f"ready {floor.url}")
            _say(hints(floor))
            over.wait()
        except KeyboardInterrupt:
            _say("")
        finally:
            floor.stop()
    return 0


def hints(floor: Floor) -> str:
    """What else can be looked at while the demo stays up."""
    login = "" if floor.password(READER) is None else f' -u {READER} -P "$(cat {floor.folder}/passwords/{READER})"'
    take = json.dumps({"request": "demo-0001", "service": floor.site.service[0].id, "kiosk": floor.kiosks[0].id})
    return "\n".join(
        (
            "  lấy số / take a number:",
            f"    curl -H 'Content-Type: application/json' -d '{take}' {floor.url}/api/v1/tickets",
            "  nghe đường truyền / listen to the wire:",
            f"    mosquitto_sub -p {floor.ports.broker}{login} -t 'motcua/#' -v",
            "  đường đi của một số / a ticket's story:",
            f"    motcua trace {floor.site.service[0].prefix}001 --site {floor.folder}/site.toml",
            "  dừng / stop: Ctrl-C",
        )
    )


def play(floor: Floor, out: Path) -> int:
    """One visit; what arrived at the far ends goes into `out`."""
    journal = Journal(floor.url)
    journal.start()
    try:
        played = Visit(floor, _say).play()
        journal.wait_for(b"Finished")
        for rater in floor.raters:
            journal.wait_for(b'"Rated"' if rater.device.counter else b'"AgencyRated"')
    except StepFailed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        journal.stop()
    for file in save(played, journal.lines, out):
        _say(str(file))
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
