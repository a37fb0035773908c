"""Wrong PINs: five lock an officer, each slows its counter, and no night forgets them."""

import pytest
from fee_house import FeeDay, detail, reason
from login_day import LOCK_MS, LOGIN, ONE, THREE, TWO, enter, miss, next_day, no_to

from hub.engine import clerk
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.officers import TRIES, WAIT_MS
from hub.engine.refusal import Said


@pytest.fixture
def day() -> FeeDay:
    return FeeDay(LOGIN)


def test_five_wrong_pins_lock_the_officer_for_the_time_of_the_settings(day: FeeDay) -> None:
    assert miss(day, times=TRIES) == ["pin_wrong"] * 4 + ["officer_locked"]
    assert day.state.logins.locked() == ("binh",)
    assert enter(day, "binh", TWO) == "officer_locked", "a right PIN too"
    assert enter(day, "lan", TWO) == "accepted", "nobody else"
    day.now += LOCK_MS
    day.do(c.Tend())
    assert isinstance(day.log[-1], e.OfficerUnlocked)
    assert day.state.logins.locked() == ()
    assert enter(day, "binh") == "accepted"


def test_two_counters_at_once_have_five_tries_between_them(day: FeeDay) -> None:
    said = [enter(day, "binh", counter, "wrong") for counter in (ONE, TWO, THREE, "counter-4")]
    day.now += WAIT_MS
    said += [enter(day, "binh", counter, "wrong") for counter in (ONE, TWO, THREE)]
    assert said == ["pin_wrong"] * 4 + ["officer_locked"] * 3
    assert [type(fact) for fact in day.log].count(e.PinWrong) == TRIES


def test_a_right_pin_in_time_makes_the_wrong_ones_count_no_more(day: FeeDay) -> None:
    miss(day, times=4)
    assert enter(day, "binh") == "accepted"
    day.do(c.SignOut(counter=ONE))
    assert miss(day, times=4) == ["pin_wrong"] * 4


def test_each_lock_in_a_row_lasts_longer_up_to_eight_times(day: FeeDay) -> None:
    lasted = []
    for _ in range(6):
        miss(day, times=TRIES)
        lock = next(each for each in reversed(day.log) if isinstance(each, e.OfficerLocked))
        lasted.append((lock.until_ms - lock.at_ms) // LOCK_MS)
        day.now = lock.until_ms
        day.do(c.Tend())
    assert lasted == [1, 2, 4, 8, 8, 8]


def test_each_wrong_pin_slows_its_counter_whoever_it_is_about(day: FeeDay) -> None:
    waits = []
    for n in range(8):
        assert enter(day, "binh" if n == 0 else "", outcome="wrong") == "pin_wrong"
        assert enter(day, "lan") == "pin_wait", "a right one too"
        waits.append((day.state.logins.slow[ONE].until_ms - day.now) // 1000)
        day.now = day.state.logins.slow[ONE].until_ms
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]
    assert enter(day, "lan") == "accepted"
    assert ONE not in day.state.logins.slow


def test_what_is_typed_while_a_counter_waits_is_no_try(day: FeeDay) -> None:
    said = [enter(day, "binh", ONE, "wrong") for _ in range(20)]
    assert said == ["pin_wrong"] + ["pin_wait"] * 19
    assert day.state.logins.wrong == {"binh": 1}


def test_the_help_desk_unlocks(day: FeeDay) -> None:
    miss(day, times=TRIES)
    day.do(c.UnlockOfficer(officer="binh"))
    assert enter(day, "binh") == "accepted"
    assert day.do(c.UnlockOfficer(officer="lan")) == ()
    refused = day.ask(c.UnlockOfficer(officer="nobody"))
    assert (reason(refused), "binh" in detail(refused)) == ("unknown_officer", True)


def test_who_was_unlocked_is_locked_as_for_the_first_time(day: FeeDay) -> None:
    miss(day, times=TRIES)
    day.do(c.UnlockOfficer(officer="binh"))
    miss(day, times=TRIES)
    assert [fact.n for fact in day.log if isinstance(fact, e.OfficerLocked)] == [1, 1]


def test_wrong_pins_before_an_unlock_count_no_more(day: FeeDay) -> None:
    miss(day, times=4)
    day.do(c.UnlockOfficer(officer="binh"))
    assert miss(day, times=TRIES) == ["pin_wrong"] * 4 + ["officer_locked"]


def test_a_new_day_keeps_who_is_locked_and_nobody_who_is_logged_in(day: FeeDay) -> None:
    enter(day, "lan", TWO)
    miss(day, times=TRIES)
    next_day(day, "2026-11-26")
    assert day.state.logins.locked() == ("binh",)
    assert not day.state.logins.at


def test_midnight_forgets_no_wrong_pin(day: FeeDay) -> None:
    miss(day, times=3)
    for name in ("2026-11-26", "2026-11-27"):
        next_day(day, name)
    assert miss(day, times=2) == ["pin_wrong", "officer_locked"]


@pytest.mark.parametrize("tended", [True, False], ids=["unlocked by the timer", "at that very moment"])
def test_midnight_forgets_no_lock_of_who_has_had_one(day: FeeDay, tended: bool) -> None:
    miss(day, times=TRIES)
    day.now = day.state.logins.locks["binh"].until_ms
    if tended:
        day.do(c.Tend())
    next_day(day, "2026-11-26")
    assert day.state.logins.locked() == ()
    miss(day, times=TRIES)
    assert [fact.n for fact in day.log if isinstance(fact, e.OfficerLocked)] == [1, 2]


def test_a_right_pin_leaves_nothing_for_the_next_day(day: FeeDay) -> None:
    miss(day, times=4)
    enter(day, "binh")
    assert list(clerk.begin_day(day.state, "2026-11-26", day.now)) == []


def test_whoever_is_refused_is_told_how_long(day: FeeDay) -> None:
    said = [no_to(day, "binh", outcome="wrong").said, no_to(day, "lan").said]
    day.now += 1_500
    said.append(no_to(day, "lan").said)
    day.now += 500
    assert said == [(again("seconds", 2),), (again("seconds", 2),), (again("second", 1),)]
    miss(day, times=TRIES - 2)
    assert no_to(day, "binh", outcome="wrong").said == (again("minutes", 15),)
    day.now += 60_000
    assert no_to(day, "binh").said == (again("minutes", 14),)


def again(code: str, n: int) -> Said:
    return Said(of="again", code=code, values={"n": str(n)})


def test_no_fact_of_a_wrong_pin_says_more_than_where_and_about_whom(day: FeeDay) -> None:
    miss(day)
    fact = day.log[-1]
    assert isinstance(fact, e.PinWrong)
    assert {name for name in fact.__struct_fields__ if getattr(fact, name)} == {
        "at_ms",
        "counter",
        "officer",
        "wait_ms",
    }


# Who a visit belongs to
