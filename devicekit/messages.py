"""The contract's messages: one frozen struct each, what the wire carries and nothing else.

Rules: times are integer milliseconds; `*_ms` fields named sent_ms, happened_ms are the sender's monotonic clock, fields
named hub_ms are the hub's legal time (Unix epoch). A field is only ever added with a default, never renamed or retyped:
an old agent must work with a new hub and the other way round (tests/contract/golden holds every shape ever published).
Change together: topics.CHANNELS, tests/contract/golden, docs/asyncapi.yaml (generated).
"""

from typing import Annotated, Literal

from msgspec import Meta

from devicekit.counter_messages import Key as Key
from devicekit.counter_messages import KeyPressed as KeyPressed
from devicekit.counter_messages import LoginTyped as LoginTyped
from devicekit.counter_messages import TypedVerb as TypedVerb
from devicekit.counter_messages import VerbTyped as VerbTyped
from devicekit.message_fields import (
    END,
    LARGEST,
    Body,
    BookingCode,
    BootId,
    CardWish,
    ClosedWhy,
    Count,
    CounterNumber,
    DayPart,
    DeviceId,
    DossierCode,
    Epoch,
    HubMillis,
    Level,
    Levels,
    Message,
    MessageId,
    Number,
    OfficerKind,
    OwnMillis,
    Person,
    PinKeyText,
    ProcedureCode,
    SeenEpoch,
    Sequence,
    ServiceId,
    SessionId,
    Tag,
    Text,
    WorkingDay,
)
from devicekit.orders import CommandBody

# evt: device -> hub


class TicketWanted(Body, frozen=True, kw_only=True, tag="TicketWanted"):
    """A citizen pressed a button; `press` names that press for ever: the same press is the same ticket."""

    press: MessageId
    service: ServiceId
    priority: bool = False
    person: Person = ""


class TicketIssued(Body, frozen=True, kw_only=True, tag="TicketIssued"):
    """The hub was silent: the kiosk gave this number of its reserve series to that press.

    `day`: the last working day that the kiosk had heard of; the number is of that one or of a later one.
    """

    press: MessageId
    service: ServiceId
    number: Number
    priority: bool = False
    person: Person = ""
    day: WorkingDay | None = None


class AppointmentShown(Body, frozen=True, kw_only=True, tag="AppointmentShown"):
    """A citizen held the code of an appointment before the kiosk; `press` names that for ever, as in TicketWanted."""

    press: MessageId
    code: BookingCode


class HelpAsked(Body, frozen=True, kw_only=True, tag="HelpAsked"):
    """Somebody at the kiosk pressed the button for help; `press` names that for ever, as in TicketWanted."""

    press: MessageId


class GuidanceWanted(Body, frozen=True, kw_only=True, tag="GuidanceWanted"):
    """Somebody at the kiosk wants to know what a procedure needs; `press` names that for ever, as in TicketWanted."""

    press: MessageId
    procedure: ProcedureCode


class TicketPrinted(Body, frozen=True, kw_only=True, tag="TicketPrinted"):
    """The paper of that press came out; `confirmed` is False where the printer can't say so."""

    press: MessageId
    number: Number
    command: MessageId | None = None
    confirmed: bool = True


class PrintFailed(Body, frozen=True, kw_only=True, tag="PrintFailed"):
    """The paper of that press did not come out, or nobody can tell (`unknown`: never silently printed again)."""

    press: MessageId
    number: Number
    command: MessageId | None = None
    outcome: Literal["failed", "unknown"]
    reason: Text


class SlipPrinted(Body, frozen=True, kw_only=True, tag="SlipPrinted"):
    """A slip came out; `confirmed` is False where the printer can't say so."""

    slip: MessageId
    command: MessageId | None = None
    confirmed: bool = True


class SlipFailed(Body, frozen=True, kw_only=True, tag="SlipFailed"):
    """A slip did not come out, or nobody can tell (`unknown`: never silently printed again)."""

    slip: MessageId
    command: MessageId | None = None
    outcome: Literal["failed", "unknown"]
    reason: Text


class CommandResult(Body, frozen=True, kw_only=True, tag="CommandResult"):
    """What became of a `do` whose own event does not say it."""

    command: MessageId
    outcome: Literal["done", "refused", "expired", "failed"]
    reason: Text = ""


class FaultChanged(Body, frozen=True, kw_only=True, tag="FaultChanged"):
    """A part of the device failed or recovered; `code` is stable, `detail` is for the technician."""

    part: Text
    state: Literal["ok", "degraded", "failed", "unknown"]
    code: Text = ""
    detail: Text = ""


class Rated(Body, frozen=True, kw_only=True, tag="Rated"):
    """What the citizen of a visit thought of the officer; no level: not rated (nobody touched the screen in time)."""

    visit: MessageId
    level: Level | None = None
    levels: Levels = 3
    tags: Annotated[tuple[Tag, ...], Meta(max_length=12)] = ()
    command: MessageId | None = None


class AgencyAnswer(Message, frozen=True, kw_only=True):
    """One answered question of the circular, by its points."""

    question: Tag
    points: Annotated[int, Meta(ge=0, le=2)]


class AgencyRated(Body, frozen=True, kw_only=True, tag="AgencyRated"):
    """What somebody who has the result thought of the agency; `vote` names it for ever, and nobody who gave it."""

    vote: MessageId
    agency: DeviceId
    questions: Tag
    answers: Annotated[tuple[AgencyAnswer, ...], Meta(max_length=20)]
    dossier: DossierCode = ""


EventBody = (
    TicketWanted
    | TicketIssued
    | AppointmentShown
    | HelpAsked
    | GuidanceWanted
    | TicketPrinted
    | PrintFailed
    | KeyPressed
    | VerbTyped
    | LoginTyped
    | Rated
    | AgencyRated
    | SlipPrinted
    | SlipFailed
    | CommandResult
    | FaultChanged
)


class Event(Message, frozen=True, kw_only=True):
    """An `evt`: kept on the device's disk and sent again, with the same id, until an `ack` names it."""

    id: MessageId
    boot: BootId
    happened_ms: OwnMillis
    sent_ms: OwnMillis
    body: EventBody


# do: hub -> device


class Command(Message, frozen=True, kw_only=True):
    """A `do`: one shot, never retained; sent again with the same id until the device's event answers it."""

    id: MessageId
    epoch: Epoch
    seq: Sequence
    sent_hub_ms: HubMillis
    ttl_ms: Annotated[int, Meta(ge=1, le=LARGEST, description="older than that, it is answered as expired")]
    body: CommandBody


# set: hub -> device, retained


class CounterSet(Body, frozen=True, kw_only=True, tag="CounterSet"):
    """All that a counter must show now; `evacuate`: everybody leaves the building, and nothing else is shown.

    `officer`: who is there, "" for nobody. `place`: the counter's number, as people see it. `service`: what the number
    is here for; without a number, what the counter is there for. `fee`: "here": the number pays at this Post Office
    counter; "away": who was here last pays there and comes back. `login_key`: what the next PIN is sealed to; a hub
    that says none knows neither LoginTyped nor the verb `logout`.
    """

    counter: DeviceId
    state: Literal["closed", "free", "called", "serving", "paused"]
    number: Number | None = None
    blinking: bool = False
    waiting: Count = 0
    officer: Text = ""
    evacuate: bool = False
    place: CounterNumber = ""
    service: Text = ""
    service_en: Text = ""
    fee: Literal["", "here", "away"] = ""
    login_key: PinKeyText = ""


class KioskService(Message, frozen=True, kw_only=True):
    """One button of a kiosk.

    Not open: `closed` says why ("": somebody closed it), `part` which part of the day is over, `again_hub_ms` when
    numbers are given again. `late`: who takes a number now may not be served before closing time. `card`: whether an ID
    card is scanned with the press.
    """

    service: ServiceId
    name: Text
    name_en: Text = ""
    open: bool = True
    waiting: Count = 0
    counters: tuple[Annotated[str, Meta(max_length=8)], ...] = ()
    zone: Text = ""
    reserve_prefix: Annotated[str, Meta(pattern=r"^[A-Z]?" + END)] = ""
    reserve_first: Count = 0
    reserve_last: Count = 0
    digits: Annotated[int, Meta(ge=3, le=4)] = 3
    closed: ClosedWhy = ""
    part: DayPart | None = None
    again_hub_ms: HubMillis | None = None
    late: bool = False
    card: CardWish = ""


class KioskSet(Body, frozen=True, kw_only=True, tag="KioskSet"):
    """All that a kiosk must know now; `day` (YYYY-MM-DD) is the hub's working day and restarts the reserve series.

    `full`: the hall has no room, people wait outside and keep their numbers. `helping`: somebody asked for help here,
    and nobody has said that they come.
    """

    day: WorkingDay
    services: tuple[KioskService, ...]
    full: bool = False
    helping: bool = False


class Agency(Message, frozen=True, kw_only=True):
    """A competent agency that can be rated."""

    id: DeviceId
    name: Text


class RatingSet(Body, frozen=True, kw_only=True, tag="RatingSet"):
    """All that a rating screen must know now: whom it is about, and what it may ask.

    `photo` is a URL of the hub, or a path there ("" when there is none); `counter` the number that people see;
    `questions` names the list of the circular, which the screen has as data. `evacuate` as in CounterSet.
    """

    mode: Literal["counter", "agency"]
    centre: Text = ""
    counter: Annotated[str, Meta(max_length=8)] = ""
    officer: Text = ""
    position: Text = ""
    kind: OfficerKind = "civil_servant"
    photo: Text = ""
    levels: Levels = 3
    tags: Annotated[tuple[Tag, ...], Meta(max_length=12)] = ()
    agencies: Annotated[tuple[Agency, ...], Meta(max_length=40)] = ()
    questions: Annotated[str, Meta(max_length=32)] = ""
    evacuate: bool = False


SetBody = CounterSet | KioskSet | RatingSet


class SetState(Message, frozen=True, kw_only=True):
    """A `set`: the full state of a device, retained; the newest (epoch, seq) replaces all before it."""

    epoch: Epoch
    seq: Sequence
    hub_ms: HubMillis
    body: SetBody


# ack: hub -> device


class Answer(Message, frozen=True, kw_only=True):
    """The hub's first answer to one `evt`, given again word for word when the event comes again."""

    id: MessageId
    outcome: Literal["accepted", "refused"]
    reason: Text = ""
    detail: Text = ""


class Echo(Message, frozen=True, kw_only=True):
    """Which of the device's messages the hub answers with its time: the device works out the round trip from it."""

    session: SessionId
    sent_ms: OwnMillis


class Ack(Message, frozen=True, kw_only=True):
    """An `ack`: answers to committed events, the hub's time, its epoch. Never acknowledged itself."""

    epoch: Epoch
    seq: Sequence
    hub_ms: HubMillis
    echo: Echo | None = None
    answers: tuple[Answer, ...] = ()


# status: device -> all, retained


class Part(Message, frozen=True, kw_only=True):
    """Health of one part of a device."""

    state: Literal["ok", "degraded", "failed", "unknown"]
    code: Text = ""
    detail: Text = ""


class Status(Message, frozen=True, kw_only=True):
    """A `status`: birth, heartbeat, clean stop, and (as the will) death of one session of a device."""

    state: Literal["online", "offline"]
    session: SessionId
    boot: BootId
    version: Text
    sent_ms: OwnMillis = 0
    epoch: SeenEpoch = 0
    parts: dict[str, Part] = {}
    reason: Text = ""


Wire = Event | Command | SetState | Ack | Status
