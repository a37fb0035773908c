"""The one-stop interface as the virtual system serves it (docs/reference/onestop.md)."""

import re
from collections.abc import Mapping

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from motcua.onestop.catalogue import PROCEDURES
from motcua.onestop.errors import OnestopError
from motcua.onestop.faults import FaultPanel
from motcua.onestop.faulty import API
from motcua.onestop.state import Page
from motcua.onestop.system import Refused, System

USUAL_PAGE, LARGEST_PAGE = 100, 500

_ENCODER = msgspec.json.Encoder()


class _Problem(msgspec.Struct, frozen=True):
    reason: str
    detail: str


def answer(value: object, status: int = 200) -> Response:
    """A value as JSON."""
    return Response(_ENCODER.encode(value), status, media_type="application/json")


def problem(status: int, reason: str, detail: str = "") -> Response:
    """No, and why, for a programmer."""
    headers = {401: {"www-authenticate": "Bearer"}, 503: {"retry-after": "1"}}.get(status)
    return Response(_ENCODER.encode(_Problem(reason, detail)), status, headers, "application/json")


class Interface:
    """The calls; `photos` are the officers' portraits by id."""

    def __init__(self, system: System, faults: FaultPanel, photos: Mapping[str, bytes]) -> None:
        self._system, self._faults, self._photos = system, faults, photos

    def routes(self) -> list[Route]:
        return [
            Route(f"{API}officers", self._officers),
            Route(f"{API}officers/{{id}}/photo.png", self._photo),
            Route(f"{API}catalogue", self._catalogue),
            Route(f"{API}dossiers/{{code}}", self._dossier),
            Route(f"{API}events", self._events),
            Route(f"{API}records", self._record, methods=["POST"]),
        ]

    async def _officers(self, _request: Request) -> Response:
        officers = [
            {
                "id": each.id,
                "name": each.name,
                "position": each.position,
                "kind": each.kind,
                "photo": f"{API}officers/{each.id}/photo.png" if each.id in self._photos else "",
            }
            for each in self._system.site.officer
        ]
        return answer({"officers": officers})

    async def _photo(self, request: Request) -> Response:
        photo = self._photos.get(request.path_params["id"])
        return problem(404, "no_photo") if photo is None else Response(photo, media_type=_media_type(photo))

    async def _catalogue(self, _request: Request) -> Response:
        return answer({"procedures": PROCEDURES})

    async def _dossier(self, request: Request) -> Response:
        dossier = self._system.dossier(request.path_params["code"])
        return problem(404, "no_dossier", request.path_params["code"][:64]) if dossier is None else answer(dossier)

    async def _events(self, request: Request) -> Response:
        cursor, most = request.query_params.get("after", ""), request.query_params.get("most", str(USUAL_PAGE))
        if not re.fullmatch(r"\d{1,6}", most, re.ASCII) or int(most) < 1:
            return problem(400, "bad_most", f"most={most[:20]}: a whole number from 1")
        echo = self._faults.echo()
        page = self._system.page(cursor, min(int(most), LARGEST_PAGE), echo.back)
        if page is None:
            return problem(410, "unknown_cursor", "begin again with an empty cursor")
        events = [event for event in page.events for _ in range(1 + echo.doubled)]
        stay = echo.stay and cursor
        return answer(Page(cursor if stay else page.cursor, events))

    async def _record(self, request: Request) -> Response:
        keys = request.headers.getlist("idempotency-key")
        try:
            kept = await run_in_threadpool(self._system.keep, keys[0] if len(keys) == 1 else "", await request.body())
        except OnestopError as error:
            return problem(503, error.reason, str(error))
        if isinstance(kept, Refused):
            return problem(kept.status, "refused", kept.reason)
        return answer({"key": kept.key, "times": kept.times}, 201 if kept.times == 1 else 200)


def _media_type(photo: bytes) -> str:
    return "image/png" if photo.startswith(b"\x89PNG") else "image/jpeg"
