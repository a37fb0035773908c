"""The HTTP API: what may be asked, what comes back, how it says no. One table of operations; web_app serves exactly it.

Rules. A POST bears a request id of the caller's own making (a UUID is right): the same request again gives the same
answer, now and after a restart, so that a caller who heard nothing just asks again; the same id with another content is
refused. Errors are problem+json (RFC 9457) with a stable `reason` and a sentence in Vietnamese and in English.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta, Raw, Struct
from msgspec.json import decode, encode

from devicekit.message_fields import BookingCode, DeviceId, DossierCode, Number, ServiceId
from hub.api_asked import (
    Asked,
    BookAppointment,
    CancelAppointment,
    CheckInAppointment,
    CounterGuide,
    CounterLogin,
    EndDay,
    Evacuate,
    HelpComes,
    IdentifyDevice,
    PrintDayReport,
    PrintExplanation,
    PrintGuide,
    TakeBatch,
    TakeTicket,
    TakeWritten,
    Unlock,
)
from hub.api_commands import COUNTER_VERBS, DESK_VERBS
from hub.api_status import STATUS as STATUS
from hub.api_status import ProblemDetails as ProblemDetails
from hub.api_ticket import TicketNow
from hub.dossier_words import DossierNow
from hub.view import BookingView, DeviceView, View
from hub.why import Why

Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$(?!\n)", description="YYYY-MM-DD")]
Cursor = Annotated[int, Meta(ge=0, le=2**62, description="`seq` of the last fact that is known")]


class Warned(Struct, frozen=True, kw_only=True):
    """What can't be taken back: a stable `code`, its number, and a sentence."""

    code: str
    number: str
    vi: str
    en: str


class Given(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Done, durably. `number` is the ticket that it is about, the last of `numbers` when several were given.

    `warnings`: what was done all the same and can't be unsaid, such as a call by the speakers that was undone.
    """

    request: str
    number: str
    numbers: tuple[str, ...] = ()
    late: bool = False
    """Checked in too late: the number is one like everybody's, and they must be told."""
    warnings: tuple[Warned, ...] = ()
    printer: str = ""
    """Where a paper comes out that was asked for."""


class Appointments(Struct, frozen=True, kw_only=True):
    """The appointments of a day in the order of their times."""

    day: str
    appointments: tuple[BookingView, ...]


class Devices(Struct, frozen=True, kw_only=True):
    """Every device of the floor."""

    devices: tuple[DeviceView, ...]


class ProcedureView(Struct, frozen=True, kw_only=True):
    """An entry of the catalogue; `service` is "" for one that belongs to none."""

    code: str
    name: str
    service: str


class Procedures(Struct, frozen=True, kw_only=True):
    """The catalogue of procedures, in the order of site.toml."""

    procedures: tuple[ProcedureView, ...]


class Story(Struct, frozen=True, kw_only=True):
    """A ticket's story, a sentence a line."""

    number: str
    day: str
    vi: tuple[str, ...]
    en: tuple[str, ...]


class Explained(Struct, frozen=True, kw_only=True):
    """Why a number was called when it was: who was considered, what each weighed, in words, a sentence a line."""

    why: Why
    vi: tuple[str, ...]
    en: tuple[str, ...]


class LogEntry(Struct, frozen=True, kw_only=True):
    """One committed fact; `device` is who caused it, "" for the hub itself. No personal data in any of them."""

    seq: int
    day: str
    device: str
    kind: str
    fact: Raw


class LogPage(Struct, frozen=True, kw_only=True):
    """Facts in their order; ask again with `after` = `last` for those that follow."""

    last: int
    entries: tuple[LogEntry, ...]


class Health(Struct, frozen=True, kw_only=True):
    """Whether the hub can give tickets; `alarms` as in View."""

    ok: bool
    alarms: tuple[str, ...]


class Operation(NamedTuple):
    """One thing that the API offers."""

    name: str
    method: Literal["GET", "POST"]
    path: str
    summary: str
    answer: type[Struct] | None
    """None: not JSON (the live stream)."""
    body: type[Asked] | None = None
    parameters: Mapping[str, object] = {}
    """Type of each {name} of the path and each query key."""
    reasons: tuple[str, ...] = ()
    media: str = "text/event-stream"
    """What the answer is when it is not JSON."""


_BOOKING = {"code": BookingCode}
_TICKET = {"number": Number, "day": Day}
_TAKE = (
    *("unknown_service", "service_closed", "used_up", "unknown_class", "id_reused", "too_old", "busy"),
    *("outside_hours", "quota_used", "capacity_used", "evacuation"),
)
_DESK = ("unknown_kiosk", "not_permitted", "day_closed")
_AT_COUNTER = ("unknown_counter", "counter_closed", "wrong_state", "login_needed", "too_old", "id_reused", "busy")
_AT_LOGIN = ("unknown_counter", "pin_wrong", "officer_locked", "pin_wait", "pin_unset", "counter_taken", "pin_stale")
_AT_BOOKING = ("unknown_code", "already_checked_in", "appointment_over")
_AT_PRINTER = ("unknown_printer", "no_printer", "id_reused", "busy")
_AT_DESK = ("unknown_number", "wrong_state", "id_reused", "busy")

OPERATIONS: tuple[Operation, ...] = (
    *(
        Operation(name, "POST", path, summary, Given, body, reasons=(*_TAKE, *more))
        for name, path, summary, body, more in (
            ("take", "/api/v1/tickets", "Take a number", TakeTicket, _DESK),
            ("batch", "/api/v1/tickets/batch", "Take several", TakeBatch, ("unknown_kiosk", "not_permitted")),
            ("by-hand", "/api/v1/tickets/by-hand", "Enter one that was written", TakeWritten, ("number_taken",)),
        )
    ),
    Operation(
        "close-day", "POST", "/api/v1/day/close", "End the day: who still waits gets an appointment for the next",
        Given, EndDay, reasons=("no_calendar", "day_closed", "still_open", "id_reused", "busy"),
    ),
    Operation(
        "day-report", "POST", "/api/v1/day/report", "Print what became of today's numbers",
        Given, PrintDayReport, reasons=_AT_PRINTER,
    ),
    Operation(
        "guidance", "POST", "/api/v1/guidance", "Print what a procedure needs",
        Given, PrintGuide, reasons=("unknown_procedure", *_AT_PRINTER),
    ),
    Operation(
        "counter-guidance", "POST", "/api/v1/counters/{id}/guidance", "The same at a counter",
        Given, CounterGuide, {"id": DeviceId}, ("unknown_counter", "unknown_procedure", *_AT_PRINTER),
    ),
    Operation(
        "print-why", "POST", "/api/v1/tickets/{number}/why", "Print why it was called when it was",
        Given, PrintExplanation, {"number": Number},
        ("unknown_ticket", "unknown_counter", "store_away", *_AT_PRINTER),
    ),
    Operation(
        "help-comes", "POST", "/api/v1/help", "Somebody goes to the kiosk where help was asked for",
        Given, HelpComes, reasons=("unknown_kiosk", "id_reused", "busy"),
    ),
    Operation(
        "identify", "POST", "/api/v1/devices/{device}/identify",
        "A device shows itself to who looks for it; `searches` of the state tell what came of it",
        Given, IdentifyDevice, {"device": DeviceId},
        ("unknown_device", "device_offline", "evacuation", "id_reused", "busy"),
    ),
    Operation(
        "login", "POST", "/api/v1/counters/{id}/login", "An officer logs in at a counter with a PIN",
        Given, CounterLogin, {"id": DeviceId}, (*_AT_LOGIN, "id_reused", "busy"),
    ),
    Operation(
        "unlock", "POST", "/api/v1/officers/unlock", "Wrong PINs of an officer count no more",
        Given, Unlock, reasons=("unknown_officer", "id_reused", "busy"),
    ),
    Operation(
        "evacuation", "POST", "/api/v1/evacuation", "Speakers and screens ask people to leave; only with a token set",
        Given, Evacuate, reasons=("no_token", "wrong_word", "id_reused", "busy"),
    ),
    *(
        Operation(
            verb,
            "POST",
            f"/api/v1/counters/{{id}}/{verb}",
            f"Press the key “{verb}” of a counter",
            Given,
            each.body,
            {"id": DeviceId},
            (*_AT_COUNTER, *each.reasons),
        )
        for verb, each in COUNTER_VERBS.items()
    ),
    *(
        Operation(
            f"desk-{verb}",
            "POST",
            f"/api/v1/tickets/{{number}}/{verb}",
            each.summary,
            Given,
            each.body,
            {"number": Number},
            (*_AT_DESK, *each.reasons),
        )
        for verb, each in DESK_VERBS.items()
    ),
    Operation(
        "book", "POST", "/api/v1/appointments", "Book an appointment", Given, BookAppointment,
        reasons=("unknown_service", "code_taken", "time_over", "outside_hours", "quota_used", "id_reused", "busy"),
    ),
    Operation(
        "check-in", "POST", "/api/v1/appointments/{code}/check-in", "Its holder is here: give the number", Given,
        CheckInAppointment, _BOOKING,
        (*_TAKE, *_AT_BOOKING, "wrong_day", "unknown_kiosk"),
    ),
    Operation(
        "cancel", "POST", "/api/v1/appointments/{code}/cancel", "Cancel it", Given, CancelAppointment, _BOOKING,
        (*_AT_BOOKING, "id_reused", "busy"),
    ),
    Operation(
        "appointments", "GET", "/api/v1/appointments", "Those of today or of `day`, by time",
        Appointments, None, {"day": Day, "service": ServiceId},
    ),
    Operation("state", "GET", "/api/v1/state", "The queue and the devices now", View),
    Operation("live", "GET", "/api/v1/live", "The same again at each change (server-sent events `state`)", None),
    Operation(
        "ticket", "GET", "/api/v1/tickets/{number}", "One ticket of today or of `day`", TicketNow, None, _TICKET,
        ("unknown_ticket", "store_away"),
    ),
    Operation(
        "trace", "GET", "/api/v1/tickets/{number}/trace", "Its story", Story, None, _TICKET,
        ("unknown_ticket", "store_away"),
    ),
    Operation(
        "why", "GET", "/api/v1/tickets/{number}/why", "Why it was called when it was", Explained, None, _TICKET,
        ("unknown_ticket", "store_away"),
    ),
    Operation(
        "events", "GET", "/api/v1/events", "The log's facts after the cursor `after`, at most 500", LogPage, None,
        {"after": Cursor}, ("store_away",),
    ),
    Operation(
        "photo", "GET", "/api/v1/officers/{id}/photo", "An officer's photo, as the rating screens show it (no token)",
        None, None, {"id": DeviceId}, ("unknown_officer", "no_photo"), "image/*",
    ),
    Operation(
        "dossier", "GET", "/api/v1/dossiers/{code}", "A dossier's state, in plain words", DossierNow, None,
        {"code": DossierCode},
        ("bad_request", "unknown_dossier", "too_many_lookups", "onestop_away", "store_away"),
    ),
    Operation("procedures", "GET", "/api/v1/procedures", "The catalogue of procedures", Procedures),
    Operation("devices", "GET", "/api/v1/devices", "Every device", Devices),
    Operation("health", "GET", "/healthz", "Whether the hub can give tickets", Health, reasons=("unhealthy",)),
)  # fmt: skip


# Who may read the log must not learn what a single citizen thought of an officer (nor, by the time, who).
_CONFIDENTIAL = {"Rated", "RatedOfPastDay", "AgencyRated"}
_SAID = ("level", "tags", "answers")


def public(kind: str, fact: bytes) -> Raw:
    """A fact as readers of the log get it."""
    if kind not in _CONFIDENTIAL:
        return Raw(fact)
    whole: dict[str, object] = decode(fact)
    kept = {key: value for key, value in whole.items() if key not in _SAID}
    return Raw(encode({**kept, "rated": bool(whole.keys() & {"level", "answers"})}))
