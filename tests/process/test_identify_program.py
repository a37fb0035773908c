"""`motcua identify` in a running house: real broker, hub and counter; the display is at the far end of its line."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import wait_until
from hub_alone import hub_of

from devicekit.sample_files import sample
from motcua.demo.floor import Floor


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    with hub_of(Floor(sample("site.toml"), tmp_path, "mosquitto")) as floor:
        yield floor


def identify(floor: Floor, *words: str) -> "subprocess.Popen[str]":
    site = str(floor.folder / "site.toml")
    command = (sys.executable, "-m", "motcua", "identify", *words, "--site", site, "--language", "en")
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def said(program: "subprocess.Popen[str]") -> tuple[int, list[str]]:
    text, _ = program.communicate(timeout=30)
    return program.returncode, text.splitlines()


def test_a_technician_finds_a_counter_by_its_display_and_hears_what_became_of_each_wish(floor: Floor) -> None:
    place = floor.counters[0]
    floor.start_place(place)
    here = identify(floor, place.id, "--seconds", "2")
    away, unknown = identify(floor, floor.announcers[0].id), identify(floor, "counter-77")
    wait_until(lambda: place.shows() == "tESt", "the first half of the pattern")
    wait_until(lambda: place.shows() == "8888", "the second half")
    code, lines = said(here)
    assert code == 0
    assert lines[-1].startswith(f"LED display and keypad {place.id} does it: the LED display shows tESt")
    wait_until(lambda: place.shows() != "8888", "the old picture")
    code, (line,) = said(away)
    assert code == 1
    assert line.startswith("The device is offline: check its power, network and program")
    code, (line,) = said(unknown)
    assert code == 1
    assert "known: " in line
    assert floor.announcers[0].id in line
