"""The auditor finds what is wrong: an honest day passes, and each way of cheating is named."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from chaos_audit import Paper, audit

RESERVES = {"kiosk-1": (8001, 8240)}
Day = dict[str, Any]


def honest() -> Day:
    """Two tickets of the hub, one number of the reserve in place of a third; all on paper."""
    wanted = [{"type": "TicketWanted", "press": f"p{n}", "service": "land"} for n in (1, 2, 3)]
    taken = [
        ("TicketTaken", {"press": f"p{n}", "service": "land", "number": f"A000{n}", "kiosk": "kiosk-1"})
        for n in (1, 2, 3)
    ]
    return {
        "facts": [
            *taken,
            ("NumberVoided", {"number": "A0003", "reason": "reserve_given", "replaced_by": "A8001"}),
            ("ReserveTaken", {"press": "p3", "service": "land", "number": "A8001", "kiosk": "kiosk-1"}),
            *(("Printed", {"press": f"p{n}", "number": number}) for n, number in ((1, "A0001"), (3, "A8001"))),
            ("PrintMissed", {"press": "p2", "number": "A0002", "outcome": "unknown"}),
        ],
        "answers": {f"s.{n}": {"id": f"s.{n}", "outcome": "accepted", "detail": f"A000{n}"} for n in (1, 2, 3)},
        "orders": [],
        "wire": [
            *(("m/evt", {"id": f"s.{n}", "body": body}) for n, body in enumerate(wanted, 1)),
            ("m/ack", {"answers": [{"id": "s.1", "outcome": "accepted", "detail": "A0001"}]}),
            ("m/do", {"body": {"type": "PrintTicket", "press": "p1", "number": "A0001"}}),
        ],
        "papers": [Paper("kiosk-1", b"1", 800, "MC1.x.day.A0001", ()), Paper("kiosk-1", b"3", 700, "", ())],
    }


def problems(day: Day, folder: Path) -> list[str]:
    file = folder / "hub.db"
    with closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY, day, kind, body)")
        db.execute("CREATE TABLE answers (session, n, answer)")
        db.execute("CREATE TABLE commands (id)")
        facts = [("2026-11-24", kind, json.dumps(body)) for kind, body in day["facts"]]
        db.executemany("INSERT INTO events (day, kind, body) VALUES (?, ?, ?)", facts)
        answers = [(*id_.split("."), json.dumps(answer)) for id_, answer in day["answers"].items()]
        db.executemany("INSERT INTO answers VALUES (?, ?, ?)", answers)
        db.executemany("INSERT INTO commands VALUES (?)", day["orders"])
        db.commit()
    wire = [(topic, json.dumps(message).encode()) for topic, message in day["wire"]]
    return audit(file, wire, day["papers"], RESERVES).problems


def test_an_honest_day_has_no_problems(tmp_path: Path) -> None:
    assert problems(honest(), tmp_path) == []


def number_twice(day: Day) -> None:
    day["facts"][1][1]["number"] = "A0001"


def number_missing(day: Day) -> None:
    day["facts"][1][1]["number"] = "A0004"


def void_for_nothing(day: Day) -> None:
    day["facts"][3][1]["replaced_by"] = "A8002"


def two_tickets_for_a_press(day: Day) -> None:
    del day["facts"][3]


def lost_ticket(day: Day) -> None:
    del day["facts"][0]


def order_left_open(day: Day) -> None:
    day["orders"].append(("c1",))


def reserve_twice(day: Day) -> None:
    day["facts"].append(("ReserveTaken", {"press": "p9", "service": "land", "number": "A8001", "kiosk": "kiosk-1"}))


def reserve_skipped(day: Day) -> None:
    day["facts"][4][1]["number"] = day["facts"][3][1]["replaced_by"] = day["facts"][6][1]["number"] = "A8003"


def forgotten_paper(day: Day) -> None:
    del day["facts"][-1]


def acknowledged_and_lost(day: Day) -> None:
    del day["answers"]["s.1"]


def press_without_ticket(day: Day) -> None:
    day["wire"].append(("m/evt", {"id": "s.9", "body": {"type": "TicketWanted", "press": "p9", "service": "land"}}))


def order_without_ticket(day: Day) -> None:
    day["wire"].append(("m/do", {"body": {"type": "PrintTicket", "press": "p1", "number": "A0009"}}))


def same_paper_twice(day: Day) -> None:
    day["papers"].append(day["papers"][1])


def unmarked_copy(day: Day) -> None:
    day["papers"].append(day["papers"][0]._replace(dots=b"another"))


def void_number_on_paper(day: Day) -> None:
    day["papers"].append(Paper("kiosk-1", b"9", 800, "MC1.x.day.A0003", ()))


def paper_missing(day: Day) -> None:
    del day["papers"][0]


def spoilt_paper(day: Day) -> None:
    day["papers"][0] = day["papers"][0]._replace(errors=("unknown command",))


def reserve_paper_too_many(day: Day) -> None:
    day["papers"].append(Paper("kiosk-1", b"8", 700, "", ()))


CHEATS = [
    (number_twice, "times"),
    (number_missing, "has gaps"),
    (void_for_nothing, "is void in favour"),
    (two_tickets_for_a_press, "press p3 has"),
    (lost_ticket, "tickets []"),
    (order_left_open, "never answered"),
    (reserve_twice, "times"),
    (reserve_skipped, "reserve of kiosk-1"),
    (forgotten_paper, "nobody knows"),
    (acknowledged_and_lost, "acknowledged on the wire"),
    (press_without_ticket, "press p9"),
    (order_without_ticket, "an order to print A0009"),
    (same_paper_twice, "paper with the same code"),
    (unmarked_copy, "unmarked papers"),
    (void_number_on_paper, "is void and on paper"),
    (paper_missing, "no paper shows it"),
    (spoilt_paper, "is spoilt"),
    (reserve_paper_too_many, "papers of the reserve"),
]


@pytest.mark.parametrize(("cheat", "word"), [pytest.param(*each, id=each[0].__name__) for each in CHEATS])
def test_a_cheat_is_named(tmp_path: Path, cheat: Callable[[Day], None], word: str) -> None:
    day = honest()
    cheat(day)
    assert any(word in problem for problem in problems(day, tmp_path))
