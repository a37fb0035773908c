"""Each alarm, each fault of a part and each refused press has its sentence on the pages, in both languages."""

import json
from typing import get_args, get_type_hints

import pytest

from devicekit.text_files import LANGUAGES
from hub.engine.refusal import Reason
from hub.view import RefusedView, View
from hub.web_page import page_files
from printer.status import Code

ALARMS = (
    "store_full", "store_busy", "clock_held", "store_replaced", "store_restored", "orphaned_tickets", "used_up",
    "epoch_claimed", "calendar_ended", "help", "officer_locked",
)  # fmt: skip
REFUSED = (
    "already_has_ticket", "already_checked_in", "card_wanted", "service_closed", "used_up", "outside_hours",
    "quota_used", "capacity_used", "hall_full", "evacuation", "unknown_code", "wrong_day", "appointment_over",
    "too_old", "number_taken", "not_reserve", "unknown_service",
)  # fmt: skip
FAULTS = {
    "hub": ("unanswered",),
    "disk": ("full",),
    "scanner": ("no_scanner",),
    "printer": ("profile", "spare", "busy"),
    "buttons": ("pins",),
    "button": ("stuck", "unknown_service"),
    "keypad": ("no_keypad", "stuck", "pins"),
    "photo": ("missing", "unreachable", "unreadable"),
    "questions": ("unknown_list",),
    "screen": ("no_screen",),
    "line": ("garbled", "port"),
    "display": ("no_answer", "refused"),
    "light": ("refused",),
    "clips": ("missing",),
    "player": ("hung", "not_startable", "exit"),
    "speaker": ("hung", "not_startable", "exit", "missing"),
    "onestop": ("internal", "unauthorized", "wrong_answer", "away", "record_refused", "event_refused"),
    "backup": ("no_folder", "full", "failed", "backup_old"),
}


def said() -> dict[str, dict[str, str]]:
    script = page_files()["words.js"][0].decode()
    line = next(line for line in script.splitlines() if line.startswith("const TEXTS = "))
    texts: dict[str, dict[str, str]] = json.loads(line.removeprefix("const TEXTS = ").removesuffix(";"))
    return texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_alarm_every_fault_and_every_refusal_has_a_sentence(language: str) -> None:
    keys = [f"alarm.{code}" for code in ALARMS]
    keys += [f"fault.{part}.{code}" for part, codes in FAULTS.items() for code in codes]
    keys += [f"tech.printer.{code}" for code in get_args(Code) if code]
    keys += [f"device.{kind}" for kind in ("hub", "ticket", "counter", "announcer", "printer", "rating")]
    keys += [f"refused.why.{code}" for code in (*REFUSED, "other")]
    keys += [f"refused.{asked}" for asked in get_args(get_type_hints(RefusedView)["asked"])]
    assert set(keys) <= said()[language].keys()


def test_the_reasons_in_words_are_reasons_of_the_engine() -> None:
    assert set(REFUSED) <= set(get_args(Reason))


def test_the_alarms_of_the_view_are_those_that_have_a_sentence() -> None:
    told = (View.__doc__ or "").partition("behind a colon.")[2]
    assert [code for code in ALARMS if code not in told] == []
    assert {key.removeprefix("alarm.") for key in said()["vi"] if key.startswith("alarm.")} == {*ALARMS, "other"}
