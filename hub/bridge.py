"""The bridge between the wires and the service: reads what devices say, tells them what is committed.

All of it runs in the writer's thread (service.Gateway): the link's thread only fills the inbox. Nothing is published
before it is on the disk. A message that can't be read costs one log line, is counted, and changes nothing.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from msgspec.structs import replace

from devicekit import codec
from devicekit.errors import BadPayload, BadTopic
from devicekit.link import Link, LinkDown, LinkUp, Received
from devicekit.messages import (
    Answer,
    CounterSet,
    Echo,
    Event,
    EventBody,
    FaultChanged,
    KeyPressed,
    LoginTyped,
    Part,
    SetBody,
    Status,
    TicketIssued,
    TicketWanted,
    VerbTyped,
)
from devicekit.topics import Address, every_device, parse
from devicekit.worker import JobCrashed
from hub import refusals
from hub.fail_points import reach
from hub.floor import Floor
from hub.key_words import key_view
from hub.ledger import Done, Request
from hub.login import Asking, Login
from hub.outbox import Random, Resends, Wires
from hub.plan import DevicePlan, Plan
from hub.presence import HEARTBEAT_S, Parts, Presence, believable
from hub.service import Adopt, Service, Submission
from hub.store_rows import Boot, digest_of
from hub.translate import command_for, expiry_of, may_not, settled_by

log = logging.getLogger(__name__)

SECOND_S = 1.0
# A device begins an order within its time and answers when it is done: a call that began late is still being spoken.
DOING_MS = 15_000
# A boot's zero moves with every delay on the way; more than this is the clock that was set.
ZERO_MOVED_MS = 5_000


def subscriptions(plan: Plan) -> tuple[str, ...]:
    """What the hub's link listens to."""
    return every_device(plan.site, "evt"), every_device(plan.site, "status")


class Bridge:
    """The gateway of one site. `status_of` makes the hub's own status from its state and epoch."""

    def __init__(
        self,
        service: Service,
        floor: Floor,
        link: Link,
        random: Random,
        status_of: Callable[[int], Status],
        login: Login | None = None,
    ) -> None:
        plan = service.plan
        self._login = login
        self._service, self._floor, self._link, self._status_of = service, floor, link, status_of
        self._plan = plan
        self._hub = Address(plan.site, "hub", plan.hub)
        self._devices = {device.id: device for device in plan.devices}
        self._wires = Wires({d.id: Address(plan.site, d.kind, d.id) for d in plan.devices}, link)
        self._resends = Resends(random)
        self._presence = Presence(plan)
        self._echoes: dict[str, Echo] = {}
        self._answers: defaultdict[str, list[Answer]] = defaultdict(list)
        self._shown: dict[str, object] = {}
        self._set_now: set[str] = set()
        self._parts = Parts()
        self._absurd: dict[str, int] = {}
        self._refusals: refusals.Refusals = ()
        self._counts_changed = False
        self._second_at = self._beat_at = self._counts_at = service.clock.monotonic()
        self._up = False
        self._down_reason = ""
        self._devices_changed = True
        self.refused = 0
        """Messages that could not be read or were of nobody we know."""

    def start(self) -> None:
        """Take up the orders that an earlier run left open, and connect."""
        now = self._service.clock.monotonic()
        for command, order in self._service.ledger.pending.items():
            # One for a device that the settings have no more is left to run out.
            if order.device in self._devices:
                self._resends.at_once(command, now)
        self._service.show_devices(tuple(self._presence.views()))
        if self._login is not None:
            self._login.start(self._service.inbox)
            self._look_for_pins(self._login)
        self._link.start(self._service.inbox)

    def stop(self) -> None:
        """Idempotent."""
        if self._login is not None:
            self._login.stop()

    # service.Gateway

    def receive(self, item: object) -> Iterable[Submission]:
        if isinstance(item, Received):
            try:
                return self._message(item)
            except (BadTopic, BadPayload) as error:
                self.refused += 1
                log.warning("message on %s refused: %s", item.topic[:120], error)
        elif isinstance(item, LinkUp):
            log.info("connected to the broker")
            self._up, self._down_reason = True, ""
            self._beat_at = self._second_at = self._service.clock.monotonic()
            self._set_now.update(self._devices)
        elif isinstance(item, Adopt):
            self._set_now |= self._floor.adopt(item.officers)
        elif isinstance(item, LinkDown):
            self._lose(item.reason)
        elif isinstance(item, JobCrashed) and self._login is not None:
            log.error("a PIN could not be looked at: %s", type(item.error).__name__)
            self._login.crashed()
        return ()

    def due(self) -> Iterable[Submission]:
        now = self._service.clock.monotonic()
        if now < self._second_at:
            return ()
        self._second_at = now + SECOND_S
        if self._login is not None:
            self._look_for_pins(self._login)
        for device in self._presence.quiet(now):
            self._devices_changed = True
            log.warning("%s is silent: three heartbeats missed", device, extra={"ids": {"device": device}})
        if self._up and now >= self._beat_at:
            self._beat_at = now + HEARTBEAT_S
            self._devices_changed = True
            status = self._status_of(self._service.ledger.epoch)
            self._link.publish(self._hub.topic("status"), codec.encode(status))
        now_ms = self._service.now_ms()
        self._keep_refusals(refusals.still(self._refusals, now_ms))
        late = [p for p in self._service.ledger.pending.values() if p.expires_ms + DOING_MS < now_ms]
        return [Submission(Request(p.device, "", expiry_of(p), b"", settles=p.id), self._told) for p in late]

    def flush(self, done: Done) -> None:
        now = self._service.clock.monotonic()
        self._send_orders(done, now)
        reach("ordered")
        self._send_sets(done, now)
        reach("shown")
        self._send_acks()
        reach("acknowledged")
        if self._devices_changed:
            self._devices_changed = False
            self._service.show_devices(tuple(self._presence.views()))

    def wait(self) -> float:
        times = [self._second_at]
        if self._up and (resend := self._resends.next_due()) is not None:
            times.append(resend)
        if self._counts_changed:
            times.append(self._counts_at)
        return max(0.0, min(times) - self._service.clock.monotonic())

    # In

    def _message(self, message: Received) -> Iterable[Submission]:
        topic = parse(message.topic)
        if (topic.kind, topic.device) == (self._hub.kind, self._hub.device):
            return ()
        device = self._devices.get(topic.device)
        if device is None or device.kind != topic.kind or topic.site != self._plan.site:
            known = f"it is of kind {device.kind}" if device else "add a [[device]] to site.toml"
            raise BadTopic(f"no {topic.kind} {topic.device!r} at {self._plan.site}: {known}")
        if topic.channel == "status":
            self._status(device, codec.decode_as(Status, "status", message.payload), message)
            return ()
        if message.retained:
            raise BadPayload("a retained evt is never obeyed; clear it on the broker")
        return self._event(device, codec.decode_as(Event, "evt", message.payload), message)

    def _event(self, device: DevicePlan, event: Event, message: Received) -> Iterable[Submission]:
        reach("received")
        session = event.id.rpartition(".")[0]
        if session:
            self._echoes[device.id] = Echo(session=session, sent_ms=event.sent_ms)
        refused = may_not(device, event.body, self._service.ledger.pending)
        if refused:
            self.refused += 1
            log.warning("%s", refused, extra={"ids": {"device": device.id, "event": event.id}})
            answer = Answer(id=event.id, outcome="refused", reason="not_allowed", detail=refused[:200])
            self._answers[device.id].append(answer)
            return ()
        happened_ms = self._happened_ms(device.id, event, message.at)
        if isinstance(event.body, LoginTyped) and self._login is not None:
            return self._pin_typed(self._login, device.id, event, event.body, happened_ms)
        command = command_for(device.id, event.body, happened_ms, self._service.day_of, self._service.ledger.pending)
        request = Request(device.id, event.id, command, digest_of(_without_person(event.body)), settled_by(event.body))
        if isinstance(event.body, FaultChanged):
            fault = event.body
            self._log_parts(device.id, {fault.part: Part(state=fault.state, code=fault.code, detail=fault.detail)})
        return (Submission(request, partial(self._answered, device.id, event.body, happened_ms)),)

    def _look_for_pins(self, login: Login) -> None:
        if login.look():
            self._set_now.update(self._devices)
            self._service.show_pins(login.used)

    def _pin_typed(
        self, login: Login, device: str, event: Event, body: LoginTyped, happened_ms: int
    ) -> Iterable[Submission]:
        # Whatever comes of it, the counter's next PIN is sealed to another key.
        self._set_now.add(device)
        told = partial(self._answered, device, body, happened_ms)
        return login.typed(Asking(device, event.id, body.counter, digest_of(body), told, happened_ms), body)

    def _happened_ms(self, device: str, event: Event, at: float) -> int:
        """When an event happened, on legal time; of an unknown boot only that it was before now is known."""
        now_ms = self._arrived_ms(at)
        if event.boot == (self._presence.boot_of(device) or event.boot):
            return now_ms - max(0, event.sent_ms - event.happened_ms)
        boots = self._service.ledger.boots
        zero_ms = boots.get((device, event.boot))
        if zero_ms is None and isinstance(event.body, KeyPressed | VerbTyped):
            # Before the machine started anew: what its officer did after that came later.
            return min(now_ms, boots.get((device, self._presence.boot_of(device) or ""), now_ms))
        return now_ms if zero_ms is None else min(now_ms, zero_ms + event.happened_ms)

    def _arrived_ms(self, at: float) -> int:
        return self._service.now_ms() - int(1000 * max(0.0, self._service.clock.monotonic() - at))

    def _status(self, device: DevicePlan, status: Status, message: Received) -> None:
        now, hub_ms = self._service.clock.monotonic(), self._service.now_ms()
        self._overtake(device.id, status.epoch)
        came = self._presence.heard(device.id, status, message.retained, now, hub_ms)
        self._devices_changed = self._devices_changed or came or status.state == "offline"
        if status.state == "offline" or message.retained:
            return
        self._log_parts(device.id, status.parts)
        self._echoes[device.id] = Echo(session=status.session, sent_ms=status.sent_ms)
        zero_ms = self._arrived_ms(message.at) - status.sent_ms
        known_ms = self._service.ledger.boots.get((device.id, status.boot))
        if known_ms is None or abs(known_ms - zero_ms) > ZERO_MOVED_MS:
            self._service.remember_boot(Boot(device.id, status.boot, zero_ms))
        if came:
            log.info("%s is online", device.id, extra={"ids": {"device": device.id, "session": status.session}})
            self._set_now.add(device.id)
            for pending in self._service.ledger.pending.values():
                if pending.device == device.id:
                    self._resends.at_once(pending.id, now)

    def _log_parts(self, device: str, parts: Mapping[str, Part]) -> None:
        for name, part in self._parts.news(device, parts):
            level = logging.WARNING if part.state in ("failed", "degraded") else logging.INFO
            said = " ".join(filter(None, (part.state, part.code, part.detail and f"({part.detail})")))
            log.log(level, "%s: %s is %s", device, name, said, extra={"ids": {"device": device, "part": name}})

    def _overtake(self, device: str, claim: int) -> None:
        """Go above the epoch that a device has heard: it refuses what is older."""
        epoch, absurd = self._service.ledger.epoch, self._absurd
        ids = {"ids": {"device": device, "epoch": epoch, "claim": claim}}
        if not believable(claim, epoch):
            self._service.set_alarm(f"epoch_claimed:{device}", True)
            if absurd.get(device) != claim:
                log.error(
                    "%s claims epoch %d, ours is %d: not believed; if it obeys nothing now, stop it, move its spool "
                    "away and start it; if it never said that, change its password at the broker",
                    device,
                    claim,
                    epoch,
                    extra=ids,
                )
            absurd[device] = claim
            return
        if absurd.pop(device, None) is not None:
            self._service.set_alarm(f"epoch_claimed:{device}", False)
        if claim > epoch and self._service.raise_epoch(claim, device):
            log.error(
                "%s has heard epoch %d, ours was %d: the store is new or an older copy, numbers of today may have been "
                "given already; is the right disk mounted under [hub] data? if so, ask in the hall which number is the "
                "last, and take tickets by the API until the hub is past it",
                device,
                claim,
                epoch,
                extra=ids,
            )
            self._set_now.update(self._devices)

    def _lose(self, reason: str) -> None:
        self._up = False
        # Each failed attempt tells it again: once in the log is enough.
        if reason != self._down_reason:
            self._down_reason = reason
            log.warning("%s", reason)
            self._presence.all_quiet(reason)
            self._devices_changed = True

    # Out

    def _answered(self, device: str, body: EventBody, happened_ms: int, answer: Answer | None) -> None:
        # No answer when the disk refused: the device keeps the event and sends it again.
        if answer is None:
            return
        self._answers[device].append(answer)
        if isinstance(body, KeyPressed | VerbTyped | LoginTyped):
            self._service.show_key(body.counter, key_view(body, answer, self._service.now_ms()))
        if answer.outcome == "refused":
            self._refused(device, body, happened_ms, answer)

    def _refused(self, device: str, body: EventBody, happened_ms: int, answer: Answer) -> None:
        state, now_ms = self._service.ledger.state, self._service.now_ms()
        known = refusals.with_press(self._refusals, device, body, happened_ms, answer, state, now_ms)
        self._keep_refusals(known)
        if isinstance(body, TicketWanted | TicketIssued):
            what = f"{body.number} of the reserve" if isinstance(body, TicketIssued) else "a ticket"
            ids = {"ids": {"device": device, "press": body.press}}
            told = (device, what, body.service, answer.reason, answer.detail)
            log.warning("%s wanted %s for %s, refused: %s (%s)", *told, extra=ids)

    def _keep_refusals(self, known: refusals.Refusals) -> None:
        if known != self._refusals:
            self._refusals = known
            self._service.show_refused(tuple(each.seen for each in known))

    def _told(self, answer: Answer | None) -> None:
        """Nobody waits for the answer to the hub's own requests; one that was not written is asked again."""

    def _send_orders(self, done: Done, now: float) -> None:
        ledger = self._service.ledger
        for command in done.settled:
            self._resends.drop(command)
        for pending in done.sent:
            if pending.id in ledger.pending:
                self._wires.order(pending, ledger.epoch)
                self._resends.add(pending.id, now)
        if self._up:
            for command in self._resends.take_due(now):
                if command in ledger.pending:
                    self._wires.order(ledger.pending[command], ledger.epoch)

    def _send_sets(self, done: Done, now: float) -> None:
        state = self._service.ledger.state
        again, self._set_now = self._set_now, set()
        urgent = again | self._floor.urgent(state, done.facts)
        self._counts_changed = self._counts_changed or bool(done.facts)
        if self._counts_changed and now >= self._counts_at:
            self._counts_changed, self._counts_at = False, now + SECOND_S
            urgent |= self._floor.counting
        epoch, hub_ms = self._service.ledger.epoch, self._service.now_ms()
        for device in sorted(urgent):
            body = self._with_key(self._floor.set_for(device, state))
            if body is None or (device not in again and self._shown.get(device) == body):
                continue
            self._wires.set(device, epoch, hub_ms, body)
            self._shown[device] = body

    def _with_key(self, body: SetBody | None) -> SetBody | None:
        if not isinstance(body, CounterSet) or self._login is None:
            return body
        return replace(body, login_key=self._login.key_of(body.counter))

    def _send_acks(self) -> None:
        echoes, self._echoes = self._echoes, {}
        answers, self._answers = self._answers, defaultdict(list)
        epoch, hub_ms = self._service.ledger.epoch, self._service.now_ms()
        for device in {**echoes, **answers}:
            self._wires.acknowledge(device, epoch, hub_ms, echoes.get(device), answers.get(device, []))


def _without_person(body: EventBody) -> EventBody:
    """What may be kept of it for a week."""
    return replace(body, person="") if isinstance(body, TicketWanted | TicketIssued) else body
