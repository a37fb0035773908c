"""A numeric keypad in a running house: real broker, hub and counter; the keypad is a FIFO, the display a pty."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from conftest import wait_until
from hub_alone import hub_of

from devicekit.sample_files import sample
from hub.pin_file import hashed, write_pins
from motcua.demo.floor import Floor
from motcua.demo.places import CounterPlace


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    site = tmp_path / "site.toml"
    text = (
        sample("site.toml")
        .read_text(encoding="utf-8")
        .replace('id = "counter-1"', 'id = "counter-1"\nmay_pick = true', 1)
        .replace('id = "binh"', 'id = "binh"\nnumber = "12"', 1)
    )
    site.write_text(text, encoding="utf-8")
    (tmp_path / "run").mkdir()
    floor = Floor(site, tmp_path / "run", "mosquitto", numeric=("counter-1",))
    with hub_of(floor):
        yield floor


def take(floor: Floor, count: int) -> None:
    for n in range(count):
        body = {"request": f"take-{n:05}", "service": "land"}
        requests.post(f"{floor.url}/api/v1/tickets", json=body, timeout=10).raise_for_status()


def state_of(floor: Floor, number: str) -> tuple[str, int | None]:
    now = requests.get(f"{floor.url}/api/v1/tickets/{number}", timeout=10).json()
    return now["state"], now["result"]


def shows(place: CounterPlace, number: str, blinking: bool) -> None:
    wait_until(lambda: (place.shows(), place.blinks()) == (number, blinking), f"{number} on the display")


def test_next_finish_with_a_result_and_a_number_out_of_turn_reach_hub_and_display(floor: Floor) -> None:
    place = floor.counters[0]
    floor.start_place(place)
    take(floor, 12)
    place.type("E")
    shows(place, "A001", True)
    place.type("*")
    shows(place, "A001", False)
    place.type("1E")
    wait_until(lambda: state_of(floor, "A001") == ("finished", 1), "A001 is finished with result 1")
    place.type("12+")
    wait_until(lambda: place.shows() == "A012", "A012 on the display")
    assert state_of(floor, "A012") == ("called", None)
    place.type("99+")
    wait_until(lambda: place.shows() == "LOI3", "a no is shown")


def test_an_officer_logs_in_and_the_pin_is_in_no_file_of_the_house(floor: Floor, tmp_path: Path) -> None:
    place, secrets = floor.counters[0], ("86420975", "13579086")
    write_pins(tmp_path / "run" / "officer-pins", {"binh": hashed(secrets[0])}, tmp_path)
    wait_until(lambda: view_of(floor)["pins"], "the hub has seen the file")
    floor.start_place(place)
    place.type("*")
    wait_until(lambda: place.shows() == "LOI2", "the hub has answered the counter")
    place.type(f".712E{secrets[1]}E")
    wait_until(lambda: place.shows() == "LOI8", "a wrong PIN is refused")
    wait_until(lambda: place.shows() == "", "the sign has gone, and the counter takes another PIN")
    place.type(f".712E{secrets[0]}E")
    wait_until(lambda: counter_of(floor)["officer"] == "binh", "binh is logged in")
    place.type(".8")
    wait_until(lambda: not counter_of(floor)["login"], "and out again")
    files = [file for file in (tmp_path / "run").rglob("*") if file.is_file()]
    assert any(b"PinWrong" in file.read_bytes() for file in files)
    assert not [(file, pin) for file in files for pin in secrets if pin.encode() in file.read_bytes()]


def view_of(floor: Floor) -> dict[str, Any]:
    return requests.get(f"{floor.url}/api/v1/state", timeout=10).json()


def counter_of(floor: Floor) -> dict[str, Any]:
    return next(each for each in view_of(floor)["counters"] if each["id"] == "counter-1")
