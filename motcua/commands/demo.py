"""`motcua demo`: a whole centre on this machine, with virtual hardware; `--once OUT` plays one visit and ends."""

import argparse
import json
import sys
from contextlib import ExitStack, closing
from pathlib import Path

from devicekit import logs
from devicekit.errors import MotcuaError
from devicekit.sample_files import sample
from motcua.called import own_name
from motcua.demo.ending import Ending
from motcua.demo.floor import READER, Floor
from motcua.demo.journal import Journal
from motcua.demo.neighbour import PORT as ONESTOP_PORT
from motcua.demo.neighbour import Neighbour
from motcua.demo.play import StepFailed, Visit, save
from motcua.demo.run_folder import RunFolder
from motcua.site_option import site_file
from motcua.stage.keeper import Keeper
from motcua.stage.server import Stage, open_port

PORT = 8080
# All of it is -t 'motcua/#'; without heartbeats and acknowledgements it reads as the story of a visit.
STORY = " ".join(f"-t 'motcua/1/+/+/+/{channel}'" for channel in ("evt", "do", "set"))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", type=Path, metavar="OUT", help="chơi một lượt, ghi kết quả vào OUT / play one visit")
    parser.add_argument(
        "--site", type=site_file, help="site.toml khác hoặc thư mục của nó / another one, or its folder"
    )
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
    """0 when all went well, 1 when a step of the visit failed, 130 when it was broken off.

    Raises MotcuaError for what can't start.
    """
    logs.setup("demo", "plain", level="WARNING")
    ending = Ending()
    ending.watch()
    try:
        return stay(args, ending) if args.once is None else play_once(args, ending)
    except KeyboardInterrupt:
        _say("")
        # Who reads the status must not take half a visit for a whole one.
        return 0 if args.once is None else 130


def stay(args: argparse.Namespace, ending: Ending) -> int:
    """Up until it is told to end. Raises MotcuaError, KeyboardInterrupt."""
    site = args.site or sample("site.toml")
    with closing(open_port(args.port)) as listener, RunFolder("motcua-") as folder, ExitStack() as stack:
        neighbour = Neighbour(site, args.onestop, ONESTOP_PORT)
        stack.callback(neighbour.stop)
        neighbour.start()
        floor = Floor(site, folder, args.broker, onestop=neighbour.url or None, stays=True, one_line=True)
        stack.callback(floor.stop)
        floor.start(ending.interruptible)
        keeper = Keeper(floor, _say)
        stage = Stage(floor, neighbour, keeper, listener)
        stack.callback(stage.stop)
        stage.start()
        _say(f"ready {stage.url}")
        _say(hints(floor, neighbour.url))
        keeper.run(ending.over)
        _say("")
    return 0


def play_once(args: argparse.Namespace, ending: Ending) -> int:
    """One visit. Raises MotcuaError, KeyboardInterrupt."""
    make_folder(args.once)
    site = args.site or sample("site.toml")
    with RunFolder("motcua-") as folder, ExitStack() as stack:
        neighbour = Neighbour(site, args.onestop, 0)
        stack.callback(neighbour.stop)
        neighbour.start()
        floor = Floor(site, folder, args.broker, onestop=neighbour.url or None)
        stack.callback(floor.stop)
        floor.start(ending.interruptible)
        with ending.interruptible():
            return play(floor, neighbour, args.once)


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
    service, counters = floor.site.service[0], [counter.id for counter in floor.site.counter[:1]]
    kiosk = {"kiosk": floor.kiosks[0].id} if floor.kiosks else {}
    take = json.dumps({"request": "demo-0001", "service": service.id, **kiosk})
    at = f"--site {floor.folder}/site.toml"
    post = "curl -H 'Content-Type: application/json' -d"
    acts = [(key, f'{{"request": "demo-{n:04}"}}') for n, key in enumerate(("next", "start", "finish"), 2)]
    return "\n".join(
        (
            f"  trang của hub / the hub's page: {floor.url}/",
            *(f"  trang công chức / an officer's page: {floor.url}/counter/{counter}" for counter in counters),
            f"  trang quầy hướng dẫn / the help desk's page: {floor.url}/desk",
            "  lấy số / take a number:",
            f"    {post} '{take}' {floor.url}/api/v1/tickets",
            "  gọi tiếp, bắt đầu, kết thúc / next, start, finish:",
            *(f"    {post} '{body}' {floor.url}/api/v1/counters/{id_}/{key}" for id_ in counters for key, body in acts),
            *([f"  hệ thống một cửa / the one-stop system: {onestop}/"] if onestop else []),
            "  nghe đường truyền / listen to the wire:",
            f"    mosquitto_sub -p {floor.ports.broker}{login} -v {STORY}",
            *(
                [f"  đặt mã PIN để đăng nhập / set a PIN to log in: {own_name(sys.argv[0])} officer-pin ID {at}"]
                if floor.site.desk.login
                else []
            ),
            "  đường đi của một số / a ticket's story:",
            f"    {own_name(sys.argv[0])} trace {service.prefix}001 {at}",
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
