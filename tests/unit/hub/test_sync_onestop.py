"""The client of the one-stop system against the virtual one: news in, records out, through its faults and our own."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sync_house import SITE, SyncHouse, WaitUntil

from hub.history import log_after
from motcua.onestop.catalogue import PROCEDURES
from motcua.onestop.server import OnestopServer


@pytest.fixture
def server() -> Iterator[OnestopServer]:
    server = OnestopServer(SITE, token="t0ken")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def house(tmp_path: Path, server: OnestopServer) -> Iterator[SyncHouse]:
    house = SyncHouse(tmp_path, server.url)
    yield house
    house.close()


def test_a_visit_goes_out_fact_by_fact_in_order(house: SyncHouse, server: OnestopServer, wait_until: WaitUntil) -> None:
    house.onestop.start()
    number = house.visit()
    wait_until(lambda: len(server.received) == 4, "four records")
    records = [each.record for each in server.received]
    assert [each["kind"] for each in records] == ["ticket", "called", "started", "finished"]
    assert {each["visit"] for each in records} == {f"{house.service.view.day.replace('-', '')}.{number}"}
    assert not server.system.refused
    wait_until(lambda: house.part.state == "ok", "the part to be well")


def test_an_accepted_dossier_prints_its_slip_and_belongs_to_the_visit(
    house: SyncHouse, server: OnestopServer, wait_until: WaitUntil
) -> None:
    number = house.visit(finish=False)
    house.onestop.start()
    code = server.desk.accept("1", PROCEDURES[0].code)
    wait_until(lambda: house.facts("DossierReported"), "the dossier")
    (fact,) = house.facts("DossierReported")
    reported = json.loads(fact)
    assert (reported["code"], reported["number"], reported["counter"]) == (code, number, "counter-1")
    wait_until(lambda: len(server.received) == 4, "the dossier to be told back")
    assert server.received[-1].record["dossier"] == code


def answered(house: SyncHouse) -> list[tuple[str, str]]:
    """What of the day's log the one-stop system must have: (kind of fact, number)."""
    kinds = {"TicketTaken", "Called", "Started", "Finished"}
    return [
        (kind, json.loads(fact)["number"])
        for _, _, _, kind, fact in log_after(house.store, 0, 100_000)
        if kind in kinds
    ]


def test_every_record_arrives_once_and_in_order_through_faults_and_restarts(
    house: SyncHouse, server: OnestopServer, wait_until: WaitUntil
) -> None:
    chance = random.Random(7)
    server.faults.set(Faults(slow=0.002, fail=0.1, repeat=0.3, forget=0.1, garbage=0.05))
    house.onestop.start()
    for n in range(75):
        house.visit()
        if n % 5 == 0:
            server.desk.accept("1", PROCEDURES[n % len(PROCEDURES)].code)
        if chance.random() < 0.1:
            house.restart()
    server.faults.clear()
    sent = answered(house)
    wait_until(lambda: len(of_visits(server)) >= len(sent), f"{len(sent)} records", 30)
    assert len({each.record["seq"] for each in server.received}) == len(server.received)
    assert of_visits(server) == [number for _, number in sent]
    assert "record_refused" not in {part.code for part in house.parts}


def of_visits(server: OnestopServer) -> list[object]:
    return [each.record["number"] for each in server.received if each.record["kind"] != "dossier"]
