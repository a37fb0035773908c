"""A technician looks for a device: over the API to the device, and back what came of it."""

from typing import Literal

import pytest
from bridge_house import (
    Device,
    Hall,
    counter_fixture,  # noqa: F401
    hall_fixture,  # noqa: F401
    order_of,
)
from web_house import (
    Asking,
    Web,
    locked_fixture,  # noqa: F401
    reason,
    web_fixture,  # noqa: F401
)

from devicekit.messages import Command, CommandResult
from devicekit.orders import NO_LAMP, Identify
from hub.bridge import DOING_MS
from hub.engine import commands as c
from hub.engine.day import RECENT_SEARCHES
from hub.floor import IDENTIFY_TTL_MS
from hub.ledger import Request
from hub.view import DeviceView, SearchView

ONE = c.AskIdentify(device="counter-1", seconds=7, request="request-1")


def ask(hall: Hall, command: c.AskIdentify = ONE) -> str:
    given: list[str] = []
    request = Request("web", command.request, command, b"")
    hall.hub.service.submit(request, lambda answer: given.append(answer.reason if answer else "busy"))
    hall.pump()
    return given[0]


def seen(hall: Hall) -> SearchView:
    return hall.hub.service.view.searches[0]


def test_a_device_that_shows_itself_is_told_to_who_asked_and_is_not_asked_again(hall: Hall, counter: Device) -> None:
    assert ask(hall) == ""
    order = order_of(counter)
    assert order.body == Identify(seconds=7)
    assert (seen(hall).outcome, seen(hall).request) == ("", "request-1")
    assert "bảng LED hiện tESt" in seen(hall).vi
    counter.say(CommandResult(command=order.id, outcome="done"))
    assert seen(hall).outcome == "done"
    assert seen(hall).en.startswith("LED display and keypad counter-1 does it: the LED display shows tESt")
    hall.turn(30)
    assert counter.heard(Command) == []


@pytest.mark.parametrize(
    ("outcome", "why", "next_step"),
    [
        ("refused", "a counter can't do Identify", "update its program"),
        ("failed", "paper_out", "mend what the hub's page says"),
        ("expired", "its time ran out in the queue", "wait a little"),
        ("refused", NO_LAMP, "look for the label"),
    ],
)
def test_a_device_that_does_not_is_told_with_its_reason_and_what_to_do(
    hall: Hall, counter: Device, outcome: Literal["refused", "failed", "expired"], why: str, next_step: str
) -> None:
    ask(hall)
    counter.say(CommandResult(command=order_of(counter).id, outcome=outcome, reason=why))
    assert (seen(hall).outcome, seen(hall).reason) == (outcome, why)
    assert next_step in seen(hall).en


def test_a_device_that_says_nothing_is_told_too_and_its_order_ends(hall: Hall, counter: Device) -> None:
    ask(hall)
    hall.turn((IDENTIFY_TTL_MS + DOING_MS) / 1000 - 1)
    assert seen(hall).outcome == ""
    hall.turn(3)
    assert seen(hall).outcome == "expired"
    assert "check its power, network and program" in seen(hall).en
    assert hall.hub.service.ledger.pending == {}


def test_two_who_look_for_one_device_hear_each_of_their_own_order(hall: Hall, counter: Device) -> None:
    ask(hall)
    hall.turn(1)
    ask(hall, c.AskIdentify(device="counter-1", seconds=7, request="request-2"))
    first, second = counter.heard(Command)
    counter.say(CommandResult(command=second.id, outcome="done"))
    assert [(each.request, each.outcome) for each in hall.hub.service.view.searches] == [
        ("request-2", "done"),
        ("request-1", ""),
    ]
    counter.say(CommandResult(command=first.id, outcome="done"))
    assert {each.outcome for each in hall.hub.service.view.searches} == {"done"}


def test_what_came_of_it_outlives_a_restart_of_the_hub(hall: Hall, counter: Device) -> None:
    ask(hall)
    order = order_of(counter)
    hall.restart()
    counter.say(CommandResult(command=order.id, outcome="done"))
    assert (seen(hall).request, seen(hall).outcome) == ("request-1", "done")
    hall.restart()
    assert seen(hall).outcome == "done"


def test_only_the_last_searches_are_kept(hall: Hall) -> None:
    for n in range(RECENT_SEARCHES + 2):
        ask(hall, c.AskIdentify(device="counter-1", seconds=1, request=f"request-{n}"))
    assert [each.request for each in hall.hub.service.view.searches] == [
        f"request-{n}" for n in reversed(range(2, RECENT_SEARCHES + 2))
    ]


def test_nobody_looks_for_a_device_while_the_building_is_emptied(hall: Hall, counter: Device) -> None:
    hall.hub.service.submit(Request("web", "alarm-0001", c.Evacuate(), b""), lambda _: None)
    hall.pump()
    assert ask(hall) == "evacuation"
    assert counter.heard(Command) == []


# Over the API


def orders(web: Web) -> list[tuple[str, object]]:
    return [(each.device, each.body) for each in web.service.ledger.pending.values()]


def show(web: Web, online: bool) -> None:
    """Kiosk-1 is there, or not; the writer makes its view with the next batch."""
    here = DeviceView(id="kiosk-1", kind="ticket", online=online, reason="" if online else "no heartbeat for 15 s")
    web.service.show_devices((here,))
    web.post("tickets", request=f"show-{online}-0001", service="land")


def test_a_device_is_looked_for_over_the_api_once_for_each_request(web: Web) -> None:
    show(web, online=True)
    given = [web.post("devices/kiosk-1/identify", request="request-1", seconds=5).json() for _ in range(2)]
    assert given == [{"request": "request-1", "number": ""}] * 2
    assert orders(web) == [("kiosk-1", Identify(seconds=5))]
    (search,) = web.client.get("/api/v1/state").json()["searches"]
    assert (search["device"], search["request"], search["outcome"]) == ("kiosk-1", "request-1", "")


def test_who_was_told_that_a_device_is_asked_hears_it_again_when_it_is_offline_since(web: Web) -> None:
    show(web, online=True)
    first = web.post("devices/kiosk-1/identify", request="request-1").json()
    show(web, online=False)
    assert web.post("devices/kiosk-1/identify", request="request-1").json() == first
    assert reason(web.post("devices/kiosk-1/identify", request="request-2")) == (409, "device_offline")
    problem = web.post("devices/kiosk-1/identify", request="request-3").json()
    assert "check its power, network and program" in problem["en"]
    assert problem["detail"] == "kiosk-1: no heartbeat for 15 s"


def test_a_device_that_nobody_has_and_a_time_out_of_bounds_are_refused(web: Web) -> None:
    ask_web = Asking(web)
    refused = ask_web("devices/kiosk-9/identify")
    assert reason(refused) == (404, "unknown_device")
    assert refused.json()["detail"].startswith("no device 'kiosk-9' here; known: kiosk-1, ")
    for seconds in (0, 61, 1.5):
        assert reason(ask_web("devices/kiosk-1/identify", seconds=seconds)) == (400, "bad_request")
    assert orders(web) == []


def test_a_device_shows_itself_only_to_who_has_the_token(locked: Web) -> None:
    assert reason(locked.post("devices/kiosk-1/identify", request="request-1")) == (401, "unauthorized")
