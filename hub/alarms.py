"""The alarms that follow from the day itself; those of the disk and the clock are the service's own."""

import logging
from collections.abc import Iterator

from hub.engine.day import State
from hub.engine.decide import next_n
from hub.engine.orphans import gone_lines, known_lines, left_at_desks, waiting_numbers
from hub.plan import Plan

log = logging.getLogger(__name__)


def alarms_of(plan: Plan, known: frozenset[str], state: State) -> Iterator[str]:
    """The alarms of a day under these settings."""
    if gone_lines(known, state) or left_at_desks(plan, state):
        yield "orphaned_tickets"
    if state.epoch_raised:
        yield "store_replaced"
    if state.skipped:
        yield "store_restored"
    calendar = plan.hours.calendar
    if calendar is not None and state.day > calendar.until.isoformat():
        yield "calendar_ended"
    yield from (f"help:{kiosk}" for kiosk in state.helping)
    yield from (f"officer_locked:{officer}" for officer in state.logins.locked())
    for service in plan.services:
        if next_n(state, service) > service.last:
            yield f"used_up:{service.id}"


def log_orphans(plan: Plan, state: State) -> None:
    """A line for each service and counter that left the settings with somebody's ticket."""
    for service in gone_lines(known_lines(plan), state):
        numbers = waiting_numbers(service, state)
        log.error(
            "service %s is no longer in the settings, %d still wait for it: %s; every counter calls them now",
            service,
            len(numbers),
            ", ".join(numbers),
        )
    for counter, number in left_at_desks(plan, state).items():
        log.error("counter %s is no longer in the settings and had %s; look after that person", counter, number)
