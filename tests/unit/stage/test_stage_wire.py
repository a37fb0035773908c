"""Messages as the page lists them, and how many are kept."""

import msgspec
import pytest

from devicekit.messages import Ack, Answer, Command, CounterSet, Event, Part, SetState, Status, TicketWanted, Wire
from devicekit.orders import PrintTicket
from devicekit.topics import Address, ChannelName
from motcua.demo.probe import Heard
from motcua.stage.passed import LONGEST, Passed, passed, short
from motcua.stage.wiretap import KEPT, REMEMBERED, Wiretap

KIOSK = Address("kontum", "ticket", "kiosk-1")
ALIVE = Status(state="online", session="a1", boot="b1", version="1", sent_ms=5)
PRINT = PrintTicket(press="p1", number="A012", service="land", service_name="Đất đai", issued_hub_ms=1)


def line(channel: ChannelName, message: Wire, before: Status | None = None) -> Passed | None:
    return passed(KIOSK.topic(channel), message, 77, before)


@pytest.mark.parametrize(
    ("channel", "message", "kind", "number", "words"),
    [
        (
            "evt",
            Event(id="e1", boot="b1", happened_ms=1, sent_ms=1, body=TicketWanted(press="p1", service="land")),
            "TicketWanted",
            "",
            '"service":"land"',
        ),
        (
            "do",
            Command(id="c1", epoch=1, seq=1, sent_hub_ms=1, ttl_ms=1, body=PRINT),
            "PrintTicket",
            "A012",
            '"service_name":"Đất đai"',
        ),
        (
            "set",
            SetState(epoch=1, seq=1, hub_ms=1, body=CounterSet(counter="counter-1", state="free")),
            "CounterSet",
            "",
            '"state":"free"',
        ),
        ("ack", Ack(epoch=1, seq=1, hub_ms=1, answers=(Answer(id="e1", outcome="accepted"),)), "ack", "", '"id":"e1"'),
        ("status", ALIVE, "status", "", '"state":"online"'),
    ],
)
def test_a_message_is_listed_by_its_kind_and_number(
    channel: ChannelName, message: Wire, kind: str, number: str, words: str
) -> None:
    found = line(channel, message)
    assert found is not None
    assert (found.type, found.number, found.device, found.channel) == (kind, number, "kiosk-1", channel)
    assert found.topic == f"motcua/1/kontum/ticket/kiosk-1/{channel}"
    assert found.at_ms == 77
    assert words in found.text


def test_heartbeats_and_acknowledgements_of_nothing_are_left_out() -> None:
    assert line("ack", Ack(epoch=1, seq=1, hub_ms=1)) is None
    assert line("status", msgspec.structs.replace(ALIVE, sent_ms=9, epoch=2), ALIVE) is None


@pytest.mark.parametrize(
    "change", [{"state": "offline"}, {"session": "a2"}, {"parts": {"printer": Part(state="failed")}}]
)
def test_a_status_that_says_something_new_is_listed(change: dict[str, object]) -> None:
    assert line("status", msgspec.structs.replace(ALIVE, **change), ALIVE) is not None


def test_a_long_message_is_cut_and_shows_that_it_was() -> None:
    text = short({"words": "ă" * 1000})
    assert (len(text), text[-1]) == (LONGEST, "…")
    assert short({"words": "a", "none": None, "empty": []}) == '{"words":"a"}'


def heard(n: int) -> Heard:
    body = TicketWanted(press=f"p{n}", service="land")
    event = Event(id=f"e{n}", boot="b1", happened_ms=n, sent_ms=n, body=body)
    return Heard(KIOSK.topic("evt"), event, b"", 0.0)


def presses(lines: list[Passed]) -> list[str]:
    return [msgspec.json.decode(each.text)["press"] for each in lines]


def test_a_page_begins_with_the_newest_and_then_gets_each_message_once() -> None:
    rung: list[int] = []
    tap = Wiretap(lambda: rung.append(1))
    for n in range(KEPT + 10):
        tap.take(heard(n))
    count, lines = tap.after(-1)
    assert presses(lines) == [f"p{n}" for n in range(10, KEPT + 10)]
    assert tap.after(count) == (count, [])
    tap.take(heard(99))
    assert presses(tap.after(count)[1]) == ["p99"]
    assert len(rung) == KEPT + 11


def test_messages_do_not_fill_the_memory() -> None:
    tap = Wiretap(lambda: None)
    for n in range(3 * REMEMBERED):
        tap.take(heard(n))
    count, lines = tap.after(0)
    assert (count, len(lines), presses(lines)[-1]) == (3 * REMEMBERED, REMEMBERED, f"p{3 * REMEMBERED - 1}")
