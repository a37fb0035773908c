"""Makes a clip set with a speech synthesizer: `python -m announcer.clipmaker FOLDER --voice vi`.

Needs pyttsx3 (the extra [announcer]) and, from Debian, espeak-ng and libespeak-ng1; the announcer itself needs neither.
Each word is synthesized by a process of its own (announcer.clipmaker_worker), killed when it hangs: pyttsx3 has only
one engine in a process, and that engine keeps what it was told before.
"""

import argparse
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from announcer import clipset
from announcer.mastering import chime, master
from announcer.phrases import CHIME, Phrases, Reading
from devicekit.errors import MotcuaError
from devicekit.text_files import load_texts

WORKER = (sys.executable, "-m", "announcer.clipmaker_worker")
# A word takes a tenth of a second.
PATIENCE_S = 20.0
TRIES = 2
# Words a minute; slower than talk, for a hall.
RATE = 135


class NotMade(MotcuaError, RuntimeError):
    """Raised when a clip could not be made; the message says which, and what the synthesizer said."""


def vocabulary() -> tuple[str, ...]:
    """Every clip, for both ways of reading numbers."""
    texts = load_texts("vi")
    both = (Reading("lẻ", "nghìn"), Reading("linh", "ngàn"))
    return tuple(dict.fromkeys(name for reading in both for name in Phrases(texts, reading).vocabulary()))


def make(
    folder: Path, voice: str, say: Callable[[str], None], worker: Sequence[str] = WORKER, patience_s: float = PATIENCE_S
) -> None:
    """Write the whole set into `folder`. Raises NotMade."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, sound in _sounds(voice, worker, patience_s):
            file = folder / clipset.file_name(name)
            clipset.write(file, sound)
            say(f"{file.name}  {name}")
    except OSError as error:
        raise NotMade(f"{folder}: {error.strerror}; choose another folder / hãy chọn thư mục khác") from error


def _sounds(voice: str, worker: Sequence[str], patience_s: float) -> Iterator[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory(prefix="motcua-clips-") as scratch:
        for name in vocabulary():
            sound = chime() if name == CHIME else _spoken(name, voice, worker, patience_s, Path(scratch) / "raw.wav")
            yield name, sound


def _spoken(name: str, voice: str, worker: Sequence[str], patience_s: float, raw: Path) -> bytes:
    why = ""
    for _ in range(TRIES):
        raw.unlink(missing_ok=True)
        command = [*worker, voice, str(RATE), name, str(raw)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=patience_s, check=False)
            if done.returncode == 0:
                return master(clipset.read(raw))
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            why = said[-1] if said else f"it ended with status {done.returncode}"
        except subprocess.TimeoutExpired:
            why = f"it hung for {patience_s:g} s and was killed"
        except (OSError, EOFError, ValueError, wave.Error) as error:
            why = str(error) or "its sound is cut off"
    raise NotMade(f"clip {name!r} could not be made with voice {voice!r}: {why}")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m announcer.clipmaker")
    add_arguments(parser)
    args = parser.parse_args(argv)
    try:
        return run(args)
    except MotcuaError as error:
        parser.exit(2, f"{error}\n")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="thư mục ghi bộ tiếng / where the clips go")
    parser.add_argument("--voice", default="vi", help="giọng của espeak-ng / espeak-ng's voice: vi, vi-vn-x-south …")
    parser.add_argument("--list", action="store_true", help="chỉ in tên tệp và lời đọc / only list files and words")


def run(args: argparse.Namespace) -> int:
    """0 when every clip is there. Raises NotMade."""
    if args.list:
        sys.stdout.write("".join(f"{clipset.file_name(name)}\t{name}\n" for name in vocabulary()))
        return 0
    make(args.folder, args.voice, lambda line: print(line))
    return 0


if __name__ == "__main__":
    sys.exit(main())
