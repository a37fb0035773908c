"""The appointment book over the API: booked, found by its time, checked in, cancelled; no person's number."""

import time
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hub_house import PLAN
from msgspec.structs import replace
from web_house import Web

from hub.plan import HoursPlan


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    started = Web(tmp_path, plan=replace(PLAN, hours=HoursPlan(zone=ZoneInfo(PLAN.timezone))))
    yield started
    started.close()


def soon() -> int:
    """A time of today (but for the last two seconds of a day)."""
    return int(time.time() * 1000) + 2000


def test_booked_by_a_portal_found_by_the_desk_and_checked_in_without_its_code(web: Web) -> None:
    at = soon()
    booked = web.post("appointments", request="portal-0001", service="land", time_ms=at, code="DVC-0001")
    assert booked.status_code == 200
    assert web.post("appointments", request="portal-0001", service="land", time_ms=at, code="DVC-0001").json() == (
        booked.json()
    )
    listed = web.client.get("/api/v1/appointments", params={"service": "land"}).json()["appointments"]
    assert [(each["code"], each["time_ms"], each["state"]) for each in listed] == [("DVC-0001", at, "open")]
    given = web.post("appointments/DVC-0001/check-in", request="desk-00001", kiosk="kiosk-1")
    assert (given.status_code, given.json()) == (200, {"request": "desk-00001", "number": "A001"})
    again = web.post("appointments/DVC-0001/check-in", request="desk-00002")
    assert (again.status_code, again.json()["reason"]) == (409, "already_checked_in")


def test_without_a_code_the_request_makes_one_and_it_can_be_cancelled(web: Web) -> None:
    web.post("appointments", request="portal-0002", service="land", time_ms=soon())
    assert web.post("appointments/R-portal-0002/cancel", request="desk-00003").status_code == 200
    assert web.post("appointments/R-portal-0002/check-in", request="desk-00004").json()["reason"] == "appointment_over"


@pytest.mark.parametrize("code", ["062090000018", "0905123777", "233123456", "a b c d", "DVC/1", "x" * 51])
def test_a_persons_number_is_no_code(web: Web, code: str) -> None:
    refused = web.post("appointments", request="portal-0003", service="land", time_ms=soon(), code=code)
    assert (refused.status_code, refused.json()["reason"]) == (400, "bad_request")
    assert web.service.bookings == ()


@pytest.mark.parametrize(
    ("path", "body", "status", "reason"),
    [
        ("appointments", {"service": "sea", "time_ms": 4_000_000_000_000}, 404, "unknown_service"),
        ("appointments", {"service": "land", "time_ms": 1}, 409, "time_over"),
        ("appointments", {"service": "land", "time_ms": 4_000_000_000_000}, 409, "outside_hours"),
        ("appointments", {"service": "land"}, 400, "bad_request"),
        ("appointments/DVC-9/check-in", {"kiosk": "kiosk-9"}, 404, "unknown_kiosk"),
        ("appointments/D-9/check-in", {}, 400, "bad_request"),
        ("appointments/DVC-99/check-in", {}, 404, "unknown_code"),
    ],
)
def test_what_is_wrong_is_said(web: Web, path: str, body: dict[str, object], status: int, reason: str) -> None:
    refused = web.post(path, request="portal-0009", **body)
    assert (refused.status_code, refused.json()["reason"]) == (status, reason)
