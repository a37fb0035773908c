"""The virtual one-stop system's judgement of records, and what of them is on disk."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onestop_house import LAND, SITE, key_of, record, told

from motcua.onestop.desk import Desk
from motcua.onestop.errors import OnestopError
from motcua.onestop.files import DESK, RECORDS
from motcua.onestop.records import KINDS, refusal
from motcua.onestop.state import Received
from motcua.onestop.system import Refused, System

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
