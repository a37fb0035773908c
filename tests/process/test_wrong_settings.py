"""A settings file with seven errors, given to each real program: seven lines, each with its place."""

import subprocess
import sys
from pathlib import Path

import pytest

KIOSK = """\
[device]
id = "Kiosk 1"              # wrong
site = "kontum"
state = "{folder}"

[broker]
host = "127.0.0.1"
port = 99999                # wrong

[ticket]
site = "Trung tâm"
timezone = "Asia/Hanoi"     # wrong

[printer]
driver = "tcp"
address = "127.0.0.1:9100"

[timing]
lock_out = "long"           # wrong
hub_weit = 2.0              # wrong

[[button]]
service = "land"
pin = 2
lamp = 14

[[button]]
service = "justice"
pin = 2                     # wrong
lamp = 99                   # wrong
"""
SITE = """\
[site]
id = "kontum"
name = ""                        # wrong
timezone = "Asia/Hanoi"          # wrong

[hub]
data = "{folder}"
listen = "0.0.0.0:8080"          # wrong

[[service]]
id = "land"
name = "Đất đai"
prefix = "A"
first = "one"                    # wrong

[[counter]]
id = "counter-1"
number = "1"
services = ["land", "landd"]     # wrong

[[device]]
id = "kiosk-1"
kind = "ticket"
services = ["land"]
colour = "red"                   # wrong

[[device]]
id = "kiosk-2"
kind = "tickets"                 # wrong
"""
COUNTER = """\
[device]
id = "counter-1"
site = "Kon Tum"            # wrong
state = "{folder}"

[broker]
port = "1883"               # wrong
password = "secret"         # wrong

[line]
port = ""                   # wrong
baud = 9601                 # wrong
echo = "no"                 # wrong

[display]
address = 1

[keypad]
address = 1                 # wrong
"""
MOTCUA = str(Path(sys.executable).with_name("motcua"))


@pytest.mark.parametrize(
    ("command", "text", "status"),
    [
        pytest.param([sys.executable, "-m", "kiosk_ticket"], KIOSK, 2, id="kiosk_ticket"),
        pytest.param([sys.executable, "-m", "hub"], SITE, 2, id="hub"),
        pytest.param([sys.executable, "-m", "counter_display"], COUNTER, 2, id="counter_display"),
        pytest.param([MOTCUA, "check"], KIOSK, 1, id="check-kiosk"),
        pytest.param([MOTCUA, "check"], SITE, 1, id="check-site"),
        pytest.param([MOTCUA, "check"], COUNTER, 1, id="check-counter"),
    ],
)
def test_seven_wrong_settings_are_seven_lines_with_their_places(
    tmp_path: Path, command: list[str], text: str, status: int
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text.format(folder=tmp_path), encoding="utf-8")
    ended = subprocess.run([*command, str(file)], capture_output=True, text=True, timeout=30)
    wrong = [n for n, line in enumerate(text.splitlines(), 1) if "# wrong" in line]
    said = (ended.stderr + ended.stdout).splitlines()
    assert [line.split(": ")[0] for line in said] == [f"{file}:{n}" for n in wrong]
    assert (len(wrong), ended.returncode) == (7, status)
