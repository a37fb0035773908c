"""A record as the hub must send it: what the one-stop interface asks of it, judged without mercy."""

import re
from datetime import date, datetime
from typing import NamedTuple

import msgspec

KINDS = (
    *("ticket", "voided", "called", "recalled", "started", "finished", "no_show", "transferred", "undone"),
    *("to_fee", "fee_paid", "dossier", "rated", "agency_rated"),
)
# The rating of an agency at the screen in the hall belongs to no visit.
WITHOUT_VISIT = {"agency_rated"}
# No record holds personal data: none of these may be a key, however deep.
PERSONAL = {
    *("applicant", "name", "full_name", "citizen", "phone", "telephone", "email", "address", "birthday"),
    *("identity", "id_number", "cccd", "cmnd"),
}
DEEPEST = 8

_VISIT = re.compile(r"\d{8}\.[A-Z]?\d{3,4}", re.ASCII)
_KEY = re.compile(r"[A-Za-z0-9.:_-]{1,128}", re.ASCII)


class Refusal(NamedTuple):
    """Why a record will never be taken."""

    status: int
    reason: str


def refusal(key: str, body: bytes, site: str) -> Refusal | None:
    """What is wrong with a record and its Idempotency-Key; None for a right one."""
    if not _KEY.fullmatch(key):
        return Refusal(400, "Idempotency-Key is missing, or not 1 to 128 of A-Z a-z 0-9 . : _ -")
    try:
        record = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Refusal(400, f"no JSON: {str(error)[:200]}")
    if not isinstance(record, dict):
        return Refusal(400, "a record is a JSON object")
    wrong = _wrong(record, site) or _personal(record, 0)
    if wrong:
        return Refusal(422, wrong)
    if not re.fullmatch(rf"{re.escape(site)}-{record['seq']}-\S+", key):
        return Refusal(422, f"Idempotency-Key of this record is {site}-{record['seq']}-<hash>")
    return None


def _wrong(record: dict[str, object], site: str) -> str:
    seq, kind = record.get("seq"), record.get("kind")
    if record.get("site") != site:
        return f"site: {site!r} is the only centre here"
    if isinstance(seq, bool) or not isinstance(seq, int) or seq < 1:
        return "seq: a whole number from 1"
    if kind not in KINDS:
        return f"kind: one of {', '.join(KINDS)}"
    if not _is_day(record.get("day")):
        return "day: YYYY-MM-DD"
    if not _is_time(record.get("at")):
        return "at: ISO 8601 with offset"
    visit = record.get("visit")
    if not visit and kind in WITHOUT_VISIT:
        return ""
    return "" if isinstance(visit, str) and _VISIT.fullmatch(visit) else "visit: day and number, such as 20261125.A012"


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_time(value: object) -> bool:
    try:
        return isinstance(value, str) and "T" in value and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _personal(value: object, depth: int) -> str:
    """The first thing at any depth that a record must not hold."""
    if depth > DEEPEST:
        return f"nested deeper than {DEEPEST}"
    inner: list[object] = []
    if isinstance(value, dict):
        found = sorted(PERSONAL & {str(key).lower() for key in value})
        if found:
            return f"{found[0]}: a record holds no personal data"
        inner = list(value.values())
    elif isinstance(value, list):
        inner = value
    return next((wrong for each in inner if (wrong := _personal(each, depth + 1))), "")
