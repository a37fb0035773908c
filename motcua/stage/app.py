"""The page, what it shows and what it may do, as a web application; motcua.stage.server sets the guard before it."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus

import msgspec
import requests
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from devicekit.errors import MotcuaError
from devicekit.text_files import load_texts
from hub.api import ProblemDetails
from motcua.stage import acts
from motcua.stage.errors import StageError
from motcua.stage.feed import Feed
from motcua.stage.hands import Hands
from motcua.stage.looker import Looker
from motcua.stage.page_files import page_files

STORY_S = 5.0
NOTHING: Mapping[str, object] = {}

_ENCODER = msgspec.json.Encoder()
_BAD = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_NUMBER = re.compile(r"[0-9A-Z]{1,8}")


class _Done(msgspec.Struct, frozen=True):
    done: bool = True


def problem(status: int, key: str, detail: str = "", values: Mapping[str, object] = NOTHING) -> Response:
    """No, and why (RFC 9457); `key` names a text that takes the `values`, `detail` is for programmers."""
    vi, en = (load_texts(language).get(key, **values) for language in ("vi", "en"))
    body = ProblemDetails(
        title=HTTPStatus(status).phrase, status=status, reason=key.rpartition(".")[2], vi=vi, en=en, detail=detail
    )
    return Response(_ENCODER.encode(body), status, media_type="application/problem+json")


def build_app(looker: Looker, feed: Feed, hands: Hands, hub_url: str) -> Starlette:
    handlers = _Handlers(looker, feed, hands, hub_url)
    routes = [
        Route("/stage/state", handlers.state),
        Route("/stage/live", handlers.live),
        Route("/stage/do", handlers.do, methods=["POST"]),
        Route("/stage/story/{number}", handlers.story),
        Route("/stage/paper/{device}/{n:int}.png", partial(handlers.kept, looker.paper, "image/png")),
        Route("/stage/sound/{device}/{n:int}.wav", partial(handlers.kept, looker.sound, "audio/wav")),
        Route("/stage/glass/{device}/{n:int}.webp", partial(handlers.kept, _newest(looker), "image/webp")),
    ]
    for name, (content, media_type) in page_files().items():
        routes.append(Route(f"/{name}", partial(_static, content, media_type)))
    return Starlette(
        routes=routes,
        exception_handlers={404: _no_path, 405: _no_path, Exception: _failed},
    )


def _newest(looker: Looker) -> "Callable[[str, int], bytes | None]":
    """A newer picture than was asked for is right: the older one is what nobody sees any more."""
    return lambda device, _version: looker.glass(device)


async def _static(content: bytes, media_type: str, _request: Request) -> Response:
    return Response(content, media_type=media_type)


async def _no_path(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    return problem(status, "api.not_found" if status == 404 else "api.wrong_method", request.url.path[:100])


async def _failed(_request: Request, _error: Exception) -> Response:
    return problem(500, "stage.err.internal")


class _Handlers:
    def __init__(self, looker: Looker, feed: Feed, hands: Hands, hub_url: str) -> None:
        self._looker, self._feed, self._hands, self._hub_url = looker, feed, hands, hub_url
        self._acts = msgspec.json.Decoder(acts.Any)

    async def state(self, _request: Request) -> Response:
        snapshot = await run_in_threadpool(self._looker.look)
        return Response(_ENCODER.encode(snapshot), media_type="application/json")

    async def live(self, _request: Request) -> Response:
        if self._feed.full:
            return problem(503, "api.too_many")
        return StreamingResponse(self._feed.stream(), media_type="text/event-stream")

    async def do(self, request: Request) -> Response:
        try:
            act = self._acts.decode(await request.body())
        except _BAD as error:
            return problem(400, "stage.err.act", f"{str(error)[:200]}; {acts.usage()}")
        try:
            await run_in_threadpool(self._hands.do, act)
        except StageError as error:
            return problem(error.status, error.key, values=error.values)
        except MotcuaError as error:
            return problem(503, "stage.err.failed", values={"why": str(error)[:200]})
        return Response(_ENCODER.encode(_Done()), media_type="application/json")

    async def kept(self, find: Callable[[str, int], bytes | None], media_type: str, request: Request) -> Response:
        """A picture or a sound that is kept for a while."""
        found = await run_in_threadpool(find, request.path_params["device"], request.path_params["n"])
        return problem(404, "stage.err.kept") if found is None else Response(found, media_type=media_type)

    async def story(self, request: Request) -> Response:
        number = request.path_params["number"]
        if not _NUMBER.fullmatch(number):
            return problem(404, "api.unknown_ticket")
        try:
            said = await run_in_threadpool(self._trace, number)
        except requests.RequestException:
            return problem(503, "stage.err.hub")
        return Response(said.content, said.status_code, media_type=said.headers.get("content-type"))

    def _trace(self, number: str) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.get(f"{self._hub_url}/api/v1/tickets/{number}/trace", timeout=STORY_S)
