"""The desk by JSON, for the page, the demo and tests: POST /desk/<what>, and GET /desk/view for all that is shown."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from motcua.onestop.api import answer, problem
from motcua.onestop.desk import Desk
from motcua.onestop.errors import OnestopError
from motcua.onestop.faults import FaultPanel, Faults
from motcua.onestop.system import System
from motcua.onestop.view import view_of

DESK = "/desk/"

Short = Annotated[str, Meta(max_length=64)]
Line = Annotated[str, Meta(min_length=1, max_length=200)]

_BAD = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Act(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the officer does. Without `code` it is a new dossier of `procedure`, registered first."""

    code: Short = ""
    counter: Short = ""
    procedure: Short = ""
    ticket: Short = ""
    items: Annotated[tuple[Line, ...], Meta(max_length=10)] = ()
    reason: Annotated[str, Meta(max_length=600)] = ""
    fee: Annotated[int, Meta(ge=0, le=10**12)] | None = None
    state: Annotated[int, Meta(ge=-(10**6), le=10**6)] = 0


class Control:
    """The calls of the desk."""

    def __init__(self, system: System, desk: Desk, faults: FaultPanel, leave: Callable[[], None] | None = None) -> None:
        self._system, self._desk, self._faults, self._leave = system, desk, faults, leave

    def routes(self) -> list[Route]:
        acts: dict[str, Callable[[Act], str]] = {
            "register": lambda act: self._desk.register(act.counter, act.procedure, act.ticket),
            "accept": self._accept,
            "supplement": self._supplement,
            "refuse": self._refuse,
            "to_pay": self._to_pay,
            "paid": self._paid,
            "state": self._state,
        }
        return [
            *(Route(f"{DESK}{name}", self._endpoint(act), methods=["POST"]) for name, act in acts.items()),
            Route(f"{DESK}event", self._event, methods=["POST"]),
            Route(f"{DESK}faults", self._set_faults, methods=["POST"]),
            Route(f"{DESK}faults", self._see_faults),
            Route(f"{DESK}received", self._received),
            Route(f"{DESK}view", self._view),
            *([] if self._leave is None else [Route(f"{DESK}leave", self._leave_port, methods=["POST"])]),
        ]

    def _endpoint(self, act: Callable[[Act], str]) -> Callable[[Request], Awaitable[Response]]:
        decoder = msgspec.json.Decoder(Act)

        async def endpoint(request: Request) -> Response:
            try:
                asked = decoder.decode(await request.body())
                return answer({"code": await run_in_threadpool(act, asked)})
            except _BAD as error:
                return problem(400, "bad_request", str(error)[:200])
            except OnestopError as error:
                return _no(error)

        return endpoint

    # Acts

    def _accept(self, act: Act) -> str:
        if not act.code:
            return self._desk.accept(act.counter, act.procedure, act.ticket)
        self._desk.accept_again(act.code, act.counter, act.ticket)
        return act.code

    def _supplement(self, act: Act) -> str:
        if not act.items:
            raise OnestopError("items")
        code = self._code(act)
        self._desk.supplement(code, act.items, act.counter, act.ticket)
        return code

    def _refuse(self, act: Act) -> str:
        if not act.reason.strip():
            raise OnestopError("reason")
        code = self._code(act)
        self._desk.refuse(code, act.reason, act.counter, act.ticket)
        return code

    def _to_pay(self, act: Act) -> str:
        code = self._code(act)
        self._desk.to_pay(code, act.fee, act.counter, act.ticket)
        return code

    def _paid(self, act: Act) -> str:
        self._desk.paid(act.code, act.counter, act.ticket)
        return act.code

    def _state(self, act: Act) -> str:
        self._desk.set_state(act.code, act.state, act.counter, act.ticket)
        return act.code

    def _code(self, act: Act) -> str:
        return act.code or self._desk.register(act.counter, act.procedure, act.ticket)

    # The rest

    async def _event(self, request: Request) -> Response:
        try:
            event = msgspec.json.decode(await request.body(), type=dict[str, object])
            return answer({"id": await run_in_threadpool(self._desk.write, event)})
        except _BAD as error:
            return problem(400, "bad_request", str(error)[:200])
        except OnestopError as error:
            return _no(error)

    async def _set_faults(self, request: Request) -> Response:
        """What is not named stays as it is."""
        try:
            asked = msgspec.json.decode(await request.body(), type=dict[str, object])
            faults = msgspec.convert(msgspec.structs.asdict(self._faults.now) | asked, Faults)
        except _BAD as error:
            return problem(400, "bad_request", str(error)[:200])
        self._faults.set(faults)
        self._system.touch()
        return answer(faults)

    async def _see_faults(self, _request: Request) -> Response:
        return answer(self._faults.now)

    async def _received(self, _request: Request) -> Response:
        return answer(self._system.received)

    async def _leave_port(self, _request: Request) -> Response:
        if self._leave is not None:
            self._leave()
        return answer({"left": True})

    async def _view(self, request: Request) -> Response:
        """204 while there is nothing newer than version `have`."""
        if request.query_params.get("have") == self._version():
            return Response(status_code=204)
        return answer(view_of(self._version(), self._system, self._faults.now))

    def _version(self) -> str:
        return f"{self._system.look().instance}-{self._system.version}"


def _no(error: OnestopError) -> Response:
    status = 503 if error.reason in ("data", "stopped") else 422
    return problem(status, error.reason, str(error))
