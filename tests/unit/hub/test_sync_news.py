"""What the one-stop system says, as the hub reads it: decoded strictly, fitted for paper, turned into commands."""

import json
from typing import Any

import msgspec
import pytest
from hub_house import PLAN
from hypothesis import given
from hypothesis import strategies as st

from devicekit import codec
from devicekit.messages import Command
from devicekit.orders import PrintSlip
from hub.dossier import Dossier
from hub.engine import commands as c
from hub.errors import WrongAnswer
from hub.plan import OfficerPlan
from hub.store_rows import request_id
from hub.sync.catalogue import Officer, Procedure, merged, read_catalogue, read_officers
from hub.sync.news import AT_COUNTER_MS, Age, Known, age_of, command_of, dossier_of, own_id
from hub.sync.wire import Event, id_in, read_dossier, read_event, read_page
from hub.sync.words import fit, fit_items, has_identity, page_of, qr_of

CODE = "H34.12-261125-0001"
LOOKUP = "https://dvc.example.vn/tra-cuu?ma={code}"
KNOWN = Known(PLAN.counters, LOOKUP, {"1.001": Procedure(code="1.001", name="Đất", fee=5000, fee_back=False)})


def dossier(**values: object) -> dict[str, object]:
    return {"code": CODE, "state": 2, **values}


def event(said: dict[str, object] | None = None, **values: object) -> dict[str, object]:
    at = "2026-11-25T08:05:12+07:00"
    return {"id": "e1", "kind": "dossier", "at": at, "counter": "counter-1", "dossier": said or dossier(), **values}


def read(said: dict[str, object] | None = None, **values: object) -> Event:
    return read_event(json.dumps(event(said, **values)).encode())


def report(said: dict[str, object] | None = None, age: Age = "now", **values: object) -> c.ReportDossier:
    command = command_of(read(said, **values), KNOWN, age)
    assert isinstance(command, c.ReportDossier)
    return command


def slip(**values: object) -> PrintSlip:
    found = report(dossier(**values)).slip
    assert found is not None
    return found


# Decoding


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        (event(dossier(state="2")), "$.dossier.state"),
        (event(dossier(state=None)), "$.dossier.state"),
        (event({"state": 2}), "code"),
        (event(dossier(code="")), "$.dossier.code"),
        (event(dossier(code="0790 1")), "$.dossier.code"),
        (event(dossier(code="079012345678")), "$.dossier.code"),
        (event(dossier(fee="5000")), "$.dossier.fee"),
        (event(dossier(fee=-1)), "$.dossier.fee"),
        (event(dossier(fee=10**30)), "$.dossier.fee"),
        (event(dossier(fee=True)), "$.dossier.fee"),
        (event(dossier(fee_after="later")), "$.dossier.fee_after"),
        (event(dossier(items="one")), "$.dossier.items"),
        (event(dossier(items=[1])), "$.dossier.items[0]"),
        (event(dossier(due_at="2026-11-25")), "$.dossier.due_at"),
        (event(dossier(due_at="2026-11-25T08:00:00")), "$.dossier.due_at"),
        (event(dossier(due_at="9999-12-31T23:59:59-12:00")), "$.dossier.due_at"),
        (event(dossier(due_at="0001-01-01T00:00:00+07:00")), "$.dossier.due_at"),
        (event(at="now"), "$.at"),
        (event(kind="applicant"), "$.kind"),
        (event(ticket="number one"), "$.ticket"),
        (event(id="a b"), "$.id"),
        (event(id="x" * 65), "$.id"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(wrong: dict[str, object], place: str) -> None:
    with pytest.raises(WrongAnswer) as raised:
        read_event(json.dumps(wrong).encode())
    assert place in str(raised.value)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'{"cursor":', b"[" * 200_000, b'"\xff"', b'{"x":"\xff"}'])
def test_what_is_no_page_is_refused(body: bytes) -> None:
    with pytest.raises(WrongAnswer):
        read_page(body)


def test_deep_nesting_in_a_key_that_nobody_reads_is_refused_too() -> None:
    deep = b'{"cursor":"a","events":[],"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    with pytest.raises(WrongAnswer, match="too deep"):
        read_page(deep)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda each: st.lists(each) | st.dictionaries(st.text(), each),
    )
)
def test_any_json_in_place_of_an_event_is_read_or_refused_with_its_place(value: Any) -> None:
    body = json.dumps(event({**dossier(), "items": value, "fee": value}, counter=value)).encode()
    try:
        read_event(body)
    except WrongAnswer as error:
        assert "`" in str(error) or "deep" in str(error)


@pytest.mark.parametrize("name", ["kind", "at", "ticket"])
def test_a_refusal_never_quotes_what_it_refuses(name: str) -> None:
    with pytest.raises(WrongAnswer) as raised:
        read(**{name: "Nguyễn Văn An 079012345678"})
    assert "Nguy" not in str(raised.value)
    assert "079" not in str(raised.value)


def test_blank_null_and_missing_are_one() -> None:
    names = (
        "procedure",
        "procedure_name",
        "agency",
        "accepted_at",
        "due_at",
        "updated_at",
        "place",
        "fee",
        "fee_after",
    )
    names += ("qr", "items", "reason", "phone")
    bare = read()
    assert read(dossier(**dict.fromkeys(names))) == bare
    assert read(dossier(**dict.fromkeys(names, ""))) == bare


def test_an_applicant_is_never_read() -> None:
    found = read(dossier(applicant={"name": "Nguyễn Văn An", "identity": "079012345678"}, address="12 Lê Lợi"))
    assert found == read()


def test_a_bad_event_keeps_its_id_if_it_has_one() -> None:
    page = read_page(json.dumps({"cursor": "c", "events": [event(), event(dossier(state="x"), id="e2"), 5]}).encode())
    assert [id_in(each) for each in page.events] == ["e1", "e2", ""]


def test_a_state_that_is_none_of_the_list_is_kept_as_unknown() -> None:
    assert [read(dossier(state=state)).dossier.state for state in (0, 11, -1, 10)] == [0, 0, 0, 10]
    assert report(dossier(state=42)).slip is None


# Commands


@pytest.mark.parametrize(("state", "kind"), [(2, "accepted"), (3, "refused"), (5, "supplement"), (6, "fee")])
def test_four_states_print_a_slip(state: int, kind: str) -> None:
    assert slip(state=state).kind == kind


@pytest.mark.parametrize("state", [0, 1, 4, 7, 8, 9, 10])
def test_other_states_are_only_told(state: int) -> None:
    assert report(dossier(state=state)) == c.ReportDossier(code=CODE, state=state, counter="counter-1")


@pytest.mark.parametrize(
    ("counter", "expected"),
    [("counter-2", "counter-2"), ("2", "counter-2"), (2, "counter-2"), ("02", "counter-2"), ("", ""), (None, "")],
)
def test_a_counter_is_named_by_id_or_number(counter: object, expected: str) -> None:
    assert report(counter=counter).counter == expected


def test_a_counter_of_nobody_is_for_the_engine_to_refuse_unless_the_ticket_says_whose_it_is() -> None:
    assert report(counter="counter-9").counter == "counter-9"
    assert report(counter="Nguyễn Văn An").counter == "?"
    assert report(counter="079012345678").counter == "?"
    assert report(counter="counter-9", ticket="a012").ticket == "A012"
    assert report(counter="counter-9", ticket="A012").counter == ""


def test_the_catalogue_says_what_the_event_leaves_out() -> None:
    left_out, said = dossier(procedure="1.001"), dossier(procedure="1.001", procedure_name="Hộ tịch", fee=0)
    first, second = report(left_out).slip, report(said | {"fee_after": "return"}).slip
    assert first is not None
    assert second is not None
    assert (first.procedure, first.fee, report(left_out).fee_back) == ("Đất", 5000, False)
    assert (second.procedure, second.fee, report(said | {"fee_after": "return"}).fee_back) == ("Hộ tịch", 0, True)


def test_a_paid_fee_is_a_payment() -> None:
    assert command_of(read(kind="fee_paid"), KNOWN, "now") == c.PayFee(code=CODE)


def test_an_old_event_is_about_nobody_who_is_here_now() -> None:
    """A hub that was away must not give yesterday's slip to who sits there now."""
    assert report(age="earlier", ticket="A012") == msgspec.structs.replace(report(ticket="A012"), counter="")
    assert report(age="past_day", ticket="A012") == c.ReportDossier(code=CODE, state=2)
    now_ms = (read().at_ms or 0) + AT_COUNTER_MS
    assert age_of(read(), now_ms, "2026-11-25", "2026-11-25") == "now"
    assert age_of(read(), now_ms + 1, "2026-11-25", "2026-11-25") == "earlier"
    assert age_of(read(), now_ms, "2026-11-26", "2026-11-25") == "past_day"
    assert age_of(read(at=None), now_ms, "2026-11-26", "1970-01-01") == "now"


@given(st.from_regex(r"[A-Za-z0-9.:-]{1,64}", fullmatch=True), st.from_regex(r"[A-Za-z0-9.:-]{1,64}", fullmatch=True))
def test_our_id_of_an_event_is_one_of_ours_and_never_a_number_of_a_session(one: str, other: str) -> None:
    assert request_id("onestop", own_id(one)).session == own_id(one)
    assert len(own_id(one)) <= 64
    assert (own_id(one) == own_id(other)) == (one == other)


FREE = st.text(max_size=900)


@given(
    state=st.sampled_from([2, 3, 5, 6]),
    texts=st.fixed_dictionaries(
        dict.fromkeys(("procedure_name", "agency", "place", "qr", "reason", "phone", "procedure"), FREE)
    ),
    items=st.lists(FREE, max_size=20),
    fee=st.none() | st.integers(0, 2**53 - 1),
)
def test_any_words_become_a_slip_that_a_printer_takes(
    state: int, texts: dict[str, str], items: list[str], fee: int | None
) -> None:
    made = slip(state=state, items=items, fee=fee, **texts)
    encoded = msgspec.json.encode(made)
    assert msgspec.json.decode(encoded, type=PrintSlip) == made
    assert len(encoded) < codec.MAX_BYTES


@pytest.mark.parametrize("letter", ["ệ", "😀", '"', "\\"])
def test_the_longest_slip_fits_into_a_message(letter: str) -> None:
    long = dict.fromkeys(("procedure_name", "agency", "place", "reason", "phone"), letter * 1000)
    made = slip(state=5, qr=letter * 300, items=[letter * 1000] * 20, **long)
    assert len(codec.encode(Command(id="c1", epoch=1, seq=1, sent_hub_ms=1, ttl_ms=1000, body=made))) <= codec.MAX_BYTES


# Words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CCCD 079012341234.", "CCCD 079*****1234."),
        ("079 012 341 234", "079*****1234"),
        ("079 0123 41234", "079*****1234"),
        ("1234567890123", "1234567890123"),
        ("000.00.12.H34-261125-0001", "000.00.12.H34-261125-0001"),
        ("123 456 789 012 đồng", "123 456 789 012 đồng"),
        ("a\u0000b\u202ec\nd\te", "abc d e"),
        ("  x   y ", "x y"),
        ("e\u0301", "é"),
    ],
)
def test_free_text_is_one_line_without_an_identity(text: str, shown: str) -> None:
    assert fit(text) == shown


def test_long_text_is_cut_after_it_was_masked() -> None:
    assert fit("x" * 300) == "x" * 199 + "…"
    assert "079012" not in fit("x" * 190 + " 079012341234")
    assert fit_items(("a", " ", "b", "c"), 2) == ("a", "…")


@given(st.text(max_size=300), st.integers(2, 250))
def test_fitted_text_is_short_and_stays_as_it_is_when_fitted_again(text: str, most: int) -> None:
    once = fit(text, most)
    assert len(once) <= most
    assert fit(once, most) == once


@pytest.mark.parametrize(
    "sent",
    [f"https://x.vn/?ma={CODE}", CODE, f"https://x.vn/{CODE.lower()}/2", f"https://x.vn/?q={CODE.replace('-', '%2D')}"],
)
def test_the_one_stop_systems_own_qr_is_used(sent: str) -> None:
    assert qr_of(sent, CODE, LOOKUP) == sent


@pytest.mark.parametrize(
    "sent",
    [
        "",
        f"https://x.vn/?ma={CODE}&cccd=079012345678",
        f"{CODE}|012345678",
        f"{CODE} 0905 123 456",
        f"{CODE} 0905.123.456",
        f"https://x.vn/?q={CODE}&t=0905%20123%20456",
        f"{CODE}|０７９０１２３４５６７８",
        "x" * 301,
        f"{CODE}\n",
    ],
)
def test_a_qr_with_somebodys_number_gives_way_to_the_look_up_page(sent: str) -> None:
    assert qr_of(sent, CODE, LOOKUP) == f"https://dvc.example.vn/tra-cuu?ma={CODE}"
    assert qr_of(sent, CODE, "") == ""


@given(st.from_regex(r"0\d{11}", fullmatch=True), st.sampled_from(["{}", "a{}b", "https://x.vn/{}", f"{CODE}{{}}"]))
def test_no_identity_number_gets_into_a_qr_code(number: str, around: str) -> None:
    assert has_identity(around.format(number), CODE)


def test_the_page_that_people_type_has_no_code() -> None:
    assert page_of(LOOKUP) == "https://dvc.example.vn/tra-cuu"
    assert page_of("https://dvc.example.vn/{code}") == "https://dvc.example.vn"
    assert page_of("") == ""


# Look-ups, officers, procedures


def test_a_look_up_is_what_anybody_may_know() -> None:
    body = json.dumps(dossier(agency="Sở Tư pháp 079012341234", updated_at="2026-11-25T08:05:12+07:00", phone="1"))
    assert dossier_of(read_dossier(body.encode())) == Dossier(
        code=CODE, state=2, agency="Sở Tư pháp 079*****1234", updated_ms=1_795_568_712_000
    )


def test_a_bad_officer_does_not_hide_the_others() -> None:
    officers = [{"id": "anh", "name": "Ánh", "kind": "post"}, {"id": "Bình", "name": "B"}, 5, {"id": "c", "name": " "}]
    officers += [{"id": "d", "name": "D", "kind": "boss"}]
    said: list[str] = []
    found = read_officers(json.dumps({"officers": officers}).encode(), said.append)
    assert found == (Officer(id="anh", name="Ánh", kind="post"),)
    assert [each.partition(":")[0] for each in said] == [f"officers[{n}]" for n in (1, 2, 3, 4)]


PLAN_OFFICER = OfficerPlan(id="anh", name="Ánh", photo="/own")


def test_officers_of_the_one_stop_system_stand_over_those_of_the_site() -> None:
    own = (PLAN_OFFICER, msgspec.structs.replace(PLAN_OFFICER, id="binh", photo="/own"))
    said = (Officer(id="binh", name="Bình"), Officer(id="chi", name="Chi"))
    found = {each.id: (each.name, each.photo) for each in merged(own, said, {"chi": "/chi"})}
    assert found == {"anh": ("Ánh", "/own"), "binh": ("Bình", "/own"), "chi": ("Chi", "/chi")}


def test_procedures_are_read_one_by_one() -> None:
    procedures = [{"code": "1.001", "name": "Đất", "fee": None, "fee_after": "leave"}, {"code": "2", "fee": 1}]
    said: list[str] = []
    found = read_catalogue(json.dumps({"procedures": procedures}).encode(), said.append)
    assert found == (Procedure(code="1.001", name="Đất", fee_back=False),)
    assert len(said) == 1
