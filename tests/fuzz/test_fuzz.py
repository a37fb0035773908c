import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from planted import BUGS, Bug

from motcua.__main__ import main
from motcua.fuzz.acts import ACTS
from motcua.fuzz.faults import FAULTS
from motcua.fuzz.many import AUDITOR, auditor, run_seeds
from motcua.fuzz.run import Outcome, lab, run_seed
from motcua.fuzz.world import Lab

SEEDS = 300
FIRST = 20_000
"""Not those that anybody tries first by hand."""


@pytest.fixture(scope="module")
def place() -> Iterator[Lab]:
    with lab() as opened:
        yield opened


def wrong(outcomes: list[Outcome]) -> list[str]:
    return [f"seed {each.seed}: {sentence}" for each in outcomes for sentence in each.violations]


@pytest.mark.timeout(400)
def test_every_promise_holds_in_every_seed() -> None:
    outcomes = list(run_seeds(range(FIRST, FIRST + SEEDS), os.cpu_count() or 1, AUDITOR))
    assert not wrong(outcomes)
    done = {name for outcome in outcomes for name in outcome.done}
    assert done == {act.name for act in (*ACTS, *FAULTS)}, "a line of the tables is never drawn"


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_every_promise_holds_in_ten_thousand_seeds() -> None:
    assert not wrong(list(run_seeds(range(100_000, 110_000), os.cpu_count() or 1, AUDITOR)))


def test_a_seed_is_the_same_every_time(place: Lab) -> None:
    judge = auditor(AUDITOR)
    for seed in range(FIRST, FIRST + 8):
        first, second = run_seed(seed, place, judge), run_seed(seed, place, judge)
        assert first._replace(cost_s=0) == second._replace(cost_s=0)
    assert first.digest != run_seed(FIRST, place, judge).digest


def test_a_seed_is_the_same_wherever_its_disks_are() -> None:
    # In this one a kiosk says, in words with the place, that its disk is full.
    digests = set()
    for _ in range(2):
        with lab() as elsewhere:
            digests.add(run_seed(20_031, elsewhere, auditor(AUDITOR)).digest)
    assert len(digests) == 1


def test_a_seed_is_the_same_in_another_process_with_other_hashes() -> None:
    digests = set()
    for hashes in ("1", "2"):
        command = [sys.executable, "-m", "motcua", "fuzz", "--seeds", "8", "--from", str(FIRST)]
        environment = {**os.environ, "PYTHONHASHSEED": hashes}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        digests |= set(re.findall(r"^digest: (\w+)$", done.stdout, re.MULTILINE))
    assert len(digests) == 1


def found(bug: Bug, place: Lab, first: int, most: int) -> bool:
    """Whether its own sentence is among what is found in so many seeds."""
    judge = auditor(AUDITOR)
    outcomes = (run_seed(seed, place, judge, bug.plant) for seed in range(first, first + most))
    return any(bug.sentence in sentence for outcome in outcomes for sentence in outcome.violations)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_found(bug: Bug, place: Lab) -> None:
    assert found(bug, place, 0, 2000)


@pytest.mark.long
@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
@pytest.mark.parametrize("first", range(0, 20_000, 2000))
def test_a_planted_bug_is_found_wherever_one_begins(bug: Bug, first: int, place: Lab) -> None:
    assert found(bug, place, first, 2000)


def test_a_violation_names_its_seed_its_sentence_and_how_to_see_it_again(
    tmp_path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "auditor.py").write_text(
        "def audit(lines, held):\n    return [f'all is well: {len(list(lines)) > 1}']\n"
    )
    command = [sys.executable, "-m", "motcua", "fuzz", "--seeds", "1", "--from", "7", "--auditor", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "seed 7:\n  all is well: True\n" in done.stdout
    assert f"again: motcua fuzz --seeds 1 --from 7 --auditor {tmp_path}\n" in done.stdout
    assert "violations: 1 (seeds 7)\n" in done.stdout


def test_without_an_auditor_the_command_says_where_to_find_one(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fuzz", "--seeds", "1", "--auditor", str(tmp_path / "none")]) == 2
    assert "--auditor FOLDER" in capsys.readouterr().err


def test_two_processes_tell_the_same_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for jobs in ("1", "2"):
        assert main(["fuzz", "--seeds", "30", "--from", str(FIRST), "--jobs", jobs]) == 0
        said.append(capsys.readouterr().out.splitlines()[1:])
    assert said[0] == said[1]
    assert said[0][-1] == "violations: 0"
