"""Undo says what it does not take back, and why it does nothing, in both languages; a repeat hears the same."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fee_house import FEES
from msgspec.structs import replace
from web_house import Asking, Web

from devicekit.clock import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def web(tmp_path: Path, clock: HandClock) -> Iterator[Web]:
    started = Web(tmp_path, plan=FEES, clock=clock)
    yield started
    started.close()


def test_a_call_that_is_undone_was_heard_all_the_same(web: Web) -> None:
    ask = Asking(web)
    ask("tickets", service="land")
    ask("counters/counter-1/next")
    undone = web.post("counters/counter-1/undo", request="request-undo")
    (warning,) = undone.json()["warnings"]
    assert (warning["code"], warning["number"]) == ("voice", "A001")
    assert warning["vi"] == "Loa đã gọi số A001"
    assert warning["en"] == "The speakers have called A001"
    assert web.post("counters/counter-1/undo", request="request-undo").json() == undone.json()


def test_the_rating_screen_has_asked_and_only_that_is_said(web: Web) -> None:
    ask = Asking(web)
    ask("tickets", service="land")
    ask("counters/counter-1/next")
    ask("counters/counter-1/finish")
    warnings = ask("counters/counter-1/undo").json()["warnings"]
    assert [each["en"] for each in warnings] == ["The rating screen has asked about the visit of A001"]


def test_what_nobody_heard_needs_no_warning(web: Web) -> None:
    ask = Asking(web)
    ask("tickets", service="land")
    ask("counters/counter-1/next")
    ask("counters/counter-1/start")
    assert "warnings" not in ask("counters/counter-1/undo").json()


def test_undo_that_comes_too_late_says_how_late_and_how_long_it_works(web: Web, clock: HandClock) -> None:
    ask = Asking(web)
    ask("tickets", service="land")
    ask("counters/counter-1/next")
    clock.turn(12)
    problem = ask("counters/counter-1/undo").json()
    assert problem["reason"] == "undo_late"
    assert re.search(r"12 giây trước, chỉ hoàn tác được trong 10 giây", problem["vi"])
    assert re.search(r"12 seconds ago; undo works for 10 seconds", problem["en"])


def test_undo_of_what_has_gone_on_names_who(web: Web) -> None:
    ask = Asking(web)
    ask("tickets", service="land")
    ask("counters/counter-1/next")
    ask("counters/counter-1/requeue")
    ask("counters/counter-2/next")
    problem = ask("counters/counter-1/undo").json()
    assert problem["reason"] == "undo_sent"
    assert problem["vi"].endswith("Số A001 đã được xử lý tiếp")
    assert problem["en"].endswith("A001 has gone on since")


def test_a_centre_without_speakers_and_screens_has_said_and_asked_nothing(tmp_path: Path, clock: HandClock) -> None:
    silent = tuple(each for each in FEES.devices if each.kind not in ("announcer", "rating"))
    web = Web(tmp_path, plan=replace(FEES, devices=silent), clock=clock)
    try:
        ask = Asking(web)
        ask("tickets", service="land")
        ask("counters/counter-1/next")
        assert "warnings" not in ask("counters/counter-1/undo").json()
        ask("counters/counter-1/next")
        ask("counters/counter-1/finish")
        assert "warnings" not in ask("counters/counter-1/undo").json()
    finally:
        web.close()
