"""Pictures of what the screens show, drawn once for each thing shown, however many look."""

import io
import threading

from PIL import Image

from devicekit.touch.virtual import SocketGlass
from motcua.stage.snapshot import ScreenSeen

# The quickest: a picture lives for seconds and travels within this machine.
LEVEL = 1


class Screen:
    """One screen. For any thread."""

    def __init__(self, wire: SocketGlass, size: tuple[int, int]) -> None:
        self._glass, self._size = wire.glass, size
        self._lock = threading.Lock()
        self._version = -1
        self._picture = b""

    def seen(self) -> ScreenSeen:
        return ScreenSeen(*self._size, self._glass.shown)

    def picture(self) -> bytes | None:
        """What is shown now, as a PNG; None while it is dark."""
        with self._lock:
            version, frame = self._glass.shown, self._glass.frame
            if frame is None:
                return None
            if version != self._version:
                file = io.BytesIO()
                Image.frombytes("RGB", (frame.width, frame.height), frame.pixels).save(
                    file, "PNG", compress_level=LEVEL
                )
                self._version, self._picture = version, file.getvalue()
            return self._picture
