"""What an officer means who types on a numeric keypad: digits are a number of today, a place in a list, a code's end.

12 is A012 where A is the only letter of the counter's services; where it may be two numbers, the service's place in
site.toml comes before three digits (2012: number 012 of the second service). Places count from 1. Counters go by the
number that people see. Nothing is guessed: what may mean two things is refused, and the refusal names them.
"""

from collections.abc import Callable, Iterator, Sequence

from devicekit.dossier_code import dossier_code
from devicekit.messages import TypedVerb
from hub.calendar.local import LocalTime
from hub.engine import commands as c
from hub.engine.commands import Refusal
from hub.engine.day import State
from hub.engine.lifecycle import TicketState
from hub.engine.rules import STALE_KEY_MS, Rules, age
from hub.plan import CounterPlan, SeriesPlan, ServicePlan, number_of

Meaning = c.Asking | Refusal
Reading = Callable[[Rules, State, c.TypeVerb, CounterPlan, int], Meaning]
# "The only one that is parked (or aside) here", where a number could stand.
THE_ONLY_ONE = ("", "0")


def meant(rules: Rules, state: State, typed: c.TypeVerb, now_ms: int) -> Meaning:
    """The command that was typed, or why it is none."""
    counter = rules.counters.get(typed.counter)
    if counter is None:
        return rules.unknown_counter(typed.counter)
    age_ms = age(typed.pressed_ms, now_ms)
    if age_ms > STALE_KEY_MS:
        return Refusal("too_old", f"the key was pressed {age_ms // 1000} s ago; press it again")
    return _MEANINGS[typed.verb](rules, state, typed, counter, now_ms)


def _call(rules: Rules, state: State, typed: c.TypeVerb, counter: CounterPlan, now_ms: int) -> Meaning:
    number = number_typed(rules, state, counter, typed.digits, "waiting")
    if isinstance(number, Refusal):
        return number
    return c.CallNumber(counter=counter.id, number=number, pressed_ms=typed.pressed_ms)


def _unpark(rules: Rules, state: State, typed: c.TypeVerb, counter: CounterPlan, now_ms: int) -> Meaning:
    number = _this_or_the_only(rules, state, typed, counter, "parked")
    if isinstance(number, Refusal):
        return number
    return c.Unpark(counter=counter.id, number=number, pressed_ms=typed.pressed_ms)


def _switch(rules: Rules, state: State, typed: c.TypeVerb, counter: CounterPlan, now_ms: int) -> Meaning:
    number = _this_or_the_only(rules, state, typed, counter, "held")
    if isinstance(number, Refusal):
        return number
    return c.Switch(counter=counter.id, number=number, pressed_ms=typed.pressed_ms)


def _this_or_the_only(
    rules: Rules, state: State, typed: c.TypeVerb, counter: CounterPlan, wanted: TicketState
) -> str | Refusal:
    if typed.digits in THE_ONLY_ONE:
        return ""
    return number_typed(rules, state, counter, typed.digits, wanted)


def _to_service(rules: Rules, state: State, typed: c.TypeVerb, counter: CounterPlan, now_ms: int) -> Meaning:
    services = rules.plan.services
    place = int(typed.digits or "0")
    if not 1 <= place <= len(services):
        known = ", ".join(f"{n + 1} {service.id}" for n, service in enumerate(services))
        return Refusal("unknown_service", f"no service {typed.digits!r} here; known: {known}")
    back = typed.verb == "to_and_back"
    return c.Transfer(counter=counter.id, service=services[place - 1].id, back=back, pressed_ms=typed.pressed_ms)


def _to_counter(rules: Rules, state: State, typed: c.TypeVerb, counter: CounterPlan, now_ms: int) -> Meaning:
    counters = rules.plan.counters
    for want in (typed.digits, typed.digits.lstrip("0")):
        for each in counters:
            if each.number == want:
                return c.Transfer(counter=counter.id, to_counter=each.id, pressed_ms=typed.pressed_ms)
    known = ", ".join(each.number for each in counters)
    return Refusal("unknown_counter", f"no counter number {typed.digits!r} here; known: {known}")


def _dossier(rules: Rules, state: State, typed: c.TypeVerb, counter: CounterPlan, now_ms: int) -> Meaning:
    unit = rules.desk.dossier_unit
    if not unit:
        return Refusal("not_permitted", "the unit of dossier codes is not known: dossier_unit in [desk] of site.toml")
    day = LocalTime(rules.plan.hours.zone).at(now_ms).date()
    code = dossier_code(f"{unit}-{day:%y%m%d}-{typed.digits}")
    if code is None:
        return Refusal("wrong_state", f"{typed.digits!r} are no last 4 digits of a dossier code")
    return c.NameDossier(counter=counter.id, code=code, pressed_ms=typed.pressed_ms)


def _reprint(rules: Rules, state: State, typed: c.TypeVerb, counter: CounterPlan, now_ms: int) -> Meaning:
    missing = rules.nobody_in(state, counter.id)
    if missing is not None:
        return missing
    here = state.desk_ticket(counter.id)
    number = number_typed(rules, state, counter, typed.digits) if typed.digits else (here.number if here else "")
    if isinstance(number, Refusal):
        return number
    if not number:
        return Refusal("wrong_state", f"counter {counter.id} has no ticket; type the number before it")
    ticket = state.tickets[number]
    kiosks = [each for each in rules.plan.devices if each.kind == "ticket"]
    near = [each.id for each in kiosks if ticket.service in each.services] or [each.id for each in kiosks]
    return c.Reprint(number=number, kiosk=ticket.kiosk if ticket.kiosk in near else next(iter(near), ""))


def _pause(rules: Rules, state: State, typed: c.TypeVerb, counter: CounterPlan, now_ms: int) -> Meaning:
    return c.Pause(counter=counter.id, reason=int(typed.digits or "0"), pressed_ms=typed.pressed_ms)


def _open(rules: Rules, state: State, typed: c.TypeVerb, counter: CounterPlan, now_ms: int) -> Meaning:
    """One sequence to be there again, after a pause as well."""
    desk = state.desks.get(counter.id)
    if desk is not None and desk.open and desk.paused:
        return c.Resume(counter=counter.id, pressed_ms=typed.pressed_ms)
    return c.OpenCounter(counter=counter.id, pressed_ms=typed.pressed_ms)


def _help(rules: Rules, state: State, typed: c.TypeVerb, counter: CounterPlan, now_ms: int) -> Meaning:
    """By the counter's own device, as a kiosk calls by its id."""
    place = next((each.id for each in rules.plan.devices if (each.kind, each.counter) == ("counter", counter.id)), "")
    return c.AskHelp(kiosk=place or counter.id, pressed_ms=typed.pressed_ms)


def _plain(command: Callable[..., c.Asking]) -> Reading:
    """A verb that needs no digits."""
    return lambda rules, state, typed, counter, now_ms: command(counter=counter.id, pressed_ms=typed.pressed_ms)


_MEANINGS: dict[TypedVerb, Reading] = {
    "call": _call,
    "park": _plain(c.Park),
    "unpark": _unpark,
    "to_service": _to_service,
    "to_counter": _to_counter,
    "to_and_back": _to_service,
    "dossier": _dossier,
    "rate": _plain(c.InviteToRate),
    "reprint": _reprint,
    "requeue": _plain(c.Requeue),
    "pause": _pause,
    "open": _open,
    "close": _plain(c.CloseCounter),
    "undo": _plain(c.Undo),
    "hold": _plain(c.Hold),
    "switch": _switch,
    "help": _help,
    "logout": _plain(c.SignOut),
}


def number_typed(
    rules: Rules, state: State, counter: CounterPlan, digits: str, wanted: TicketState | None = None
) -> str | Refusal:
    """The number of today that these digits mean at that counter; of several that may be meant, the one `wanted`."""
    if not digits:
        return Refusal("unknown_number", "type the number's digits first")
    services = tuple(enumerate(rules.plan.services, 1))
    own = [(place, service) for place, service in services if service.id in counter.services]
    found = _known(state, own, digits) or _known(state, services, digits)
    if len(found) > 1 and wanted is not None:
        found = [number for number in found if state.tickets[number].state == wanted] or found
    if len(found) == 1:
        return found[0]
    if not found:
        return Refusal("unknown_number", f"nobody has {digits} today")
    return Refusal("unknown_number", f"{digits} may be {' or '.join(found)}: type the service's place and 3 digits")


def _known(state: State, services: Sequence[tuple[int, ServicePlan]], digits: str) -> list[str]:
    written = (number for place, each in services for number in _written(place, each, digits))
    return list(dict.fromkeys(number for number in written if number in state.tickets))


def _written(place: int, service: ServicePlan, digits: str) -> Iterator[str]:
    """How a number of that service with these digits would be written."""
    for series in (service, service.priority, service.booked):
        if series is None:
            continue
        if len(digits) <= series.digits:
            yield number_of(series, _of_series(series, int(digits)))
        elif series.prefix and len(digits) == 1 + series.digits and int(digits[0]) == place:
            yield number_of(series, int(digits[1:]))


def _of_series(series: ServicePlan | SeriesPlan, n: int) -> int:
    """Without a letter the first digit names the service: 12 is 1012 of the series that begins at 1001."""
    step = 10 ** (series.digits - 1)
    return n if series.prefix or n >= step else series.first // step * step + n
