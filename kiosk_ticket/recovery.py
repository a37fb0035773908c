"""What the last run of a kiosk's program left on the disk, taken up by the next one. Pure."""

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from devicekit.messages import (
    AppointmentShown,
    HelpAsked,
    KioskSet,
    PrintFailed,
    TicketIssued,
    TicketPrinted,
    TicketWanted,
)
from devicekit.steps import Started
from kiosk_ticket import given, reserve
from kiosk_ticket.state import PRESS_LIVES_S, Given, HelpCall, Out, Shown, State, Timing, Waiting
from kiosk_ticket.tickets import BOOK

KEPT_SET = "set"


def remembered(state: State, kept: Mapping[str, bytes]) -> State:
    """What the logic kept. Raises msgspec.DecodeError."""
    if BOOK in kept:
        state = replace(state, book=reserve.decode(kept[BOOK]))
    if KEPT_SET in kept:
        known = msgspec.json.decode(kept[KEPT_SET], type=KioskSet)
        state = replace(state, known=known, kept_set=kept[KEPT_SET])
    if given.GIVEN in kept:
        state = replace(state, given=given.decode(kept[given.GIVEN]))
    return state


def unanswered(state: State, event: Started, now: float, timing: Timing) -> State:
    """What the hub had not answered: numbers given, papers, and presses that had no number yet."""
    out, issued, wanted, codes = dict(state.out), list(state.given), list[Waiting](), dict[str, Shown]()
    ages = event.ages or (0.0,) * len(event.unanswered)
    for (_, body), age in zip(event.unanswered, ages, strict=True):
        if isinstance(body, TicketIssued):
            out[body.press] = Out(body.number, reserve=True, on_paper=True)
            issued.append(Given(body.press, body.service, body.number))
        elif isinstance(body, TicketPrinted | PrintFailed):
            known = out.get(body.press)
            out[body.press] = Out(body.number, known is not None and known.reserve, on_paper=True)
        elif isinstance(body, TicketWanted) and age is not None and age < PRESS_LIVES_S:
            wanted.append(_again(state, body, now - age, now + timing.hub_wait))
        elif isinstance(body, HelpAsked) and age is not None:
            state = replace(state, call=HelpCall(now - age))
        elif isinstance(body, AppointmentShown):
            codes[body.code] = Shown(body.press, now - (PRESS_LIVES_S if age is None else age))
    waiting = tuple(each for each in wanted if each.press not in out)
    return replace(state, out=out, given=tuple(issued), waiting=waiting, shown=codes)


def _again(state: State, body: TicketWanted, at: float, due: float) -> Waiting:
    """The press, at the button where its person stands; "" when that is no longer there."""
    wanted = (body.service, body.priority)
    button = next((each.name for each in state.buttons if (each.service, each.priority) == wanted), "")
    return Waiting(body.press, button, body.service, body.priority, at, due, body.person)
