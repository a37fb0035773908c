"""A loudspeaker at the far end: a player command that keeps what it was given, and when the first sample came.

    python -m devicekit.sound.virtual --out FOLDER [--speed 1] [--buffer 0.5]

FOLDER then holds `first` (a line for each sound: the monotonic second of its first sample) and 0001.wav, 0002.wav …,
each there once its last sample has come; the command ends when it was played. A word in FOLDER/fault makes it fail:
no-card (it ends at once with status 1, as aplay without a sound card), break (it ends in the middle), hang (it takes no
sound and never ends).
"""

import argparse
import os
import sys
import time
import wave
from pathlib import Path

RATE, SAMPLE_BYTES = 22_050, 2
# A sound card takes this much at once, then as fast as it plays.
BUFFER_S = 0.5
CHUNK = 4096
FAULTS = ("no-card", "break", "hang")


class Loudspeaker:
    """A person's view of one: what it said, and when; its command for the settings."""

    def __init__(self, folder: Path, speed: float = 1.0, buffer_s: float = BUFFER_S) -> None:
        """`speed` 0: sound is taken, and played, as fast as it comes; `buffer_s` of it are taken ahead."""
        folder.mkdir(exist_ok=True)
        self.folder = folder
        how = ("--speed", f"{speed:g}", "--buffer", f"{buffer_s:g}")
        self.command = (sys.executable, "-m", "devicekit.sound.virtual", "--out", str(folder), *how)

    def sounds(self) -> list[Path]:
        """What it said, whole, in order."""
        return sorted(self.folder.glob("[0-9]*.wav"))

    def forget(self, keep: int) -> None:
        """Only so many of the newest are kept: those of a long run would fill the disk."""
        for file in self.sounds()[:-keep]:
            file.unlink()

    def firsts(self) -> list[float]:
        """The monotonic second of each sound's first sample."""
        file = self.folder / "first"
        lines = file.read_text(encoding="ascii").splitlines() if file.exists() else []
        return [float(line) for line in lines]

    def fail(self, fault: str) -> None:
        """Behave like FAULTS from now on; "" is well again."""
        if fault and fault not in FAULTS:
            raise ValueError(f"no fault {fault!r}; known: {', '.join(FAULTS)}")
        (self.folder / "fault").write_text(fault, encoding="ascii")


def play(folder: Path, speed: float, buffer_s: float) -> int:
    """Take one sound from standard input; the exit status."""
    if _fault(folder) == "no-card":
        return _no_card()
    heard = os.read(sys.stdin.fileno(), CHUNK)
    at = time.monotonic()
    if not heard:
        return 0
    fault = _fault(folder)
    if fault == "no-card":
        return _no_card()
    if fault == "hang":
        while True:
            time.sleep(60)
    with (folder / "first").open("a", encoding="ascii") as first:
        first.write(f"{at:.6f}\n")
    sound = bytearray(heard)
    while heard := os.read(sys.stdin.fileno(), CHUNK):
        sound += heard
        if fault == "break":
            return _no_card()
        if speed:
            _keep_time(at, len(sound), speed, buffer_s)
    _keep(folder, bytes(sound))
    if speed:
        _keep_time(at, len(sound), speed, 0.0)
    return 0


def _keep_time(begin: float, size: int, speed: float, ahead_s: float) -> None:
    """Wait until so much has been played that only `ahead_s` of it is still in the buffer."""
    end = begin + (size / SAMPLE_BYTES / RATE - ahead_s) / speed
    time.sleep(max(0.0, end - time.monotonic()))


def _keep(folder: Path, sound: bytes) -> None:
    name = f"{max((int(file.stem) for file in folder.glob('[0-9]*.wav')), default=0) + 1:04}.wav"
    half = folder / f"half-{name}"
    with wave.open(str(half), "wb") as file:
        file.setparams((1, SAMPLE_BYTES, RATE, 0, "NONE", "not compressed"))
        file.writeframes(sound)
    half.rename(folder / name)


def _fault(folder: Path) -> str:
    file = folder / "fault"
    return file.read_text(encoding="ascii").strip() if file.exists() else ""


def _no_card() -> int:
    sys.stderr.write("aplay: main:852: audio open error: No such file or directory\n")
    return 1


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m devicekit.sound.virtual")
    parser.add_argument("--out", type=Path, required=True, help="folder for what it is given")
    parser.add_argument("--speed", type=float, default=1.0, help="1: as a loudspeaker; 0: as fast as it comes")
    parser.add_argument("--buffer", type=float, default=BUFFER_S, help="seconds of sound that are taken ahead")
    args = parser.parse_args()
    return play(args.out, args.speed, args.buffer)


if __name__ == "__main__":
    sys.exit(main())
