"""The centre that is simulated: small enough that its people meet all the time."""

from datetime import time, timedelta, timezone

from msgspec.structs import replace

from hub.calendar.model import Calendar, Rule
from hub.plan import (
    AgencyPlan,
    CounterPlan,
    DeskPlan,
    DevicePlan,
    FeePlan,
    HoursPlan,
    OfficerPlan,
    Plan,
    PolicyPlan,
    ServicePlan,
)

SITE = "fuzz"
# 2026-11-23 00:00 in Vietnam.
MIDNIGHT = 1_795_366_800.0

SERVICES = (
    ServicePlan(id="land", name="Đất đai", prefix="A", last=899),
    ServicePlan(id="justice", name="Tư pháp, hộ tịch", prefix="C", last=899),
    ServicePlan(id="post", name="Nộp phí, lệ phí", first=9001, last=9899, digits=4),
)
COUNTERS = (
    CounterPlan(id="counter-1", number="1", services=("land",), officer="an", may_pick=True),
    CounterPlan(id="counter-2", number="2", services=("justice", "land"), officer="binh", parallel=2),
    CounterPlan(id="counter-3", number="3", services=("post",), officer="binh"),
)
OFFICERS = (OfficerPlan(id="an", name="An"), OfficerPlan(id="binh", name="Bình"))
KIOSKS = (
    DevicePlan(id="kiosk-1", kind="ticket", services=("land", "justice"), reserve_first=901, reserve_last=949),
    DevicePlan(id="kiosk-2", kind="ticket", services=("land", "justice"), reserve_first=950, reserve_last=999),
)


# Nearly all day, so that a clock that jumps does not end every morning.
_DAY = Rule(
    part="morning",
    weekdays=frozenset(range(7)),
    opens=time(0, 30),
    closes=time(23, 30),
    gives=time(0, 30),
    stops=time(23, 0),
)
HOURS = HoursPlan(calendar=Calendar((_DAY,)), zone=timezone(timedelta(hours=7)))
# The service that one person gets one number of, where cards are asked for.
PER_PERSON = "justice"
# So short that a morning of half a minute sees them end.
PARK_MS, RELEASE_MS, UNDO_MS, GRACE_MS = 3000, 2000, 4000, 8000
BOUND, BACK_AFTER = 4, 1


def centre(fee_back: bool, last: int, has_hours: bool, no_show_after: int, cards: bool, room: int) -> Plan:
    """The plan. A series ends with the number `last` (below it are fewer than people); no hours: always open; `cards`:
    one number per person; `room`: so many may wait inside, then kiosks give no more numbers (0: any number)."""
    services = tuple(_shorter(service, last, cards) for service in SERVICES)
    return Plan(
        site=SITE,
        services=services,
        counters=COUNTERS,
        devices=(
            *KIOSKS,
            *(DevicePlan(id=each.id, kind="counter", counter=each.id) for each in COUNTERS),
            DevicePlan(id="announcer-1", kind="announcer"),
            DevicePlan(id="printer-1", kind="printer", counter="counter-1"),
            DevicePlan(id="rating-1", kind="rating", counter="counter-1"),
            DevicePlan(id="rating-2", kind="rating"),
        ),
        officers=OFFICERS,
        agencies=(AgencyPlan(id="justice-department", name="Sở Tư pháp"),),
        fee=FeePlan(service="post", back=fee_back),
        hours=replace(HOURS if has_hours else HoursPlan(), hall=room, hall_full="close"),
        policy=PolicyPlan(bound=BOUND),
        desk=DeskPlan(
            no_show_after=no_show_after,
            grace_ms=GRACE_MS,
            back_after=BACK_AFTER,
            undo_ms=UNDO_MS,
            dossier_unit="H34.12",
            park_ms=PARK_MS,
            release_ms=RELEASE_MS,
        ),
    )


def _shorter(service: ServicePlan, last: int, cards: bool) -> ServicePlan:
    per_person = 1 if cards and service.id == PER_PERSON else 0
    return replace(service, last=service.first - 1 + last, per_person=per_person, cardless=True)
