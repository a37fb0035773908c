"""Calls by voice at the hub: ordered from every announcer with the call, and known when they were not spoken."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_house import DAY, PLAN
from msgspec.structs import replace

from devicekit.clock import HandClock
from devicekit.messages import CommandResult
from devicekit.orders import Announce, PrintTicket
from hub.engine import commands as c
from hub.engine import events as e
from hub.floor import ANNOUNCE_TTL_MS, Floor, Order
from hub.ledger import Request
from hub.plan import DevicePlan
from hub.service import Service
from hub.store import Store
from hub.store_rows import Pending
from hub.trace import trace
from hub.translate import command_for, expiry_of

SPEAKERS = tuple(DevicePlan(id=f"announcer-{n}", kind="announcer") for n in (1, 2))
LOUD = replace(PLAN, devices=(*PLAN.devices, *SPEAKERS))
CALL = Announce(phrase="call", number="A001", counter="2")
ORDERED = Pending("c1-5-0", "announcer-1", CALL, 0, 20_000)


@pytest.mark.parametrize(("kind", "phrase"), [(e.Called, "call"), (e.Recalled, "recall")])
def test_every_announcer_is_told_to_call_with_the_number_that_people_see(kind, phrase) -> None:
    fact = kind(at_ms=1, number="A001", counter="counter-2")
    body = replace(CALL, phrase=phrase)
    assert list(Floor(LOUD).orders(DAY, [fact])) == [Order(s.id, body, ANNOUNCE_TTL_MS) for s in SPEAKERS]
    assert ANNOUNCE_TTL_MS == 20_000


def test_nothing_else_at_a_counter_is_called_out() -> None:
    facts = [
        e.Started(at_ms=1, number="A001", counter="counter-2"),
        e.Finished(at_ms=1, number="A001", counter="counter-2"),
        e.NoShow(at_ms=1, number="A001", counter="counter-2"),
    ]
    assert list(Floor(LOUD).orders(DAY, facts)) == []
    assert list(Floor(PLAN).orders(DAY, [e.Called(at_ms=1, number="A001", counter="counter-2")])) == []


@pytest.mark.parametrize("outcome", ["failed", "refused", "expired"])
def test_a_call_that_was_not_spoken_becomes_a_fact_of_its_number(outcome) -> None:
    result = CommandResult(command=ORDERED.id, outcome=outcome, reason="no card")
    found = command_for("announcer-1", result, 0, str, {ORDERED.id: ORDERED})
    assert found == c.NoteVoiceMissed(number="A001", outcome=outcome, reason="no card")


def test_a_call_that_was_spoken_is_no_news_and_one_without_an_answer_is() -> None:
    done = CommandResult(command=ORDERED.id, outcome="done")
    assert command_for("announcer-1", done, 0, str, {ORDERED.id: ORDERED}) == c.NoteAnswered()
    late = CommandResult(command=ORDERED.id, outcome="failed")
    assert command_for("announcer-1", late, 0, str, {}) == c.NoteAnswered()
    assert expiry_of(ORDERED) == c.NoteVoiceMissed(number="A001", outcome="expired")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    service = Service(LOUD, Store(tmp_path / "hub.db", LOUD.site), HandClock(), Floor(LOUD).orders)
    service.open()
    yield service
    service.close()


def ask(service: Service, device: str, command: c.Asking, settles: str = "") -> None:
    request = Request.of(device, "", command)._replace(settles=settles)
    service.ledger.ask(request, service.now_ms())
    service.ledger.commit()


def test_the_story_of_a_number_tells_which_loudspeaker_was_silent_and_why(service: Service, tmp_path: Path) -> None:
    ask(service, "kiosk-1", c.Take(press="p1", service="land", kiosk="kiosk-1"))
    ask(service, "counter-2", c.CallNext(counter="counter-2"))
    pending = {p.device: p for p in service.ledger.pending.values() if not isinstance(p.body, PrintTicket)}
    assert set(pending) == {"announcer-1", "announcer-2"}
    note = c.NoteVoiceMissed(number="A001", outcome="failed", reason="no sound card")
    ask(service, "announcer-2", note, pending["announcer-2"].id)
    story = [line.partition("  #")[2].partition("  ")[2] for line in trace("A001", tmp_path / "hub.db", LOUD, "en")]
    assert "hub → announcer-1: call A001 by voice" in story
    assert story[-2] == "announcer-2: the call of A001 was not spoken (no sound card)"
    assert pending["announcer-2"].id not in service.ledger.pending
    assert service.ledger.state.counter_state("counter-2") == "called"
