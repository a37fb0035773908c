"""How this very command was called, so that a hint can be pasted: .venv/bin/motcua."""

import shlex
from pathlib import Path


def own_name(called: str) -> str:
    """`called`: the first word of the command line. Started in another way, as by python -m, it is just motcua."""
    return shlex.quote(called) if Path(called).name == "motcua" else "motcua"
