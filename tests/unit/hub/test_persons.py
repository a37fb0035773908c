"""One ticket per person at the hub: who holds an open number gets no other, and tomorrow nobody knows who it was."""

from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest
from hub_house import PLAN
from msgspec.structs import replace

from devicekit import codec
from devicekit.clock import HandClock
from devicekit.link import Received
from devicekit.link_memory import MemoryBroker, MemoryLink
from devicekit.messages import Answer, Event, TicketWanted
from devicekit.topics import Address
from hub.backup import bring_up_to_date, write_backup
from hub.backup_check import check_backup
from hub.bridge import subscriptions
from hub.engine import commands as c
from hub.floor import Floor
from hub.ledger import Request
from hub.main import build, goodbye
from hub.service import Service
from hub.store import Store

ANNA, BINH = "a" * 32, "b" * 32
ONE_EACH = replace(
    PLAN, services=tuple(replace(each, per_person=1 if each.id == "land" else 0) for each in PLAN.services)
)


class House:
    """A hub where land gives one number to a person."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.path, self.n = HandClock(), folder / "hub.db", 0
        self.plan = ONE_EACH
        self.service = self.build()

    def build(self) -> Service:
        service = Service(self.plan, Store(self.path, PLAN.site), self.clock, Floor(self.plan).orders)
        service.open()
        return service

    def restart(self) -> None:
        self.service.close()
        self.service = self.build()

    def ask(self, command: c.Asking) -> Answer:
        self.n += 1
        heard: list[Answer | None] = []
        self.service.submit(Request.of("kiosk-1", f"s.{self.n}", command), heard.append)
        self.service.pump()
        (answer,) = heard
        assert answer is not None
        return answer

    def take(self, person: str = ANNA, service: str = "land", press: str = "", **more: object) -> Answer:
        press = press or f"kiosk-1.s.{self.n}"
        return self.ask(c.Take(press=press, service=service, kiosk="kiosk-1", person=person, **more))  # type: ignore[arg-type]

    def bytes(self) -> bytes:
        return b"".join(file.read_bytes() for file in self.path.parent.iterdir())


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    (tmp_path / "data").mkdir()
    house = House(tmp_path / "data")
    yield house
    house.service.close()


def test_second_ticket_is_refused_and_names_the_first(house: House) -> None:
    assert house.take().detail == "A001"
    refused = house.take()
    assert (refused.outcome, refused.reason) == ("refused", "already_has_ticket")
    assert refused.detail.startswith("A001")
    assert house.take(BINH).detail == "A002", "nothing was changed by the refusal"


def test_same_press_is_the_same_ticket_and_no_second_one(house: House) -> None:
    assert house.take(press="kiosk-1.x").detail == house.take(press="kiosk-1.x").detail == "A001"


def test_another_service_is_not_concerned(house: House) -> None:
    house.take()
    assert house.take(service="civil").outcome == "accepted"


def test_a_restart_forgets_nobody_of_today(house: House) -> None:
    house.take()
    house.restart()
    assert house.take().reason == "already_has_ticket"


def serve(house: House) -> None:
    house.ask(c.CallNext(counter="counter-1"))
    house.ask(c.Finish(counter="counter-1"))


def miss(house: House) -> None:
    house.ask(c.CallNext(counter="counter-1"))
    house.ask(c.MissedCall(counter="counter-1"))


def void(house: House) -> None:
    house.ask(c.VoidNumber(number="A001", reason="left"))


@pytest.mark.parametrize("end", [serve, miss, void])
def test_after_the_first_has_ended_there_is_another(house: House, end: object) -> None:
    house.take()
    assert callable(end)
    end(house)
    assert house.take().detail == "A002"
    assert house.take().detail.startswith("A002")


def test_a_number_of_the_reserve_counts_too(house: House) -> None:
    given = c.TakeReserve(
        press="kiosk-1.r", service="land", number="A901", kiosk="kiosk-1", arrived_ms=house.service.now_ms(),
        day=house.service.view.day, person=ANNA,
    )  # fmt: skip
    assert house.ask(given).outcome == "accepted"
    assert house.take().reason == "already_has_ticket"


def test_as_many_as_the_setting_says(house: House) -> None:
    house.plan = replace(PLAN, services=tuple(replace(each, per_person=2) for each in PLAN.services))
    house.restart()
    assert [house.take().outcome for _ in range(3)] == ["accepted", "accepted", "refused"]


def test_numbers_of_another_service_do_not_count(house: House) -> None:
    house.plan = replace(PLAN, services=tuple(replace(each, per_person=1) for each in PLAN.services))
    house.restart()
    assert [house.take(service="civil").outcome, house.take().outcome] == ["accepted", "accepted"]


def test_without_a_card_the_kiosk_gives_none_and_the_help_desk_does(house: House) -> None:
    assert house.take("").reason == "card_wanted"
    assert house.take("", origin="web").outcome == "accepted"
    house.plan = replace(PLAN, services=tuple(replace(each, per_person=1, cardless=True) for each in PLAN.services))
    house.restart()
    assert house.take("").outcome == "accepted"


def test_no_fact_and_no_backup_says_who_it_was(house: House, tmp_path: Path) -> None:
    house.take()
    db = apsw.Connection(str(house.path), flags=apsw.SQLITE_OPEN_READONLY)
    assert [ANNA in str(row) for row in db.execute("SELECT * FROM events")].count(True) == 0
    assert db.execute("SELECT count(*) FROM persons").get == 1
    db.close()
    copy = tmp_path / "b.db"
    write_backup(house.path, copy, PLAN.site)
    house.take(BINH)
    assert bring_up_to_date(house.path, copy, PLAN.site) is not None
    check_backup(copy)
    assert ANNA.encode() not in copy.read_bytes() and BINH.encode() not in copy.read_bytes()


def test_tomorrow_not_a_byte_says_who_it_was(house: House) -> None:
    house.take()
    assert ANNA.encode() in house.bytes()
    house.clock.turn(24 * 3600)
    house.service.pump()
    house.service.pump()
    assert ANNA.encode() not in house.bytes()
    assert house.take().outcome == "accepted"


def test_nothing_that_outlives_the_day_depends_on_the_person(tmp_path: Path) -> None:
    digests = []
    for person in (ANNA, BINH):
        clock, store = HandClock(), tmp_path / f"{person[0]}.db"
        broker = MemoryBroker(clock)
        link = MemoryLink(broker, subscriptions(ONE_EACH), goodbye(ONE_EACH, "hub-1"))
        hub = build(ONE_EACH, store, link, clock, "hub-1", lambda: 1.0)
        hub.open()
        body = TicketWanted(press="kiosk-1.s.1", service="land", person=person)
        wanted = Event(id="s.1", boot="b", happened_ms=1, sent_ms=1, body=body)
        topic = Address(PLAN.site, "ticket", "kiosk-1").topic("evt")
        hub.service.inbox.put(Received(str(topic), codec.encode(wanted), False, clock.monotonic()))
        hub.pump()
        assert hub.service.view.services[0].waiting == 1
        hub.close()
        db = apsw.Connection(str(store))
        digests.append(db.execute("SELECT digest FROM answers").get)
        db.close()
    assert digests[0] == digests[1]
