"""The books of a hall: who holds which number, and where they are. Written from the rules of the house.

Nothing here is imported from the programs that are audited; only the words of the exported lines are shared.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

Found = Iterator[str]
# The line of those who wait for one officer.
OFFICER = "@officer:"


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

    @property
    def at_ms(self) -> int:
        return self.fact["at_ms"]


def read(lines: Iterable[str]) -> list[Line]:
    return [Line(**each) for each in json.loads(f"[{','.join(lines)}]")]


class Person:
    """Somebody with a ticket. `place`: the line they wait in; `desk`: where they are served; "" for none."""

    def __init__(self, line: Line, order: int) -> None:
        fact = line.fact
        self.number, self.press, self.service = line.number, fact["press"], fact["service"]
        self.priority = fact.get("priority", False)
        self.arrived, self.order = fact.get("since_ms") or fact.get("arrived_ms", line.at_ms), order
        self.booked = bool(fact.get("booked_ms"))
        self.state, self.place, self.desk = "waiting", "", ""
        self.came = ""
        """The line they were in last."""
        self.queue, self.due = "", 0
        """In that line: "" as everybody, "booked" at `arrived`, "later" after `due` calls out of it."""
        self.called = False
        self.leg = self.back_to = self.promised = ""
        self.home = ""
        """The service they were promised to go on with."""
        self.parked, self.until, self.mine = "", 0, False
        self.was, self.left = "", ""
        """How they were, and the line they waited in, when their number became void."""

    @property
    def rank(self) -> tuple[int, int]:
        return self.arrived, self.order

    @property
    def now(self) -> str:
        """How they are, in one word or two."""
        return f"waiting {self.place}" if self.state == "waiting" else self.state


class Rules(NamedTuple):
    """What the centre has promised: how many of later numbers may be called before somebody, how many a counter serves
    at a time (one, where it is not said), where each officer sits, whose card each press showed, how many open
    numbers of a service one person may have, and how many wait inside when kiosks give no more (0: any number)."""

    bound: int
    at_a_time: dict[str, int] = {}
    seats: dict[str, list[str]] = {}
    cards: dict[str, str] = {}
    per_person: dict[str, int] = {}
    room: int = 0


class Books:
    """Who is where."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.people: dict[str, Person] = {}
        self.desks: dict[str, str] = {}
        self.closed: set[str] = set()
        self.paused: set[str] = set()
        self.released: set[str] = set()
        self.calls: defaultdict[str, list[bool]] = defaultdict(list)
        """For each counter whether each of its calls out of a line was for priority."""
        self.out: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        """The ranks of those who were called out of each line."""

    def waiting(self, place: str) -> list[Person]:
        return [each for each in self.people.values() if each.place == place]

    def passes(self, person: Person) -> int:
        """How many of later numbers were called out of that line before this one."""
        return len([1 for rank in self.out[person.place] if rank > person.rank])

    def takes_back(self, counter: str) -> bool:
        """Whether somebody may wait for that counter alone."""
        return counter not in self.closed and counter not in self.released

    def enter(self, person: Person, place: str) -> None:
        """They wait there, by their own time."""
        person.state, person.place, person.desk, person.parked = "waiting", place, "", ""
        person.queue = "booked" if person.booked and not person.called and place == person.service else ""

    def come_back(self, person: Person, counter: str) -> None:
        """They wait for that counter alone; when it is away, for any of their service."""
        if self.takes_back(counter):
            person.leg = "back"
            self.enter(person, f"@{counter}")
        else:
            person.leg = ""
            self.enter(person, person.service)

    def keep_promise(self, person: Person) -> None:
        """The counter that wanted them back has them, or will: they go on with what they came for."""
        person.promised, person.service, person.home = "", person.home or person.service, ""

    def old_line(self, person: Person) -> str:
        """Where everybody waits, and they did."""
        if person.came and not person.came.startswith("@"):
            return person.came
        person.leg = "" if person.leg == "back" else person.leg
        return person.service

    def leave(self, person: Person) -> None:
        """They wait no more."""
        person.came, person.place, person.queue = person.place, "", ""

    def send_on(self, counter: str, officer: str = "") -> None:
        """Nobody waits for that counter alone any more, nor for that officer."""
        for place in (f"@{counter}", *([f"{OFFICER}{officer}"] if officer else [])):
            self.send_all_on(place)
        for person in self.people.values():
            if person.parked == counter:
                person.mine = False

    def send_all_on(self, place: str) -> None:
        """Whoever waits in that line waits in the service's."""
        for person in self.waiting(place):
            person.leg = person.leg if person.leg == "visit" else ""
            self.leave(person)
            self.enter(person, person.service)

    def seats_of(self, officer: str) -> list[str]:
        """The counters where an officer is."""
        return self.rules.seats.get(officer, [])
