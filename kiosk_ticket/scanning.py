"""Press and ID card, in either order: one ticket per person, where the hub wants a card for a service. Pure.

    scan, then press    the card counts for the next press of such a service, for `card_wait` seconds
    press, then scan    the lamp asks for the card for as long, then says no
    an appointment      its code, shown alone, is checked in

Of a card only its keyed hash of the day is remembered, until the press or the end of that time. The key is the
centre's own and is on the kiosks alone: neither the broker nor the hub can find out whose hash it is.
"""

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from devicekit.message_fields import BookingCode
from devicekit.messages import KioskService
from devicekit.scanner.device import ScanDropped, Scanned, ScannerSeen
from devicekit.scanner.person import day_key, person_of
from devicekit.steps import Health, Note
from kiosk_ticket import shown, tickets
from kiosk_ticket.state import AskedCard, Button, Card, Reads, State, Timing, button_of
from kiosk_ticket.tickets import Step


def scanner_seen(state: State, event: ScannerSeen, _now: float) -> Step:
    return state, [Health("scanner", event.part)]


def pressed(state: State, button: Button, service: KioskService, now: float, timing: Timing) -> Step:
    """A press that counts: ask the hub for a number, or the citizen for a card first."""
    if not service.card:
        return tickets.want(state, button, now, timing.hub_wait)
    if state.card is not None:
        person = state.card.person
        return tickets.want(replace(state, card=None, asked=None), button, now, timing.hub_wait, person)
    if service.card == "wanted":
        return tickets.want(state, button, now, timing.hub_wait)
    if not timing.card_wait:
        return tickets.refuse(state, button.name, "card_wanted: this kiosk has no [card]", now, timing.refused)
    return replace(state, asked=AskedCard(button.name, now + timing.card_wait)), []


def scanned(state: State, event: Scanned | ScanDropped, now: float, timing: Timing, reads: Reads) -> Step:
    """Somebody held a card, the code of an appointment, or anything else before the scanner."""
    if state.known is None:
        return state, []
    text = event.text if isinstance(event, Scanned) else ""
    if is_code(text, reads.code_prefix):
        return shown.check_in(state, text, now, timing)
    if not reads.key:
        return shown.refused(state, "what was scanned is no code of an appointment; dropped", now, timing)
    person = person_of(text, day_key(reads.key, state.known.day))
    if not person:
        return _misread(state, now, timing)
    asked = state.asked
    button = button_of(state, asked.button) if asked is not None else None
    if button is None:
        return replace(state, card=Card(person, now + timing.card_wait)), []
    return tickets.want(replace(state, card=None, asked=None), button, now, timing.hub_wait, person)


def late(state: State, now: float, timing: Timing) -> Step:
    """Forget the card that nobody pressed with, and say no to who did not scan one."""
    if state.card is not None and now >= state.card.until:
        state = replace(state, card=None)
    if state.asked is None or now < state.asked.until:
        return state, []
    button = state.asked.button
    return tickets.refuse(replace(state, asked=None), button, "card_wanted: none was scanned", now, timing.refused)


def moments(state: State) -> Iterator[float]:
    """When to look again."""
    yield from (each.until for each in (state.card, state.asked) if each is not None)


def is_code(text: str, prefix: str) -> bool:
    """Whether a scan is the code of an appointment. Without the prefix that all have, a card's number might be one."""
    if not prefix or not text.startswith(prefix):
        return False
    try:
        msgspec.convert(text, BookingCode)
    except msgspec.ValidationError:
        return False
    return True


def _misread(state: State, now: float, timing: Timing) -> Step:
    """The lamps of the services that want a card say no: try again, or ask a person."""
    services = () if state.known is None else state.known.services
    wanting = {each.service for each in services if each.card and each.open}
    until = {each.name: now + timing.refused for each in state.buttons if each.service in wanting}
    refused = {**state.refused_until, **until}
    note = Note("warning", "what was scanned is no ID card, or was read badly; dropped")
    return replace(state, card=None, refused_until=refused), [note]
