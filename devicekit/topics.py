"""The contract's topics: the one typed table of channels; nobody formats or splits a topic elsewhere.

motcua/1/<site>/<kind>/<device>/<channel>
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from devicekit.errors import BadTopic
from devicekit.messages import Ack, Command, Event, SetState, Status, Wire

Kind = Literal["ticket", "rating", "counter", "announcer", "printer", "hub"]
ChannelName = Literal["set", "do", "evt", "ack", "status"]

ROOT = "motcua/1"
KINDS: tuple[Kind, ...] = get_args(Kind)
ID = re.compile(r"[a-z0-9-]{1,32}")


class Channel(NamedTuple):
    """How one channel is carried. QoS 0 where our own acknowledgements and resends are the guarantee."""

    message: type[Wire]
    from_device: bool
    retain: bool
    qos: Literal[0, 1]


CHANNELS: dict[ChannelName, Channel] = {
    "set": Channel(SetState, from_device=False, retain=True, qos=1),
    "do": Channel(Command, from_device=False, retain=False, qos=0),
    "evt": Channel(Event, from_device=True, retain=False, qos=0),
    "ack": Channel(Ack, from_device=False, retain=False, qos=0),
    "status": Channel(Status, from_device=True, retain=True, qos=1),
}


class Topic(NamedTuple):
    """One topic, taken apart."""

    site: str
    kind: Kind
    device: str
    channel: ChannelName

    def __str__(self) -> str:
        return f"{ROOT}/{self.site}/{self.kind}/{self.device}/{self.channel}"


class Address(NamedTuple):
    """Who a device is in its site."""

    site: str
    kind: Kind
    device: str

    def topic(self, channel: ChannelName) -> Topic:
        return Topic(self.site, self.kind, self.device, channel)


def every_device(site: str, channel: ChannelName) -> str:
    """The subscription of a hub to one channel of all its devices."""
    return f"{ROOT}/{site}/+/+/{channel}"


# A site has some hundred topics, and hears each of them again and again.
@lru_cache(maxsize=1024)
def parse(text: str) -> Topic:
    """Take a topic apart. Raises BadTopic, saying which level is wrong and what it may be."""
    levels = text.split("/")
    if len(levels) != 6 or "/".join(levels[:2]) != ROOT:
        raise BadTopic(f"topic {text[:120]!r} is not {ROOT}/<site>/<kind>/<device>/<channel>")
    site, kind, device, channel = levels[2:]
    for name, value in (("site", site), ("device", device)):
        if not ID.fullmatch(value):
            raise BadTopic(f"topic {text[:120]!r}: {name} must be 1 to 32 of a-z, 0-9 and -")
    if kind not in KINDS:
        raise BadTopic(f"topic {text[:120]!r}: kind must be one of {', '.join(KINDS)}")
    if channel not in CHANNELS:
        raise BadTopic(f"topic {text[:120]!r}: channel must be one of {', '.join(CHANNELS)}")
    return Topic(site, kind, device, channel)
