"""What a message of the hub means to a device: values in, meanings out."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from devicekit import codec
from devicekit.exchange import HEARTBEAT_S, HELD, EpochRaised, Exchange, Expired, Meaning, Repeat
from devicekit.link import Received
from devicekit.messages import (
    Ack,
    Answer,
    Command,
    CommandResult,
    CounterSet,
    Echo,
    Event,
    KeyPressed,
    Part,
    SetState,
    Status,
    Wire,
)
from devicekit.orders import CommandBody, Identify
from devicekit.spool import Order, Stored
from devicekit.steps import Answered, HubHeard, Note, Ordered, StateSet
from devicekit.topics import Address, ChannelName, parse

HERE = Address("kontum", "counter", "counter-1")
BOOT = "boot-1"
KEY = KeyPressed(counter="counter-1", key="next")
FREE = CounterSet(counter="counter-1", state="free")


class Talk:
    """An Exchange and the hub's side of it."""

    def __init__(self) -> None:
        self.exchange = Exchange(HERE, "0.1", "session-1", BOOT, lambda: 1.0)
        self.disk: dict[str, Order] = {}

    def hear(
        self, channel: ChannelName, wire: Wire, at: float = 10.0, retained: bool = False, topic: str = ""
    ) -> list[Meaning]:
        text = topic or str(HERE.topic(channel))
        received = Received(text, codec.encode(wire), retained, at)
        return list(self.exchange.receive(received, self.disk.get))

    def ack(
        self, at: float = 10.0, epoch: int = 1, echo: int | None = 9_998, *ids: str, hub_ms: int = 500_000
    ) -> list[Meaning]:
        answers = tuple(Answer(id=name, outcome="accepted") for name in ids)
        heard = None if echo is None else Echo(session="session-1", sent_ms=echo)
        return self.hear("ack", Ack(epoch=epoch, seq=1, hub_ms=hub_ms, echo=heard, answers=answers), at)


def command(
    name: str, epoch: int = 1, sent: int = 500_000, ttl: int = 1_000, body: CommandBody | None = None
) -> Command:
    return Command(id=name, epoch=epoch, seq=1, sent_hub_ms=sent, ttl_ms=ttl, body=body or Identify())


def state(seq: int, epoch: int = 1) -> SetState:
    return SetState(epoch=epoch, seq=seq, hub_ms=1, body=FREE)


@pytest.fixture
def talk() -> Iterator[Talk]:
    """A conversation that has begun: epoch 1, the hub's time is known."""
    talk = Talk()
    assert talk.ack() == [EpochRaised(1), HubHeard(500_000)]
    yield talk


def notes(meanings: list[Meaning]) -> str:
    assert all(isinstance(meaning, Note) for meaning in meanings), meanings
    return "\n".join(meaning.text for meaning in meanings if isinstance(meaning, Note))


# Orders


def test_an_order_is_new_once_however_often_it_arrives_while_its_work_goes_on(talk: Talk) -> None:
    assert talk.hear("do", command("c1")) == [Ordered("c1", Identify(), 500_000, 999)]
    assert talk.hear("do", command("c1")) == []
    talk.disk["c1"] = talk.exchange.order("c1", None)
    talk.exchange.on_disk(["c1"])
    assert talk.hear("do", command("c1")) == []


def test_the_id_of_an_order_with_another_body_is_refused_before_and_after_its_answer(talk: Talk) -> None:
    talk.hear("do", command("c1"))
    other = replace(command("c1"), body=Identify(seconds=7))
    assert "used for another" in notes(talk.hear("do", other))
    answer = Stored("s.1", "", BOOT, 1, CommandResult(command="c1", outcome="done"))
    talk.disk["c1"] = talk.exchange.order("c1", answer)
    talk.exchange.on_disk(["c1"])
    assert "used for another" in notes(talk.hear("do", other))
    assert talk.hear("do", command("c1")) == [Repeat(answer)]


def test_a_repeated_order_gives_its_first_answer(talk: Talk) -> None:
    answer = Stored("s.1", "", BOOT, 1, CommandResult(command="c1", outcome="done"))
    talk.hear("do", command("c1"))
    talk.disk["c1"] = talk.exchange.order("c1", answer)
    talk.exchange.on_disk(["c1"])
    assert talk.hear("do", command("c1")) == [Repeat(answer)]
    assert talk.hear("do", command("c1", sent=1)) == [Repeat(answer)]


def test_an_order_that_the_disk_refused_is_new_again(talk: Talk) -> None:
    assert len(talk.hear("do", command("c1"))) == 1
    assert talk.exchange.order("c1", None).hub_ms == 500_000
    talk.exchange.not_taken("c1")
    assert talk.exchange.order("c1", None).hub_ms == 0
    assert len(talk.hear("do", command("c1"))) == 1


def test_a_retained_order_is_refused_with_the_next_step(talk: Talk) -> None:
    said = notes(talk.hear("do", command("c1"), retained=True))
    assert "retained message on 'do' is never obeyed" in said
    assert "clear it on the broker" in said


def test_an_order_waits_until_the_hubs_time_is_known() -> None:
    talk = Talk()
    assert talk.hear("do", command("c1")) == [EpochRaised(1)]
    assert talk.hear("do", command("c1")) == []
    assert talk.ack(echo=None) == [HubHeard(500_000)]
    assert talk.ack(10.5) == [Ordered("c1", Identify(), 500_000, 749)]
    assert talk.ack(11.0) == []


def test_orders_that_wait_are_bounded_and_the_others_come_again() -> None:
    talk = Talk()
    for n in range(HELD + 10):
        talk.hear("do", command(f"c{n}"))
    ordered = [meaning for meaning in talk.ack() if isinstance(meaning, Ordered)]
    assert [order.command for order in ordered] == [f"c{n}" for n in range(HELD)]
    assert talk.hear("do", command(f"c{HELD}")) == [Ordered(f"c{HELD}", Identify(), 500_000, 999)]


def test_an_order_that_waited_too_long_is_expired_and_not_done() -> None:
    talk = Talk()
    talk.hear("do", command("c1", sent=498_000))
    assert talk.ack()[-1] == Expired("c1", 498_000, 2_001)


@pytest.mark.parametrize(("later", "kind"), [(1_000, Ordered), (1_001, Expired)])
def test_expiry_is_judged_on_the_hubs_time(talk: Talk, later: int, kind: type) -> None:
    # The round trip 9.998 -> 10.000 s makes 9.999 s here 500,000 ms there.
    (meaning,) = talk.hear("do", command("c1"), at=9.999 + later / 1000)
    assert isinstance(meaning, kind)


def test_an_order_held_under_an_old_epoch_is_not_done_under_a_new_one() -> None:
    talk = Talk()
    talk.hear("do", command("c1", epoch=1))
    assert talk.ack(epoch=2) == [EpochRaised(2), HubHeard(500_000)]


# Epoch and state


def test_a_higher_epoch_is_told_and_a_lower_one_refused(talk: Talk) -> None:
    assert talk.hear("set", state(1, epoch=7)) == [EpochRaised(7), StateSet(FREE, 1)]
    assert "epoch 6 refused: the hub is at 7" in notes(talk.hear("set", state(9, epoch=6)))
    assert "epoch 6" in notes(talk.ack(epoch=6))
    assert "epoch 6" in notes(talk.hear("do", command("c1", epoch=6)))


def test_another_epoch_is_another_clock(talk: Talk) -> None:
    talk.hear("set", state(1, epoch=2))
    assert talk.hear("do", command("c1", epoch=2)) == []
    assert talk.ack(11.0, epoch=2, echo=10_900, hub_ms=500_000) == [Ordered("c1", Identify(), 500_000, 950)]


def test_an_older_or_repeated_set_is_ignored_and_a_lower_seq_of_a_new_epoch_is_not(talk: Talk) -> None:
    assert talk.hear("set", state(5), retained=True) == [StateSet(FREE, 1)]
    assert talk.hear("set", state(5)) == []
    assert talk.hear("set", state(4)) == []
    assert talk.hear("set", state(6)) == [StateSet(FREE, 1)]
    assert talk.hear("set", state(1, epoch=2)) == [EpochRaised(2), StateSet(FREE, 1)]


def test_the_very_first_set_counts_even_at_zero() -> None:
    assert Talk().hear("set", state(0, epoch=0)) == [StateSet(FREE, 1)]


# Answers


def test_an_answer_ends_its_event_once(talk: Talk) -> None:
    stored = Stored(talk.exchange.next_id(), "press-1", BOOT, 1, KEY)
    talk.exchange.outbox.add(stored, 10.0, sent=True)
    expected = Answered("press-1", KEY, Answer(id=stored.id, outcome="accepted"), 500_000)
    assert talk.ack(10.1, 1, None, stored.id) == [expected]
    assert talk.exchange.answered == {stored.id: stored}
    assert talk.ack(10.2, 1, None, stored.id) == []


def test_an_answer_to_an_event_that_is_not_ours_means_nothing(talk: Talk) -> None:
    assert talk.ack(10.1, 1, None, "other.1") == []
    assert talk.exchange.answered == {}


def test_an_answer_whose_step_was_refused_is_asked_for_again(talk: Talk) -> None:
    stored = Stored("s.1", "", BOOT, 1, KEY)
    talk.exchange.outbox.add(stored, 10.0, sent=True)
    talk.ack(10.1, 1, None, "s.1")
    talk.exchange.not_answered("s.1", 10.2)
    assert talk.exchange.answered == {}
    assert talk.exchange.due(11.2) == [stored]
    assert len(talk.ack(11.3, 1, None, "s.1")) == 1


def test_the_echo_of_another_session_says_nothing_about_the_time() -> None:
    talk = Talk()
    echo = Echo(session="session-0", sent_ms=9_998)
    talk.hear("ack", Ack(epoch=1, seq=1, hub_ms=500_000, echo=echo))
    assert talk.exchange.hub_time.at(10_000) is None


# What is refused


@pytest.mark.parametrize(
    ("channel", "topic", "says"),
    [
        ("set", "motcua/1/kontum/counter/counter-2/set", "is for another device; this one is kontum/counter/counter-1"),
        ("set", "motcua/1/pleiku/counter/counter-1/set", "is for another device"),
        ("set", "motcua/1/kontum/rating/counter-1/set", "is for another device"),
        ("set", "nonsense", "is not motcua/1/"),
    ],
)
def test_a_message_for_another_device_is_refused(talk: Talk, channel: ChannelName, topic: str, says: str) -> None:
    assert says in notes(talk.hear(channel, state(9), topic=topic))


def test_what_devices_say_is_not_for_devices(talk: Talk) -> None:
    status = Status(state="online", session="s", boot="b", version="1")
    assert "'status' is not for devices" in notes(talk.hear("status", status))


def test_what_is_no_message_is_noted_with_its_topic_and_changes_nothing(talk: Talk) -> None:
    received = Received(str(HERE.topic("set")), b"{{{", False, 10.0)
    (note,) = talk.exchange.receive(received, talk.disk.get)
    assert isinstance(note, Note)
    assert note.level == "warning"
    assert note.ids == {"topic": "motcua/1/kontum/counter/counter-1/set"}


# Silence


def test_silence_is_told_once_after_three_missed_heartbeats(talk: Talk) -> None:
    assert talk.exchange.silent_for(10.0 + 3 * HEARTBEAT_S) is None
    assert talk.exchange.silent_for(10.1 + 3 * HEARTBEAT_S) == pytest.approx(15.1)
    assert talk.exchange.silent_for(99.0) is None
    assert talk.ack(100.0, 1, None) == [HubHeard(500_000)]
    assert talk.ack(100.1, 1, None) == []


def test_a_lost_link_is_silence_at_once(talk: Talk) -> None:
    assert talk.exchange.lost()
    assert not talk.exchange.lost()
    assert talk.ack(20.0, 1, None) == [HubHeard(500_000)]


# What goes out


def test_ids_of_events_never_repeat_and_name_their_session(talk: Talk) -> None:
    names = [talk.exchange.next_id() for _ in range(100)]
    assert len(set(names)) == 100
    assert all(name.startswith("session-1.") for name in names)


def test_birth_will_and_goodbye_are_of_one_session_and_tell_the_highest_epoch(talk: Talk) -> None:
    parts = {"display": Part(state="failed", code="silent")}
    birth, will, bye = talk.exchange.birth(parts, 12.5), talk.exchange.will(), talk.exchange.goodbye("stopped")
    read = [codec.decode_as(Status, "status", payload) for _, payload in (birth, will, bye)]
    assert [s.state for s in read] == ["online", "offline", "offline"]
    assert {s.session for s in read} == {"session-1"}
    assert {s.epoch for s in read} == {1}
    assert read[0].parts == parts
    assert read[0].sent_ms == 12_500
    assert [s.reason for s in read] == ["", "connection lost", "stopped"]
    assert {str(topic) for topic, _ in (birth, will, bye)} == {"motcua/1/kontum/counter/counter-1/status"}


def test_an_event_keeps_its_moment_and_its_boot_and_stamps_each_copy(talk: Talk) -> None:
    topic, payload = talk.exchange.event(Stored("old.7", "", "boot-0", 123, KEY), 50.0)
    assert codec.decode("evt", payload) == Event(id="old.7", boot="boot-0", happened_ms=123, sent_ms=50_000, body=KEY)
    assert topic == HERE.topic("evt")


def test_a_device_hears_its_own_three_topics_only(talk: Talk) -> None:
    topics = [parse(text) for text in talk.exchange.subscriptions()]
    assert {(t.site, t.kind, t.device) for t in topics} == {HERE}
    assert [t.channel for t in topics] == ["set", "do", "ack"]
