"""The small centre with a Post Office counter, where officers may do everything that settings can allow."""

import pytest
from fee_house import FEES, FeeDay
from msgspec.structs import replace

from hub.plan import DeskPlan, PolicyPlan, RankPlan, SeriesPlan

ONE, TWO, POST = "counter-1", "counter-2", "counter-4"
RANKS = (RankPlan(id="priority"), RankPlan(id="urgent", weight=3))
QUEUE = replace(
    FEES,
    services=(
        replace(FEES.services[0], priority=SeriesPlan(prefix="U", first=1, last=99)),
        *FEES.services[1:],
    ),
    counters=tuple(
        replace(counter, may_pick=True, result=5, order="listed" if counter.id == "counter-2" else "arrival")
        for counter in FEES.counters
    ),
    policy=PolicyPlan(ratio=2, bound=2, ageing_ms=3600_000, ranks=RANKS),
    desk=DeskPlan(no_show_after=2, back_after=2, grace_ms=600_000, park_ms=120_000, release_ms=180_000),
)


@pytest.fixture(name="day")
def day_fixture() -> FeeDay:
    return FeeDay(QUEUE)
