"""The hub's time on a counter, and when it is dark there. Pure.

A Pi has no clock that keeps time while it is off, so its own is never asked: the hub says its time with its answers,
and the machine's seconds are counted on from there. Before the hub has said it, it is never night.
"""

from typing import NamedTuple

DAY_S = 24 * 3600
# All of Vietnam, all year.
ZONE_S = 7 * 3600


class Night(NamedTuple):
    """From one minute of the day until another, mostly on the next day."""

    begin: int
    end: int


class HubClock(NamedTuple):
    """The hub's time by this machine's seconds."""

    ahead_s: float | None = None
    """How much its seconds since 1970 are more than ours; None before it has said so."""

    def at(self, now: float) -> float | None:
        """Seconds since 1970 as a clock on the wall there shows them."""
        return None if self.ahead_s is None else now + self.ahead_s + ZONE_S


def heard(clock: HubClock, hub_ms: int, now: float) -> HubClock:
    """The clock after the hub has answered; 0: without its time."""
    return HubClock(hub_ms / 1000 - now) if hub_ms else clock


def is_dark(night: Night | None, clock: HubClock, now: float) -> bool:
    """Whether it is night there."""
    wall = clock.at(now)
    if night is None or wall is None:
        return False
    minute = int(wall % DAY_S // 60)
    if night.begin <= night.end:
        return night.begin <= minute < night.end
    return minute >= night.begin or minute < night.end


def next_edge(night: Night | None, clock: HubClock, now: float) -> float | None:
    """When night begins or ends next; None when there is none."""
    wall = clock.at(now)
    if night is None or wall is None:
        return None
    return now + min((edge * 60 - wall) % DAY_S or DAY_S for edge in night)
