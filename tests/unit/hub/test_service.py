"""The writer: batches, repeats, restarts, a full disk, the day change."""

import threading
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest
from hub_disk import Disk
from hub_house import PLAN

from devicekit.clock import HandClock
from devicekit.messages import Answer
from hub.engine import commands as c
from hub.errors import StoreBroken
from hub.floor import Floor
from hub.ledger import Request
from hub.service import Service
from hub.store import Store


class House:
    """A service on a file and a clock turned by hand."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock()
        self.disk = Disk()
        self.path = folder / "hub.db"
        self.service = self.build()

    def build(self) -> Service:
        service = Service(PLAN, Store(self.path, PLAN.site, vfs=self.disk.name), self.clock, Floor(PLAN).orders)
        service.open()
        return service

    def restart(self) -> None:
        self.service.close()
        self.service = self.build()

    def close(self) -> None:
        self.disk.fault = None
        self.service.close()
        self.disk.unregister()

    def ask(self, *requests: Request) -> list[Answer | None]:
        answers: list[Answer | None] = []
        for request in requests:
            self.service.submit(request, answers.append)
        self.service.pump()
        return answers

    def one(self, request: Request) -> Answer:
        (answer,) = self.ask(request)
        assert answer is not None
        return answer


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.close()


def take(n: int, press: str = "", kiosk: str = "kiosk-1", service: str = "land") -> Request:
    return Request.of(kiosk, f"s.{n}", c.Take(press=press or f"p{n}", service=service, kiosk=kiosk))


def key(n: int, command: c.AtCounter) -> Request:
    return Request.of("counter-1", f"k.{n}", command)  # type: ignore[arg-type]


def test_a_service_that_is_opened_again_shows_the_day_of_its_store(house: House) -> None:
    epoch = house.service.view.epoch
    house.service.close()
    house.service.open()
    assert house.service.view.epoch == epoch + 1


def test_a_batch_of_presses_is_one_number_each(house: House) -> None:
    answers = house.ask(*(take(n) for n in range(1, 6)))
    assert [answer and answer.detail for answer in answers] == ["A001", "A002", "A003", "A004", "A005"]


def test_repeated_request_id_gives_the_same_ticket(house: House) -> None:
    first = house.one(take(1))
    assert house.one(take(1)) == first
    house.restart()
    assert house.one(take(1)) == first
    assert house.service.view.services[0].waiting == 1


def test_repeat_in_the_same_batch_gives_the_same_ticket(house: House) -> None:
    first, second = house.ask(take(1), take(1))
    assert first == second
    assert house.service.view.services[0].waiting == 1


def test_refusal_is_repeated_word_for_word(house: House) -> None:
    next_key = key(1, c.CallNext(counter="counter-1"))
    refused = house.one(next_key)
    house.one(take(1))
    assert refused.reason == "nobody_waiting"
    assert house.one(next_key) == refused


def test_same_id_with_another_body_is_refused(house: House) -> None:
    house.one(take(1, press="one"))
    assert house.one(take(1, press="two")).reason == "id_reused"


def test_restart_replays_the_open_day(house: House) -> None:
    house.ask(take(1), take(2))
    house.one(key(1, c.CallNext(counter="counter-1")))
    before = house.service.view
    house.restart()
    after = house.service.view
    assert (after.services, after.counters, after.recent) == (before.services, before.counters, before.recent)
    assert after.epoch == before.epoch + 1
    assert house.one(take(3)).detail == "A003"


def test_print_order_survives_a_restart_and_ends_with_its_answer(house: House) -> None:
    house.one(take(1))
    house.restart()
    (order,) = house.service.ledger.pending.values()
    assert order.id.startswith("c1-")
    printed = c.NotePrinted(kiosk="kiosk-1", press="p1", number="A001", confirmed=True)
    house.ask(Request.of("kiosk-2", "x.1", printed)._replace(settles=order.id))
    assert order.id in house.service.ledger.pending, "only the device that was asked can answer"
    house.ask(Request.of("kiosk-1", "x.1", printed)._replace(settles=order.id))
    house.restart()
    assert house.service.ledger.pending == {}


def test_reserve_ticket_takes_back_the_print_order_of_its_press(house: House) -> None:
    house.one(take(1))
    reserve = c.TakeReserve(
        press="p1",
        service="land",
        number="A901",
        kiosk="kiosk-1",
        arrived_ms=house.service.now_ms(),
        day=house.service.view.day,
    )
    house.one(Request.of("kiosk-1", "s.2", reserve))
    assert house.service.ledger.pending == {}


def test_full_disk_answers_nobody_and_the_hub_goes_on(house: House) -> None:
    house.one(take(1))
    house.disk.fault = apsw.FullError
    assert house.ask(take(2), take(3)) == [None, None]
    assert "store_full" in house.service.view.alarms
    assert house.service.view.services[0].waiting == 1
    house.disk.fault = None
    assert house.one(take(3)).detail == "A002"
    assert not house.service.view.alarms


def test_broken_disk_ends_the_writer(house: House) -> None:
    house.disk.fault = apsw.IOError
    house.service.submit(take(1), lambda answer: pytest.fail(f"answered {answer}"))
    with pytest.raises(StoreBroken):
        house.service.pump()


def test_new_day_starts_every_series_again_and_forgets_who_waited(house: House) -> None:
    house.one(take(1))
    day = house.service.view.day
    house.clock.turn(24 * 3600)
    assert house.one(take(2)).detail == "A001"
    assert house.service.view.day > day
    assert house.service.view.services[0].waiting == 1
    house.restart()
    assert house.one(take(3)).detail == "A002"


def test_clock_that_jumps_a_day_does_not_change_the_day_until_it_is_confirmed(house: House) -> None:
    house.one(take(1))
    house.clock.jump(24 * 3600)
    assert house.one(take(2)).detail == "A002"
    assert "clock_held" in house.service.view.alarms
    house.service.confirm_time()
    assert house.one(take(3)).detail == "A001"
    assert not house.service.view.alarms


def test_midnight_by_a_clock_that_jumped_waits_for_the_confirmation(house: House) -> None:
    day = house.service.view.day
    house.clock.jump(3600)
    house.clock.turn(24 * 3600)
    house.one(take(1))
    assert house.service.view.day == day
    house.service.confirm_time()
    house.one(take(2))
    assert house.service.view.day > day


def test_clock_set_back_never_opens_yesterday_again(house: House) -> None:
    day = house.service.view.day
    house.clock.jump(-48 * 3600)
    house.restart()
    assert house.service.view.day == day


def test_listeners_are_told_after_the_commit_until_they_leave(house: House) -> None:
    seen: list[int] = []
    leave = house.service.subscribe(lambda view: seen.append(view.services[0].waiting))
    house.one(take(1))
    leave()
    house.one(take(2))
    assert seen == [1]


def test_sixteen_threads_pressing_next_never_call_a_ticket_twice(house: House) -> None:
    house.ask(*(take(n) for n in range(1, 101)))
    called: list[str] = []
    done = threading.Semaphore(0)

    def reply(answer: Answer | None) -> None:
        if answer is not None and answer.outcome == "accepted":
            called.append(answer.detail)
        done.release()

    def press(thread: int) -> None:
        for n in range(8):
            command = c.CallNext(counter=f"counter-{1 + thread % 2}")
            house.service.submit(Request.of(f"web-{thread}", f"w.{n}", command), reply)

    writer = threading.Thread(target=house.service.run, args=(lambda: None,))
    writer.start()
    pressers = [threading.Thread(target=press, args=(n,)) for n in range(16)]
    for presser in pressers:
        presser.start()
    for presser in pressers:
        presser.join()
    assert all(done.acquire(timeout=10) for _ in range(16 * 8))
    house.service.request_stop()
    writer.join()
    tickets = [number for number in called if number]
    assert sorted(set(tickets)) == [f"A{n:03d}" for n in range(1, 101)]
