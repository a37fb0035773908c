"""Devices that somebody looks for, in words for who does: what to look and listen for, or what is to be done."""

from collections.abc import Collection

from devicekit.orders import NO_LAMP
from devicekit.text_files import LANGUAGES, load_texts
from devicekit.texts import Texts
from hub.engine.day import Search
from hub.plan import Plan
from hub.view import SearchView


def searches_now(plan: Plan, searches: Collection[Search]) -> tuple[SearchView, ...]:
    """The newest first."""
    if not searches:
        return ()
    kinds = {device.id: device.kind for device in plan.devices}
    return tuple(_view(each, kinds.get(each.device, "")) for each in reversed([*searches]))


def _view(search: Search, kind: str) -> SearchView:
    vi, en = (_said(search, kind, load_texts(language)) for language in LANGUAGES)
    return SearchView(
        at_ms=search.asked_ms,
        device=search.device,
        request=search.request,
        outcome=search.outcome,
        reason=search.reason,
        vi=vi,
        en=en,
    )


def _said(search: Search, kind: str, texts: Texts) -> str:
    named, look = f"device.{kind}", f"identify.look.{kind or 'other'}"
    return texts.get(
        f"identify.{_what(search)}",
        device=texts.get(named, id=search.device) if named in texts else search.device,
        look=texts.get(look),
        reason=search.reason or "-",
    )


def _what(search: Search) -> str:
    if search.reason == NO_LAMP:
        return NO_LAMP
    # With a reason it is the device's own word.
    return "dropped" if search.outcome == "expired" and search.reason else search.outcome or "asked"
