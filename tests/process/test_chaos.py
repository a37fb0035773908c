"""The promise under fire: real kiosks, hub and broker are killed again and again; no number is lost or given twice."""

from collections.abc import Callable
from pathlib import Path

import pytest
from chaos_audit import Findings, audit
from chaos_floor import Chaos, chaos_floor, reserves
from chaos_states import STATES

SEED = 20261124


def run_chaos(folder: Path, seed: int, presses: int, kills: int, say: Callable[[str], None]) -> tuple[Chaos, Findings]:
    say(f"chaos: seed {seed}, {presses} presses, {kills} kills")
    floor = chaos_floor(folder)
    try:
        floor.start()
        chaos = Chaos(floor, seed, presses, kills)
        chaos.run()
    finally:
        floor.stop()
    wire = [(str(each.topic), each.payload) for each in floor.probe.heard] if floor.probe else []
    found = audit(chaos.store, wire, chaos.papers, reserves())
    wiped = sum(death.wiped for death in chaos.deaths)
    say(f"{chaos.table()}\nthe broker's files deleted: {wiped} times")
    say(", ".join(f"{name} {count}" for name, count in found.counts.items()) + f", heard on the wire {len(wire)}")
    return chaos, found


@pytest.mark.parametrize(
    ("presses", "kills"),
    [
        pytest.param(200, 8, id="sample", marks=pytest.mark.timeout(120)),
        pytest.param(10_000, 210, id="whole", marks=[pytest.mark.long, pytest.mark.timeout(3600)]),
    ],
)
def test_no_ticket_is_lost_or_given_twice_while_everything_is_killed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], presses: int, kills: int
) -> None:
    def say(text: str) -> None:
        with capsys.disabled():
            print(f"\n{text}")

    chaos, found = run_chaos(tmp_path, SEED, presses, kills, say)
    assert found.problems == []
    assert chaos.left_unsaid() == []
    assert found.counts["presses"] >= presses
    assert len(chaos.deaths) == kills
    assert {state for death in chaos.deaths for state in death.states} == set(STATES)
