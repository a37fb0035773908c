"""The API's operations, served: a POST becomes a request to the hub's writer, a GET reads the view or the log."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from devicekit.message_fields import BookingCode
from devicekit.messages import Answer
from devicekit.pin_box import TypedPin
from devicekit.text_files import load_texts
from hub import api
from hub.api_asked import (
    EVACUATION_WORD,
    Asked,
    CheckInAppointment,
    CounterLogin,
    Evacuate,
    IdentifyDevice,
    PrintExplanation,
    TakeBatch,
    TakeTicket,
)
from hub.api_commands import command_for
from hub.api_ticket import ticket_now
from hub.engine import commands as c
from hub.engine.waits import retry_s
from hub.errors import StoreError
from hub.history import TicketLog, day_asked, day_log, log_after, number_asked, ticket_log
from hub.ledger import LATE, Request
from hub.live import Live
from hub.login import Asking, Login
from hub.lookup import Find
from hub.lookup_limit import Limiter
from hub.openapi import document
from hub.photos import read_photo
from hub.plan import CounterPlan
from hub.service import STORE_AWAY, Reply, Service
from hub.site_checks import WEB
from hub.store_rows import Told, digest_of
from hub.trace import story
from hub.view import bookings_of
from hub.web_lookup import LookupHandlers
from hub.web_page import COUNTER_PAGE, no_counter, page_files
from hub.web_problem import answer, malformed, problem, warned
from hub.why import Why, sentences, why
from hub.why_paper import paper_of

# The writer answers in milliseconds; after this something is wrong, and the caller asks again with the same id.
ANSWER_S = 5.0
LOG_PAGE = 500

Photos = Mapping[str, Path]
"""The file of each officer's photo; may change while it is served (hub.sync.reference)."""
NO_PHOTOS: Photos = {}
Endpoint = Callable[[HttpRequest], Awaitable[Response]]


class _Content(msgspec.Struct, frozen=True):
    """What binds a request id to what was asked."""

    operation: str
    counter: str
    body: Asked


def build_app(
    service: Service,
    store: Path,
    live: Live,
    photos: Photos = NO_PHOTOS,
    find: Find | None = None,
    guarded: bool = False,
    login: Login | None = None,
) -> Starlette:
    """The application, without the guard before it; `store` is the file that the service writes.

    `guarded`: the guard asks for a token; without one nobody may empty the building. `login`: who takes PINs.
    """
    lookup = LookupHandlers(service, store, find, Limiter())
    handlers = _Handlers(service, store, live, photos, lookup, guarded, login)
    routes = [Route(op.path, handlers.endpoint(op), methods=[op.method], name=op.name) for op in api.OPERATIONS]
    routes.append(Route("/openapi.json", handlers.openapi))
    for name, (content, media_type) in page_files().items():
        page = partial(_counter_page, known=service.plan.counters) if name == COUNTER_PAGE else _static
        routes.append(Route(f"/{name}", partial(page, content, media_type)))
    routes.extend(lookup.routes())
    return Starlette(
        routes=routes,
        exception_handlers={
            404: partial(_problem, "not_found"),
            405: partial(_problem, "wrong_method"),
            Exception: partial(_problem, "internal"),
        },
    )


async def _problem(reason: str, _request: HttpRequest, _error: Exception) -> Response:
    return problem(reason)


async def _counter_page(
    content: bytes, media_type: str, request: HttpRequest, known: Sequence[CounterPlan]
) -> Response:
    """The page of a counter; of one that is not there: those that are."""
    if request.path_params["id"] in {counter.id for counter in known}:
        return Response(content, media_type=media_type)
    return Response(no_counter(known), status_code=404, media_type="text/html")


async def _static(content: bytes, media_type: str, _request: HttpRequest) -> Response:
    return Response(content, media_type=media_type)


class _Handlers:
    def __init__(
        self,
        service: Service,
        store: Path,
        live: Live,
        photos: Photos,
        lookup: LookupHandlers,
        guarded: bool,
        login: Login | None,
    ) -> None:
        self._login = login
        self._photos = photos
        self._lookup = lookup
        self._guarded = guarded
        self._service = service
        self._store = store
        self._live = live
        self._counters = frozenset(counter.id for counter in service.plan.counters)
        self._kiosks = frozenset(device.id for device in service.plan.devices if device.kind == "ticket")
        self._openapi = msgspec.json.encode(document())

    def endpoint(self, operation: api.Operation) -> Endpoint:
        if operation.body is not None:
            return partial(self._post, operation, msgspec.json.Decoder(operation.body))
        readers: dict[str, Endpoint] = {
            "state": self._state,
            "live": self._stream,
            "ticket": self._ticket,
            "trace": self._trace,
            "why": self._why,
            "events": self._events,
            "photo": self._photo,
            "dossier": self._lookup.operation,
            "procedures": self._procedures,
            "devices": self._devices,
            "appointments": self._appointments,
            "health": self._health,
        }
        return readers[operation.name]

    async def openapi(self, _request: HttpRequest) -> Response:
        return Response(self._openapi, media_type="application/json")

    # Asking

    async def _post(
        self, operation: api.Operation, decoder: "msgspec.json.Decoder[Asked]", request: HttpRequest
    ) -> Response:
        try:
            body = decoder.decode(await request.body())
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            return malformed(error)
        counter, number = request.path_params.get("id", ""), request.path_params.get("number", "")
        device = request.path_params.get("device", "")
        unknown = self._unknown(counter, body) or self._not_meant(body)
        if unknown is not None:
            return unknown
        try:
            at = number_asked(number) if number else self._code(request) or device or counter
        except ValueError as error:
            return problem("bad_request", str(error))
        command = await self._command(operation, at, body)
        if isinstance(command, Response):
            return command
        digest = digest_of(_Content(operation.name, at, _without_pin(body)))
        given = await self._ask(self._asking(at, body, command, digest))
        if given is None:
            return problem("busy")
        said = given.said if isinstance(given, Told) else ()
        if given.outcome == "refused":
            return problem(given.reason, given.detail, retry_s(said), said)
        if isinstance(command, c.AskPaper):
            return answer(api.Given(request=body.request, number=number and at, printer=given.detail))
        numbers = tuple(each for each in given.detail.split() if each != LATE)
        several, late = numbers if len(numbers) > 1 else (), LATE in given.detail.split()
        number = numbers[-1] if numbers else ""
        warnings = tuple(warned(each) for each in said)
        return answer(api.Given(request=body.request, number=number, numbers=several, late=late, warnings=warnings))

    async def _command(self, operation: api.Operation, at: str, body: Asked) -> c.Asking | Response:
        """What the writer is asked; an explanation is read from the log before, beside it."""
        if isinstance(body, IdentifyDevice):
            gone = (each for each in self._service.view.devices if each.id == at and not each.online)
            away = next((each.reason or "offline" for each in gone), "")
            return c.AskIdentify(device=at, seconds=body.seconds, request=body.request, away=away)
        if not isinstance(body, PrintExplanation):
            return command_for(operation.name, at, body, self._service.day_of)
        plan, today = self._service.plan, self._service.view.day
        found = await self._explained(at, body.day or today)
        if isinstance(found, Response):
            return found
        paper = paper_of(found, plan, today, load_texts(plan.language))
        return c.AskWhy(slip=paper, printer=body.printer or "", counter=body.counter or "")

    def _unknown(self, counter: str, body: Asked) -> Response | None:
        counter = counter or (body.counter or "" if isinstance(body, PrintExplanation) else "")
        if counter and counter not in self._counters:
            return problem("unknown_counter", f"known: {', '.join(sorted(self._counters))}")
        kiosk = body.kiosk if isinstance(body, TakeTicket | TakeBatch | CheckInAppointment) else None
        if kiosk is not None and kiosk not in self._kiosks:
            return problem("unknown_kiosk", f"known: {', '.join(sorted(self._kiosks))}")
        return None

    def _not_meant(self, body: Asked) -> Response | None:
        if not isinstance(body, Evacuate):
            return None
        if not self._guarded:
            return problem("no_token", "set [hub] token_file in site.toml")
        return None if body.word == EVACUATION_WORD else problem("wrong_word", f"word: {EVACUATION_WORD}")

    def _asking(self, at: str, body: Asked, command: c.Asking, digest: bytes) -> Callable[[Reply], object]:
        """How the writer is asked: by way of where PINs are looked at, for who logs in."""
        if isinstance(body, CounterLogin) and self._login is not None:
            typed = TypedPin(body.officer, body.pin)
            login, asking = self._login, partial(Asking, WEB, body.request, at, digest)
            return lambda reply: login.check(asking(reply), typed)
        return partial(self._service.submit, Request(WEB, body.request, command, digest))

    async def _ask(self, ask: Callable[[Reply], object]) -> Answer | None:
        """The writer's answer; None when the disk refused it now, or when there was none in time."""
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[Answer | None] = loop.create_future()

        def settle(given: Answer | None) -> None:
            if not answered.done():
                answered.set_result(given)

        def reply(given: Answer | None) -> None:
            # In the writer's thread; the loop may have ended since.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(settle, given)

        ask(reply)
        try:
            return await asyncio.wait_for(answered, ANSWER_S)
        except TimeoutError:
            return None

    def _code(self, request: HttpRequest) -> str:
        """The appointment's code in the address. Raises ValueError for what is none."""
        code = request.path_params.get("code", "")
        return msgspec.convert(code, BookingCode) if code else ""

    # Reading

    async def _appointments(self, request: HttpRequest) -> Response:
        try:
            day = day_asked(request.query_params.get("day", self._service.view.day))
        except ValueError as error:
            return problem("bad_request", str(error))
        found = bookings_of(self._service.bookings, day, request.query_params.get("service", ""))
        return answer(api.Appointments(day=day, appointments=found))

    async def _state(self, _request: HttpRequest) -> Response:
        return answer(self._service.view)

    async def _procedures(self, _request: HttpRequest) -> Response:
        known = self._service.plan.procedures
        views = tuple(api.ProcedureView(code=each.code, name=each.name, service=each.service) for each in known)
        return answer(api.Procedures(procedures=views))

    async def _devices(self, _request: HttpRequest) -> Response:
        return answer(api.Devices(devices=self._service.view.devices))

    async def _health(self, _request: HttpRequest) -> Response:
        alarms = self._service.view.alarms
        if not STORE_AWAY.isdisjoint(alarms):
            return problem("unhealthy", ", ".join(alarms))
        return answer(api.Health(ok=True, alarms=alarms))

    async def _stream(self, _request: HttpRequest) -> Response:
        if self._live.full:
            return problem("too_many")
        return StreamingResponse(self._live.stream(), media_type="text/event-stream")

    async def _ticket(self, request: HttpRequest) -> Response:
        log = await self._log(request)
        if isinstance(log, Response):
            return log
        ticket = ticket_now(log)
        return problem("unknown_ticket") if ticket is None else answer(ticket)

    async def _trace(self, request: HttpRequest) -> Response:
        log = await self._log(request)
        if isinstance(log, Response):
            return log
        if not log.rows:
            return problem("unknown_ticket")
        vi, en = (tuple(story(log, self._service.plan, load_texts(language))) for language in ("vi", "en"))
        return answer(api.Story(number=log.number, day=log.day, vi=vi, en=en))

    async def _why(self, request: HttpRequest) -> Response:
        asked = self._asked(request)
        if isinstance(asked, Response):
            return asked
        found, plan = await self._explained(*asked), self._service.plan
        if isinstance(found, Response):
            return found
        vi, en = (tuple(sentences(found, plan, load_texts(language))) for language in ("vi", "en"))
        return answer(api.Explained(why=found, vi=vi, en=en))

    async def _explained(self, number: str, day: str) -> Why | Response:
        try:
            _, rows = await run_in_threadpool(day_log, self._store, day)
            found = await run_in_threadpool(why, self._service.plan, day, rows, number)
        except StoreError as error:
            return problem("store_away", str(error)[:200])
        return problem("unknown_ticket") if found is None else found

    async def _events(self, request: HttpRequest) -> Response:
        try:
            after = msgspec.convert(request.query_params.get("after", "0"), api.Cursor, strict=False)
        except msgspec.ValidationError as error:
            return problem("bad_request", f"after: {error}")
        try:
            rows = await run_in_threadpool(log_after, self._store, after, LOG_PAGE)
        except StoreError as error:
            return problem("store_away", str(error)[:200])
        entries = tuple(
            api.LogEntry(seq=seq, day=day, device=device, kind=kind, fact=api.public(kind, fact))
            for seq, day, device, kind, fact in rows
        )
        return answer(api.LogPage(last=entries[-1].seq if entries else after, entries=entries))

    async def _photo(self, request: HttpRequest) -> Response:
        file = self._photos.get(request.path_params["id"])
        if file is None:
            return problem("unknown_officer")
        photo = await run_in_threadpool(read_photo, file)
        if isinstance(photo, str):
            return problem("no_photo", photo)
        return Response(photo.data, media_type=photo.media_type)

    def _asked(self, request: HttpRequest) -> tuple[str, str] | Response:
        """The number and the day that an address names."""
        try:
            number = number_asked(request.path_params["number"])
            return number, day_asked(request.query_params.get("day", self._service.view.day))
        except ValueError as error:
            return problem("bad_request", str(error))

    async def _log(self, request: HttpRequest) -> TicketLog | Response:
        asked = self._asked(request)
        if isinstance(asked, Response):
            return asked
        try:
            return await run_in_threadpool(ticket_log, self._store, *asked)
        except StoreError as error:
            return problem("store_away", str(error)[:200])


def _without_pin(body: Asked) -> Asked:
    """What may be kept of it for a week: a hash of so few digits could be tried out."""
    return msgspec.structs.replace(body, pin="") if isinstance(body, CounterLogin) else body
