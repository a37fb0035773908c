"""The centre that is simulated: small enough that its people meet all the time."""

from hub.plan import AgencyPlan, CounterPlan, DevicePlan, FeePlan, Plan, ServicePlan

SITE = "fuzz"
# 2026-11-23 00:00 in Vietnam.
MIDNIGHT = 1_795_366_800.0

SERVICES = (
    ServicePlan(id="land", name="Đất đai", prefix="A", last=899),
    ServicePlan(id="justice", name="Tư pháp, hộ tịch", prefix="C", last=899),
    ServicePlan(id="post", name="Nộp phí, lệ phí", first=9001, last=9899, digits=4),
)
COUNTERS = (
    CounterPlan(id="counter-1", number="1", services=("land",)),
    CounterPlan(id="counter-2", number="2", services=("justice", "land")),
    CounterPlan(id="counter-3", number="3", services=("post",)),
)
KIOSKS = (
    DevicePlan(id="kiosk-1", kind="ticket", services=("land", "justice"), reserve_first=901, reserve_last=949),
    DevicePlan(id="kiosk-2", kind="ticket", services=("land", "justice"), reserve_first=950, reserve_last=999),
)


def centre(fee_back: bool, last: int) -> Plan:
    """The plan; payers come back or not, and a series ends with the number `last` (below it are fewer than people)."""
    services = tuple(_shorter(service, last) for service in SERVICES)
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
        agencies=(AgencyPlan(id="justice-department", name="Sở Tư pháp"),),
        fee=FeePlan(service="post", back=fee_back),
    )


def _shorter(service: ServicePlan, last: int) -> ServicePlan:
    return ServicePlan(
        id=service.id,
        name=service.name,
        prefix=service.prefix,
        first=service.first,
        last=service.first - 1 + last,
        digits=service.digits,
    )
