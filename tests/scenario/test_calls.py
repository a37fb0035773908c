"""Calls by voice on the whole floor, in simulated time: said once, in order, never late; told when they were not."""

from pathlib import Path

import pytest
from sim_floor import ANNOUNCER, SimFloor

from hub.engine.events import VoiceMissed

CALL = "mời công dân có số thứ tự {} đến quầy số {}"
RECALL = "xin nhắc lại " + CALL
A001, A002, A003 = "a không không một", "a không không hai", "a không không ba"


@pytest.fixture
def floor(tmp_path: Path):
    floor = SimFloor(tmp_path)
    floor.start()
    yield floor
    floor.stop()


def people(floor: SimFloor, count: int) -> None:
    for _ in range(count):
        floor.kiosk.press("land")
        floor.turn(2)


def call(floor: SimFloor, counter: str, number: str) -> None:
    floor.press_until(counter, "next", lambda place: place.shows() == number)


def missed(floor: SimFloor) -> list[tuple[str, str]]:
    facts = floor.hub.service.ledger._store.facts_of(floor.hub.service.view.day)
    return [(fact.number, fact.outcome) for fact in facts if isinstance(fact, VoiceMissed)]


def test_a_call_is_heard_while_the_display_shows_it_and_a_recall_is_a_reminder(floor: SimFloor) -> None:
    people(floor, 1)
    call(floor, "counter-1", "A001")
    floor.turn(10)
    assert floor.announcer.heard() == [CALL.format(A001, "một")]
    floor.counters["counter-1"].press("recall")
    floor.turn(10)
    assert floor.announcer.heard()[1:] == [RECALL.format(A001, "một")]
    assert missed(floor) == []
    assert floor.hub.service.ledger.pending == {}


def test_two_counters_are_called_for_one_after_the_other(floor: SimFloor) -> None:
    people(floor, 2)
    call(floor, "counter-1", "A001")
    call(floor, "counter-2", "A002")
    floor.turn(20)
    assert floor.announcer.heard() == [CALL.format(A001, "một"), CALL.format(A002, "hai")]
    (first, sound), (second, _) = floor.announcer.hall.said
    assert second >= first + len(sound) / 2 / 22_050


@pytest.mark.parametrize("copies", [2, 3])
def test_every_message_doubled_is_still_one_call(floor: SimFloor, copies: int) -> None:
    floor.broker.fault = lambda topic, payload: copies
    people(floor, 2)
    call(floor, "counter-1", "A001")
    call(floor, "counter-2", "A002")
    floor.turn(40)
    assert floor.announcer.heard() == [CALL.format(A001, "một"), CALL.format(A002, "hai")]
    assert missed(floor) == []


def test_an_order_that_was_lost_is_sent_again_and_heard_in_time(floor: SimFloor) -> None:
    people(floor, 1)
    lost = iter([0])
    floor.broker.fault = lambda topic, payload: next(lost, 1) if topic.endswith(f"{ANNOUNCER.id}/do") else 1
    call(floor, "counter-1", "A001")
    floor.turn(15)
    assert floor.announcer.heard() == [CALL.format(A001, "một")]


def test_answers_that_are_lost_do_not_make_it_say_a_call_twice(floor: SimFloor) -> None:
    people(floor, 1)
    floor.broker.fault = lambda topic, payload: 0 if topic.endswith(f"{ANNOUNCER.id}/evt") else 1
    call(floor, "counter-1", "A001")
    floor.turn(15)
    floor.broker.fault = lambda topic, payload: 1
    floor.turn(30)
    assert floor.announcer.heard() == [CALL.format(A001, "một")]
    assert floor.hub.service.ledger.pending == {}
    assert missed(floor) == []


def test_a_call_that_comes_too_late_is_not_spoken_and_the_hub_knows(floor: SimFloor) -> None:
    people(floor, 1)
    floor.broker.fault = lambda topic, payload: 0 if topic.endswith(f"{ANNOUNCER.id}/do") else 1
    call(floor, "counter-1", "A001")
    floor.turn(22)
    floor.broker.fault = lambda topic, payload: 1
    floor.turn(30)
    assert floor.announcer.heard() == []
    assert missed(floor) == [("A001", "expired")]


def test_an_announcer_that_is_away_is_reported_and_says_nothing_old_when_it_is_back(floor: SimFloor) -> None:
    people(floor, 2)
    floor.announcer.kill()
    call(floor, "counter-1", "A001")
    floor.turn(45)
    assert missed(floor) == [("A001", "expired")]
    floor.announcer.start()
    floor.turn(10)
    call(floor, "counter-2", "A002")
    floor.turn(10)
    assert floor.announcer.heard() == [CALL.format(A002, "hai")]


def test_no_sound_card_is_in_the_status_and_in_the_story_of_the_number(floor: SimFloor) -> None:
    people(floor, 2)
    floor.announcer.hall.broken = "aplay ended with status 1: no such device"
    call(floor, "counter-1", "A001")
    floor.turn(3)
    device = next(device for device in floor.hub.service.view.devices if device.id == ANNOUNCER.id)
    assert (device.parts["player"].state, device.parts["player"].code) == ("failed", "exit")
    assert missed(floor) == [("A001", "failed")]
    floor.announcer.hall.broken = ""
    call(floor, "counter-2", "A002")
    floor.turn(10)
    assert floor.announcer.heard() == [CALL.format(A002, "hai")]
    device = next(device for device in floor.hub.service.view.devices if device.id == ANNOUNCER.id)
    assert device.parts["player"].state == "ok"


def test_after_a_restart_of_the_hub_nothing_is_said_again(floor: SimFloor) -> None:
    people(floor, 1)
    call(floor, "counter-1", "A001")
    floor.turn(10)
    floor.kill_hub()
    floor.turn(2)
    floor.start_hub()
    floor.turn(30)
    assert floor.announcer.heard() == [CALL.format(A001, "một")]
