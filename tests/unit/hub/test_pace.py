"""How long a visit takes today: the settings at first, then more and more the day itself."""

import pytest
from fee_house import FeeDay
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from queue_house import QUEUE

from hub.engine import commands as c
from hub.engine.offer import room
from hub.engine.pace import BOUND, minutes_of
from hub.engine.state import State, apply
from hub.plan import ServicePlan

ONE, POST = "counter-1", "counter-4"
MINUTE = 60_000
LAND = ServicePlan(id="land", name="Đất đai", minutes=10.0)
LEARN = 4


def visit(day: FeeDay, minutes: float, aside: float = 0.0) -> None:
    day.take()
    day.call()
    if aside:
        day.now += MINUTE
        day.do(c.Hold(counter=ONE))
        day.now += round(aside * MINUTE)
        day.do(c.Switch(counter=ONE))
        day.now -= MINUTE
    day.now += round(minutes * MINUTE)
    day.do(c.Finish(counter=ONE))


def known(day: FeeDay) -> float:
    return round(minutes_of(LAND, day.state, LEARN), 3)


def test_the_day_counts_more_with_every_visit() -> None:
    day = FeeDay(QUEUE)
    seen = [known(day)]
    for _ in range(5):
        visit(day, 6)
        seen.append(known(day))
    assert seen == [10.0, 9.0, 8.0, 7.0, 6.0, 6.0]


def test_off_means_as_the_settings_say() -> None:
    day = FeeDay(QUEUE)
    visit(day, 6)
    assert minutes_of(LAND, day.state, 0) == 10.0


def test_one_forgotten_visit_and_one_press_too_early_change_nothing() -> None:
    day = FeeDay(QUEUE)
    for minutes in (12, 12, 200, 0.01, 12):
        visit(day, minutes)
    assert known(day) == 12.0


@pytest.mark.parametrize(("minutes", "believed"), [(0.1, 10 / BOUND), (300, 10 * BOUND)])
def test_the_mean_is_never_believed_beyond_its_bounds(minutes: float, believed: float) -> None:
    day = FeeDay(QUEUE)
    for _ in range(LEARN):
        visit(day, minutes)
    assert known(day) == round(believed, 3)


def test_time_aside_is_somebody_elses() -> None:
    day = FeeDay(replace(QUEUE, counters=tuple(replace(each, parallel=2) for each in QUEUE.counters)))
    for _ in range(LEARN):
        visit(day, 8, aside=30)
    assert known(day) == 8.0


def test_the_fee_counter_learns_its_own_service_and_coming_back_teaches_nothing() -> None:
    day = FeeDay(QUEUE)
    day.take()
    day.serve()
    day.do(c.SendToFee(counter=ONE, back=True))
    day.call(POST)
    day.now += 3 * MINUTE
    day.do(c.Finish(counter=POST))
    day.call(ONE)
    day.now += MINUTE
    day.do(c.Finish(counter=ONE))
    assert {service: times for service, times in day.state.times.items() if times} == {"post": [3 * MINUTE]}


def test_undo_forgets_the_visit_and_a_replay_knows_the_same() -> None:
    day = FeeDay(QUEUE)
    visit(day, 6)
    before = (dict(day.state.visits), list(day.state.times["land"]))
    visit(day, 7)
    day.do(c.Undo(counter=ONE))
    assert (day.state.visits, day.state.times["land"]) == before
    again = State(day.state.day)
    for fact in day.log:
        apply(again, fact)
    assert (again.visits, again.times["land"]) == before


def test_quick_visits_make_room_for_more() -> None:
    plan = replace(QUEUE, hours=replace(QUEUE.hours, learn=LEARN))
    day = FeeDay(plan)
    free = room(plan, day.state, LAND, 120)
    for _ in range(LEARN):
        visit(day, 5)
    assert room(plan, day.state, LAND, 120) == 2 * free


@given(st.lists(st.floats(0.01, 400), max_size=30), st.integers(0, 40))
def test_whatever_the_day_brings_a_visit_takes_between_the_bounds(visits: list[float], learn: int) -> None:
    state = State("2026-11-18")
    state.times["land"] = sorted(round(minutes * MINUTE) for minutes in visits)
    assert LAND.minutes / BOUND - 1e-9 <= minutes_of(LAND, state, learn) <= LAND.minutes * BOUND + 1e-9
