"""The hub on the wire on bad days: devices that are wrong or silent, messages of nobody, claims that can't be."""

from collections.abc import Callable

import msgspec
import pytest
from bridge_house import (
    Device,
    Hall,
    counter_fixture,  # noqa: F401
    hall_fixture,  # noqa: F401
    kiosk_fixture,  # noqa: F401
    order_of,
    wanted,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from devicekit import codec
from devicekit.errors import BadPayload
from devicekit.link import Received
from devicekit.messages import (
    Ack,
    Command,
    CommandResult,
    Event,
    EventBody,
    FaultChanged,
    KeyPressed,
    Part,
    PrintFailed,
    SetState,
    Status,
    TicketIssued,
    TicketPrinted,
    TicketWanted,
)
from devicekit.topics import Address, ChannelName, Kind, Topic
from hub.bridge import DOING_MS
from hub.floor import PRINT_TTL_MS
from hub.presence import believable


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


def test_retained_event_is_never_obeyed(hall: Hall, kiosk: Device) -> None:
    event = Event(id="s1.9", boot="b", happened_ms=1, sent_ms=1, body=wanted())
    topic = str(Topic("kontum", "ticket", "kiosk-1", "evt"))
    hall.hub.service.inbox.put(Received(topic, codec.encode(event), True, hall.clock.monotonic()))
    hall.pump()
    assert hall.hub.service.view.services[0].waiting == 0
    assert hall.hub.bridge.refused == 1


def test_an_event_that_is_refused_as_answered_long_ago_is_an_error_in_the_log_that_names_its_number(
    hall: Hall, kiosk: Device, caplog: pytest.LogCaptureFixture
) -> None:
    given = [TicketIssued(press=f"kiosk-1.s1.{n}", service="land", number=f"A90{n}") for n in (1, 2)]
    first = [kiosk.say(body) for body in given]
    hall.clock.turn(8 * 24 * 3600)
    hall.turn(1)
    kiosk.heard(Ack)
    kiosk.say(given[1], event_id=first[1])
    (ack,) = kiosk.heard(Ack)
    assert [(each.outcome, each.reason) for each in ack.answers] == [("refused", "too_old")]
    (told,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert "kiosk-1: event s1.2 (TakeReserve A902) is refused unread" in told
    assert "motcua issue-log" in told


def test_an_order_for_a_device_that_has_left_the_settings_runs_out_and_the_hub_runs_on(
    hall: Hall, kiosk: Device, counter: Device
) -> None:
    kiosk.say(wanted())
    assert [each.device for each in hall.hub.service.ledger.pending.values()] == ["kiosk-1"]
    hall.plan = replace(hall.plan, devices=tuple(each for each in hall.plan.devices if each.id != "kiosk-1"))
    hall.restart()
    hall.turn(3)
    assert len(hall.hub.service.ledger.pending) == 1
    hall.clock.turn((PRINT_TTL_MS + DOING_MS) / 1000)
    hall.turn(2)
    assert hall.hub.service.ledger.pending == {}
    assert hall.hub.service.ledger.state.tickets["A001"].paper == "expired"
