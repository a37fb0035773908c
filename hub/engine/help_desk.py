"""What the help desk does for people who wait: another service, another slip, back in the line, void."""

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.commands import Refusal
from hub.engine.day import State, Ticket
from hub.engine.lifecycle import AT_DESK
from hub.engine.rules import STALE_PRESS_MS, Decision, Rules, age

MOST_COPIES = 9


def _known(state: State, number: str) -> Ticket | Refusal:
    ticket = state.tickets.get(number)
    return ticket if ticket is not None else Refusal("unknown_number", f"nobody has {number} today")


def change_service(rules: Rules, state: State, asked: c.ChangeService, now_ms: int) -> Decision:
    """The wrong button was pressed: the same number and time, another line."""
    ticket = _known(state, asked.number)
    if isinstance(ticket, Refusal):
        return ticket
    if asked.service not in rules.services:
        return rules.unknown_service(asked.service)
    if ticket.state != "waiting" or ticket.leg:
        return Refusal("wrong_state", f"{ticket.number} is {ticket.state} {ticket.leg}".rstrip() + "; only who waits")
    if ticket.service == asked.service:
        return ()
    return (e.ServiceChanged(at_ms=now_ms, number=ticket.number, service=asked.service),)


def reprint(rules: Rules, state: State, asked: c.Reprint, now_ms: int) -> Decision:
    """One more slip, marked as a copy."""
    ticket = _known(state, asked.number)
    if isinstance(ticket, Refusal):
        return ticket
    if asked.kiosk not in rules.kiosks:
        return _unknown_kiosk(rules, asked.kiosk)
    if ticket.state == "voided":
        return Refusal("wrong_state", f"{ticket.number} is void; take a new number")
    if ticket.reprints >= MOST_COPIES:
        return Refusal("not_permitted", f"{ticket.number} was printed again {ticket.reprints} times")
    return (
        e.ReprintAsked(
            at_ms=now_ms,
            number=ticket.number,
            press=ticket.press,
            kiosk=asked.kiosk,
            n=ticket.reprints + 1,
            service=ticket.service,
            arrived_ms=ticket.arrived_ms,
            priority=ticket.priority,
            booked_ms=ticket.booked_ms,
        ),
    )


def mark_back(rules: Rules, state: State, asked: c.MarkBack, now_ms: int) -> Decision:
    """Who missed the call is here, within the grace time: called after some others."""
    ticket = _known(state, asked.number)
    if isinstance(ticket, Refusal):
        return ticket
    if ticket.state == "waiting" and ticket.missed_ms:
        return ()
    if ticket.state != "noshow":
        return Refusal("wrong_state", f"{ticket.number} is {ticket.state}; nobody missed a call")
    late_ms = rules.worked.between(ticket.missed_ms, now_ms)
    if late_ms > rules.desk.grace_ms:
        limit = rules.desk.grace_ms // 60_000
        return Refusal(
            "too_late", f"{ticket.number} missed its call {late_ms // 60_000} working min ago, more than {limit}"
        )
    return (e.MarkedBack(at_ms=now_ms, number=ticket.number, after_calls=rules.desk.back_after),)


def void(_rules: Rules, state: State, asked: c.VoidNumber, now_ms: int) -> Decision:
    """Nobody holds that number any more."""
    ticket = _known(state, asked.number)
    if isinstance(ticket, Refusal):
        return ticket
    if ticket.state == "voided":
        return ()
    if ticket.state in AT_DESK:
        return Refusal("wrong_state", f"{ticket.number} is at counter {ticket.counter}; finish it there")
    if ticket.state == "finished":
        return Refusal("wrong_state", f"{ticket.number} has been served")
    return (e.NumberVoided(at_ms=now_ms, number=ticket.number, reason=asked.reason),)


def ask_help(_rules: Rules, state: State, asked: c.AskHelp, now_ms: int) -> Decision:
    """Pressed again while nobody has come, it is the same call."""
    age_ms = age(asked.pressed_ms, now_ms)
    if age_ms > STALE_PRESS_MS:
        return Refusal("too_old", f"pressed {age_ms // 1000} s ago; nobody stands there any more")
    return () if asked.kiosk in state.helping else (e.HelpAsked(at_ms=now_ms, kiosk=asked.kiosk),)


def answer_help(rules: Rules, state: State, answer: c.AnswerHelp, now_ms: int) -> Decision:
    """A person goes there, or has been there already; also where the settings have left the kiosk out since."""
    if answer.kiosk in state.helping:
        return (e.HelpAnswered(at_ms=now_ms, kiosk=answer.kiosk),)
    return () if answer.kiosk in rules.kiosks else _unknown_kiosk(rules, answer.kiosk)


def _unknown_kiosk(rules: Rules, kiosk: str) -> Refusal:
    return Refusal("unknown_kiosk", f"no kiosk {kiosk!r} here; known: {', '.join(rules.kiosks)}")
