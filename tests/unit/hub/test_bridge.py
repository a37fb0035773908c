"""The hub on the wire: what devices hear, judged by a client that subscribes beside them."""

import queue
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
from hub_house import PLAN
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devicekit import codec
from devicekit.clock import HandClock
from devicekit.errors import BadPayload
from devicekit.link import Received
from devicekit.link_memory import MemoryBroker, MemoryLink
from devicekit.messages import (
    Ack,
    Command,
    CommandResult,
    CounterSet,
    Event,
    EventBody,
    FaultChanged,
    KeyPressed,
    KioskSet,
    Part,
    PrintFailed,
    SetState,
    Status,
    TicketIssued,
    TicketPrinted,
    TicketWanted,
    Wire,
)
from devicekit.orders import PrintTicket
from devicekit.topics import Address, ChannelName, Kind, Topic, parse
from hub.bridge import subscriptions
from hub.main import Hub, build, goodbye
from hub.presence import believable

W = TypeVar("W", bound=Wire)


class Hall:
    """A hub, a broker in memory and a clock turned by hand."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock()
        self.broker = MemoryBroker(self.clock)
        self.path = folder / "hub.db"
        self.hub = self.new_hub()

    def new_hub(self) -> Hub:
        link = MemoryLink(self.broker, subscriptions(PLAN), goodbye(PLAN, "hub-1"))
        hub = build(PLAN, self.path, link, self.clock, "hub-1", lambda: 1.0)
        hub.open()
        return hub

    def pump(self) -> None:
        """Until the hub's inbox is quiet."""
        self.hub.pump()
        while not self.hub.service.inbox.empty():
            self.hub.pump()

    def turn(self, seconds: float) -> None:
        for _ in range(max(1, round(seconds / 0.5))):
            self.clock.turn(min(seconds, 0.5))
            self.pump()

    def restart(self) -> None:
        self.hub.close()
        self.hub = self.new_hub()
        self.pump()


class Device:
    """The wire's end of a device, without a program: says what it is told to, keeps what it hears."""

    def __init__(self, hall: Hall, kind: Kind, name: str, session: str = "s1") -> None:
        self.hall, self.session, self.boot = hall, session, "boot-1"
        self.address = Address(PLAN.site, kind, name)
        self.inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        names: tuple[ChannelName, ...] = ("set", "do", "ack")
        self.link = MemoryLink(hall.broker, tuple(str(self.address.topic(name)) for name in names))
        self.link.start(self.inbox)
        self.count = 0

    def now(self) -> int:
        return int(self.hall.clock.monotonic() * 1000)

    def status(self, state: str = "online", epoch: int = 0, session: str = "", **parts: Part) -> None:
        status = Status(
            state=state,  # type: ignore[arg-type]
            session=session or self.session,
            boot=self.boot,
            version="1",
            sent_ms=self.now(),
            epoch=epoch,
            parts=parts,
        )
        self.link.publish(self.address.topic("status"), codec.encode(status))
        self.hall.pump()

    def say(self, body: EventBody, ago_ms: int = 0, event_id: str = "", boot: str = "", happened_ms: int = -1) -> str:
        self.count += 1
        event = Event(
            id=event_id or f"{self.session}.{self.count}",
            boot=boot or self.boot,
            happened_ms=happened_ms if happened_ms >= 0 else self.now() - ago_ms,
            sent_ms=self.now(),
            body=body,
        )
        self.link.publish(self.address.topic("evt"), codec.encode(event))
        self.hall.pump()
        return event.id

    def heard(self, kind: type[W]) -> list[W]:
        """What came of one kind since the last look; the rest is dropped."""
        found: list[W] = []
        while not self.inbox.empty():
            item = self.inbox.get()
            if isinstance(item, Received):
                message = codec.decode(parse(item.topic).channel, item.payload)
                if isinstance(message, kind):
                    found.append(message)
        return found


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    hall.pump()
    yield hall
    hall.hub.close()


@pytest.fixture
def kiosk(hall: Hall) -> Device:
    device = Device(hall, "ticket", "kiosk-1")
    device.status()
    device.heard(Ack)
    return device


@pytest.fixture
def counter(hall: Hall) -> Device:
    device = Device(hall, "counter", "counter-1")
    device.status()
    device.heard(Ack)
    return device


def wanted(press: str = "p1", service: str = "land") -> TicketWanted:
    return TicketWanted(press=f"kiosk-1.{press}", service=service)


def order_of(device: Device) -> Command:
    (command,) = device.heard(Command)
    return command


def shown(device: Device) -> CounterSet:
    body = device.heard(SetState)[-1].body
    assert isinstance(body, CounterSet)
    return body


def test_press_becomes_a_print_order_with_all_that_the_paper_says(hall: Hall, kiosk: Device) -> None:
    kiosk.say(wanted())
    body = order_of(kiosk).body
    assert isinstance(body, PrintTicket)
    assert (body.number, body.ahead, body.counters, body.zone) == ("A001", 0, ("1", "2"), "khu A")
    assert body.qr == f"MC1.kontum.{hall.hub.service.view.day.replace('-', '')}.A001"


def test_event_is_acknowledged_with_hub_time_and_an_echo(hall: Hall, kiosk: Device) -> None:
    sent = kiosk.now()
    event = kiosk.say(wanted())
    (ack,) = kiosk.heard(Ack)
    assert [(answer.id, answer.outcome, answer.detail) for answer in ack.answers] == [(event, "accepted", "A001")]
    assert ack.echo is not None
    assert (ack.echo.session, ack.echo.sent_ms) == ("s1", sent)
    assert abs(ack.hub_ms - hall.clock.wall() * 1000) <= 1


def test_heartbeat_is_answered_with_the_hubs_time(kiosk: Device) -> None:
    kiosk.status()
    (ack,) = kiosk.heard(Ack)
    assert ack.answers == ()
    assert ack.echo is not None


def test_repeated_event_gets_its_first_answer_and_no_second_order(kiosk: Device) -> None:
    kiosk.say(wanted(), event_id="s1.7")
    kiosk.heard(Ack)
    kiosk.say(wanted(), event_id="s1.7")
    assert [c.body for c in kiosk.heard(Command)] == []
    kiosk.say(wanted(), event_id="s1.7")
    (ack,) = kiosk.heard(Ack)
    assert ack.answers[0].detail == "A001"


def test_next_key_puts_the_number_on_the_display(kiosk: Device, counter: Device) -> None:
    kiosk.say(wanted())
    counter.say(KeyPressed(counter="counter-1", key="next"))
    now = shown(counter)
    assert (now.state, now.number, now.blinking) == ("called", "A001", True)
    counter.say(KeyPressed(counter="counter-1", key="start"))
    now = shown(counter)
    assert (now.state, now.number, now.blinking) == ("serving", "A001", False)
    counter.say(KeyPressed(counter="counter-1", key="finish", result=1))
    assert shown(counter).state == "free"


def test_refused_key_is_answered_with_the_reason(counter: Device) -> None:
    counter.say(KeyPressed(counter="counter-1", key="next"))
    (ack,) = counter.heard(Ack)
    assert (ack.answers[0].outcome, ack.answers[0].reason) == ("refused", "nobody_waiting")


def test_people_waiting_are_told_at_most_once_a_second(hall: Hall, kiosk: Device, counter: Device) -> None:
    hall.turn(2)
    counter.heard(SetState)
    for n in range(5):
        kiosk.say(wanted(f"p{n}"))
    assert [s.body.waiting for s in counter.heard(SetState) if isinstance(s.body, CounterSet)] == [1]
    hall.turn(1)
    assert [s.body.waiting for s in counter.heard(SetState) if isinstance(s.body, CounterSet)] == [5]


def test_kiosk_is_told_its_day_its_services_and_its_own_reserve(hall: Hall) -> None:
    second = Device(hall, "ticket", "kiosk-2")
    body = second.heard(SetState)[-1].body
    assert isinstance(body, KioskSet)
    assert body.day == hall.hub.service.view.day
    assert [(s.reserve_prefix, s.reserve_first, s.reserve_last) for s in body.services] == [
        ("A", 950, 999),
        ("C", 950, 999),
    ]


def test_order_is_sent_again_with_the_same_id_until_it_is_answered(hall: Hall, kiosk: Device) -> None:
    kiosk.say(wanted())
    first = order_of(kiosk)
    hall.turn(4)
    again = kiosk.heard(Command)
    assert again
    assert {command.id for command in again} == {first.id}
    assert {command.sent_hub_ms for command in again} == {first.sent_hub_ms}
    assert [command.seq for command in again] == sorted({command.seq for command in again} - {first.seq})
    kiosk.say(TicketPrinted(press="kiosk-1.p1", number="A001", command=first.id))
    kiosk.heard(Command)
    hall.turn(30)
    assert kiosk.heard(Command) == []
    assert hall.hub.service.ledger.state.tickets["A001"].paper == "printed"


@pytest.mark.parametrize(
    ("answer", "paper"),
    [
        (
            lambda c: PrintFailed(press="kiosk-1.p1", number="A001", command=c, outcome="unknown", reason="cut?"),
            "unknown",
        ),
        (lambda c: CommandResult(command=c, outcome="refused", reason="already_issued"), "refused"),
        (lambda c: CommandResult(command=c, outcome="expired"), "expired"),
    ],
    ids=["unknown", "refused", "expired"],
)
def test_order_ends_with_any_answer_and_the_ticket_knows(hall: Hall, kiosk: Device, answer, paper: str) -> None:  # type: ignore[no-untyped-def]
    kiosk.say(wanted())
    kiosk.say(answer(order_of(kiosk).id))
    hall.turn(20)
    assert kiosk.heard(Command) == []
    assert hall.hub.service.ledger.state.tickets["A001"].paper == paper


def test_order_that_nobody_answers_expires_and_the_ticket_knows(hall: Hall, kiosk: Device) -> None:
    kiosk.say(wanted())
    hall.turn(140)
    kiosk.heard(Command)
    hall.turn(30)
    assert kiosk.heard(Command) == []
    assert hall.hub.service.ledger.state.tickets["A001"].paper == "expired"


def test_order_taken_up_in_time_may_be_answered_some_seconds_after_it(hall: Hall, kiosk: Device) -> None:
    kiosk.say(wanted())
    order = order_of(kiosk)
    hall.turn(130)
    assert order.id in hall.hub.service.ledger.pending
    kiosk.say(TicketPrinted(press="kiosk-1.p1", number="A001", command=order.id))
    assert hall.hub.service.ledger.state.tickets["A001"].paper == "printed"


def test_order_survives_a_restart_of_the_hub(hall: Hall, kiosk: Device) -> None:
    kiosk.say(wanted())
    first = order_of(kiosk)
    hall.restart()
    hall.turn(1)
    again = kiosk.heard(Command)
    assert again[0].id == first.id
    assert again[0].epoch == first.epoch + 1


def test_order_is_sent_at_once_when_its_device_comes_back(hall: Hall, kiosk: Device) -> None:
    hall.broker.fault = lambda topic, payload: 0 if topic.endswith("/do") else 1
    kiosk.say(wanted())
    hall.turn(60)
    hall.broker.fault = lambda topic, payload: 1
    kiosk.session = "s2"
    kiosk.status()
    assert len(kiosk.heard(Command)) == 1


def test_reserve_number_replaces_the_hubs_own_on_the_display(kiosk: Device, counter: Device) -> None:
    kiosk.say(wanted())
    counter.say(KeyPressed(counter="counter-1", key="next"))
    kiosk.say(TicketIssued(press="kiosk-1.p1", service="land", number="A901"), ago_ms=200)
    now = shown(counter)
    assert (now.number, now.state) == ("A901", "called")


def test_reserve_ticket_waits_from_its_own_time_on(hall: Hall, kiosk: Device) -> None:
    hall.turn(100)
    kiosk.say(wanted("later"))
    kiosk.say(TicketIssued(press="kiosk-1.before", service="land", number="A901"), ago_ms=60_000)
    line = hall.hub.service.ledger.state.waiting["land"]
    assert line.queues[""][0].number == "A901"


def test_reserve_ticket_of_an_earlier_boot_and_day_is_history(hall: Hall, kiosk: Device) -> None:
    happened_ms = kiosk.now()
    hall.turn(5)
    hall.clock.turn(24 * 3600)
    kiosk.boot, kiosk.session = "boot-2", "s2"
    kiosk.status()
    issued = TicketIssued(press="kiosk-1.x", service="land", number="A901")
    kiosk.say(issued, boot="boot-1", happened_ms=happened_ms)
    assert "A901" not in hall.hub.service.ledger.state.tickets
    told = TicketIssued(press="kiosk-1.z", service="land", number="A902", day=hall.hub.service.ledger.state.day)
    kiosk.say(told, boot="boot-1", happened_ms=happened_ms)
    assert hall.hub.service.ledger.state.tickets["A902"].press == "kiosk-1.z"
    kiosk.say(TicketIssued(press="kiosk-1.y", service="land", number="A901"))
    assert hall.hub.service.ledger.state.tickets["A901"].press == "kiosk-1.y"


def test_key_of_another_counter_is_refused(hall: Hall, counter: Device) -> None:
    counter.say(KeyPressed(counter="counter-2", key="next"))
    (ack,) = counter.heard(Ack)
    assert ack.answers[0].reason == "not_allowed"


def test_counter_can_not_take_tickets(hall: Hall, counter: Device) -> None:
    counter.say(wanted())
    (ack,) = counter.heard(Ack)
    assert ack.answers[0].reason == "not_allowed"
    assert hall.hub.service.view.services[0].waiting == 0


@pytest.mark.parametrize(
    "claim",
    [
        lambda c: TicketPrinted(press="kiosk-1.p1", number="A001", command=c),
        lambda c: TicketPrinted(press="kiosk-1.p1", number="A001"),
        lambda c: PrintFailed(press="kiosk-1.p1", number="A001", command=c, outcome="failed", reason="paper_out"),
        lambda c: PrintFailed(press="kiosk-1.p1", number="A001", outcome="failed", reason="paper_out"),
        lambda c: CommandResult(command=c, outcome="refused"),
        lambda c: TicketWanted(press="kiosk-1.p2", service="land"),
        lambda c: TicketIssued(press="kiosk-1.p1", service="land", number="A950"),
    ],
    ids=["printed", "printed without order", "failed", "failed without order", "result", "wanted", "issued"],
)
@pytest.mark.parametrize("other", [("ticket", "kiosk-2"), ("counter", "counter-1")], ids=["kiosk", "counter"])
def test_device_that_speaks_of_anothers_paper_changes_nothing(
    hall: Hall, kiosk: Device, claim: Callable[[str], EventBody], other: tuple[Kind, str]
) -> None:
    kiosk.say(wanted())
    order = order_of(kiosk)
    seq = hall.hub.service.view.seq
    liar = Device(hall, *other)
    liar.say(claim(order.id))
    (ack,) = liar.heard(Ack)
    assert ack.answers[0].outcome == "refused"
    assert order.id in hall.hub.service.ledger.pending
    assert hall.hub.service.view.seq == seq


def test_paper_of_the_reserve_may_be_told_before_its_number(hall: Hall, kiosk: Device) -> None:
    kiosk.say(wanted())
    seq = hall.hub.service.view.seq
    for press in ("kiosk-1.p1", "kiosk-1.p2", "kiosk-2.p3"):
        kiosk.heard(Ack)
        kiosk.say(TicketPrinted(press=press, number="A901"))
        (ack,) = kiosk.heard(Ack)
        assert ack.answers[0].outcome == ("refused" if press == "kiosk-2.p3" else "accepted")
    assert hall.hub.service.view.seq == seq + 2


@pytest.mark.parametrize(("press", "number"), [("kiosk-1.p1", "A002"), ("kiosk-1.p2", "A001")])
def test_kiosk_can_not_answer_an_order_with_another_ticket(hall: Hall, kiosk: Device, press: str, number: str) -> None:
    kiosk.say(wanted("p1"))
    order = order_of(kiosk)
    kiosk.say(wanted("p2"))
    kiosk.heard(Ack)
    for command in (order.id, None):
        kiosk.say(TicketPrinted(press=press, number=number, command=command))
        (ack,) = kiosk.heard(Ack)
        assert ack.answers[0].outcome == "refused"
    assert order.id in hall.hub.service.ledger.pending
    assert {ticket.paper for ticket in hall.hub.service.ledger.state.tickets.values()} == {""}


def test_part_that_fails_and_recovers_is_one_line_each(
    hall: Hall, kiosk: Device, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "hub.bridge")
    out = Part(state="failed", code="paper_out", detail="cover open")
    kiosk.say(FaultChanged(part="printer", state="failed", code="paper_out", detail="cover open"))
    for _ in range(3):
        kiosk.status(printer=out, lamp=Part(state="ok"))
    kiosk.status(printer=Part(state="degraded", code="paper_low"))
    kiosk.status(printer=Part(state="ok"))
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "kiosk-1: printer is failed paper_out (cover open)"),
        ("WARNING", "kiosk-1: printer is degraded paper_low"),
        ("INFO", "kiosk-1: printer is ok"),
    ]


def test_citizen_who_gets_no_number_is_in_the_log(hall: Hall, kiosk: Device, caplog: pytest.LogCaptureFixture) -> None:
    kiosk.say(wanted(service="weddings"))
    kiosk.say(TicketIssued(press="kiosk-1.p2", service="weddings", number="X901"))
    first, second = (record.getMessage() for record in caplog.records)
    assert first.startswith(
        "kiosk-1 wanted a ticket for weddings, refused: unknown_service (no service 'weddings' here"
    )
    assert second.startswith("kiosk-1 wanted X901 of the reserve for weddings, refused: unknown_service")


@pytest.mark.parametrize(
    ("site", "kind", "device"),
    [("kontum", "ticket", "kiosk-9"), ("kontum", "rating", "kiosk-1")],
    ids=["unknown id", "other kind"],
)
def test_message_of_nobody_we_know_is_counted_and_told_once(
    hall: Hall, kiosk: Device, caplog: pytest.LogCaptureFixture, site: str, kind: Kind, device: str
) -> None:
    kiosk.address = Address(site, kind, device)
    kiosk.say(wanted())
    assert hall.hub.bridge.refused == 1
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert device in caplog.text


@pytest.mark.parametrize(
    "payload",
    [b"", b"not json", b"[" * 10_000, b"\xff\xfe", b'{"id":"s.1"}', b"x" * 20_000, b"null"],
    ids=["empty", "text", "deep", "bytes", "half", "large", "null"],
)
@pytest.mark.parametrize("channel", ["evt", "status"])
def test_bad_payload_costs_one_line_and_the_hub_lives_on(
    hall: Hall, kiosk: Device, caplog: pytest.LogCaptureFixture, payload: bytes, channel: ChannelName
) -> None:
    kiosk.link.publish(kiosk.address.topic(channel), payload)
    hall.pump()
    assert hall.hub.bridge.refused == 1
    assert len(caplog.records) == 1
    kiosk.say(wanted())
    assert len(kiosk.heard(Command)) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from(["evt", "status"]))
def test_no_payload_ends_the_hub(hall: Hall, kiosk: Device, payload: bytes, channel: ChannelName) -> None:
    kiosk.link.publish(kiosk.address.topic(channel), payload)
    hall.pump()
    assert hall.hub.service.view.day


def test_device_is_offline_after_three_missed_heartbeats(hall: Hall, kiosk: Device) -> None:
    assert hall.hub.service.view.devices[0].online
    hall.turn(14)
    assert hall.hub.service.view.devices[0].online
    hall.turn(3)
    assert not hall.hub.service.view.devices[0].online


def test_will_of_an_old_session_is_ignored(hall: Hall, kiosk: Device) -> None:
    kiosk.status(session="s2")
    kiosk.status("offline", session="s1")
    assert hall.hub.service.view.devices[0].online
    kiosk.status("offline", session="s2")
    assert not hall.hub.service.view.devices[0].online


def test_retained_birth_is_no_proof_of_life(hall: Hall, kiosk: Device) -> None:
    hall.restart()
    assert not hall.hub.service.view.devices[0].online
    kiosk.status()
    assert hall.hub.service.view.devices[0].online


def test_higher_epoch_of_a_device_is_overtaken_and_every_set_is_sent_again(
    hall: Hall, kiosk: Device, counter: Device
) -> None:
    counter.heard(SetState)
    kiosk.status(epoch=41)
    assert [state.epoch for state in counter.heard(SetState)] == [42]
    assert hall.hub.service.view.epoch == 42
    hall.restart()
    assert hall.hub.service.view.epoch == 43


@pytest.mark.parametrize("claim", [2**53 - 1, 2**52, 2**40 + 1, 2_000_000])
def test_absurd_epoch_of_a_device_is_an_alarm_and_the_centre_goes_on(
    hall: Hall, kiosk: Device, counter: Device, caplog: pytest.LogCaptureFixture, claim: int
) -> None:
    status = {"state": "online", "session": "s9", "boot": "b", "version": "9", "epoch": claim}
    for _ in range(3):
        counter.link.publish(counter.address.topic("status"), msgspec.json.encode(status))
        hall.pump()
    assert hall.hub.service.view.epoch == 1
    if claim <= 2**52:
        assert hall.hub.service.view.alarms == ("epoch_claimed:counter-1",)
        assert [record.levelname for record in caplog.records].count("ERROR") == 1
    assert "counter-1" in caplog.text
    kiosk.say(wanted())
    assert len(kiosk.heard(Command)) == 1
    hall.restart()
    counter.status(epoch=2)
    assert (hall.hub.service.view.epoch, hall.hub.service.view.alarms) == (2, ())


def test_no_number_of_believable_claims_leads_near_the_end_of_the_numbers() -> None:
    assert believable(1_000_041, 41)
    assert not believable(1_000_042, 41)
    assert not believable(2**40 + 1, 2**40)
    over = b'{"state":"online","session":"s","boot":"b","version":"1","epoch":%d}' % (2**52 + 1)
    with pytest.raises(BadPayload):
        codec.decode_as(Status, "status", over)


def test_sets_come_back_when_the_broker_has_forgotten_them(hall: Hall, counter: Device) -> None:
    hall.broker.stop(forget=True)
    hall.pump()
    assert not hall.hub.service.view.devices[2].online
    hall.broker.restart()
    hall.pump()
    late = Device(hall, "counter", "counter-1", "s9")
    assert shown(late).state == "free"


def test_newer_sets_have_higher_numbers_over_a_restart(hall: Hall, kiosk: Device, counter: Device) -> None:
    seen = [(state.epoch, state.seq) for state in counter.heard(SetState)]
    kiosk.say(wanted())
    counter.say(KeyPressed(counter="counter-1", key="next"))
    seen += [(state.epoch, state.seq) for state in counter.heard(SetState)]
    hall.restart()
    seen += [(state.epoch, state.seq) for state in counter.heard(SetState)]
    assert len(seen) >= 2
    assert seen == sorted(set(seen))


def test_clean_stop_says_goodbye(hall: Hall) -> None:
    watcher = MemoryLink(hall.broker, ("motcua/1/kontum/hub/hub/status",))
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    watcher.start(inbox)
    hall.turn(6)
    hall.hub.close()
    states = []
    while not inbox.empty():
        item = inbox.get()
        if isinstance(item, Received):
            states.append(codec.decode_as(Status, "status", item.payload).state)
    assert states[-1] == "offline"
    assert "online" in states


def test_retained_event_is_never_obeyed(hall: Hall, kiosk: Device) -> None:
    event = Event(id="s1.9", boot="b", happened_ms=1, sent_ms=1, body=wanted())
    topic = str(Topic("kontum", "ticket", "kiosk-1", "evt"))
    hall.hub.service.inbox.put(Received(topic, codec.encode(event), True, hall.clock.monotonic()))
    hall.pump()
    assert hall.hub.service.view.services[0].waiting == 0
    assert hall.hub.bridge.refused == 1
