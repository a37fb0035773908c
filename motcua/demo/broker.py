"""The demo's broker: Mosquitto as a child where it is installed, else amqtt inside this process.

amqtt is for the demo alone: it never enforces keepalive and can't fence devices from each other.
"""

import asyncio
import subprocess
import threading
from pathlib import Path
from shutil import which
from typing import Protocol

from devicekit.errors import MotcuaError
from motcua.demo.processes import end_of, tied
from motcua.demo.wait import listening, wait_for


class Broker(Protocol):
    """A broker on a loopback port."""

    name: str

    def start(self) -> None: ...

    def stop(self) -> None:
        """End it; idempotent."""

    def kill(self) -> None:
        """End it as a power cut would."""

    def alive(self) -> bool: ...

    def last_words(self) -> str:
        """The end of its log."""


def find_mosquitto() -> str | None:
    """The path of the Mosquitto program, or None."""
    return which("mosquitto") or which("mosquitto", path="/usr/sbin:/usr/local/sbin")


class MosquittoBroker:
    """Mosquitto as a child process with a generated configuration."""

    name = "mosquitto"

    def __init__(self, program: str, config: Path, port: int) -> None:
        self._program, self._config, self._port = program, config, port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self._config.parent / "mosquitto.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*tied(), self._program, "-c", str(self._config)],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                # A Ctrl-C in the terminal is for the demo alone: the agents say goodbye over this broker.
                start_new_session=True,
            )
        wait_for(lambda: listening(self._port) or self._process_ended(), f"mosquitto on 127.0.0.1:{self._port}", 10)
        if self._process_ended():
            raise MotcuaError(f"mosquitto did not start:\n{self.last_words()}")

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.wait()

    def kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def last_words(self) -> str:
        return end_of(self._config.parent / "mosquitto.log")

    def _process_ended(self) -> bool:
        return self._process is not None and self._process.poll() is not None


class EmbeddedBroker:
    """amqtt on a thread of its own."""

    name = "amqtt"

    def __init__(self, port: int) -> None:
        self._port = port
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Event | None = None
        self._failed: BaseException | None = None
        self._up = threading.Event()

    def start(self) -> None:
        self._up.clear()
        self._thread = threading.Thread(target=self._run, name="amqtt", daemon=True)
        self._thread.start()
        self._up.wait(10)
        if self._failed is not None or not self._up.is_set():
            raise MotcuaError(f"the embedded broker did not start on 127.0.0.1:{self._port}: {self._failed}")

    def stop(self) -> None:
        thread, self._thread = self._thread, None
        if thread is None:
            return
        if self._loop is not None and self._ended is not None:
            self._loop.call_soon_threadsafe(self._ended.set)
        thread.join(10)

    def kill(self) -> None:
        self.stop()

    def alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def last_words(self) -> str:
        return "" if self._failed is None else str(self._failed)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:
            self._failed = error
            self._up.set()

    async def _serve(self) -> None:
        from amqtt.broker import Broker as Amqtt

        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        broker = Amqtt(
            {
                "listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{self._port}"}},
                "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
            }
        )
        await broker.start()
        self._up.set()
        await self._ended.wait()
        await broker.shutdown()
