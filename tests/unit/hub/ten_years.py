"""A hub that lives ten years of days, or fewer, in a process of its own; says how they went.

Each line: the local date of a restart of the numbers. Run by test_ten_years.
"""

import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from calendar_house import CALENDAR
from hub_house import PLAN
from msgspec.structs import replace

from devicekit.clock import HandClock
from hub.floor import Floor
from hub.plan import HoursPlan
from hub.service import Service
from hub.store import Store

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
START = datetime(2026, 1, 1, 0, 30, tzinfo=ZONE)
STEP_H = 5
"""Not a part of a day, so that no hour is always met."""


def main(folder: Path, lives: int) -> None:
    plan = replace(PLAN, hours=HoursPlan(calendar=CALENDAR, zone=ZONE))
    clock = HandClock(START.timestamp())

    def service() -> Service:
        found = Service(plan, Store(folder / "hub.db", plan.site), clock, Floor(plan).orders)
        found.open()
        return found

    hub, days = service(), []
    for step in range(lives * 24 // STEP_H):
        if not days or hub.ledger.state.day != days[-1]:
            days.append(hub.ledger.state.day)
        clock.turn(STEP_H * 3600)
        if step % 97 == 0:
            # A restart of the program is no restart of the numbers.
            hub.close()
            hub = service()
        hub.pump()
    hub.close()
    print("\n".join(days))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
