"""Tickets whose service or counter left the settings while the day went on: nobody is forgotten for that.

Rule: a service that is gone belongs to every counter, by arrival like its own, until its line is empty.
"""

from hub.engine.day import State, back_line, officer_line
from hub.engine.lines import people_in
from hub.engine.seats import officer_at
from hub.plan import CounterPlan, Plan


def known_lines(plan: Plan) -> frozenset[str]:
    """The lines of these settings: one of each service, one to each counter for those who come back to it, one to each
    officer who sits somewhere."""
    own = (back_line(each.id) for each in plan.counters)
    officers = (officer_line(each.officer) for each in plan.counters if each.officer)
    return frozenset((*(each.id for each in plan.services), *own, *officers))


def own_lines(counter: CounterPlan, state: State) -> tuple[str, ...]:
    """The lines of those who wait for this counter, or for its officer, alone."""
    back, officer = back_line(counter.id), officer_at(counter, state)
    return (back, officer_line(officer)) if officer else (back,)


def gone_lines(known: frozenset[str], state: State) -> tuple[str, ...]:
    """The lines outside the settings that somebody waits in."""
    others = [name for name, line in state.waiting.items() if name not in known and line.count]
    if not others:
        return ()
    seated = {officer_line(officer) for officer in state.logins.at.values() if officer}
    return tuple(name for name in others if name not in seated)


def callable_at(counter: CounterPlan, known: frozenset[str], state: State) -> tuple[str, ...]:
    """The lines that a counter calls now, without those who come back to it."""
    return (*counter.services, *gone_lines(known, state))


def waiting_at(counter: CounterPlan, known: frozenset[str], state: State) -> int:
    """How many people wait for this counter."""
    return state.waiting_in((*own_lines(counter, state), *callable_at(counter, known, state)))


def waiting_numbers(line: str, state: State) -> tuple[str, ...]:
    """The numbers that wait in a line, in the order they were given."""
    return tuple(ticket.number for ticket in people_in(state, line))


def left_at_desks(plan: Plan, state: State) -> dict[str, str]:
    """The tickets at each counter that is outside the settings."""
    known = {counter.id for counter in plan.counters}
    return {id_: ", ".join(desk.people) for id_, desk in state.desks.items() if desk.people and id_ not in known}
