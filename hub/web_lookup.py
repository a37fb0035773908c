"""The look-up over HTTP: as an operation of the API, and as a page for anybody with a phone."""

from datetime import date
from math import ceil
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from devicekit.dossier_code import dossier_code
from devicekit.text_files import load_texts
from hub.api import STATUS
from hub.dossier_typed import code_typed, fit, wrong_part
from hub.dossier_words import DossierNow, Speaker, dossier_now
from hub.history import dossier_kept
from hub.lookup import FRESH_S, Find, Lookup
from hub.lookup_limit import Limiter
from hub.lookup_page import LookupPage
from hub.service import Service
from hub.web_problem import answer, problem

PATH = "/dossiers/"


class _No(NamedTuple):
    """Why there is no answer, and how soon there may be one."""

    reason: str
    retry_s: int = 1


class LookupHandlers:
    """Asks within the limit and says what comes back, once as JSON and once as a page."""

    def __init__(self, service: Service, store: Path, find: Find | None, limiter: Limiter) -> None:
        plan = service.plan
        self._service = service
        self._limiter = limiter
        self._lookup = Lookup(find, lambda code: dossier_kept(store, code), service.clock, self._legal_ms)
        self._speaker = Speaker(load_texts("vi"), load_texts("en"), ZoneInfo(plan.timezone))
        self._page = LookupPage(plan.name or plan.site, self._speaker)

    def routes(self) -> list[Route]:
        """The page's own; the operation is in the API's table."""
        return [Route(PATH.rstrip("/"), self._to_form), Route(PATH + "{code:path}", self.page)]

    async def operation(self, request: HttpRequest) -> Response:
        typed = request.path_params["code"]
        code = dossier_code(typed, self._today())
        if code is None:
            part = self._speaker.say(f"lookup.part.{wrong_part(typed, self._today())}")
            return problem("bad_request", f"no dossier code; look at {part.en}")
        found = await self._ask(request, code)
        if isinstance(found, DossierNow):
            return answer(found)
        return problem(found.reason, retry_s=found.retry_s)

    async def page(self, request: HttpRequest) -> Response:
        given = request.query_params.get("code", "") or request.path_params["code"]
        typed = fit(given)
        if not typed:
            return HTMLResponse(self._page.form())
        code = code_typed(given, self._today())
        if code is None:
            return HTMLResponse(self._page.bad(typed, wrong_part(given, self._today())), 400)
        if request.path_params["code"] != code:
            return _to(PATH + code)
        found = await self._ask(request, code)
        if isinstance(found, DossierNow):
            return HTMLResponse(self._page.found(found))
        status = STATUS[found.reason]
        headers = {"retry-after": str(found.retry_s)} if status in (429, 503) else {}
        return HTMLResponse(self._page.missing(code, found.reason), status, headers)

    async def _ask(self, request: HttpRequest, code: str) -> DossierNow | _No:
        address = request.client.host if request.client is not None else ""
        wait_s = self._limiter.take(address, self._service.clock.monotonic())
        if wait_s > 0:
            return _No("too_many_lookups", ceil(wait_s))
        found = await self._lookup.ask(code)
        if isinstance(found, str):
            return _No(found, int(FRESH_S) if found == "onestop_away" else 1)
        return dossier_now(found.dossier, self._today(), self._speaker, found.as_of_ms, found.kept)

    async def _to_form(self, _request: HttpRequest) -> Response:
        return _to(PATH)

    def _today(self) -> date:
        return date.fromisoformat(self._service.view.day)

    def _legal_ms(self) -> int:
        """Legal time belongs to the writer; outside, it is the wall clock unless a jump of that is not believed."""
        view = self._service.view
        return view.at_ms if "clock_held" in view.alarms else max(view.at_ms, int(self._service.clock.wall() * 1000))


def _to(path: str) -> Response:
    """A path alone: behind a proxy the host that people typed is not known here."""
    return Response(status_code=303, headers={"location": path})
