"""Answers of the API: JSON of a type, or a problem with its sentences."""

from http import HTTPStatus

import msgspec
from starlette.responses import Response

from devicekit.text_files import load_texts
from hub.api import STATUS, ProblemDetails

_ENCODER = msgspec.json.Encoder()


def answer(value: msgspec.Struct) -> Response:
    """A value as JSON."""
    return Response(_ENCODER.encode(value), media_type="application/json")


def problem(reason: str, detail: str = "", retry_s: int = 1) -> Response:
    """No, and why (RFC 9457); `detail` is for the caller's programmer, who may ask again after `retry_s`."""
    status = STATUS[reason]
    body = ProblemDetails(
        title=HTTPStatus(status).phrase,
        status=status,
        reason=reason,
        vi=load_texts("vi").get(f"api.{reason}"),
        en=load_texts("en").get(f"api.{reason}"),
        detail=detail,
    )
    again = {"retry-after": str(retry_s)}
    headers = {503: again, 429: again, 401: {"www-authenticate": "Bearer"}}.get(status, {})
    return Response(_ENCODER.encode(body), status, headers, "application/problem+json")
