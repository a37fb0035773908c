"""What may be asked of the appointment book."""

from hub.engine.hours_commands import Asked


class Book(Asked, frozen=True, kw_only=True):
    """Promise a place at `due_ms` to whoever brings `code`, which may be of another system; no personal data in it."""

    code: str
    service: str
    due_ms: int


class AboutBooking(Asked, frozen=True, kw_only=True):
    """Base of what is asked of one appointment."""

    code: str


class CancelBooking(AboutBooking, frozen=True, kw_only=True):
    """Nobody will come."""


class CheckIn(AboutBooking, frozen=True, kw_only=True):
    """Its holder is here: give a number to this press."""

    press: str
    kiosk: str = ""
    pressed_ms: int | None = None
    """When the code was shown, on legal time (None: just now)."""
