"""The appointment book: promised, cancelled, kept, missed. Who has one is known by its code alone.

Rules. A code is one appointment for ever of its day. It is kept once, on its day, and gives a number of the series for
appointments, in the line by its own time; later than [policy] late_minutes it gives one like everybody's, from now on.
What was promised is not refused because of quotas. What nobody came for by the end of the day is missed.
"""

from collections.abc import Iterator
from datetime import datetime

from hub.calendar.local import LocalTime
from hub.engine import booking_commands as b
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine import numbering
from hub.engine.commands import Refusal
from hub.engine.day import Booking, State
from hub.engine.rules import Decision, Rules
from hub.plan import ServicePlan

# A day starts with all that is open: so many are some megabytes, and more than any centre serves in months.
MOST_OPEN = 5000
FARTHEST_DAYS = 366


def book(rules: Rules, state: State, asked: b.Book, now_ms: int) -> Decision:
    """Promise a place; the same once more changes nothing."""
    service = rules.services.get(asked.service)
    if service is None:
        return rules.unknown_service(asked.service)
    local = LocalTime(rules.plan.hours.zone)
    due = local.at(asked.due_ms)
    known = state.bookings.get(asked.code)
    if known is not None and (known.service, known.due_ms, known.state) == (asked.service, asked.due_ms, "open"):
        return ()
    if known is not None:
        return Refusal("code_taken", f"{asked.code} is of {known.service} at {_said(rules, known)}, {known.state}")
    if asked.due_ms <= now_ms:
        return Refusal("time_over", f"{due:%Y-%m-%d %H:%M} is over; name a time to come")
    day = due.date().isoformat()
    wanted = Booking(asked.code, service.id, day, asked.due_ms)
    refused = _outside(rules, service, due, now_ms) or _full(state, service, wanted)
    if refused is not None:
        return refused
    return (e.AppointmentBooked(at_ms=now_ms, code=asked.code, service=service.id, day=day, due_ms=asked.due_ms),)


def cancel(rules: Rules, state: State, asked: b.CancelBooking, now_ms: int) -> Decision:
    """Nobody will come."""
    known = state.bookings.get(asked.code)
    if known is not None and known.state == "cancelled":
        return ()
    found = _open(rules, state, asked.code)
    if isinstance(found, Refusal):
        return found
    return (e.AppointmentCancelled(at_ms=now_ms, code=found.code),)


def check_in(rules: Rules, state: State, asked: b.CheckIn, now_ms: int) -> Decision:
    """Its holder is here: a number, by the time that was promised."""
    known = state.bookings.get(asked.code)
    if known is not None and known.number and state.presses.get(asked.press) == known.number:
        return ()
    found = _open(rules, state, asked.code)
    if isinstance(found, Refusal):
        return found
    if found.day != state.day:
        return Refusal("wrong_day", f"{found.code} is for {_said(rules, found)}; today is {state.day}")
    late = now_ms > found.due_ms + rules.policy.late_ms
    take = c.Take(
        press=asked.press,
        pressed_ms=asked.pressed_ms,
        service=found.service,
        kiosk=asked.kiosk,
        origin="desk",
        booked_ms=0 if late else found.due_ms,
    )
    taken = numbering.take(rules, state, take, now_ms)
    if isinstance(taken, Refusal):
        return taken
    if not taken:
        return Refusal("press_reused", f"that press has {state.presses[asked.press]} already")
    return *taken, e.AppointmentKept(at_ms=now_ms, number=taken[0].number, code=found.code, late=late)


def missed(state: State, last: str, now_ms: int) -> Iterator[e.AppointmentMissed]:
    """Who did not come up to the day `last`, which is over."""
    for each in state.bookings.values():
        if each.state == "open" and each.day <= last:
            yield e.AppointmentMissed(at_ms=now_ms, code=each.code)


def taken_over(before: State, day: str, now_ms: int) -> Iterator[e.AppointmentBooked]:
    """What the day that begins must know of."""
    for each in before.bookings.values():
        if each.state == "open" and each.day >= day:
            yield e.AppointmentBooked(
                at_ms=now_ms, code=each.code, service=each.service, day=each.day, due_ms=each.due_ms, again=True
            )


def _open(rules: Rules, state: State, code: str) -> Booking | Refusal:
    known = state.bookings.get(code)
    if known is None:
        return Refusal("unknown_code", f"no appointment {code}; look for it by its time in the list of the day")
    if known.state == "kept":
        return Refusal("already_checked_in", f"{known.number} was given for {code}; print it again if it was lost")
    if known.state != "open":
        return Refusal("appointment_over", f"{code} at {_said(rules, known)} is {known.state}; take a number")
    return known


def _outside(rules: Rules, service: ServicePlan, due: datetime, now_ms: int) -> Refusal | None:
    calendar, local = rules.plan.hours.calendar, LocalTime(rules.plan.hours.zone)
    if (due.date() - local.at(now_ms).date()).days > FARTHEST_DAYS:
        return Refusal("outside_hours", f"{due:%Y-%m-%d} is more than {FARTHEST_DAYS} days away; is the year right?")
    if calendar is None:
        return None
    sessions = calendar.sessions(due.date(), service.id)
    if any(each.opens <= due < each.closes for each in sessions):
        return None
    hours = ", ".join(f"{each.opens:%H:%M}-{each.closes:%H:%M}" for each in sessions) or "not at all"
    return Refusal("outside_hours", f"on {due:%Y-%m-%d} service {service.id} is served {hours}")


def _full(state: State, service: ServicePlan, wanted: Booking) -> Refusal | None:
    """Whether there is no place left; how long the book is costs nothing here."""
    if state.open_bookings >= MOST_OPEN:
        return Refusal("quota_used", f"{MOST_OPEN} appointments are open; cancel some first")
    same = state.booked.get(wanted.hour, 0)
    if 0 < service.booked_per_hour <= same:
        return Refusal("quota_used", f"service {service.id} has {same} appointments in that hour; take another hour")
    return None


def _said(rules: Rules, booking: Booking) -> str:
    return f"{LocalTime(rules.plan.hours.zone).at(booking.due_ms):%Y-%m-%d %H:%M}"
