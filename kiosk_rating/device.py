"""What a rating screen's program needs of its screen and of the photos, and what it hears from them."""

from typing import Literal, NamedTuple

from devicekit.touch.page import Page


class Show(NamedTuple):
    """Show this page."""

    page: Page


class OpenScreen(NamedTuple):
    """Try to take the screen again; ScreenOpen or ScreenFailed follows."""


class FetchPhoto(NamedTuple):
    """Get this photo, from the disk or from the hub; PhotoCame follows."""

    url: str


class ScreenOpen(NamedTuple):
    """The screen is ours."""

    width: int
    height: int


class ScreenFailed(NamedTuple):
    """The screen can't be had now."""

    reason: str


class Pressed(NamedTuple):
    """Somebody pressed a target of a page."""

    page: str
    target: str


class PhotoCame(NamedTuple):
    """What became of a photo; `outcome` ok: it can be shown."""

    url: str
    outcome: Literal["ok", "missing", "unreachable", "unreadable"]
    reason: str = ""
