"""The decisions of a line that several counters share: who speaks when, and whose the bytes are that come. Pure.

The bytes that come while an answer is due belong to the device that was asked; all others to the key boxes, which
speak unasked: one driver hears for all of them, and the address says whose key it is.
"""

from collections.abc import Sequence
from typing import NamedTuple

from counter_display import answers, light_answers
from counter_display import bus as plan
from counter_display.answers import POLL_RETRIES, RETRIES, Answerer, Answers
from counter_display.bus import TINY_S, Asked, Bus, Place
from counter_display.device import BoxKey, DisplaySeen, KeypadSeen, KeySeen, LightSeen, LineSeen, Noise
from counter_display.line_state import LineState, Seat
from counter_display.protocol import Echo, strip_echo
from devicekit.messages import Part

# An adapter that hands our bytes back does so within the frame and its own 16 ms, a busy one later. The shorter time is
# for adapters that should not: a lamp frame that comes back looks like a key, and must never count as one.
ECHO_S, NO_ECHO_S = 1.0, 0.06
# What was said into a frame of ours comes so late at most, by the same adapter.
SPOILT_S, REPAIRS = 0.03, 2
NOISE_LIMIT = 3
NOISE_S = 60.0
# A key that met a frame of ours comes as scraps, one upon the other: that happens, and counts once.
BURST_S = 0.1


class News(NamedTuple):
    """An event for the counter of that seat; None: for all of them."""

    seat: int | None
    event: object


Step = tuple[LineState, list[News]]


class LineLogic:
    """One line with what hangs on it."""

    def __init__(self, seats: Sequence[Seat], baud: int = 9600, echo: bool = False) -> None:
        """`echo`: the adapter hands our own bytes back."""
        self._seats, self._baud, self._echo = tuple(seats), baud, echo
        self._boxes = {each.box.address: n for n, each in enumerate(seats) if each.box is not None}
        self._ear = next((each.box for each in seats if each.box is not None), None)

    def start(self) -> LineState:
        polls = {
            Place(n, "poll"): Asked(seat.needs("poll"), seat.polled.ability.every_s, seat.polled.ability.idle_s)
            for n, seat in enumerate(self._seats)
            if seat.polled is not None
        }
        return LineState(Bus(self._baud, polls=polls, crowded=len(self._seats) > plan.FEW_SEATS))

    # What counters want

    def wish(self, state: LineState, place: Place, frame: bytes, urgency: int, now: float) -> LineState:
        """That place is to show that frame."""
        needs = self._seats[place.seat].needs(place.what)
        return state._replace(bus=plan.want(state.bus, place, frame, urgency, needs, now))

    def hold(self, state: LineState, now: float) -> LineState:
        """A key that came by another way waits for its answer."""
        return state._replace(bus=plan.held(state.bus, now))

    def turn(self, state: LineState, now: float) -> tuple[LineState, bytes | None, list[News]]:
        """What is due: the end of an answer's time, a frame that may go now, a line that is clean again."""
        state, news = self._unanswered(state, now)
        state, clean = _cleaned(state, now)
        state, frame = self._send(state, now)
        return state, frame, [*news, *clean]

    def next_due(self, state: LineState, now: float) -> float | None:
        """When turn() has something to do; None while nothing is wished."""
        moments: list[float | None] = []
        if state.asking is not None:
            moments.append(state.answers[state.asking.device].until)
        elif state.up:
            moments.append(plan.next_due(state.bus, now))
        if state.troubled:
            moments.append(state.noise[-1] + NOISE_S)
        return min((each for each in moments if each is not None), default=None)

    # What comes

    def back(self, state: LineState, now: float) -> Step:
        """The port is open: for the first time, or again."""
        bus = plan.again(state.bus, now)
        state = state._replace(up=True, bus=bus, echo=Echo(), memory=None, asking=None)
        return _told_all(state, Part(state="ok"))

    def lost(self, state: LineState, reason: str) -> Step:
        state = state._replace(up=False, noise=(), asking=None)
        return _told_all(state, Part(state="failed", code="port", detail=reason))

    def hear(self, state: LineState, data: bytes, at: float, now: float) -> Step:
        """Bytes that arrived at `at`."""
        echo, data = strip_echo(state.echo if at <= state.echo_until else Echo(), data)
        state = state._replace(echo=echo)
        if not data:
            return state, []
        return self._unasked(state, data, at, now) if state.asking is None else self._answer(state, data, at, now)

    def still_coming(self, state: LineState, now: float) -> bool:
        """Whether an answer is not whole and has time: nobody else speaks before, and turn() has nothing to do."""
        return state.asking is not None and now + TINY_S < state.answers[state.asking.device].until

    def rest_s(self, state: LineState, now: float) -> float:
        """How long a keypad's answer needs at least until it is whole; 0.0 where no answer of known length is due."""
        under = state.bus.under
        if state.asking is None or not _is_asked(state.asking) or under is None:
            return 0.0
        place, _, due = self._due(state)
        keypad = self._seats[place.seat].polled
        size = 0 if keypad is None else keypad.answer_bytes(due.frame)
        if not size:
            return 0.0
        missing = (size - len(due.came)) * plan.BITS_PER_BYTE / self._baud
        if not due.came:
            # No device begins before the silence that it needs to see where our frame ends; and one look a byte too
            # early is two lookings.
            missing += under.begin + (len(due.frame) + 1) * plan.BITS_PER_BYTE / self._baud + state.bus.gap - now
        return min(max(0.0, missing), due.until - now)

    # Answers

    def _answer(self, state: LineState, data: bytes, at: float, now: float) -> Step:
        place, device, due = self._due(state)
        if place.what == "light":
            return self._light_answer(state, data, at, now)
        found, part = answers.heard(due, device, data, _is_asked(place))
        if found.frame:
            # A no is an answer too, and nothing more will come: its time is over.
            refused = device.reply(found.frame, found.came) == "refused"
            return _noted(state, place, found._replace(until=at) if refused else found), []
        state, bus = _noted(state, place, found), plan.silent(state.bus, at)
        if due.missed > RETRIES:
            # It may have lost its power meanwhile, and with it all that it was told.
            for other in (each for each in bus.sent if each.device == place.device and each != place):
                bus = plan.once_more(bus, other, now)
        state = state._replace(bus=bus._replace(dead=bus.dead - {place.device}), asking=None)
        state, news = self._keys(state, place, due.frame, due.came + data, at, now)
        return state, [*news, *_told(place, part)]

    def _light_answer(self, state: LineState, data: bytes, at: float, now: float) -> Step:
        """The same to a frame for a display's light."""
        place, device, due = self._due(state)
        due = due._replace(came=due.came + data)
        reply = device.reply(due.frame, due.came)
        if reply not in ("taken", "refused"):
            return _noted(state, place, due), []
        state, part = light_answers.ended(state, place, reply == "refused", at, now)
        return state, _light_told(place, part)

    def _keys(self, state: LineState, place: Place, frame: bytes, answer: bytes, at: float, now: float) -> Step:
        """The keys in the answer to a question."""
        keypad = self._seats[place.seat].polled
        if place.what != "poll" or keypad is None:
            return state, []
        memory, keys = keypad.hear(state.memories.get(place.seat), frame, answer, at)
        bus = plan.held(state.bus, now) if keys else state.bus
        state = state._replace(memories={**state.memories, place.seat: memory}, bus=bus)
        return state, [News(place.seat, key) for key in keys]

    def _unanswered(self, state: LineState, now: float) -> Step:
        """The time for an answer may be over: what came is then for the key boxes, if for anybody."""
        if state.asking is None or self.still_coming(state, now):
            return state, []
        place, device, due = self._due(state)
        until = min(due.until, state.bus.quiet_from)
        if place.what == "light":
            state, part = light_answers.unheard(state, place, until)
            state, news = self._unasked(state, due.came, now, now)
            return state, [*news, *_light_told(place, part)]
        found, part = answers.over(due, device, _is_asked(place))
        bus = plan.silent(state.bus, until)
        if found.missed <= RETRIES:
            bus = plan.once_more(bus, place, now)
        dead = found.missed > (POLL_RETRIES if _is_asked(place) else RETRIES) and not due.came
        bus = bus._replace(dead=bus.dead | {place.device} if dead else bus.dead - {place.device})
        state, news = self._unasked(_noted(state, place, found)._replace(bus=bus, asking=None), due.came, now, now)
        return state, [*news, *_told(place, part)]

    def _due(self, state: LineState) -> tuple[Place, Answerer, Answers]:
        place = state.asking
        device = None if place is None else self._seats[place.seat].answerer(place.what)
        if place is None or device is None:
            raise LookupError("no answer is due")
        return place, device, state.answers[place.device]

    # Key boxes

    def _unasked(self, state: LineState, data: bytes, at: float, now: float) -> Step:
        if self._ear is None or not data:
            return state, []
        memory, heard = self._ear.hear(state.memory, data, at)
        state, news = state._replace(memory=memory), list[News]()
        for each in heard:
            if isinstance(each, BoxKey):
                state, more = self._box_key(state, each, at, now)
            else:
                state, more = _noise(_repaired(state, at, now), each, now)
            news += more
        return state, news

    def _box_key(self, state: LineState, key: BoxKey, at: float, now: float) -> Step:
        seat = self._boxes.get(key.address)
        if seat is None:
            return _stranger(state, key.address, now)
        return state._replace(bus=plan.held(state.bus, now)), [News(seat, KeySeen(key.key, at))]

    # Sending

    def _send(self, state: LineState, now: float) -> tuple[LineState, bytes | None]:
        place = plan.choose(state.bus, now) if state.up and state.asking is None else None
        if place is None:
            return state, None
        frame = self._frame(state, place)
        bus = plan.began(state.bus, place, frame, now)
        asks = bus.sent[place].needs.answer_s if place in bus.sent else bus.polls[place].needs.answer_s
        state = state._replace(bus=bus, last=None if asks else place, spoilt=state.spoilt if place == state.last else 0)
        if asks:
            due = answers.asked(state.answers.get(place.device, Answers()), frame, bus.quiet_from + bus.gap)
            state = _noted(state, place, due)._replace(asking=place)
        # What comes back from a device that answers may be its frame again, and be the answer.
        expected = Echo(frame) if self._echo or not asks else Echo()
        return state._replace(echo=expected, echo_until=now + (ECHO_S if self._echo else NO_ECHO_S)), frame

    def _frame(self, state: LineState, place: Place) -> bytes:
        keypad = self._seats[place.seat].polled
        if place.what == "poll" and keypad is not None:
            return keypad.poll(state.memories.get(place.seat))
        return state.bus.waiting[place].frame if place in state.bus.waiting else state.bus.sent[place].frame


def _noted(state: LineState, place: Place, found: Answers) -> LineState:
    return state._replace(answers={**state.answers, place.device: found})


def _is_asked(place: Place) -> bool:
    """Whether it is something of a keypad's, which is asked again and again."""
    return place.device[1] == "keypad"


def _told(place: Place, part: Part | None) -> list[News]:
    if part is None:
        return []
    return [News(place.seat, DisplaySeen(part) if place.what == "display" else KeypadSeen(part))]


def _light_told(place: Place, part: Part | None) -> list[News]:
    return [] if part is None else [News(place.seat, LightSeen(part))]


def _told_all(state: LineState, part: Part) -> Step:
    return state._replace(part=part), [News(None, LineSeen(part))]


def _repaired(state: LineState, at: float, now: float) -> LineState:
    """Who spoke into a frame has spoilt both: what nobody acknowledges is sent once more."""
    place = state.last
    if place is None or place in state.bus.waiting or state.spoilt >= REPAIRS:
        return state
    if at > state.bus.quiet_from + SPOILT_S:
        return state
    return state._replace(bus=plan.once_more(state.bus, place, now), spoilt=state.spoilt + 1)


def _noise(state: LineState, noise: Noise, now: float) -> Step:
    recent = tuple(at for at in state.noise if at + NOISE_S > now)
    if not recent or now - recent[-1] > BURST_S:
        recent = (*recent, now)[-NOISE_LIMIT:]
    state = state._replace(noise=recent)
    if len(recent) < NOISE_LIMIT or state.troubled:
        return state, []
    detail = f"bytes that are no frame, such as {noise.data[:16].hex(' ')}: check wiring, baud rate and addresses"
    return _told_all(state, Part(state="degraded", code="garbled", detail=detail))


def _stranger(state: LineState, address: int, now: float) -> Step:
    state = state._replace(noise=(*state.noise, now)[-NOISE_LIMIT:])
    if state.troubled:
        return state, []
    detail = f"a key box with address {address} is on this line; it belongs to no counter here"
    return _told_all(state, Part(state="degraded", code="stranger", detail=detail))


def _cleaned(state: LineState, now: float) -> Step:
    """It is told once, and taken back when nothing of the kind was heard for a while."""
    if not state.troubled or state.noise[-1] + NOISE_S > now + TINY_S:
        return state, []
    return _told_all(state._replace(noise=()), Part(state="ok"))
