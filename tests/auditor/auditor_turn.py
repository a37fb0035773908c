"""Whose turn it is: the promises about the order of calls."""

from collections.abc import Iterator

from auditor_books import OFFICER, Books, Line, Person

RATIO = 2
# An appointment counts so long before its time.
EARLY_MS = 10 * 60_000


def unfair(books: Books, person: Person, call: Line, here: set[str]) -> Iterator[str]:
    """What a call breaks; asked before it is written down. `here`: who is called, or left the counter for that."""
    others = [each for each in books.waiting(person.place) if each.number not in here]
    older = [each for each in others if each.rank < person.rank]
    what = f"{person.number} before {{}} at {call.fact['counter']}"
    if person.place.startswith("@"):
        if older:
            yield f"who came first is called first: {what.format(older[0].number)}"
        if call.fact["counter"] not in _places(books, person.place):
            yield f"who waits for one counter or officer is called there: {person.number} at {call.fact['counter']}"
        return
    bound = books.rules.bound
    late = [each for each in older if not each.queue and 0 < bound <= books.passes(each)]
    if late:
        yield f"nobody is passed more often than was promised: {what.format(late[0].number)}"
        return
    if call.fact.get("rule") == "picked" or (not person.queue and 0 < bound <= books.passes(person)):
        return
    if person.queue:
        if not _is_due(books, person, call):
            yield from (f"who is not due lets others go first: {what.format(e.number)}" for e in others if not e.queue)
        return
    due = [each for each in others if each.queue and _is_due(books, each, call)]
    if due:
        yield f"who is due goes before who just waits: {what.format(due[0].number)}"
    yield from _mixed(books, person, [each for each in older if not each.queue], call.fact["counter"])


def _places(books: Books, line: str) -> list[str]:
    """The counters that call out of a line that is not everybody's."""
    return books.seats_of(line[len(OFFICER) :]) if line.startswith(OFFICER) else [line[1:]]


def _is_due(books: Books, person: Person, call: Line) -> bool:
    if person.queue == "booked":
        return call.at_ms >= person.arrived - EARLY_MS
    return len(books.out[person.place]) >= person.due


def _mixed(books: Books, person: Person, older: list[Person], counter: str) -> Iterator[str]:
    if any(each.priority == person.priority for each in older):
        yield f"who came first is called first: {person.number} before {older[0].number} at {counter}"
    elif older and not person.priority:
        yield f"nobody without priority goes before somebody older with it: {person.number}, {older[0].number}"
    elif older:
        run = books.calls[counter][-RATIO:]
        if len(run) < RATIO or any(run):
            yield f"nobody starves behind priority: {person.number} before {older[0].number} at {counter}"
