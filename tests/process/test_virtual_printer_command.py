"""`motcua virtual-printer` as a program of its own: it prints, obeys what is typed, and its paper is a picture."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from printer.drivers import open_printer
from printer.settings import PrinterSettings

JOB = b"\x1b@\x1dv0\x00\x02\x00\x01\x00\xff\xff\x1bJ\x50\x1dVB\x00"


@pytest.fixture
def program(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "motcua", "virtual-printer", "--pty", "--model", "clone", "-o", str(tmp_path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as program:
        yield program
        program.terminate()


def test_it_prints_runs_out_and_keeps_its_papers_as_pictures(program: subprocess.Popen[str], tmp_path: Path) -> None:
    assert program.stdout is not None
    assert program.stdin is not None
    model, _, path = program.stdout.readline().strip().partition(": ")
    assert model == "clone"
    printer = open_printer(PrinterSettings(driver="serial", address=path, flow="none"))
    assert printer.print(JOB).outcome == "confirmed"
    file = program.stdout.readline().partition(": ")[0]
    assert Path(file).parent == tmp_path
    with Image.open(file) as paper:
        assert paper.size == (576, 81)
        assert paper.getpixel((0, 0)) == 0
    program.stdin.write("out\n")
    program.stdin.flush()
    assert program.stdout.readline().startswith("out: out")
    assert (printer.print(JOB).outcome, printer.status().paper_out) == ("failed", True)
    printer.close()
