"""The plan of a line with many counters: who goes first, who waits how long, and what the dead may take."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter_display.bus import (
    BLINK,
    BOX,
    GRACE_S,
    LAMP,
    LIT,
    LIVELY_S,
    NUMBER,
    RUSH_S,
    Asked,
    Bus,
    Needs,
    Place,
    began,
    choose,
    held,
    next_due,
    once_more,
    silent,
    want,
)

BYTE_S = 10 / 9600
SLOW, QUICK, ASKED = Needs(0.3), Needs(0.01), Needs(0.004, 0.1)
TURN_S, ANSWER_S = 0.004, 8 * BYTE_S
QUESTION = bytes(8)


class Frame(NamedTuple):
    """What was on the line, its answer included, and the silence that it wants around it."""

    place: Place
    data: bytes
    begin: float
    end: float
    gap_s: float


class Simulated:
    """A line whose clock is turned by hand; devices that are not dead answer when they are asked."""

    def __init__(self, polls: Mapping[Place, Asked] | None = None) -> None:
        self.bus = Bus(9600, polls=polls or {})
        self.now = 0.0
        self.sent: list[Frame] = []
        self.needs: dict[Place, Needs] = {place: each.needs for place, each in self.bus.polls.items()}

    def want(self, place: Place, frame: bytes, urgency: int, needs: Needs) -> None:
        self.needs[place] = needs
        self.bus = want(self.bus, place, frame, urgency, needs, self.now)

    def run(self, until: float, at_each: Callable[[], None] = lambda: None) -> None:
        """Let time pass; `at_each` is called before each frame that goes."""
        while (due := next_due(self.bus, self.now)) is not None and due <= until:
            self.now = max(self.now, due)
            at_each()
            place = choose(self.bus, self.now)
            if place is not None:
                self._send(place)
        self.now = until

    def _send(self, place: Place) -> None:
        data, needs = self._frame(place), self.needs[place]
        self.bus = began(self.bus, place, data, self.now)
        end = self.now + len(data) * BYTE_S
        if needs.answer_s:
            end += needs.answer_s if place.device in self.bus.dead else TURN_S + ANSWER_S
            self.bus = silent(self.bus, end)
        self.sent.append(Frame(place, data, self.now, end, needs.gap_s))

    def _frame(self, place: Place) -> bytes:
        if place in self.bus.polls:
            return QUESTION
        return self.bus.waiting[place].frame if place in self.bus.waiting else self.bus.sent[place].frame

    def share(self, mine: Callable[[Frame], bool], since: float = 0.0) -> float:
        """How much of the line's time went to these."""
        taken = sum(each.end + each.gap_s - each.begin for each in self.sent if mine(each) and each.begin >= since)
        return taken / (self.now - since)


@pytest.mark.parametrize(("crowded", "wait"), [(False, GRACE_S), (True, RUSH_S)])
def test_while_keys_come_one_upon_the_other_nothing_blinks_on_a_crowded_line(crowded: bool, wait: float) -> None:
    bus = held(Bus(9600, crowded=crowded), 10.0)
    bus = want(bus, Place(0, "display"), b"    ", BLINK, QUICK, 10.0)
    assert next_due(bus, 10.0) == pytest.approx(10.0 + wait)


def test_what_was_not_taken_is_sent_once_more_but_not_the_dark_half_of_a_blink() -> None:
    bus = want(Bus(9600), Place(0, "display"), b"A001", NUMBER, ASKED, 0.0)
    bus = want(bus, Place(1, "display"), b"    ", BLINK, ASKED, 0.0)
    for seat, frame in enumerate((b"A001", b"    ")):
        bus = silent(began(bus, Place(seat, "display"), frame, 1.0 + seat), 1.5 + seat)
        bus = once_more(bus, Place(seat, "display"), 1.5 + seat)
    assert {place.seat: (each.frame, each.urgency) for place, each in bus.waiting.items()} == {0: (b"A001", NUMBER)}


PLACES = [Place(seat, what) for seat in range(10) for what in ("display", "box", "lamp")]
NEEDS = st.sampled_from((SLOW, QUICK, ASKED))
WISH = st.tuples(
    st.floats(0, 0.5),
    st.integers(0, len(PLACES) - 1),
    st.binary(min_size=4, max_size=12),
    st.sampled_from((NUMBER, LIT, BOX, LAMP)),
)


@settings(max_examples=60)
@given(st.lists(WISH, max_size=60), st.lists(NEEDS, min_size=len(PLACES), max_size=len(PLACES)))
def test_each_place_gets_its_latest_frame_and_each_device_its_silence(
    wishes: list[tuple[float, int, bytes, int]], needs: list[Needs]
) -> None:
    line, latest = Simulated(), dict[Place, bytes]()
    stale: list[Place] = []
    for pause, n, frame, urgency in wishes:
        line.run(line.now + pause)
        before = len(line.sent)
        line.want(PLACES[n], frame, urgency, needs[n])
        latest[PLACES[n]] = frame
        line.run(line.now)
        stale += [each.place for each in line.sent[before:] if each.data != latest[each.place]]
    line.run(line.now + 0.7 * len(PLACES))
    shown = {each.place: each.data for each in line.sent}
    assert (shown, stale) == (latest, [])
    for first, then in pairwise(line.sent):
        assert then.begin - first.end >= max(first.gap_s, then.gap_s) - 1e-5


def test_thirty_numbers_at_once_go_in_the_order_in_which_they_came() -> None:
    line, seats = Simulated(), [7 * n % 30 for n in range(30)]
    for seat in seats:
        line.now += 0.001
        line.want(Place(seat, "display"), b"\x01%cA001   \x07" % seat, NUMBER, SLOW)
    line.run(30 * 0.32)
    assert [each.place.seat for each in line.sent] == seats


def test_a_display_whose_number_changes_again_and_again_keeps_its_turn() -> None:
    line = Simulated()
    for seat in range(30):
        line.want(Place(seat, "display"), b"number", NUMBER, SLOW)

    def change() -> None:
        line.want(Place(29, "display"), b"%6d" % len(line.sent), NUMBER, SLOW)

    line.run(30 * 0.31, change)
    assert [each.place.seat for each in line.sent] == list(range(30))


def blink_all(line: Simulated, seats: int, needs: Needs, seconds: float) -> None:
    """All displays blink: dark and bright in turns of 0.6 s, each by its own count."""
    end, next_at = line.now + seconds, line.now
    while next_at < end:
        for seat in range(seats):
            dark = int((next_at + 0.13 * seat) / 0.6) % 2
            line.want(Place(seat, "display"), b"       " if dark else b"NUMBER ", BLINK if dark else LIT, needs)
        next_at += 0.05
        line.run(next_at)


@pytest.mark.parametrize(("needs", "seats"), [(SLOW, 30), (QUICK, 30), (ASKED, 30), (SLOW, 3)], ids=str)
def test_many_that_blink_slow_down_and_leave_half_of_the_line(needs: Needs, seats: int) -> None:
    line = Simulated()
    for seat in range(seats):
        line.want(Place(seat, "display"), b"NUMBER ", NUMBER, needs)
    line.run(20.0)
    blink_all(line, seats, needs, 100.0)
    assert line.share(lambda frame: True, since=20.0) > 0.2
    assert line.share(lambda each: True, since=20.0) < 0.9
    dark = [each.place for each in line.sent if not each.data.strip()]
    assert {place.seat for place in dark} == set(range(seats)), "each of them blinks"
    for seat in range(seats):
        own = [each for each in line.sent if each.place.seat == seat]
        darkness = [then.begin - first.begin for first, then in pairwise(own) if not first.data.strip()]
        assert max(darkness) < 1.3, "and none is dark for long"


def test_a_number_waits_for_one_frame_at_most_however_many_blink() -> None:
    line, waited = Simulated(), list[float]()
    for seat in range(30):
        line.want(Place(seat, "display"), b"NUMBER ", NUMBER, SLOW)
    line.run(20.0)
    for n in range(20):
        blink_all(line, 29, SLOW, 3.0)
        asked = line.now
        line.want(Place(29, "display"), b"%7d" % n, NUMBER, SLOW)
        line.run(line.now + 0.7)
        waited.append(next(each.begin for each in line.sent if each.data == b"%7d" % n) - asked)
    assert max(waited) < 0.32


def asked(seats: int) -> dict[Place, Asked]:
    return {Place(seat, "poll"): Asked(ASKED, 0.05) for seat in range(seats)}


def rounds(line: Simulated, seat: int) -> list[float]:
    times = [each.begin for each in line.sent if each.place == Place(seat, "poll")]
    return [then - first for first, then in pairwise(times)]


def test_thirty_keypads_are_asked_about_once_a_second_also_while_all_displays_blink() -> None:
    line = Simulated(asked(30))
    for seat in range(30):
        line.want(Place(seat, "display"), b"NUMBER ", NUMBER, ASKED)
    line.run(5.0)
    quiet = max(max(rounds(line, seat)) for seat in range(30))
    blink_all(line, 30, ASKED, 20.0)
    assert max(max(rounds(line, seat)) for seat in range(30)) < 1.6
    assert quiet < 1.6


def test_numbers_that_come_without_end_leave_keypads_their_share() -> None:
    line = Simulated(asked(30))

    def more() -> None:
        for seat in range(30):
            line.want(Place(seat, "display"), b"%7d" % len(line.sent), NUMBER, ASKED)

    more()
    line.run(30.0, more)
    assert 0.25 < line.share(lambda each: each.place.what == "poll") < 0.5
    assert max(max(rounds(line, seat)) for seat in range(30)) < 3.0


def test_each_keypad_is_asked_once_before_anything_is_shown() -> None:
    line = Simulated(asked(3))
    for seat in range(3):
        line.want(Place(seat, "display"), b"A001", NUMBER, SLOW)
        line.want(Place(seat, "lamp"), b"on", LAMP, ASKED)
    line.run(0.6)
    assert [each.place for each in line.sent[:4]] == [*(Place(seat, "poll") for seat in range(3)), Place(0, "display")]


def test_one_keypad_is_asked_twenty_times_a_second_and_no_more() -> None:
    line = Simulated(asked(1))
    line.run(10.0)
    assert 190 <= len(line.sent) <= 201


def test_a_keypad_that_loses_no_press_is_asked_less_often_until_somebody_has_pressed() -> None:
    line = Simulated({Place(0, "poll"): Asked(ASKED, 0.1, 0.2)})
    line.run(10.0)
    assert 48 <= len(line.sent) <= 51
    line.bus = held(line.bus, line.now)
    begin = line.now
    line.run(begin + LIVELY_S)
    line.run(begin + LIVELY_S + 10.0)
    lively = [each for each in line.sent if begin < each.begin <= begin + LIVELY_S]
    assert 10 * LIVELY_S - 3 <= len(lively) <= 10 * LIVELY_S + 1
    assert 48 <= len([each for each in line.sent if each.begin > begin + LIVELY_S]) <= 52


def test_a_keypad_beside_a_display_of_long_silences_is_still_asked() -> None:
    line = Simulated(asked(1))
    line.want(Place(1, "display"), b"NUMBER ", NUMBER, SLOW)
    line.run(2.0)
    blink_all(line, 2, SLOW, 20.0)
    assert max(rounds(line, 0)) < 1.0


@pytest.mark.parametrize("dead", [1, 10, 29])
def test_dead_devices_take_a_few_per_cent_of_the_line_however_many(dead: int) -> None:
    line = Simulated(asked(30))
    for seat in range(30):
        line.want(Place(seat, "display"), b"NUMBER ", NUMBER, ASKED)
    line.run(5.0)
    line.bus = line.bus._replace(dead=frozenset((seat, part) for seat in range(dead) for part in ("display", "keypad")))
    begin = line.now
    for minute in range(6):
        for seat in range(30):
            line.want(Place(seat, "display"), b"%7d" % minute, NUMBER, ASKED)
        line.run(begin + 10.0 * (minute + 1))
    gone = [each for each in line.sent if each.place.seat < dead and each.begin > begin]
    assert 0.0 < line.share(lambda each: each in gone, since=begin) < 0.045
    assert len({each.place.seat for each in gone}) >= min(dead, 10), "each has its turn"


def test_a_new_number_for_a_display_that_was_dead_goes_at_once() -> None:
    line = Simulated()
    line.want(Place(0, "display"), b"NUMBER ", NUMBER, ASKED)
    line.run(20.0)
    line.bus = line.bus._replace(dead=frozenset({(0, "display")}))
    for n in range(3):
        line.want(Place(0, "display"), b"%7d" % n, NUMBER, ASKED)
        line.run(line.now + 1.0)
        assert line.sent[-1].data == b"%7d" % n
        assert line.sent[-1].begin < line.now - 0.97
