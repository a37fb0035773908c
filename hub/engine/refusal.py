"""How the engine says no."""

from typing import Literal

from msgspec import Struct

Reason = Literal[
    "unknown_service",
    "service_closed",
    "used_up",
    "press_reused",
    "number_taken",
    "not_reserve",
    "too_old",
    "unknown_counter",
    "counter_closed",
    "nobody_waiting",
    "wrong_state",
    "unknown_visit",
    "rated_already",
    "unknown_agency",
    "no_fee_counter",
    "counter_paused",
    "counter_busy",
    "not_permitted",
    "unknown_number",
    "must_wait",
    "too_late",
    "nothing_to_undo",
    "undo_late",
    "undo_sent",
    "unknown_class",
    "unknown_kiosk",
    "outside_hours",
    "quota_used",
    "capacity_used",
    "hall_full",
    "evacuation",
    "still_open",
    "day_closed",
    "no_calendar",
    "already_has_ticket",
    "card_wanted",
    "code_taken",
    "time_over",
    "unknown_code",
    "wrong_day",
    "already_checked_in",
    "appointment_over",
    "bench_full",
    "officer_away",
    "unknown_officer",
    "unknown_procedure",
    "unknown_printer",
    "no_printer",
    "unknown_device",
    "device_offline",
    "login_needed",
    "counter_taken",
    "pin_wrong",
    "pin_wait",
    "pin_stale",
    "pin_unset",
    "officer_locked",
]


class Said(Struct, frozen=True, kw_only=True):
    """One sentence for people: text `<of>.<code>` with the values in it."""

    code: str
    of: str = "undo"
    values: dict[str, str] = {}


class Refusal(Struct, frozen=True):
    """No, and why: `reason` is stable, `detail` is for the technician, `said` for people where that is not enough."""

    reason: Reason
    detail: str
    said: tuple[Said, ...] = ()
