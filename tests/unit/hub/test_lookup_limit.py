"""Tokens for looking dossiers up: nobody gets more, nobody loses any to others, nothing grows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.lookup_limit import CLIENT, OVERALL, Limiter, Rate, client_of

OPEN = Rate(10_000, 600_000)


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", ""),
        ("127.8.8.8", ""),
        ("::1", ""),
        ("::ffff:127.0.0.1", ""),
        ("testclient", ""),
        ("", ""),
    ],
)
def test_whose_an_address_is(address: str, client: str) -> None:
    assert client_of(address) == client


def taken(limiter: Limiter, address: str, now: float, most: int = 1000) -> int:
    """How many look-ups an address gets at once."""
    return next((n for n in range(most) if limiter.take(address, now) > 0), most)


def test_a_client_has_its_burst_and_then_waits_for_each_token() -> None:
    limiter = Limiter(Rate(3, 30), OPEN)
    assert taken(limiter, "203.0.113.9", 100.0) == 3
    assert limiter.take("203.0.113.9", 100.0) == pytest.approx(2.0)
    assert limiter.take("203.0.113.9", 101.5) == pytest.approx(0.5)
    assert limiter.take("203.0.113.9", 102.0) == 0.0
    assert taken(limiter, "203.0.113.9", 1000.0) == 3


def test_one_client_does_not_use_up_anothers_tokens_nor_those_of_all() -> None:
    limiter = Limiter(Rate(3, 30), Rate(6, 60))
    for _ in range(100):
        limiter.take("203.0.113.9", 100.0)
    assert taken(limiter, "203.0.113.10", 100.0) == 3


def test_all_clients_together_have_one_bucket() -> None:
    limiter = Limiter(Rate(3, 30), Rate(5, 60))
    got = [taken(limiter, f"203.0.113.{n}", 100.0) for n in range(4)]
    assert got == [3, 2, 0, 0]
    assert limiter.take("203.0.113.9", 100.0) == pytest.approx(1.0)
    # Who was refused for the others' sake has all of its own left.
    assert taken(limiter, "203.0.113.3", 103.0) == 3


def test_a_household_can_not_get_more_by_changing_its_address() -> None:
    limiter = Limiter(Rate(3, 30), OPEN)
    assert sum(limiter.take(f"2001:db8::{n:x}", 0.0) == 0.0 for n in range(1, 100)) == 3


def test_this_machine_is_bound_by_the_bucket_of_all_alone() -> None:
    limiter = Limiter(Rate(3, 30), Rate(50, 60))
    assert taken(limiter, "127.0.0.1", 0.0) == 50
    assert len(limiter) == 0


def test_who_is_full_again_is_forgotten() -> None:
    limiter = Limiter(Rate(3, 30), OPEN)
    for n in range(200):
        limiter.take(f"203.0.113.{n}", 0.0)
    assert len(limiter) == 200
    limiter.take("198.51.100.1", 6.0)
    assert len(limiter) == 1


def test_who_comes_again_and_again_does_not_keep_the_others_from_being_forgotten() -> None:
    limiter = Limiter(Rate(3, 30), OPEN)
    for address, now in (("203.0.113.1", 0.0), ("203.0.113.2", 1.0), ("203.0.113.1", 5.0), ("203.0.113.1", 7.5)):
        limiter.take(address, now)
    assert len(limiter) == 1


ASKS = st.lists(st.tuples(st.integers(0, 5), st.floats(0, 20)), max_size=200)


@given(ASKS, st.integers(1, 5), st.integers(1, 120), st.integers(1, 8), st.integers(1, 120))
def test_in_no_stretch_of_time_is_there_more_than_burst_and_rate_allow(
    asks: list[tuple[int, float]], burst: int, rate: int, all_burst: int, all_rate: int
) -> None:
    limiter, now = Limiter(Rate(burst, rate), Rate(all_burst, all_rate)), 0.0
    let_in: list[tuple[int, float]] = []
    for client, pause in asks:
        now += pause
        if limiter.take(f"203.0.113.{client}", now) == 0.0:
            let_in.append((client, now))
    for first, (_, since) in enumerate(let_in):
        for last, (client, until) in enumerate(let_in[first:], first):
            window = let_in[first : last + 1]
            assert len(window) <= all_burst + (until - since) * all_rate / 60 + 0.01
            mine = [at for who, at in window if who == client]
            assert len(mine) <= burst + (until - since) * rate / 60 + 0.01


@given(ASKS, st.integers(1, 5), st.integers(1, 120), st.integers(1, 8), st.integers(1, 120))
def test_who_waits_as_long_as_told_is_let_in(
    asks: list[tuple[int, float]], burst: int, rate: int, all_burst: int, all_rate: int
) -> None:
    limiter, now = Limiter(Rate(burst, rate), Rate(all_burst, all_rate)), 0.0
    for client, pause in asks:
        now += pause
        wait_s = limiter.take(f"203.0.113.{client}", now)
        if wait_s > 0:
            now += wait_s
            assert limiter.take(f"203.0.113.{client}", now) == 0.0


def test_a_flood_from_everywhere_is_remembered_no_longer_than_it_was_let_in() -> None:
    limiter, now = Limiter(), 0.0
    for n in range(100_000):
        now += 0.001
        limiter.take(f"2001:db8:{n // 60000:x}:{n % 60000:x}::1", now)
        assert len(limiter) <= OVERALL.burst + OVERALL.per_minute * CLIENT.burst / CLIENT.per_minute + 1
