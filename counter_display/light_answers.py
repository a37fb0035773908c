"""What a display answers to the frame that says how bright it is to be. Pure.

No driver made that frame: a technician wrote it into the settings. So what comes back says nothing of the numbers: a no
is a fault of that frame alone, and a board that answers only to what it shows is none. It is not sent again at once,
for the next repetition is near, and what is wrong in it stays wrong.
"""

from counter_display import bus as plan
from counter_display.answers import Answers
from counter_display.bus import Place
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
    state = unheard(state, place)._replace(
        bus=bus._replace(dead=bus.dead - {place.device}), stubborn=stubborn, asking=None
    )
    if before == refused:
        return state, None
    part = Part(state="degraded", code="refused", detail=REFUSED) if refused else Part(state="ok")
    return state, part


def unheard(state: LineState, place: Place) -> LineState:
    """Its answer is not waited for any more, and the display is as it was known before."""
    known = state.answers[place.device]
    left = Answers(missed=known.missed, told=known.told)
    return state._replace(answers={**state.answers, place.device: left})
