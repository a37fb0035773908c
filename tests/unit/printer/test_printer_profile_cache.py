"""The profile cache: filled by a child, whole or not there, and never a reason not to start."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
from printer.profiles import head_of
from printer.settings import PrinterSettings
print(head_of(PrinterSettings(driver="tcp", address="x", profile="TM-T20II"), Path(sys.argv[1])).dots)
"""


def head_dots(cache: Path) -> str:
    """What a program of its own finds: the library keeps its profiles for the life of a process."""
    command = [sys.executable, "-c", PROGRAM, str(cache)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def test_the_cache_is_one_whole_file_and_half_of_one_is_made_again(tmp_path: Path) -> None:
    assert head_dots(tmp_path) == "576"
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:1000])
    assert head_dots(tmp_path) == "576"
    assert file.read_bytes() == whole
    assert list(tmp_path.iterdir()) == [file]
