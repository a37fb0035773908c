"""A whole counter from a numeric keypad: real hub, real program, the kernel's own events."""

from pathlib import Path

import pytest
from pad_floor import PADS, facts, people, running, types
from sim_floor import SimFloor

from hub.engine import events as e
from hub.engine.events import EngineEvent


@pytest.fixture
def floor(tmp_path: Path):
    with running(SimFloor(tmp_path, PADS, pads=True)) as floor:
        yield floor


def last(floor: SimFloor, kind: type[e.Fact]) -> EngineEvent:
    return [fact for fact in facts(floor) if isinstance(fact, kind)][-1]


def test_next_start_finish_and_a_number_out_of_turn(floor: SimFloor) -> None:
    people(floor, 13)
    place = types(floor, "E", then_s=3)
    assert (place.shows(), place.blinks()) == ("A001", True)
    types(floor, "*", then_s=3)
    assert (place.shows(), place.blinks()) == ("A001", False)
    types(floor, "1E")
    assert last(floor, e.Finished) == e.Finished(
        at_ms=last(floor, e.Finished).at_ms, number="A001", counter="counter-1", result=1
    )
    assert place.shows() == ""
    types(floor, "12+", then_s=3)
    assert (place.shows(), place.blinks()) == ("A012", True)
    types(floor, "-")
    assert last(floor, e.NoShow).number == "A012"


def test_what_is_typed_and_a_no_are_on_the_display_for_a_moment(floor: SimFloor) -> None:
    people(floor, 1)
    place = types(floor, "*")
    assert place.shows() == "LOI2"
    floor.turn(4)
    assert place.shows() == ""
    assert types(floor, "12").shows() == "12"
    assert types(floor, "B").shows() == "1"
    assert types(floor, "B7+").shows() == "LOI3"
    said = floor.hub.service.view.keys["counter-1"]
    assert (said.verb, said.digits, said.reason) == ("call", "7", "unknown_number")
    assert said.vi == "Bàn phím: Gọi số 7. Không được: Hôm nay chưa có ai nhận số này"
    floor.turn(4)
    assert types(floor, "44", then_s=7).shows() == "LOI1"
    assert types(floor, "E").shows() == "LOI1"
    floor.turn(4)
    assert types(floor, "E", then_s=3).shows() == "A001"
    assert [type(fact) for fact in facts(floor)].count(e.Called) == 1


def test_parked_and_taken_back_held_and_switched(floor: SimFloor) -> None:
    people(floor, 3)
    place = types(floor, "E*", then_s=3)
    types(floor, ".-")
    assert last(floor, e.Parked).number == "A001"
    assert types(floor, ".+", then_s=3).shows() == "A001"
    types(floor, "*./", then_s=3)
    assert last(floor, e.Held).number == "A001"
    types(floor, "E*", then_s=3)
    assert place.shows() == "A002"
    assert types(floor, "1./", then_s=3).shows() == "A001"
    types(floor, ".9")
    assert last(floor, e.Requeued).number == "A001"


def test_sent_to_a_service_to_a_counter_to_pay_and_to_come_back(floor: SimFloor) -> None:
    people(floor, 4)
    types(floor, "E*2*", then_s=3)
    assert last(floor, e.Transferred).service == "justice"
    types(floor, "E*1.*", then_s=3)
    assert (last(floor, e.Transferred).service, last(floor, e.Transferred).back) == ("land", True)
    types(floor, "E*2/", then_s=3)
    assert last(floor, e.Transferred).to_counter == "counter-2"
    types(floor, "E*/", then_s=3)
    assert last(floor, e.SentToFee).counter == "counter-1"


def test_a_dossier_is_named_by_its_last_four_digits(floor: SimFloor) -> None:
    people(floor, 1)
    types(floor, "E*", then_s=3)
    place = types(floor, "0042E")
    named = last(floor, e.DossierNamed)
    assert (named.number, named.code) == ("A001", "H34.12-261123-0042")
    assert place.shows() == "dA"
    floor.turn(3)
    assert place.shows() == "A001"
    types(floor, "0042E")
    assert [type(fact) for fact in facts(floor)].count(e.DossierNamed) == 1


def test_paused_open_closed_and_undone(floor: SimFloor) -> None:
    place = types(floor, "2-", then_s=3)
    assert (place.shows(), last(floor, e.CounterPaused).reason) == ("nGHI", 2)
    assert types(floor, ".E", then_s=3).shows() == ""
    assert types(floor, "0-", then_s=3).shows() == "----"
    assert types(floor, ".E", then_s=3).shows() == ""
    people(floor, 1)
    types(floor, "E*", then_s=2)
    types(floor, "..")
    assert last(floor, e.Undone).verb == "start"


def test_help_a_copy_of_the_slip_and_one_more_question(floor: SimFloor) -> None:
    people(floor, 1)
    types(floor, ".0")
    assert "help:counter-1" in floor.hub.service.view.alarms
    types(floor, "E*.1", then_s=3)
    assert last(floor, e.ReprintAsked).number == "A001"
    types(floor, ".*")
    assert floor.counters["counter-1"].shows() == "LOI2"
    types(floor, "1E", then_s=10)
    types(floor, ".*")
    assert last(floor, e.RatingAsked).number == "A001"
    floor.turn(60)
    types(floor, ".*")
    assert floor.counters["counter-1"].shows() == "LOI6"


def test_a_number_that_may_be_two_is_asked_for_by_the_place_of_its_service(floor: SimFloor) -> None:
    people(floor, 1, justice=1)
    assert types(floor, "1+", "counter-2").shows() == "LOI3"
    assert types(floor, "2001+", "counter-2", then_s=3).shows() == "C001"
    assert types(floor, "1001+", "counter-2", then_s=3).shows() == "A001"


def test_a_key_while_the_hub_is_away_says_so_at_once_and_calls_nobody_later(floor: SimFloor) -> None:
    people(floor, 2)
    place = types(floor, "E*", then_s=3)
    floor.kill_hub()
    floor.turn(1)
    assert types(floor, "E", then_s=6).shows() == "CHO"
    floor.turn(10)
    assert place.shows() == "A001"
    floor.turn(20)
    floor.start_hub()
    floor.turn(20)
    assert place.shows() == "A001"
    assert [type(fact) for fact in facts(floor)].count(e.Called) == 1
    assert types(floor, "E", then_s=3).shows() == "A002"


def test_a_pulled_keypad_is_a_fault_and_works_when_it_is_back(floor: SimFloor) -> None:
    people(floor, 1)
    place = types(floor, "1")
    place.pad.port.unplug()
    floor.turn(2)
    assert keypad(floor) == "failed"
    place.pad.port.plug()
    floor.turn(6)
    assert types(floor, "E", then_s=3).shows() == "A001"
    assert keypad(floor) == "ok"


def keypad(floor: SimFloor) -> str:
    (device,) = (each for each in floor.hub.service.view.devices if each.id == "counter-1")
    return device.parts["keypad"].state
