"""Which officer is at which counter, and whose PIN counts: the counters' officers of a day, fact by fact."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from auditor_books import OFFICER, Books, Line, Rules

TRIES = 5
LOCKS = "five wrong PINs lock an officer"


class Officers(Books):
    """The officers' part of a day."""

    def __init__(self, rules: Rules) -> None:
        super().__init__(rules)
        self.at: dict[str, str] = {}
        """Who is logged in at each counter where somebody was, "" for nobody any more."""
        self.wrong: defaultdict[str, int] = defaultdict(int)
        self.locked: dict[str, int] = {}
        self.slow: dict[str, int] = {}

    def seats_of(self, officer: str) -> list[str]:
        """Where somebody is: where they are logged in, else where they were put and nobody has logged in or out."""
        own = [counter for counter, there in self.at.items() if there == officer]
        return own or [counter for counter in self.rules.seats.get(officer, []) if counter not in self.at]

    def new_officer(self, counter: str) -> None:
        """Somebody else is there, or nobody: what was done before is not theirs to take back."""

    def _OfficerSignedIn(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        counter, officer = fact["counter"], fact["officer"]
        elsewhere = [other for other, there in self.at.items() if there == officer]
        if elsewhere:
            yield f"an officer is at one counter at a time: {officer} at {counter}, is at {elsewhere[0]}"
        if self.at.get(counter):
            yield f"a counter has one officer at a time: {officer} at {counter}, which has {self.at[counter]}"
        yield from self._not_now(line, counter, officer)
        self.at[counter] = officer
        self.wrong.pop(officer, None)
        self.slow.pop(counter, None)
        self.new_officer(counter)

    def _OfficerSignedOut(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        counter, officer = fact["counter"], fact["officer"]
        if self.at.get(counter) != officer:
            yield f"who logs out was logged in there: {officer} at {counter}"
        for each in self.people.values():
            if each.desk == counter and each.state in ("served", "held"):
                yield f"nobody leaves somebody at the counter: {officer} at {counter}, {each.number} is there"
        self.at[counter] = ""
        self.new_officer(counter)

    def _PinWrong(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        counter, officer = fact["counter"], fact.get("officer", "")
        yield from self._not_now(line, counter, officer)
        self.slow[counter] = fact["wait_ms"]
        if officer:
            self.wrong[officer] += 1
            if self.wrong[officer] > TRIES:
                yield f"{LOCKS}: {officer} has had {self.wrong[officer]}"

    def _not_now(self, line: Line, counter: str, officer: str) -> Iterator[str]:
        if line.at_ms < self.locked.get(officer, 0):
            yield f"{LOCKS}: a PIN of {officer} counts at {counter} all the same"
        if line.at_ms < self.slow.get(counter, 0):
            yield f"a counter waits after a wrong PIN: {counter}"

    def _OfficerLocked(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        self.locked[fact["officer"]] = fact["until_ms"]
        self.wrong.pop(fact["officer"], None)
        yield from ()

    def _OfficerUnlocked(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        officer = fact["officer"]
        if fact.get("by", "timer") == "timer" and line.at_ms < self.locked.get(officer, 0):
            yield f"a lock lasts its time: {officer}"
        self.locked.pop(officer, None)
        self.wrong.pop(officer, None)

    def _TriesHeld(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        officer, wrong = fact["officer"], fact.get("wrong", 0)
        if wrong != self.wrong[officer]:
            yield f"{LOCKS}: a day begins with {wrong} of {officer}, {self.wrong[officer]} are open"

    def _OfficerAway(self, line: Line, fact: dict[str, Any]) -> Iterator[str]:  # noqa: N802
        officer = fact["officer"]
        if self.seats_of(officer):
            yield f"only who is at no counter has gone: {officer} is at {self.seats_of(officer)[0]}"
        self.send_all_on(f"{OFFICER}{officer}")
