"""A counter's screen in a running house: real broker, hub and program; the glass is at the far end of a socket."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from conftest import wait_until
from hub_alone import hub_of
from msgspec.structs import replace

from counter_display.sheet import Sheet
from counter_display.show_settings import HdmiTable
from counter_display.virtual_screen import Passer
from devicekit.sample_files import sample
from devicekit.touch.page import Words
from devicekit.touch.virtual import SocketGlass
from hub.device_tables import CounterDevice
from motcua.demo import layout
from motcua.demo.floor import Floor
from motcua.demo.layout import Ground
from motcua.demo.places import CounterPlace, run

SIZE = (800, 480)
LAND = Sheet(
    "number",
    place=Words("Quầy số 1", "Counter 1"),
    service=Words("Đất đai", "Land"),
    title=Words("ĐANG PHỤC VỤ", "NOW SERVING"),
    number="A001",
)
CALLED = LAND._replace(title=Words("MỜI SỐ", "PLEASE COME"), tone="call")


class ScreenPlace(CounterPlace):
    """A counter with a screen beside its LED display."""

    def __init__(self, device: CounterDevice, folder: Path) -> None:
        super().__init__(device, folder, numeric=True)
        self.screen = SocketGlass(folder / f"{device.id}.screen")

    def start(self, ground: Ground) -> None:
        self.wire.start()
        self.screen.start()
        if self.keypad is not None:
            self.keypad.plug()
        settings = layout.counter_file(ground, self.device, self.wire.path, self.keypad and self.keypad.path)
        hdmi = HdmiTable(driver="socket", address=str(self.screen.path), width=SIZE[0], height=SIZE[1])
        self.program = run(self.id, "counter_display", replace(settings, hdmi=hdmi), ground.folder)

    def stop(self) -> None:
        super().stop()
        self.screen.stop()


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    (tmp_path / "run").mkdir()
    floor = Floor(sample("site.toml"), tmp_path / "run", "mosquitto")
    floor.counters[0] = ScreenPlace(floor.counters[0].device, tmp_path / "run")
    with hub_of(floor):
        yield floor


def test_a_press_is_on_the_led_display_and_on_the_screen_and_a_killed_program_shows_it_again(floor: Floor) -> None:
    place = floor.counters[0]
    assert isinstance(place, ScreenPlace)
    passer = Passer(place.screen.glass)
    floor.start_place(place)
    body = {"request": "take-00001", "service": "land"}
    requests.post(f"{floor.url}/api/v1/tickets", json=body, timeout=10).raise_for_status()
    place.type("E")
    wait_until(lambda: passer.sees(CALLED), "A001 is called on the screen")
    wait_until(lambda: passer.sees(CALLED._replace(lit=False)), "and blinks there")
    assert place.shows() == "A001"
    place.type("*")
    wait_until(lambda: passer.sees(LAND), "A001 is served on the screen")
    assert place.program is not None
    place.program.kill()
    shown = place.screen.glass.shown
    place.program.start()
    wait_until(lambda: place.screen.glass.shown > shown and passer.sees(LAND), "it is there again")
    place.program.stop()
