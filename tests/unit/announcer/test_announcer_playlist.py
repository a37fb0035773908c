"""Calls that wait: in the hub's order, each once, none stale, not too many."""

from hypothesis import given
from hypothesis import strategies as st

from announcer.playlist import LIMIT, Call, Playlist, add, next_stale, split_stale


def call(name: str, sent: int = 0, until: float = 20.0, number: str = "") -> Call:
    return Call((name,), ("call", number or name, "3"), ("chime",), sent, until)


def filled(*calls: Call) -> Playlist:
    waiting: Playlist = ()
    for each in calls:
        added = add(waiting, each)
        assert added is not None
        waiting = added
    return waiting


def names(waiting: Playlist) -> list[str]:
    return [command for each in waiting for command in each.commands]


@given(st.lists(st.integers(0, 9), max_size=LIMIT))
def test_calls_wait_in_the_order_in_which_the_hub_made_them(sent: list[int]) -> None:
    waiting = filled(*(call(f"c{at}", ms) for at, ms in enumerate(sent)))
    assert names(waiting) == [f"c{at}" for at, _ in sorted(enumerate(sent), key=lambda pair: (pair[1], pair[0]))]


def test_the_same_call_waits_once_and_answers_both_orders() -> None:
    (both,) = filled(call("c1", 0, 20.0, "A001"), call("c2", 5, 25.0, "A001"))
    assert both.commands == ("c1", "c2")
    assert (both.sent_hub_ms, both.until) == (0, 25.0)


def test_what_is_stale_is_told_apart() -> None:
    waiting = filled(call("c1", 0, 10.0), call("c2", 1, 20.0))
    fresh, stale = split_stale(waiting, 10.0)
    assert (names(fresh), names(stale)) == (["c2"], ["c1"])
    assert next_stale(waiting) == 10.0
    assert next_stale(()) is None


def test_a_full_list_takes_no_more_but_still_the_same_call() -> None:
    waiting = filled(*(call(f"c{at}") for at in range(LIMIT)))
    assert add(waiting, call("one more")) is None
    again = add(waiting, call("again", number="c5"))
    assert again is not None
    assert len(again) == LIMIT
