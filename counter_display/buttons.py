"""Push buttons of an officer, each with a verb of its own and perhaps a lamp. Pure.

A lamp burns while its button would be heard. The one that was pressed last flickers until the hub has answered, and
flashes when it got a no; all of them wink slowly while the hub is silent, evenly while somebody looks for the counter.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from counter_display.device import Lamp
from devicekit.buttons.contact import STUCK_S, UNTOUCHED, Contact, changed, found, stuck
from devicekit.buttons.device import PinChanged, PinFound
from devicekit.messages import Key

Deed = Literal[
    Key, "park", "unpark", "requeue", "rate", "reprint", "open", "close", "undo", "hold", "switch", "help"
]  # fmt: skip
"""What one button can ask for: no digits stand before it."""

Says = Lamp | Literal["identify"]
"""identify: a technician looks for this counter."""

# Two quick presses are one.
LOCK_OUT_S = 0.3
# Seconds lit, seconds dark.
RHYTHMS: dict[Says, tuple[float, float]] = {
    "asked": (0.1, 0.1),
    "refused": (0.25, 0.25),
    "away": (0.1, 1.9),
    "identify": (0.5, 0.5),
}
TINY_S = 1e-6


class Panel(NamedTuple):
    """What is known of the buttons, by what they do; `last` was pressed last."""

    contacts: Mapping[str, Contact] = {}
    last: str = ""
    lit: Mapping[str, bool] = {}
    stuck: str = ""


def pressed(panel: Panel, event: PinFound | PinChanged) -> tuple[Panel, bool]:
    """What a contact's news changes; True when that is a press."""
    is_press = False
    if isinstance(event, PinFound):
        contact = found(event.down, event.at)
    else:
        before = panel.contacts.get(event.button, UNTOUCHED)
        contact, is_press = changed(before, event.down, event.at, LOCK_OUT_S)
    panel = panel._replace(contacts={**panel.contacts, event.button: contact})
    return (panel._replace(last=event.button), True) if is_press else (panel, False)


def stuck_one(panel: Panel, now: float) -> str:
    """A button that stays down, "" for none."""
    return next((name for name, contact in panel.contacts.items() if stuck(contact, now + TINY_S)), "")


def lamps(panel: Panel, lamp: Says, now: float) -> dict[str, bool]:
    """Which lamps burn now."""
    return {name: _burns(_says(panel, name, lamp), now) for name in panel.contacts}


def next_change(panel: Panel, lamp: Says, now: float) -> float | None:
    """When one goes on or off by itself, or a button counts as stuck; None: never."""
    moments = [contact.down_since + STUCK_S for contact in panel.contacts.values() if contact.down]
    moments = [moment for moment in moments if moment > now]
    if panel.contacts and lamp in RHYTHMS:
        bright, dark = RHYTHMS[lamp]
        into = (now + TINY_S) % (bright + dark)
        moments.append(now + TINY_S + (bright - into if into < bright else bright + dark - into))
    return min(moments, default=None)


def _says(panel: Panel, name: str, lamp: Says) -> Says:
    return lamp if lamp in ("away", "identify") or name == panel.last else "ready"


def _burns(lamp: Says, now: float) -> bool:
    if lamp not in RHYTHMS:
        return True
    bright, dark = RHYTHMS[lamp]
    return (now + TINY_S) % (bright + dark) < bright
