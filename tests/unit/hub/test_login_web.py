"""Logging in by the counter's page: the same rules as at the keypad, and nothing of the PIN is kept."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from login_house import BINH, LAN, LOGIN, PINS
from web_house import Asking, Web, reason

from devicekit.worker import ThreadWorker
from hub.login import Login
from hub.pin_file import write_pins
from hub.web_app import ANSWER_S


@pytest.fixture(name="web")
def web_fixture(tmp_path: Path) -> Iterator[Web]:
    pins = tmp_path / "officer-pins"
    write_pins(pins, PINS, tmp_path)
    login = Login(LOGIN, pins, ThreadWorker("pins"))
    started = Web(tmp_path, plan=LOGIN, login=login)
    login.start(started.service.inbox)
    yield started
    started.close()
    login.stop()


@pytest.fixture
def ask(web: Web) -> Asking:
    return Asking(web)


def enter(ask: Asking, officer: str, pin: str, counter: str = "counter-1") -> tuple[int, str]:
    answer = ask(f"counters/{counter}/login", officer=officer, pin=pin)
    return (answer.status_code, "") if answer.is_success else reason(answer)


@pytest.mark.parametrize("officer", ["12", "binh"])
def test_a_number_or_an_id_logs_in_and_out(ask: Asking, officer: str) -> None:
    assert reason(ask("counters/counter-1/next")) == (409, "login_needed")
    assert enter(ask, officer, BINH) == (200, "")
    assert reason(ask("counters/counter-1/next")) == (409, "nobody_waiting")
    assert ask("counters/counter-1/logout").is_success
    assert reason(ask("counters/counter-1/next")) == (409, "login_needed")


def test_a_wrong_pin_is_refused_and_the_counter_waits(ask: Asking) -> None:
    assert enter(ask, "12", LAN) == (403, "pin_wrong")
    assert enter(ask, "12", BINH) == (429, "pin_wait")
    assert enter(ask, "12", BINH, "counter-2") == (200, "")


def test_the_page_says_how_long_to_wait_in_both_languages_and_nothing_twice(ask: Asking) -> None:
    wrong = ask("counters/counter-1/login", officer="12", pin=LAN).json()
    assert wrong["vi"] == "Số công chức hoặc mã PIN không đúng. Nhập lại được sau 2 giây"
    assert wrong["en"] == "No officer has that number and that PIN. Try again in 2 seconds"
    refused = ask("counters/counter-1/login", officer="12", pin=BINH)
    waits = refused.json()
    assert refused.headers["retry-after"] == "2", "for programs"
    assert waits["vi"] == "Vừa nhập sai mã PIN tại quầy này. Nhập lại được sau 2 giây"
    assert (wrong["detail"], waits["detail"]) == ("", "")


def test_the_same_request_with_another_pin_tells_nothing_of_it(web: Web) -> None:
    """Nor could the hub tell: what binds a request to its answer for a week is made without the PIN."""
    path = "counters/counter-1/login"
    first = web.post(path, request="request-same", officer="12", pin=LAN)
    again = web.post(path, request="request-same", officer="12", pin=BINH)
    assert reason(first) == reason(again) == (403, "pin_wrong")
    assert web.service.ledger.state.logins.wrong == {"binh": 1}


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "12345\n", ""])
def test_what_is_no_pin_is_refused_without_being_said(ask: Asking, pin: str) -> None:
    answer = ask("counters/counter-1/login", officer="12", pin=pin)
    assert reason(answer) == (400, "bad_request")
    assert pin == "" or pin not in answer.text


def test_the_help_desk_unlocks_and_an_officer_nobody_knows_is_said(ask: Asking) -> None:
    assert ask("officers/unlock", officer="binh").is_success
    assert reason(ask("officers/unlock", officer="nobody")) == (404, "unknown_officer")


def test_whoever_comes_when_too_many_wait_is_told_at_once(tmp_path: Path) -> None:
    web = Web(tmp_path, plan=LOGIN, login=Login(LOGIN, tmp_path / "officer-pins", ThreadWorker("pins", 0)))
    began = time.monotonic()
    assert enter(Asking(web), "12", BINH) == (503, "busy")
    assert time.monotonic() - began < ANSWER_S / 2
    web.close()


def test_a_hub_that_takes_no_pins_says_so(tmp_path: Path) -> None:
    web = Web(tmp_path, plan=LOGIN)
    assert enter(Asking(web), "12", BINH) == (409, "pin_unset")
    web.close()


def test_a_pin_is_in_no_file_of_the_hub(ask: Asking, tmp_path: Path) -> None:
    secrets = ("86420975", "13579086")
    for pin in secrets:
        assert enter(ask, "12", pin)[0] in (403, 429)
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert not [pin for pin in secrets if pin.encode() in kept]
