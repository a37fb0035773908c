"""Logging in and out at the counter's own keypad: what is typed leaves the program sealed, or not at all. Pure.

Sealing needs chance, so the hardware does it: SealPin goes out, PinSealed comes back, and then the hub is asked.
"""

from typing import Any, NamedTuple

from counter_display.keypad import Meant, Wrong
from counter_display.refusals import NOT_HERE, OWN_FAULT, Code, fault
from counter_display.speech_words import OF_CODE, Word
from counter_display.state import VERDICT_S, State, Verdict
from devicekit.messages import LoginTyped, VerbTyped
from devicekit.pin_box import TypedPin
from devicekit.steps import Note
from devicekit.texts import Texts

Typed = Meant | Wrong | TypedPin | None
UNSEEN = frozenset(("dossier", "rate", "reprint", "help", "logout"))


class SealPin(NamedTuple):
    """Seal what was typed at that monotonic second to this key of the hub's, and post PinSealed."""

    key: str
    typed: TypedPin
    at: float


class PinSealed(NamedTuple):
    """`box` "": it could not be sealed, for that reason."""

    key: str
    box: str
    at: float
    reason: str = ""


def is_unseen(body: object) -> bool:
    """Whether it is done without anything to see at the counter."""
    return isinstance(body, LoginTyped) or (isinstance(body, VerbTyped) and body.verb in UNSEEN)


def typed(state: State, said: Typed, at: float, now: float, texts: Texts) -> tuple[State, list[Any]] | None:
    """What becomes of who logs in or out, None for all else. A no at once where no hub would understand it."""
    key = "" if state.shown is None else state.shown.login_key
    if isinstance(said, Meant) and said.verb == "logout":
        return None if key else _refused(state, NOT_HERE, texts, now, "the hub knows no logging out")
    if not isinstance(said, TypedPin):
        return None
    if state.silent_since is not None:
        # The key may be gone before the hub is back, and nobody should type a PIN for nothing.
        return _no(state, texts.get("led.hub_away"), "away", now, "a PIN was typed while the hub is away")
    if not key:
        why = "the hub takes no PINs: too old, or motcua officer-pin not used"
        return _refused(state, NOT_HERE, texts, now, why)
    return state, [SealPin(key, said, at)]


def sealed(state: State, event: PinSealed, now: float, texts: Texts) -> LoginTyped | tuple[State, list[Any]]:
    """What the hub is asked then."""
    if not event.box:
        return _refused(state, OWN_FAULT, texts, now, f"a PIN could not be sealed: {event.reason}")
    return LoginTyped(counter=counter_of(state), key=event.key, sealed=event.box)


def counter_of(state: State) -> str:
    return state.device if state.shown is None else state.shown.counter


def _refused(state: State, code: Code, texts: Texts, now: float, why: str) -> tuple[State, list[Any]]:
    return _no(state, fault(code, texts), OF_CODE[code], now, why)


def _no(state: State, text: str, said: Word, now: float, why: str) -> tuple[State, list[Any]]:
    note = Note("warning", why, {"counter": counter_of(state)})
    return state._replace(verdict=Verdict(text, now + VERDICT_S, said)), [note]
