"""Mosquitto's access list for one centre: exact topics for each device, nothing for anybody else.

A device reads its own orders and writes its own events; none can read or pretend to be another. Wildcards are only the
hub's and the technician's, and only to read.
"""

from collections.abc import Iterator

from devicekit.topics import CHANNELS, Address, Topic, every_device
from hub.plan import Plan

# A technician's mosquitto_sub: sees all of the site, says nothing.
READER = "trace"


def acl(plan: Plan, hub_user: str = "", readers: tuple[str, ...] = (READER,)) -> str:
    """The text of the access list; `hub_user` is the hub's user name where that is not its id."""
    blocks = [_hub(plan, hub_user or plan.hub), *(_device(plan, device) for device in _addresses(plan))]
    blocks += [_reader(plan, reader) for reader in readers]
    head = f"# motcua, site {plan.site}. Made from site.toml by `motcua broker-config`: change that and run it again.\n"
    return head + "".join("\n" + "\n".join(block) + "\n" for block in blocks)


def users(plan: Plan, hub_user: str = "", readers: tuple[str, ...] = (READER,)) -> tuple[str, ...]:
    """Every user name that the list knows."""
    return (hub_user or plan.hub, *(device.id for device in plan.devices), *readers)


def _addresses(plan: Plan) -> Iterator[Address]:
    return (Address(plan.site, device.kind, device.id) for device in plan.devices)


def _hub(plan: Plan, user: str) -> list[str]:
    own: Topic = Address(plan.site, "hub", plan.hub).topic("status")
    lines = [f"user {user}", f"topic write {own}"]
    for name, channel in CHANNELS.items():
        if channel.from_device:
            lines.append(f"topic read {every_device(plan.site, name)}")
        else:
            lines += [f"topic write {device.topic(name)}" for device in _addresses(plan)]
    return lines


def _device(plan: Plan, device: Address) -> list[str]:
    lines = [f"user {device.device}"]
    for name, channel in CHANNELS.items():
        lines.append(f"topic {'write' if channel.from_device else 'read'} {device.topic(name)}")
    return lines


def _reader(plan: Plan, user: str) -> list[str]:
    return [f"user {user}", *(f"topic read {every_device(plan.site, name)}" for name in CHANNELS)]
