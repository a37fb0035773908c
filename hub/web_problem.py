"""Answers of the API: JSON of a type, or a problem with its sentences."""

from http import HTTPStatus

import msgspec
from starlette.responses import Response

from devicekit.text_files import load_texts
from hub.api import STATUS, ProblemDetails, Warned
from hub.engine.refusal import Said

_ENCODER = msgspec.json.Encoder()


def answer(value: msgspec.Struct) -> Response:
    """A value as JSON."""
    return Response(_ENCODER.encode(value), media_type="application/json")


def warned(said: Said) -> Warned:
    """A sentence in both languages."""
    vi, en = (load_texts(language).get(f"undo.{said.code}", **said.values) for language in ("vi", "en"))
    return Warned(code=said.code, number=said.values.get("number", ""), vi=vi, en=en)


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
