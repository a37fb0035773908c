"""What digits on an officer's keypad mean to the hub: a number of today, a place in a list, the end of a code."""

from typing import Any, get_args

import pytest
from fee_house import FeeDay, detail, reason, told
from hub_house import DAY
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from queue_house import ONE, QUEUE, TWO

from counter_display.refusals import OF_REASON
from devicekit.messages import TypedVerb, VerbTyped
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.decide import STALE_KEY_MS, Decision
from hub.engine.refusal import Reason
from hub.plan import Plan
from hub.translate import command_for, may_not

VERBS: tuple[TypedVerb, ...] = get_args(TypedVerb)
TYPING = replace(
    QUEUE,
    counters=tuple(replace(each, parallel=2) for each in QUEUE.counters),
    desk=replace(QUEUE.desk, dossier_unit="H34.12"),
)


@pytest.fixture
def day() -> FeeDay:
    return FeeDay(TYPING)


def typed(day: FeeDay, verb: TypedVerb, digits: str = "", counter: str = ONE) -> Decision:
    return day.ask(c.TypeVerb(counter=counter, verb=verb, digits=digits, pressed_ms=day.now))


def done(day: FeeDay, verb: TypedVerb, digits: str = "", counter: str = ONE) -> list[str]:
    decision = typed(day, verb, digits, counter)
    assert not isinstance(decision, c.Refusal), decision
    return told(decision)


@pytest.mark.parametrize("digits", ["2", "02", "002", "1002"])
def test_a_number_is_called_by_its_last_digits_or_by_the_place_of_its_service(day: FeeDay, digits: str) -> None:
    day.take()
    day.take()
    assert done(day, "call", digits) == ["Called A002"]


def test_a_number_of_digits_alone_needs_no_first_digit(day: FeeDay) -> None:
    numbers = [day.take("post") for _ in range(3)]
    assert numbers == ["9001", "9002", "9003"]
    assert done(day, "call", "3", "counter-4") == ["Called 9003"]
    assert done(day, "call", "9001", "counter-4")[-1] == "Called 9001"


def test_digits_that_two_who_wait_have_call_nobody_and_name_both(day: FeeDay) -> None:
    day.take("land")
    day.take("civil")
    refused = typed(day, "call", "1", TWO)
    assert reason(refused) == "unknown_number"
    assert "A001 or C001" in detail(refused)
    assert done(day, "call", "2001", TWO) == ["Called C001"]


def test_of_two_numbers_the_one_that_waits_is_meant(day: FeeDay) -> None:
    day.take("land")
    day.take("civil")
    day.serve(ONE)
    assert done(day, "call", "1", TWO) == ["Called C001"]


def test_a_series_of_its_own_is_found_as_well(day: FeeDay) -> None:
    assert day.take(priority=True) == "U001"
    assert done(day, "call", "1") == ["Called U001"]


@pytest.mark.parametrize("digits", ["", "9", "0", "9999", "0001"])
def test_a_number_that_nobody_has_is_refused(day: FeeDay, digits: str) -> None:
    day.take()
    assert reason(typed(day, "call", digits)) == "unknown_number"


def test_who_is_parked_and_who_is_aside_come_back_by_digits_or_alone(day: FeeDay) -> None:
    for _ in range(4):
        day.take()
    day.serve()
    assert done(day, "park") == ["Parked A001"]
    assert done(day, "unpark") == ["Unparked A001", "Called A001"]
    day.do(c.Start(counter=ONE))
    assert done(day, "hold") == ["Held A001"]
    day.serve()
    assert done(day, "switch", "0") == ["Held A002", "Switched A001"]
    assert done(day, "switch", "2") == ["Held A001", "Switched A002"]
    done(day, "park")
    assert done(day, "unpark", "2")[0] == "Unparked A002"


def test_a_place_in_the_list_is_a_service_and_a_number_on_the_wall_is_a_counter(day: FeeDay) -> None:
    for _ in range(3):
        day.take()
    day.serve()
    assert day.ask(c.TypeVerb(counter=ONE, verb="to_and_back", digits="2"))[0].back  # type: ignore[index,union-attr]
    day.serve()
    assert "known: 1 land, 2 civil, 3 post" in detail(typed(day, "to_service", "4"))
    assert reason(typed(day, "to_service", "0")) == "unknown_service"
    assert "known: 1, 2, 3, 4" in detail(typed(day, "to_counter", "7"))
    (sent,) = day.do(c.TypeVerb(counter=ONE, verb="to_counter", digits="02"))
    assert isinstance(sent, e.Transferred)
    assert sent.to_counter == TWO


def test_the_last_digits_of_a_dossier_become_a_code_of_today_and_of_the_visit(day: FeeDay) -> None:
    day.take()
    number = day.serve()
    (named,) = day.do(c.TypeVerb(counter=ONE, verb="dossier", digits="0042"))
    assert named == e.DossierNamed(at_ms=day.now, number=number, code="H34.12-261118-0042", counter=ONE)
    assert day.state.tickets[number].dossiers == ["H34.12-261118-0042"]
    assert typed(day, "dossier", "0042") == ()
    day.take()
    day.serve(TWO)
    assert reason(typed(day, "dossier", "0042", TWO)) == "wrong_state"


def test_a_dossier_may_be_named_right_after_the_visit_and_needs_one(day: FeeDay) -> None:
    assert reason(typed(day, "dossier", "0001")) == "wrong_state"
    day.take()
    number = day.serve()
    day.do(c.Finish(counter=ONE))
    assert done(day, "dossier", "0001") == [f"DossierNamed {number}"]
    day.now += 11 * 60_000
    assert reason(typed(day, "dossier", "0002")) == "wrong_state"


def test_without_the_units_code_no_dossier_is_guessed() -> None:
    day = FeeDay(QUEUE)
    day.take()
    day.serve()
    refused = typed(day, "dossier", "0042")
    assert (reason(refused), "dossier_unit" in detail(refused)) == ("not_permitted", True)


def test_the_word_of_the_one_stop_system_keeps_the_visit_that_the_officer_named(day: FeeDay) -> None:
    day.take()
    number = day.serve()
    done(day, "dossier", "0042")
    day.do(c.Finish(counter=ONE))
    day.take()
    day.serve()
    (reported, *_) = day.do(c.ReportDossier(code="H34.12-261118-0042", state=2, counter=ONE))
    assert reported.number == number


def test_one_sequence_opens_and_goes_on(day: FeeDay) -> None:
    assert done(day, "pause", "2") == ["CounterPaused"]
    assert done(day, "open") == ["CounterResumed"]
    assert done(day, "close") == ["CounterClosed"]
    assert done(day, "open") == ["CounterOpened"]
    assert reason(typed(day, "pause", "7")) == "wrong_state"


def test_a_copy_comes_out_of_the_kiosk_that_gave_the_number(day: FeeDay) -> None:
    assert reason(typed(day, "reprint")) == "wrong_state"
    day.take()
    day.serve()
    (asked,) = day.do(c.TypeVerb(counter=ONE, verb="reprint"))
    assert isinstance(asked, e.ReprintAsked)
    assert (asked.number, asked.kiosk) == ("A001", "kiosk-1")
    assert reason(typed(day, "reprint", "5")) == "unknown_number"
    nowhere = FeeDay(replace(TYPING, devices=tuple(each for each in TYPING.devices if each.kind != "ticket")))
    nowhere.take()
    assert reason(typed(nowhere, "reprint", "1")) == "unknown_kiosk"


def test_who_was_just_served_is_asked_once_more_while_they_are_there(day: FeeDay) -> None:
    assert reason(typed(day, "rate")) == "unknown_visit"
    day.take()
    number = day.serve()
    assert reason(typed(day, "rate")) == "wrong_state"
    day.do(c.Finish(counter=ONE))
    day.now += 4 * 60_000
    assert done(day, "rate") == [f"RatingAsked {number}"]
    vote = c.Rate(
        visit=f"{DAY.replace('-', '')}.{number}.{ONE}", level=3, levels=3, tags=(), voted_ms=day.now + 30_000, day=DAY
    )
    assert told(day.do(vote)) == [f"Rated {number}"]
    assert reason(typed(day, "rate")) == "rated_already"
    assert reason(typed(day, "rate", counter=TWO)) == "not_permitted"


def test_without_an_invitation_that_vote_would_come_too_late(day: FeeDay) -> None:
    day.take()
    number = day.serve()
    day.do(c.Finish(counter=ONE))
    late = day.now + 4 * 60_000
    vote = c.Rate(visit=f"{DAY.replace('-', '')}.{number}.{ONE}", level=3, levels=3, tags=(), voted_ms=late, day=DAY)
    assert reason(day.ask(vote)) == "too_old"
    day.now = late + 4 * 60_000
    assert reason(typed(day, "rate")) == "too_late"


def test_help_is_asked_for_once(day: FeeDay) -> None:
    assert done(day, "help") == ["HelpAsked"]
    assert typed(day, "help") == ()
    day.do(c.AnswerHelp(kiosk=ONE))
    assert day.state.helping == {}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_that_is_old_does_nothing(day: FeeDay, verb: TypedVerb) -> None:
    old = c.TypeVerb(counter=ONE, verb=verb, digits="1", pressed_ms=day.now - STALE_KEY_MS - 1)
    assert reason(day.ask(old)) == "too_old"


@pytest.mark.parametrize("verb", VERBS)
def test_a_counter_of_no_settings_is_named(day: FeeDay, verb: TypedVerb) -> None:
    assert reason(typed(day, verb, "1", "counter-9")) == "unknown_counter"


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(VERBS), st.from_regex(r"[0-9]{0,4}", fullmatch=True)), max_size=12))
def test_any_verb_with_any_digits_is_done_or_refused_for_a_reason(verbs: list[tuple[TypedVerb, str]]) -> None:
    day = FeeDay(TYPING)
    for service in ("land", "land", "civil"):
        day.take(service)
    day.serve()
    for verb, digits in verbs:
        decision = typed(day, verb, digits, TWO)
        if isinstance(decision, c.Refusal):
            assert decision.detail


def test_the_hub_hears_a_verb_from_the_counters_own_device_alone() -> None:
    plan: Plan = TYPING
    body: Any = VerbTyped(counter=ONE, verb="call", digits="12")
    devices = {each.id: each for each in plan.devices}
    assert may_not(devices["counter-1"], body, {}) == ""
    assert may_not(devices["counter-2"], body, {})
    assert may_not(devices["kiosk-1"], body, {})
    asked = command_for("counter-1", body, 7, str, {})
    assert asked == c.TypeVerb(counter=ONE, verb="call", digits="12", pressed_ms=7)


def test_every_reason_that_has_a_code_is_one_of_the_hubs() -> None:
    assert set(OF_REASON) - {"not_allowed"} <= set(get_args(Reason))
