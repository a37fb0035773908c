"""What became of a day's numbers, counted from its state. Every number is in one place: the counts add up."""

import hashlib

import msgspec

from hub.calendar.worked import WorkedTime
from hub.engine import events as e
from hub.engine.day import State, Ticket
from hub.engine.lifecycle import AT_DESK

MINUTE_MS = 60_000
CARRY = "carry-"


def carry_slips(state: State) -> dict[str, str]:
    """The appointment slips of the day that is over, and the number that each is for."""
    return {slip: number for slip, number in state.papers.of.items() if slip.startswith(f"{CARRY}{state.day}-")}


def made(state: State, now_ms: int, printer: str, worked: WorkedTime) -> e.DayReported:
    """The report as it is now."""
    # An appointment of an earlier day counts from when its holder came.
    tickets = [each for each in state.tickets.values() if not each.earlier or each.changes]
    waits = [worked.between(*state.first_calls[each.number]) for each in tickets if _was_called(state, each)]
    report = e.DayReported(
        at_ms=0,
        day=state.day,
        printer="",
        slip="",
        closed=state.hours.closed is not None,
        issued=sum(not each.earlier for each in tickets),
        returned=sum(each.earlier for each in tickets),
        finished=_count(tickets, "finished"),
        noshow=_count(tickets, "noshow"),
        voided=_count(tickets, "voided"),
        priority=sum(each.priority for each in tickets),
        waiting=sum(each.state == "waiting" and each.leg != "fee" for each in tickets),
        wait_min=round(sum(waits) / len(waits) / MINUTE_MS) if waits else 0,
        longest_min=max(waits, default=0) // MINUTE_MS,
        at_counters=tuple(each.number for each in tickets if each.state in AT_DESK),
        parked=tuple(each.number for each in tickets if each.state == "parked"),
        open_fees=tuple(each.number for each in tickets if each.state == "waiting" and each.leg == "fee"),
        carried=tuple(each.number for each in tickets if each.state == "carried"),
        unslipped=tuple(
            number
            for slip, number in carry_slips(state).items()
            if state.papers.outcomes.get(slip, "printed") != "printed"
        ),
        issued_by=_by_service(tickets),
    )
    slip = f"day-{state.day}-{hashlib.blake2b(msgspec.json.encode(report), digest_size=6).hexdigest()}"
    known = state.papers.copies.get(slip, 0)
    return msgspec.structs.replace(report, at_ms=now_ms, printer=printer, slip=slip, n=known)


def _was_called(state: State, ticket: Ticket) -> bool:
    return ticket.calls > 0 and not ticket.earlier and ticket.number in state.first_calls


def _count(tickets: list[Ticket], now: str) -> int:
    return sum(each.state == now for each in tickets)


def _by_service(tickets: list[Ticket]) -> dict[str, int]:
    """By the service that each number is of, in the order of its first one."""
    counts: dict[str, int] = {}
    for each in tickets:
        if not each.earlier:
            counts[each.asked] = counts.get(each.asked, 0) + 1
    return counts
