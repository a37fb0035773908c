"""Legal time under a wall clock that jumps."""

from hypothesis import given
from hypothesis import strategies as st

from devicekit.clock import HandClock
from hub.legal_time import Calendar, LegalClock

WALL = 1_795_000_000.0


def test_legal_time_is_wall_time_while_that_behaves() -> None:
    clock = HandClock(WALL)
    legal = LegalClock(clock)
    clock.turn(60)
    clock.jump(0.2)
    assert abs(legal.now_ms() - clock.wall() * 1000) <= 1


def test_forward_jump_is_not_followed_until_it_is_confirmed() -> None:
    clock = HandClock(WALL)
    legal = LegalClock(clock)
    before = legal.now_ms()
    clock.jump(3600)
    clock.turn(10)
    assert abs(legal.now_ms() - before - 10_000) <= 1
    assert legal.held
    legal.confirm()
    assert not legal.held
    assert abs(legal.now_ms() - clock.wall() * 1000) <= 1


def test_time_service_confirms_a_jump() -> None:
    clock = HandClock(WALL)
    legal = LegalClock(clock, trusted=lambda: True)
    clock.jump(3600)
    assert abs(legal.now_ms() - clock.wall() * 1000) <= 1
    assert not legal.held


def test_clock_set_back_and_confirmed_is_waited_for() -> None:
    clock = HandClock(WALL)
    legal = LegalClock(clock)
    before = legal.now_ms()
    clock.jump(-60)
    assert legal.now_ms() >= before
    assert legal.held
    legal.confirm()
    clock.turn(30)
    assert not legal.held
    assert legal.now_ms() > before
    clock.turn(700)
    legal.now_ms()
    assert abs(legal.off_ms()) <= 1


def test_start_with_a_clock_behind_the_record_does_not_go_back() -> None:
    clock = HandClock(100.0)
    legal = LegalClock(clock, not_before_ms=int(WALL * 1000))
    assert legal.now_ms() >= WALL * 1000
    assert legal.held


@given(st.lists(st.tuples(st.floats(0, 4000), st.floats(-4e7, 4e7), st.booleans()), max_size=30))
def test_legal_time_never_goes_back(moves: list[tuple[float, float, bool]]) -> None:
    clock = HandClock(WALL)
    legal = LegalClock(clock)
    last = legal.now_ms()
    for passed, jump, confirmed in moves:
        clock.jump(jump)
        clock.turn(passed)
        if confirmed:
            legal.confirm()
        now = legal.now_ms()
        assert now >= last
        last = now


def test_day_is_the_one_of_the_sites_zone() -> None:
    calendar = Calendar("Asia/Ho_Chi_Minh")
    # 2026-11-18 16:59:59 and 17:00:00 UTC
    assert calendar.day_of(1_795_021_199_000) == "2026-11-18"
    assert calendar.day_of(1_795_021_200_000) == "2026-11-19"
