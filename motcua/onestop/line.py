"""A connection that the application can close in the middle of an answer, which ASGI has no word for."""

import asyncio
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from motcua.onestop.faulty import HANG_UP


class Line(H11Protocol):
    """uvicorn's own protocol; every request finds hang_up() in the state of its scope."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, {**app_state, HANG_UP: self.hang_up}, _loop)

    def hang_up(self) -> None:
        """What was sent still arrives; whatever else the application says is dropped."""
        self.cycle.disconnected = True
        self.transport.close()
