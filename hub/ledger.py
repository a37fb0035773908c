"""The day's state and its store, kept as one: a batch is decided, then written whole, or it has not happened."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from devicekit.messages import Answer
from devicekit.orders import CommandBody, PrintTicket, Slip
from devicekit.text_files import sentence
from hub.engine import clerk, officers, undoing
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.decide import Engine
from hub.engine.hours import gate_of
from hub.engine.refusal import Said
from hub.engine.state import State, apply
from hub.errors import StoreBroken
from hub.plan import Plan
from hub.store_port import Given, Store
from hub.store_rows import (
    Answered,
    Batch,
    Boot,
    DossierRow,
    HeldBy,
    LogRow,
    Pending,
    RequestId,
    Told,
    digest_of,
    request_id,
)

log = logging.getLogger(__name__)

LATE = "late"
"""Behind the number in the answer to who checked in too late for the appointment: it is one like everybody's."""

Orders = Callable[[str, Iterable[e.EngineEvent], Slip | None], Iterable[tuple[str, CommandBody, int]]]
"""(day, facts, the slip that came with them) -> the `do`s that follow: device, body, milliseconds to live."""


class Request(NamedTuple):
    """Something asked of the hub. `id` is unique for its device for ever; a repeat keeps it ("": never repeated)."""

    device: str
    id: str
    command: c.Asking
    digest: bytes
    """store_rows.digest_of what was asked, without anything that differs between repeats."""
    settles: str = ""
    """The `do` that this is the answer to."""

    @classmethod
    def of(cls, device: str, id_: str, command: c.Asking) -> "Request":
        """A request that is its own content, such as one of the web."""
        return cls(device, id_, command, digest_of(command))


class Done(Struct):
    """What a committed batch changed."""

    facts: list[e.EngineEvent] = []
    sent: list[Pending] = []
    settled: list[str] = []
    new_day: bool = False


class Ledger:
    """Owns the engine's state and the store. Use from one thread."""

    def __init__(self, plan: Plan, store: Store, orders: Orders) -> None:
        self._engine, self._plan = Engine(plan, gate_of(plan)), plan
        self._store = store
        self._orders = orders
        self._batch = Batch()
        self._done = Done()
        self._answers: dict[RequestId, Answered] = {}
        self.state = State("")
        self.pending: dict[str, Pending] = {}
        self.boots: dict[tuple[str, str], int] = {}
        self.cursors: dict[str, str] = {}
        self._held: defaultdict[str, list[str]] = defaultdict(list)

    def open(self) -> None:
        """Read what is open. Raises as Store.open() does."""
        self._store.open()
        self.boots = {(boot.device, boot.boot): boot.zero_ms for boot in self._store.boots()}
        self.cursors = self._store.cursors()
        self._reload()

    def close(self) -> None:
        self._store.close()

    @property
    def epoch(self) -> int:
        return self._store.epoch

    @property
    def seq(self) -> int:
        """The sequence number of the newest committed fact."""
        return self._store.last_seq

    @property
    def last_ms(self) -> int:
        return self._store.last_ms()

    # One batch: any of these, then commit() or roll_back()

    def start_day(self, day: str, now_ms: int) -> None:
        """Begin a new working day: every series starts again. What the day before left over is taken along."""
        self._happen(clerk.end_day(self._plan, self.state, day, now_ms), now_ms)
        before, self.state = self.state, State(day)
        self._done.new_day = True
        self._held.clear()
        self._log("", [e.DayStarted(at_ms=now_ms, day=day)])
        begins = (*clerk.policy_due(self._plan, self.state, now_ms), *clerk.begin_day(before, day, now_ms))
        self._happen(begins, now_ms)

    def keep_hours(self, now_ms: int) -> None:
        """Let happen what it is time for: bells, offers, appointments, the end of the day."""
        self._happen(clerk.due(self._plan, self.state, now_ms), now_ms)

    def note_restored(self, now_ms: int) -> None:
        """Say that the store was put back, once: every series leaves out what may be on paper already."""
        restored = self._store.restored
        if restored is not None and not self._batch.taken_up:
            event = e.StoreRestored(at_ms=now_ms, skip=restored.skip, until_ms=restored.until_ms)
            self._log("", [event])
            apply(self.state, event)
            self._batch.taken_up = True

    def ask(self, request: Request, now_ms: int) -> Answer:
        """Decide one request, or give its first answer again. Raises StoreBroken."""
        if not request.id:
            return self._decide(request, now_ms)
        id_ = request_id(request.device, request.id)
        earlier = self._answers.get(id_)
        given = Given(earlier.digest, earlier.answer) if earlier else self._store.given(id_)
        if given is not None:
            return _again(request, given)
        answer = self._decide(request, now_ms)
        answered = Answered(id_, request.digest, now_ms, answer)
        self._answers[id_] = answered
        self._batch.answers.append(answered)
        return answer

    def tend(self, now_ms: int) -> None:
        """What ends by itself has ended: parking, the patience with a pause."""
        due_ms = self._engine.due_ms(self.state)
        if due_ms is not None and due_ms <= now_ms:
            self._decide(Request("", "", c.Tend(), b""), now_ms)

    def remember_boot(self, boot: Boot) -> None:
        """Keep what the monotonic clock of a device's boot means."""
        self.boots[boot.device, boot.boot] = boot.zero_ms
        self._batch.boots.append(boot)

    def keep(self, name: str, value: str) -> None:
        """Keep how far somebody has read."""
        self.cursors[name] = value
        self._batch.cursors.append((name, value))

    def commit(self) -> Done:
        """Write the batch. Raises StoreAway (then roll_back) or StoreBroken (then stop)."""
        if not self._batch.empty:
            self._store.commit(self._batch)
        done, self._done = self._done, Done()
        self._batch = Batch()
        self._answers.clear()
        return done

    def roll_back(self) -> None:
        """Forget the batch: state is again what the disk says."""
        batch, self._batch, self._done = self._batch, Batch(), Done()
        # What was read and heard is so, whatever became of the batch.
        self._batch.boots, self._batch.cursors = batch.boots, batch.cursors
        self._answers.clear()
        if batch.log or batch.settled:
            self._reload()

    # Outside a batch

    def raise_epoch(self, seen: int, device: str, now_ms: int) -> None:
        """Go above an epoch that a device has seen, and record why, at once. Raises StoreAway, StoreBroken."""
        epoch = seen + 1
        event = e.EpochRaised(at_ms=now_ms, epoch=epoch, seen=seen)
        row = LogRow(self._store.last_seq + 1, self.state.day, device, event)
        self._store.commit(Batch(log=[row], epoch=epoch))
        apply(self.state, event)

    def tidy(self, idle: bool) -> None:
        """Do what the store has put off."""
        self._store.checkpoint(idle)

    def purge(self, now_ms: int) -> None:
        """Forget what has passed its date. Raises StoreAway, StoreBroken."""
        self._store.purge(now_ms)

    # Inside

    def _reload(self) -> None:
        day = self._store.last_day()
        self.state = State(day)
        for event in self._store.facts_of(day):
            try:
                apply(self.state, event)
            except KeyError as error:
                raise StoreBroken(sentence("store.does_not_follow", day=day, event=event)) from error
        self.pending = {pending.id: pending for pending in self._store.pending()}
        self._held.clear()
        for row in self._store.persons():
            self._held[row.person].append(row.number)

    def _decide(self, request: Request, now_ms: int) -> Answer:
        command = request.command
        if isinstance(command, c.Take) and command.person:
            command = replace(command, held=tuple(self._held.get(command.person, ())))
        decision = self._engine.decide(self.state, command, now_ms)
        pending = self.pending.get(request.settles)
        if pending is not None and pending.device == request.device:
            self._settle(pending.id)
        if isinstance(decision, c.Refusal):
            no = Answer(id=request.id, outcome="refused", reason=decision.reason, detail=decision.detail[:200])
            return _told(no, decision.said)
        self._log(request.device, decision)
        for event in decision:
            apply(self.state, event)
            if isinstance(event, e.ReserveTaken) and event.in_place_of:
                self._take_back(event.press)
        self._remember_person(request.command, decision)
        self._send(decision, getattr(request.command, "slip", None), now_ms)
        refused = officers.refused_by(decision)
        if refused is not None:
            no = Answer(id=request.id, outcome="refused", reason=refused.reason, detail=refused.detail)
            return _told(no, refused.said)
        # Taken in, and does not fit: the counter's officer is told at once, the page says the rest.
        odd = "alone_conflict" if any(isinstance(event, e.AloneConflict) for event in decision) else ""
        detail = self._number_for(request.command, decision)
        yes = Answer(id=request.id, outcome="accepted", reason=odd, detail=detail)
        return _told(yes, undoing.not_taken_back(decision))

    def _remember_person(self, command: c.Asking, events: Iterable[e.EngineEvent]) -> None:
        """Which number a person got, beside the log: no fact says whose it is."""
        person = command.person if isinstance(command, c.Take | c.TakeReserve) else ""
        for event in events if person else ():
            if isinstance(event, e.TicketTaken | e.ReserveTaken):
                self._held[person].append(event.number)
                self._batch.persons.append(HeldBy(self.state.day, person, event.number))

    def _happen(self, events: tuple[e.EngineEvent, ...], now_ms: int) -> None:
        """Facts that nobody asked for."""
        if not events:
            return
        self._log("", events)
        for event in events:
            apply(self.state, event)
        self._send(events, None, now_ms)

    def _log(self, device: str, events: Iterable[e.EngineEvent]) -> None:
        for event in events:
            seq = self._store.last_seq + len(self._batch.log) + 1
            day = event.day if isinstance(event, e.ReserveOfPastDay | e.RatedOfPastDay) else self.state.day
            if isinstance(event, e.ReserveOfPastDay | e.RatedOfPastDay | e.DayStarted):
                self._batch.days.append((day, seq))
            self._batch.log.append(LogRow(seq, day, device, event))
            if isinstance(event, e.DossierReported):
                row = DossierRow(event.code, event.state, event.accepted_ms, event.due_ms, event.at_ms)
                self._batch.dossiers.append(row)
            self._done.facts.append(event)

    def _send(self, events: Iterable[e.EngineEvent], slip: Slip | None, now_ms: int) -> None:
        seq = self._store.last_seq + len(self._batch.log)
        for k, (device, body, ttl_ms) in enumerate(self._orders(self.state.day, events, slip)):
            order = Pending(f"c{self.epoch}-{seq}-{k}", device, body, now_ms, now_ms + ttl_ms)
            self.pending[order.id] = order
            self._batch.sent.append(order)
            self._done.sent.append(order)

    def _settle(self, command: str) -> None:
        del self.pending[command]
        self._batch.settled.append(command)
        self._done.settled.append(command)

    def _take_back(self, press: str) -> None:
        """That press has paper from the reserve: no other paper may come out for it."""
        for pending in list(self.pending.values()):
            if isinstance(pending.body, PrintTicket) and pending.body.press == press:
                self._settle(pending.id)

    def _number_for(self, command: c.Asking, events: tuple[e.EngineEvent, ...]) -> str:
        if isinstance(command, c.Take):
            return self.state.presses[command.press]
        if isinstance(command, c.CheckIn):
            kept = self.state.bookings[command.code]
            return f"{kept.number} {LATE}" if kept.late else kept.number
        if isinstance(command, c.TakeSeveral):
            return " ".join(self.state.presses[f"{command.press}:{i + 1}"] for i in range(command.count))
        if events and isinstance(last := events[-1], e.GuidanceAsked | e.WhyAsked | e.DayReported):
            return last.printer
        return events[-1].number if events else ""


def _told(answer: Answer, said: tuple[Said, ...]) -> Answer:
    if not said:
        return answer
    return Told(id=answer.id, outcome=answer.outcome, reason=answer.reason, detail=answer.detail, said=said)


def _again(request: Request, given: Given) -> Answer:
    if given.answer is None:
        return _forgotten(request)
    if given.digest != request.digest:
        detail = "that id was used for another request; a repeat must be the same, a new request needs a new id"
        return Answer(id=request.id, outcome="refused", reason="id_reused", detail=detail)
    return given.answer


def _forgotten(request: Request) -> Answer:
    """A repeat of what was answered long ago, as far as the store knows (hub.store_purge).

    It may have come for the first time, and then nobody else would ever hear of it.
    """
    what = " ".join(filter(None, (type(request.command).__name__, getattr(request.command, "number", ""))))
    log.error(
        "%s: event %s (%s) is refused unread: its session was answered up to there more than 7 days ago. If the day's "
        "log (motcua issue-log, motcua export) does not have it, it came too late to be counted: note it by hand",
        request.device,
        request.id,
        what,
        extra={"ids": {"device": request.device, "event": request.id}},
    )
    return Answer(id=request.id, outcome="refused", reason="too_old", detail="answered more than 7 days ago")
