"""What comes off the wire: every message survives the trip, everything else is refused with a reason."""

import json
from typing import get_args

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wire_values import message

from devicekit import codec
from devicekit.errors import BadPayload
from devicekit.message_fields import Number
from devicekit.messages import Ack, CounterSet, Event, FaultChanged, Part, SetState, Status
from devicekit.topics import CHANNELS, ChannelName

CHANNEL_NAMES: tuple[ChannelName, ...] = get_args(ChannelName)
SET = b'{"epoch":1,"seq":2,"hub_ms":3,"body":{"type":"CounterSet","counter":"c-1","state":"free"}}'


@pytest.mark.parametrize("channel", CHANNEL_NAMES)
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_message_comes_back_as_it_was_sent(channel: ChannelName, data: st.DataObject) -> None:
    sent = data.draw(message(channel))
    payload = codec.encode(sent)
    assert codec.decode(channel, payload) == sent
    assert codec.decode_as(CHANNELS[channel].message, channel, payload) == sent


@given(st.sampled_from(CHANNEL_NAMES), st.binary(max_size=300))
def test_random_bytes_raise_nothing_but_bad_payload(channel: ChannelName, payload: bytes) -> None:
    with pytest.raises(BadPayload):
        codec.decode(channel, payload)


@given(st.data())
def test_a_message_damaged_on_the_way_raises_nothing_but_bad_payload(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SET)))
    damaged = SET[:at] + data.draw(st.binary(max_size=6)) + SET[at + data.draw(st.integers(0, 6)) :]
    try:
        codec.decode("set", damaged)
    except BadPayload as error:
        assert "set payload" in str(error)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "truncated"),
        (b"hello", "malformed"),
        (b"\xff\xfe", "malformed"),
        (b"[]", "Expected `object`"),
        (b'{"epoch":1,"seq":2,"hub_ms":3}', "missing required field `body`"),
        (SET.replace(b'"seq":2', b'"seq":"2"'), "Expected `int`"),
        (SET.replace(b'"seq":2', b'"seq":-2'), "$.seq"),
        (SET.replace(b'"epoch":1', b'"epoch":' + b"9" * 30), "$.epoch"),
        (SET.replace(b'"epoch":1', b'"epoch":' + b"9" * 5000), "$.epoch"),
        (SET.replace(b'"hub_ms":3', b'"hub_ms":' + b"9" * 17), "$.hub_ms"),
        (SET.replace(b"c-1", b"C 1"), "$.body.counter"),
        (SET.replace(b"c-1", b"c-1\\n"), "$.body.counter"),
        (SET.replace(b"c-1", b"c-1\xff"), "'utf-8' codec"),
        (SET.replace(b'"free"', b'"\\ud800"'), "truncated"),
        (SET.replace(b"CounterSet", b"LampSet"), "Invalid value 'LampSet' - at `$.body.type`"),
    ],
)
def test_what_is_no_message_is_refused_with_the_reason(payload: bytes, reason: str) -> None:
    with pytest.raises(BadPayload) as refused:
        codec.decode("set", payload)
    assert reason in str(refused.value)


@pytest.mark.parametrize("bracket", [b"[", b'{"a":'])
def test_a_payload_nested_10000_deep_is_refused_before_it_is_parsed(bracket: bytes) -> None:
    deep = b'{"epoch":1,"x":' + bracket * 10_000
    with pytest.raises(
        BadPayload, match="bytes; a message may have" if len(deep) > codec.MAX_BYTES else "nests deeper"
    ):
        codec.decode("set", deep)


def test_brackets_inside_text_are_no_nesting() -> None:
    wordy = SET.replace(b'"state"', b'"officer":"' + b'[{\\"' * 40 + b'","state"')
    body = codec.decode_as(SetState, "set", wordy).body
    assert isinstance(body, CounterSet)
    assert body.officer == '[{"' * 40


def test_nesting_below_an_ignored_field_counts_too() -> None:
    ignored = SET[:-1] + b',"x":' + b"[" * codec.MAX_DEPTH + b"]" * codec.MAX_DEPTH + b"}"
    with pytest.raises(BadPayload, match="nests deeper than 16"):
        codec.decode("set", ignored)


def test_a_payload_may_have_16_kib_and_not_one_byte_more() -> None:
    largest = SET + b" " * (codec.MAX_BYTES - len(SET))
    assert codec.decode("set", largest) == codec.decode("set", SET)
    with pytest.raises(BadPayload, match="16385 bytes; a message may have 16384"):
        codec.decode("set", largest + b" ")


def test_a_message_that_no_receiver_would_take_is_not_sent() -> None:
    parts = {f"part-{n}": Part(state="failed", detail="x" * 200) for n in range(100)}
    with pytest.raises(BadPayload, match="Status of"):
        codec.encode(Status(state="online", session="s", boot="b", version="1", parts=parts))
    with pytest.raises(BadPayload, match="no Unicode"):
        codec.encode(Status(state="online", session="s", boot="b", version="\ud800"))


def test_fields_that_a_newer_sender_added_are_ignored() -> None:
    newer = json.loads(SET)
    newer["colour"] = {"deep": [1, 2]}
    newer["body"]["lamp"] = "red"
    assert codec.decode("set", json.dumps(newer).encode()) == codec.decode("set", SET)


def test_a_body_of_a_type_that_is_not_known_is_refused_on_its_channel_only() -> None:
    with pytest.raises(BadPayload, match="TicketWanted"):
        codec.decode("set", SET.replace(b"CounterSet", b"TicketWanted"))


def test_a_caller_that_expects_another_message_is_told_so() -> None:
    with pytest.raises(BadPayload, match="set carries SetState, not Ack"):
        codec.decode_as(Ack, "set", SET)


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_free_text_fits_after_fit(reason: str, code: str) -> None:
    body = codec.fit(FaultChanged(part="printer", state="failed", code=code, detail=reason))
    event = Event(id="s.1", boot="b", happened_ms=1, sent_ms=2, body=body)
    assert codec.decode("evt", codec.encode(event)) == event


def test_fit_changes_nothing_that_fits_and_says_where_it_cut() -> None:
    fitting = CounterSet(counter="c-1", state="free", officer="Nguyễn Thị Ánh")
    assert codec.fit(fitting) is fitting
    cut = codec.fit(Part(state="failed", detail="ạ" * 201)).detail
    assert cut == "ạ" * 199 + "…"


def test_a_number_with_a_line_feed_is_no_number() -> None:
    assert msgspec.convert("A012", Number) == "A012"
    for wrong in ("A012\n", "A12", "Ạ012", "A01234", "A０12"):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(wrong, Number)
