"""A small centre for the hub's tests: two services, three counters, two kiosks."""

from hub.plan import CounterPlan, DevicePlan, Plan, ServicePlan

LAND = ServicePlan(id="land", name="Đất đai", name_en="Land", prefix="A", first=1, last=899, zone="khu A")
CIVIL = ServicePlan(id="civil", name="Hộ tịch", name_en="Civil status", prefix="C", first=1, last=899)

PLAN = Plan(
    site="kontum",
    services=(LAND, CIVIL),
    counters=(
        CounterPlan(id="counter-1", number="1", services=("land",)),
        CounterPlan(id="counter-2", number="2", services=("land", "civil")),
        CounterPlan(id="counter-3", number="3", services=("civil",)),
    ),
    devices=(
        DevicePlan(id="kiosk-1", kind="ticket", services=("land", "civil"), reserve_first=901, reserve_last=949),
        DevicePlan(id="kiosk-2", kind="ticket", services=("land", "civil"), reserve_first=950, reserve_last=999),
        DevicePlan(id="counter-1", kind="counter", counter="counter-1"),
        DevicePlan(id="counter-2", kind="counter", counter="counter-2"),
        DevicePlan(id="counter-3", kind="counter", counter="counter-3"),
    ),
)
DAY = "2026-11-18"
