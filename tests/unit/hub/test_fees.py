"""To the fee counter and back: same ticket, time kept, no queuing twice; told by key, API or the one-stop system."""

import pytest
from fee_house import CODE, DAY, FEES, FeeDay, slip
from hub_house import PLAN
from msgspec.structs import replace

from devicekit.messages import CounterSet
from devicekit.orders import Announce, AskRating, PrintSlip
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.orphans import known_lines, waiting_at
from hub.engine.state import State, apply
from hub.floor import Floor
from hub.picture import Picture
from hub.plan import FeePlan


@pytest.fixture
def day() -> FeeDay:
    return FeeDay()


def to_fee(day: FeeDay, back: bool | None = None, counter: str = "counter-1") -> e.SentToFee:
    fact = day.do(c.SendToFee(counter=counter, back=back))[-1]
    assert isinstance(fact, e.SentToFee)
    return fact


def test_who_goes_to_pay_keeps_the_ticket_and_its_time(day: FeeDay) -> None:
    first = day.take()
    day.serve()
    walk_in = day.take("post")
    to_fee(day)
    assert day.state.tickets[first].arrived_ms < day.state.tickets[walk_in].arrived_ms
    assert [day.call("counter-4"), day.call("counter-4")] == [first, walk_in]


def test_who_has_paid_is_next_at_the_counter_that_sent_them_whoever_waits(day: FeeDay) -> None:
    early = day.take(priority=True)
    day.serve()
    others = [day.take(), day.take(priority=True)]
    to_fee(day)
    assert day.serve("counter-4") == early
    day.do(c.Finish(counter="counter-4"))
    assert [day.call(), *(day.call() for _ in others)] == [early, *others]


def test_finish_at_the_fee_counter_means_that_the_fee_was_taken(day: FeeDay) -> None:
    number = day.take()
    day.serve()
    to_fee(day)
    day.serve("counter-4")
    facts = day.do(c.Finish(counter="counter-4"))
    assert facts == (
        e.Finished(at_ms=day.now, number=number, counter="counter-4", result=6),
        e.FeePaid(at_ms=day.now, number=number, follows=True, back_to="counter-1"),
    )


def test_next_at_the_fee_counter_means_the_same(day: FeeDay) -> None:
    first, second = day.take(), day.take()
    for _ in range(2):
        day.serve()
        to_fee(day)
    day.serve("counter-4")
    assert [type(fact) for fact in day.do(c.CallNext(counter="counter-4"))] == [e.Finished, e.FeePaid, e.Called]
    assert day.state.desk_ticket("counter-4").number == second
    assert day.call() == first


def test_another_result_at_the_fee_counter_is_no_payment(day: FeeDay) -> None:
    number = day.take()
    day.serve()
    to_fee(day)
    day.serve("counter-4")
    assert [type(fact) for fact in day.do(c.Finish(counter="counter-4", result=8))] == [e.Finished]
    assert day.state.tickets[number].state == "finished"


def test_who_may_leave_after_paying_is_done_then(day: FeeDay) -> None:
    number = day.take()
    day.serve()
    to_fee(day, back=False)
    day.serve("counter-4")
    day.do(c.Finish(counter="counter-4"))
    assert day.state.tickets[number].state == "finished"
    assert day.call() == ""


@pytest.mark.parametrize("after", [True, False])
def test_without_a_word_the_settings_say_whether_they_come_back(after: bool) -> None:
    day = FeeDay(replace(FEES, fee=FeePlan(service="post", back=after)))
    day.take()
    day.serve()
    assert to_fee(day).back is after


def test_a_procedure_says_it_before_the_settings(day: FeeDay) -> None:
    day.take()
    day.serve()
    day.do(c.ReportDossier(code=CODE, state=2, counter="counter-1", fee_back=False))
    assert to_fee(day).back is False


def test_the_word_of_the_officer_goes_before_both(day: FeeDay) -> None:
    day.take()
    day.serve()
    day.do(c.ReportDossier(code=CODE, state=2, counter="counter-1", fee_back=False))
    assert to_fee(day, back=True).back is True


@pytest.mark.parametrize(
    ("plan", "counter", "reason"),
    [(PLAN, "counter-1", "no_fee_counter"), (FEES, "counter-1", "wrong_state"), (FEES, "counter-9", "unknown_counter")],
)
def test_what_can_not_be_is_refused(plan, counter: str, reason: str) -> None:
    refusal = FeeDay(plan).ask(c.SendToFee(counter=counter))
    assert isinstance(refusal, c.Refusal)
    assert refusal.reason == reason


def test_a_fee_counter_sends_nobody_to_itself(day: FeeDay) -> None:
    day.take("post")
    day.serve("counter-4")
    refusal = day.ask(c.SendToFee(counter="counter-4"))
    assert isinstance(refusal, c.Refusal)
    assert "takes fees itself" in refusal.detail


def test_an_old_key_sends_nobody(day: FeeDay) -> None:
    day.take()
    day.serve()
    refusal = day.ask(c.SendToFee(counter="counter-1", pressed_ms=day.now - 16_000))
    assert isinstance(refusal, c.Refusal)
    assert refusal.reason == "too_old"


# Paid elsewhere


def with_dossier(day: FeeDay, state: int = 6) -> str:
    number = day.take()
    day.serve()
    day.do(c.ReportDossier(code=CODE, state=state, counter="counter-1"))
    return number


def test_the_one_stop_system_sends_to_the_fee_counter(day: FeeDay) -> None:
    number = with_dossier(day)
    assert (day.state.tickets[number].leg, day.call("counter-4")) == ("fee", number)


def test_who_pays_on_the_phone_while_waiting_comes_back_at_once(day: FeeDay) -> None:
    number = with_dossier(day)
    day.do(c.PayFee(code=CODE))
    assert day.state.waiting_in(("post",)) == 0
    assert day.call() == number


def test_paid_while_at_the_fee_counter_ends_that_visit_once(day: FeeDay) -> None:
    number = with_dossier(day)
    day.serve("counter-4")
    facts = day.do(c.PayFee(code=CODE))
    assert [type(fact) for fact in facts] == [e.Finished, e.FeePaid]
    assert day.do(c.PayFee(code=CODE)) == ()
    refusal = day.ask(c.Finish(counter="counter-4"))
    assert isinstance(refusal, c.Refusal)
    assert day.call() == number


def test_a_payment_before_anybody_was_sent_keeps_nobody_from_the_counter(day: FeeDay) -> None:
    number = with_dossier(day, state=2)
    day.do(c.PayFee(code=CODE))
    assert day.state.desk_ticket("counter-1").number == number
    assert day.do(c.ReportDossier(code=CODE, state=6, counter="counter-1"))[1:] == ()


def test_a_payment_of_nobody_here_is_a_fact_without_a_number(day: FeeDay) -> None:
    assert day.do(c.PayFee(code=CODE)) == (e.FeePaid(at_ms=day.now, code=CODE),)


def test_a_payer_who_does_not_come_when_called_is_a_no_show(day: FeeDay) -> None:
    number = with_dossier(day)
    day.call("counter-4")
    day.do(c.MissedCall(counter="counter-4"))
    day.do(c.PayFee(code=CODE))
    assert day.state.tickets[number].state == "noshow"


# Doors and settings


def test_a_counter_that_closes_meanwhile_leaves_its_payers_to_the_others(day: FeeDay) -> None:
    number = day.take()
    day.serve()
    to_fee(day)
    waits = day.take()
    day.do(c.CloseCounter(counter="counter-1"))
    day.serve("counter-4")
    day.do(c.Finish(counter="counter-4"))
    assert [day.call("counter-2"), day.call("counter-2")] == [number, waits]


def test_a_counter_that_closes_with_payers_in_its_line_leaves_them_too(day: FeeDay) -> None:
    number = day.take()
    day.serve()
    to_fee(day)
    day.serve("counter-4")
    day.do(c.Finish(counter="counter-4"))
    day.do(c.CloseCounter(counter="counter-1"))
    assert day.state.tickets[number].leg == ""
    assert day.call("counter-2") == number


def test_payers_of_a_counter_that_left_the_settings_are_called_by_any_other() -> None:
    day = FeeDay()
    number = day.take()
    day.serve()
    to_fee(day)
    day.serve("counter-4")
    day.do(c.Finish(counter="counter-4"))
    smaller = replace(FEES, counters=FEES.counters[1:])
    again = FeeDay(smaller)
    for event in day.log:
        apply(again.state, event)
    assert again.call("counter-3") == number
    assert waiting_at(smaller.counters[0], known_lines(smaller), again.state) == 0


def test_a_reserve_number_takes_the_place_in_the_fee_line(day: FeeDay) -> None:
    day.take()
    day.serve()
    to_fee(day)
    reserve = c.TakeReserve(press="p1", service="land", number="A901", kiosk="kiosk-1", arrived_ms=day.now, day=DAY)
    day.do(reserve)
    assert day.serve("counter-4") == "A901"
    day.do(c.Finish(counter="counter-4"))
    assert day.call() == "A901"


def test_counts_tell_who_waits_where(day: FeeDay) -> None:
    day.take()
    day.serve()
    to_fee(day)
    waiting = {view.id: view.waiting for view in Picture(FEES).of(day.state, 0, 0).services}
    assert waiting == {"land": 0, "civil": 0, "post": 1}
    day.serve("counter-4")
    day.do(c.Finish(counter="counter-4"))
    assert {view.id: view.waiting for view in Picture(FEES).of(day.state, 0, 0).counters} == {
        "counter-1": 1, "counter-2": 0, "counter-3": 0, "counter-4": 0,
    }  # fmt: skip


# What the floor does


def orders(day: FeeDay, *facts: e.EngineEvent, paper: PrintSlip | None = None) -> dict[str, object]:
    return {order.device: order.body for order in Floor(FEES).orders(DAY, facts, paper)}


def test_the_voice_says_which_leg_it_is(day: FeeDay) -> None:
    said = []
    number = day.take()
    for counter, key in (("counter-1", c.SendToFee), ("counter-4", c.Finish), ("counter-1", c.Finish)):
        fact = day.do(c.CallNext(counter=counter))[-1]
        said.append(orders(day, fact)["announcer-1"])
        day.do(key(counter=counter))
    assert said == [
        Announce(phrase="call", number=number, counter="1"),
        Announce(phrase="post", number=number, counter="4"),
        Announce(phrase="back", number=number, counter="1"),
    ]


def test_a_slip_says_where_to_pay_and_whether_to_come_back(day: FeeDay) -> None:
    number = day.take()
    day.serve()
    fact = to_fee(day)
    assert orders(day, fact)["printer-1"] == PrintSlip(
        slip=fact.slip, kind="fee", number=number, counter="1", fee_counter="4", fee_back=True
    )


def test_the_slip_of_the_one_stop_system_is_printed_once_with_where_to_pay(day: FeeDay) -> None:
    number = day.take()
    day.serve()
    facts = day.do(c.ReportDossier(code=CODE, state=6, counter="counter-1", slip=slip("fee")))
    assert [type(fact) for fact in facts] == [e.DossierReported, e.SentToFee]
    assert orders(day, *facts, paper=slip("fee")) == {
        "printer-1": replace(slip("fee"), number=number, counter="1", fee_counter="4", fee_back=True)
    }


def test_the_officer_is_rated_when_the_visit_to_them_is_over(day: FeeDay) -> None:
    day.take()
    day.serve()
    assert "rating-1" not in orders(day, to_fee(day, back=True))
    day.serve("counter-4")
    facts = day.do(c.Finish(counter="counter-4"))
    assert isinstance(orders(day, *facts)["rating-4"], AskRating)
    day.take()
    day.serve()
    day.serve()
    sent = to_fee(day, back=False)
    asked = orders(day, sent)["rating-1"]
    assert isinstance(asked, AskRating)
    vote = c.Rate(visit=asked.visit, level=3, levels=3, tags=(), voted_ms=day.now, day=DAY)
    assert isinstance(day.do(vote)[0], e.Rated)


def test_a_replay_is_the_same_state(day: FeeDay) -> None:
    with_dossier(day)
    day.serve("counter-4")
    day.do(c.Finish(counter="counter-4"))
    again = State(DAY)
    for event in day.log:
        apply(again, event)
    assert again.tickets == day.state.tickets
    assert again.dossiers == day.state.dossiers


def test_a_counters_sign_says_who_pays_here_and_that_somebody_comes_back(day: FeeDay) -> None:
    floor = Floor(FEES)

    def fee(counter: str) -> tuple[str, str]:
        body = floor.set_for(counter, day.state)
        assert isinstance(body, CounterSet)
        return body.fee, body.service

    first = day.take()
    day.serve()
    assert fee("counter-1") == ("", FEES.services[0].name)
    to_fee(day)
    assert fee("counter-1")[0] == "away"
    assert day.serve("counter-4") == first
    assert (fee("counter-1")[0], fee("counter-4")) == ("away", ("here", "Nộp phí, lệ phí"))
    day.do(c.Finish(counter="counter-4"))
    assert (fee("counter-1")[0], fee("counter-4")) == ("", ("", "Nộp phí, lệ phí"))


def test_a_payer_who_does_not_come_back_is_waited_for_no_longer(day: FeeDay) -> None:
    day.take()
    day.serve()
    to_fee(day, back=False)
    body = Floor(FEES).set_for("counter-1", day.state)
    assert isinstance(body, CounterSet)
    assert body.fee == ""
    day.take()
    day.serve()
    to_fee(day)
    # The first payer is called, and leaves; then the second, who does not come.
    day.serve("counter-4")
    day.do(c.Finish(counter="counter-4"))
    day.call("counter-4")
    day.do(c.MissedCall(counter="counter-4"))
    body = Floor(FEES).set_for("counter-1", day.state)
    assert isinstance(body, CounterSet)
    assert body.fee == ""
