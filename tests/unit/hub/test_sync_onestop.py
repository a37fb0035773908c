"""The client of the one-stop system against the virtual one: news in, records out, through its faults and our own."""

import json
import random
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import apsw
import pytest
from bad_server import BadServer, answer
from hub_disk import Disk
from sync_house import (
    CODE,
    PLAN,
    SyncHouse,
    WaitUntil,
    house_fixture,  # noqa: F401
    server_fixture,  # noqa: F401
)

from devicekit.clock import HandClock
from hub.history import log_after
from hub.sync.bell import Bell
from hub.sync.caller import Caller
from hub.sync.health import FAILED_AFTER_S, Health
from hub.sync.line import Line
from hub.sync.outgoing import CURSOR as RECORDS
from hub.sync.outgoing import Outgoing
from hub.sync.pace import Pace
from motcua.onestop.catalogue import PROCEDURES
from motcua.onestop.faults import Faults
from motcua.onestop.server import OnestopServer


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


# News


def test_a_bad_event_is_said_by_its_id_and_holds_up_nobody(
    house: SyncHouse, server: OnestopServer, wait_until: WaitUntil, caplog: pytest.LogCaptureFixture
) -> None:
    house.onestop.start()
    bad = server.desk.write({"counter": "1", "dossier": {"code": "Nguyễn Văn An 079012345678", "state": 2}})
    code = server.desk.accept("1", PROCEDURES[0].code)
    wait_until(lambda: house.facts("DossierReported"), "the dossier behind it")
    assert json.loads(house.facts("DossierReported")[0])["code"] == code
    wait_until(lambda: house.part.code == "event_refused", "a word about it")
    assert house.part.state == "degraded"
    assert house.part.detail == f"event {bad}: is no dossier code - at `$.dossier.code`"
    assert len([each for each in caplog.messages if bad in each and each.startswith("event")]) == 1
    assert "079" not in caplog.text
    assert "Nguy" not in caplog.text


def test_a_counter_of_nobody_is_said_and_holds_up_nobody(
    house: SyncHouse, server: OnestopServer, wait_until: WaitUntil
) -> None:
    house.onestop.start()
    server.desk.write({"counter": "99", "dossier": {"code": CODE, "state": 2}})
    server.desk.accept("1", PROCEDURES[0].code)
    wait_until(lambda: house.facts("DossierReported"), "the dossier behind it")
    wait_until(lambda: "unknown_counter" in house.part.detail, "a word about it")
    assert (house.part.state, house.part.code) == ("degraded", "event_refused")


def test_a_state_that_is_none_is_kept_and_said_and_prints_nothing(
    house: SyncHouse, server: OnestopServer, wait_until: WaitUntil
) -> None:
    house.onestop.start()
    server.desk.write({"counter": "1", "dossier": {"code": CODE, "state": 42}})
    wait_until(lambda: house.part.code == "event_refused", "a word about it")
    (fact,) = (json.loads(each) for each in house.facts("DossierReported"))
    assert (fact["state"], fact.get("slip", "")) == (0, "")


@pytest.mark.parametrize("cursor", ["", "gone-5"])
def test_events_that_come_again_are_applied_once(
    house: SyncHouse, server: OnestopServer, wait_until: WaitUntil, cursor: str
) -> None:
    house.onestop.start()
    for procedure in PROCEDURES[:3]:
        server.desk.accept("1", procedure.code)
    wait_until(lambda: len(house.facts("DossierReported")) == 3, "three dossiers")
    house.onestop.stop()
    house.service.keep("onestop.events", cursor)
    house.restart()
    server.desk.accept("1", PROCEDURES[0].code)
    wait_until(lambda: len(house.facts("DossierReported")) > 3, "the fourth dossier")
    codes = [json.loads(each)["code"] for each in house.facts("DossierReported")]
    assert len(codes) == len(set(codes)) == 4
    assert house.part.code != "event_refused"


def test_a_full_disk_loses_no_event(tmp_path: Path, wait_until: WaitUntil) -> None:
    event = {"id": "e1", "kind": "dossier", "counter": "1", "dossier": {"code": CODE, "state": 4}}
    server = BadServer(answer(json.dumps({"cursor": "c1", "events": [event]}).encode()))
    disk = Disk()
    house = SyncHouse(tmp_path, server.url, vfs=disk.name)
    disk.fault = apsw.FullError
    house.onestop.start()
    wait_until(lambda: len([head for head in server.heads if "events?after=&" in head]) >= 3, "the same page again")
    assert "store_full" in house.service.view.alarms
    disk.fault = None
    wait_until(lambda: house.facts("DossierReported"), "the dossier")
    wait_until(lambda: house.service.kept("onestop.events") == "c1", "the place to be kept")
    house.close()
    server.close()
    disk.unregister()


def test_an_event_that_comes_again_after_its_answer_was_forgotten_is_no_fault(
    tmp_path: Path, server: OnestopServer, wait_until: WaitUntil
) -> None:
    clock = HandClock()
    house = SyncHouse(tmp_path, server.url, clock=clock)
    house.onestop.start()
    server.desk.accept("1", PROCEDURES[0].code)
    wait_until(lambda: house.facts("DossierReported"), "the dossier")
    house.onestop.stop()
    house.service.keep("onestop.events", "")
    for _ in range(9):
        clock.turn(24 * 3600)
        house.visit()
    house.restart()
    last = server.desk.accept("1", PROCEDURES[0].code)
    wait_until(lambda: len(house.facts("DossierReported")) > 1, "the next dossier")
    assert [json.loads(each)["code"] for each in house.facts("DossierReported")][1:] == [last]
    assert house.part.code != "event_refused"
    house.close()


def test_an_event_of_yesterday_is_about_nobody_of_today(
    house: SyncHouse, server: OnestopServer, wait_until: WaitUntil
) -> None:
    number = house.visit(finish=False)
    house.onestop.start()
    at = "2026-11-01T16:59:00+07:00"
    server.desk.write({"at": at, "counter": "1", "ticket": number, "dossier": {"code": CODE, "state": 2}})
    wait_until(lambda: house.facts("DossierReported"), "the dossier")
    (fact,) = (json.loads(each) for each in house.facts("DossierReported"))
    assert {key: fact.get(key, "") for key in ("number", "counter", "slip")} == dict.fromkeys(
        ("number", "counter", "slip"), ""
    )


# Records


def test_a_record_that_is_never_taken_is_put_aside_and_the_next_ones_go_on(
    tmp_path: Path, wait_until: WaitUntil, caplog: pytest.LogCaptureFixture
) -> None:
    server = BadServer(answer(b'{"cursor":"","events":[]}', "422 No"))
    house = SyncHouse(tmp_path, server.url)
    house.onestop.start()
    house.visit()
    seq = house.service.view.seq
    wait_until(lambda: f"record {seq} " in caplog.text, "the last record to be put aside")
    wait_until(lambda: house.service.kept(RECORDS) == str(seq), "the place to be kept")
    lines = [each for each in caplog.messages if each.startswith("record ")]
    # The first two facts of a day, its date and its settings, are no records.
    assert lines == [f"record {n} of the one-stop system was put aside: refused with 422" for n in range(3, seq + 1)]
    house.close()
    server.close()


@pytest.mark.parametrize("body", [b"<html>Welcome</html>", b"Sign in"])
def test_a_page_of_somebody_in_between_takes_no_record(tmp_path: Path, wait_until: WaitUntil, body: bytes) -> None:
    server = BadServer(answer(body))
    house = SyncHouse(tmp_path, server.url)
    house.onestop.start()
    house.visit()
    wait_until(lambda: (house.part.state, house.part.code) == ("failed", "wrong_answer"), "a word about it")
    wait_until(lambda: len([head for head in server.heads if head.startswith("POST")]) > 3, "more tries")
    keys = {line for head in server.heads for line in head.split("\r\n") if line.startswith("Idempotency-Key")}
    assert len(keys) == 1
    house.close()
    assert house.service.kept(RECORDS) in ("", "1", "2")
    server.close()


def test_a_wrong_password_is_said_at_once(tmp_path: Path, server: OnestopServer, wait_until: WaitUntil) -> None:
    house = SyncHouse(tmp_path, server.url, token="wrong")
    house.onestop.start()
    wait_until(lambda: house.part.code == "unauthorized", "a word about it")
    assert house.part.state == "failed"
    assert "token_file" in house.part.detail
    house.close()


def test_a_day_without_the_one_stop_system_loses_nothing_and_is_said_when_it_begins_and_when_it_lasts(
    tmp_path: Path, server: OnestopServer, caplog: pytest.LogCaptureFixture
) -> None:
    clock = HandClock()
    house = SyncHouse(tmp_path, server.url, clock=clock)
    for _ in range(30):
        house.visit()
    server.stop()
    health = Health(house.service.show_part, clock.monotonic)
    chance, caller = random.Random(1), Caller(server.url, "t0ken", 5)
    line = Line("records", house.service, caller, health, Bell(), Pace(chance.random))
    outgoing = Outgoing(line, house.store, ZoneInfo(PLAN.timezone))
    end, waits = clock.monotonic() + 24 * 3600, list[float]()
    while clock.monotonic() < end:
        waits.append(outgoing.step())
        clock.turn(max(waits[-1], 0.001))
    assert max(waits) <= 60
    assert len(waits) < 4000
    lines = [each for each in caplog.messages if each.startswith("one-stop system:")]
    assert [each.split(" (")[0] for each in lines] == ["one-stop system: away"] * 2
    assert lines[0].endswith("(records: Connection refused; 120 records wait since 18:06)")
    server.start()
    while outgoing.step() == 0.0 or len(server.received) < 120:
        pass
    caller.close()
    assert [each.record["seq"] for each in server.received] == list(range(3, 123))
    house.close()


def test_during_a_backlog_the_writer_is_left_alone_after_each_record_and_seldom_asked_to_keep_the_place(
    tmp_path: Path, server: OnestopServer
) -> None:
    clock = HandClock()
    house = SyncHouse(tmp_path, server.url, clock=clock)
    for _ in range(30):
        house.visit()
    health = Health(house.service.show_part, clock.monotonic)
    caller = Caller(server.url, "t0ken", 5)
    line = Line("records", house.service, caller, health, Bell(), Pace(lambda: 0.5))
    outgoing = Outgoing(line, house.store, ZoneInfo(PLAN.timezone))
    kept, waits = set[str](), list[float]()
    while len(server.received) < 120:
        before = len(server.received)
        wait_s = outgoing.step()
        if len(server.received) > before:
            waits.append(wait_s)
        house.service.pump()
        kept.add(house.service.kept("onestop.records"))
    caller.close()
    house.close()
    assert min(waits) > 0
    assert len(kept) <= 2


def test_what_is_away_for_long_has_failed() -> None:
    clock, shown = HandClock(), list[str]()
    health = Health(lambda _name, part: shown.append(part.state), clock.monotonic)
    for _ in range(3):
        health.ill("events", "away", "no answer within 10 s")
    clock.turn(FAILED_AFTER_S)
    health.ill("events", "away", "no answer within 10 s")
    health.well("events", "2026-11-25")
    assert shown == ["ok", "degraded", "failed", "ok"]


def test_what_was_put_aside_stays_in_sight_for_its_day() -> None:
    shown = list[str]()
    health = Health(lambda _name, part: shown.append(part.code), HandClock().monotonic)
    health.put_aside("record_refused", "record 5: refused with 422", "2026-11-25")
    health.well("records", "2026-11-25")
    health.well("events", "2026-11-26")
    assert shown == ["record_refused", ""]


# The end


def test_stopping_waits_for_no_slow_answer(tmp_path: Path, wait_until: WaitUntil) -> None:
    server = BadServer(30.0)
    house = SyncHouse(tmp_path, server.url, timeout_s=60)
    house.onestop.start()
    house.visit()
    wait_until(lambda: len(server.heads) == 3, "all three sides to wait for an answer")
    began = time.monotonic()
    house.onestop.stop()
    assert time.monotonic() - began < 2
    house.onestop.stop()
    house.close()
    server.close()


def test_the_hub_gives_numbers_at_once_while_the_one_stop_system_hangs(tmp_path: Path, wait_until: WaitUntil) -> None:
    server = BadServer(30.0)
    house = SyncHouse(tmp_path, server.url, timeout_s=60)
    house.onestop.start()
    wait_until(lambda: server.heads, "somebody to wait for an answer")
    began = time.monotonic()
    for _ in range(10):
        house.visit()
    assert time.monotonic() - began < 5
    house.close()
    server.close()
