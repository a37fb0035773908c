"""The way to the fee counter and on: who goes there keeps the ticket and its time, and comes back without queuing.

Told three ways: by the officer's key, by the API, by the one-stop system; paid at the fee counter, or anywhere else
while somebody still waits there.
"""

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.day import State, Ticket
from hub.engine.lifecycle import AT_DESK
from hub.engine.rules import Rules
from hub.plan import FeePlan

# keypad.result.6: what a fee counter's visit ends with unless its officer says otherwise.
FEE_TAKEN = 6


def sent(
    fee: FeePlan, state: State, ticket: Ticket, counter: str, back: bool | None, now_ms: int, *, with_slip: bool
) -> e.SentToFee:
    """The fact that a ticket goes from `counter` to the fee counter; back again as said, else as its dossier says."""
    if back is None:
        said = (known.fee_back for code in ticket.dossiers if (known := state.dossiers.get(code)) is not None)
        back = next((each for each in reversed(tuple(said)) if each is not None), fee.back)
    slip = f"fee.{ticket.number}.{now_ms}" if with_slip else ""
    return e.SentToFee(at_ms=now_ms, number=ticket.number, counter=counter, service=fee.service, back=back, slip=slip)


def paid_elsewhere(_rules: Rules, state: State, pay: c.PayFee, now_ms: int) -> tuple[e.EngineEvent, ...]:
    """The one-stop system says that a dossier's fee was paid: nobody needs to wait for that any more."""
    if pay.code in state.paid:
        return ()
    known = state.dossiers.get(pay.code)
    ticket = state.tickets.get(known.number) if known is not None else None
    if ticket is None:
        return (e.FeePaid(at_ms=now_ms, code=pay.code),)
    if ticket.leg == "fee" and ticket.state in AT_DESK:
        finished = e.Finished(
            at_ms=now_ms, number=ticket.number, counter=ticket.counter, result=FEE_TAKEN, by="onestop"
        )
        return finished, paid(ticket, pay.code, now_ms)
    return (paid(ticket, pay.code, now_ms),)


def paid(ticket: Ticket, code: str, now_ms: int) -> e.FeePaid:
    """Paid: to the counter that sent it, else to one that wanted it back before that."""
    return e.FeePaid(at_ms=now_ms, number=ticket.number, code=code, back_to=ticket.back_to or ticket.promised)
