"""`motcua officer-pin`: asks twice and shows nothing, keeps a hash in a file of its own, and unlocks by the hub."""

import os
import pty
import select
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bad_server import BadServer, answer
from login_house import LOGIN
from web_house import Web

from devicekit.errors import MotcuaError
from devicekit.sample_files import sample
from hub.engine import commands as c
from hub.engine.officers import TRIES
from hub.ledger import Request
from hub.pin_file import PinFileError, fits, hashed, read_pins, weakness, write_pins
from motcua.__main__ import main

OFFICER = """
[[officer]]
id = "thu-ha"
name = "Thu Hà"
number = "1212"
"""
KNOWN = "anh, binh, hoa, thu-ha"

# As many pages as the program has, and not so many more as Argon2 wants.
NO_MEMORY = """
import ast, resource, sys
import argon2.low_level
from hub.pin_file import MEMORY_KIB, PinFileError, fits, sentence
from motcua.commands.officer_pin import _hashed
kept = ast.literal_eval(sys.argv[1])
sentence("pins.no_memory", n=1)
pages = int(open("/proc/self/statm").read().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MEMORY_KIB * 512, -1))
try:
    print(fits(kept, "4711"))
except MemoryError:
    print("MemoryError")
try:
    _hashed("4711")
except PinFileError as error:
    print(error)
"""


@pytest.fixture(name="site")
def site_fixture(tmp_path: Path) -> Path:
    file = tmp_path / "site.toml"
    file.write_text(sample("site.toml").read_text(encoding="utf-8") + OFFICER, encoding="utf-8")
    return file


def typing(site: Path, *answers: str, officer: str = "thu-ha") -> tuple[int, str]:
    """The command on a terminal, each question answered; its exit status, and all that stood there."""
    ours, its = pty.openpty()
    command = [sys.executable, "-m", "motcua", "officer-pin", officer, "--site", str(site)]
    run = subprocess.Popen(command, stdin=its, stdout=its, stderr=its, start_new_session=True)
    os.close(its)
    seen, left = b"", list(answers)
    while select.select([ours], [], [], 60)[0]:
        try:
            seen += os.read(ours, 4096)
        except OSError:
            break
        if left and seen.count(b": ") > len(answers) - len(left) and seen.endswith(b": "):
            os.write(ours, f"{left.pop(0)}\n".encode())
    os.close(ours)
    return run.wait(), seen.decode()


def test_a_pin_that_is_typed_twice_is_kept_as_a_hash_in_a_file_of_mode_600(site: Path) -> None:
    before = site.read_bytes()
    status, seen = typing(site, "86420", "86420")
    assert (status, "86420" in seen) == (0, False)
    file = site.parent / "officer-pins"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"86420" not in file.read_bytes()
    assert fits(read_pins(file)["thu-ha"], "86420")
    assert not fits(read_pins(file)["thu-ha"], "86421")
    assert site.read_bytes() == before


def test_two_that_differ_change_nothing(site: Path) -> None:
    status, seen = typing(site, "86420", "86421")
    assert (status, "nothing is written" in seen) == (1, True)
    assert not (site.parent / "officer-pins").exists()


@pytest.mark.parametrize(
    ("pin", "why"),
    [("123", "4 to 8 digits"), ("123456789", "4 to 8 digits"), ("12a4", "4 to 8 digits"), ("٤٧١١", "4 to 8 digits"),
     ("0000", "easy to guess"), ("2345", "easy to guess"), ("9876", "easy to guess"), ("7890", "easy to guess"),
     ("1212", "own number")],
)  # fmt: skip
def test_a_pin_that_would_be_guessed_first_is_refused(pin: str, why: str) -> None:
    weak = weakness(pin, "1212")
    assert weak is not None
    assert why in weak.en


def test_others_will_do() -> None:
    assert [pin for pin in ("4711", "1357", "86420", "1213") if weakness(pin, "1212")] == []


def test_without_a_terminal_nothing_is_asked(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "motcua", "officer-pin", "thu-ha", "--site", str(site)],
        input="86420\n86420\n", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, "terminal" in done.stderr) == (2, True)


@pytest.mark.parametrize("officer", ["nobody", "Bình", "a b"])
def test_an_officer_that_nobody_has_described_is_named(
    site: Path, officer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["officer-pin", officer, "--site", str(site)]) == 2
    assert officer in capsys.readouterr().err


def test_an_officer_that_is_misspelt_is_refused_with_the_one_that_is_meant_and_all_there_are(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["officer-pin", "thu-haa", "--site", str(site)]) == 2
    vi, en = capsys.readouterr().err.splitlines()
    assert vi == f"không có công chức thu-haa trong [[officer]] của {site}; có phải thu-ha không? Đang có: {KNOWN}"
    assert en == f"no officer thu-haa among [[officer]] of {site}; did you mean thu-ha? Known: {KNOWN}"
    assert main(["officer-pin", "xyzzy", "--site", str(site)]) == 2
    assert capsys.readouterr().err.splitlines()[1].endswith(f"of {site}; known: {KNOWN}")
    assert not (site.parent / "officer-pins").exists()


def test_an_officer_whom_only_the_one_stop_system_may_know_is_taken_with_a_warning(site: Path) -> None:
    with site.open("a", encoding="utf-8") as text:
        text.write('\n[onestop]\nurl = "http://127.0.0.1:9/"\nofficers = true\n')
    status, seen = typing(site, "86420", "86420", officer="thu-haa")
    assert (status, "not sure: thu-haa" in seen, "did you mean thu-ha?" in seen) == (0, True, True)
    assert list(read_pins(site.parent / "officer-pins")) == ["thu-haa"]
    status, seen = typing(site, "97531", "97531")
    assert (status, "not sure" in seen) == (0, False)


def test_a_pin_of_somebody_who_has_none_is_not_taken_away_and_who_is_meant_is_said(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_pins(site.parent / "officer-pins", {"thu-ha": hashed("86420")}, site.parent)
    assert main(["officer-pin", "thuha", "--remove", "--site", str(site)]) == 2
    assert capsys.readouterr().err.endswith("did you mean thu-ha? Known: thu-ha\n")


def test_a_pin_is_taken_away(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = site.parent / "officer-pins"
    write_pins(file, {"thu-ha": hashed("86420"), "lan": hashed("97531")}, site.parent)
    assert main(["officer-pin", "thu-ha", "--remove", "--site", str(site)]) == 0
    assert list(read_pins(file)) == ["lan"]
    assert main(["officer-pin", "thu-ha", "--remove", "--site", str(site)]) == 2
    assert "known: lan" in capsys.readouterr().err


def test_wrong_tries_are_forgiven_by_the_running_hub(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    web = Web(tmp_path, plan=LOGIN)
    for n in range(TRIES):
        wrong = c.SignIn(counter=f"counter-{1 + n % 3}", officer="binh", outcome="wrong")
        web.service.submit(Request.of("web", f"wrong-{n}", wrong), lambda _: None)
    # The settings of a hub that listens where this one does.
    text = sample("site.toml").read_text(encoding="utf-8")
    file = tmp_path / "site.toml"
    file.write_text(text.replace("127.0.0.1:8080", web.server.url.removeprefix("http://")), encoding="utf-8")
    assert main(["officer-pin", "binh", "--unlock", "--site", str(file)]) == 0
    assert not web.service.ledger.state.logins.wrong
    capsys.readouterr()
    assert main(["officer-pin", "nobody", "--unlock", "--site", str(file)]) == 1
    vi, en = capsys.readouterr().err.splitlines()
    assert vi.startswith(f"không có công chức nobody trong [[officer]] của {file}; ")
    assert en.startswith(f"no officer nobody among [[officer]] of {file}; ")
    web.close()


def test_without_a_hub_nobody_is_unlocked_and_both_languages_say_what_to_do(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        there = f"127.0.0.1:{free.getsockname()[1]}"
    site.write_text(site.read_text(encoding="utf-8").replace("127.0.0.1:8080", there), encoding="utf-8")
    assert main(["officer-pin", "thu-ha", "--unlock", "--site", str(site)]) == 2
    vi, en = capsys.readouterr().err.splitlines()
    assert vi.startswith(f"không có hub trả lời tại http://{there}/: chạy hub (sudo systemctl start motcua-hub)")
    assert en.startswith(f"no hub answers at http://{there}/: start it (sudo systemctl start motcua-hub)")
    assert "Error" not in vi + en


def test_whoever_answers_in_the_place_of_the_hub_is_not_taken_for_it(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = BadServer(answer(b"<p>hello"))
    there = other.url.removeprefix("http://")
    site.write_text(site.read_text(encoding="utf-8").replace("127.0.0.1:8080", there), encoding="utf-8")
    assert main(["officer-pin", "thu-ha", "--unlock", "--site", str(site)]) == 2
    other.close()
    assert f"no hub answers at {other.url}/" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [("binh 4711\n", ":1:"), ("# x\nbinh $argon2id$a\nbinh $argon2id$b\n", ":3:"), ("binh\n", ":1:")],
    ids=["in clear", "twice", "no hash"],
)
def test_a_line_that_the_command_did_not_write_is_named_and_not_repeated(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "officer-pins"
    file.write_text(text)
    file.chmod(0o600)
    with pytest.raises(PinFileError) as raised:
        read_pins(file)
    assert said in str(raised.value)
    assert "4711" not in str(raised.value)


def test_a_file_that_is_not_there_or_open_to_others_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "officer-pins"
    with pytest.raises(PinFileError, match="motcua officer-pin"):
        read_pins(file)
    write_pins(file, {}, tmp_path)
    file.chmod(0o640)
    with pytest.raises(MotcuaError, match="chmod 600"):
        read_pins(file)


def test_a_damaged_hash_fits_nothing() -> None:
    assert not fits("$argon2id$v=19$m=19456,t=2,p=1$nonsense", "4711")
    assert not fits(None, "4711")


def test_a_machine_without_memory_does_not_take_a_pin_for_a_wrong_one() -> None:
    """Neither one that is right nor one of somebody who has none."""
    for kept in (hashed("4711"), None):
        done = subprocess.run([sys.executable, "-c", NO_MEMORY, repr(kept)], capture_output=True, text=True, check=True)
        assert done.stdout.startswith("MemoryError\n")
        # Nor is a new one kept as if nothing were the matter.
        assert done.stdout.endswith("needs: end other programs, and run this again\n")


def test_a_file_that_is_no_text_says_so_without_the_name_of_an_exception(tmp_path: Path) -> None:
    file = tmp_path / "officer-pins"
    file.write_bytes(b"\xff")
    file.chmod(0o600)
    with pytest.raises(PinFileError, match=r"can't be read \(UTF-8\)"):
        read_pins(file)


def test_it_takes_as_long_to_say_no_to_who_has_no_pin() -> None:
    def cost_s(kept: str | None) -> float:
        began = time.process_time()
        assert not fits(kept, "24680")
        return time.process_time() - began

    own, none = hashed("86420"), None
    fits(none, "24680")
    assert min(cost_s(none) for _ in range(3)) > min(cost_s(own) for _ in range(3)) / 4
