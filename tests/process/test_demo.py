"""`motcua demo`: one visit through real programs, judged by what arrived at the far ends; nothing is left behind."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from conftest import free_port, wait_until
from far_end import clips, code_on, words_on
from PIL import Image

from announcer import ear
from announcer.phrases import CHIME
from devicekit.dossier_code import code_in
from devicekit.errors import MotcuaError
from devicekit.sample_files import sample
from devicekit.sound import clipset, mastering
from devicekit.sound.pcm import RATE, samples, seconds, silence
from motcua.demo.floor import Floor
from motcua.demo.run_folder import RunFolder

COMMAND = [sys.executable, "-m", "motcua", "demo"]


@pytest.fixture(autouse=True)
def scratch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder of the demo's own, with a short name: Unix sockets lie in it."""
    with tempfile.TemporaryDirectory(prefix="d-") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        yield Path(folder)


def left_in_temporary_folder() -> set[str]:
    return {path.name for path in Path(os.environ["TMPDIR"]).glob("motcua-*")}


@pytest.mark.parametrize("broker", ["mosquitto", pytest.param("amqtt", marks=pytest.mark.long)])
def test_one_visit_leaves_ticket_digits_and_log_as_they_arrived(tmp_path: Path, broker: str) -> None:
    before = left_in_temporary_folder()
    done = subprocess.run([*COMMAND, "--once", tmp_path / "out", "--broker", broker], capture_output=True, timeout=90)
    assert done.returncode == 0, done.stderr.decode()
    out = tmp_path / "out"
    assert re.fullmatch(r"MC1\.kontum\.\d{8}\.A001", code_on(Image.open(out / "ticket.png")))
    assert (out / "ticket.bin").read_bytes().startswith(b"\x1b@")
    assert b"\x01\x01A001   \x07" in (out / "led.bin").read_bytes()
    judge_slip(out / "receipt.png")
    assert (out / "receipt.bin").read_bytes().startswith(b"\x1b@")
    judge_call(out / "call.wav")
    judge_screen(out / "rating.png", "A001", "Nguyễn Thị Ánh", "hài lòng")
    judge_screen(out / "agency.png", "Nông nghiệp", "Đúng hẹn", "1/4")
    facts = [json.loads(line) for line in (out / "hub-events.jsonl").read_text().splitlines()]
    about = [fact["kind"] for fact in facts if fact["fact"].get("number") == "A001"]
    assert about[0] == "TicketTaken"
    assert set(about) >= {"TicketTaken", "Printed", "Called", "Started", "Finished", "Rated"}
    assert set(about) >= {"DossierReported", "SlipPrinted", "SentToFee", "FeePaid"}
    told = [json.loads(line) for line in (out / "onestop.jsonl").read_text().splitlines()]
    visit = [record["kind"] for record in told if record.get("number") == "A001"]
    at_the_first = ["ticket", "called", "started", "dossier", "to_fee"]
    assert visit == [
        *at_the_first,
        "called",
        "started",
        "finished",
        "fee_paid",
        "called",
        "started",
        "finished",
        "rated",
    ]
    assert [record["seq"] for record in told] == sorted(record["seq"] for record in told)
    assert "AgencyRated" in [fact["kind"] for fact in facts]
    assert left_in_temporary_folder() <= before


def judge_slip(file: Path) -> None:
    """The slip: its words as tesseract reads them, its code out of what the one-stop system wants in the QR."""
    dossier = code_in(code_on(Image.open(file)))
    assert dossier is not None
    judge_screen(file, "PHIẾU THÔNG TIN HỒ SƠ", "Mã số hồ sơ", dossier[-4:], "A001", "đồng", "không thay")


def judge_screen(file: Path, *words: str) -> None:
    """The screen by what tesseract reads on it."""
    read = words_on(Image.open(file))
    assert not [word for word in words if word.lower() not in read], read


def judge_call(file: Path) -> None:
    """The call by its samples: every word, its energy, silence between, and nothing else."""
    pcm = clipset.read(file)
    found = ear.words(pcm, sounds := clips())
    said = ["mời công dân có số thứ tự", "a", "không", "không", "một", "đến quầy số", "một"]
    assert [word.clip for word in found] == [CHIME, *said]
    # 100 ms before it, two commas of 80 ms, five gaps of 50 ms.
    silent = seconds(silence(100)) + 2 * seconds(silence(80)) + 5 * seconds(silence(50))
    assert seconds(pcm) == pytest.approx(sum(seconds(sounds[word.clip]) for word in found) + silent, abs=1e-6)
    values = samples(pcm)
    for before, word in zip([None, *found], found, strict=False):
        begin, end = round(word.begin * RATE), round(word.end * RATE)
        assert mastering.level_dbfs(values[begin:end]) > -22
        assert not any(values[round(before.end * RATE) if before else 0 : begin])


def test_it_stays_up_says_ready_and_ends_cleanly_on_ctrl_c() -> None:
    before, port = left_in_temporary_folder(), free_port()
    demo = subprocess.Popen([*COMMAND, "--port", str(port)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert demo.stdout is not None
    assert demo.stdout.readline().decode().strip() == f"ready http://127.0.0.1:{port}"
    pages = [demo.stdout.readline().decode().split(": ")[1].strip() for _ in range(3)]
    assert [httpx.get(page).status_code for page in pages] == [200, 200, 200]
    assert [page.rpartition("/")[2] for page in pages] == ["", "counter-1", "desk"]
    second = subprocess.run([*COMMAND, "--port", str(port)], capture_output=True, timeout=30)
    assert (second.returncode, second.stderr.decode().count("\n")) == (2, 1)
    demo.send_signal(signal.SIGINT)
    assert demo.wait(20) == 0
    demo.stdout.close()
    assert left_in_temporary_folder() <= before


@pytest.mark.parametrize(
    "signals",
    [
        [signal.SIGKILL],
        *(pytest.param(each, marks=pytest.mark.long) for each in ([signal.SIGINT] * 2, [signal.SIGHUP])),
    ],
)
def test_however_it_is_ended_no_program_goes_on_alone(signals: list[signal.Signals], scratch: Path) -> None:
    before = left_in_temporary_folder()
    demo = subprocess.Popen([*COMMAND, "--port", str(free_port())], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert demo.stdout is not None
    assert demo.stdout.readline().decode().startswith("ready")
    family = psutil.Process(demo.pid).children(recursive=True)
    assert {"hub", "kiosk_ticket", "counter_display"} <= {word for child in family for word in child.cmdline()}
    assert any("mosquitto" in child.name() for child in family)
    for signum in signals:
        demo.send_signal(signum)
    demo.wait(20)
    demo.stdout.close()
    wait_until(lambda: not [child for child in family if child.is_running()], "every program to end")
    if signal.SIGKILL in signals:
        # It had no time for its folder; the next run clears it away.
        assert left_in_temporary_folder() > before
        with RunFolder("motcua-", scratch):
            pass
    assert left_in_temporary_folder() <= before


@pytest.mark.parametrize("children", [0, 1, 2, 5, 9])
def test_ctrl_c_while_it_starts_is_clean(children: int) -> None:
    """`children`: how many it has by then; 0: only its folder is there."""
    before = left_in_temporary_folder()
    demo = subprocess.Popen([*COMMAND, "--port", str(free_port())], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    process = psutil.Process(demo.pid)
    wait_until(lambda: left_in_temporary_folder() > before, "its folder")
    wait_until(lambda: len(process.children()) >= children, f"{children} programs")
    demo.send_signal(signal.SIGINT)
    family = process.children(recursive=True)
    said, _ = demo.communicate(timeout=20)
    assert demo.returncode == 0
    assert "Traceback" not in said.decode()
    assert len(said.split()) == 0 or said.startswith(b"ready")
    assert not [child for child in family if child.is_running()]
    assert left_in_temporary_folder() <= before


@pytest.mark.long
def test_a_visit_that_is_broken_off_is_not_taken_for_a_whole_one(tmp_path: Path) -> None:
    demo = subprocess.Popen([*COMMAND, "--once", tmp_path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert demo.stdout is not None
    assert "A001" in demo.stdout.readline().decode()
    demo.send_signal(signal.SIGINT)
    demo.communicate(timeout=20)
    assert demo.returncode == 130


def test_a_program_that_ends_is_started_again_and_named() -> None:
    demo = subprocess.Popen([*COMMAND, "--port", str(free_port())], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert demo.stdout is not None
    try:
        assert demo.stdout.readline().decode().startswith("ready")
        kiosk = next(c for c in psutil.Process(demo.pid).children() if "kiosk_ticket" in c.cmdline())
        kiosk.kill()
        lines = iter(demo.stdout.readline, b"")
        assert any(b"kiosk-1 ended; started again" in line for line in lines)
    finally:
        demo.send_signal(signal.SIGINT)
        demo.communicate(timeout=20)


def test_a_port_in_use_is_said_in_one_line_with_the_way_out(tmp_path: Path) -> None:
    listener = subprocess.Popen([sys.executable, "-m", "http.server", "0", "--bind", "127.0.0.1"], cwd=tmp_path)
    try:
        port = _port_of(listener.pid)
        done = subprocess.run([*COMMAND, "--port", str(port)], capture_output=True, timeout=30)
    finally:
        listener.kill()
        listener.wait()
    assert done.returncode == 2
    (line,) = done.stderr.decode().strip().splitlines()
    assert str(port) in line
    assert f"--port {port + 1}" in line


def _port_of(pid: int) -> int:
    """The loopback port that a process listens on."""
    found: list[int] = []

    def listens() -> bool:
        sockets = psutil.Process(pid).net_connections("tcp4")
        found[:] = [each.laddr.port for each in sockets if each.status == psutil.CONN_LISTEN]
        return bool(found)

    wait_until(listens, "the other program's port")
    return found[0]


def test_a_site_that_does_not_exist_is_said_with_its_name(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "--once", tmp_path, "--site", tmp_path / "no.toml"],
        capture_output=True,
        timeout=30,
        env=dict(os.environ),
    )
    assert done.returncode == 2
    assert "no.toml:1" in done.stderr.decode()


def test_a_folder_that_cannot_be_is_said_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = subprocess.run([*COMMAND, "--once", tmp_path / "file"], capture_output=True, timeout=30)
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1
    assert subprocess.run([*COMMAND, "--port", "99999"], capture_output=True, timeout=30).returncode == 2


@pytest.mark.long
def test_a_broker_that_takes_nobody_is_said_with_its_own_words(scratch: Path) -> None:
    floor = Floor(sample("site.toml"), scratch, "mosquitto", broker_lines=("max_packet_size 20",))
    try:
        with pytest.raises(MotcuaError, match=r"probe's connection to the broker; the broker says:\n.*oversize packet"):
            floor.start_hub_only()
    finally:
        floor.stop()
