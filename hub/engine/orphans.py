"""Tickets whose service or counter left the settings while the day went on: nobody is forgotten for that.

Rule: a service that is gone belongs to every counter, by arrival like its own, until its line is empty.
"""

from collections.abc import Iterable

from hub.engine.state import State
from hub.plan import CounterPlan, Plan


def gone_services(known: Iterable[str], state: State) -> tuple[str, ...]:
    """The services outside the settings that somebody waits for."""
    names = set(known)
    return tuple(service for service, line in state.waiting.items() if line.count and service not in names)


def callable_at(counter: CounterPlan, known: Iterable[str], state: State) -> tuple[str, ...]:
    """The services that a counter calls now."""
    return (*counter.services, *gone_services(known, state))


def waiting_numbers(service: str, state: State) -> tuple[str, ...]:
    """The numbers that wait for a service, in the order they were given."""
    return tuple(t.number for t in state.tickets.values() if t.service == service and t.state == "waiting")


def left_at_desks(plan: Plan, state: State) -> dict[str, str]:
    """The ticket at each counter that is outside the settings."""
    known = {counter.id for counter in plan.counters}
    return {id_: desk.ticket for id_, desk in state.desks.items() if desk.ticket and id_ not in known}
