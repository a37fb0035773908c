"""One ticket per person, where a service is set so: who holds as many open ones as it allows gets no other.

A kiosk alone asks for a card. Who asks at the help desk has been seen by a person, and may have none.
"""

from hub.engine import commands as c
from hub.engine.commands import Refusal
from hub.engine.day import State
from hub.engine.lifecycle import TicketState
from hub.plan import ServicePlan

_OVER: frozenset[TicketState] = frozenset({"finished", "noshow", "voided", "carried"})


def refused(state: State, service: ServicePlan, take: c.Take) -> Refusal | None:
    """Why this person gets no (other) number of the service; None when they do."""
    if not service.per_person:
        return None
    if not take.person:
        if take.origin != "kiosk" or service.cardless:
            return None
        return Refusal("card_wanted", f"service {service.id} wants an ID card scanned; without one: the help desk")
    still = [number for number in take.held if _is_open(state, number, service.id)]
    if len(still) < service.per_person:
        return None
    return Refusal("already_has_ticket", f"{' '.join(still)}: as many as a person may hold of service {service.id}")


def _is_open(state: State, number: str, service: str) -> bool:
    ticket = state.tickets.get(number)
    return ticket is not None and ticket.service == service and ticket.state not in _OVER
