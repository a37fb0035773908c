"""Sending until answered: back-off, order, a backlog of thousands; and the hub's time as seen from here."""

import time
from collections.abc import Iterator
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from devicekit.delivery import (
    BURST,
    FIRST_RESEND_S,
    LONGEST_RESEND_S,
    PACE_S,
    SILENT_PACE_S,
    TRIPS,
    HubTime,
    Outbox,
)
from devicekit.messages import Answer, KeyPressed
from devicekit.spool import Stored

BODY = KeyPressed(counter="c-1", key="next")


def event(name: str, key: str = "") -> Stored:
    return Stored(name, key, "boot", 0, BODY)


def ids(events: list[Stored]) -> list[str]:
    return [e.id for e in events]


def outbox(*names: str, random: float = 1.0, sent: bool = False) -> Outbox:
    out = Outbox(lambda: random)
    for name in names:
        out.add(event(name), 0.0, sent)
    return out


def sendings(out: Outbox, until: float) -> Iterator[float]:
    """The moments at which anything is sent, asked for exactly when the outbox says."""
    now = 0.0
    while (due := out.next_due()) is not None and due <= until:
        now = max(now, due)
        if out.due(now):
            yield now


def test_the_first_copy_leaves_at_once_and_in_the_order_of_happening() -> None:
    out = outbox("c", "a", "b")
    assert ids(out.due(0.0)) == ["c", "a", "b"]
    assert out.due(0.0) == []


def test_resends_back_off_from_a_second_to_half_a_minute() -> None:
    moments = list(sendings(outbox("a"), 150))
    pauses = [b - a for a, b in pairwise(moments)]
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, LONGEST_RESEND_S, LONGEST_RESEND_S, LONGEST_RESEND_S]


def test_jitter_takes_at_most_half_of_a_pause() -> None:
    moments = list(sendings(outbox("a", random=0.0), 5))
    assert [b - a for a, b in pairwise(moments)] == [0.5, 1.0, 2.0]


def test_a_copy_sent_by_the_step_itself_counts_as_the_first() -> None:
    out = outbox("a", sent=True)
    assert out.due(FIRST_RESEND_S - 0.001) == []
    assert out.next_due() == FIRST_RESEND_S
    assert ids(out.due(FIRST_RESEND_S)) == ["a"]


def test_an_answer_ends_the_sending_and_a_second_answer_is_nothing() -> None:
    out = outbox("a", "b")
    assert out.answered(Answer(id="a", outcome="accepted")) == event("a")
    assert out.answered(Answer(id="a", outcome="accepted")) is None
    assert out.answered(Answer(id="never-sent", outcome="accepted")) is None
    assert ids(out.due(99.0)) == ["b"]
    assert len(out) == 1


def test_an_event_is_found_by_its_key_until_it_is_answered_or_dropped() -> None:
    out = Outbox(lambda: 1.0)
    out.add(event("a", "press-1"), 0.0, True)
    out.add(event("b", "press-2"), 0.0, True)
    assert out.find("press-1") == event("a", "press-1")
    assert out.find("") is None
    out.drop("a")
    out.answered(Answer(id="b", outcome="refused"))
    assert out.find("press-1") is None
    assert out.find("press-2") is None
    assert out.next_due() is None


def test_the_key_of_a_replaced_event_goes_over_to_the_one_that_replaced_it() -> None:
    out = Outbox(lambda: 1.0)
    out.add(event("wanted", "press-1"), 0.0, True)
    out.add(event("issued", "press-1"), 0.0, True)
    out.drop("wanted")
    assert out.find("press-1") == event("issued", "press-1")


def test_after_a_new_connection_all_is_due_again_soon_and_in_order() -> None:
    out = outbox("a", "b", "c", random=0.5)
    for _ in sendings(out, 60):
        pass
    out.link_up(100.0)
    assert out.due(100.0) == []
    assert out.next_due() == 100.25
    assert ids(out.due(100.25)) == ["a", "b", "c"]
    assert out.next_due() == 100.25 + 0.75 * FIRST_RESEND_S


def test_a_backlog_goes_out_in_bursts_so_that_others_get_their_turn() -> None:
    out = outbox(*(f"e{n}" for n in range(120)))
    assert ids(out.due(0.0)) == [f"e{n}" for n in range(BURST)]
    assert out.due(PACE_S / 2) == []
    assert out.next_due() == PACE_S
    assert ids(out.due(PACE_S)) == [f"e{n}" for n in range(BURST, 2 * BURST)]
    assert ids(out.due(2 * PACE_S)) == [f"e{n}" for n in range(2 * BURST, 120)]


def test_a_silent_hub_gets_a_trickle_and_the_rest_once_it_is_heard() -> None:
    out = outbox(*(f"e{n}" for n in range(120)))
    assert len(out.due(0.0, SILENT_PACE_S)) == BURST
    assert out.due(SILENT_PACE_S - 0.1, SILENT_PACE_S) == []
    out.hub_heard(1.0)
    assert out.due(1.0) == []
    assert len(out.due(1.0 + PACE_S)) == BURST


def test_what_was_put_off_for_long_is_due_when_the_hub_is_heard_again() -> None:
    out = outbox("old")
    for _ in sendings(out, 60):
        pass
    out.add(event("new"), 60.0, sent=True)
    out.hub_heard(60.1)
    assert ids(out.due(60.1)) == ["old"]


def test_the_wait_counts_from_the_first_copy_on_this_connection() -> None:
    out = outbox("a")
    assert out.longest_wait(50.0) == 0.0
    out.due(50.0)
    out.due(53.0)
    assert out.longest_wait(60.0) == 10.0
    out.link_up(1000.0)
    assert out.longest_wait(1001.0) == 0.0
    out.due(1001.0)
    assert out.longest_wait(1003.0) == 2.0


@given(st.lists(st.tuples(st.sampled_from(["add", "answer", "drop", "due", "up", "heard"]), st.integers(0, 9))))
def test_nothing_unanswered_is_ever_forgotten_and_nothing_answered_is_sent(plan: list[tuple[str, int]]) -> None:
    out, expected, now = Outbox(lambda: 0.5), dict[str, Stored](), 0.0
    for count, (what, number) in enumerate(plan):
        now += number / 3
        name = f"e{count}-{number}"
        if what == "add":
            expected[name] = event(name)
            out.add(expected[name], now, sent=bool(number % 2))
        elif what in ("answer", "drop") and expected:
            name = list(expected)[number % len(expected)]
            gone = expected.pop(name)
            if what == "drop":
                out.drop(name)
            else:
                assert out.answered(Answer(id=name, outcome="accepted")) == gone
        elif what == "due":
            assert set(ids(out.due(now))) <= set(expected)
        elif what == "up":
            out.link_up(now)
        else:
            out.hub_heard(now)
        due = out.next_due()
        assert (due is None) == (not expected)
    now += 2 * LONGEST_RESEND_S
    assert set(ids(out.due(now))) == set(expected)


def test_asking_what_is_due_costs_the_same_with_a_backlog_of_10000() -> None:
    def cost(size: int) -> float:
        out = outbox(*(f"e{n}" for n in range(size)), sent=True)
        out.add(event("keyed", "press-1"), 0.0, sent=True)
        best = 9.9
        for _ in range(5):
            begin = time.perf_counter()
            for _ in range(200):
                assert out.due(0.5) == []
                assert out.next_due() == FIRST_RESEND_S
                assert out.find("press-1") is not None
            best = min(best, time.perf_counter() - begin)
        return best

    assert cost(10_000) < 10 * cost(10)


def test_hub_time_is_unknown_until_a_round_trip_and_after_another_epoch() -> None:
    hub = HubTime()
    assert hub.at(1000) is None
    hub.heard(1000, 1010, 1_795_000_000_000)
    assert hub.at(1005) == 1_795_000_000_000
    assert hub.at(2005) == 1_795_000_001_000
    hub.forget()
    assert hub.at(2000) is None


def test_the_best_round_trip_is_believed_and_ages_out() -> None:
    hub = HubTime()
    hub.heard(0, 400, 5000)
    hub.heard(1000, 1002, 6001)
    assert hub.at(1001) == 6001
    for n in range(TRIPS):
        hub.heard(2000, 2100, 7060 + n)
    assert hub.at(2050) == 7060


def test_an_echo_from_the_future_is_no_round_trip() -> None:
    hub = HubTime()
    hub.heard(2000, 1000, 5000)
    assert hub.at(1000) is None


@given(st.integers(0, 10**9), st.integers(0, 2000), st.integers(0, 2000), st.integers(0, 2**50))
def test_the_error_is_never_more_than_half_the_round_trip(sent: int, there: int, back: int, offset: int) -> None:
    hub = HubTime()
    hub.heard(sent, sent + there + back, sent + there + offset)
    believed = hub.at(sent)
    assert believed is not None
    assert abs(believed - (sent + offset)) <= (there + back) / 2 + 1


def test_an_event_that_comes_back_after_a_refused_step_takes_its_turn_again() -> None:
    out = outbox("a")
    taken = out.answered(Answer(id="a", outcome="accepted"))
    assert taken is not None
    out.add(taken, 10.0, sent=True)
    assert out.due(10.9) == []
    assert ids(out.due(11.0)) == ["a"]
