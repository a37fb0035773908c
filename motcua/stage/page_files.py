"""The stage's page: static files in which the texts of both languages are filled in when the stage starts."""

import html
import json
import re
from importlib import resources
from pathlib import PurePath

from devicekit.text_files import LANGUAGES, load_texts

_KEY = re.compile(r"\{\{([a-z0-9_.]+)\}\}")
_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# What the scripts say. Errors come from the server in words, and what never changes is in the page itself.
_SAID = re.compile(
    r"(?:stage|board|keypad|onestop|alarm|device)\.(?!err\.|hint\.)"
    r"|sniff\.(?:unknown|modbus|qsystem|armfly)|kiosk\.buttons$"
)


def page_files() -> dict[str, tuple[bytes, str]]:
    """Path, without its first slash -> content and media type."""
    folder = resources.files("motcua").joinpath("stage", "page")
    read = {each.name: each.read_text(encoding="utf-8") for each in folder.iterdir() if each.is_file()}
    read["index.html"] = _KEY.sub(_filled, read["index.html"])
    read["texts.js"] = read["texts.js"].replace("{{texts}}", _texts())
    return {
        name.removeprefix("index.html"): (text.encode(), _KINDS[PurePath(name).suffix]) for name, text in read.items()
    }


def _filled(match: re.Match[str]) -> str:
    """{{key}}: both languages, of which the style sheet shows the page's own."""
    return "".join(f'<span lang="{name}">{html.escape(load_texts(name).get(match[1]))}</span>' for name in LANGUAGES)


def _texts() -> str:
    """The texts of both languages as a literal of JavaScript; {…} is filled in by the page."""
    both = {name: _raw(name) for name in LANGUAGES}
    return json.dumps(both, ensure_ascii=False, separators=(",", ":"))


def _raw(language: str) -> dict[str, str]:
    texts = load_texts(language)
    keys = sorted(filter(_SAID.match, texts.keys()))
    return {key: texts.get(key, **{name: f"{{{name}}}" for name in texts.placeholders(key)}) for key in keys}
