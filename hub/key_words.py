"""What became of an officer's last key, in words for the page of the counter; and what the engine says to people."""

from devicekit.messages import Answer, KeyPressed, LoginTyped, VerbTyped
from devicekit.text_files import LANGUAGES, load_texts
from devicekit.texts import Texts
from hub.engine.refusal import Said
from hub.store_rows import Told
from hub.view import KeyView

# Keys of two meanings go by the first of them, verbs by what stands on the officer's card.
_NAMES = {
    "next_or_recall": "next",
    "finish_or_noshow": "finish",
    "pause": "pause_reason",
    "open": "here",
    "close": "shut",
}


def key_view(body: KeyPressed | VerbTyped | LoginTyped, answer: Answer, at_ms: int) -> KeyView:
    """What the page shows of this answer."""
    verb, digits = _typed(body)
    # What was done alone is taken in, and may still not fit.
    reason = answer.reason
    said = answer.said if reason and isinstance(answer, Told) else ()
    vi, en = (
        ". ".join((_sentence(texts, verb, digits, reason), *(in_words(each, texts) for each in said)))
        for texts in map(load_texts, LANGUAGES)
    )
    return KeyView(at_ms=at_ms, verb=verb, digits=digits, reason=reason, vi=vi, en=en)


def in_words(said: Said, texts: Texts) -> str:
    """One sentence of the engine's."""
    return texts.get(f"{said.of}.{said.code}", **said.values)


def _typed(body: KeyPressed | VerbTyped | LoginTyped) -> tuple[str, str]:
    match body:
        case KeyPressed():
            return body.key, ""
        case VerbTyped():
            return body.verb, body.digits
        case LoginTyped():
            return "login", ""


def _sentence(texts: Texts, verb: str, digits: str, reason: str) -> str:
    key = f"keypad.{_NAMES.get(verb, verb)}"
    named = texts.get(key)
    what = named.replace("…", digits) if "…" in named else f"{named} {digits}".rstrip()
    if not reason:
        return texts.get("web.key.done", what=what)
    why = f"api.{reason}"
    return texts.get("web.key.refused", what=what, why=texts.get(why) if why in texts else reason)
