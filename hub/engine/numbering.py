"""Which number somebody gets. A press has one ticket for ever; a number is given once a day, whoever gives it."""

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine import override, persons, policy
from hub.engine.commands import Refusal
from hub.engine.day import State, Ticket
from hub.engine.fold_tickets import series_key
from hub.engine.rules import STALE_PRESS_MS, Decision, Rules, age
from hub.plan import SeriesPlan, ServicePlan, number_of, reserve_of

# So many at once are a mistake of the hand: who needs more asks twice.
MOST_AT_ONCE = 20


def take(rules: Rules, state: State, take: c.Take, now_ms: int) -> Decision:
    """The next number of a service for a press, or the one that the press has already."""
    known = state.presses.get(take.press)
    if known is not None:
        return _same_press(state.tickets[known], take.service)
    service = rules.services.get(take.service)
    if service is None:
        return rules.unknown_service(take.service)
    rank = rules.rank_of(take.priority, take.rank)
    if isinstance(rank, Refusal):
        return rank
    refused = _may_take(rules, state, service, take, now_ms)
    past = "" if refused is None else override.past(rules, state, take, refused)
    if isinstance(past, Refusal):
        return past
    which = _series_of(service, take, rank)
    taken = _given(rules, state, take, rank, next_n(state, service, which), now_ms, past=past)
    if isinstance(taken, Refusal):
        return taken
    if not take.test:
        return (taken,)
    return taken, e.NumberVoided(at_ms=now_ms, number=taken.number, reason="test")


def take_several(rules: Rules, state: State, order: c.TakeSeveral, now_ms: int) -> Decision:
    """Numbers in a row for a group, all or none."""
    if not 1 <= order.count <= MOST_AT_ONCE:
        return Refusal("not_permitted", f"{order.count} numbers at once; from 1 to {MOST_AT_ONCE} are given")
    facts: list[e.EngineEvent] = []
    n = 0
    for i in range(order.count):
        press = f"{order.press}:{i + 1}"
        one = c.Take(press=press, service=order.service, priority=order.priority, kiosk=order.kiosk, origin="desk")
        first = take(rules, state, one, now_ms)
        if isinstance(first, Refusal) or not first:
            # Refused, or this very order was carried out before.
            return first
        rank = rules.rank_of(order.priority, "")
        service = rules.services[order.service]
        n = next_n(state, service, _series_of(service, one, str(rank)), n)
        taken = _given(rules, state, one, str(rank), n, now_ms, before=i)
        if isinstance(taken, Refusal):
            return taken
        facts.append(taken)
        n += 1
    return tuple(facts)


def _given(
    rules: Rules, state: State, take: c.Take, rank: str, n: int, now_ms: int, before: int = 0, past: str = ""
) -> e.TicketTaken | Refusal:
    """The fact that a press got the number `n`; `before`: so many are given in the same breath."""
    service = rules.services[take.service]
    which = _series_of(service, take, rank)
    series = series_of(service, which)
    if n > series.last:
        return Refusal("used_up", f"service {service.id} has given {number_of(series, series.last)}, its last one")
    late = now_ms > take.booked_ms + rules.policy.late_ms
    line = state.waiting.get(service.id)
    counts = (line.normal_count, line.priority_count) if line else (0, 0)
    return e.TicketTaken(
        at_ms=now_ms,
        number=number_of(series, n),
        press=take.press,
        service=service.id,
        n=n,
        ahead=0 if take.test else policy.ahead(rules.policy, *counts, bool(rank)) + before,
        priority=bool(rank),
        kiosk=take.kiosk,
        origin=take.origin,
        series=which,
        rank=_said(rank),
        booked_ms=0 if late else take.booked_ms,
        since_ms=take.booked_ms if take.booked_ms > now_ms else 0,
        test=take.test,
        override=take.override if past else "",
        past=past,
    )


def _said(rank: str) -> str:
    # What the fact says by `priority` alone it need not say twice.
    return "" if rank == "priority" else rank


def _may_take(rules: Rules, state: State, service: ServicePlan, take: c.Take, now_ms: int) -> Refusal | None:
    if service.id in state.closed_services:
        return Refusal("service_closed", f"service {service.id} takes no tickets now")
    age_ms = age(take.pressed_ms, now_ms)
    if age_ms > STALE_PRESS_MS:
        return Refusal("too_old", f"pressed {age_ms // 1000} s ago; nobody stands there any more")
    if take.test:
        return None
    return persons.refused(state, service, take) or rules.gate(state, service, take, now_ms)


def _series_of(service: ServicePlan, take: c.Take, rank: str) -> e.Series:
    if take.booked_ms and service.booked is not None:
        return "booked"
    return "priority" if rank and service.priority is not None else ""


def series_of(service: ServicePlan, which: e.Series) -> ServicePlan | SeriesPlan:
    """One of the series of a service; its own where the settings no longer have that one."""
    return {"": service, "priority": service.priority, "booked": service.booked}[which] or service


def next_n(state: State, service: ServicePlan, which: e.Series = "", at_least: int = 0) -> int:
    """The series goes on where it was; a number that is out already (by hand, settings changed) is left out."""
    series = series_of(service, which)
    n = max(state.next_n.get(series_key(service.id, which), 0), series.first + state.skipped, at_least)
    while number_of(series, n) in state.tickets:
        n += 1
    return n


def _same_press(ticket: Ticket, service: str) -> Decision:
    if ticket.asked != service:
        return Refusal("press_reused", f"that press was for {ticket.asked} and has {ticket.number}")
    return ()


def by_hand(rules: Rules, state: State, given: c.TakeByHand, now_ms: int) -> Decision:
    """A number written on paper in a power cut: let in when nobody else has it, at the time it was written."""
    service = rules.services.get(given.service)
    if service is None:
        return rules.unknown_service(given.service)
    rank = rules.rank_of(given.priority, given.rank)
    if isinstance(rank, Refusal):
        return rank
    if given.day != state.day:
        return Refusal("too_old", f"written on {given.day}; today is {state.day}, nobody waits with it any more")
    holder = state.tickets.get(given.number)
    if holder is not None and holder.press == given.press:
        return ()
    if given.press in state.presses:
        return Refusal("press_reused", f"press {given.press} has the number {state.presses[given.press]} already")
    free = number_of(service, next_n(state, service))
    if holder is not None:
        return Refusal("number_taken", f"{given.number} is out already; the next free one of {service.id} is {free}")
    digits = given.number.removeprefix(service.prefix)
    if not given.number.startswith(service.prefix) or not digits.isdecimal():
        return Refusal("number_taken", f"{given.number} is no number of {service.id}; they look like {free}")
    issued = e.ReserveTaken(
        at_ms=now_ms,
        number=given.number,
        press=given.press,
        service=service.id,
        kiosk="",
        arrived_ms=min(given.arrived_ms, now_ms),
        priority=bool(rank),
        rank=_said(rank),
        by_hand=True,
    )
    return (issued,)


def reserve(rules: Rules, state: State, given: c.TakeReserve, now_ms: int) -> Decision:
    """What a kiosk gave out of its reserve while the hub was silent."""
    service = rules.services.get(given.service)
    if service is None:
        return rules.unknown_service(given.service)
    if given.day < state.day:
        return (_past_day(given, now_ms),)
    holder = state.tickets.get(given.number)
    if holder is not None and holder.press == given.press:
        return ()
    if holder is not None:
        return Refusal("number_taken", f"{given.number} is the number of press {holder.press} already")
    if _is_running(rules, service, given):
        return Refusal("not_reserve", f"{given.number} is not of the reserve of {given.kiosk} for {service.id}")
    known = state.presses.get(given.press, "")
    if known and state.tickets[known].state == "voided":
        # The help desk has voided that number; whoever comes with the reserve's is somebody new.
        known = ""
    if known and (state.tickets[known].reserve or state.tickets[known].asked != given.service):
        return Refusal("press_reused", f"press {given.press} has the number {known} already")
    rank = rules.rank_of(given.priority, "")
    issued = e.ReserveTaken(
        at_ms=now_ms,
        number=given.number,
        press=given.press,
        service=service.id,
        kiosk=given.kiosk,
        arrived_ms=min(given.arrived_ms, now_ms),
        priority=given.priority,
        rank=_said(str(rank)),
        in_place_of=known,
    )
    if not known:
        return (issued,)
    return e.NumberVoided(at_ms=now_ms, number=known, reason="reserve_given", replaced_by=given.number), issued


def _is_running(rules: Rules, service: ServicePlan, given: c.TakeReserve) -> bool:
    """True for a number that the hub could give itself, now or later.

    What is in no series is let in: the settings may have changed since, and somebody holds that paper.
    """
    device = rules.devices.get(given.kiosk)
    first, last = reserve_of(device, service) if device else (0, 0)
    for series in (service, service.priority, service.booked):
        digits = given.number.removeprefix(series.prefix) if series is not None else ""
        if series is service and not digits.isdecimal():
            return True
        if series is not None and digits.isdecimal() and given.number.startswith(series.prefix):
            if series is service and first <= int(digits) <= last:
                return False
            if series.first <= int(digits) <= series.last:
                return True
    return False


def _past_day(given: c.TakeReserve, now_ms: int) -> e.ReserveOfPastDay:
    return e.ReserveOfPastDay(
        at_ms=now_ms,
        number=given.number,
        press=given.press,
        service=given.service,
        kiosk=given.kiosk,
        arrived_ms=given.arrived_ms,
        day=given.day,
        priority=given.priority,
    )
