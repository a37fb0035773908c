"""The glass at the far end: somebody looks at what arrived there, and taps. Nothing here knows what a page is."""

import os
import selectors
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pygame

from devicekit.errors import DriverError
from devicekit.touch.press import Touch
from devicekit.touch.wire import Frame, Frames, touch_line

Tell = Callable[[Touch], None]


class Glass:
    """What a screen shows, and fingers on it. Calls may come from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._tell: Tell = lambda touch: None
        self.frame: Frame | None = None
        self.shown = 0
        """How many pictures have come."""
        self.at = 0.0
        """When the last one came, in monotonic seconds."""

    def attach(self, tell: Tell) -> None:
        """Join a program: it is told of every finger."""
        self._tell = tell

    def take(self, frame: Frame) -> None:
        """The program shows a picture."""
        with self._changed:
            self.frame, self.at = frame, time.monotonic()
            self.shown += 1
            self._changed.notify_all()

    def down(self, x: float, y: float, finger: int = 0) -> None:
        self._tell(Touch("down", finger, x, y))

    def move(self, x: float, y: float, finger: int = 0) -> None:
        self._tell(Touch("move", finger, x, y))

    def up(self, x: float, y: float, finger: int = 0) -> None:
        self._tell(Touch("up", finger, x, y))

    def tap(self, x: float, y: float) -> None:
        """A finger goes down and up again."""
        self.down(x, y)
        self.up(x, y)

    def picture(self) -> pygame.Surface:
        """What is seen now. Raises DriverError when nothing is."""
        frame = self.frame
        if frame is None:
            raise DriverError("the screen is dark: nothing has been shown yet")
        return pygame.image.frombuffer(frame.pixels, (frame.width, frame.height), "RGB")

    def save(self, file: Path) -> None:
        """What is seen now, as a PNG file."""
        pygame.image.save(self.picture(), str(file))

    def wait_until(self, seen: Callable[["Glass"], object], timeout: float) -> bool:
        """Wait until the glass looks as `seen` says; False when it did not within `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: bool(seen(self)), timeout)


class GlassScreen:
    """The program's end where glass and program share a process: no thread, no socket."""

    def __init__(self, glass: Glass, width: int, height: int) -> None:
        self._glass, self._size = glass, (width, height)
        self._surface: pygame.Surface | None = None
        self._told: list[Touch] = []

    def open(self) -> pygame.Surface:
        self._surface = pygame.Surface(self._size, depth=32)
        self._glass.attach(self._told.append)
        return self._surface

    def show(self) -> None:
        if self._surface is not None:
            self._glass.take(Frame(*self._size, pygame.image.tobytes(self._surface, "RGB")))

    def touches(self) -> list[Touch]:
        told = list(self._told)
        self._told.clear()
        return told

    def close(self) -> None:
        self._surface = None


class SocketGlass:
    """A Glass behind a Unix socket. One program at a time; a new one takes over from one that died."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.glass = Glass()
        self._listener: socket.socket | None = None
        self._program: socket.socket | None = None
        self._frames = Frames()
        self._thread: threading.Thread | None = None
        self._stop_read = self._stop_write = -1

    def start(self) -> None:
        """Listen at `path`."""
        self.path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.path))
        self._listener.listen()
        self._stop_read, self._stop_write = os.pipe()
        self.glass.attach(self._send)
        self._thread = threading.Thread(target=self._run, args=(self._listener,), name=f"glass {self.path}")
        self._thread.daemon = True
        self._thread.start()

    def stop(self) -> None:
        """Go dark. Idempotent."""
        thread, self._thread = self._thread, None
        listener, self._listener = self._listener, None
        if thread is None or listener is None:
            return
        os.write(self._stop_write, b".")
        thread.join()
        self._hang_up()
        listener.close()
        self.path.unlink(missing_ok=True)
        os.close(self._stop_read)
        os.close(self._stop_write)

    def _send(self, touch: Touch) -> None:
        program = self._program
        if program is not None:
            with suppress(OSError):  # it died; its end of the wire is read out and closed by the thread
                program.sendall(touch_line(touch))

    def _run(self, listener: socket.socket) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._stop_read, selectors.EVENT_READ, "stop")
            selector.register(listener, selectors.EVENT_READ, "listener")
            while True:
                for key, _ in selector.select():
                    if key.data == "stop":
                        return
                    if key.data == "listener":
                        self._accept(selector, listener)
                    elif not self._read():
                        selector.unregister(key.fileobj)
                        self._hang_up()

    def _accept(self, selector: selectors.BaseSelector, listener: socket.socket) -> None:
        program, _ = listener.accept()
        if self._program is not None:
            selector.unregister(self._program)
            self._hang_up()
        self._program = program
        selector.register(program, selectors.EVENT_READ, "program")

    def _read(self) -> bool:
        """Take what the program shows; False when it hung up, or says what is no picture."""
        try:
            data = self._program.recv(1 << 20) if self._program is not None else b""
            whole = self._frames.feed(data)
        except (OSError, ValueError):
            return False
        for frame in whole:
            self.glass.take(frame)
        return bool(data)

    def _hang_up(self) -> None:
        program, self._program = self._program, None
        self._frames = Frames()
        if program is not None:
            program.close()
