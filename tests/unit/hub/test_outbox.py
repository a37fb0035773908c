"""When a `do` is sent again."""

import random

from hypothesis import given
from hypothesis import strategies as st

from hub.outbox import FIRST_RESEND_S, LONGEST_RESEND_S, Resends


def test_dropped_order_is_never_due_again() -> None:
    resends = Resends(lambda: 1.0)
    resends.add("c1", 0.0)
    resends.drop("c1")
    assert list(resends.take_due(1000.0)) == []
    assert resends.next_due() is None


@given(st.integers(0, 2**32))
def test_pauses_grow_with_jitter_up_to_the_longest(seed: int) -> None:
    resends = Resends(random.Random(seed).random)
    resends.add("c1", 0.0)
    now, pauses = 0.0, []
    for _ in range(8):
        due = resends.next_due()
        assert due is not None
        pauses.append(due - now)
        now = due
        assert list(resends.take_due(now)) == ["c1"]
    assert pauses[0] <= FIRST_RESEND_S
    assert all(pause <= LONGEST_RESEND_S for pause in pauses)
    assert pauses[-1] >= LONGEST_RESEND_S / 2


def test_order_of_a_device_that_came_back_is_due_at_once_and_only_once() -> None:
    resends = Resends(lambda: 1.0)
    resends.add("c1", 0.0)
    resends.at_once("c1", 0.5)
    assert list(resends.take_due(0.5)) == ["c1"]
    assert list(resends.take_due(0.4 + FIRST_RESEND_S)) == []
    assert list(resends.take_due(0.6 + FIRST_RESEND_S)) == ["c1"]
