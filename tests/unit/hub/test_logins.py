"""Who is logged in at which counter: one officer at one counter, five wrong PINs, and whom a visit belongs to."""

import pytest
from fee_house import FEES, MINUTE, FeeDay, detail, reason
from msgspec.structs import replace

from hub.engine import clerk
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.day import officer_line
from hub.engine.decide import Engine
from hub.engine.officer_commands import Outcome
from hub.engine.officers import MOST_WAIT_MS, TRIES, WAIT_MS, refused_by
from hub.engine.rating import Visit
from hub.engine.refusal import Said
from hub.engine.state import State, apply
from hub.plan import DeskPlan, OfficerPlan, Plan

ONE, TWO, THREE = "counter-1", "counter-2", "counter-3"
LOCK_MS = 15 * MINUTE
OFFICERS = (OfficerPlan(id="lan", name="Lan", number="7"), OfficerPlan(id="binh", name="Bình", number="12"))
PLACED = replace(
    FEES, officers=OFFICERS, counters=(replace(FEES.counters[0], officer="lan"), *FEES.counters[1:]),
)  # fmt: skip
LOGIN = replace(FEES, officers=OFFICERS, desk=DeskPlan(login=True, lock_ms=LOCK_MS))


@pytest.fixture
def day() -> FeeDay:
    return FeeDay(LOGIN)


def enter(day: FeeDay, officer: str, counter: str = ONE, outcome: Outcome = "right") -> str:
    """What the counter is told."""
    decision = day.ask(c.SignIn(counter=counter, officer=officer, outcome=outcome, pressed_ms=day.now))
    if isinstance(decision, c.Refusal):
        return decision.reason
    no = refused_by(decision)
    return no.reason if no is not None else "accepted"


def no_to(day: FeeDay, officer: str, counter: str = ONE, outcome: Outcome = "right") -> c.Refusal:
    """What it is told by which it is refused."""
    decision = day.ask(c.SignIn(counter=counter, officer=officer, outcome=outcome, pressed_ms=day.now))
    no = decision if isinstance(decision, c.Refusal) else refused_by(decision)
    assert no is not None
    return no


def next_day(day: FeeDay, name: str) -> None:
    """The hub's new day, with what it takes over."""
    before, day.state = day.state, State(name)
    for fact in clerk.begin_day(before, name, day.now):
        apply(day.state, fact)
        day.log.append(fact)


def miss(day: FeeDay, officer: str = "binh", counter: str = ONE, times: int = 1) -> list[str]:
    """Wrong PINs, each when the counter takes one again."""
    said = []
    for _ in range(times):
        said.append(enter(day, officer, counter, "wrong"))
        day.now += MOST_WAIT_MS
    return said


def sat(day: FeeDay) -> dict[str, str]:
    return {counter: officer for counter, officer in day.state.logins.at.items() if officer}


# Logging in and out


@pytest.mark.parametrize(
    "key",
    [c.CallNext(counter=ONE), c.Recall(counter=ONE), c.Pause(counter=ONE, reason=1), c.OpenCounter(counter=ONE),
     c.TypeVerb(counter=ONE, verb="reprint", digits="1"), c.TypeVerb(counter=ONE, verb="call", digits="1")],
    ids=lambda key: type(key).__name__,
)  # fmt: skip
def test_a_counter_does_nothing_before_somebody_logs_in(day: FeeDay, key: c.Asking) -> None:
    day.take()
    assert reason(day.ask(key)) == "login_needed"
    assert enter(day, "binh") == "accepted"
    assert reason(day.ask(key)) != "login_needed"


def test_a_counter_asks_for_nobody_where_the_centre_does_not_want_that() -> None:
    day = FeeDay(PLACED)
    day.take()
    assert day.call() == "A001"


def test_who_logs_in_elsewhere_has_moved(day: FeeDay) -> None:
    enter(day, "binh", ONE)
    facts = day.do(c.SignIn(counter=TWO, officer="binh", outcome="right"))
    assert [(type(each), getattr(each, "counter", "")) for each in facts] == [
        (e.OfficerSignedOut, ONE),
        (e.OfficerSignedIn, TWO),
    ]
    assert sat(day) == {TWO: "binh"}
    assert reason(day.ask(c.CallNext(counter=ONE))) == "login_needed"


def test_a_counter_that_has_somebody_takes_nobody_else(day: FeeDay) -> None:
    enter(day, "binh")
    assert enter(day, "lan") == "counter_taken"
    assert enter(day, "binh") == "accepted", "again is nothing new"
    day.do(c.SignOut(counter=ONE))
    assert enter(day, "lan") == "accepted"


def test_nobody_logs_out_from_somebody_who_is_being_served(day: FeeDay) -> None:
    enter(day, "binh")
    day.take()
    day.serve()
    refused = day.ask(c.SignOut(counter=ONE))
    assert (reason(refused), "A001" in detail(refused)) == ("wrong_state", True)
    day.do(c.Finish(counter=ONE))
    day.do(c.SignOut(counter=ONE))
    assert reason(day.ask(c.SignOut(counter=ONE))) == "wrong_state"


@pytest.mark.parametrize("aside", [False, True], ids=["at hand", "aside"])
def test_who_serves_somebody_is_not_taken_away_by_logging_in_elsewhere(aside: bool) -> None:
    day = FeeDay(replace(LOGIN, counters=tuple(replace(each, parallel=2) for each in LOGIN.counters)))
    enter(day, "binh", ONE)
    day.take()
    day.serve()
    if aside:
        day.do(c.Hold(counter=ONE))
    refused = day.ask(c.SignIn(counter=TWO, officer="binh", outcome="right"))
    assert refused == day.ask(c.SignOut(counter=ONE)), "the same no"
    assert isinstance(refused, c.Refusal)
    assert refused.said == (Said(of="login", code="serving", values={"counter": "1", "numbers": "A001"}),)
    assert sat(day) == {ONE: "binh"}
    if aside:
        day.do(c.Switch(counter=ONE))
    day.do(c.Finish(counter=ONE))
    assert enter(day, "binh", TWO) == "accepted"
    assert sat(day) == {TWO: "binh"}


def test_a_counter_that_left_the_settings_holds_nobody_back(day: FeeDay) -> None:
    enter(day, "binh", ONE)
    day.take()
    day.serve()
    day.engine = Engine(replace(LOGIN, counters=LOGIN.counters[1:]))
    assert enter(day, "binh", TWO) == "accepted"


def test_closing_the_counter_logs_out(day: FeeDay) -> None:
    enter(day, "binh")
    facts = day.do(c.CloseCounter(counter=ONE))
    assert [type(each) for each in facts] == [e.CounterClosed, e.OfficerSignedOut]
    assert sat(day) == {}
    assert reason(day.ask(c.OpenCounter(counter=ONE))) == "login_needed"
    assert enter(day, "lan") == "accepted"
    day.do(c.OpenCounter(counter=ONE))


def test_another_officer_does_not_undo_what_the_one_before_did(day: FeeDay) -> None:
    enter(day, "binh")
    day.take()
    day.serve()
    day.do(c.Finish(counter=ONE))
    day.do(c.SignOut(counter=ONE))
    enter(day, "lan")
    assert reason(day.ask(c.Undo(counter=ONE))) == "nothing_to_undo"


def test_who_logs_in_does_not_undo_what_was_done_before_anybody_had() -> None:
    day = FeeDay(PLACED)
    visit(day)
    enter(day, "binh")
    assert reason(day.ask(c.Undo(counter=ONE))) == "nothing_to_undo"


def test_who_goes_elsewhere_leaves_nothing_to_undo_behind() -> None:
    day = FeeDay(PLACED)
    enter(day, "binh")
    visit(day)
    enter(day, "binh", TWO)
    assert reason(day.ask(c.Undo(counter=ONE))) == "nothing_to_undo"


def test_a_key_of_long_ago_logs_nobody_in_or_out(day: FeeDay) -> None:
    old = day.now - 60_000
    late = c.SignIn(counter=ONE, officer="binh", outcome="wrong", pressed_ms=old)
    assert reason(day.ask(late)) == "pin_stale"
    assert not day.state.logins.wrong
    enter(day, "binh")
    assert reason(day.ask(c.SignOut(counter=ONE, pressed_ms=old))) == "too_old"


# Wrong PINs


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


def vote(day: FeeDay, counter: str = ONE) -> str:
    number = day.state.desks[counter].last
    visit = Visit(day.state.day, number, counter).id
    (fact,) = day.do(c.Rate(visit=visit, level=3, levels=3, tags=(), voted_ms=day.now, day=day.state.day))
    assert isinstance(fact, e.Rated)
    return fact.officer


def visit(day: FeeDay) -> None:
    day.take()
    day.serve()
    day.do(c.Finish(counter=ONE))


def test_a_rating_is_about_who_was_logged_in_when_the_visit_ended(day: FeeDay) -> None:
    enter(day, "binh")
    visit(day)
    day.do(c.SignOut(counter=ONE))
    enter(day, "lan")
    assert vote(day) == "binh"


def test_without_a_login_it_is_about_who_is_put_there_by_the_settings() -> None:
    day = FeeDay(PLACED)
    visit(day)
    assert vote(day) == "lan"
    enter(day, "binh")
    visit(day)
    assert vote(day) == "binh"


# Who waits for an officer


def test_who_waits_for_an_officer_is_called_where_that_one_is_logged_in() -> None:
    day = FeeDay(PLACED)
    enter(day, "binh", TWO)
    day.take()
    day.serve()
    day.do(c.Transfer(counter=ONE, to_officer="binh"))
    assert day.call(ONE) == ""
    enter(day, "binh", THREE)
    assert day.call(TWO) == ""
    assert day.call(THREE) == "A001"


def test_who_waits_for_an_officer_that_has_gone_is_anybodys_within_a_second() -> None:
    day = FeeDay(PLACED)
    enter(day, "binh", TWO)
    day.take()
    day.serve()
    day.do(c.Transfer(counter=ONE, to_officer="binh"))
    day.do(c.SignOut(counter=TWO))
    for fact in clerk.due(day.plan, day.state, day.now):
        apply(day.state, fact)
    assert day.call(ONE) == "A001"


def due(day: FeeDay, plan: Plan) -> list[e.EngineEvent]:
    """What the clock alone brings about for who waits for an officer; it happens."""
    facts = [fact for fact in clerk.due(plan, day.state, day.now) if not isinstance(fact, e.PolicySet)]
    for fact in facts:
        apply(day.state, fact)
    return facts


def sent_to_binh(day: FeeDay) -> None:
    enter(day, "binh", TWO)
    day.take()
    day.serve()
    day.do(c.Transfer(counter=ONE, to_officer="binh"))


def test_an_officer_has_gone_once_and_only_for_who_waits_for_them() -> None:
    day = FeeDay(PLACED)
    sent_to_binh(day)
    assert due(day, PLACED) == [], "they are there"
    day.do(c.SignOut(counter=TWO))
    assert due(day, PLACED) == [e.OfficerAway(at_ms=day.now, officer="binh")]
    assert due(day, PLACED) == []
    assert day.state.waiting_in((officer_line("binh"),)) == 0


def test_an_officer_who_came_to_another_counter_has_not_gone() -> None:
    day = FeeDay(PLACED)
    sent_to_binh(day)
    enter(day, "binh", THREE)
    assert due(day, PLACED) == []
    assert day.call(THREE) == "A001"


def test_an_officer_of_the_settings_who_is_logged_in_elsewhere_is_not_at_the_old_counter() -> None:
    day = FeeDay(PLACED)
    enter(day, "lan", TWO)
    day.take()
    day.serve(ONE)
    day.do(c.Transfer(counter=ONE, to_officer="lan"))
    assert day.call(ONE) == ""
    assert day.call(TWO) == "A001"
