"""Who is logged in at which counter: one officer at one counter, and whom a visit belongs to."""

import pytest
from fee_house import FeeDay, detail, reason
from login_day import LOGIN, ONE, PLACED, THREE, TWO, enter, sat
from msgspec.structs import replace

from hub.engine import clerk
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.day import officer_line
from hub.engine.decide import Engine
from hub.engine.rating import Visit
from hub.engine.refusal import Said
from hub.engine.state import apply
from hub.plan import Plan


@pytest.fixture
def day() -> FeeDay:
    return FeeDay(LOGIN)


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
