"""A hub and a counter that was alone, on the wire: each deed counts once, and what does not fit is answered."""

from bridge_house import (
    Device,
    Hall,
    counter_fixture,  # noqa: F401
    hall_fixture,  # noqa: F401
    kiosk_fixture,  # noqa: F401
    wanted,
)

from devicekit.messages import Ack, KeyPressed, VerbTyped

AWAY_MS = 10 * 60_000
DEED = VerbTyped(counter="counter-1", verb="call", digits="1", alone=True)


def kinds(hall: Hall) -> list[str]:
    ledger = hall.hub.service.ledger
    return [type(fact).__name__ for fact in ledger._store.facts_of(hall.hub.service.view.day)]


def test_a_deed_that_is_sent_again_is_one_deed(hall: Hall, kiosk: Device, counter: Device) -> None:
    kiosk.say(wanted())
    hall.turn(60.0)
    event = counter.say(DEED, ago_ms=AWAY_MS, event_id="s1.7")
    before = kinds(hall)
    assert before[-2:] == ["Called", "Started"]
    hall.restart()
    counter.say(DEED, ago_ms=AWAY_MS, event_id=event)
    assert kinds(hall) == before
    answers = [answer for ack in counter.heard(Ack) for answer in ack.answers]
    assert {(answer.outcome, answer.reason) for answer in answers} == {("accepted", "")}


def test_the_officer_is_told_by_the_answer_that_a_deed_does_not_fit(hall: Hall, counter: Device) -> None:
    counter.say(DEED, ago_ms=AWAY_MS)
    ((answer,),) = (ack.answers for ack in counter.heard(Ack) if ack.answers)
    assert (answer.outcome, answer.reason) == ("accepted", "alone_conflict")
    (conflict,) = hall.hub.service.view.conflicts
    assert (conflict.why, conflict.counters) == ("unknown", ("counter-1",))
    assert hall.hub.service.view.keys["counter-1"].reason == "alone_conflict"


def test_what_was_done_before_a_restart_of_a_pi_whose_boot_nobody_knows_was_done_before_what_came_after(
    hall: Hall, kiosk: Device, counter: Device
) -> None:
    kiosk.say(wanted())
    counter.boot = "boot-3"
    counter.status()
    hall.turn(60.0)
    counter.say(DEED, boot="boot-2", happened_ms=5)
    counter.say(KeyPressed(counter="counter-1", key="finish", alone="1"), ago_ms=30_000)
    assert kinds(hall)[-3:] == ["Called", "Started", "Finished"]
