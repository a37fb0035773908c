"""The access list: exact topics for each device."""

from devicekit.topics import CHANNELS, Address
from hub.acl import acl, users
from hub.plan import DevicePlan, Plan

PLAN = Plan(
    site="kontum",
    devices=(
        DevicePlan(id="kiosk-1", kind="ticket"),
        DevicePlan(id="counter-1", kind="counter", counter="counter-1"),
        DevicePlan(id="hall", kind="announcer"),
    ),
)


def rules_of(text: str) -> dict[str, set[tuple[str, str]]]:
    rules: dict[str, set[tuple[str, str]]] = {}
    user = ""
    for line in text.splitlines():
        if line.startswith("user "):
            user = line.removeprefix("user ")
            rules[user] = set()
        elif line.startswith("topic "):
            _, access, topic = line.split(" ")
            rules[user].add((access, topic))
    return rules


def test_a_device_reads_its_own_orders_and_writes_its_own_events_and_nothing_else() -> None:
    own = Address("kontum", "ticket", "kiosk-1")
    assert rules_of(acl(PLAN))["kiosk-1"] == {
        ("read", str(own.topic("set"))),
        ("read", str(own.topic("do"))),
        ("read", str(own.topic("ack"))),
        ("write", str(own.topic("evt"))),
        ("write", str(own.topic("status"))),
    }


def test_only_the_hub_writes_orders_and_only_to_devices_of_its_site() -> None:
    rules = rules_of(acl(PLAN))
    orders = {
        str(Address("kontum", device.kind, device.id).topic(name))
        for device in PLAN.devices
        for name, channel in CHANNELS.items()
        if not channel.from_device
    }
    written = {topic for access, topic in rules["hub"] if access == "write"}
    assert written == orders | {"motcua/1/kontum/hub/hub/status"}
    for user in set(rules) - {"hub"}:
        assert not {topic for access, topic in rules[user] if access == "write"} & orders


def test_nobody_writes_by_wildcard_and_no_rule_stands_before_the_first_user() -> None:
    text = acl(PLAN)
    assert not [line for line in text.splitlines() if line.startswith("topic write") and set("+#") & set(line)]
    assert text.index("user ") < text.index("topic ")
    assert "pattern" not in text


def test_the_technician_reads_the_site_and_writes_nothing() -> None:
    assert {access for access, _ in rules_of(acl(PLAN))["trace"]} == {"read"}


def test_every_user_of_the_list_has_a_password_line_and_the_other_way_round() -> None:
    assert set(rules_of(acl(PLAN, "hub-user"))) == set(users(PLAN, "hub-user"))
    assert "hub-user" in users(PLAN, "hub-user")
