"""What counters do with the people of a hall, fact by fact; each method yields the sentences that its fact breaks."""

from collections.abc import Iterator
from copy import copy
from typing import Any

from auditor_books import Line, Person, Rules
from auditor_officers import Officers
from auditor_turn import unfair

DEEDS = (
    "Called", "Held", "Switched", "Recalled", "Started", "Finished", "NoShow", "Parked", "Unparked", "Requeued",
    "Transferred", "Moved", "SentToFee",
)  # fmt: skip
PARTS = ("SentBack", "FeePaid")


class Deed:
    """What was done last at a counter: who was how before it."""

    def __init__(self, calls: int) -> None:
        self.calls = calls
        self.before: dict[str, Person] = {}


class Desks(Officers):
    """The counters' part of a day."""

    def __init__(self, rules: Rules) -> None:
        super().__init__(rules)
        self.deeds: dict[str, Deed] = {}
        self.undoing = ""
        """The counter where a deed is being taken back, and is not yet as a whole."""
        self.taken_back = ""
        """Whom an officer took back with the fact before."""
        self.owed: tuple[str, str] = ("", "")
        """Which fact must come next, and about whom."""

    def remember(self, line: Line) -> None:
        """Before a fact: what it is about to change, for whoever takes it back."""
        follows, person = line.fact.get("follows", False), self.people[line.number]
        if line.kind not in DEEDS and not (follows and line.kind in PARTS):
            return
        if line.kind == "Unparked" and line.fact.get("by", "timer") == "timer":
            return
        counter = line.fact["to_counter"] if line.kind == "Unparked" else line.fact.get("counter", "") or person.desk
        if not follows or counter not in self.deeds:
            if line.kind in PARTS:
                return
            self.deeds[counter] = Deed(len(self.calls[counter]))
        self.deeds[counter].before.setdefault(line.number, copy(person))

    def _Called(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        person, counter = self.people[line.number], fact["counter"]
        if person.state != "waiting":
            where = person.desk or person.state
            yield f"a ticket is at one counter at most: {line.number} is called to {counter}, is at {where}"
        if self.desks.get(counter):
            yield f"a counter has one ticket at most: {counter} calls {line.number}, has {self.desks[counter]}"
        yield from self._forgotten(line)
        # Who was taken back by name is called by name; who was here a moment ago is not called again at once.
        # The officer who was alone did not see the line.
        if person.place and line.number != self.taken_back and fact.get("rule") != "alone":
            yield from unfair(self, person, line, set(self.deeds[counter].before))
        if not person.place.startswith("@"):
            self.calls[counter].append(person.priority)
            self.out[person.place].append(person.rank)
        self.leave(person)
        person.state, person.desk, person.called = "served", counter, True
        self.desks[counter] = line.number

    def _forgotten(self, call: Line) -> Iterator[str]:
        for each in self.people.values():
            if each.state == "parked" and 0 < each.until <= call.at_ms:
                yield f"who was set aside waits again when the time is over: {each.number}, {call.number} is called"

    def _here(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:
        person = self.people[line.number]
        if person.state == "held" and person.desk == fact["counter"]:
            return
        if self.desks.get(fact["counter"]) != line.number:
            there = self.desks.get(fact["counter"], "") or "nobody"
            what = f"{line.kind} of {line.number} at {fact['counter']}"
            yield f"a ticket is at one counter at most: {what}, which has {there}"

    _Recalled = _Started = _here

    def _AloneConflict(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        """Nothing changes; what it says of that person is so."""
        person, why, other = self.people.get(line.number), fact["why"], fact.get("other", "")
        if person is None:
            if why not in ("unknown", "past_day"):
                yield f"what does not fit is about who holds a number: {line.number} {why}"
            return
        is_so = {
            "elsewhere": bool(person.desk) and person.desk == other,
            "parked": person.state == "parked",
            "over": not person.desk and person.state not in ("waiting", "parked"),
        }.get(why, person.state == "waiting")
        if why == "busy":
            is_so = is_so and self.desks.get(fact["counter"]) == other
        elif why == "closed":
            is_so = is_so and fact["counter"] in self.closed | self.paused
        if not is_so:
            yield f"what does not fit is said as it is: {line.number} is {person.now}, not {why} {other}"

    def _Held(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        """Aside: still at that counter, which is free for somebody else."""
        yield from self._here(line, fact)
        self.desks[fact["counter"]], self.people[line.number].state = "", "held"

    def _Switched(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        person, counter = self.people[line.number], fact["counter"]
        if self.desks.get(counter):
            yield f"a counter has one ticket at most: {counter} goes on with {line.number}, has {self.desks[counter]}"
        if (person.state, person.desk) != ("held", counter):
            yield f"a ticket is at one counter at most: {line.number} is not aside at {counter}"
        self.desks[counter], person.state = line.number, "served"

    def _leave_desk(self, line: Line, fact: dict[str, Any], state: str) -> Iterator[str]:
        yield from self._here(line, fact)
        person = self.people[line.number]
        if person.state != "held":
            self.desks[fact["counter"]] = ""
        person.desk, person.state = "", state

    def _Finished(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        yield from self._leave_desk(line, fact, "finished")
        person = self.people[line.number]
        if person.leg == "fee" and fact.get("result") == 6:
            self.owed = ("FeePaid", line.number)
        elif person.promised and person.promised != fact["counter"]:
            self.owed = ("SentBack", line.number)

    def _NoShow(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        yield from self._leave_desk(line, fact, "noshow")

    # Set aside, and sent elsewhere

    def _Parked(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        person = self.people[line.number]
        if person.parked:
            yield f"nobody is set aside twice: {line.number} at {fact['counter']}, is at {person.parked}"
        yield from self._leave_desk(line, fact, "parked")
        person.parked, person.until, person.mine = fact["counter"], fact.get("until_ms", 0), fact.get("mine", False)

    def _Unparked(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        person, to = self.people[line.number], fact.get("to_counter", "")
        if person.state != "parked":
            yield f"who comes back was set aside: {line.number} is {person.now}"
        if person.mine and to != person.parked:
            yield f"who is set aside for one counter comes back to it: {line.number} to {to}, not {person.parked}"
        self.taken_back = line.number if fact.get("by") == "officer" else ""
        back = to and self.takes_back(to)
        self.enter(person, f"@{to}" if back else self.old_line(person))

    def _Requeued(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        yield from self._leave_desk(line, fact, "")
        person = self.people[line.number]
        self.enter(person, self.old_line(person))

    def _Transferred(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        yield from self._leave_desk(line, fact, "")
        person, officer = self.people[line.number], fact.get("to_officer", "")
        to = fact.get("to_counter", "") or (officer and f"officer:{officer}")
        if fact.get("back"):
            person.promised, person.home = fact["counter"], person.service
        if to:
            person.leg = "visit"
            self.enter(person, f"@{to}")
        else:
            person.leg, person.service = "", fact["service"]
            self.enter(person, person.service)

    def _SentBack(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        person = self.people[line.number]
        if fact["back_to"] != person.promised:
            yield f"who was sent elsewhere comes back to the counter that sent them: {line.number}"
        self.keep_promise(person)
        self.come_back(person, fact["back_to"])

    def _Moved(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        yield from self._leave_desk(line, fact, "served")
        person, to = self.people[line.number], fact["to_counter"]
        if self.desks.get(to):
            yield f"a counter has one ticket at most: {line.number} moves to {to}, which has {self.desks[to]}"
        person.desk, self.desks[to] = to, line.number
        if person.promised == to:
            self.keep_promise(person)

    def _Undone(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        counter, now = fact["counter"], self.people[line.number]
        deed = self.deeds.get(counter)
        was = deed.before.pop(line.number, None) if deed is not None else None
        if deed is None or was is None:
            yield f"undo takes back what was done last: {line.number} at {counter}"
            return
        if self.desks.get(now.desk) == line.number:
            self.desks[now.desk] = ""
        if was.state == "waiting" and now.state == "served" and not was.place.startswith("@"):
            self.out[was.place].remove(was.rank)
        self.people[line.number] = was
        if was.desk and was.state != "held":
            self.desks[was.desk] = line.number
        self.undoing = counter if deed.before else ""
        if not deed.before:
            del self.calls[counter][deed.calls :]
            del self.deeds[counter]

    # Fees

    def _SentToFee(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        yield from self._leave_desk(line, fact, "")
        person = self.people[line.number]
        person.leg, person.back_to = "fee", fact["counter"] if fact["back"] else ""
        self.enter(person, fact["service"])

    def _FeePaid(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        person = self.people.get(line.number)
        if person is None or person.leg != "fee" or person.state not in ("waiting", "finished"):
            return
        back_to = person.back_to or person.promised
        if fact.get("back_to", "") != back_to:
            yield f"a payer comes back to the counter that sent them: {line.number}"
        if person.place:
            self.leave(person)
        if not back_to:
            person.state = "finished"
            return
        if person.promised == back_to:
            self.keep_promise(person)
        self.come_back(person, back_to)

    # Doors

    def _CounterClosed(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        counter = fact["counter"]
        if any(person.desk == counter for person in self.people.values()):
            yield f"a counter that has somebody does not close: {counter}"
        self._open(counter)
        self.closed.add(counter)
        self.send_on(counter, fact.get("officer", ""))

    def _CounterOpened(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        self._open(fact["counter"])
        yield from ()

    def _CounterPaused(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        self.paused.add(fact["counter"])
        self.deeds.pop(fact["counter"], None)
        yield from ()

    def _CounterResumed(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        self.paused.discard(fact["counter"])
        self.released.discard(fact["counter"])
        yield from ()

    def _CounterReleased(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        if fact["counter"] not in self.paused and not fact.get("officer"):
            yield f"only a counter that pauses is released: {fact['counter']}"
        self.released.add(fact["counter"])
        self.send_on(fact["counter"], fact.get("officer", ""))

    def new_officer(self, counter: str) -> None:
        self.deeds.pop(counter, None)

    def _open(self, counter: str) -> None:
        self.deeds.pop(counter, None)
        for those in (self.closed, self.paused, self.released):
            those.discard(counter)
