"""The short words that an officer hears about a key. Pure.

They are few and say nothing but how it went: no number, no name and nothing that was typed can be among them. Texts
keypad.said.<word>; the clips are named by these.
"""

from typing import Literal, get_args

from counter_display.refusals import EMPTY, OF_REASON, OTHER, Code
from devicekit.messages import KeyPressed, LoginTyped, VerbTyped
from devicekit.texts import Texts

Word = Literal[
    "called", "finished", "login", "logout", "done", "empty", "away", "stuck", "pin",
    "code.0", "code.1", "code.2", "code.3", "code.4", "code.5", "code.6", "code.7", "code.8", "code.9",
]  # fmt: skip
"""called, finished, login, logout, done: the key was obeyed; empty: nobody waits; away: not connected; stuck: a key
stays down; pin: wrong number or PIN; code.<n>: refused (refusals.py)."""
WORDS: tuple[Word, ...] = get_args(Word)

OF_CODE: dict[Code, Word] = {
    0: "code.0", 1: "code.1", 2: "code.2", 3: "code.3", 4: "code.4", 5: "code.5", 6: "code.6", 7: "code.7",
    8: "code.8", 9: "code.9",
}  # fmt: skip
OF_DEED: dict[str, Word] = {
    **dict.fromkeys(("next", "recall", "next_or_recall", "call"), "called"),
    "finish": "finished",
    "logout": "logout",
}
"""By key or verb; what the hub alone can tell, such as finish_or_noshow, is just done."""


def of_deed(body: object) -> Word:
    """The word for what the hub has obeyed, or the counter alone."""
    if isinstance(body, LoginTyped):
        return "login"
    if isinstance(body, KeyPressed):
        return OF_DEED.get(body.key, "done")
    return OF_DEED.get(body.verb, "done") if isinstance(body, VerbTyped) else "done"


def of_refusal(reason: str) -> Word:
    """The word for the hub's no."""
    if reason == EMPTY:
        return "empty"
    return "pin" if reason == "pin_wrong" else OF_CODE[OF_REASON.get(reason, OTHER)]


def spoken(texts: Texts) -> dict[Word, str]:
    """What is said for each word in that language; also the names of their clips."""
    return {word: texts.get(f"keypad.said.{word}") for word in WORDS}
