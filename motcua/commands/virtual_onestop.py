"""`motcua virtual-onestop`: a provincial one-stop system to try the hub with, which can be made to misbehave."""

import argparse
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Literal, cast
from zoneinfo import ZoneInfo

import msgspec
import requests

from devicekit import logs
from devicekit.device_settings import read_secret
from devicekit.over import Over
from devicekit.sample_files import sample
from devicekit.settings import load
from devicekit.text_files import load_texts
from hub.settings import SiteFile
from hub.site_checks import is_loopback
from motcua.commands.demo import port_number
from motcua.demo.neighbour import PORT
from motcua.demo.wait import listening, wait_for
from motcua.onestop.catalogue import PROCEDURES
from motcua.onestop.errors import OnestopError
from motcua.onestop.faults import Faults
from motcua.onestop.server import OnestopServer

# A demo's own ends in less than that: it lets answers on their way go out.
LEAVE_S = 5.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=port_number, default=PORT, metavar="PORT", help=f"cổng / port ({PORT})")
    parser.add_argument(
        "--listen", default="127.0.0.1", metavar="HOST", help="địa chỉ lắng nghe / address to listen on"
    )
    parser.add_argument("--site", type=Path, help="site.toml của trung tâm / of the centre")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="thư mục lưu lại; không ghi: quên khi dừng / folder; left out: forgets"
    )
    parser.add_argument(
        "--token-file", type=Path, metavar="FILE", help="tệp mật khẩu, quyền 600 / file with the password, mode 600"
    )
    parser.add_argument(
        "--slow", type=_seconds, default=0.0, metavar="S", help="trả lời chậm bấy nhiêu giây / seconds to wait"
    )
    shares = (
        ("fail", "lỗi 500, 503 / fails"),
        ("repeat", "lặp lại sự kiện / repeats events"),
        ("forget", "nhận rồi quên trả lời / keeps, then forgets to answer"),
        ("garbage", "trả lời sai / answers garbage"),
    )
    for name, words in shares:
        parser.add_argument(f"--{name}", type=_share, default=0.0, metavar="P", help=f"0 … 1: {words}")
    parser.add_argument("--away", choices=("refuse", "close"), default="", help="vắng mặt / away: 503, or hangs up")
    parser.add_argument(
        "--seed", type=int, default=0, metavar="N", help="lỗi giống nhau với cùng số / same faults again"
    )


def run(args: argparse.Namespace) -> int:
    """0 when it was stopped. Raises MotcuaError for what can't start."""
    logs.setup("onestop", "plain", level="WARNING")
    token = read_secret(str(args.token_file)) if args.token_file is not None else None
    if token is None and not is_loopback(args.listen):
        raise OnestopError("open", host=args.listen)
    site = load(args.site or sample("site.toml"), SiteFile)
    over = Over()
    for signum in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, lambda *_: over.set())
    first = 1 if args.data is not None else _first_code(datetime.now(ZoneInfo(site.site.timezone)))
    server = OnestopServer(
        site, args.port, args.data, token, args.seed, host=args.listen, faults=_faults(args), first=first
    )
    try:
        start(server, args.port)
        _say(f"ready {server.url}")
        _say(hints(server.url, site, token is not None))
        over.wait()
    except KeyboardInterrupt:
        _say("")
    finally:
        # A second Ctrl-C must not cut off an answer on its way.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        server.stop()
    return 0


def start(server: OnestopServer, port: int) -> None:
    """Start it; a demo's own one-stop system gives way. Raises OnestopError."""
    try:
        server.start()
    except OnestopError:
        if not asked_to_leave(port):
            raise
        wait_for(lambda: not listening(port), f"the demo's one-stop system to leave port {port}", LEAVE_S)
        server.start()


def asked_to_leave(port: int) -> bool:
    """Ask what listens on that port to make room; whether it does."""
    try:
        answer = requests.post(f"http://127.0.0.1:{port}/desk/leave", json={}, timeout=LEAVE_S)
    except requests.RequestException:
        return False
    return answer.status_code == 200


def hints(url: str, site: SiteFile, locked: bool) -> str:
    """What can be done while it is up."""
    curl = "curl" + (' -H "Authorization: Bearer …"' if locked else "")
    post = f"{curl} -H 'Content-Type: application/json' -d"
    counter = site.counter[0].id if site.counter else ""
    act = msgspec.json.encode({"counter": counter, "procedure": PROCEDURES[0].code}).decode()
    return "\n".join(
        (
            f"  {_both('page')}: {url}/",
            f"  {_both('site')}:",
            f'    [onestop]\n    url = "{url}"',
            f"  {_both('accept')}:",
            f"    {post} '{act}' {url}/desk/accept",
            f"  {_both('faults')}:",
            f'    {post} \'{{"fail": 0.3, "slow": 2}}\' {url}/desk/faults',
            f"  {_both('received')}:",
            f"    {curl} {url}/desk/received",
            f"  {_both('stop')}",
        )
    )


def _first_code(now: datetime) -> int:
    """Where codes begin without a memory: a start later on the day gives none again, if none is minted every 10 s."""
    return (now.hour * 3600 + now.minute * 60 + now.second) // 10 + 1


def _both(key: str) -> str:
    return " / ".join(load_texts(language).get(f"onestop.hint.{key}") for language in ("vi", "en"))


def _faults(args: argparse.Namespace) -> Faults:
    return Faults(
        slow=args.slow,
        fail=args.fail,
        repeat=args.repeat,
        forget=args.forget,
        garbage=args.garbage,
        away=cast(Literal["", "refuse", "close"], args.away),
    )


def _share(text: str) -> float:
    return _between(text, 1)


def _seconds(text: str) -> float:
    return _between(text, 60)


def _between(text: str, most: int) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= most:
        raise argparse.ArgumentTypeError(f"{text!r}: 0 … {most}")
    return value


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
