"""`motcua officer-pin`: asks twice and shows nothing, keeps a hash in a file of its own, and unlocks by the hub."""

import os
import pty
import select
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
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


@pytest.fixture(name="site")
def site_fixture(tmp_path: Path) -> Path:
    file = tmp_path / "site.toml"
    file.write_text(sample("site.toml").read_text(encoding="utf-8") + OFFICER, encoding="utf-8")
    return file


def typing(site: Path, *answers: str) -> tuple[int, str]:
    """The command on a terminal, each question answered; its exit status, and all that stood there."""
    ours, its = pty.openpty()
    command = [sys.executable, "-m", "motcua", "officer-pin", "thu-ha", "--site", str(site)]
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


def test_a_pin_is_taken_away(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = site.parent / "officer-pins"
    write_pins(file, {"thu-ha": hashed("86420"), "lan": hashed("97531")}, site.parent)
    assert main(["officer-pin", "thu-ha", "--remove", "--site", str(site)]) == 0
    assert list(read_pins(file)) == ["lan"]
    assert main(["officer-pin", "thu-ha", "--remove", "--site", str(site)]) == 2
    assert "known: lan" in capsys.readouterr().err


def test_wrong_tries_are_forgiven_by_the_running_hub(tmp_path: Path) -> None:
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
    assert main(["officer-pin", "nobody", "--unlock", "--site", str(file)]) == 1
    web.close()


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


def test_it_takes_as_long_to_say_no_to_who_has_no_pin() -> None:
    def cost_s(kept: str | None) -> float:
        began = time.process_time()
        assert not fits(kept, "24680")
        return time.process_time() - began

    own, none = hashed("86420"), None
    fits(none, "24680")
    assert min(cost_s(none) for _ in range(3)) > min(cost_s(own) for _ in range(3)) / 4
