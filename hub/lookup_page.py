"""The look-up page: a form for a code, and what is known of a dossier. Plain HTML that needs no script."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape

from hub.dossier_words import DossierNow, InWords, Speaker
from hub.web_page import filled

# Capitals, which no key of a text has; what is put in is not looked at again.
_BLANK = re.compile(r"\{\{([A-Z]+)\}\}")
SAMPLE = "H34.12-240101-0001"
# Colour only repeats what the words say.
_GOOD, _ACT = (9, 10), (3, 5, 6)


class LookupPage:
    """Writes the page of one centre, in both languages; every value is escaped here."""

    def __init__(self, site: str, speaker: Speaker) -> None:
        self._site = site
        self._speaker = speaker
        self._frame = filled("lookup.html")

    def form(self) -> str:
        """The page before anybody has asked."""
        return self._page(self._speaker.say("lookup.title").vi)

    def bad(self, typed: str, part: str) -> str:
        """What was typed is no code: says which part of it looks wrong, and keeps it."""
        words = self._speaker.say("kiosk.lookup.bad", {"part": self._speaker.say(f"lookup.part.{part}")})
        return self._page(words.vi, error=words, typed=typed)

    def missing(self, code: str, reason: str) -> str:
        """There is no answer; the code stays in the form, to be asked for again."""
        key = {"unknown_dossier": "kiosk.lookup.none", "too_many_lookups": "api.too_many_lookups"}
        words = self._speaker.say(key.get(reason, "lookup.down"), {"code": code})
        return self._page(words.vi, f'<p class="notice" role="alert">{_both(words)}</p>', typed=code)

    def found(self, now: DossierNow) -> str:
        """A dossier, and below it the form for another."""
        again = f"<h2>{self._say('lookup.again')}</h2>"
        return self._page(f"{now.code}: {now.state_words.vi}", self._dossier(now), again=again)

    def _page(
        self, title: str, answer: str = "", *, again: str = "", error: InWords | None = None, typed: str = ""
    ) -> str:
        described = 'aria-describedby="help example"'
        if error is not None:
            described = 'aria-invalid="true" aria-describedby="error help example"'
        values: Mapping[str, str] = {
            "TITLE": escape(title),
            "SITE": escape(self._site),
            "ANSWER": answer,
            "AGAIN": again,
            "EXAMPLE": _both(self._speaker.say("lookup.example", {"code": SAMPLE})),
            "ERROR": "" if error is None else f'<p id="error" class="error" role="alert">{_both(error)}</p>',
            "TYPED": escape(typed),
            "DESCRIBED": described,
        }
        return _BLANK.sub(lambda match: values[match[1]], self._frame)

    def _dossier(self, now: DossierNow) -> str:
        look = "good" if now.state in _GOOD else "act" if now.state in _ACT else "late" if now.overdue else "going"
        kept = f'<p class="notice">{self._say("lookup.kept")}</p>' if now.kept else ""
        steps = "".join(f"<li>{_both(step)}</li>" for step in now.next)
        todo = f'<h2>{self._say("lookup.todo")}</h2><ul class="todo">{steps}</ul>' if steps else ""
        as_of = "" if now.as_of is None else f'<p class="asof">{_both(now.as_of)}</p>'
        return (
            f'{kept}<section class="dossier {look}" aria-labelledby="which">'
            f'<p id="which">{self._say("slip.code")}</p><p class="code">{escape(now.code)}</p>'
            f'<h2>{self._say("lookup.state")}</h2><p class="state">{_both(now.state_words)}</p>'
            f"{todo}{self._dates(now)}{as_of}</section>"
        )

    def _dates(self, now: DossierNow) -> str:
        # What was kept is as old as its last change; that is said already.
        rows = (
            ("lookup.accepted", now.accepted_ms, now.accepted),
            ("lookup.due", now.due_ms, now.due),
            ("lookup.updated", now.updated_ms, None if now.kept else now.updated),
        )
        known = [(key, ms, words) for key, ms, words in rows if ms is not None and words is not None]
        lines = (f"<div><dt>{self._say(key)}</dt><dd>{_moment(ms, words)}</dd></div>" for key, ms, words in known)
        return f"<dl>{''.join(lines)}</dl>" if known else ""

    def _say(self, key: str) -> str:
        return _both(self._speaker.say(key))


def _both(words: InWords) -> str:
    if words.vi == words.en:
        return escape(words.vi)
    return f'{escape(words.vi)} <small lang="en">{escape(words.en)}</small>'


def _moment(ms: int, words: InWords) -> str:
    return f'<time datetime="{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m-%dT%H:%MZ}">{_both(words)}</time>'
