"""Pictures of what the screens show, drawn once for each thing shown, however many look."""

import io
import threading

from PIL import Image

from devicekit.touch.virtual import SocketGlass
from motcua.stage.snapshot import ScreenSeen

# WebP without loss is less than half of a PNG, which would be most of a page's first load. Method 0 makes it up to ten
# times as large, more than 1 only costs time.
METHOD = 1


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
        """What is shown now, as a WebP without loss; None while it is dark."""
        with self._lock:
            version, frame = self._glass.shown, self._glass.frame
            if frame is None:
                return None
            if version != self._version:
                file = io.BytesIO()
                picture = Image.frombytes("RGB", (frame.width, frame.height), frame.pixels)
                picture.save(file, "WEBP", lossless=True, method=METHOD)
                self._version, self._picture = version, file.getvalue()
            return self._picture
