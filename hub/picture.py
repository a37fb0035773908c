"""The picture of a day, made anew after each fact: what the settings alone say of it is worked out once."""

from collections import defaultdict
from collections.abc import Mapping

from hub.alarms import alarms_of
from hub.alone_words import conflicts_now
from hub.engine.day import State
from hub.engine.lifecycle import KEYS, LIFECYCLE
from hub.engine.offer import is_full, left_of_quota, shown
from hub.engine.orphans import gone_lines, known_lines, own_lines, waiting_numbers
from hub.engine.seats import officer_at
from hub.identify_words import searches_now
from hub.plan import CounterPlan, Plan, ServicePlan
from hub.view import CallView, CounterView, HoursView, ServiceView, View


class Picture:
    """What readers see of the queue under these settings."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._known = plan, known_lines(plan)
        self._numbers = {counter.id: counter.number for counter in plan.counters}
        self._counters_of = {service.id: plan.counters_of(service.id) for service in plan.services}
        self._ranks = tuple(rank.id for rank in plan.policy.ranks)
        self._devices: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
        for device in plan.devices:
            self._devices[device.counter] += (device.id,)

    def of(self, state: State, epoch: int, seq: int) -> View:
        """The day now, without what is no fact of it."""
        gone = gone_lines(self._known, state)
        return View(
            site=self._plan.site,
            day=state.day,
            at_ms=0,
            epoch=epoch,
            seq=seq,
            services=(
                *(self._service(state, each) for each in self._plan.services),
                *(self._gone(state, each) for each in gone),
            ),
            counters=self._every_counter(state, gone),
            recent=tuple(
                CallView(number=c.number, counter=self._numbers.get(c.counter, ""), at_ms=c.at_ms) for c in state.recent
            ),
            devices=(),
            hours=hours_now(self._plan, state),
            ranks=self._ranks,
            name=self._plan.name,
            conflicts=conflicts_now(self._plan, state.open_conflicts()),
            searches=searches_now(self._plan, state.searches),
            alarms=tuple(alarms_of(self._plan, self._known, state)),
        )

    def _every_counter(self, state: State, gone: tuple[str, ...]) -> tuple[CounterView, ...]:
        """All of them call who waits in the lines that are `gone` from the settings."""
        parked = _parked(state)
        return tuple(self._counter(state, each, gone, parked) for each in self._plan.counters)

    def _service(self, state: State, service: ServicePlan) -> ServiceView:
        offer, line = shown(self._plan, state, service), state.waiting.get(service.id)
        return ServiceView(
            id=service.id,
            name=service.name,
            name_en=service.name_en,
            open=service.id not in state.closed_services and offer.open,
            waiting=line.count if line else 0,
            waiting_priority=line.priority_count if line else 0,
            counters=self._counters_of[service.id],
            closed=offer.why,
            part=offer.part,
            again_ms=offer.again_ms,
            late=offer.late,
            left=left_of_quota(state, service),
        )

    def _gone(self, state: State, service: str) -> ServiceView:
        """One that left the settings with somebody's ticket."""
        return ServiceView(
            id=service,
            name=service,
            name_en=service,
            open=False,
            waiting=state.waiting[service].count,
            waiting_priority=state.waiting[service].priority_count,
            counters=tuple(self._numbers.values()),
            orphans=waiting_numbers(service, state),
        )

    def _counter(
        self, state: State, counter: CounterPlan, gone: tuple[str, ...], parked: Mapping[str, tuple[str, ...]]
    ) -> CounterView:
        ticket, desk = state.desk_ticket(counter.id), state.desks.get(counter.id)
        login = self._plan.desk.login
        is_in = bool(state.logins.at.get(counter.id))
        return CounterView(
            id=counter.id,
            number=counter.number,
            services=counter.services,
            state=state.counter_state(counter.id),
            ticket=ticket.number if ticket else "",
            service=ticket.service if ticket else "",
            waiting=state.waiting_in((*own_lines(counter, state), *counter.services, *gone)),
            paused=desk.paused if desk is not None else 0,
            parked=parked.get(counter.id, ()),
            aside=desk.bench if desk is not None else (),
            can=verbs_now(counter, state, login),
            officer=officer_at(counter, state),
            login=is_in,
            login_needed=login and not is_in,
            devices=self._devices.get(counter.id, ()),
        )


def _parked(state: State) -> Mapping[str, tuple[str, ...]]:
    """The numbers that were set aside, by counter."""
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for number in state.parked:
        parked = state.tickets[number].parked
        if parked is not None:
            found[parked.counter] += (number,)
    return found


def verbs_now(counter: CounterPlan, state: State, login: bool = False) -> tuple[str, ...]:
    """What an officer may press; the names are those of the API. `login`: one must be logged in."""
    now, ticket = state.counter_state(counter.id), state.desk_ticket(counter.id)
    if login and not state.logins.at.get(counter.id):
        return ("close",) if now in ("free", "paused") else ()
    desk = state.desks.get(counter.id)
    undo = ("undo",) if desk is not None and desk.deed is not None else ()
    if now == "closed":
        return ("open", *undo)
    if now == "paused":
        return ("resume", "pause", "close", *undo)
    aside = desk.bench if desk is not None else ()
    switch = ("switch",) if aside else ()
    calls = ("next", *(("call",) if counter.may_pick else ()), *(("unpark",) if state.parked_at(counter.id) else ()))
    if ticket is None:
        return (*calls, *switch, *(() if aside else ("pause", "close")), *undo)
    keys = (key for key in KEYS if (ticket.state, key) in LIFECYCLE)
    hold = ("hold",) if len(aside) < counter.parallel - 1 else ()
    return (*calls, *("no-show" if key == "noshow" else key for key in keys), *hold, *switch, *undo)


def hours_now(plan: Plan, state: State) -> HoursView:
    hours, closed = state.hours, state.hours.closed
    return HoursView(
        closed=closed is not None,
        carried=closed.carried if closed else (),
        at_counters=closed.at_counters if closed else (),
        parked=closed.parked if closed else (),
        open_fees=closed.open_fees if closed else (),
        full=is_full(plan, state),
        evacuating_ms=hours.evacuating_ms,
        appointments=tuple(
            n for n, each in hours.appointments.items() if each.day > state.day or _is_to_come(state, n)
        ),
    )


def _is_to_come(state: State, number: str) -> bool:
    ticket = state.tickets.get(number)
    return ticket is not None and ticket.state == "carried"
