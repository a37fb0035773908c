"""Who may send what when on the half-duplex line."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from counter_display.bus import BLINK, BOX, GAP_S, LAMP, NUMBER, REFRESH_S, Bus, Place, again, next_due, take, want

BUS = Bus(9600, refresh_at=1000.0)


def _drain(bus: Bus, until: float) -> list[tuple[float, bytes]]:
    """Send whatever may go until that second; (when, frame)."""
    sent: list[tuple[float, bytes]] = []
    while (due := next_due(bus)) is not None and due <= until:
        bus, frame = take(bus, due)
        if frame is not None:
            sent.append((due, frame))
    return sent


def test_the_number_goes_before_the_box_and_the_lamp() -> None:
    bus = want(want(want(BUS, "lamp", b"lamp", LAMP), "box", b"box", BOX), "display", b"A012", NUMBER)
    assert [frame for _, frame in _drain(bus, 5.0)] == [b"A012", b"box", b"lamp"]


def test_the_latest_wish_of_a_place_wins() -> None:
    bus, _ = take(want(BUS, "box", b"first", BOX), 0.0)
    bus = want(want(bus, "display", b"A012", NUMBER), "display", b"A013", NUMBER)
    assert [frame for _, frame in _drain(bus, 5.0)] == [b"A013"]


def test_a_wish_taken_back_is_not_sent() -> None:
    bus, _ = take(want(BUS, "lamp", b"green", LAMP), 0.0)
    bus = want(want(bus, "lamp", b"red", LAMP), "lamp", b"green", LAMP)
    assert _drain(bus, 5.0) == []


def test_while_the_line_is_held_only_a_number_goes() -> None:
    bus = want(want(BUS._replace(hold_until=1.0), "lamp", b"red", LAMP), "display", b"blink", BLINK)
    assert _drain(bus, 0.9) == []
    assert _drain(want(bus, "display", b"A012", NUMBER), 0.9) == [(0.0, b"A012")]


def test_everything_is_sent_again_because_displays_forget() -> None:
    bus, _ = take(want(Bus(9600), "display", b"A012", NUMBER), 0.0)
    assert [frame for _, frame in _drain(bus, 2.5 * REFRESH_S)] == [b"A012", b"A012"]


def test_a_line_that_was_gone_gets_everything_again() -> None:
    bus, _ = take(want(BUS, "display", b"A012", NUMBER), 0.0)
    assert [frame for _, frame in _drain(again(bus), 5.0)] == [b"A012"]


PLACES: list[Place] = ["display", "box", "lamp"]


@given(
    st.lists(
        st.tuples(st.floats(0, 2), st.sampled_from(PLACES), st.binary(min_size=4, max_size=10), st.integers(0, 3)),
        max_size=40,
    )
)
def test_no_two_frames_are_ever_closer_than_the_gap_and_the_last_wish_is_shown(
    wishes: list[tuple[float, Place, bytes, int]],
) -> None:
    bus, now, sent = Bus(9600), 0.0, []
    last: dict[Place, bytes] = {}
    for pause, place, frame, urgency in wishes:
        now += pause
        bus, last[place] = want(bus, place, frame, urgency), frame
        bus, out = take(bus, now)
        sent += [(now, out)] if out else []
    sent += _drain(bus, now + 3.0)
    for (begin, frame), (after, _) in pairwise(sent):
        assert after - (begin + len(frame) * 10 / 9600) >= GAP_S - 1e-9
    shown = {frame for _, frame in sent}
    assert set(last.values()) <= shown
