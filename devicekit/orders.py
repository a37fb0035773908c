"""The bodies of a `do`: what the hub tells a device to do, once. The rules of devicekit.messages hold here too."""

from typing import Annotated, Literal

from msgspec import Meta

from devicekit.message_fields import (
    LARGEST,
    Body,
    ClockTime,
    Count,
    CounterNumber,
    DayPart,
    DossierCode,
    HubMillis,
    Levels,
    Line,
    Message,
    MessageId,
    Millis,
    Number,
    Paragraph,
    QrText,
    ServiceId,
    Text,
    WorkingDay,
)


class PrintTicket(Body, frozen=True, kw_only=True, tag="PrintTicket"):
    """Show this number and print it. All that the paper says is here; the kiosk adds only its own fixed texts.

    `test`: it has no value, and says so; `booked_hub_ms`: the appointment.
    """

    press: MessageId
    number: Number
    service: ServiceId
    service_name: Text
    service_name_en: Text = ""
    counters: tuple[Annotated[str, Meta(max_length=8)], ...] = ()
    zone: Text = ""
    ahead: Count | None = None
    expected_ms: tuple[Millis, Millis] | None = None
    issued_hub_ms: HubMillis
    qr: Text = ""
    priority: bool = False
    reprint: Count = 0
    test: bool = False
    booked_hub_ms: HubMillis | None = None


class Identify(Body, frozen=True, kw_only=True, tag="Identify"):
    """Blink or show yourself for some seconds so that a technician finds you.

    Who has no lamp, no screen and no voice refuses it with `no_lamp`.
    """

    seconds: Annotated[int, Meta(ge=1, le=60)] = 10


NO_LAMP = "no_lamp"
"""Why a device that nobody can see or hear refuses to identify itself."""

Phrase = Literal["call", "recall", "recall_last", "post", "back", "return", "desk"]


class Announce(Body, frozen=True, kw_only=True, tag="Announce"):
    """Say in the hall who is to come where; how it is worded and read is the speaker's own business.

    `post`, `return` and `desk` name their place themselves and need no `counter`.
    """

    phrase: Phrase
    number: Number
    counter: Annotated[str, Meta(max_length=8, description="the counter's number as people see it")] = ""


Notice = Literal["open", "closing_soon", "ticket_closed", "lunch", "resume", "closed", "evacuate", "evacuate_over"]


class Proclaim(Body, frozen=True, kw_only=True, tag="Proclaim"):
    """Tell the whole hall what hour it is, or to leave the building.

    `evacuate` cuts in and is repeated for `repeat_s` seconds, or until `evacuate_over`. `minutes` are those until
    numbers end, `time` is when the centre is back.
    """

    notice: Notice
    part: DayPart | None = None
    minutes: Count = 0
    time: ClockTime = ""
    repeat_s: Annotated[int, Meta(ge=0, le=3600)] = 0


class AskRating(Body, frozen=True, kw_only=True, tag="AskRating"):
    """Ask the citizen of this visit, for some seconds; answered by Rated, also when nobody touched the screen."""

    visit: MessageId
    number: Number
    seconds: Annotated[int, Meta(ge=5, le=300)]
    levels: Levels = 3


SlipKind = Literal["accepted", "supplement", "refused", "fee", "carry"]


class PrintSlip(Body, frozen=True, kw_only=True, tag="PrintSlip"):
    """Print what the citizen takes home: about a dossier, where to pay, when to come again. No legal form, no name.

    `slip` names this paper for ever. `url` is where people look the dossier up themselves; `fee_counter` the number of
    the Post Office counter and `fee_back` whether to come back to `counter` after paying (None: nothing to pay there).
    `carry` is an appointment: at `due_hub_ms` whoever holds `number` is called first.
    """

    slip: MessageId
    kind: SlipKind
    dossier: DossierCode = ""
    number: Number | None = None
    counter: CounterNumber = ""
    procedure: Text = ""
    accepted_hub_ms: HubMillis | None = None
    due_hub_ms: HubMillis | None = None
    place: Text = ""
    fee: Annotated[int, Meta(ge=0, le=LARGEST, description="phí, lệ phí, in đồng")] | None = None
    fee_counter: CounterNumber = ""
    fee_back: bool | None = None
    items: Annotated[tuple[Line, ...], Meta(max_length=12, description="what to supplement")] = ()
    reason: Paragraph = ""
    agency: Text = ""
    phone: Text = ""
    qr: QrText = ""
    url: Text = ""
    service_name: Text = ""
    reprint: Count = 0


class PrintGuidance(Body, frozen=True, kw_only=True, tag="PrintGuidance"):
    """Print what a procedure needs, as the centre's catalogue says it. `slip` as in PrintSlip; `code` is the national
    one; `url` is where people read it themselves, `qr` leads a phone there.
    """

    slip: MessageId
    procedure: Text
    code: Annotated[str, Meta(max_length=48, description="of the national list; empty: none")] = ""
    papers: Annotated[tuple[Line, ...], Meta(max_length=20, description="what to bring")] = ()
    time_limit: Text = ""
    fees: Text = ""
    place: Text = ""
    qr: QrText = ""
    url: Text = ""
    reprint: Count = 0


class PrintWhy(Body, frozen=True, kw_only=True, tag="PrintWhy"):
    """Print why `number` was called when it was, in the centre's language; an indented sentence belongs to the one
    before. `slip` as in PrintSlip.
    """

    slip: MessageId
    number: Number
    sentences: Annotated[tuple[Line, ...], Meta(max_length=24)]
    reprint: Count = 0


class DayService(Message, frozen=True, kw_only=True):
    """How many numbers a service gave."""

    name: Text
    issued: Count


class DayLeft(Message, frozen=True, kw_only=True):
    """Who is left of a day, and the numbers of the first of them."""

    count: Count = 0
    numbers: Annotated[tuple[Number, ...], Meta(max_length=120)] = ()


class PrintDay(Body, frozen=True, kw_only=True, tag="PrintDay"):
    """Print what became of a day's numbers; `slip` as in PrintSlip. `closed`: the day is over.

    Issued and returned (by an appointment of an earlier day) are together finished, noshow, voided, waiting and those
    left, but `unslipped`. `unslipped` are those of `carried` whose appointment slip did not
    come out, as far as anybody knows. Waiting times are until the first call.
    """

    slip: MessageId
    day: WorkingDay
    closed: bool = False
    issued: Count = 0
    returned: Count = 0
    finished: Count = 0
    noshow: Count = 0
    voided: Count = 0
    priority: Count = 0
    waiting: Count = 0
    wait_min: Count = 0
    longest_min: Count = 0
    at_counters: DayLeft = DayLeft()
    parked: DayLeft = DayLeft()
    open_fees: DayLeft = DayLeft()
    carried: DayLeft = DayLeft()
    unslipped: DayLeft = DayLeft()
    services: Annotated[tuple[DayService, ...], Meta(max_length=40)] = ()
    reprint: Count = 0


Slip = PrintSlip | PrintGuidance | PrintWhy | PrintDay
"""What a slip printer prints."""
CommandBody = PrintTicket | Slip | Identify | Announce | Proclaim | AskRating
