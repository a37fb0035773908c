"""The main job on the whole floor, in simulated time: press, ticket, next, display, finish."""

import time
from pathlib import Path

import pytest
from sim_floor import SimFloor


@pytest.fixture
def floor(tmp_path: Path):
    floor = SimFloor(tmp_path)
    floor.start()
    yield floor
    floor.stop()


def numbers_on_paper(floor: SimFloor) -> int:
    return len(floor.kiosk.printer.jobs)


def test_a_press_becomes_a_ticket_a_call_and_a_finished_visit(floor: SimFloor) -> None:
    counter = floor.counters["counter-1"]
    floor.kiosk.press("land")
    floor.turn(0.2)
    assert numbers_on_paper(floor) == 1
    assert floor.kiosk.printer.jobs[0].errors == ()
    floor.press_until("counter-1", "next", lambda c: c.shows() == "A001" and c.blinks())
    floor.press_until("counter-1", "start", lambda c: c.shows() == "A001" and not c.blinks())
    floor.turn(2)
    assert (counter.shows(), counter.blinks()) == ("A001", False)
    floor.press_until("counter-1", "finish", lambda c: c.shows() == "")


def test_two_counters_call_two_different_people(floor: SimFloor) -> None:
    for _ in range(2):
        floor.kiosk.press("land")
        floor.turn(2)
    for counter in floor.counters.values():
        counter.press("next")
    floor.turn(3)
    assert sorted(counter.shows() for counter in floor.counters.values()) == ["A001", "A002"]


def test_hub_away_gives_a_reserve_number_that_is_called_when_the_hub_is_back(floor: SimFloor) -> None:
    floor.kill_hub()
    floor.turn(1)
    floor.kiosk.press("land")
    floor.turn(4)
    assert numbers_on_paper(floor) == 1
    floor.start_hub()
    floor.turn(8)
    floor.press_until("counter-1", "next", lambda c: c.shows() == "A901")


def test_broker_that_forgets_everything_loses_no_ticket(floor: SimFloor) -> None:
    floor.kiosk.press("land")
    floor.pump()
    floor.broker.stop(forget=True)
    floor.turn(0.5)
    floor.broker.restart()
    floor.turn(8)
    assert numbers_on_paper(floor) == 1
    view = floor.hub.service.view
    assert sum(service.waiting for service in view.services) == 1


def test_kiosk_killed_between_press_and_ticket_prints_it_once_after_restart(floor: SimFloor) -> None:
    floor.broker.fault = lambda topic, payload: 0 if topic.endswith("/do") else 1
    floor.kiosk.press("land")
    floor.turn(0.3)
    floor.kiosk.kill()
    floor.broker.fault = lambda topic, payload: 1
    floor.kiosk.start()
    floor.turn(20)
    assert numbers_on_paper(floor) == 1
    assert sum(service.waiting for service in floor.hub.service.view.services) == 1


@pytest.mark.parametrize("copies", [2, 3])
def test_every_message_doubled_changes_nothing(floor: SimFloor, copies: int) -> None:
    floor.broker.fault = lambda topic, payload: copies
    for _ in range(3):
        floor.kiosk.press("land")
        floor.turn(2)
    assert numbers_on_paper(floor) == 3
    floor.counters["counter-1"].press("next")
    floor.turn(3)
    assert floor.counters["counter-1"].shows() == "A001"
    assert sum(service.waiting for service in floor.hub.service.view.services) == 2


def test_200_visits_take_less_than_20_seconds_of_a_processor(floor: SimFloor) -> None:
    begin = time.process_time()
    counters = list(floor.counters.values())
    seen = []
    for visit in range(200):
        floor.kiosk.press("land")
        floor.turn(1.7)
        counter = list(floor.counters)[visit % 2]
        floor.press_until(counter, "next", lambda c: c.shows() not in ("", *seen))
        seen.append(floor.counters[counter].shows())
        floor.press_until(counter, "start", lambda c: c.agent.state.shown.state == "serving")
        floor.press_until(counter, "finish", lambda c: c.agent.state.shown.state == "free")
    took = time.process_time() - begin
    assert seen == [f"A{n:03}" for n in range(1, 201)]
    assert numbers_on_paper(floor) == 200
    assert took < 20, f"200 visits took {took:.1f} s"
    assert counters[0].panel.history


def test_late_order_for_a_press_that_has_a_reserve_number_voids_the_hubs_own(floor: SimFloor) -> None:
    floor.broker.fault = lambda topic, payload: 0 if topic.endswith(("kiosk-1/do", "kiosk-1/ack")) else 1
    floor.kiosk.press("land")
    floor.turn(4)
    floor.broker.fault = lambda topic, payload: 1
    floor.turn(15)
    assert numbers_on_paper(floor) == 1
    assert sum(service.waiting for service in floor.hub.service.view.services) == 1
    floor.press_until("counter-1", "next", lambda c: c.shows() == "A901")
    facts = list(floor.hub.service.ledger._store.facts_of(floor.hub.service.view.day))
    assert [(f.number, f.replaced_by) for f in facts if type(f).__name__ == "NumberVoided"] == [("A001", "A901")]


def test_paper_out_refuses_the_press_by_lamp_and_recovers_when_paper_is_in(floor: SimFloor) -> None:
    floor.kiosk.printer.run_out()
    floor.turn(3)
    floor.kiosk.press("land")
    floor.turn(3)
    assert numbers_on_paper(floor) == 0
    assert floor.kiosk.agent.parts.now["printer"].state == "failed"
    assert sum(service.waiting for service in floor.hub.service.view.services) == 0
    floor.kiosk.printer.load_paper()
    floor.turn(5)
    floor.kiosk.press("land")
    floor.turn(2)
    assert numbers_on_paper(floor) == 1
    assert floor.kiosk.box.lamp(14)


def test_a_display_that_lost_its_power_shows_the_number_again_by_itself(floor: SimFloor) -> None:
    floor.kiosk.press("land")
    floor.turn(1)
    counter = floor.counters["counter-1"]
    floor.press_until("counter-1", "next", lambda c: c.shows() == "A001")
    floor.press_until("counter-1", "start", lambda c: not c.blinks())
    counter.panel.die()
    counter.panel.revive()
    floor.turn(12)
    assert counter.shows() == "A001"


def test_a_new_working_day_starts_every_series_again(floor: SimFloor) -> None:
    floor.kiosk.press("land")
    floor.turn(1)
    floor.clock.turn(24 * 3600)
    floor.turn(20)
    floor.kiosk.press("land")
    floor.turn(2)
    floor.press_until("counter-1", "next", lambda c: c.shows() == "A001")
    assert sum(service.waiting for service in floor.hub.service.view.services) == 0
