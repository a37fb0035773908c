"""The hub is gone and officers go on: real programs and spools, a power cut of the Pi between, the hub back again."""

from pathlib import Path

import pytest
from pad_floor import PADS, facts, people, running, types
from sim_floor import SimFloor

from hub.engine import events as e

AWAY_S = 30.0


@pytest.fixture
def floor(tmp_path: Path):
    with running(SimFloor(tmp_path, PADS, pads=True)) as floor:
        yield floor


def cut_off(floor: SimFloor) -> None:
    """The hub dies and the counters know it."""
    floor.kill_hub()
    floor.turn(AWAY_S)


def back(floor: SimFloor) -> None:
    floor.start_hub()
    floor.turn(10.0)


def told(floor: SimFloor) -> list[str]:
    """What became of it, as facts of counters."""
    kinds = (e.Called, e.Started, e.Finished, e.AloneConflict)
    return [f"{type(fact).__name__} {fact.number} {fact.counter}" for fact in facts(floor) if isinstance(fact, kinds)]


def test_a_number_called_alone_shows_at_once_and_is_served_there_since_then(floor: SimFloor) -> None:
    people(floor, 13)
    types(floor, "E", then_s=3)
    cut_off(floor)
    began_ms = floor.clock.wall() * 1000
    place = types(floor, "12+", then_s=1.5)
    assert (place.shows(), place.blinks()) == ("012", False)
    heard = len(floor.announcer.heard())
    floor.turn(60.0)
    back(floor)
    assert told(floor)[-3:] == ["Finished A001 counter-1", "Called A012 counter-1", "Started A012 counter-1"]
    called = [fact for fact in facts(floor) if isinstance(fact, e.Called)][-1]
    assert abs(called.then_ms - began_ms) < 2000
    assert called.at_ms - called.then_ms > 60_000
    assert (place.shows(), place.blinks()) == ("A012", False)
    assert len(floor.announcer.heard()) == heard, "no voice calls what is over"
    assert floor.hub is not None
    assert floor.hub.service.view.conflicts == ()


def test_it_stays_over_a_power_cut_of_the_pi_and_is_told_once(floor: SimFloor) -> None:
    people(floor, 3)
    types(floor, "E", then_s=3)
    cut_off(floor)
    place = types(floor, "2+", then_s=2)
    place.kill()
    floor.turn(5.0)
    place.start()
    floor.turn(30.0)
    assert place.shows() == "002"
    types(floor, "1E", then_s=3)
    back(floor)
    assert told(floor) == [
        "Called A001 counter-1",
        "Finished A001 counter-1",
        "Called A002 counter-1",
        "Started A002 counter-1",
        "Finished A002 counter-1",
    ]
    assert place.shows() == ""
    types(floor, "E", then_s=3)
    assert place.shows() == "A003"


def test_the_present_ticket_is_finished_as_it_was_then(floor: SimFloor) -> None:
    people(floor, 2)
    types(floor, "E", then_s=3)
    types(floor, "*", then_s=3)
    cut_off(floor)
    types(floor, "3E", then_s=60)
    back(floor)
    last = [fact for fact in facts(floor) if isinstance(fact, e.Finished)][-1]
    assert (last.number, last.result, last.by) == ("A001", 3, "finish")
    assert last.at_ms - last.then_ms > 60_000


def test_two_counters_that_called_one_number_both_read_of_it(floor: SimFloor) -> None:
    people(floor, 3)
    cut_off(floor)
    types(floor, "2+", "counter-1", then_s=5)
    other = types(floor, "2+", "counter-2", then_s=5)
    assert other.shows() == "002"
    back(floor)
    assert floor.hub is not None
    view = floor.hub.service.view
    (conflict,) = view.conflicts
    assert set(conflict.counters) == {"counter-1", "counter-2"}
    assert sorted(each.ticket for each in view.counters) == ["", "", "A002"]
    holder = next(each.id for each in view.counters if each.ticket == "A002")
    types(floor, "1E", holder)
    assert floor.hub.service.view.conflicts == (), "whoever has the number has ended it"


def test_a_key_that_only_the_hub_can_obey_is_not_taken_and_does_nothing_later(floor: SimFloor) -> None:
    people(floor, 2)
    cut_off(floor)
    assert types(floor, "E", then_s=1.0).shows() == "CHO"
    back(floor)
    assert told(floor) == []
