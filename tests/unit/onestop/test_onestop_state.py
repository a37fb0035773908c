"""The virtual one-stop system's memory and its judgement of records, without a server."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onestop_house import BIRTH, LAND, SITE, key_of, record

from devicekit.dossier_code import dossier_code
from motcua.onestop.catalogue import PROCEDURES, applicant_of, due, procedure_of
from motcua.onestop.desk import Desk
from motcua.onestop.errors import OnestopError
from motcua.onestop.files import DESK, RECORDS
from motcua.onestop.records import KINDS, refusal
from motcua.onestop.state import Change, Onestop, Place, Received
from motcua.onestop.system import Refused, System

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


def told(system: System) -> list[dict[str, object]]:
    page = system.page("", 100)
    assert page is not None
    return [msgspec.json.decode(event) for event in page.events]


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


# Records


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_record_of_every_kind_is_taken(kind: str) -> None:
    sent = record(7, kind=kind)
    assert refusal(key_of(sent), json.dumps(sent).encode(), "kontum") is None


def test_the_rating_of_an_agency_has_no_visit() -> None:
    sent = record(7, kind="agency_rated")
    del sent["visit"]
    assert refusal(key_of(sent), json.dumps(sent).encode(), "kontum") is None


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"site": "dalat"}, "site"),
        ({"seq": 0}, "seq"),
        ({"seq": True}, "seq"),
        ({"seq": "1"}, "seq"),
        ({"kind": "danced"}, "kind"),
        ({"kind": ["called"]}, "kind"),
        ({"day": "20261125"}, "day"),
        ({"day": "2026-02-30"}, "day"),
        ({"at": "2026-11-25T08:05:12"}, "at"),
        ({"at": 1}, "at"),
        ({"at": "2026-11-25"}, "at"),
        ({"visit": ""}, "visit"),
        ({"visit": "A012"}, "visit"),
        ({"name": "Lê Văn Thử"}, "personal"),
        ({"more": [{"CCCD": "1"}]}, "personal"),
        ({"more": [[[[[[[[[1]]]]]]]]]}, "deeper"),
    ],
    ids=str,
)
def test_a_wrong_record_is_refused_and_told_why(wrong: dict[str, object], says: str) -> None:
    sent = record(**{"seq": 1, **wrong})  # type: ignore[arg-type]
    found = refusal(key_of(sent), json.dumps(sent).encode(), "kontum")
    assert found is not None
    assert found.status == 422
    assert says in found.reason


@pytest.mark.parametrize("missing", ["site", "seq", "kind", "day", "at", "visit"])
def test_a_record_without_a_required_key_is_refused(missing: str) -> None:
    sent = record()
    key = key_of(sent)
    del sent[missing]
    found = refusal(key, json.dumps(sent).encode(), "kontum")
    assert found is not None
    assert found.reason.startswith(missing)


@pytest.mark.parametrize("key", ["", "kontum-1", "kontum-2-abc", "dalat-1-abc", "kontum-1-", "kontum-1-ă", "x" * 200])
def test_a_key_that_is_not_of_its_record_is_refused(key: str) -> None:
    assert refusal(key, json.dumps(record()).encode(), "kontum") is not None


@given(st.binary(max_size=60))
def test_bytes_that_are_no_record_are_refused_and_break_nothing(body: bytes) -> None:
    found = refusal("kontum-1-abc", body, "kontum")
    assert found is not None
    assert found.status in (400, 422)


@given(
    st.recursive(
        st.none() | st.integers() | st.text() | st.booleans(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_any_json_is_judged(value: object) -> None:
    body = json.dumps({**record(), "more": value}).encode()
    found = refusal("kontum-1-abc", body, "kontum")
    assert found is None or found.status in (400, 422)


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["called", "started"])), max_size=25))
def test_each_key_is_kept_once_in_the_order_of_coming_and_counted(sent: list[tuple[int, str]]) -> None:
    system = System(SITE)
    system.open()
    first: dict[str, bytes] = {}
    times: dict[str, int] = {}
    for seq, kind in sent:
        key, body = f"kontum-{seq}-x", json.dumps(record(seq, kind=kind)).encode()
        kept = system.keep(key, body)
        if first.setdefault(key, body) == body:
            times[key] = times.get(key, 0) + 1
            assert isinstance(kept, Received)
            assert kept.times == times[key]
        else:
            assert isinstance(kept, Refused)
            assert kept.status == 409
    assert [(r.key, r.times, r.record) for r in system.received] == [
        (key, times[key], json.loads(body)) for key, body in first.items()
    ]


# On disk


def filled(folder: Path) -> System:
    system = System(SITE, folder)
    system.open()
    desk = Desk(system)
    desk.to_pay(desk.accept("counter-1", LAND, "A001"))
    desk.write({"kind": "flood"})
    system.keep("kontum-1-x", json.dumps(record(), indent=1).encode())
    system.keep("kontum-1-x", json.dumps(record(), indent=1).encode())
    system.keep("kontum-2-x", json.dumps(record(2)).encode())
    system.close()
    return system


def test_what_is_on_disk_is_known_after_a_restart(tmp_path: Path) -> None:
    before = filled(tmp_path / "new" / "folder")
    after = System(SITE, tmp_path / "new" / "folder")
    after.open()
    assert after.look().instance == before.look().instance
    assert (after.page("", 100), after.received) == (before.page("", 100), before.received)
    assert after.look().filed == before.look().filed
    assert [r.times for r in after.received] == [2, 1]
    lines = [json.loads(line) for line in (tmp_path / "new" / "folder" / RECORDS).read_text().splitlines()]
    assert [(line["key"], line.get("record")) for line in lines] == [
        ("kontum-1-x", record()),
        ("kontum-1-x", None),
        ("kontum-2-x", record(2)),
    ]
    assert isinstance(after.keep("kontum-1-x", json.dumps(record()).encode()), Refused)
    assert Desk(after).accept("counter-1", LAND) == f"H34.12-{after.now():%y%m%d}-0002"
    after.close()


def test_without_a_folder_a_start_is_a_new_instance() -> None:
    system = System(SITE)
    system.open()
    Desk(system).accept("counter-1", LAND)
    cursor = f"{system.look().instance}-1"
    assert system.page(cursor, 10) is not None
    system.open()
    assert system.page(cursor, 10) is None
    assert told(system) == []


@pytest.mark.parametrize("name", [DESK, RECORDS])
def test_a_torn_last_line_is_cut_off(tmp_path: Path, name: str) -> None:
    before = filled(tmp_path)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole + b'{"key":"kontum-3-x","at"')
    after = System(SITE, tmp_path)
    after.open()
    after.close()
    assert (tmp_path / name).read_bytes() == whole
    assert after.received == before.received


def test_a_damaged_line_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    filled(tmp_path)
    lines = (tmp_path / RECORDS).read_bytes().splitlines(keepends=True)
    damaged = b"".join([lines[0], b"{}\n", *lines[1:]])
    (tmp_path / RECORDS).write_bytes(damaged)
    with pytest.raises(OnestopError, match=r"records\.jsonl:2: .*--data"):
        System(SITE, tmp_path).open()
    assert (tmp_path / RECORDS).read_bytes() == damaged


def test_two_systems_never_share_a_folder(tmp_path: Path) -> None:
    first = System(SITE, tmp_path)
    first.open()
    with pytest.raises(OnestopError, match="--data"):
        System(SITE, tmp_path).open()
    first.close()
    second = System(SITE, tmp_path)
    second.open()
    second.close()


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OnestopError, match="file"):
        System(SITE, tmp_path / "file").open()


def test_a_record_that_the_disk_refused_is_not_kept(tmp_path: Path) -> None:
    system = System(SITE, tmp_path)
    system.open()
    system.close()
    with pytest.raises(OnestopError):
        system.keep("kontum-1-x", json.dumps(record()).encode())
    with pytest.raises(OnestopError):
        Desk(system).accept("counter-1", LAND)
    assert system.received == []
    assert told(system) == []


def test_times_bear_the_offset_of_the_centre() -> None:
    system = System(SITE)
    assert system.now().utcoffset() == timedelta(hours=7)
    assert abs(system.now() - datetime.now(UTC)) < timedelta(seconds=5)
