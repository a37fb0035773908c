"""The pages: static files in which the texts of both languages are filled in when the hub starts."""

import html
import json
import re
from collections.abc import Iterable
from importlib import resources

from devicekit.text_files import LANGUAGES, load_texts, sentence
from devicekit.texts import Sentence
from hub.plan import CounterPlan

# What only the script knows stays as it is.
_LATER = {name: f"{{{name}}}" for name in ("part", "time", "date")}
# What words.js says of alarms, faults and presses that got no number.
_SAID = re.compile(r"(?:alarm|fault|refused|device|tech\.printer)\.")
COUNTER_PAGE = "counter/{id}"
_KEY = re.compile(r"\{\{(=?)([a-z0-9_.]+)\}\}")


def page_files() -> dict[str, tuple[bytes, str]]:
    """Path, without its first slash -> content and media type."""
    return {
        "": (filled("index.html").encode(), "text/html"),
        "page.css": (_read("page.css").encode(), "text/css"),
        # Whose counter it is, the script reads from the address.
        COUNTER_PAGE: (filled("counter.html").encode(), "text/html"),
        "counter.css": (_read("counter.css").encode(), "text/css"),
        "counter.js": (_read("counter.js").encode(), "text/javascript"),
        "desk": (filled("desk.html").encode(), "text/html"),
        "desk.js": (_read("desk.js").encode(), "text/javascript"),
        "press.js": (_read("press.js").encode(), "text/javascript"),
        "words.js": (_read("words.js").replace("{{texts}}", _texts()).encode(), "text/javascript"),
        "tables.js": (_read("tables.js").encode(), "text/javascript"),
        "live.js": (_read("live.js").encode(), "text/javascript"),
        "page.js": (_read("page.js").encode(), "text/javascript"),
        # Under the path of the look-up, so that a proxy need let nothing else through.
        "dossiers/page.css": (_read("lookup.css").encode(), "text/css"),
    }


def filled(name: str) -> str:
    """A page with its texts."""
    return _KEY.sub(_filled, _read(name))


def no_counter(known: Iterable[CounterPlan]) -> str:
    """The page of a counter that is not there: the way to those that are."""
    said = _small(sentence("api.unknown_counter"))
    links = "".join(
        f'<li><a href="/counter/{counter.id}">{counter.id}</a>: {_small(sentence("rate.counter", n=counter.number))}\n'
        for counter in known
    )
    return f'<!doctype html>\n<html lang="vi">\n<meta charset="utf-8">\n<p>{said}</p>\n<ul>\n{links}</ul>\n</html>\n'


def _read(name: str) -> str:
    return resources.files("hub").joinpath("page", name).read_text(encoding="utf-8")


def _filled(match: re.Match[str]) -> str:
    """{{key}}: Vietnamese and small English; {{=key}}: Vietnamese alone, for attributes."""
    said = sentence(match[2], **_LATER)
    return html.escape(said.vi) if match[1] else _small(said)


def _small(said: Sentence) -> str:
    """Vietnamese and small English."""
    return f'{html.escape(said.vi)} <small lang="en">{html.escape(said.en)}</small>'


def _texts() -> str:
    """Those texts of both languages as a literal of JavaScript, with {…} left in them."""
    return json.dumps({language: _said(language) for language in LANGUAGES}, ensure_ascii=False)


def _said(language: str) -> dict[str, str]:
    texts = load_texts(language)
    return {
        key: texts.get(key, **{name: f"{{{name}}}" for name in texts.placeholders(key)})
        for key in sorted(filter(_SAID.match, texts.keys()))
    }
