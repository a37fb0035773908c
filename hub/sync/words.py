"""Other people's text made fit for paper: one line, no hidden characters, of the contract's length, nobody's identity.

Identity numbers (số định danh) have 12 digits, older ones 9, telephones 10 or 11. On paper the 12 are masked
079*****1234; a QR code with any of them is not used at all, because nobody sees what it says.
"""

import re
import unicodedata
from urllib.parse import quote, unquote

from devicekit.message_fields import MAX_TEXT

QR_MOST = 300
CUT = "…"
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
# People write them with spaces, too; every one begins with the province's 0, which a sum of money never does.
_IDENTITY = re.compile(r"(?<!\d)(?:\d{12}|0\d{2}(?: ?\d){9})(?!\d)")
_LONG_NUMBER = re.compile(r"\d(?:[ ./_-]?\d){8}")
PLACE = "{code}"


def fit(text: str, most: int = MAX_TEXT) -> str:
    """The text on one line, masked, cut to `most` with an ellipsis."""
    line = _plain(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + CUT


def fit_items(items: tuple[str, ...], most: int) -> tuple[str, ...]:
    """At most so many lines; where some are left out, the last one says so."""
    lines = tuple(line for item in items if (line := fit(item)))
    return lines if len(lines) <= most else (*lines[: most - 1], CUT)


def qr_of(sent: str, code: str, lookup_url: str) -> str:
    """What a slip's QR code holds: what the one-stop system sent, else the look-up page of that code, else nothing."""
    if sent and _may_be_shown(sent, code):
        return sent
    return lookup_url.replace(PLACE, quote(code, safe=""))


def page_of(lookup_url: str) -> str:
    """The look-up page as people type it: without the code and what only leads to it."""
    return lookup_url.partition(PLACE)[0].partition("?")[0].partition("#")[0].rstrip("/")


def has_identity(text: str, code: str = "") -> bool:
    """True when there is a long number in the text beside the dossier code, also one that is encoded as in a URL."""
    plain = unicodedata.normalize("NFKC", unquote(text)).upper()
    rest = plain.replace(code.upper(), " # ") if code else plain
    return _LONG_NUMBER.search(rest) is not None


def _may_be_shown(sent: str, code: str) -> bool:
    hidden = any(unicodedata.category(char) in _HIDDEN for char in sent)
    return len(sent) <= QR_MOST and not hidden and not has_identity(sent, code)


def _plain(text: str) -> str:
    shown = "".join(_shown(char) for char in unicodedata.normalize("NFC", text))
    return _IDENTITY.sub(_masked, " ".join(shown.split()))


def _shown(char: str) -> str:
    if char in "\t\n\r\v\f\u2028\u2029":
        return " "
    # What lies beyond (emoji) no printer has; and a slip full of it would not fit into a message (codec.MAX_BYTES).
    return "" if unicodedata.category(char) in _HIDDEN or char > "\uffff" else char


def _masked(found: re.Match[str]) -> str:
    digits = found[0].replace(" ", "")
    return f"{digits[:3]}*****{digits[-4:]}"
