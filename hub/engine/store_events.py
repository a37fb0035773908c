"""Facts about the store itself: it is an older copy than somebody knew, or was put back. Rules as in events."""

from hub.engine.fact import Fact


class EpochRaised(Fact, frozen=True, kw_only=True):
    """A device had seen a higher epoch than the hub's: the store is an older copy, or was."""

    epoch: int
    seen: int


class StoreRestored(Fact, frozen=True, kw_only=True):
    """A backup was put in the store's place; its newest fact was of `until_ms`. Every series leaves out `skip` numbers:
    what was given after the backup is on paper already."""

    skip: int
    until_ms: int
