"""A command whose libraries are not installed says which, and how they are installed from the locks."""

import subprocess
import sys
from pathlib import Path

import pytest

from motcua.__main__ import COMMANDS

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("extra", sorted({each.extra or "hub" for each in COMMANDS.values()}))
def test_each_extra_has_its_lock(extra: str) -> None:
    assert (ROOT / "requirements" / f"{extra}.txt").is_file()


def test_what_is_missing_is_installed_from_the_lock_and_by_no_name() -> None:
    code = (
        "import sys; sys.modules['PIL'] = None; from motcua.__main__ import main; sys.exit(main(['preview', 'ticket']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    pip = Path(sys.executable).with_name("pip")
    assert "thiếu / missing 'PIL" in done.stderr
    assert done.stderr.endswith(f"{pip} install --require-hashes -r requirements/printer.txt\n")
