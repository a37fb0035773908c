"""The auditor's books: the lines of the log, and the hall as it follows from them by rules of the auditor's own.

Nothing here is imported from the programs that are audited; only the words of the exported lines are shared.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

ENDS = ("Finished", "NoShow")


class Line(NamedTuple):
    """One line of the export."""

    seq: int
    day: str
    device: str
    kind: str
    fact: dict[str, Any]

    @property
    def number(self) -> str:
        return self.fact.get("number", "")


def read(lines: Iterable[str]) -> list[Line]:
    return [Line(**json.loads(line)) for line in lines]


class Person:
    """Somebody with a ticket. `place`: the line they wait in; `desk`: where they are served; "" for none."""

    def __init__(self, line: Line, order: int) -> None:
        fact = line.fact
        self.number, self.press, self.service = line.number, fact["press"], fact["service"]
        self.priority = fact.get("priority", False)
        self.arrived, self.order = fact.get("arrived_ms", fact["at_ms"]), order
        self.place, self.desk, self.leg, self.back_to = self.service, "", "", ""
        self.void = False
        self.left = ""
        """The line they waited in when their number became void."""

    @property
    def rank(self) -> tuple[int, int]:
        return self.arrived, self.order


class Hall:
    """One day of a hall, fact by fact. step() yields the sentences that a fact breaks."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.desks: dict[str, str] = {}
        self.closed: set[str] = set()
        self.calls: dict[str, list[bool]] = {}
        """For each counter whether each of its calls was for priority, without those who came back."""
        self.booked: dict[str, str] = {}
        """By the code of an appointment: its number, "" while nobody has come."""
        self.owed: str = ""
        """Who has just paid: the next fact must say where they go."""

    def waiting(self, place: str) -> list[Person]:
        return [each for each in self.people.values() if each.place == place]

    def step(self, line: Line) -> Iterator[str]:
        if self.owed and (line.kind, line.number) != ("FeePaid", self.owed):
            yield f"a payer sent to the fee counter comes back or leaves: {self.owed} paid and is forgotten"
        self.owed = ""
        handler = getattr(self, f"_{line.kind}", None)
        if handler is not None:
            yield from handler(line, line.fact)

    # Tickets

    def _TicketTaken(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        if line.number in self.people:
            yield f"no number is given twice in a day: {line.number}"
        self.people[line.number] = Person(line, len(self.people))

    def _ReserveTaken(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        yield from self._TicketTaken(line, fact)
        person, old = self.people[line.number], self.people.get(fact.get("in_place_of", ""))
        if old is None:
            return
        if not old.void:
            yield f"a number that was replaced is void: {old.number} is not"
        person.arrived, person.order, person.leg, person.back_to = old.arrived, old.order, old.leg, old.back_to
        person.place, person.desk = "" if old.desk else old.left or person.place, old.desk
        if old.desk and self.desks.get(old.desk) == old.number:
            self.desks[old.desk] = person.number
        old.desk = ""

    def _NumberVoided(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        person = self.people.get(line.number)
        if person is None or person.void:
            yield f"a void number was given before, and is void once: {line.number}"
            return
        person.void, person.left, person.place = True, person.place, ""

    def _AppointmentBooked(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        if self.booked.setdefault(fact["code"], ""):
            yield f"an appointment that was kept is not booked again: {fact['code']}"

    def _AppointmentKept(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        if self.booked.get(fact["code"]) != "":
            yield f"an appointment was booked before, and is kept once: {fact['code']} by {line.number}"
        self.booked[fact["code"]] = line.number
        if line.number not in self.people:
            yield f"an appointment is kept with a number that was given: {line.number} was not"

    # Counters

    def _Called(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        person, counter = self.people.get(line.number), fact["counter"]
        if person is None or person.void:
            yield f"who is called holds a number: {line.number} at {counter}"
            return
        if person.desk or not person.place:
            where = person.desk or "an end"
            yield f"a ticket is at one counter at most: {line.number} is called to {counter}, is at {where}"
        if self.desks.get(counter):
            yield f"a counter has one ticket at most: {counter} calls {line.number}, has {self.desks[counter]}"
        yield from self._fair(person, counter)
        if person.leg != "back":
            self.calls.setdefault(counter, []).append(person.priority)
        person.place, person.desk = "", counter
        self.desks[counter] = line.number

    def _fair(self, person: Person, counter: str) -> Iterator[str]:
        older = [each for each in self.waiting(person.place) if each.rank < person.rank]
        if any(each.priority == person.priority for each in older):
            yield f"who came first is called first: {person.number} before {older[0].number} at {counter}"
        elif older and person.leg != "back" and not person.place.startswith("@"):
            run = self.calls.get(counter, [])[-2:]
            if not person.priority:
                yield f"nobody without priority goes before somebody older with it: {person.number}, {older[0].number}"
            elif len(run) < 2 or any(run):
                yield f"nobody starves behind priority: {person.number} before {older[0].number} at {counter}"

    def _here(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:
        if self.desks.get(fact["counter"]) != line.number:
            there = self.desks.get(fact["counter"], "") or "nobody"
            what = f"{line.kind} of {line.number} at {fact['counter']}"
            yield f"a ticket is at one counter at most: {what}, which has {there}"

    _Recalled = _Started = _here

    def _Finished(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        yield from self._here(line, fact)
        self._leave(line, fact)
        if self.people[line.number].leg == "fee" and fact.get("result") == 6:
            self.owed = line.number

    def _Held(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        """Aside: still at that counter, which is free for somebody else."""
        yield from self._here(line, fact)
        self.desks[fact["counter"]] = ""

    def _Switched(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        counter = fact["counter"]
        if self.desks.get(counter):
            yield f"a counter has one ticket at most: {counter} goes on with {line.number}, has {self.desks[counter]}"
        if self.people[line.number].desk != counter:
            yield f"a ticket is at one counter at most: {line.number} is not aside at {counter}"
        self.desks[counter] = line.number

    def _NoShow(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        yield from self._here(line, fact)
        self._leave(line, fact)

    def _leave(self, line: Line, fact: dict[str, Any]) -> Person:
        self.desks[fact["counter"]] = ""
        person = self.people[line.number]
        person.desk = ""
        return person

    # Fees

    def _SentToFee(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        yield from self._here(line, fact)
        person = self._leave(line, fact)
        person.place, person.leg = fact["service"], "fee"
        person.back_to = fact["counter"] if fact["back"] else ""

    def _FeePaid(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        person = self.people.get(line.number)
        if person is None or person.leg != "fee" or person.void or person.desk:
            return
        if fact.get("back_to", "") != person.back_to:
            yield f"a payer comes back to the counter that sent them: {line.number}"
        if not person.back_to:
            person.place = ""
        elif person.back_to in self.closed:
            person.place, person.leg = person.service, ""
        else:
            person.place, person.leg = f"@{person.back_to}", "back"

    # Doors

    def _CounterClosed(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        if any(person.desk == fact["counter"] for person in self.people.values()):
            yield f"a counter that has somebody does not close: {fact['counter']}"
        self.closed.add(fact["counter"])
        for person in self.waiting(f"@{fact['counter']}"):
            person.place, person.leg = person.service, ""

    def _CounterOpened(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        self.closed.discard(fact["counter"])
        yield from ()
