"""The OpenAPI document, made from the table of operations and the types that really decode and encode."""

from http import HTTPStatus
from typing import Any

import msgspec

from devicekit.version import VERSION
from hub.api import OPERATIONS, STATUS, Operation, ProblemDetails

_REF = "#/components/schemas/{name}"
# Any operation may be met by these.
_ALWAYS = ("unauthorized", "wrong_host", "internal")
_POSTED = ("bad_request", "wrong_origin", "too_large", "not_json", "busy")


def document() -> dict[str, Any]:
    """The document, OpenAPI 3.1."""
    types = {each for operation in OPERATIONS for each in (operation.body, operation.answer) if each is not None}
    ordered = [*sorted(types, key=lambda each: each.__name__), ProblemDetails]
    _, schemas = msgspec.json.schema_components(ordered, ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "motcua hub",
            "version": VERSION,
            "description": "The queue of one centre. Needs the header `Authorization: Bearer …` when a token is set.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}, {}],
    }


def _operation(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "responses": {"200": _answer(operation), **_problems(operation)},
    }
    if operation.parameters:
        described["parameters"] = [_parameter(operation, name, kind) for name, kind in operation.parameters.items()]
    if operation.body is not None:
        content = {"application/json": {"schema": {"$ref": _REF.format(name=operation.body.__name__)}}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _answer(operation: Operation) -> dict[str, Any]:
    if operation.answer is None:
        return {"description": "not JSON", "content": {operation.media: {"schema": {"type": "string"}}}}
    schema = {"$ref": _REF.format(name=operation.answer.__name__)}
    description = (operation.answer.__doc__ or "").partition("\n")[0]
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _problems(operation: Operation) -> dict[str, Any]:
    reasons: dict[int, list[str]] = {}
    for reason in (*_ALWAYS, *(_POSTED if operation.method == "POST" else ()), *operation.reasons):
        reasons.setdefault(STATUS[reason], []).append(reason)
    schema = {"$ref": _REF.format(name=ProblemDetails.__name__)}
    return {
        str(status): {
            "description": f"{HTTPStatus(status).phrase}: {', '.join(dict.fromkeys(found))}",
            "content": {"application/problem+json": {"schema": schema}},
        }
        for status, found in sorted(reasons.items())
    }


def _parameter(operation: Operation, name: str, kind: object) -> dict[str, Any]:
    in_path = f"{{{name}}}" in operation.path
    schema = msgspec.json.schema(kind)
    return {"name": name, "in": "path" if in_path else "query", "required": in_path, "schema": schema}
