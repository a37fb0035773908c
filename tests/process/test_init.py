"""`motcua init` as people run it: at a terminal, by flags, on a full disk; and a visit in the centre that it made."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from hub.settings import load_site

MOTCUA = [sys.executable, "-m", "motcua"]
FLAGS = ["--yes", "--name", "Trung tâm Phục vụ hành chính công xã Ia Chim", "--id", "ia-chim"]


class Terminal:
    """A person at a terminal: reads what is asked, types an answer."""

    def __init__(self, folder: Path, *flags: str) -> None:
        self._end, program = pty.openpty()
        env = os.environ | {"TERM": "dumb", "LC_ALL": "C.UTF-8"}
        command = [*MOTCUA, "init", str(folder), *flags]
        self.process = subprocess.Popen(
            command, stdin=program, stdout=program, stderr=program, env=env, start_new_session=True
        )
        os.close(program)
        self.seen, self._unread = "", b""

    def reads(self, words: str) -> str:
        """Until it says that; what was on the screen since the last time, up to there."""
        wanted = words.encode()
        while wanted not in self._unread:
            ready, _, _ = select.select([self._end], [], [], 20)
            assert ready, f"no {words!r} in {self._unread.decode(errors='replace')!r}"
            self._unread += os.read(self._end, 4096)
        before, _, self._unread = self._unread.partition(wanted)
        return before.decode() + words

    def types(self, words: str) -> None:
        os.write(self._end, f"{words}\n".encode())

    def answers(self, question: str, *answers: str) -> None:
        for answer in answers:
            self.reads(f"({question}")
            self.reads("]: ")
            self.types(answer)

    def interrupts(self) -> None:
        """Ctrl-C, and again when it came between the question and the wait for its answer, where none is heard."""
        for _ in range(10):
            self.process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(2)
                return

    def ends(self) -> int:
        """Its exit status, with the rest of what it said in `seen`."""
        # A pty whose far end is closed fails instead of saying so.
        with suppress(OSError):
            while more := os.read(self._end, 4096):
                self._unread += more
        self.seen = self._unread.decode(errors="replace")
        os.close(self._end)
        return self.process.wait(20)


Open = Callable[..., Terminal]


@pytest.fixture
def open_terminal(tmp_path: Path) -> Iterator[Open]:
    """Opens terminals on `motcua init tmp_path/centre`, with those flags; none of them outlives the test."""
    opened: list[Terminal] = []

    def one(*flags: str) -> Terminal:
        opened.append(Terminal(tmp_path / "centre", *flags))
        return opened[-1]

    yield one
    for terminal in opened:
        terminal.process.kill()
        terminal.process.wait()


def init(folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    command = [*MOTCUA, "init", str(folder), *flags]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False)


def checked(folder: Path) -> list[str]:
    """What `motcua check` says of every settings file, but for OK."""
    files = sorted(str(file) for file in folder.glob("*.toml"))
    done = subprocess.run([*MOTCUA, "check", *files], capture_output=True, text=True, timeout=60, check=False)
    assert len(files) > 1
    return [line for line in done.stdout.splitlines() if not line.endswith(".toml: OK")]


def answer_all(terminal: Terminal) -> None:
    """Every question but the last one, some of them wrong at first."""
    terminal.answers("language", "fr")
    assert 'mục "language" đang là "fr", phải là một trong: "en", "vi"' in terminal.reads("tickets and comments")
    terminal.reads("]: ")
    terminal.types("")
    terminal.answers("kind of centre", "")
    terminal.answers("full name", "Trung tâm Phục vụ hành chính công xã Đăk Hà")
    terminal.answers("id of the centre", "Đăk Hà")
    assert "phải là mã gồm 1 đến 32 chữ thường" in terminal.reads("[dak-ha]: ")
    terminal.types("")
    terminal.answers("phone number", "0260 3 000 000")
    terminal.answers("address of the hub", "")
    terminal.answers("services", "1,3,hotich")
    assert 'không có lĩnh vực "hotich"' in terminal.reads("]: ")
    terminal.types("1,3,tax:Thuế")


def test_answers_at_a_terminal_are_judged_asked_again_and_written(open_terminal: Open, tmp_path: Path) -> None:
    terminal = open_terminal()
    answer_all(terminal)
    terminal.answers("number of counters", "<")
    terminal.answers("services", "")
    terminal.answers("number of counters", "0")
    assert "phải là số nguyên từ 1 đến 99" in terminal.reads("]: ")
    terminal.types("3")
    for question in ("number of ticket kiosks", "address of the kiosk", "a counter for fees", "a loudspeaker"):
        terminal.answers(question, "")
    terminal.answers("rating screens", "none")
    terminal.answers("number of counters with a printer", "")
    terminal.answers("write these files", "maybe", "c")
    assert terminal.ends() == 0, terminal.seen
    assert checked(tmp_path / "centre") == []
    plan = load_site(tmp_path / "centre" / "site.toml").plan
    assert (plan.site, plan.name) == ("dak-ha", "Trung tâm Phục vụ hành chính công xã Đăk Hà")
    assert [(each.id, each.name) for each in plan.services] == [
        ("civil", "Hộ tịch"),
        ("land", "Đất đai"),
        ("tax", "Thuế"),
    ]
    assert len(plan.counters) == 3
    assert [device.id for device in plan.devices if device.kind == "rating"] == []


def test_all_can_be_gone_through_again_with_the_answers_in_brackets(open_terminal: Open, tmp_path: Path) -> None:
    flags = [
        "--services=land",
        "--fee",
        "--counters=2",
        "--kiosks=1",
        "--announcer",
        "--ratings=hall",
        "--slip-printers=0",
    ]
    terminal = Terminal(tmp_path / "centre", *flags, "--printer-address=10.0.0.9", "--hotline=1022")
    for question in ("language", "kind of centre", "full name", "id of the centre", "address of the hub"):
        terminal.answers(question, "")
    terminal.answers("write these files", "s")
    for question in ("language", "kind of centre", "full name", "id of the centre"):
        terminal.answers(question, "")
    assert "[1022]: " in terminal.reads("1022]: ")
    terminal.types("1900")
    for question in ("address of the hub", "services"):
        terminal.answers(question, "")
    # With one counter there can be no fee counter: what was answered before is no answer any more.
    terminal.answers("number of counters", "1")
    terminal.answers("number of ticket kiosks", "")
    terminal.answers("address of the kiosk", "")
    assert "[k]: " in terminal.reads("]: ")
    terminal.types("")
    for question in ("a loudspeaker", "rating screens", "number of counters with a printer", "write these files"):
        terminal.answers(question, "")
    assert terminal.ends() == 0, terminal.seen
    site = load_site(tmp_path / "centre" / "site.toml").settings
    assert (site.site.hotline, len(site.counter), site.fee.service) == ("1900", 1, None)


@pytest.mark.parametrize(("way", "status"), [("k", 1), ("\x04", 1), ("\x03", 130)], ids=["no", "end", "ctrl-c"])
def test_whoever_stops_finds_nothing_written(open_terminal: Open, tmp_path: Path, way: str, status: int) -> None:
    flags = [*FLAGS[1:], "--language=en", "--preset=commune", "--host=10.0.0.1"]
    terminal = open_terminal(*flags)
    for question in (
        "phone number",
        "services",
        "number of counters",
        "number of ticket kiosks",
        "address of the kiosk",
    ):
        terminal.answers(question, "")
    for question in ("a counter for fees", "a loudspeaker", "rating screens", "number of counters with a printer"):
        terminal.answers(question, "")
    terminal.reads("[c]: ")
    if way == "\x03":
        terminal.interrupts()
    else:
        terminal.types(way)
    assert terminal.ends() == status, terminal.seen
    assert list(tmp_path.iterdir()) == []


def test_flags_alone_write_a_whole_centre(tmp_path: Path) -> None:
    folder = tmp_path / "centre"
    done = init(folder, *FLAGS, "--preset=province", "--kiosks=3", "--language=en", "--slip-printers=2")
    assert (done.returncode, done.stderr) == (0, "")
    assert set(done.stdout.splitlines()[:-1]) == {str(file) for file in folder.rglob("*") if file.is_file()}
    assert checked(folder) == []


def test_without_a_terminal_nobody_is_asked_and_what_is_missing_is_one_line(tmp_path: Path) -> None:
    done = init(tmp_path / "centre", "--counters=2")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert "--name, --id" in line
    assert list(tmp_path.iterdir()) == []


def test_a_second_run_overwrites_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "centre"
    assert init(folder, *FLAGS).returncode == 0
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    done = init(folder, *FLAGS, "--counters=9")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "README.md" in done.stderr
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


def test_a_disk_that_takes_no_more_leaves_nothing_half_written(tmp_path: Path) -> None:
    # No file may be longer than 1024 bytes: the kernel breaks a write off, as on a disk that is full.
    command = ["sh", "-c", 'ulimit -f 2; exec "$@"', "sh", *MOTCUA, "init", str(tmp_path / "centre"), *FLAGS]
    env = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert re.search(r"centre: File too large\. Không có gì được ghi.*Nothing was written", line)
    assert list(tmp_path.iterdir()) == []


def test_a_visit_can_be_played_in_the_centre_that_was_made(tmp_path: Path) -> None:
    folder, out = tmp_path / "centre", tmp_path / "out"
    assert init(folder, *FLAGS, "--counters=2", "--ratings=none", "--no-announcer").returncode == 0
    # Unix sockets lie in the demo's folder: its name must be short.
    with tempfile.TemporaryDirectory(prefix="i-") as short:
        command = [*MOTCUA, "demo", "--site", str(folder), "--once", str(out), "--onestop", "none"]
        env = os.environ | {"TMPDIR": short}
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    assert "A001" in done.stdout
    assert b"\x01\x01A001   \x07" in (out / "led.bin").read_bytes()
    assert (out / "ticket.bin").read_bytes().startswith(b"\x1b@")
