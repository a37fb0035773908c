"""How the API says no, and the status of each reason."""

from msgspec import Struct


class ProblemDetails(Struct, frozen=True, kw_only=True):
    """An error (RFC 9457)."""

    title: str
    status: int
    reason: str
    vi: str
    en: str
    detail: str = ""
    type: str = "about:blank"


# What a caller may do about it decides the status: 404 ask for something else, 409 the queue says no, 503 ask again.
STATUS: dict[str, int] = {
    "bad_request": 400,
    "unauthorized": 401,
    "no_token": 403,
    "wrong_word": 400,
    "wrong_host": 403,
    "wrong_origin": 403,
    "not_found": 404,
    "unknown_service": 404,
    "unknown_counter": 404,
    "unknown_kiosk": 404,
    "unknown_ticket": 404,
    "unknown_visit": 404,
    "unknown_agency": 404,
    "unknown_officer": 404,
    "unknown_dossier": 404,
    "unknown_procedure": 404,
    "unknown_printer": 404,
    "no_printer": 409,
    "unknown_device": 404,
    "device_offline": 409,
    "no_photo": 404,
    "wrong_method": 405,
    "service_closed": 409,
    "used_up": 409,
    "press_reused": 409,
    "number_taken": 409,
    "not_reserve": 409,
    "too_old": 409,
    "counter_closed": 409,
    "nobody_waiting": 409,
    "wrong_state": 409,
    "no_fee_counter": 409,
    "unknown_number": 404,
    "unknown_class": 404,
    "counter_paused": 409,
    "counter_busy": 409,
    "not_permitted": 403,
    "must_wait": 409,
    "too_late": 409,
    "nothing_to_undo": 409,
    "undo_late": 409,
    "undo_sent": 409,
    "rated_already": 409,
    "outside_hours": 409,
    "quota_used": 409,
    "capacity_used": 409,
    "hall_full": 409,
    "evacuation": 409,
    "still_open": 409,
    "day_closed": 409,
    "no_calendar": 409,
    "already_has_ticket": 409,
    "card_wanted": 409,
    "code_taken": 409,
    "time_over": 409,
    "unknown_code": 404,
    "wrong_day": 409,
    "already_checked_in": 409,
    "appointment_over": 409,
    "bench_full": 409,
    "officer_away": 409,
    "login_needed": 409,
    "counter_taken": 409,
    "pin_wrong": 403,
    "officer_locked": 403,
    "pin_wait": 429,
    "pin_stale": 409,
    "pin_unset": 409,
    "id_reused": 409,
    "too_large": 413,
    "not_json": 415,
    "too_many_lookups": 429,
    "internal": 500,
    "busy": 503,
    "store_away": 503,
    "onestop_away": 503,
    "too_many": 503,
    "unhealthy": 503,
}
