"""What must not stop real programs: missing ports and brokers, no paper, noise, hostile messages."""

import itertools
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from msgspec.structs import replace
from paho.mqtt.enums import CallbackAPIVersion

from devicekit.buttons.virtual import ButtonBox
from devicekit.messages import Status
from devicekit.sample_files import sample
from devicekit.settings import load
from hub.broker_files import password_hash
from hub.device_tables import CounterDevice, TicketDevice
from hub.settings import SiteFile
from kiosk_ticket.settings import KioskFile
from motcua.demo import layout
from motcua.demo.broker import Broker
from motcua.demo.floor import Floor
from motcua.demo.layout import FIRST_LAMP, Ground
from motcua.demo.places import Kiosk
from motcua.demo.play import Visit
from motcua.demo.processes import Program
from motcua.demo.wait import wait_for

STRANGER = "stranger"
count = itertools.count(1)
ROOT = "motcua/1/kontum"
SOON_S = 10.0

# A floor to spoil


class OpenFloor(Floor):
    """A floor whose broker lets a stranger say everything everywhere, as a stolen hub password would."""

    def _make_broker(self) -> Broker:
        broker = super()._make_broker()
        with (self.folder / "acl").open("a") as out:
            out.write(f"\nuser {STRANGER}\ntopic readwrite #\n")
        with (self.folder / "passwd").open("a") as out:
            out.write(f"{STRANGER}:{password_hash(STRANGER, b'0123456789ab')}\n")
        return broker


def small_site(folder: Path) -> Path:
    """The sample centre with one kiosk and one counter, which serves all."""
    site = load(sample("site.toml"), SiteFile)
    services = tuple(service.id for service in site.service if service.prefix)
    devices = (
        TicketDevice(id="kiosk-1", services=services, reserve_first=901, reserve_last=949),
        CounterDevice(id="counter-1", counter="counter-1"),
    )
    counters = tuple(each if "post" in each.services else replace(each, services=services) for each in site.counter)
    return layout.write(replace(site, device=devices, counter=counters), folder / "centre.toml")


def with_a_foreign_button(settings: KioskFile) -> KioskFile:
    """The last button asks for a service that the hub has never heard of."""
    *others, last = settings.button
    return replace(
        settings,
        button=(*others, replace(last, service="weddings")),
        timing=replace(settings.timing, printer_poll=0.5, refused=1.0, lock_out=0.2),
    )


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    folder = tmp_path_factory.mktemp("floor")
    lines = ("max_packet_size 100000",)
    made = OpenFloor(small_site(folder), folder, "mosquitto", 0, None, with_a_foreign_button, lines)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def visit(floor: Floor) -> str:
    """One whole visit; the number."""
    return Visit(floor, lambda text: None).play().number


def living(floor: Floor) -> dict[str, int]:
    return {program.name: program.pid for program in floor.programs if program.alive()}


def log_lines(floor: Floor, program: str, text: str) -> list[str]:
    """What a program's log says of `text`, whole lines as they would be in journald."""
    # The last one may be half written.
    *lines, _ = (floor.folder / f"{program}.log").read_text(encoding="utf-8").split("\n")
    return [said for line in lines if text in (said := json.loads(line)["text"])]


def part(floor: Floor, device: str, name: str) -> tuple[str, str]:
    """State and code of a part in the newest `status` of a device."""
    assert floor.probe is not None
    for heard in reversed(floor.probe.heard):
        if heard.topic.device == device and isinstance(heard.message, Status):
            known = heard.message.parts.get(name)
            return (known.state, known.code) if known else ("", "")
    return "", ""


def faults(floor: Floor) -> list[tuple[str, str, str, str]]:
    """What the hub's log keeps of faults: device, part, state, code."""
    with closing(sqlite3.connect(f"file:{floor.folder}/data/hub.db?mode=ro", uri=True)) as db:
        rows = db.execute("SELECT device, body FROM events WHERE kind = 'FaultNoted' ORDER BY seq").fetchall()
    bodies = [(device, json.loads(body)) for device, body in rows]
    return [(device, body["part"], body["state"], body.get("code", "")) for device, body in bodies]


def blinks(kiosk: Kiosk, button: int, at_least: int, at_most: int, seconds: float) -> bool:
    """Whether a lamp soon changes that often within so many seconds, all of them from now on."""
    begin = time.monotonic()

    def right(box: ButtonBox) -> bool:
        since = time.monotonic() - seconds
        return since >= begin and at_least <= box.changes(FIRST_LAMP + button, since) <= at_most

    return kiosk.buttons.box.wait_until(right, seconds + SOON_S)


def test_a_button_for_an_unknown_service_says_so_and_the_others_work(floor: Floor) -> None:
    kiosk = floor.kiosks[0]
    wait_for(lambda: part(floor, "kiosk-1", "button-weddings") == ("failed", "unknown_service"), "a word in status")
    wait_for(
        lambda: ("kiosk-1", "button-weddings", "failed", "unknown_service") in faults(floor), "a word in the hub's log"
    )
    lamp = FIRST_LAMP + 3
    assert not kiosk.buttons.box.lamp(lamp)
    before, heard = time.monotonic(), len(floor.probe.heard) if floor.probe else 0
    kiosk.press(kiosk.services[3])
    assert kiosk.buttons.box.wait_until(lambda box: box.changes(lamp, before) >= 4, 5), "its lamp says no"
    wait_for(lambda: log_lines(floor, "kiosk-1", "no ticket: unknown_service"), "a line in the kiosk's log")
    assert floor.probe is not None
    assert not [
        each for each in floor.probe.heard[heard:] if b"weddings" in each.payload and each.topic.channel == "evt"
    ]
    assert visit(floor)


def test_a_printer_without_paper_is_seen_at_the_lamps_and_at_the_hub_and_works_again_with_paper(floor: Floor) -> None:
    kiosk = floor.kiosks[0]
    kiosk.printer.run_out()
    wait_for(lambda: part(floor, "kiosk-1", "printer") == ("failed", "paper_out"), "no paper in the kiosk's status")
    wait_for(lambda: ("kiosk-1", "printer", "failed", "paper_out") in faults(floor), "no paper in the hub's log")
    # Out of service: a short flash every two seconds.
    assert blinks(kiosk, 0, 2, 5, 4.2)
    before, heard = time.monotonic(), len(floor.probe.heard) if floor.probe else 0
    kiosk.press(kiosk.services[0])
    lamp = FIRST_LAMP
    assert kiosk.buttons.box.wait_until(lambda box: box.changes(lamp, before) >= 6, 5), "the lamp says no ticket"
    assert floor.probe is not None
    assert not [each for each in floor.probe.heard[heard:] if each.topic.channel == "evt" and b"Ticket" in each.payload]
    kiosk.printer.load_paper()
    wait_for(lambda: part(floor, "kiosk-1", "printer") == ("ok", ""), "the printer to be well again")
    wait_for(lambda: kiosk.lamp(kiosk.services[0]), "the lamp to burn")
    wait_for(lambda: faults(floor)[-1] == ("kiosk-1", "printer", "ok", ""), "the recovery in the hub's log")
    assert visit(floor)


def test_a_roll_that_ends_in_a_ticket_is_told_and_the_half_ticket_never_comes_again(floor: Floor) -> None:
    kiosk = floor.kiosks[0]
    assert floor.probe is not None
    wait_for(lambda: kiosk.lamp(kiosk.services[0]), "the lamp to burn")
    papers, heard = len(kiosk.printer.jobs), len(floor.probe.heard)
    kiosk.printer.run_out(after_rows=200)
    kiosk.press(kiosk.services[0])
    floor.probe.wait(lambda each: b"PrintFailed" in each.payload, "word of the ticket that failed", heard)
    wait_for(lambda: part(floor, "kiosk-1", "printer") == ("failed", "paper_out"), "no paper in the kiosk's status")
    kiosk.printer.load_paper()
    wait_for(lambda: part(floor, "kiosk-1", "printer") == ("ok", ""), "the printer to be well again")
    number = visit_of_newest(floor)
    half, whole = kiosk.printer.jobs[papers:]
    assert len(half.rows) < len(whole.rows), "the half ticket is cut off before the next one"
    assert number


def visit_of_newest(floor: Floor) -> str:
    """A press and its paper; who waits before is not called."""
    kiosk = floor.kiosks[0]
    assert floor.probe is not None
    heard = len(floor.probe.heard)
    # Each time another button: the one before may still rest.
    service = kiosk.services[next(count) % 3]
    wait_for(lambda: kiosk.lamp(service), "the lamp to burn")
    kiosk.press(service)
    printed = floor.probe.wait(lambda each: b'"TicketPrinted"' in each.payload, "the ticket", heard)
    return str(json.loads(printed.payload)["body"]["number"])


def test_noise_on_the_led_line_stops_nothing(floor: Floor) -> None:
    before, counter = living(floor), floor.counters[0]
    visit_of_newest(floor)
    for noise in (b"\x00" * 40, b"\xff" * 40, bytes(range(256)), b"\x01\x11", b"\x01" * 30, b"\x01\x11\x99\x07"):
        counter.wire.say(noise)
    wait_for(lambda: counter.wire.line.next_event() is None, "the noise to be over")
    wait_for(lambda: part(floor, "counter-1", "line") == ("degraded", "garbled"), "the noise in status")
    assert counter.shows() == ""
    counter.press("next")
    wait_for(counter.blinks, "a number on the display")
    counter.press("start")
    wait_for(lambda: counter.shows() and not counter.blinks(), "a steady number on the display")
    counter.press("finish")
    assert living(floor) == before


# Hostile messages

GARBAGE = {
    "no JSON": b"\x00\xff hello",
    "half JSON": b'{"id": "a.1", "boot"',
    "too large": b'"' + b"x" * 20_000 + b'"',
    "too deep": b"[" * 10_000 + b"]" * 10_000,
    "deep and small": b'{"body":' * 1_500 + b"1" + b"}" * 1_500,
    "of no type": b'{"id":"a.1","boot":"b","happened_ms":1,"sent_ms":1,"body":{"type":"Surprise"}}',
    "wrong types": b'{"id":1,"epoch":"x","seq":[],"state":7}',
    "empty": b"",
}


@pytest.fixture
def stranger(floor: Floor) -> Iterator[mqtt.Client]:
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=STRANGER, protocol=mqtt.MQTTv311)
    client.username_pw_set(STRANGER, STRANGER)
    client.connect("127.0.0.1", floor.ports.broker)
    client.loop_start()
    wait_for(client.is_connected, "the stranger")
    yield client
    client.disconnect()
    client.loop_stop()


@pytest.mark.parametrize(
    ("where", "reader"),
    [
        ("ticket/kiosk-1/evt", "hub"),
        ("counter/counter-1/status", "hub"),
        ("ticket/kiosk-1/do", "kiosk-1"),
        ("ticket/kiosk-1/set", "kiosk-1"),
        ("ticket/kiosk-1/ack", "kiosk-1"),
        ("counter/counter-1/set", "counter-1"),
        ("counter/counter-1/do", "counter-1"),
    ],
)
def test_messages_that_are_none_cost_one_line_each_and_change_nothing(
    floor: Floor, stranger: mqtt.Client, where: str, reader: str
) -> None:
    before, lines = living(floor), len(log_lines(floor, reader, "refused"))
    for payload in GARBAGE.values():
        stranger.publish(f"{ROOT}/{where}", payload, qos=1).wait_for_publish(10)
    wait_for(
        lambda: len(log_lines(floor, reader, "refused")) >= lines + len(GARBAGE), f"{reader} to have read all of it"
    )
    said = log_lines(floor, reader, "refused")[lines:]
    channel = where.rpartition("/")[2]
    assert len(said) == len(GARBAGE)
    assert all(channel in line and len(line) < 600 for line in said), said
    assert living(floor) == before


def test_a_ticket_of_an_unknown_service_is_refused_with_the_known_ones(floor: Floor, stranger: mqtt.Client) -> None:
    assert floor.probe is not None
    heard, n = len(floor.probe.heard), next(count)
    event = {
        "id": f"forged.{n}",
        "boot": "b",
        "happened_ms": 1,
        "sent_ms": 1,
        "body": {"type": "TicketWanted", "press": f"kiosk-1.forged.{n}", "service": "weddings"},
    }
    stranger.publish(f"{ROOT}/ticket/kiosk-1/evt", json.dumps(event), qos=1).wait_for_publish(10)
    answer = floor.probe.wait(lambda each: f"forged.{n}".encode() in each.payload and each.topic.channel == "ack", "it")
    assert floor.probe.heard.index(answer) >= heard
    (said,) = json.loads(answer.payload)["answers"]
    assert (said["outcome"], said["reason"]) == ("refused", "unknown_service")
    assert "land" in said["detail"]


def test_an_order_that_the_broker_kept_is_never_obeyed(floor: Floor, stranger: mqtt.Client) -> None:
    kiosk = floor.kiosks[0]
    papers, lines = len(kiosk.printer.jobs), len(log_lines(floor, "kiosk-1", "refused"))
    order = {
        "id": "forged-order",
        "epoch": 10**6,
        "seq": 1,
        "sent_hub_ms": int(time.time() * 1000),
        "ttl_ms": 60_000,
        "body": {"type": "Identify", "seconds": 1},
    }
    stranger.publish(f"{ROOT}/ticket/kiosk-1/set", json.dumps(order), qos=1).wait_for_publish(10)
    wait_for(lambda: len(log_lines(floor, "kiosk-1", "refused")) > lines, "an order on the wrong channel to be refused")
    assert len(kiosk.printer.jobs) == papers


def test_after_all_that_the_next_visit_works(floor: Floor) -> None:
    wait_for(lambda: floor.kiosks[0].lamp(floor.kiosks[0].services[0]), "the lamp to burn")
    assert len(living(floor)) == 3
    assert visit_of_newest(floor)


def test_a_serial_port_that_comes_later_is_taken_when_it_is_there(tmp_path: Path) -> None:
    floor = Floor(small_site(tmp_path), tmp_path, "mosquitto", 0, None)
    counter, port = floor.counters.pop(), tmp_path / "ttyUSB0"
    ground = Ground(floor.site, tmp_path, floor.ports, tmp_path / "passwords")
    settings = layout.counter_file(ground, counter.device, str(port))
    file = layout.write(settings, tmp_path / "counter-1.toml")
    program = Program("counter-1", "counter_display", file, tmp_path / "counter-1.log")
    try:
        floor.start()
        program.start()
        wait_for(lambda: part(floor, "counter-1", "line")[0] == "failed", "word of the missing port in status")
        wait_for(lambda: ("counter-1", "line", "failed") in [each[:3] for each in faults(floor)], "it in the hub's log")
        assert str(port) in detail(floor, "counter-1", "line")
        counter.wire.start()
        port.symlink_to(counter.wire.path)
        wait_for(lambda: part(floor, "counter-1", "line") == ("ok", ""), "the line to work", 20)
        number = visit_of_newest(floor)
        counter.press("next")
        wait_for(lambda: counter.shows() == number and counter.blinks(), f"{number} on the display")
        assert program.alive()
    finally:
        program.stop()
        counter.wire.stop()
        floor.stop()


def detail(floor: Floor, device: str, name: str) -> str:
    """What a technician reads of a part in trouble."""
    found = (
        [
            h.message.parts[name].detail
            for h in floor.probe.heard
            if isinstance(h.message, Status)
            and h.topic.device == device
            and name in h.message.parts
            and h.message.parts[name].detail
        ]
        if floor.probe
        else []
    )
    return found[-1] if found else ""


def test_programs_that_start_before_their_broker_say_so_and_work_when_it_comes(tmp_path: Path) -> None:
    floor = Floor(small_site(tmp_path), tmp_path, "mosquitto", 0, None)
    kiosk = floor.kiosks[0]
    try:
        floor.start()
        assert floor.broker is not None
        programs = floor.programs
        for program in programs:
            program.kill()
        floor.broker.kill()
        for program in programs:
            program.start()
        said = f"no broker at 127.0.0.1:{floor.ports.broker}: check that it runs, the address and the network"
        for program in programs:
            wait_for(
                lambda name=program.name: log_lines(floor, name, said), f"{program.name} to say that it has no broker"
            )
        floor.broker.start()
        for program in programs:
            wait_for(
                lambda name=program.name: len(log_lines(floor, name, "connected")) == 2, f"{program.name} online", 20
            )
        assert all(len(log_lines(floor, program.name, said)) == 1 for program in programs)
        wait_for(lambda: kiosk.lamp(kiosk.services[0]), "the lamp to burn")
        assert visit(floor)
    finally:
        floor.stop()
