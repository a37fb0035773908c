"""How long a visit takes today: what the settings say, and more and more what the day itself has shown.

Theory. A visit keeps its counter busy from the call to the end, without the time that it was aside. Officers press next
too early, or forget to press it over lunch, so the shortest and the longest fifth of today's visits are left out of the
mean, and it is never believed beyond BOUND times the setting, either way. After n visits the mean counts n / `learn`,
the setting the rest; after `learn` the mean alone counts. All of it follows from the facts.
"""

from bisect import bisect_left, insort

from hub.engine.day import State, Ticket, VisitTime
from hub.plan import ServicePlan

MINUTE_MS = 60_000
BOUND = 3.0
# Left out at either end: one fifth.
TRIM = 5


def spent(ticket: Ticket, now_ms: int) -> int:
    """How long counters have been busy with it since its call."""
    return ticket.spent_ms + (now_ms - ticket.busy_ms if ticket.busy_ms else 0)


def note(state: State, ticket: Ticket, counter: str, at_ms: int) -> None:
    """A visit has ended. Who came back to a counter was there before: half a visit says nothing."""
    took_ms = spent(ticket, at_ms)
    ticket.busy_ms = ticket.spent_ms = 0
    if ticket.came_from and not ticket.came_from.startswith("@"):
        state.visits[ticket.number, counter, at_ms] = VisitTime(ticket.came_from, took_ms)
        insort(state.times[ticket.came_from], took_ms)


def forget(state: State, visit: tuple[str, str, int]) -> None:
    """That end has not been."""
    known = state.visits.pop(visit, None)
    if known is not None:
        times = state.times[known.service]
        del times[bisect_left(times, known.ms)]


def minutes_of(service: ServicePlan, state: State, learn: int) -> float:
    """How many minutes a visit of the service takes; `learn` 0: as the settings say."""
    times = state.times.get(service.id)
    if not learn or not times:
        return service.minutes
    cut = len(times) // TRIM
    kept = times[cut : len(times) - cut]
    mean = sum(kept) / len(kept) / MINUTE_MS
    believed = min(max(mean, service.minutes / BOUND), service.minutes * BOUND)
    share = min(1.0, len(times) / learn)
    return service.minutes * (1 - share) + believed * share
