"""Makes clips with a speech synthesizer: pyttsx3 (the extra [announcer]) and, from Debian, espeak-ng and libespeak-ng1.

Who plays them needs neither. Each word is synthesized by a process of its own (devicekit.sound.clipmaker_worker),
killed when it hangs: pyttsx3 has only one engine in a process, and that engine keeps what it was told before.
"""

import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from devicekit.errors import MotcuaError
from devicekit.sound import clipset
from devicekit.sound.mastering import master

WORKER = (sys.executable, "-m", "devicekit.sound.clipmaker_worker")
# A word takes a tenth of a second.
PATIENCE_S = 20.0
TRIES = 2


class NotMade(MotcuaError, RuntimeError):
    """Raised when a clip could not be made; the message says which, and what the synthesizer said."""


class Synthesizer(NamedTuple):
    """A voice of espeak-ng, and how many words it says a minute."""

    voice: str
    rate: int
    worker: Sequence[str] = WORKER
    patience_s: float = PATIENCE_S

    def spoken(self, words: str, raw: Path) -> bytes:
        """The clip that says these words; `raw` is a file to work with. Raises NotMade."""
        why = ""
        for _ in range(TRIES):
            raw.unlink(missing_ok=True)
            command = [*self.worker, self.voice, str(self.rate), words, str(raw)]
            try:
                done = subprocess.run(command, capture_output=True, timeout=self.patience_s, check=False)
                if done.returncode == 0:
                    return master(clipset.read(raw))
                said = done.stderr.decode("utf-8", "replace").strip().splitlines()
                why = said[-1] if said else f"it ended with status {done.returncode}"
            except subprocess.TimeoutExpired:
                why = f"it hung for {self.patience_s:g} s and was killed"
            except (OSError, EOFError, ValueError, wave.Error) as error:
                why = str(error) or "its sound is cut off"
        raise NotMade(f"clip {words!r} could not be made with voice {self.voice!r}: {why}")


def make(
    folder: Path,
    names: Iterable[str],
    synthesizer: Synthesizer,
    say: Callable[[str], None],
    ready: Mapping[str, bytes] | None = None,
    is_small: bool = False,
) -> None:
    """Write the clips of these names into `folder`; `ready`: those that nobody speaks. Raises NotMade."""
    ready = ready or {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="motcua-clips-") as scratch:
            for name in names:
                sound = ready[name] if name in ready else synthesizer.spoken(name, Path(scratch) / "raw.wav")
                file = folder / clipset.file_name(name)
                clipset.write(file, sound, is_small)
                say(f"{file.name}  {name}")
    except OSError as error:
        raise NotMade(f"{folder}: {error.strerror}; choose another folder / hãy chọn thư mục khác") from error
