"""The real program on its far ends with sockets, threads and real time."""

import os
import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kiosk_floor import (
    LAMP,
    ME,
    PIN,
    Hub,
    drained,
    settings,
)

from devicekit.buttons.device import PinChanged, PinFound
from devicekit.buttons.driver_gpiozero import GpioButtons, Wire
from devicekit.buttons.virtual import VirtualButtonBox
from devicekit.buttons.virtual_pins import SOCKET
from devicekit.clock import SystemClock
from devicekit.errors import DriverError
from devicekit.link_memory import MemoryBroker, MemoryLink
from devicekit.messages import (
    TicketPrinted,
)
from devicekit.runtime import Agent
from devicekit.spool import Spool
from kiosk_ticket.agent import build
from printer.virtual import VirtualPrinter, VirtualTcpPrinter


@pytest.fixture
def far_box(tmp_path: Path) -> Iterator[VirtualButtonBox]:
    box = VirtualButtonBox(tmp_path / "pins", SystemClock())
    box.start()
    before = {name: os.environ.get(name) for name in ("GPIOZERO_PIN_FACTORY", SOCKET)}
    os.environ.update({"GPIOZERO_PIN_FACTORY": "motcua", SOCKET: str(box.path)})
    yield box
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value
    box.stop()


def test_presses_reach_gpiozero_through_the_socket_and_lamps_come_back(
    far_box: VirtualButtonBox, wait_until: Callable[..., None]
) -> None:
    far_box.box.press(27)
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    buttons = GpioButtons((Wire("land", PIN, LAMP), Wire("civil", 27, 24)), SystemClock())
    buttons.start(inbox)
    assert [(each.button, each.down) for each in drained(inbox) if isinstance(each, PinFound)] == [
        ("land", False),
        ("civil", True),
    ]
    far_box.box.bounce(PIN, [True, False, True, False, True])
    wait_until(lambda: inbox.qsize() >= 5, "five edges")
    edges = [each for each in drained(inbox) if isinstance(each, PinChanged)]
    assert [each.down for each in edges] == [True, False, True, False, True]
    assert {each.button for each in edges} == {"land"}
    buttons.light({"land": True, "civil": False})
    assert far_box.box.wait_until(lambda box: box.lamp(LAMP) and not box.lamp(24), 5.0)
    buttons.stop()
    assert far_box.box.wait_until(lambda box: not box.lamp(LAMP), 5.0)


def test_the_driver_survives_a_box_that_goes_and_comes_back(
    far_box: VirtualButtonBox, wait_until: Callable[..., None]
) -> None:
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    buttons = GpioButtons((Wire("land", PIN, LAMP),), SystemClock())
    buttons.start(inbox)
    buttons.light({"land": True})
    assert far_box.box.wait_until(lambda box: box.lamp(LAMP), 5.0)
    far_box.stop()
    again = VirtualButtonBox(far_box.path, SystemClock())
    again.start()
    assert again.box.wait_until(lambda box: box.lamp(LAMP), 5.0)
    drained(inbox)
    again.box.tap(PIN)
    wait_until(lambda: inbox.qsize() >= 2, "a press over the new socket")
    buttons.stop()
    again.stop()


def test_the_box_survives_programs_that_come_and_go(far_box: VirtualButtonBox) -> None:
    for _ in range(3):
        buttons = GpioButtons((Wire("land", PIN, LAMP),), SystemClock())
        buttons.start(queue.SimpleQueue())
        buttons.light({"land": True})
        assert far_box.box.wait_until(lambda box: box.lamp(LAMP), 5.0)
        buttons.stop()
    assert far_box.programs == 3


def test_pins_without_a_box_are_a_fault_that_says_what_to_check(far_box: VirtualButtonBox) -> None:
    far_box.stop()
    buttons = GpioButtons((Wire("land", PIN, LAMP),), SystemClock())
    with pytest.raises(DriverError, match=r"17.*GPIOZERO_PIN_FACTORY"):
        buttons.start(queue.SimpleQueue())
    buttons.stop()


def test_press_to_paper_over_sockets(
    far_box: VirtualButtonBox, tmp_path: Path, wait_until: Callable[..., None]
) -> None:
    paper = VirtualTcpPrinter(VirtualPrinter())
    paper.start()
    clock = SystemClock()
    file = settings(tmp_path, paper.address)
    logic, hardware = build(file, clock)
    agent = Agent(ME, "0", logic, hardware, Spool(tmp_path / "spool"), clock, lambda: 0.5)
    broker = MemoryBroker(clock)
    hub = Hub(broker, clock)
    agent.start(MemoryLink(broker, agent.exchange.subscriptions(), agent.exchange.will()))

    def serve(seen: Callable[[], object]) -> bool:
        agent.pump(0.005)
        hub.poll()
        return bool(seen())

    wait_until(lambda: serve(lambda: far_box.box.lamp(LAMP) and agent.state.printer.state == "ok"), "lamp and printer")
    far_box.box.tap(PIN)
    wait_until(lambda: serve(lambda: any(isinstance(each, TicketPrinted) for each in hub.events)), "a ticket")
    (job,) = paper.printer.jobs
    assert job.errors == ()
    agent.stop()
    paper.stop()
