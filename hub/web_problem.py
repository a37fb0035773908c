"""Answers of the API: JSON of a type, or a problem with its sentences."""

import re
from http import HTTPStatus

import msgspec
from starlette.responses import Response

from devicekit.text_files import load_texts
from hub.api import STATUS, ProblemDetails, Warned
from hub.engine.refusal import Said
from hub.key_words import in_words

_ENCODER = msgspec.json.Encoder()

_PATTERN = re.compile(r"matching regex '(\^.*\$)\(\?!\\+n\)'")
PATTERNS = {
    r"^[A-Za-z0-9-]{8,48}$": "of 8 to 48 letters a-z or A-Z, digits and hyphens, such as a UUID",
    r"^[a-z0-9-]{1,32}$": "of 1 to 32 letters a-z, digits and hyphens",
    r"^[A-Za-z0-9._-]{1,48}$": "of 1 to 48 letters a-z or A-Z, digits, full stops, underscores and hyphens",
    r"^[A-Za-z0-9./-]{0,48}$": "of up to 48 letters a-z or A-Z, digits, full stops, slashes and hyphens",
    r"^[A-Za-z0-9-]*[A-Za-z][A-Za-z0-9-]*$": "of letters a-z or A-Z, digits and hyphens, at least one letter",
    r"^[a-z][a-z0-9_-]{0,31}$": "of 1 to 32 letters a-z, digits, underscores and hyphens, a letter first",
    r"^[0-9]{4,8}$": "of 4 to 8 digits",
    r"^[A-Z]?[0-9]{3,4}$": "that is a ticket number, such as A012 or 1012",
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "that is a day as YYYY-MM-DD",
}
"""What the texts of a request may be, in words, by their pattern without what forbids a last newline."""


def answer(value: msgspec.Struct) -> Response:
    """A value as JSON."""
    return Response(_ENCODER.encode(value), media_type="application/json")


def warned(said: Said) -> Warned:
    """A sentence in both languages."""
    vi, en = (in_words(said, load_texts(language)) for language in ("vi", "en"))
    return Warned(code=said.code, number=said.values.get("number", ""), vi=vi, en=en)


def malformed(error: Exception) -> Response:
    """What was posted can't be read; what is allowed is said in words."""
    said = _PATTERN.sub(lambda match: PATTERNS.get(match[1], match[0]), str(error))
    return problem("bad_request", said[:200])


def problem(reason: str, detail: str = "", retry_s: int = 1, said: tuple[Said, ...] = ()) -> Response:
    """No, and why (RFC 9457); `detail` is for the caller's programmer, who may ask again after `retry_s`; `said` tells
    people more than the reason does."""
    status = STATUS[reason]
    told = [warned(each) for each in said]
    body = ProblemDetails(
        title=HTTPStatus(status).phrase,
        status=status,
        reason=reason,
        vi=". ".join((load_texts("vi").get(f"api.{reason}"), *(each.vi for each in told))),
        en=". ".join((load_texts("en").get(f"api.{reason}"), *(each.en for each in told))),
        detail=detail,
    )
    again = {"retry-after": str(retry_s)}
    headers = {503: again, 429: again, 401: {"www-authenticate": "Bearer"}}.get(status, {})
    return Response(_ENCODER.encode(body), status, headers, "application/problem+json")
