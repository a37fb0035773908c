"""The auditor: reads the hub's store, what passed on the wire and the papers, and knows nothing of our programs."""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

Fact = tuple[str, str, dict[str, Any]]  # day, kind, body
Wire = Sequence[tuple[str, bytes]]


class Paper(NamedTuple):
    """One paper that came out of a printer."""

    kiosk: str
    dots: bytes
    """A digest of its picture: each ticket says a code of its own, so two equal ones are of one press."""
    rows: int
    qr: str
    errors: tuple[str, ...]


class Findings(NamedTuple):
    """What was counted, and every rule that does not hold."""

    counts: dict[str, int]
    problems: list[str]


class Books:
    """The store, sorted."""

    def __init__(self, store: Path) -> None:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as db:
            rows = db.execute("SELECT day, kind, body FROM events ORDER BY seq")
            self.facts: list[Fact] = [(day, kind, json.loads(body)) for day, kind, body in rows]
            answers = db.execute("SELECT session || '.' || n, answer FROM answers")
            self.answers = {id_: json.loads(answer) for id_, answer in answers}
            self.open_orders = int(db.execute("SELECT count(*) FROM commands").fetchone()[0])
        self.taken = [(day, body) for day, body in self.of("TicketTaken")]
        self.reserve = [(day, body) for day, body in self.of("ReserveTaken", "ReserveOfPastDay")]
        self.voids = {body["number"]: body.get("replaced_by", "") for _, body in self.of("NumberVoided")}
        self.numbers: dict[str, list[str]] = defaultdict(list)
        for _, body in (*self.taken, *self.reserve):
            self.numbers[body["press"]].append(body["number"])

    def of(self, *kinds: str) -> Iterator[tuple[str, dict[str, Any]]]:
        return ((day, body) for day, kind, body in self.facts if kind in kinds)


def audit(store: Path, wire: Wire, papers: Sequence[Paper], reserves: Mapping[str, tuple[int, int]]) -> Findings:
    """Check every rule; `reserves` is each kiosk's own series, and every running series begins with 1."""
    books = Books(store)
    problems = [
        *_series(books),
        *_reserve_series(books, reserves),
        *_presses(books),
        *_wire(books, wire),
        *_papers(books, papers),
    ]
    counts = {
        "presses": len(books.numbers),
        "tickets": len(books.taken),
        "reserve": len(books.reserve),
        "voids": len(books.voids),
        "refused": sum(answer["outcome"] == "refused" for answer in books.answers.values()),
        "papers": len(papers),
        "unknown": sum(body["outcome"] == "unknown" for _, body in books.of("PrintMissed")),
        "failed": sum(body["outcome"] != "unknown" for _, body in books.of("PrintMissed")),
    }
    return Findings(counts, problems)


def _twice(what: str, things: Iterable[object]) -> Iterator[str]:
    return (f"{what} {thing} {n} times" for thing, n in Counter(things).items() if n > 1)


def _series(books: Books) -> Iterator[str]:
    """No number twice, none missing."""
    yield from _twice("number", ((day, body["number"]) for day, body in (*books.taken, *books.reserve)))
    series = defaultdict(list)
    for day, body in books.taken:
        series[day, body["service"]].append(int(body["number"].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")))
    for name, numbers in series.items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            yield f"series {name} has gaps: {sorted(set(range(1, max(numbers) + 1)) - set(numbers))[:10]}"
    given = {body["number"] for _, body in books.taken}
    taken_over = {body["number"] for _, body in books.reserve}
    for number, by in books.voids.items():
        if number not in given or by not in taken_over:
            yield f"{number} is void in favour of {by!r}, and one of them was never given"
    if books.open_orders:
        yield f"{books.open_orders} orders were never answered"


def _reserve_series(books: Books, reserves: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    series = defaultdict(list)
    for day, body in books.reserve:
        series[day, body["kiosk"], body["service"]].append(int(body["number"][1:]))
    for (day, kiosk, service), numbers in series.items():
        first, last = reserves[kiosk]
        if sorted(numbers) != list(range(first, first + len(numbers))) or max(numbers) > last:
            yield f"reserve of {kiosk} for {service} on {day} is not {first}, {first + 1}, …: {sorted(numbers)}"


def _presses(books: Books) -> Iterator[str]:
    """A press has one ticket that counts, and somebody said what became of its paper."""
    told = {body["press"] for _, body in books.of("Printed", "PrintMissed")}
    for press, numbers in books.numbers.items():
        valid = [number for number in numbers if number not in books.voids]
        if len(valid) != 1:
            yield f"press {press} has {valid} (with void ones: {numbers})"
        if press not in told:
            yield f"nobody knows what became of the paper of press {press}, {numbers}"


def _wire(books: Books, wire: Wire) -> Iterator[str]:
    """What was promised on the wire is in the books."""
    held: dict[str, Callable[[dict[str, Any]], Iterator[str]]] = {
        "evt": lambda message: _event(books, message),
        "ack": lambda message: _ack(books, message),
        "do": lambda message: _order(books, message),
    }
    for topic, payload in wire:
        channel = topic.rpartition("/")[2]
        if channel in held:
            yield from held[channel](json.loads(payload))


def _event(books: Books, event: dict[str, Any]) -> Iterator[str]:
    body = event["body"]
    if body["type"] not in ("TicketWanted", "TicketIssued"):
        return
    numbers = books.numbers.get(body["press"], [])
    refused = books.answers.get(event["id"], {}).get("outcome") == "refused"
    if bool(numbers) == refused:
        yield f"press {body['press']} ({event['id']}): tickets {numbers}, refused: {refused}"
    if body["type"] == "TicketIssued" and not refused and body["number"] not in numbers:
        yield f"press {body['press']} got {body['number']} from its kiosk, the books say {numbers}"


def _ack(books: Books, ack: dict[str, Any]) -> Iterator[str]:
    for answer in ack["answers"]:
        if books.answers.get(answer["id"]) != answer:
            yield f"acknowledged on the wire: {answer}; in the store: {books.answers.get(answer['id'])}"


def _order(books: Books, order: dict[str, Any]) -> Iterator[str]:
    body = order["body"]
    if body["type"] == "PrintTicket" and body["number"] not in books.numbers.get(body["press"], []):
        yield f"an order to print {body['number']} for {body['press']}, which is not in the store"


def _papers(books: Books, papers: Sequence[Paper]) -> Iterator[str]:
    """No press has two papers that look alike, no void number is on paper, what is called printed is there."""
    yield from (f"a paper of {paper.kiosk} is spoilt: {paper.errors[0]}" for paper in papers if paper.errors)
    yield from _twice("paper with the same code", (paper.dots.hex() for paper in papers))
    rows: dict[str, list[int]] = defaultdict(list)
    for paper in papers:
        if paper.qr:
            rows[paper.qr.rpartition(".")[2]].append(paper.rows)
    # Only a copy that is marked as one is longer than the ticket itself.
    yield from (f"{number} is on {len(n)} unmarked papers" for number, n in rows.items() if len(set(n)) < len(n))
    given = {body["number"] for _, body in books.taken}
    yield from (f"{number} is on paper and was never given" for number in rows if number not in given)
    yield from (f"{number} is void and on paper" for number in rows if number in books.voids)
    printed = {body["number"] for _, body in books.of("Printed")}
    yield from (f"{number} is called printed, no paper shows it" for number in printed & given - rows.keys())
    missed = {body["number"] for _, body in books.of("PrintMissed") if body["outcome"] == "unknown"}
    reserve = {body["number"] for _, body in books.reserve}
    plain = sum(not paper.qr for paper in papers)
    least, most = len(printed & reserve), len((printed | missed) & reserve)
    if not least <= plain <= most:
        yield f"{plain} papers of the reserve; {least} are called printed, {most} may be"
