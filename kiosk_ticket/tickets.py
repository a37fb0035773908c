"""From a press to a paper: the steps of a ticket, each one durable by itself.

    press -> TicketWanted on the disk -> the hub's PrintTicket, or after a while a number of the reserve
          -> "sending" on the disk -> printer -> TicketPrinted or PrintFailed on the disk

What was sending when the program died may be on paper: that is told as unknown, and never printed again unasked.
"""

from typing import Any

import msgspec
from msgspec.structs import replace

from devicekit.messages import (
    KioskService,
    PrintFailed,
    TicketIssued,
    TicketPrinted,
    TicketWanted,
)
from devicekit.orders import PrintTicket
from devicekit.steps import Emit, Keep, Note, Reply
from kiosk_ticket import reserve
from kiosk_ticket.device import Paper, Printed
from kiosk_ticket.state import (
    PRESS_LIVES_S,
    QUEUE_LIMIT,
    Button,
    Given,
    Out,
    State,
    Waiting,
    reserve_number,
    service_of,
)

Step = tuple[State, list[Any]]

SENDING = "sending"
BOOK = "reserve"
# What a device can still be asked about; a day of one kiosk has some hundred tickets.
OUT_LIMIT = 512


def want(state: State, button: Button, now: float, hub_wait: float, person: str = "") -> Step:
    """A person pressed: ask the hub for a number."""
    presses = state.presses + 1
    press = f"{state.device}.{state.session}.{presses}"
    silent_since = now if state.silent_since is None else state.silent_since
    due = max(now, silent_since + hub_wait)
    waiting = Waiting(press, button.name, button.service, button.priority, now, due, person)
    wanted = TicketWanted(press=press, service=button.service, priority=button.priority, person=person)
    state = replace(state, presses=presses, waiting=(*state.waiting, waiting))
    if waiting.due <= now and can_issue(state, button.service):
        # The hub is known to be away: one step on the disk instead of two.
        return issue(state, waiting, now)
    return state, [Emit(wanted, key=press)]


def refuse(state: State, button: str, why: str, now: float, seconds: float) -> Step:
    """No ticket for who stands there, and a lamp that says so. Nothing was promised."""
    return says_no(state, button, now, seconds), [Note("warning", f"no ticket: {why}", {"button": button})]


def says_no(state: State, button: str, now: float, seconds: float) -> State:
    """The lamp of that button flashes for so long."""
    return replace(state, refused_until={**state.refused_until, button: now + seconds})


def can_issue(state: State, service: str) -> bool:
    """Whether a number of the reserve could be given and printed now: a number without paper helps nobody."""
    idle = state.printing is None and not state.queue
    return idle and state.printer.state != "failed" and reserve_number(state, service) is not None


def issue(state: State, waiting: Waiting, now: float) -> Step:
    """Give the press the next number of the reserve, in place of asking for one, and print it."""
    service, number = service_of(state, waiting.service), reserve_number(state, waiting.service)
    if service is None or number is None or state.known is None:
        return state, []
    spelt = reserve.spelt(service, number)
    day = state.known.day
    book = reserve.used(state.book, day, service, number)
    given = Given(waiting.press, waiting.service, spelt)
    state = replace(
        state,
        book=book,
        given=(*state.given, given),
        waiting=tuple(each for each in state.waiting if each.press != waiting.press),
        out=_remember(state.out, waiting.press, Out(spelt, reserve=True, on_paper=False)),
    )
    issued = TicketIssued(
        press=waiting.press,
        service=waiting.service,
        number=spelt,
        priority=waiting.priority,
        person=waiting.person,
        day=day,
    )
    state, effects = send(state, Paper(_reserve_order(state, waiting, service, spelt, now)))
    note = Note(
        "warning", "the hub is silent: a number of the reserve was given", {"press": given.press, "number": spelt}
    )
    return state, [Emit(issued, replaces=waiting.press), Keep(BOOK, reserve.encode(book)), *effects, note]


def _reserve_order(state: State, waiting: Waiting, service: KioskService, number: str, now: float) -> PrintTicket:
    return PrintTicket(
        press=waiting.press,
        number=number,
        service=service.service,
        service_name=service.name,
        service_name_en=service.name_en,
        counters=service.counters,
        zone=service.zone,
        issued_hub_ms=hub_ms(state, now),
        priority=waiting.priority,
    )


def hub_ms(state: State, now: float) -> int:
    """The hub's time by our own clock since it was last heard; 0 when it never was."""
    return 0 if state.hub_ahead is None else max(0, round((now + state.hub_ahead) * 1000))


def ordered(state: State, command: str, order: PrintTicket, now: float) -> Step:
    """The hub says: print this."""
    known = state.out.get(order.press)
    if known is not None and known.reserve and (known.number != order.number or (known.on_paper and not order.reprint)):
        ids: dict[str, str | int] = {"press": order.press, "number": order.number}
        note = Note("warning", f"refused to print: that press has {known.number} of the reserve already", ids)
        return state, [Reply(command, "refused", "already_issued"), note]
    if len(state.queue) >= QUEUE_LIMIT:
        return state, [Reply(command, "failed", "queue_full")]
    if known is not None and known.on_paper and not order.reprint:
        order = msgspec.structs.replace(order, reprint=1)
    paper = Paper(order, command, hub_ms(state, now) if order.reprint else 0)
    state = replace(state, waiting=tuple(each for each in state.waiting if each.press != order.press))
    if state.printing is None and not state.queue:
        return send(state, paper)
    out = _remember(state.out, order.press, Out(order.number, _is_reserve(known), on_paper=True))
    return replace(state, queue=(*state.queue, paper), out=out), []


def send(state: State, paper: Paper) -> Step:
    """Hand a paper to the printer (the Paper itself is the effect).

    What to say if we never come back is on the disk before its first byte.
    """
    order = paper.order
    last_words = PrintFailed(
        press=order.press,
        number=order.number,
        command=paper.command or None,
        outcome="unknown",
        reason="restarted while printing",
    )
    known = state.out.get(order.press)
    out = _remember(state.out, order.press, Out(order.number, paper.reserve or _is_reserve(known), on_paper=True))
    return replace(state, printing=paper, out=out), [Keep(SENDING, msgspec.json.encode(last_words)), paper]


def serve(state: State, now: float) -> Step:
    """The printer is free: the next paper of the queue, else a press that has waited long enough for the hub."""
    stale = [each for each in state.waiting if now - each.at >= PRESS_LIVES_S]
    if stale:
        state = replace(state, waiting=tuple(each for each in state.waiting if each not in stale))
    notes = [Note("warning", "a press got no number in time", {"press": each.press}) for each in stale]
    if state.printing is not None:
        return state, [*notes]
    if state.queue:
        paper, *rest = state.queue
        state, effects = send(replace(state, queue=tuple(rest)), paper)
        return state, [*notes, *effects]
    for waiting in state.waiting:
        if waiting.due <= now and can_issue(state, waiting.service):
            state, effects = issue(state, waiting, now)
            return state, [*notes, *effects]
    return state, [*notes]


def printed(state: State, event: Printed) -> Step:
    """The printer is done with a paper, one way or the other."""
    paper = state.printing
    if paper is None or (paper.order.press, paper.order.number) != (event.press, event.number):
        return state, [Note("warning", f"the printer reported on {event.number}, which is not being printed")]
    command = paper.command or None
    body: TicketPrinted | PrintFailed
    if event.outcome == "confirmed" or event.outcome == "sent":
        body = TicketPrinted(
            press=event.press, number=event.number, command=command, confirmed=event.outcome == "confirmed"
        )
    else:
        body = PrintFailed(
            press=event.press, number=event.number, command=command, outcome=event.outcome, reason=event.reason
        )
    out = state.out
    if event.outcome == "failed":
        out = _remember(out, event.press, Out(event.number, _is_reserve(out.get(event.press)), on_paper=False))
    return replace(state, printing=None, out=out), [told(body), Keep(SENDING, None)]


def told(body: TicketPrinted | PrintFailed) -> Emit:
    """What became of a paper. The wish for it was answered by the order, whether or not the hub's word of that came:

    left in the outbox, it would be a press without a number once this event is answered and the program restarted.
    """
    return Emit(body, replaces=body.press, answers=body.command or "")


def _is_reserve(known: Out | None) -> bool:
    return known is not None and known.reserve


def _remember(out: dict[str, Out], press: str, what: Out) -> dict[str, Out]:
    kept = {each: value for each, value in out.items() if each != press}
    while len(kept) >= OUT_LIMIT:
        del kept[next(iter(kept))]
    return {**kept, press: what}
