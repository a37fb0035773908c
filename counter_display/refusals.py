"""The code that an officer sees when a key was refused: one digit behind LOI, explained on the card."""

from typing import Final, Literal, get_args

from devicekit.texts import Texts

Code = Literal[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
CODES: tuple[Code, ...] = get_args(Code)
"""Texts keypad.code.<n>: 1 no such sequence, or too slow; 2 not now; 3 no such number; 4 no such place; 5 not allowed
here; 6 too late; 7 the counter's own fault; 8 nobody is logged in, or wrong PIN; 9 something else, which the log and
the officer's page name; 0 logging in is locked."""

TYPED: Final = 1
NOT_HERE: Final = 5
OWN_FAULT: Final = 7
OTHER: Final = 9
# Not a fault: nobody waits.
EMPTY = "nobody_waiting"
OF_REASON: dict[str, Code] = {
    **dict.fromkeys(
        ("wrong_state", "counter_closed", "counter_paused", "counter_busy", "bench_full", "evacuation", "day_closed"),
        2,
    ),
    "counter_taken": 2,
    "unknown_number": 3,
    **dict.fromkeys(
        ("unknown_service", "unknown_counter", "unknown_kiosk", "no_fee_counter", "officer_away", "unknown_officer"), 4
    ),
    "pin_stale": 6,
    **dict.fromkeys(("login_needed", "pin_wrong"), 8),
    **dict.fromkeys(("officer_locked", "pin_wait"), 0),
    **dict.fromkeys(("not_permitted", "must_wait", "not_allowed", "pin_unset"), 5),
    **dict.fromkeys(
        ("too_old", "too_late", "nothing_to_undo", "undo_late", "undo_sent", "rated_already", "unknown_visit"),
        6,
    ),
}


def word(reason: str, texts: Texts) -> str:
    """What the display says; a box of three cells shows the first three of it."""
    return texts.get("led.keypad.empty") if reason == EMPTY else fault(OF_REASON.get(reason, OTHER), texts)


def fault(code: int, texts: Texts) -> str:
    return texts.get("led.fault.code", n=code)
