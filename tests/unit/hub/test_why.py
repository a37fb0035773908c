"""Why a number was called, and the issue log: from the log alone, as `motcua why` and `motcua issue-log` tell it."""

import re
from pathlib import Path

import pytest
from hub_house import DAY
from msgspec.structs import replace
from queue_house import QUEUE

from devicekit.sample_files import sample
from devicekit.text_files import load_texts
from hub.engine import commands as c
from hub.engine import events as e
from hub.history import day_log
from hub.issue_log import lines
from hub.ledger import Ledger, Request
from hub.plan import Plan, PolicyPlan
from hub.store import Store
from hub.why import Why, sentences, why
from hub.why_page import page
from motcua.__main__ import main

START = 1_794_960_000_000
VI, EN = load_texts("vi"), load_texts("en")


class Book:
    """A ledger on a real store, in which things happen minute by minute."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "hub.db"
        self.now, self.plan = START, QUEUE
        self.ledger = self.opened()
        self.ledger.start_day(DAY, self.now)

    def opened(self) -> Ledger:
        ledger = Ledger(self.plan, Store(self.file, QUEUE.site), lambda *_: ())
        ledger.open()
        return ledger

    def restart(self, plan: Plan) -> None:
        """The hub begins again with other settings."""
        self.ledger.close()
        self.plan = plan
        self.ledger = self.opened()
        self.ledger.keep_hours(self.now)
        self.ledger.commit()

    def do(self, *commands: c.Asking) -> None:
        for command in commands:
            self.now += 60_000
            answer = self.ledger.ask(Request("web", "", command, b""), self.now)
            assert answer.outcome == "accepted", answer
        self.ledger.commit()

    def take(self, press: str, priority: bool = False, **more: object) -> c.Take:
        return c.Take(press=press, service="land", priority=priority, kiosk="kiosk-1", **more)  # type: ignore[arg-type]

    def why(self, number: str) -> Why:
        day, rows = day_log(self.file)
        found = why(self.plan, day, rows, number)
        assert found is not None
        return found


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path)


NEXT = c.CallNext(counter="counter-1")


def test_the_example_in_the_documents_is_what_the_engine_does(book: Book) -> None:
    page_of_docs = Path(__file__).parents[3] / "docs/explanation/order-of-calls.md"
    rows = re.findall(r"^\| \d \| (\w+) \| (\w+)", page_of_docs.read_text(encoding="utf-8"), re.MULTILINE)
    book.ledger.commit()
    book.restart(replace(QUEUE, policy=replace(QUEUE.policy, bound=20)))
    normal, priority = ([number for number, _ in rows if number[0] == letter] for letter in "AU")
    book.do(*(book.take(number) for number in normal), *(book.take(number, priority=True) for number in priority))
    book.do(*(NEXT for _ in rows))
    assert len(rows) == 7
    assert [(number, book.why(number).rule) for number, _ in rows] == rows
    begins = [book.why(number).at_ms for number, _ in rows]
    assert begins == sorted(begins)


def test_a_call_is_explained_by_who_was_considered_and_the_rule(book: Book) -> None:
    book.do(*(book.take(f"p{i}") for i in range(3)), book.take("u", priority=True), NEXT, NEXT, NEXT)
    found = book.why("U001")
    assert (found.rule, found.run, found.counter, found.differs) == ("ratio", 2, "counter-1", False)
    assert [(each.number, each.kind, each.passed) for each in found.considered] == [
        ("A003", "normal", 0),
        ("U001", "priority", 0),
    ]
    assert found.considered[0].score == found.considered[0].waited_ms // 1000
    told = sentences(found, QUEUE, VI)
    assert "quầy đã gọi 2 lượt thường liên tiếp, đến một lượt ưu tiên" in told[1]
    assert any(line.endswith("(called)") and "U001" in line for line in sentences(found, QUEUE, EN))


def test_the_call_is_judged_by_what_was_known_then_not_now(book: Book) -> None:
    book.do(book.take("a"), book.take("b"), NEXT)
    book.do(c.VoidNumber(number="A002", reason="left"), book.take("c"))
    assert [each.number for each in book.why("A001").considered] == ["A001"]


def test_next_of_one_service_is_told_as_such(book: Book) -> None:
    book.do(c.Take(press="x", service="civil"), book.take("a"), c.CallNext(counter="counter-2", service="civil"))
    found = book.why("C001")
    assert (found.one_service, found.differs) == (True, False)


CHANGED = replace(QUEUE, policy=PolicyPlan(name="arrival"), counters=QUEUE.counters[1:])


def test_an_old_call_is_explained_by_the_settings_of_its_time(book: Book) -> None:
    book.do(*(book.take(f"p{i}") for i in range(3)), book.take("u", priority=True), NEXT, NEXT, NEXT)
    then = book.why("U001")
    day, rows = day_log(book.file)
    now = why(CHANGED, day, rows, "U001")
    assert now is not None
    assert (then.changed, now.changed) == (False, True)
    assert replace(now, changed=False) == then
    assert sentences(now, CHANGED, EN)[-1] == EN.get("why.changed")


def test_a_log_from_before_it_kept_the_settings_is_explained_by_those_of_today(book: Book) -> None:
    book.do(*(book.take(f"p{i}") for i in range(3)), book.take("u", priority=True), NEXT, NEXT, NEXT)
    day, rows = day_log(book.file)
    old = [row for row in rows if not isinstance(row.event, e.PolicySet)]
    found = why(CHANGED, day, old, "U001")
    assert found is not None
    assert (found.differs, found.changed) == (True, False)
    assert sentences(found, CHANGED, EN)[-1] == EN.get("why.differs")


def test_settings_changed_at_noon_are_in_the_log_once_and_judge_what_comes_after(book: Book) -> None:
    book.do(*(book.take(f"p{i}") for i in range(3)), book.take("u", priority=True), NEXT)
    book.restart(replace(QUEUE, policy=PolicyPlan(name="priority_first")))
    book.restart(replace(QUEUE, policy=PolicyPlan(name="priority_first")))
    book.do(NEXT)
    assert (book.why("U001").rule, book.why("U001").differs) == ("priority", False)
    assert (book.why("A001").ratio, book.why("A001").changed) == (QUEUE.policy.ratio, True)
    _, rows = day_log(book.file)
    kept = [row.event.policy.name for row in rows if isinstance(row.event, e.PolicySet)]
    assert kept == ["mixed", "priority_first"]


def test_who_waits_has_not_been_called(book: Book) -> None:
    book.do(book.take("a"))
    found = book.why("A001")
    assert sentences(found, QUEUE, EN) == ["A001 of 18/11/2026 has not been called; it is waiting"]
    day, rows = day_log(book.file)
    assert why(QUEUE, day, rows, "A099") is None


def test_the_page_holds_both_languages_and_nothing_of_the_settings_can_break_it(book: Book) -> None:
    book.do(book.take("a"), NEXT)
    found = book.why("A001")
    plan = replace(QUEUE, name="Trung tâm <b>&")
    text = page(plan, "A001", (VI.get("report.why"), EN.get("report.why")), sentences(found, plan, VI), ["<x>"])
    assert "Phiếu giải trình thứ tự gọi số" in text
    assert "Explanation of the calling order" in text
    assert "<b>" not in text
    assert "&lt;x&gt;" in text


def test_a_page_that_can_not_be_written_is_said_with_the_way_out(
    book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    book.do(book.take("a"), NEXT)
    site = book.file.with_name("site.toml")
    text = sample("site.toml").read_text(encoding="utf-8")
    site.write_text(text.replace("/var/lib/motcua", str(book.file.parent)), encoding="utf-8")
    words = ["why", "A001", "--site", str(site), "--page"]
    assert main([*words, str(page_file := book.file.with_name("why.html"))]) == 0
    assert "A001" in page_file.read_text(encoding="utf-8")
    assert main([*words, str(site / "why.html")]) == 2
    assert f"{site}/why.html: Not a directory" in capsys.readouterr().err


def test_the_issue_log_proves_every_number(book: Book) -> None:
    book.do(
        book.take("kiosk-1.s.1"),
        book.take("kiosk-1.s.2"),
        book.take("kiosk-1.s.3", test=True),
        c.TakeByHand(press="h", service="land", number="A004", arrived_ms=START, day=DAY),
        c.NotePrinted(kiosk="kiosk-1", press="kiosk-1.s.1", number="A001", confirmed=True),
        c.NotePrintMissed(kiosk="kiosk-1", press="kiosk-1.s.2", number="A002", outcome="failed"),
        c.Reprint(number="A002", kiosk="kiosk-2"),
        c.VoidNumber(number="A002", reason="left"),
        book.take("kiosk-1.s.4"),
    )
    told = lines(QUEUE, *day_log(book.file), EN)
    rows = [line.split(" | ") for line in told if " | " in line][1:]
    assert [(row[1], row[5], row[6]) for row in rows] == [
        ("A001", "printed", ""),
        ("A002", "failed", "void (left), printed again 1 times"),
        ("A003", "no result yet", "TEST NUMBER"),
        ("A004", "no paper", "written by hand"),
        ("A005", "no result yet", ""),
    ]
    assert rows[0][3:5] == ["kiosk-1.s.1", "kiosk-1"]
    assert told[-1] == "Đất đai: A001 – A005, 5 numbers, none missing"


def test_a_missing_number_is_named(book: Book) -> None:
    book.do(book.take("a"), book.take("b"), book.take("c"))
    day, rows = day_log(book.file)
    holed = [row for row in rows if row.event.number != "A002"]
    assert lines(QUEUE, day, holed, EN)[-1] == "Đất đai: A001 – A003, missing: A002"


def test_a_number_that_is_kept_for_who_was_carried_over_is_not_missing(book: Book) -> None:
    book.do(book.take("a"), book.take("b"), book.take("c"))
    day, rows = day_log(book.file)
    kept = e.AppointmentHeld(
        at_ms=START, number="A002", press="y", service="land", day=DAY, due_ms=START, arrived_ms=START
    )
    given = [row._replace(event=kept) if row.event.number == "A002" else row for row in rows]
    told = lines(QUEUE, day, given, EN)
    assert any("A002" in line and "kept from an earlier day" in line for line in told)
    assert told[-1] == "Đất đai: A001 – A003, 3 numbers, none missing"
