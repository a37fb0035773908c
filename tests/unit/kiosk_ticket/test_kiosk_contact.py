"""Which edges are presses, which numbers are left, what a lamp does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devicekit.buttons.contact import SETTLED_S, STUCK_S, Contact, changed, found, stuck
from devicekit.messages import KioskService
from kiosk_ticket import lamps, reserve
from kiosk_ticket.lamps import Pattern

LOCK_OUT = 1.5
Edges = list[tuple[float, bool]]


def presses(edges: Edges, contact: Contact = Contact()) -> list[float]:  # noqa: B008 - it never changes
    """The moments at which a press was accepted; edges are (seconds since the one before, closed)."""
    at, accepted = 100.0, []
    for pause, down in edges:
        at += pause
        contact, pressed = changed(contact, down, at, LOCK_OUT)
        if pressed:
            accepted.append(round(at - 100.0, 3))
    return accepted


@pytest.mark.parametrize(
    ("edges", "accepted"),
    [
        ([(0, True), (0.2, False)], [0.0]),
        ([(0, True), (0.001, False), (0.001, True), (0.001, False), (0.001, True), (0.2, False)], [0.0]),
        ([(0, True), (0.2, False), (0.3, True), (0.2, False)], [0.0]),
        ([(0, True), (0.2, False), (2.0, True), (0.2, False)], [0.0, 2.2]),
        ([(0, True), (3.0, False), (0.002, True), (0.002, False)], [0.0]),
        ([(0, True), (3.0, False), (0.2, True)], [0.0, 3.2]),
        ([(0, True), (5.0, True), (0.2, False)], [0.0]),
    ],
    ids=["clean", "bounces on closing", "again in the lock-out", "again later", "bounces on opening", "quick", "held"],
)
def test_a_person_presses_once(edges: Edges, accepted: list[float]) -> None:
    assert presses(edges) == accepted


def test_a_button_held_when_the_program_starts_was_not_pressed() -> None:
    assert presses([(0.0, True), (1.0, False), (1.0, True)], found(True, 99.0)) == [2.0]


def test_a_button_held_too_long_is_stuck_and_a_released_one_is_not() -> None:
    contact, _ = changed(Contact(), True, 100.0, LOCK_OUT)
    assert not stuck(contact, 100.0 + STUCK_S - 0.1)
    assert stuck(contact, 100.0 + STUCK_S)
    released, _ = changed(contact, False, 111.0, LOCK_OUT)
    assert not stuck(released, 200.0)


@given(st.lists(st.tuples(st.floats(0, 3), st.booleans()), max_size=60))
def test_presses_are_never_closer_than_the_lock_out_and_never_follow_a_bounce(edges: Edges) -> None:
    at, contact, last_press, last_up = 100.0, Contact(), -1e9, -1e9
    for pause, down in edges:
        at += pause
        was_down = contact.down
        contact, pressed = changed(contact, down, at, LOCK_OUT)
        if pressed:
            assert not was_down
            assert at - last_press >= LOCK_OUT
            assert at - last_up >= SETTLED_S
            last_press = at
        if was_down and not down:
            last_up = at


LAND = KioskService(service="land", name="Đất đai", reserve_prefix="A", reserve_first=901, reserve_last=904)


def spend(book: reserve.Book, day: str, count: int) -> tuple[reserve.Book, list[str]]:
    numbers = []
    for _ in range(count):
        number = reserve.upcoming(book, day, LAND)
        if number is None:
            break
        numbers.append(reserve.spelt(LAND, number))
        book = reserve.used(book, day, LAND, number)
    return book, numbers


def test_reserve_numbers_run_to_the_end_and_no_further() -> None:
    book, numbers = spend({}, "2026-11-23", 9)
    assert numbers == ["A901", "A902", "A903", "A904"]
    assert reserve.upcoming(book, "2026-11-23", LAND) is None


def test_a_new_day_starts_again_without_what_was_given_before_it_was_heard_of() -> None:
    book, _ = spend({}, "2026-11-23", 3)
    book = reserve.opened(book, "2026-11-24", [("land", "A903"), ("other", "A901")])
    assert spend(book, "2026-11-24", 9)[1] == ["A901", "A902", "A904"]


def test_a_day_that_goes_back_restarts_nothing() -> None:
    book, _ = spend({}, "2026-11-24", 2)
    assert spend(reserve.opened(book, "2026-11-23", []), "2026-11-23", 9)[1] == ["A903", "A904"]


def test_a_service_without_a_reserve_has_no_numbers() -> None:
    assert reserve.upcoming({}, "2026-11-23", KioskService(service="land", name="x")) is None


def test_four_digits_and_no_prefix_are_spelt_as_they_are() -> None:
    digits = KioskService(service="x", name="x", reserve_first=1901, reserve_last=1949, digits=4)
    assert reserve.spelt(digits, 1901) == "1901"
    assert reserve.spelt(LAND, 7) == "A007"


def test_the_book_survives_the_disk() -> None:
    book, _ = spend({}, "2026-11-23", 2)
    assert reserve.decode(reserve.encode(book)) == book


@pytest.mark.parametrize("pattern", ["working", "refused", "down", "identify", "card", "unheard"])
def test_a_rhythm_changes_when_it_says(pattern: Pattern) -> None:
    now = 1000.0
    for _ in range(20):
        burns, after = lamps.at(pattern, now)
        assert after is not None
        assert lamps.at(pattern, after)[0] is not burns
        assert lamps.at(pattern, (now + after) / 2)[0] is burns
        now = after


@pytest.mark.parametrize(("pattern", "on"), [("on", True), ("off", False)])
def test_a_steady_lamp_stays(pattern: Pattern, on: bool) -> None:
    assert lamps.at(pattern, 1.0) == (on, None)
