"""The queue as the floor sees it: what each device must show now, and what a kiosk must print."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from devicekit.messages import Agency, CounterSet, KioskService, KioskSet, RatingSet, SetBody
from devicekit.orders import Announce, AskRating, CommandBody, Phrase, PrintTicket
from hub.engine import events as e
from hub.engine.events import EngineEvent
from hub.engine.orphans import callable_at
from hub.engine.rating import ASK_TTL_MS, Visit
from hub.engine.state import State
from hub.plan import DevicePlan, OfficerPlan, Plan, ServicePlan, reserve_of

# Longer than any paper jam a citizen stands through; after it the ticket would be printed for nobody.
PRINT_TTL_MS = 120_000

# Who was called and has not come in that time looks at the display; a voice that late confuses the hall.
ANNOUNCE_TTL_MS = 20_000

_COUNTER_FACTS = (e.Called, e.Recalled, e.Started, e.Finished, e.NoShow, e.CounterOpened, e.CounterClosed)


class Order(NamedTuple):
    """A `do` that follows from a fact."""

    device: str
    body: CommandBody
    ttl_ms: int


class Floor:
    """One centre's devices; holds nothing that changes."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._devices = {device.id: device for device in plan.devices}
        self._counters = {counter.id: counter for counter in plan.counters}
        self._services = {service.id: service for service in plan.services}
        self._announcers = tuple(device.id for device in plan.devices if device.kind == "announcer")
        self._raters = {device.counter: device.id for device in plan.devices if device.kind == "rating"}
        self._officers = {officer.id: officer for officer in plan.officers}
        self._counters_of = {service.id: plan.counters_of(service.id) for service in plan.services}

    def orders(self, day: str, events: Iterable[EngineEvent]) -> Iterator[Order]:
        """What devices must do because of these facts."""
        for event in events:
            if isinstance(event, e.TicketTaken) and event.kiosk in self._devices:
                yield Order(event.kiosk, self._paper(day, event), PRINT_TTL_MS)
            elif isinstance(event, e.Called | e.Recalled):
                for announcer in self._announcers:
                    yield Order(announcer, self._call(event), ANNOUNCE_TTL_MS)
            elif isinstance(event, e.Finished) and event.counter in self._raters:
                yield Order(self._raters[event.counter], self._question(day, event), ASK_TTL_MS)

    def urgent(self, state: State, events: Iterable[EngineEvent]) -> set[str]:
        """The devices whose display changes in more than the number of people waiting."""
        counters: set[str] = set()
        kiosks = False
        for event in events:
            if isinstance(event, _COUNTER_FACTS):
                counters.add(event.counter)
            elif isinstance(event, e.ReserveTaken) and event.in_place_of:
                counters.add(state.tickets[event.number].counter)
            elif isinstance(event, e.ServiceOpened | e.ServiceClosed | e.DayStarted):
                kiosks = True
            if isinstance(event, e.DayStarted):
                counters.update(self._counters)
        devices = self._devices.values()
        return {
            d.id for d in devices if (kiosks and d.kind == "ticket") or (d.kind == "counter" and d.counter in counters)
        }

    def set_for(self, device: str, state: State) -> SetBody | None:
        """What a device must show now; None for one that shows nothing of the queue."""
        plan = self._devices[device]
        if plan.kind == "counter":
            return self._counter_set(plan.counter, state)
        if plan.kind == "ticket":
            services = (self._kiosk_service(plan, self._services[id_], state) for id_ in plan.services)
            return KioskSet(day=state.day, services=tuple(services))
        if plan.kind == "rating":
            return self._rating_set(plan.counter)
        return None

    def _paper(self, day: str, taken: e.TicketTaken) -> PrintTicket:
        service = self._services[taken.service]
        return PrintTicket(
            press=taken.press,
            number=taken.number,
            service=service.id,
            service_name=service.name,
            service_name_en=service.name_en,
            counters=self._counters_of[service.id],
            zone=service.zone,
            ahead=taken.ahead,
            issued_hub_ms=taken.at_ms,
            qr=f"MC1.{self._plan.site}.{day.replace('-', '')}.{taken.number}",
            priority=taken.priority,
        )

    def _call(self, event: e.Called | e.Recalled) -> Announce:
        phrase: Phrase = "call" if isinstance(event, e.Called) else "recall"
        return Announce(phrase=phrase, number=event.number, counter=self._counters[event.counter].number)

    def _question(self, day: str, event: e.Finished) -> AskRating:
        rating = self._plan.rating
        visit = Visit(day, event.number, event.counter).id
        return AskRating(visit=visit, number=event.number, seconds=rating.seconds, levels=rating.levels)

    def _rating_set(self, counter: str) -> RatingSet:
        rating, place = self._plan.rating, self._counters.get(counter)
        officer = self._officers.get(place.officer if place else "", OfficerPlan(id="", name=""))
        return RatingSet(
            mode="counter" if place else "agency",
            centre=self._plan.name,
            counter=place.number if place else "",
            officer=officer.name,
            position=officer.position,
            kind=officer.kind,
            photo=officer.photo,
            levels=rating.levels,
            tags=rating.tags,
            agencies=() if place else tuple(Agency(id=each.id, name=each.name) for each in self._plan.agencies),
            questions=rating.questions,
        )

    def _counter_set(self, counter: str, state: State) -> CounterSet:
        ticket, now = state.desk_ticket(counter), state.counter_state(counter)
        return CounterSet(
            counter=counter,
            state=now,
            number=ticket.number if ticket else None,
            blinking=now == "called",
            waiting=state.waiting_for(callable_at(self._counters[counter], self._services, state)),
        )

    def _kiosk_service(self, device: DevicePlan, service: ServicePlan, state: State) -> KioskService:
        first, last = reserve_of(device, service)
        return KioskService(
            service=service.id,
            name=service.name,
            name_en=service.name_en,
            open=service.id not in state.closed_services,
            waiting=state.waiting_for((service.id,)),
            counters=self._counters_of[service.id],
            zone=service.zone,
            reserve_prefix=service.prefix,
            reserve_first=first,
            reserve_last=last,
            digits=service.digits,
        )
