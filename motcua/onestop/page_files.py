"""The desk's page: static files in which the texts of both languages are filled in when the server starts."""

import html
import re
from importlib import resources

from devicekit.text_files import load_texts

_KEY = re.compile(r"\{\{(=?)([a-z0-9_.]+)\}\}")
_KINDS = {"index.html": "text/html", "page.css": "text/css", "page.js": "text/javascript"}


def page_files() -> dict[str, tuple[bytes, str]]:
    """Path, without its first slash -> content and media type."""
    folder = resources.files("motcua").joinpath("onestop", "page")
    read = {name: folder.joinpath(name).read_text(encoding="utf-8") for name in _KINDS}
    read["index.html"] = _KEY.sub(_filled, read["index.html"])
    return {name.removeprefix("index.html"): (text.encode(), _KINDS[name]) for name, text in read.items()}


def _filled(match: re.Match[str]) -> str:
    """{{key}}: Vietnamese and small English; {{=key}}: Vietnamese alone, for attributes and lists to choose from."""
    vi, en = (html.escape(load_texts(language).get(match[2])) for language in ("vi", "en"))
    return vi if match[1] else f'{vi} <small lang="en">{en}</small>'
