"""One day of a hall, fact by fact: numbers, the help desk, appointments; the counters' part is in auditor_desks."""

from collections.abc import Iterator
from typing import Any

from auditor_books import Line, Person, Rules
from auditor_desks import Desks

# Facts about somebody who holds a number.
MOVES = (
    "Called", "Held", "Switched", "Recalled", "Started", "Finished", "NoShow", "Parked", "Unparked", "Requeued",
    "Transferred", "SentBack", "Moved", "Undone", "SentToFee", "ServiceChanged", "MarkedBack", "CarriedOver",
    "AppointmentDue",
)  # fmt: skip


ALARM_AGAIN_MS = 60_000
# How somebody is who holds no open number any more.
ENDED = ("finished", "noshow", "voided", "carried")


def _is_let_in(fact: dict[str, Any]) -> bool:
    """Whether a full hall is none to who got that number: before others, promised, by a person's hand, or a test."""
    by_hand = fact.get("origin", "kiosk") != "kiosk"
    return by_hand or bool(fact.get("priority") or fact.get("booked_ms") or fact.get("test"))


class Hall(Desks):
    """A day. `before`: the appointments that an earlier day has promised, by press."""

    def __init__(self, rules: Rules, day: str = "", before: dict[str, str] | None = None) -> None:
        super().__init__(rules)
        self.day = day
        self.promised = dict(before or {})
        """The days for which somebody has an appointment, as they were told; past ones when the hub was away then."""
        self.held: set[str] = set()
        self.new: dict[str, str] = {}
        """The appointments that nobody has come in by yet."""
        self.booked: dict[str, str] = {}
        """By the code of an appointment: its number, "" while nobody has come."""
        self.off: set[str] = set()
        """Codes that nobody comes with: cancelled, or missed."""
        self.helping: set[str] = set()
        """The kiosks where somebody waits for help."""
        self.alarm, self.alarm_ms = False, 0

    def step(self, line: Line) -> Iterator[str]:
        """The sentences that a fact breaks."""
        kind, number = self.owed
        if kind and (line.kind, line.number) != self.owed:
            yield f"{OWED[kind]}: {number} is forgotten"
        self.owed = ("", "")
        if self.undoing and (line.kind, line.fact.get("counter")) != ("Undone", self.undoing):
            yield from self.half_undone()
        if line.kind in MOVES and (line.number not in self.people or self.people[line.number].state == "voided"):
            yield f"{line.kind} is about who holds a number: {line.number}"
            return
        if line.number in self.people:
            self.remember(line)
        if line.kind != "Called":
            self.taken_back = ""
        handler = getattr(self, f"_{line.kind}", None)
        if handler is not None:
            yield from handler(line, line.fact)
            for counter in self.closed | self.paused:
                if self.desks.get(counter):
                    yield f"a counter that is closed or pauses has nobody: {counter} has {self.desks[counter]}"
            yield from self._crowded(line.fact.get("counter", ""))

    def _crowded(self, counter: str) -> Iterator[str]:
        there = [each.number for each in self.people.values() if counter and each.desk == counter]
        if not self.undoing and len(there) > self.rules.at_a_time.get(counter, 1):
            yield f"a counter serves no more people at a time than it may: {counter} has {', '.join(there)}"

    def half_undone(self) -> Iterator[str]:
        """At a fact that is no part of it, or at the end."""
        if self.undoing:
            left = ", ".join(self.deeds[self.undoing].before)
            yield f"an undo takes back all of a deed: {left} at {self.undoing} is not as before"
        self.undoing = ""

    def end(self) -> Iterator[str]:
        """What is not as it should be when the day is over."""
        yield from self.half_undone()
        for press in self.promised.keys() - self.held:
            yield f"an appointment is kept: {press} has one on {self.promised[press]}, {self.day} does not know it"

    # Numbers

    def _TicketTaken(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        if line.number in self.people:
            yield f"no number is given twice in a day: {line.number}"
        if line.kind == "TicketTaken" and self.rules.room and not _is_let_in(fact):
            wait = sum(bool(each.place) for each in self.people.values())
            if wait >= self.rules.room:
                yield f"a full hall turns away who presses at a kiosk: {line.number} came when {wait} waited"
        person = self.people[line.number] = Person(line, len(self.people))
        if line.kind == "TicketTaken":
            yield from self._too_many(person)
        self.enter(person, person.service)

    def _too_many(self, person: Person) -> Iterator[str]:
        """A number of a kiosk's reserve is on paper already; any other is not given. Whose numbers those of an earlier
        day are, nobody knows any more."""
        whose, most = self.rules.cards.get(person.press, ""), self.rules.per_person.get(person.service, 0)
        others = [
            each.number
            for each in self.people.values()
            if each is not person
            and each.service == person.service
            and each.state not in ENDED
            and each.press not in self.held
            and whose == self.rules.cards.get(each.press)
        ]
        if whose and 0 < most <= len(others):
            yield f"nobody gets more numbers than one person may have: {person.number} beside {', '.join(others)}"

    def _ReserveTaken(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        yield from self._TicketTaken(line, fact)
        person, old = self.people[line.number], self.people.get(fact.get("in_place_of", ""))
        if old is None:
            return
        if old.state != "voided":
            yield f"a number that was replaced is void: {old.number} is not"
        for name in ("arrived", "order", "service", "booked", "came", "leg", "back_to", "promised", "home", "called"):
            setattr(person, name, getattr(old, name))
        if old.was == "waiting":
            person.place, person.queue, person.due = old.left, old.queue, old.due
        elif old.was in ("served", "held"):
            person.place, person.queue, person.state, person.desk = "", "", old.was, old.desk
            if old.was == "served":
                self.desks[old.desk] = person.number
        elif old.was == "parked":
            person.place, person.queue, person.state = "", "", "parked"
            person.parked, person.until, person.mine = old.parked, old.until, old.mine
        else:
            person.leg = person.back_to = person.promised = person.home = ""
            self.enter(person, person.service)
        old.desk = old.parked = ""

    def _NumberVoided(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        person = self.people.get(line.number)
        if person is None or person.state == "voided":
            yield f"a void number was given before, and is void once: {line.number}"
            return
        if person.desk:
            if person.state != "held":
                self.desks[person.desk] = ""
            self.deeds.pop(person.desk, None)
            if not fact.get("replaced_by"):
                yield f"who is at a counter keeps the number: {line.number} at {person.desk} is void"
        person.was, person.left, person.state, person.place = person.state, person.place, "voided", ""
        self.promised.pop(person.press, None)
        self.new.pop(person.press, None)

    # The help desk

    def _ServiceChanged(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        person = self.people[line.number]
        if not person.place:
            yield f"only who waits gets another service: {line.number} is {person.now}"
        self.leave(person)
        person.service = fact["service"]
        self.enter(person, person.service)

    def _MarkedBack(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        person = self.people[line.number]
        if person.state != "noshow":
            yield f"only who missed a call is back: {line.number} is {person.now}"
        self.enter(person, self.old_line(person))
        person.queue, person.due = "later", len(self.out[person.place]) + fact["after_calls"]

    # Days

    def _CarriedOver(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        person = self.people[line.number]
        if not person.place or person.leg == "fee":
            yield f"who waits, and owes no fee, gets an appointment: {line.number} is {person.now}"
        self.leave(person)
        person.state = "carried"
        self.new[person.press] = fact["day"]

    def _AppointmentHeld(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        if self.promised.get(fact["press"]) != fact["day"]:
            yield f"who has an appointment was told: {line.number} on {fact['day']}"
        if line.number in self.people:
            yield f"no number is given twice in a day: {line.number}"
        person = self.people[line.number] = Person(line, len(self.people))
        person.state = "carried"
        self.held.add(person.press)
        self.new[person.press] = fact["day"]

    def _AppointmentBooked(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        if self.booked.setdefault(fact["code"], ""):
            yield f"an appointment that was kept is not booked again: {fact['code']}"

    def _AppointmentKept(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        if self.booked.get(fact["code"]) != "":
            yield f"an appointment was booked before, and is kept once: {fact['code']} by {line.number}"
        if fact["code"] in self.off:
            yield f"an appointment that is cancelled or missed is over: {fact['code']} by {line.number}"
        self.booked[fact["code"]] = line.number
        if line.number not in self.people:
            yield f"an appointment is kept with a number that was given: {line.number} was not"

    def _AppointmentCancelled(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        if self.booked.get(fact["code"]) != "" or fact["code"] in self.off:
            yield f"an appointment that is open ends once: {fact['code']}"
        self.off.add(fact["code"])

    _AppointmentMissed = _AppointmentCancelled

    def _AppointmentDue(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        person = self.people[line.number]
        if person.state != "carried":
            yield f"who has an appointment comes in once: {line.number} is {person.now}"
        self.new.pop(person.press, None)
        self.enter(person, person.service)

    # Help, and an alarm

    def _HelpAsked(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        if fact["kiosk"] in self.helping:
            yield f"who calls again before somebody comes calls once: {fact['kiosk']}"
        self.helping.add(fact["kiosk"])

    def _HelpAnswered(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        if fact["kiosk"] not in self.helping:
            yield f"help comes to who called for it: {fact['kiosk']} did not"
        self.helping.discard(fact["kiosk"])

    def _Evacuation(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        """Said again every minute while it lasts."""
        on, since = fact.get("on", True), line.at_ms - self.alarm_ms
        if on == self.alarm and not (on and since >= ALARM_AGAIN_MS):
            yield f"an evacuation begins once and ends once: on is {on} again after {since} ms"
        self.alarm, self.alarm_ms = on, line.at_ms


OWED = {
    "FeePaid": "a payer sent to the fee counter comes back or leaves",
    "SentBack": "who was sent elsewhere comes back to the counter that sent them",
}
