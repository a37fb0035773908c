"""What a display answers to the frame that says how bright it is to be. Pure.

No driver made that frame: a technician wrote it into the settings. So what comes back says nothing of the numbers: a no
is a fault of that frame alone, and a board that answers only to what it shows is none. It is not sent again at once,
for the next repetition is near, and what is wrong in it stays wrong. Where a display that answers else has left it
unanswered thirteen times in a row, its answer is not waited for any more: that silence would be the next number's.
"""

from counter_display import bus as plan
from counter_display.answers import POLL_RETRIES, Answers
from counter_display.bus import Needs, Place
from counter_display.line_state import LineState
from devicekit.messages import Part

REFUSED = "the display refuses the frame for its brightness: compare it with its manual"


def ended(state: LineState, place: Place, refused: bool, at: float, now: float) -> tuple[LineState, Part | None]:
    """It answered at `at`; gives what is news of that frame."""
    bus = plan.silent(state.bus, at)
    if place.device in bus.dead:
        # It had lost its power, and with it all that it was told.
        for other in (each for each in bus.sent if each.device == place.device and each != place):
            bus = plan.once_more(bus, other, now)
    before, seat = place.seat in state.stubborn, frozenset((place.seat,))
    stubborn = state.stubborn | seat if refused else state.stubborn - seat
    bus = bus._replace(dead=bus.dead - {place.device})
    state = _over(state, place)._replace(bus=bus, stubborn=stubborn, unheard={**state.unheard, place.seat: 0})
    if before == refused:
        return state, None
    part = Part(state="degraded", code="refused", detail=REFUSED) if refused else Part(state="ok")
    return state, part


def unheard(state: LineState, place: Place, until: float) -> tuple[LineState, Part | None]:
    """The time for its answer was over at `until`; gives what is news of that frame."""
    bus, known = plan.silent(state.bus, until), state.answers[place.device]
    # One that has no power is silent to everything.
    missed = state.unheard.get(place.seat, 0) + (known.told and not known.missed)
    if missed > POLL_RETRIES:
        sent = bus.sent[place]
        bus = bus._replace(sent={**bus.sent, place: sent._replace(needs=Needs(sent.needs.gap_s))})
    state = _over(state, place)._replace(bus=bus, unheard={**state.unheard, place.seat: missed})
    if missed <= POLL_RETRIES or place.seat not in state.stubborn:
        return state, None
    # It refused the row before; of this one nothing will be heard any more.
    return state._replace(stubborn=state.stubborn - {place.seat}), Part(state="ok")


def _over(state: LineState, place: Place) -> LineState:
    """Nothing is asked any more, and the display is as it was known before."""
    known = state.answers[place.device]
    left = Answers(missed=known.missed, told=known.told)
    return state._replace(answers={**state.answers, place.device: left}, asking=None)
