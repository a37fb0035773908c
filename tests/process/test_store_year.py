"""Years of facts in the store cost neither a slower start nor more memory."""

import json
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "scale",
    [
        pytest.param("0.01", id="sample"),
        pytest.param("1", id="a-year", marks=[pytest.mark.long, pytest.mark.timeout(2400)]),
    ],
)
def test_start_and_memory_do_not_grow_with_the_years(scale: str) -> None:
    command = [sys.executable, "-m", "motcua", "bench", "store", "--json", "--scale", scale]
    done = subprocess.run(command, capture_output=True, timeout=2300)
    assert done.returncode == 0, done.stderr.decode()
    figures = json.loads(done.stdout)
    print(done.stdout.decode())
    start, rss = figures["store_start_s"], figures["store_rss_mb"]
    assert start["year"] <= start["empty"] + 1.5, "a check that ends after half a second, and one day replayed"
    assert rss["year"] <= rss["empty"] + 8
    assert figures["lived_rss_mb"]["late"] <= figures["lived_rss_mb"]["early"] + 4, (
        "the days that are over are not held"
    )
    flushes = figures["store_flushes_per_ticket"]
    # One for the commit; the rest is what checkpoints cost, shared by all tickets since the last one.
    assert flushes["batch_1"] <= 1.15
    assert flushes["batch_64"] <= 0.05
