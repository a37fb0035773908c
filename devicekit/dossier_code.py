"""Dossier codes (mã số hồ sơ): how they look, and how to find one in what a scanner read.

TT 01/2018/TT-VPCP article 19: `V1V2V3.Z1Z2.Y1Y2.MX1X2-YYMMDD-XXXX`, the unit, the date of acceptance, a sequence of
that day. Units are also written the newer way, reversed (QĐ 20/2020/QĐ-TTg: H34.12), and some systems give the sequence
5 or 6 digits. The code is minted by the one-stop system, never here.
"""

import re
from datetime import date

UNIT = r"(?:\d{3}\.\d{2}\.\d{2,3}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{1,3}){0,3})"
_CODE = re.compile(rf"(?<![A-Z0-9.-])({UNIT})-(\d{{6}})-(\d{{4,6}})(?![0-9-])", re.ASCII)


def dossier_code(text: str, today: date | None = None) -> str | None:
    """The code that `text` is, in its normal form; None when it is none, or its day is none or after `today`."""
    code = text.strip().upper()
    match = _CODE.fullmatch(code)
    return code if match is not None and _day_is_real(match[2], today) else None


def code_in(text: str, today: date | None = None) -> str | None:
    """The one dossier code inside `text`, such as the URL of a look-up page; None when there is none, or two."""
    found = {match[0] for match in _CODE.finditer(text.upper()) if _day_is_real(match[2], today)}
    return found.pop() if len(found) == 1 else None


def _day_is_real(text: str, today: date | None) -> bool:
    try:
        day = date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        return False
    return today is None or day <= today
