"""A ticket's story, told from the log: one sentence for each thing that happened, with its time and ids.

08:05:12.345  #17  kiosk-1: bấm nút lĩnh vực Đất đai (lần bấm 8f31…-12); hub cấp số A012, trước đó còn 3 lượt chờ
08:05:12.345  #17  hub → kiosk-1: in phiếu số A012
08:05:13.020  #18  kiosk-1: đã in xong phiếu
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path
from zoneinfo import ZoneInfo

from devicekit.text_files import load_texts
from devicekit.texts import Texts
from hub.alone_words import conflict_said
from hub.dossier import state_key
from hub.engine import events as e
from hub.history import OpenOrder, TicketLog, day_said, ticket_log
from hub.plan import Plan
from hub.store_rows import LogRow
from hub.trace_moves import MoveTeller


def trace(number: str, store: Path, plan: Plan, language: str = "vi", day: str = "") -> list[str]:
    """The story of a number, of the newest day unless another is given; one line if nobody had it.

    Raises StoreRefused or StoreBroken as ticket_log() does.
    """
    return story(ticket_log(store, number.upper(), day), plan, load_texts(language))


def story(log: TicketLog, plan: Plan, texts: Texts) -> list[str]:
    """The lines of a ticket's log."""
    if not log.rows:
        return [texts.get("trace.nobody", number=log.number, day=day_said(log.day))]
    teller = _Teller(plan, texts)
    told = [(row.event.at_ms, line) for row in log.rows for line in teller.lines(row)]
    told += [(order.sent_ms, teller.waiting(order)) for order in log.waiting]
    return [line for _, line in sorted(told, key=itemgetter(0))]


# What a verb is called when it was meant in its special way.
_KEYS = {"last": "trace.last_call", "seat": "trace.started_seat", "recalls": "trace.noshow_recalls"}


def _variant(event: e.EngineEvent) -> str:
    match event:
        case e.Recalled(last=True):
            return "last"
        case e.Started(seat=True):
            return "seat"
        case e.NoShow():
            return event.by
        case _:
            return ""


class _Teller:
    def __init__(self, plan: Plan, texts: Texts) -> None:
        self._texts = texts
        self._zone = ZoneInfo(plan.timezone)
        self._services = {service.id: service.name for service in plan.services}
        self._counters = {counter.id: counter.number for counter in plan.counters}
        self._displays = {device.counter: device.id for device in plan.devices if device.kind == "counter"}
        self._announcers = [device.id for device in plan.devices if device.kind == "announcer"]
        self._raters = {device.counter: device.id for device in plan.devices if device.kind == "rating"}
        self._slip_printers = {device.counter: device.id for device in plan.devices if device.kind == "printer"}
        self._kiosks = {device.id for device in plan.devices if device.kind == "ticket"}
        self._moves = MoveTeller(texts, self._services, self._counters, self._time)

    def lines(self, row: LogRow) -> Iterator[str]:
        for sentence in self._sentences(row.event, row.device):
            yield f"{self._time(row.event.at_ms)}  #{row.seq}  {sentence}"

    def waiting(self, order: OpenOrder) -> str:
        time = self._time(order.sent_ms)
        return f"{time}  {self._texts.get('trace.unanswered', device=order.device, command=order.command)}"

    def _sentences(self, event: e.EngineEvent, device: str) -> Iterator[str]:
        said = self._texts.get
        match event:
            case e.TicketTaken() | e.ReserveTaken() | e.ReserveOfPastDay():
                yield from self._taken(event, device)
            case e.Printed():
                yield said("trace.printed" if event.confirmed else "trace.printed_unconfirmed", device=device)
            case e.PrintMissed():
                yield said(f"trace.print_{event.outcome}", device=device, reason=event.reason or "-")
            case e.VoiceMissed():
                yield said(
                    f"trace.voice_{event.outcome}", device=device, number=event.number, reason=event.reason or "-"
                )
            case e.Rated():
                counter = self._counters.get(event.counter, event.counter)
                given = "trace.not_rated" if event.level is None else "trace.rated"
                yield said(given, device=device, counter=counter, number=event.number)
            case e.CarriedOver() | e.AppointmentHeld():
                yield said(
                    "trace.carried" if isinstance(event, e.CarriedOver) else "trace.held",
                    device=device or "hub",
                    number=event.number,
                    time=self._time(event.due_ms)[:5],
                    day=day_said(event.day),
                    other=event.next_number if isinstance(event, e.CarriedOver) else event.number,
                )
            case e.AppointmentDue() | e.AppointmentKept():
                yield self._came(event, device or "hub")
            case e.NumberVoided() if event.reason == "test":
                yield said("trace.test", number=event.number)
            case e.NumberVoided():
                yield said("trace.voided", number=event.number, reason=event.reason, other=event.replaced_by or "-")
            case e.SentToFee() | e.FeePaid() | e.DossierReported() | e.SlipPrinted() | e.SlipMissed():
                yield from self._dossier(event, device)
            case e.Called() | e.Recalled() | e.Started() | e.Finished() | e.NoShow() | e.AloneConflict():
                yield from self._at_counter(event, device)
            case _ if (moved := self._moves.lines(event, device)) is not None:
                yield from moved
            case _:
                yield said("trace.other", device=device or "hub", what=type(event).__name__)

    def _taken(self, event: e.TicketTaken | e.ReserveTaken | e.ReserveOfPastDay, device: str) -> Iterator[str]:
        said, service = self._texts.get, self._name(self._services, event.service)
        ids = {"device": device, "service": service, "press": event.press, "number": event.number}
        if isinstance(event, e.TicketTaken):
            how = ("_web" if event.origin == "web" else "") + ("_priority" if event.priority else "")
            yield said(f"trace.taken{how}", **ids, request=event.press.removeprefix("web:"), ahead=event.ahead)
            if event.override:
                why = said(f"override.{event.override}")
                yield said("trace.override", number=event.number, past=said(f"api.{event.past}"), why=why)
            if event.kiosk in self._kiosks:
                yield said("trace.ordered", device=event.kiosk, number=event.number)
        elif isinstance(event, e.ReserveTaken):
            key = "trace.by_hand" if event.by_hand else "trace.reserve"
            yield said(key, **ids, time=self._time(event.arrived_ms))
        else:
            yield said("trace.reserve_past", **ids, day=day_said(event.day))

    def _came(self, event: e.AppointmentDue | e.AppointmentKept, device: str) -> str:
        if isinstance(event, e.AppointmentDue):
            return self._texts.get("trace.due", device=device, number=event.number)
        key = "trace.kept_late" if event.late else "trace.kept"
        return self._texts.get(key, device=device, number=event.number, code=event.code)

    def _dossier(
        self, event: e.SentToFee | e.FeePaid | e.DossierReported | e.SlipPrinted | e.SlipMissed, device: str
    ) -> Iterator[str]:
        said = self._texts.get
        match event:
            case e.SentToFee():
                counter = self._name(self._counters, event.counter)
                key = "trace.to_fee" if event.back else "trace.to_fee_leave"
                yield said(key, device=device, counter=counter, number=event.number)
            case e.FeePaid() if event.back_to:
                counter = self._name(self._counters, event.back_to)
                yield said("trace.fee_paid", device=device, counter=counter, number=event.number)
            case e.FeePaid():
                yield said("trace.fee_paid_leave", device=device, number=event.number)
            case e.DossierReported():
                state = said(state_key(event.state), agency=said("trace.agency"))
                yield said("trace.dossier", device=device, code=event.code, number=event.number, state=state)
            case e.SlipPrinted():
                yield said(
                    "trace.slip_printed" if event.confirmed else "trace.slip_unconfirmed",
                    device=device,
                    slip=event.slip,
                )
            case e.SlipMissed():
                yield said(f"trace.slip_{event.outcome}", device=device, slip=event.slip, reason=event.reason or "-")
        if isinstance(event, e.SentToFee | e.DossierReported) and event.slip and event.counter in self._slip_printers:
            yield said("trace.slip", device=self._slip_printers[event.counter], slip=event.slip)

    def _at_counter(
        self, event: e.Called | e.Recalled | e.Started | e.Finished | e.NoShow | e.AloneConflict, device: str
    ) -> Iterator[str]:
        if isinstance(event, e.LateFact) and event.then_ms:
            yield self._alone(event, device)
            return
        said = self._texts.get
        ids = {"device": device, "counter": self._name(self._counters, event.counter), "number": event.number}
        display = self._displays.get(event.counter)
        if isinstance(event, e.Finished):
            result = said(f"keypad.result.{event.result}") if event.result else said("trace.no_result")
            if event.inferred:
                yield said("trace.inferred", number=event.number, result=result)
            yield said("trace.finished_by_next" if event.by == "next" else "trace.finished", **ids, result=result)
            if event.counter in self._raters:
                yield said("trace.asked", device=self._raters[event.counter], number=event.number)
            return
        yield said(_KEYS.get(_variant(event), f"trace.{type(event).__name__.lower()}"), **ids)
        if display is not None and isinstance(event, e.Called | e.Recalled):
            yield said("trace.shown_blinking", display=display, number=event.number)
        if isinstance(event, e.Called | e.Recalled):
            yield from (said("trace.announced", device=each, number=event.number) for each in self._announcers)
        elif display is not None and isinstance(event, e.Started):
            yield said("trace.shown_steady", display=display, number=event.number)

    def _alone(self, event: e.Called | e.Started | e.Finished | e.AloneConflict, device: str) -> str:
        """The counter had done it, and said so later: no voice called, no screen asked."""
        if isinstance(event, e.AloneConflict):
            return conflict_said(event, self._texts, self._counters, self._time)
        ids = {"device": device, "counter": self._name(self._counters, event.counter), "number": event.number}
        result = event.result if isinstance(event, e.Finished) else None
        said = self._texts.get(f"keypad.result.{result}" if result else "trace.no_result")
        key = f"trace.alone_{type(event).__name__.lower()}"
        return self._texts.get(key, **ids, time=self._time(event.then_ms)[:5], result=said)

    def _name(self, known: Mapping[str, str], id_: str) -> str:
        return known.get(id_) or self._texts.get("trace.gone", id=id_)

    def _time(self, ms: int) -> str:
        at = datetime.fromtimestamp(ms / 1000, UTC).astimezone(self._zone)
        return at.isoformat(timespec="milliseconds").partition("T")[2][:12]
