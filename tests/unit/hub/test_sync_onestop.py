"""The client of the one-stop system against the virtual one: news in, records out, through its faults and our own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sync_house import SITE, SyncHouse, WaitUntil

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
