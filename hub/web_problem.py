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


def problem(reason: str, detail: str = "") -> Response:
    """No, and why (RFC 9457); `detail` is for the caller's programmer."""
    status = STATUS[reason]
    body = ProblemDetails(
        title=HTTPStatus(status).phrase,
        status=status,
        reason=reason,
        vi=load_texts("vi").get(f"api.{reason}"),
        en=load_texts("en").get(f"api.{reason}"),
        detail=detail,
    )
    headers = {503: {"retry-after": "1"}, 401: {"www-authenticate": "Bearer"}}.get(status, {})
    return Response(_ENCODER.encode(body), status, headers, "application/problem+json")
