"""Who may send what when on a half-duplex line: the plan of one counter alone."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from counter_display.bus import (
    BLINK,
    BOX,
    GAP_S,
    GRACE_S,
    LAMP,
    LIT,
    NUMBER,
    REFRESH_S,
    Bus,
    Needs,
    Place,
    What,
    again,
    began,
    choose,
    held,
    next_due,
    want,
)

BUS = Bus(9600)


def wished(bus: Bus, *wishes: tuple[What, bytes, int], now: float = 0.0) -> Bus:
    for what, frame, urgency in wishes:
        bus = want(bus, Place(0, what), frame, urgency, Needs(), now)
    return bus


def take(bus: Bus, now: float) -> tuple[Bus, bytes | None]:
    place = choose(bus, now)
    if place is None:
        return bus, None
    frame = bus.waiting[place].frame if place in bus.waiting else bus.sent[place].frame
    return began(bus, place, frame, now), frame


def drain(bus: Bus, until: float, now: float = 0.0) -> list[tuple[float, bytes]]:
    """Send whatever may go until that second; (when, frame)."""
    sent: list[tuple[float, bytes]] = []
    while (due := next_due(bus, now)) is not None and due <= until:
        now = max(now, due)
        bus, frame = take(bus, now)
        if frame is not None:
            sent.append((now, frame))
    return sent


def frames(bus: Bus, until: float) -> list[bytes]:
    return [frame for _, frame in drain(bus, until)]


def test_the_number_goes_before_the_box_and_the_lamp() -> None:
    bus = wished(BUS, ("lamp", b"lamp", LAMP), ("box", b"box", BOX), ("display", b"A012", NUMBER))
    assert frames(bus, 5.0) == [b"A012", b"box", b"lamp"]


def test_the_latest_wish_of_a_place_wins() -> None:
    bus, _ = take(wished(BUS, ("box", b"first", BOX)), 0.0)
    assert frames(wished(bus, ("display", b"A012", NUMBER), ("display", b"A013", NUMBER)), 5.0) == [b"A013"]


def test_a_wish_taken_back_is_not_sent() -> None:
    bus, _ = take(wished(BUS, ("lamp", b"green", LAMP)), 0.0)
    assert frames(wished(bus, ("lamp", b"red", LAMP), ("lamp", b"green", LAMP)), 5.0) == []


def test_a_number_is_shown_before_it_goes_dark() -> None:
    bus = wished(BUS, ("display", b"A012", NUMBER), ("display", b"    ", BLINK))
    assert frames(bus, 5.0) == [b"A012"]


def test_a_dark_number_is_lit_before_a_box_is_told() -> None:
    bus, _ = take(wished(BUS, ("display", b"    ", BLINK)), 0.0)
    assert frames(wished(bus, ("box", b"box", BOX), ("display", b"A012", LIT)), 5.0) == [b"A012", b"box"]


def test_while_a_key_waits_for_its_answer_only_a_number_goes() -> None:
    bus = held(wished(BUS, ("lamp", b"red", LAMP), ("display", b"dark", BLINK)), 0.0)
    assert drain(bus, GRACE_S - 0.01) == []
    assert drain(wished(bus, ("display", b"A012", NUMBER)), GRACE_S - 0.01) == [(0.0, b"A012")]


def test_everything_is_sent_again_because_displays_forget() -> None:
    sent = drain(wished(BUS, ("display", b"A012", NUMBER)), 2.5 * REFRESH_S)
    assert sent == [(0.0, b"A012"), (REFRESH_S, b"A012"), (2 * REFRESH_S, b"A012")]


def test_a_line_that_was_gone_gets_everything_again() -> None:
    bus, _ = take(wished(BUS, ("display", b"A012", NUMBER)), 0.0)
    assert frames(again(bus, 1.0), 5.0) == [b"A012"]


WISHES = st.lists(
    st.tuples(
        st.floats(0, 2),
        st.sampled_from(("display", "box", "lamp")),
        st.binary(min_size=4, max_size=10),
        st.sampled_from((NUMBER, LIT, BOX, LAMP)),
    ),
    max_size=40,
)


@given(WISHES)
def test_no_two_frames_are_ever_closer_than_the_gap_and_the_last_wish_is_shown(
    wishes: list[tuple[float, What, bytes, int]],
) -> None:
    bus, now, sent = BUS, 0.0, list[tuple[float, bytes]]()
    last: dict[What, bytes] = {}
    for pause, what, frame, urgency in wishes:
        now += pause
        bus, last[what] = wished(bus, (what, frame, urgency), now=now), frame
        bus, out = take(bus, now)
        sent += [(now, out)] if out else []
    sent += drain(bus, now + 3.0, now)
    for (begin, frame), (after, _) in pairwise(sent):
        assert after - (begin + len(frame) * 10 / 9600) >= GAP_S - 1e-5
    shown = {frame for _, frame in sent}
    assert set(last.values()) <= shown
