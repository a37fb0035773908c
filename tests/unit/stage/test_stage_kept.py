"""What is kept of papers and sounds: the newest, dot for dot, and never more."""

import io
import wave
from array import array
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from devicekit.sound.virtual import Loudspeaker
from motcua.stage import papers, sounds
from printer.virtual import VirtualPrinter

CUT = b"\x1dVA\x00"


def picture(width_bytes: int, rows: list[bytes]) -> bytes:
    head = b"\x1dv0\x00" + width_bytes.to_bytes(2, "little") + len(rows).to_bytes(2, "little")
    return head + b"".join(rows)


def test_a_paper_is_the_dots_that_were_printed() -> None:
    printer = VirtualPrinter(dots=16)
    tray = papers.Tray(printer)
    printer.feed(picture(2, [b"\xf0\x01", b"\x00\x80"]) + CUT)
    tray.collect()
    found = tray.picture(1)
    assert found is not None
    paper = Image.open(io.BytesIO(found))
    assert (paper.mode, paper.size) == ("1", (16, 2))
    black = {(x, y) for x in range(16) for y in range(2) if paper.getpixel((x, y)) == 0}
    assert black == {(0, 0), (1, 0), (2, 0), (3, 0), (15, 0), (8, 1)}
    assert printer.jobs == []


def test_of_many_papers_the_newest_are_kept_and_all_are_counted() -> None:
    printer = VirtualPrinter(dots=8)
    tray = papers.Tray(printer)
    for n in range(papers.KEPT + 3):
        printer.feed(picture(1, [bytes([n])]) + CUT)
    tray.collect()
    assert tray.count == papers.KEPT + 3
    assert [n for n in range(-1, tray.count + 2) if tray.picture(n)] == list(range(4, tray.count + 1))


@given(st.lists(st.integers(-32768, 32767), max_size=400))
def test_every_sound_has_the_same_number_of_peaks_and_none_is_above_100(values: list[int]) -> None:
    found = sounds.peaks(array("h", values))
    assert len(found) == sounds.PEAKS
    assert all(0 <= peak <= 100 for peak in found)
    if len(values) >= sounds.PEAKS:
        assert max(found) == 100 * max(max(values), -min(values)) // sounds.LOUDEST


def say(folder: Path, n: int, values: list[int]) -> None:
    with wave.open(str(folder / f"{n:04}.wav"), "wb") as file:
        file.setparams((1, 2, 22_050, 0, "NONE", "not compressed"))
        file.writeframes(array("h", values).tobytes())


def test_of_many_sounds_the_newest_are_shown_and_the_oldest_are_gone(tmp_path: Path) -> None:
    speaker = Loudspeaker(tmp_path / "sound")
    ear = sounds.Ear(speaker)
    for n in range(1, sounds.KEPT + 3):
        say(speaker.folder, n, [0, 16384] * 22_050)
    seen = ear.listen()
    assert [sound.n for sound in seen.sounds] == [20, 21, 22]
    assert (seen.sounds[0].seconds, set(seen.sounds[0].peaks)) == (2.0, {50})
    assert ear.file(2) is None
    assert ear.file(3) is not None
    say(speaker.folder, 23, [0])
    assert [sound.n for sound in ear.listen().sounds] == [21, 22, 23]
