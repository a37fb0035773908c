"""How the demo is ended, and that what a killed one left is cleared away by the next."""

import os
import signal
from pathlib import Path

import pytest

from motcua.demo.ending import Ending
from motcua.demo.run_folder import LOCK, RunFolder
from motcua.demo.wait import wait_for

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(autouse=True)
def handlers() -> object:
    before = [(each, signal.getsignal(each)) for each in SIGNALS]
    yield
    for each, handler in before:
        signal.signal(each, handler)


@pytest.mark.parametrize("signum", SIGNALS)
def test_a_signal_breaks_off_a_wait_but_never_what_is_half_done(signum: signal.Signals) -> None:
    ending = Ending()
    ending.watch()
    os.kill(os.getpid(), signum)
    assert ending.over.is_set()
    with pytest.raises(KeyboardInterrupt), ending.interruptible():
        pytest.fail("it was told to end before")


def test_the_second_ctrl_c_does_not_break_off_the_cleaning_up() -> None:
    ending = Ending()
    ending.watch()
    with pytest.raises(KeyboardInterrupt), ending.interruptible():
        os.kill(os.getpid(), signal.SIGINT)
        wait_for(lambda: False, "the signal")
    os.kill(os.getpid(), signal.SIGINT)
    assert ending.over.wait(1)


def test_a_folder_is_gone_after_its_run_and_those_of_killed_runs_with_the_next(tmp_path: Path) -> None:
    killed, foreign = tmp_path / "run-killed", tmp_path / "run-of-somebody"
    for folder in (killed, foreign):
        folder.mkdir()
    (killed / LOCK).touch()
    (killed / "state").mkdir()
    with RunFolder("run-", tmp_path) as first, RunFolder("run-", tmp_path) as second:
        assert not killed.exists()
        assert first.exists()
        assert second.exists()
    assert sorted(tmp_path.iterdir()) == [foreign]
