"""The queue as the floor sees it: what each device must show now, and what a kiosk must print."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, TypeGuard

from msgspec.structs import replace

from devicekit.message_fields import MAX_TEXT
from devicekit.messages import Agency, CounterSet, KioskService, KioskSet, RatingSet, SetBody
from devicekit.orders import (
    Announce,
    AskRating,
    CommandBody,
    Identify,
    Phrase,
    PrintSlip,
    PrintTicket,
    PrintWhy,
    Proclaim,
    Slip,
)
from hub.calendar.local import LocalTime
from hub.engine import events as e
from hub.engine.day import State, Ticket
from hub.engine.events import EngineEvent
from hub.engine.lifecycle import AT_DESK
from hub.engine.offer import is_full, shown
from hub.engine.orphans import known_lines, waiting_at
from hub.engine.rating import ASK_TTL_MS, Visit
from hub.engine.seats import officer_at
from hub.paper_floor import PaperFloor
from hub.plan import DevicePlan, OfficerPlan, Plan, ServicePlan, reserve_of

# Longer than any paper jam a citizen stands through; after it the ticket would be printed for nobody.
PRINT_TTL_MS = 120_000

# Who was called and has not come in that time looks at the display; a voice that late confuses the hall.
ANNOUNCE_TTL_MS = 20_000

# Who is to get a slip sits at the counter while somebody puts in a new roll; after that they have left without it.
SLIP_TTL_MS = 15 * 60_000

# At the end of a day all who still wait stand at one printer, each for some seconds.
CARRY_TTL_MS = 60 * 60_000

# A notice of the hour is worth nothing a minute later.
NOTICE_TTL_MS = 60_000
# Who has asked stands in the hall and looks round; a speaker first ends the call that it is at.
IDENTIFY_TTL_MS = 10_000
# So long a speaker repeats the evacuation by itself; the hub says it again before (engine.clerk).
EVACUATION_S = 90

_COUNTER_FACTS = (
    e.Called, e.Recalled, e.Started, e.Finished, e.NoShow, e.SentToFee, e.CounterOpened, e.CounterClosed,
    e.Parked, e.Held, e.Switched, e.Requeued, e.Transferred, e.Moved, e.Undone, e.CounterPaused, e.CounterResumed,
)  # fmt: skip
_LOGINS = (e.OfficerSignedIn, e.OfficerSignedOut)
_PHRASES: dict[e.Leg, Phrase] = {"": "call", "fee": "post", "back": "back", "visit": "call"}


_EVACUATE = Proclaim(notice="evacuate", repeat_s=EVACUATION_S)


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
        self.counting = frozenset(device.id for device in plan.devices if device.kind in ("counter", "ticket"))
        """The devices that show how many people wait."""
        self._counters = {counter.id: counter for counter in plan.counters}
        self._services = {service.id: service for service in plan.services}
        self._announcers = tuple(device.id for device in plan.devices if device.kind == "announcer")
        self._raters = {device.counter: device.id for device in plan.devices if device.kind == "rating"}
        self._slip_printers = {device.counter: device.id for device in plan.devices if device.kind == "printer"}
        self._carry_printer = plan.house_printer
        self._papers = PaperFloor(plan)
        self._local = LocalTime(plan.hours.zone)
        self._lines = known_lines(plan)
        self._fee_back = plan.fee.back
        self._fee_counter = next(iter(plan.counters_of(plan.fee.service)), "")
        self._officers = {officer.id: officer for officer in plan.officers}
        self._counters_of = {service.id: plan.counters_of(service.id) for service in plan.services}
        together = (*(counter.services for counter in plan.counters), *((service.id,) for service in plan.services))
        self._names = {ids: self._joined_names(ids) for ids in together}

    def adopt(self, officers: Iterable[OfficerPlan]) -> set[str]:
        """These officers are as they are described now; the devices that show them."""
        self._officers |= {officer.id: officer for officer in officers}
        return {device.id for device in self._plan.devices if device.kind in ("rating", "counter")}

    def orders(self, day: str, events: Iterable[EngineEvent], slip: Slip | None = None) -> Iterator[Order]:
        """What devices must do because of these facts; `slip` is the paper that a fact among them speaks of."""
        for event in events:
            if isinstance(event, e.TicketTaken) and event.kiosk in self._devices:
                yield Order(event.kiosk, self._paper(day, event), PRINT_TTL_MS)
            elif isinstance(event, e.ReprintAsked) and event.kiosk in self._devices:
                yield Order(event.kiosk, self._copy(day, event), PRINT_TTL_MS)
            elif isinstance(event, e.Called | e.Recalled) and not _is_late(event):
                for announcer in self._announcers:
                    yield Order(announcer, self._call(event), ANNOUNCE_TTL_MS)
            elif isinstance(event, e.DossierReported) and event.slip and isinstance(slip, PrintSlip):
                yield Order(self._slip_printers[event.counter], self._slip(event, slip), SLIP_TTL_MS)
            elif isinstance(event, e.SentToFee) and event.slip and event.counter in self._slip_printers:
                yield Order(self._slip_printers[event.counter], self._fee_slip(event), SLIP_TTL_MS)
            elif isinstance(event, e.GuidanceAsked | e.WhyAsked | e.DayReported):
                why = slip if isinstance(slip, PrintWhy) else None
                yield from (Order(event.printer, body, SLIP_TTL_MS) for body in self._papers.asked(event, why))
            else:
                yield from self._of_the_hour(event)
            if isinstance(event, e.RatingAsked) and event.counter in self._raters:
                yield Order(self._raters[event.counter], self._question(day, event), ASK_TTL_MS)
            if _is_over(event) and event.counter in self._raters:
                yield Order(self._raters[event.counter], self._question(day, event), ASK_TTL_MS)

    def _of_the_hour(self, event: EngineEvent) -> Iterator[Order]:
        if isinstance(event, e.BellRung) and event.spoken:
            time = "" if event.again_ms is None else f"{self._local.at(event.again_ms):%H:%M}"
            notice = Proclaim(notice=event.bell, part=event.part, minutes=event.minutes, time=time)
            yield from (Order(each, notice, NOTICE_TTL_MS) for each in self._announcers)
        elif isinstance(event, e.Evacuation):
            notice = _EVACUATE if event.on else Proclaim(notice="evacuate_over")
            yield from (Order(each, notice, NOTICE_TTL_MS) for each in self._announcers)
        elif isinstance(event, e.IdentifyAsked):
            yield Order(event.device, Identify(seconds=event.seconds), IDENTIFY_TTL_MS)
        elif isinstance(event, e.CarriedOver) and event.slip and self._carry_printer:
            yield Order(self._carry_printer, self._appointment(event), CARRY_TTL_MS)

    def urgent(self, state: State, events: Iterable[EngineEvent]) -> set[str]:
        """The devices whose display changes in more than the number of people waiting."""
        counters: set[str] = set()
        raters: set[str] = set()
        kiosks = False
        for event in events:
            if isinstance(event, _COUNTER_FACTS):
                counters.update({event.counter, event.to_counter} if isinstance(event, e.Moved) else {event.counter})
            elif isinstance(event, _LOGINS):
                # Who logs in may have been put elsewhere by the settings.
                counters.update(self._counters)
                raters.update(self._raters.values())
            elif isinstance(event, e.ReserveTaken) and event.in_place_of:
                counters.add(state.tickets[event.number].counter)
            elif isinstance(event, e.ServiceOpened | e.ServiceClosed | e.DayStarted | e.OfferChanged):
                kiosks = True
            elif isinstance(event, e.Evacuation):
                return set(self._devices)
            if isinstance(event, e.DayStarted):
                counters.update(self._counters)
                # Nobody is logged in any more.
                raters.update(self._raters.values())
        devices = self._devices.values()
        return raters | {
            d.id for d in devices if (kiosks and d.kind == "ticket") or (d.kind == "counter" and d.counter in counters)
        }

    def set_for(self, device: str, state: State) -> SetBody | None:
        """What a device must show now; None for one that shows nothing of the queue."""
        plan = self._devices[device]
        if plan.kind == "counter":
            return self._counter_set(plan.counter, state)
        if plan.kind == "ticket":
            services = (self._kiosk_service(plan, self._services[id_], state) for id_ in plan.services)
            return KioskSet(
                day=state.day,
                services=tuple(services),
                full=is_full(self._plan, state),
                helping=plan.id in state.helping,
            )
        if plan.kind == "rating":
            return self._rating_set(plan.counter, state)
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
            test=taken.test,
            booked_hub_ms=taken.booked_ms or None,
        )

    def _copy(self, day: str, asked: e.ReprintAsked) -> PrintTicket:
        """The slip once more: what it said of the queue is not true any more, so it says nothing of it."""
        service = self._services.get(asked.service, ServicePlan(id=asked.service, name=asked.service))
        return PrintTicket(
            press=asked.press,
            number=asked.number,
            service=service.id,
            service_name=service.name,
            service_name_en=service.name_en,
            counters=self._counters_of.get(service.id, ()),
            zone=service.zone,
            issued_hub_ms=asked.arrived_ms,
            qr=f"MC1.{self._plan.site}.{day.replace('-', '')}.{asked.number}",
            priority=asked.priority,
            reprint=asked.n,
            booked_hub_ms=asked.booked_ms or None,
        )

    def _call(self, event: e.Called | e.Recalled) -> Announce:
        again: Phrase = "recall_last" if isinstance(event, e.Recalled) and event.last else "recall"
        phrase = _PHRASES[event.leg] if isinstance(event, e.Called) else again
        return Announce(phrase=phrase, number=event.number, counter=self._counters[event.counter].number)

    def _slip(self, event: e.DossierReported, slip: PrintSlip) -> PrintSlip:
        """The paper with what only the floor knows of it."""
        number, counter = event.number or None, self._counters[event.counter].number
        if slip.kind != "fee":
            return replace(slip, number=number, counter=counter)
        back = self._fee_back if event.fee_back is None else event.fee_back
        return replace(slip, number=number, counter=counter, fee_counter=self._fee_counter, fee_back=back)

    def _fee_slip(self, event: e.SentToFee) -> PrintSlip:
        return PrintSlip(
            slip=event.slip,
            kind="fee",
            number=event.number,
            counter=self._counters[event.counter].number,
            fee_counter=self._fee_counter,
            fee_back=event.back,
        )

    def _appointment(self, event: e.CarriedOver) -> PrintSlip:
        service = self._services.get(event.service)
        return PrintSlip(
            slip=event.slip,
            kind="carry",
            number=event.next_number,
            service_name=service.name if service else "",
            due_hub_ms=event.due_ms,
        )

    def _question(self, day: str, event: e.Finished | e.SentToFee | e.RatingAsked) -> AskRating:
        rating = self._plan.rating
        visit = Visit(day, event.number, event.counter).id
        return AskRating(visit=visit, number=event.number, seconds=rating.seconds, levels=rating.levels)

    def _rating_set(self, counter: str, state: State) -> RatingSet:
        rating, place = self._plan.rating, self._counters.get(counter)
        officer = self._officer(officer_at(place, state) if place else "")
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
            evacuate=state.hours.evacuating_ms is not None,
        )

    def _officer(self, officer: str) -> OfficerPlan:
        return self._officers.get(officer, OfficerPlan(id="", name=""))

    def _counter_set(self, counter: str, state: State) -> CounterSet:
        ticket, now, plan = state.desk_ticket(counter), state.counter_state(counter), self._counters[counter]
        fee = self._fee(counter, ticket, state)
        paying = self._plan.fee.service if fee == "here" else ""
        wanted = plan.services if ticket is None else (paying or ticket.service,)
        # Of a service that left the settings nothing is known.
        name, name_en = self._names.get(wanted, ("", ""))
        return CounterSet(
            counter=counter,
            state=now,
            number=ticket.number if ticket else None,
            blinking=now == "called",
            waiting=waiting_at(plan, self._lines, state),
            officer=self._officer(officer_at(plan, state)).name,
            evacuate=state.hours.evacuating_ms is not None,
            place=plan.number,
            service=name,
            service_en=name_en,
            fee=fee,
        )

    def _fee(self, counter: str, ticket: Ticket | None, state: State) -> Literal["", "here", "away"]:
        if ticket is not None:
            return "here" if ticket.leg == "fee" else ""
        desk = state.desks.get(counter)
        last = state.tickets.get(desk.last) if desk is not None else None
        if last is None or last.leg != "fee" or last.state not in {"waiting", "parked", *AT_DESK}:
            return ""
        return "away" if last.back_to == counter else ""

    def _joined_names(self, ids: Iterable[str]) -> tuple[str, str]:
        """In both languages."""
        services = [self._services[each] for each in ids if each in self._services]
        return _joined(each.name for each in services), _joined(each.name_en for each in services)

    def _kiosk_service(self, device: DevicePlan, service: ServicePlan, state: State) -> KioskService:
        first, last = reserve_of(device, service)
        offer, wanted = shown(self._plan, state, service), service.id not in state.closed_services
        return KioskService(
            service=service.id,
            name=service.name,
            name_en=service.name_en,
            open=wanted and offer.open,
            waiting=state.waiting_in((service.id,)),
            counters=self._counters_of[service.id],
            zone=service.zone,
            reserve_prefix=service.prefix,
            reserve_first=first,
            reserve_last=last,
            digits=service.digits,
            closed=offer.why,
            part=offer.part,
            again_hub_ms=offer.again_ms,
            late=offer.late,
            card=("wanted" if service.cardless else "needed") if service.per_person else "",
        )


def _is_late(event: EngineEvent) -> bool:
    """Whether it happened at the counter while the hub was silent: who it is about was there then, and is not asked."""
    return isinstance(event, e.LateFact) and event.is_late


def _joined(names: Iterable[str]) -> str:
    """As many of the names as a field holds, each once."""
    text = ""
    for name in dict.fromkeys(names):
        longer = f"{text} \N{MIDDLE DOT} {name}" if text else name
        text = longer if name and len(longer) <= MAX_TEXT else text
    return text


def _is_over(event: EngineEvent) -> TypeGuard[e.Finished | e.SentToFee]:
    """Whether somebody's visit to the officer of that counter has ended: now is the time to ask about it."""
    return (isinstance(event, e.Finished) and not _is_late(event)) or (
        isinstance(event, e.SentToFee) and not event.back
    )
