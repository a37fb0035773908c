"""Who is next: each rule of the policy, and what holds for every hall."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.engine.day import BOOKED, LATER, Head, Line
from hub.engine.policy import Candidate, Choice, ahead, choose
from hub.plan import PolicyName, PolicyPlan

NOW = 3_600_000
MIXED = PolicyPlan(ratio=2, bound=5)


def at(minute: int, queue: str = "", **more: object) -> Candidate:
    """Somebody who came in that minute."""
    head = Head(minute * 60_000, minute, f"A{minute:03d}")
    return Candidate(head, "land", queue)._replace(**more)


def chosen(choice: Choice | None) -> tuple[str, str]:
    return (choice.candidate.head.number, choice.rule) if choice is not None else ("", "")


@pytest.mark.parametrize(
    ("policy", "found", "run", "expected"),
    [
        (MIXED, [at(1), at(2, "priority")], 0, ("A001", "turn")),
        (MIXED, [at(1), at(2, "priority")], 2, ("A002", "ratio")),
        (MIXED, [at(2), at(1, "priority")], 0, ("A001", "older")),
        (MIXED, [at(10), at(30, "priority", weight=2)], 0, ("A030", "older")),
        (MIXED, [at(3), at(1)], 0, ("A001", "only")),
        (MIXED, [at(1), at(9, mine=True)], 0, ("A009", "back")),
        (MIXED, [at(1, "priority"), at(2, passed=5)], 0, ("A002", "bound")),
        (MIXED, [at(20, LATER), at(50, BOOKED, passed=5)], 0, ("A050", "bound")),
        (MIXED, [at(1), at(20, LATER)], 0, ("A020", "returned")),
        (MIXED, [at(20, LATER), at(10, BOOKED)], 0, ("A020", "returned")),
        (MIXED, [at(1), at(20, LATER, is_due=False)], 0, ("A001", "only")),
        (MIXED, [at(1), at(50, BOOKED)], 0, ("A050", "booked")),
        (MIXED, [at(1), at(50, BOOKED, is_due=False)], 0, ("A001", "only")),
        (MIXED, [at(50, BOOKED, is_due=False)], 0, ("A050", "early")),
        (PolicyPlan(ageing_ms=1_800_000), [at(1), at(2, "priority")], 9, ("A001", "aged")),
        (PolicyPlan(ageing_ms=1_800_000), [at(30), at(31, "priority")], 9, ("A031", "ratio")),
        (PolicyPlan(name="arrival"), [at(1), at(2, "priority")], 9, ("A001", "arrival")),
        (PolicyPlan(name="priority_first"), [at(1), at(2, "priority")], 0, ("A002", "priority")),
        (PolicyPlan(bound=0), [at(1, "priority"), at(2, passed=99)], 0, ("A001", "older")),
        (MIXED, [], 0, ("", "")),
    ],
)
def test_each_rule_decides(policy: PolicyPlan, found: list[Candidate], run: int, expected: tuple[str, str]) -> None:
    assert chosen(choose(policy, found, run, False, NOW)) == expected


def test_a_counter_that_goes_by_its_list_calls_the_first_service_that_has_people() -> None:
    found = [at(1, rank=1), at(2, rank=0)]
    assert chosen(choose(MIXED, found, 0, True, NOW)) == ("A002", "only")
    assert chosen(choose(MIXED, found, 0, False, NOW)) == ("A001", "only")


CANDIDATES = st.lists(
    st.builds(
        at,
        st.integers(0, 59),
        st.sampled_from(["", "priority", "urgent", BOOKED, LATER]),
        passed=st.integers(0, 6),
        weight=st.integers(1, 5),
        rank=st.integers(0, 2),
        is_due=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda each: each.head,
)


@given(CANDIDATES, st.integers(0, 5), st.booleans(), st.sampled_from(["mixed", "priority_first", "arrival"]))
def test_somebody_is_called_whenever_somebody_waits(
    found: list[Candidate], run: int, listed: bool, name: PolicyName
) -> None:
    choice = choose(PolicyPlan(name=name, bound=5), found, run, listed, NOW)
    assert (choice is None) == (not found)


@given(CANDIDATES, st.integers(0, 5), st.booleans(), st.sampled_from(["mixed", "priority_first", "arrival"]))
def test_who_was_passed_as_often_as_promised_is_passed_by_nobody_later(
    found: list[Candidate], run: int, listed: bool, name: PolicyName
) -> None:
    choice = choose(PolicyPlan(name=name, bound=5), found, run, listed, NOW)
    for each in found:
        if choice is not None and each.passed >= 5 and each.queue not in (BOOKED, LATER):
            assert choice.candidate.head <= each.head


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 40))), st.tuples(st.integers(0, 20), st.integers(0, 40)))
def test_passed_counts_the_calls_of_a_later_place(called: list[tuple[int, int]], place: tuple[int, int]) -> None:
    assert Line(called=sorted(called)).passed(place) == len([each for each in called if each > place])


@pytest.mark.parametrize(
    ("name", "priority", "expected"),
    [("mixed", False, 9), ("mixed", True, 8), ("arrival", True, 9), ("priority_first", True, 2)],
)
def test_the_paper_says_how_many_are_called_before(name: PolicyName, priority: bool, expected: int) -> None:
    assert ahead(PolicyPlan(name=name, ratio=2), 7, 2, priority) == expected
