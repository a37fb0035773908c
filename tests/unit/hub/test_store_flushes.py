"""A flush a ticket, shared under load: counted under SQLite, with what checkpoints cost."""

from pathlib import Path
from typing import cast

from hub_house import PLAN

from motcua.bench.store import batch_figures

# Enough for two checkpoints when one comes at a time.
TICKETS = 512


def test_one_at_a_time_costs_one_flush_and_eight_kiosks_share_theirs(tmp_path: Path) -> None:
    found = cast(dict[str, float], batch_figures(tmp_path, PLAN, TICKETS)["store_flushes_per_ticket"])
    assert 1 < found["batch_1"] < 1.03
    assert found["batch_8"] < 0.15
    assert found["batch_64"] < 0.05
