import signal
import subprocess
import sys
import time

from devicekit.over import Over

PROGRAM = """
import signal, sys
from devicekit.over import Over
over = Over()
signal.signal(signal.SIGTERM, lambda *_: over.set())
print("ready", flush=True)
over.wait()
for _ in range(20_000):
    assert over.wait(0) and over.is_set()
# At its end Python gives signals back to the system.
signal.signal(signal.SIGTERM, signal.SIG_IGN)
"""


def test_signals_that_come_faster_than_they_are_handled_end_a_program_that_waits() -> None:
    program = subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE)
    assert program.stdout is not None
    assert program.stdout.readline() == b"ready\n"
    until = time.monotonic() + 30
    while program.poll() is None:
        program.send_signal(signal.SIGTERM)
        assert time.monotonic() < until, "it waits for itself"
    program.stdout.close()
    assert program.returncode == 0


def test_it_is_over_once_somebody_has_said_so_and_stays_so() -> None:
    over = Over()
    assert (over.is_set(), over.wait(0.0), over.wait(0.01)) == (False, False, False)
    over.set()
    over.set()
    assert (over.is_set(), over.wait(), over.wait(0.0), over.is_set()) == (True, True, True, True)
