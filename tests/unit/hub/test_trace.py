"""The story of a ticket, from the store that a hub wrote."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_house import PLAN

from devicekit.clock import HandClock
from devicekit.messages import Answer
from hub.engine import commands as c
from hub.errors import StoreRefused
from hub.floor import Floor
from hub.history import day_asked, number_asked
from hub.ledger import Request
from hub.service import Service
from hub.store import Store
from hub.trace import trace
from motcua.__main__ import main as command


class House:
    """A running hub's service and its file."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock()
        self.path = folder / "hub.db"
        self.service = Service(PLAN, Store(self.path, PLAN.site), self.clock, Floor(PLAN).orders)
        self.service.open()
        self._n = 0

    def ask(self, device: str, command: c.Asking, settles: str = "") -> None:
        self._n += 1
        answers: list[Answer | None] = []
        request = Request.of(device, f"s.{self._n}", command)._replace(settles=settles)
        self.service.submit(request, answers.append)
        self.service.pump()
        assert answers[0] is not None
        assert answers[0].outcome == "accepted", answers[0]
        self.clock.turn(1.5)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.service.close()


def play_visit(house: House) -> None:
    house.ask("kiosk-1", c.Take(press="p0", service="land", kiosk="kiosk-1"))
    house.ask("kiosk-1", c.Take(press="p1", service="land", kiosk="kiosk-1"))
    house.ask("kiosk-1", c.NotePrinted(kiosk="kiosk-1", press="p1", number="A002", confirmed=True))
    house.ask("counter-1", c.CallNext(counter="counter-1"))
    house.ask("counter-1", c.CallNext(counter="counter-1"))
    house.ask("counter-1", c.Recall(counter="counter-1"))
    house.ask("counter-1", c.Start(counter="counter-1"))
    house.ask("counter-1", c.Finish(counter="counter-1", result=1))


def test_a_visit_is_told_from_the_press_to_the_end(house: House) -> None:
    play_visit(house)
    told = (line.partition("  #")[2].partition("  ")[2] for line in trace("a002", house.path, PLAN, "en"))
    lines = [line for line in told if line]
    assert lines == [
        "kiosk-1: button of Đất đai pressed (press p1); the hub gives A002, 1 waiting before it",
        "hub → kiosk-1: print the ticket A002",
        "kiosk-1: the ticket is printed",
        "counter-1: counter 1 calls A002",
        "hub → counter-1: the LED blinks A002",
        "counter-1: counter 1 calls A002 again",
        "hub → counter-1: the LED blinks A002",
        "counter-1: counter 1 begins to serve A002",
        "hub → counter-1: the LED shows A002 steadily",
        "counter-1: counter 1 finishes A002, result: 1 Dossier accepted",
    ]


def test_a_visit_that_ends_without_a_result_says_so_in_words(house: House) -> None:
    play_visit(house)
    (end,) = (line for line in trace("A001", house.path, PLAN) if "kết thúc" in line)
    assert end.endswith("gọi số tiếp theo, số A001 kết thúc, kết quả: không chọn")


def test_each_line_has_local_time_and_the_number_in_the_log(house: House) -> None:
    house.ask("kiosk-1", c.Take(press="p0", service="land", kiosk="kiosk-1"))
    line = trace("A001", house.path, PLAN)[0]
    # 1,795,000,000 s after 1970 UTC, seven hours further east
    assert line.startswith("18:06:40.000  #3  kiosk-1: bấm lĩnh vực Đất đai (lần bấm p0); hub cấp số A001")


def test_a_print_order_that_nobody_answered_is_told_at_its_time(house: House) -> None:
    house.ask("kiosk-1", c.Take(press="p0", service="land", kiosk="kiosk-1"))
    house.ask("counter-1", c.CallNext(counter="counter-1"))
    lines = trace("A001", house.path, PLAN, "en")
    assert lines[2].partition("  ")[2].startswith("kiosk-1: has not answered the print order c1-")
    assert [line[:12] for line in lines] == sorted(line[:12] for line in lines)
    (pending,) = house.service.ledger.pending
    house.ask(
        "kiosk-1",
        c.NotePrintMissed(kiosk="kiosk-1", press="p0", number="A001", outcome="failed", reason="no paper"),
        pending,
    )
    assert trace("A001", house.path, PLAN, "en")[-1].endswith("kiosk-1: the ticket was not printed (no paper)")


def test_a_reserve_number_that_took_the_place_of_the_hubs_own_is_told(house: House) -> None:
    house.ask("kiosk-1", c.Take(press="p0", service="land", kiosk="kiosk-1"))
    reserve = c.TakeReserve(
        press="p0", service="land", number="A901", kiosk="kiosk-1", arrived_ms=1_795_000_000_000, day="2026-11-18"
    )
    house.ask("kiosk-1", reserve)
    assert trace("A001", house.path, PLAN, "en")[-1].endswith(
        "hub: number A001 is void (reserve_given); in its place: A901"
    )
    assert (
        "had given the reserve number A901 at 18:06:40.000, service Đất đai" in trace("A901", house.path, PLAN, "en")[0]
    )


@pytest.mark.parametrize(("priority", "kind"), [(False, "ticket"), (True, "priority ticket")])
def test_an_order_from_the_page_is_no_press_of_a_button(house: House, priority: bool, kind: str) -> None:
    house.ask("web", c.Take(press="web:demo-0001", service="land", priority=priority, origin="web"))
    (line,) = trace("A001", house.path, PLAN, "en")
    assert f"web: {kind} of Đất đai ordered by the page or the API (request demo-0001); the hub gives A001" in line


def test_a_number_that_nobody_had_is_said_in_one_line(house: House) -> None:
    assert trace("A777", house.path, PLAN, "en") == ["Nobody has had the number A777 on 18/11/2026"]


@pytest.mark.parametrize("number", ["", "A001;", "A1", "AA001", "A001\n", "12345"])
def test_what_is_no_number_is_said(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        command(["trace", number])
    assert f"không phải số thứ tự / {number!r} is not a number; numbers look like A012" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["2026-11-99", "20261118", "2026-W47-3", "yesterday", "2026-02-29", "٢٠٢٦-11-18"])
def test_what_is_no_day_of_the_calendar_is_said(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        command(["trace", "A001", "--day", day])
    assert f"không phải ngày / {day!r} is not a date; write it as YYYY-MM-DD" in capsys.readouterr().err


def test_numbers_and_days_are_taken_as_people_write_them() -> None:
    assert [number_asked(text) for text in ("a012", "1012", "012")] == ["A012", "1012", "012"]
    assert day_asked("2028-02-29") == "2028-02-29"


def test_the_story_can_be_told_after_the_hub_has_stopped(house: House) -> None:
    play_visit(house)
    running = trace("A002", house.path, PLAN)
    house.service.close()
    assert trace("A002", house.path, PLAN) == running


def test_a_store_that_is_not_there_says_where_to_look(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match=r"\[hub\] data in site\.toml"):
        trace("A001", tmp_path / "none.db", PLAN)
