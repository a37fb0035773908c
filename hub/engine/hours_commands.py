"""What may be asked of a day as a whole, and the base of all that may be asked."""

from msgspec import Struct


class Asked(Struct, frozen=True, kw_only=True):
    """Base of all commands."""


class CloseDay(Asked, frozen=True, kw_only=True):
    """End the day now; `early`: although numbers are still given or people served."""

    early: bool = False


class Evacuate(Asked, frozen=True, kw_only=True):
    """Ask everybody to leave the building; `on` False: that is over."""

    on: bool = True
