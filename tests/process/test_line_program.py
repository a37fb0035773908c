"""Three counters in one program on one line: real broker and hub, and settings that don't go together."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import wait_until

from motcua.bench.shared_line import SharedLine


@pytest.fixture
def line(tmp_path: Path) -> Iterator[SharedLine]:
    line = SharedLine("modbus", 3, tmp_path)
    try:
        line.start(4)
        yield line
    finally:
        line.stop()


def test_each_counter_of_a_line_is_a_device_of_its_own_and_shows_its_own_number(line: SharedLine) -> None:
    pressed = {place: line.press(place, "next") for place in line.places}
    for place, at in pressed.items():
        wait_until(lambda place=place, at=at: line.right_at(place, at, before=""), f"the number of {place.id}")
    assert sorted(line.number(place) for place in line.places) == ["A001", "A002", "A003"]
    assert [line.keys(place) for place in line.places] == [1, 1, 1]
    first, second, _ = line.places
    first.board.die()
    line.press(second, "start")
    wait_until(lambda: not line.calls(second), "the living go on")
    first.board.revive()
    wait_until(lambda: first.board.text == line.number(first), "who has power again shows what is true", 15.0)
    program = line._program
    assert program is not None
    assert program.stop() == 0
    wait_until(lambda: not any(line._floor.probe.is_online(place.id) for place in line.places), "all say goodbye")


def test_files_that_do_not_go_together_start_nothing(tmp_path: Path) -> None:
    for n in (1, 2):
        text = f'[device]\nid = "counter-{n}"\nsite = "kontum"\nstate = "{tmp_path}"\n[line]\nport = "/dev/line"\n'
        (tmp_path / f"counter-{n}.toml").write_text(text + "[display]\naddress = 3\n", encoding="utf-8")
    program = subprocess.run(
        [sys.executable, "-m", "counter_display", str(tmp_path)], capture_output=True, text=True, timeout=30
    )
    check = subprocess.run(
        [str(Path(sys.executable).with_name("motcua")), "check", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=30,
    )
    place = f"{tmp_path}/counter-2.toml:8: "
    assert (program.returncode, program.stderr.count("\n"), program.stderr.startswith(place)) == (2, 1, True)
    assert f"{tmp_path}/counter-1.toml:8" in program.stderr
    assert (check.returncode, program.stderr in check.stdout) == (1, True)
    assert not list(tmp_path.glob("*.spool"))
