"""The hub on the wire: what devices hear, judged by a client that subscribes beside them."""

import queue

import pytest
from bridge_house import (
    Device,
    Hall,
    counter_fixture,  # noqa: F401
    hall_fixture,  # noqa: F401
    kiosk_fixture,  # noqa: F401
    order_of,
    shown,
    wanted,
)

from devicekit import codec
from devicekit.link import Received
from devicekit.link_memory import MemoryLink
from devicekit.messages import (
    Ack,
    Command,
    CommandResult,
    CounterSet,
    KeyPressed,
    KioskSet,
    PrintFailed,
    SetState,
    Status,
    TicketIssued,
    TicketPrinted,
)
from devicekit.orders import PrintTicket


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
    told = [s.body for s in kiosk.heard(SetState) if isinstance(s.body, KioskSet)][-1]
    assert {each.service: each.waiting for each in told.services}["land"] == 5


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
