"""Topics: one table, one way to write them, one way to read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devicekit.errors import BadTopic
from devicekit.topics import CHANNELS, KINDS, Address, ChannelName, Kind, Topic, every_device, parse

ids = st.from_regex(r"[a-z0-9-]{1,32}", fullmatch=True)


@given(ids, st.sampled_from(KINDS), ids, st.sampled_from(list(CHANNELS)))
def test_a_topic_reads_back_as_it_was_written(site: str, kind: Kind, device: str, channel: ChannelName) -> None:
    topic = Address(site, kind, device).topic(channel)
    assert parse(str(topic)) == topic
    assert str(topic) == f"motcua/1/{site}/{kind}/{device}/{channel}"


@given(st.text(max_size=80))
def test_any_text_is_a_topic_of_ours_or_refused(text: str) -> None:
    try:
        assert str(parse(text)) == text
    except BadTopic as error:
        assert "topic" in str(error)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not motcua/1/<site>/<kind>/<device>/<channel>"),
        ("motcua/1/s/counter/c", "is not motcua/1/"),
        ("motcua/2/s/counter/c/set", "is not motcua/1/"),
        ("motcua/1/s/counter/c/set/x", "is not motcua/1/"),
        ("motcua/1/S/counter/c/set", "site must be 1 to 32 of a-z, 0-9 and -"),
        ("motcua/1//counter/c/set", "site must be"),
        ("motcua/1/s/counter/+/set", "device must be"),
        ("motcua/1/s/counter/" + "c" * 33 + "/set", "device must be"),
        ("motcua/1/s/counter/c\n/set", "device must be"),
        ("motcua/1/s/toaster/c/set", "kind must be one of ticket, rating, counter, announcer, printer, hub"),
        ("motcua/1/s/counter/c/cmd", "channel must be one of set, do, evt, ack, status"),
    ],
)
def test_a_wrong_topic_is_told_which_level_and_what_it_may_be(text: str, says: str) -> None:
    with pytest.raises(BadTopic) as refused:
        parse(text)
    assert says in str(refused.value)


def test_a_hub_hears_one_channel_of_every_device_of_its_site() -> None:
    assert every_device("kontum", "evt") == "motcua/1/kontum/+/+/evt"


def test_only_state_is_retained_and_only_state_is_qos_1() -> None:
    assert {name for name, channel in CHANNELS.items() if channel.retain} == {"set", "status"}
    assert {name for name, channel in CHANNELS.items() if channel.qos == 1} == {"set", "status"}
    assert {name for name, channel in CHANNELS.items() if channel.from_device} == {"evt", "status"}


def test_a_topic_is_told_from_the_same_device_of_another_site() -> None:
    assert Topic("a", "counter", "c", "set") != Topic("b", "counter", "c", "set")
