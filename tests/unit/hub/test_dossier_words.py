"""A dossier in plain words: every state, every situation of its dates."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devicekit.text_files import load_texts
from hub.dossier import STATES, Dossier
from hub.dossier_words import DossierNow, Speaker, dossier_now

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SPEAKER = Speaker(load_texts("vi"), load_texts("en"), ZONE)
TODAY = date(2026, 11, 25)
CODE = "000.00.53.H48-261101-0099"


def ms(day: int, hour: int = 0, minute: int = 0) -> int:
    """A time in November 2026."""
    return int(datetime(2026, 11, day, hour, minute, tzinfo=ZONE).timestamp() * 1000)


def told(state: int, due_ms: int | None = None, kept: bool = False, agency: str = "Sở Xây dựng") -> DossierNow:
    return dossier_now(Dossier(code=CODE, state=state, agency=agency, due_ms=due_ms), TODAY, SPEAKER, kept=kept)


def texts(*keys: str, **values: str) -> list[tuple[str, str]]:
    return [(load_texts("vi").get(key, **values), load_texts("en").get(key, **values)) for key in keys]


def both(now: DossierNow) -> list[tuple[str, str]]:
    return [(step.vi, step.en) for step in now.next]


@pytest.mark.parametrize("state", [state for state in STATES if state != 4])
def test_every_state_of_the_national_list_has_its_own_words(state: int) -> None:
    words = told(state).state_words
    assert [(words.vi, words.en)] == texts(f"dossier.state.{state}")


def test_in_progress_names_the_agency_where_it_is_known() -> None:
    assert told(4).state_words.vi == "Đang giải quyết tại Sở Xây dựng"
    assert told(4, agency="").state_words.vi == "Đang giải quyết"
    assert told(4, agency="").state_words.en == "In progress"


@pytest.mark.parametrize("state", [0, -1, 11, 999])
def test_a_state_that_nobody_knows_is_in_progress_and_sends_to_the_help_desk(state: int) -> None:
    now = told(state)
    assert now.state == state
    assert [(now.state_words.vi, now.state_words.en)] == texts("dossier.state.unknown")
    assert now.next == ()


EARLY, ON_THE_DAY, LATE = ms(26, 8, 5), ms(25, 8, 5), ms(24, 23, 59)
FIXED = {
    1: ["lookup.next.1"],
    3: ["lookup.next.3"],
    5: ["lookup.next.5"],
    6: ["lookup.next.6"],
    7: ["lookup.next.7"],
    8: ["lookup.next.8"],
    9: ["kiosk.collect.ready", "kiosk.collect.bring"],
    10: ["lookup.next.10"],
}


@pytest.mark.parametrize("state", FIXED)
@pytest.mark.parametrize("due_ms", [None, EARLY, ON_THE_DAY, LATE])
@pytest.mark.parametrize("kept", [False, True])
def test_what_waits_for_the_citizen_or_is_over_is_never_late(state: int, due_ms: int | None, kept: bool) -> None:
    now = told(state, due_ms, kept)
    assert both(now) == texts(*FIXED[state])
    assert not now.overdue


@pytest.mark.parametrize("state", [2, 4])
@pytest.mark.parametrize(
    ("due_ms", "kept", "key", "day", "overdue"),
    [
        (None, False, "lookup.next.no_date", "", False),
        (None, True, "lookup.next.no_date", "", False),
        (EARLY, False, "kiosk.collect.not_ready", "26/11/2026", False),
        (EARLY, True, "kiosk.collect.not_ready", "26/11/2026", False),
        (ON_THE_DAY, False, "kiosk.collect.not_ready", "25/11/2026", False),
        (ms(25), False, "kiosk.collect.not_ready", "25/11/2026", False),
        (LATE, False, "kiosk.collect.late", "", True),
        (LATE, True, "lookup.next.due_passed", "", False),
    ],
)
def test_what_the_agency_is_at_depends_on_the_due_day_and_on_how_we_know(
    state: int, due_ms: int | None, kept: bool, key: str, day: str, overdue: bool
) -> None:
    now = told(state, due_ms, kept)
    assert both(now) == texts(key, **({"date": day} if day else {}))
    assert now.overdue == overdue


@pytest.mark.parametrize(("due_ms", "keys"), [(EARLY, ["kiosk.collect.not_ready"]), (LATE, ["kiosk.collect.late"])])
def test_the_due_day_counts_for_an_unknown_state_too(due_ms: int, keys: list[str]) -> None:
    assert both(told(99, due_ms)) == texts(*keys, **({"date": "26/11/2026"} if due_ms == EARLY else {}))


def test_dates_are_read_as_people_say_them() -> None:
    dossier = Dossier(code=CODE, state=2, accepted_ms=ms(5, 8, 5), due_ms=ms(26), updated_ms=ms(9, 16, 30))
    now = dossier_now(dossier, TODAY, SPEAKER, as_of_ms=ms(25, 7, 0))
    assert now.accepted is not None and now.due is not None and now.updated is not None and now.as_of is not None
    assert (now.accepted.vi, now.accepted.en) == ("8 giờ 05 phút ngày 05/11/2026", "05/11/2026, 8:05")
    assert (now.due.vi, now.due.en) == ("26/11/2026", "26/11/2026")
    assert now.updated.vi == "16 giờ 30 phút ngày 09/11/2026"
    assert (now.as_of.vi, now.as_of.en) == ("Cập nhật lúc 7 giờ 00 phút ngày 25/11/2026", "As of 25/11/2026, 7:00")
    assert (now.accepted_ms, now.due_ms, now.updated_ms) == (dossier.accepted_ms, dossier.due_ms, dossier.updated_ms)
    assert now.as_of_ms == ms(25, 7, 0)


def test_what_nobody_knows_is_left_out() -> None:
    now = told(2)
    assert (now.accepted, now.due, now.updated, now.as_of) == (None, None, None, None)


def test_nothing_goes_out_but_what_is_on_this_list() -> None:
    times = [f"{name}{end}" for name in ("accepted", "due", "updated", "as_of") for end in ("_ms", "")]
    fields = ["code", "state", "state_words", "next", "overdue", "kept", *times]
    assert sorted(msgspec.to_builtins(told(2))) == sorted(fields)


@given(st.integers(-5, 20), st.none() | st.integers(0, 4_000_000_000_000), st.booleans(), st.text(max_size=20))
def test_there_are_words_in_both_languages_whatever_the_dossier(
    state: int, due_ms: int | None, kept: bool, agency: str
) -> None:
    now = told(state, due_ms, kept, agency)
    for words in (now.state_words, *now.next):
        assert words.vi and words.en
        assert "{" not in words.vi.replace(agency, "")
