"""The facts of the settings that decide calls: an old call is explained by what held then."""

from msgspec import Struct

from hub.engine.fact import Fact
from hub.plan import Order, PolicyPlan


class CounterRule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which services a counter calls, in which order, and how much each weighs."""

    id: str
    services: tuple[str, ...]
    order: Order = "arrival"
    weights: tuple[int, ...] = ()


class PolicySet(Fact, frozen=True, kw_only=True):
    """From now on calls are decided by these settings: at the start of a day, and whenever they have changed."""

    policy: PolicyPlan
    counters: tuple[CounterRule, ...] = ()
