"""The virtual one-stop system's memory and its judgement of records, without a server."""

from datetime import UTC, date, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onestop_house import BIRTH, LAND, SITE, told

from devicekit.dossier_code import dossier_code
from motcua.onestop.catalogue import PROCEDURES, applicant_of, due, procedure_of
from motcua.onestop.desk import Desk
from motcua.onestop.errors import OnestopError
from motcua.onestop.state import Change, Onestop, Place
from motcua.onestop.system import System

HERE = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 25, 8, 5, 12, tzinfo=HERE)
WEDNESDAY, SATURDAY = NOW, NOW + timedelta(days=3)


def fed(count: int) -> Onestop:
    known = Onestop("abcd")
    for _ in range(count):
        known.add(known.opened(2, Place("counter-1"), PROCEDURES[0], NOW))
    return known


def ids(known: Onestop, cursor: str, most: int, back: int = 0) -> tuple[str, list[str]]:
    page = known.page(cursor, most, back)
    assert page is not None
    return page.cursor, [msgspec.json.decode(event)["id"] for event in page.events]


# The feed


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 12))
def test_from_any_cursor_the_feed_is_complete_and_in_order(count: int, start: int, most: int) -> None:
    known = fed(count)
    cursor, seen = f"abcd-{min(start, count)}", []
    for _ in range(count + 1):
        cursor, new = ids(known, cursor, most)
        assert len(new) <= most
        seen += new
    assert seen == [f"abcd-{n + 1}" for n in range(min(start, count), count)]
    assert ids(known, cursor, most) == (cursor, [])


@given(st.integers(0, 20), st.integers(0, 20), st.integers(1, 12), st.integers(0, 5))
def test_repeated_events_never_hide_a_new_one(count: int, start: int, most: int, back: int) -> None:
    start = min(start, count)
    cursor, seen = ids(fed(count), f"abcd-{start}", most, back)
    position = int(cursor.removeprefix("abcd-"))
    assert position == min(count, start + most)
    assert seen == [f"abcd-{n + 1}" for n in range(max(0, start - back), position)]


@pytest.mark.parametrize(
    "cursor", ["x", "abcd", "abcd-4", "abce-1", "abcd-01", "abcd--1", "abcd-1 ", "abcd-١", "-1", "abcd-" + "9" * 5000]
)
def test_a_cursor_of_another_instance_or_of_no_place_is_unknown(cursor: str) -> None:
    assert fed(3).page(cursor, 10) is None


def test_the_empty_cursor_is_the_beginning() -> None:
    assert ids(fed(3), "", 2) == ("abcd-2", ["abcd-1", "abcd-2"])


def test_a_page_stays_below_a_mebibyte_and_the_next_one_goes_on() -> None:
    known = Onestop("abcd")
    for _ in range(200):
        known.add(known.written({"note": "x" * 8000}, NOW))
    cursor, seen = "", []
    while new := ids(known, cursor, 500):
        page = known.page(cursor, 500)
        assert len(msgspec.json.encode(page)) < 1024 * 1024
        if not new[1]:
            break
        cursor, seen = new[0], [*seen, *new[1]]
    assert seen == [f"abcd-{n + 1}" for n in range(200)]


# Dossiers


def test_codes_are_of_today_and_none_is_given_twice() -> None:
    known = fed(3)
    assert list(known.filed) == [f"H34.12-261125-000{n}" for n in (1, 2, 3)]
    assert all(dossier_code(code, NOW.date()) == code for code in known.filed)
    known.add(known.opened(1, Place("counter-1"), PROCEDURES[1], NOW + timedelta(days=1)))
    assert list(known.filed)[-1] == "H34.12-261126-0001"


def test_a_dossier_is_accepted_once_and_keeps_its_dates() -> None:
    known = Onestop("abcd")
    known.add(known.opened(1, Place("counter-1", "A001"), PROCEDURES[0], NOW))
    (registered,) = known.filed.values()
    assert (registered.dossier.accepted_at, registered.dossier.due_at) == (None, None)
    for state, at in ((5, NOW), (2, NOW), (6, NOW + timedelta(days=1)), (2, NOW + timedelta(days=2))):
        (last,) = known.filed.values()
        known.add(known.moved(last, Change(state), Place(""), at))
    (last,) = known.filed.values()
    assert last.dossier.accepted_at == "2026-11-25T08:05:12+07:00"
    assert last.dossier.due_at == "2026-12-09T17:00:00+07:00"
    assert last.dossier.updated_at == "2026-11-27T08:05:12+07:00"
    assert (last.counter, last.ticket) == ("counter-1", "A001")


@pytest.mark.parametrize(
    ("accepted", "days", "day"),
    [
        (WEDNESDAY, 0, date(2026, 11, 25)),
        (WEDNESDAY, 2, date(2026, 11, 27)),
        (WEDNESDAY, 3, date(2026, 11, 30)),
        (SATURDAY, 0, date(2026, 11, 30)),
        (SATURDAY, 1, date(2026, 11, 30)),
    ],
)
def test_a_dossier_is_due_after_working_days(accepted: datetime, days: int, day: date) -> None:
    assert due(accepted, days).date() == day


def test_the_catalogue_has_each_way_of_paying_and_its_codes_once() -> None:
    assert {each.fee_after for each in PROCEDURES} == {"", "return", "leave"}
    assert len({each.code for each in PROCEDURES}) == len(PROCEDURES)
    assert procedure_of("1.001612") is not None


def test_what_a_dossier_says_of_its_applicant_is_nobody() -> None:
    assert all(
        applicant_of(n).id_number.startswith("000") and applicant_of(n).phone.startswith("0000") for n in (1, 9999)
    )


# The desk


@pytest.fixture
def system() -> System:
    opened = System(SITE)
    opened.open()
    return opened


def test_each_act_of_the_officer_is_an_event(system: System) -> None:
    desk = Desk(system)
    code = desk.register("counter-1", LAND, "A001")
    desk.supplement(code, ["Bản sao", "Ảnh"])
    desk.accept_again(code)
    desk.to_pay(code, 50_000, counter="2", ticket="A002")
    desk.paid(code)
    desk.set_state(code, 99)
    other = desk.accept("3", BIRTH)
    desk.refuse(other, "Thiếu thẩm quyền")
    got = [(e["kind"], e["counter"], e["ticket"], e["dossier"]["code"], e["dossier"]["state"]) for e in told(system)]  # type: ignore[index]
    assert got == [
        ("dossier", "counter-1", "A001", code, 1),
        ("dossier", "counter-1", "A001", code, 5),
        ("dossier", "counter-1", "A001", code, 2),
        ("dossier", "2", "A002", code, 6),
        ("fee_paid", "2", "A002", code, 4),
        ("dossier", "2", "A002", code, 99),
        ("dossier", "3", "", other, 2),
        ("dossier", "3", "", other, 3),
    ]
    dossiers = [event["dossier"] for event in told(system)]
    assert [d["items"] for d in dossiers[:3]] == [[], ["Bản sao", "Ảnh"], []]  # type: ignore[index]
    assert [d["fee"] for d in dossiers[2:5]] == [100_000, 50_000, 50_000]  # type: ignore[index]
    assert dossiers[-1]["reason"] == "Thiếu thẩm quyền"  # type: ignore[index]


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda desk: desk.accept("counter-9", LAND), "counter-1, counter-2, counter-3"),
        (lambda desk: desk.accept("counter-1", "9.9"), "1.004199, "),
        (lambda desk: desk.paid("H34.12-261125-9999"), "H34.12-261125-9999"),
    ],
    ids=["counter", "procedure", "dossier"],
)
def test_the_desk_names_what_is_known_and_changes_nothing(system: System, ask: object, says: str) -> None:
    assert callable(ask)
    with pytest.raises(OnestopError, match=says):
        ask(Desk(system))
    assert told(system) == []


def test_a_written_event_goes_out_as_it_is(system: System) -> None:
    wrong = {"kind": "flood", "counter": 7, "dossier": {"state": "x"}}
    assert Desk(system).write(wrong).endswith("-1")
    (event,) = told(system)
    assert {key: event[key] for key in wrong} == wrong


def test_times_bear_the_offset_of_the_centre() -> None:
    system = System(SITE)
    assert system.now().utcoffset() == timedelta(hours=7)
    assert abs(system.now() - datetime.now(UTC)) < timedelta(seconds=5)
