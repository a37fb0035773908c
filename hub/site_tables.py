"""The tables of site.toml but those of devices, one struct each."""

from datetime import tzinfo
from typing import Annotated, Literal

from msgspec import Meta

from devicekit.message_fields import Levels, OfficerKind
from devicekit.settings import File, Folder, Id, Name, Settings
from hub.calendar.model import Calendar
from hub.plan import (
    AgencyPlan,
    CounterPlan,
    FeePlan,
    HoursPlan,
    OfficerPlan,
    RatingPlan,
    SeriesPlan,
    ServicePlan,
)

Label = Annotated[str, Meta(max_length=80)]
Address = Annotated[str, Meta(pattern=r"^(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+):[0-9]{1,5}$", extra={"allowed": "address"})]
Url = Annotated[str, Meta(pattern=r"^https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~/-]*)?$", extra={"allowed": "url"})]
Prefix = Annotated[str, Meta(pattern=r"^[A-Z]?$", extra={"allowed": "prefix"})]
Phone = Annotated[str, Meta(pattern=r"^[0-9 .+]{0,20}$", extra={"allowed": "phone"})]
OfficerNumber = Annotated[str, Meta(pattern=r"^[0-9]{1,8}$", extra={"allowed": "officer_number"})]
SeriesNumber = Annotated[int, Meta(ge=1, le=9999)]
Result = Annotated[int, Meta(ge=1, le=8)]


class Centre(Settings, frozen=True, kw_only=True):
    """[site]: the centre."""

    id: Annotated[Id, Meta(description="the centre's id; the same in every device's file; part of every MQTT topic")]
    name: Annotated[Name, Meta(description="the centre's full name, as on paper and screens")]
    name_en: Annotated[Label, Meta(description="its name in English")] = ""
    hotline: Annotated[Phone, Meta(description="phone number for help, as people read it")] = ""
    language: Annotated[Literal["vi", "en"], Meta(description="language of what the hub says")] = "vi"
    timezone: Annotated[
        str, Meta(min_length=1, extra={"allowed": "zone_name"}, description="time zone that decides when a day begins")
    ] = "Asia/Ho_Chi_Minh"


class HubTable(Settings, frozen=True, kw_only=True):
    """[hub]: the hub's own program."""

    id: Annotated[Id, Meta(description="the hub's id on MQTT; also its user name there")] = "hub"
    data: Annotated[Folder, Meta(description="folder of the store; on the SSD")] = "data"
    listen: Annotated[
        Address, Meta(description="where the page and the API listen; beyond this machine needs a token")
    ] = "127.0.0.1:8080"
    token_file: Annotated[
        File | None, Meta(description="file with the API's password on its first line; mode 600; left out: none")
    ] = None


class BackupTable(Settings, frozen=True, kw_only=True):
    """[backup]: copies of the store on a second disk."""

    folder: Annotated[
        Folder | None, Meta(description="folder on a second disk, which must be there; left out: no backups")
    ] = None
    every_s: Annotated[float, Meta(ge=1, le=86_400, description="seconds between two backups")] = 60.0
    keep: Annotated[int, Meta(ge=1, le=366, description="how many days are kept, one file each")] = 14
    old_min: Annotated[
        int, Meta(ge=1, le=10_080, description="minutes after which the last good backup is an alarm, backup_old")
    ] = 15
    skip: Annotated[int, Meta(ge=1, le=9000, description="numbers that every series leaves out after a restore")] = 100


class SeriesTable(Settings, frozen=True, kw_only=True):
    """priority, booked: one more series of numbers of a service."""

    prefix: Annotated[Prefix, Meta(description="letter before its numbers; empty: digits alone")] = ""
    first: Annotated[SeriesNumber, Meta(description="first number of the day")] = 1
    last: Annotated[SeriesNumber, Meta(description="last number of the day")] = 99

    def plan(self) -> SeriesPlan:
        return SeriesPlan(prefix=self.prefix, first=self.first, last=self.last, digits=3 if self.last <= 999 else 4)


class ServiceTable(Settings, frozen=True, kw_only=True):
    """[[service]]: what a citizen presses, and its series of numbers."""

    id: Annotated[Id, Meta(description="the service's id")]
    name: Annotated[Label, Meta(min_length=1, description="its name, as on buttons and tickets")]
    name_en: Annotated[Label, Meta(description="its name in English")] = ""
    prefix: Annotated[
        Prefix, Meta(description="letter before its numbers; empty: digits alone, the first digit names it")
    ] = ""
    first: Annotated[SeriesNumber, Meta(description="first number of the day")] = 1
    last: Annotated[SeriesNumber, Meta(description="last number of the day")] = 899
    digits: Annotated[
        Literal[3, 4] | None, Meta(description="digits of a number; left out: as many as `last` needs")
    ] = None
    zone: Annotated[Label, Meta(description="part of the hall where it is served, such as: khu A")] = ""
    quota_day: Annotated[int, Meta(ge=0, le=9999, description="most numbers of a day; 0: as many as come")] = 0
    quota_session: Annotated[
        int, Meta(ge=0, le=9999, description="most numbers of a morning or afternoon; 0: as many as come")
    ] = 0
    minutes: Annotated[
        float,
        Meta(ge=0.5, le=240, description="how many minutes one visit takes, about: for capacity and appointments"),
    ] = 10.0
    booked_per_hour: Annotated[
        int, Meta(ge=0, le=999, description="most appointments of the book in one hour of the clock; 0: any number")
    ] = 0
    per_person: Annotated[
        int,
        Meta(
            ge=0, le=9, description="most open tickets of one ID card, scanned at the kiosk; 0: any, no card asked for"
        ),
    ] = 0
    without_card: Annotated[
        Literal["refuse", "give"],
        Meta(
            description="with per_person, what a kiosk does for who scans no card: refuse, or give; the help desk "
            "always gives, because children and others have none"
        ),
    ] = "refuse"
    priority: Annotated[
        SeriesTable | None, Meta(description="series of its own for those with priority; left out: the same numbers")
    ] = None
    booked: Annotated[
        SeriesTable | None, Meta(description="series of its own for appointments; left out: the same numbers")
    ] = None

    def plan(self) -> ServicePlan:
        return ServicePlan(
            priority=self.priority.plan() if self.priority is not None else None,
            booked=self.booked.plan() if self.booked is not None else None,
            id=self.id,
            name=self.name,
            name_en=self.name_en,
            prefix=self.prefix,
            first=self.first,
            last=self.last,
            digits=self.digits or (3 if self.last <= 999 else 4),
            zone=self.zone,
            quota_day=self.quota_day,
            quota_session=self.quota_session,
            minutes=self.minutes,
            booked_per_hour=self.booked_per_hour,
            per_person=self.per_person,
            cardless=self.without_card == "give",
        )


class CounterTable(Settings, frozen=True, kw_only=True):
    """[[counter]]: a desk that calls people."""

    id: Annotated[Id, Meta(description="the counter's id")]
    number: Annotated[str, Meta(min_length=1, max_length=8, description="its number, as people see it")]
    services: Annotated[tuple[Id, ...], Meta(min_length=1, description="ids of the services that it calls")]
    glyphs: Annotated[
        Literal["7-segment", "all"], Meta(description="what its display can show: seven segments, or every letter")
    ] = "7-segment"
    officer: Annotated[Id | None, Meta(description="id of the officer who sits there; left out: nobody is named")] = (
        None
    )
    order: Annotated[
        Literal["arrival", "listed"],
        Meta(description="who is next of several services: by time, or those of the services named first"),
    ] = "arrival"
    weights: Annotated[
        tuple[Annotated[int, Meta(ge=1, le=100)], ...],
        Meta(description="how often the waiting for each of its services counts; left out: once each"),
    ] = ()
    may_pick: Annotated[bool, Meta(description="whether its officer may call a number out of turn")] = False
    result: Annotated[
        Result | None, Meta(description="result (1 to 8) of a visit when nobody says one; left out: none")
    ] = None

    parallel: Annotated[
        int, Meta(ge=1, le=4, description="how many people it may serve at a time: one at hand, the others aside")
    ] = 1

    def plan(self) -> CounterPlan:
        return CounterPlan(
            id=self.id,
            number=self.number,
            services=self.services,
            officer=self.officer or "",
            order=self.order,
            weights=self.weights,
            may_pick=self.may_pick,
            result=self.result,
            parallel=self.parallel,
        )


class OfficerTable(Settings, frozen=True, kw_only=True):
    """[[officer]]: who sits at a counter, as the citizen sees them on the rating screen."""

    id: Annotated[Id, Meta(description="the officer's id")]
    name: Annotated[Label, Meta(min_length=1, description="full name")]
    position: Annotated[Label, Meta(description="position and office, as people read it")] = ""
    kind: Annotated[
        OfficerKind, Meta(description="công chức, viên chức, nhân viên Bưu điện: the word in the question")
    ] = "civil_servant"
    number: Annotated[
        OfficerNumber | None,
        Meta(description="what they type on a keypad to log in; left out: the id, where that is digits"),
    ] = None
    photo: Annotated[
        File | None, Meta(description="JPEG or PNG of at most 2 MB, 3:4 upright; left out: a silhouette")
    ] = None

    def plan(self, photo: str) -> OfficerPlan:
        """`photo`: where the web server has it."""
        return OfficerPlan(
            id=self.id,
            name=self.name,
            position=self.position,
            kind=self.kind,
            photo=photo,
            number=self.number or "",
        )


class AgencyTable(Settings, frozen=True, kw_only=True):
    """[[agency]]: a competent agency that can be rated at the stand-alone screen."""

    id: Annotated[Id, Meta(description="the agency's id")]
    name: Annotated[Label, Meta(min_length=1, description="its full name")]

    def plan(self) -> AgencyPlan:
        return AgencyPlan(id=self.id, name=self.name)


Reason = Literal["wait", "guide", "attitude", "papers", "trips", "late", "abuse", "other"]


class RatingTable(Settings, frozen=True, kw_only=True):
    """[rating]: what citizens are asked."""

    levels: Annotated[Levels, Meta(description="how many levels an officer's rating has")] = 3
    seconds: Annotated[
        int, Meta(ge=10, le=300, description="how long the question stays; untouched it counts as not rated")
    ] = 45
    reasons: Annotated[
        tuple[Reason, ...],
        Meta(
            max_length=8,
            description="reasons offered on the lowest level; abuse only where the centre has a process for it",
        ),
    ] = ("wait", "guide", "attitude", "papers", "trips", "late", "other")
    questions: Annotated[
        str,
        Meta(
            pattern=r"^[a-z0-9-]{1,32}$",
            extra={"allowed": "id"},
            description="list of the circular's questions about agencies",
        ),
    ] = "tt01-2018"

    def plan(self) -> RatingPlan:
        return RatingPlan(levels=self.levels, seconds=self.seconds, tags=self.reasons, questions=self.questions)


class FeeTable(Settings, frozen=True, kw_only=True):
    """[fee]: the Post Office counter inside the centre."""

    service: Annotated[
        Id | None, Meta(description="id of the service whose counters take fees; left out: nobody is sent there")
    ] = None
    after: Annotated[
        Literal["return", "leave"],
        Meta(description="after paying: back to the counter, or leave; a procedure of the one-stop system may differ"),
    ] = "return"

    def plan(self) -> FeePlan:
        return FeePlan(service=self.service or "", back=self.after == "return")


class HoursTable(Settings, frozen=True, kw_only=True):
    """[hours]: when numbers are given and how the day ends."""

    calendar: Annotated[
        File | None, Meta(description="the calendar's file, such as calendar-2026.toml; left out: always open")
    ] = None
    warn_min: Annotated[
        int, Meta(ge=0, le=120, description="minutes before the end of numbers at which the hall is told; 0: never")
    ] = 15
    close_min: Annotated[
        int, Meta(ge=0, le=240, description="minutes after the last session at which the day is closed by itself")
    ] = 15
    capacity: Annotated[
        Literal["off", "warn", "stop"],
        Meta(description="when those who wait fill the time left: nothing, a warning, or no more numbers"),
    ] = "off"
    learn: Annotated[
        int,
        Meta(
            ge=0,
            le=200,
            description="after so many visits of a service on a day their mean is its minutes; 0: minutes as set",
        ),
    ] = 20
    hall: Annotated[
        int, Meta(ge=0, le=9999, description="how many may wait inside, the others outside; 0: any number")
    ] = 0
    hall_full: Annotated[
        Literal["tell", "close"],
        Meta(
            description="when so many wait: it is only said, or kiosks give numbers only to priority and appointments"
        ),
    ] = "tell"
    printer: Annotated[
        Id | None,
        Meta(
            description="id of the printer for appointments and what belongs to no counter; left out: the first printer"
        ),
    ] = None
    report: Annotated[bool, Meta(description="whether a report is printed by itself when the day is over")] = False

    def plan(self, calendar: Calendar | None, zone: tzinfo) -> HoursPlan:
        """`calendar`: what the file says."""
        return HoursPlan(
            calendar=calendar,
            zone=zone,
            soon_min=self.warn_min,
            grace_min=self.close_min,
            capacity=self.capacity,
            learn=self.learn,
            hall=self.hall,
            hall_full=self.hall_full,
            printer=self.printer or "",
            report=self.report,
        )


class OnestopTable(Settings, frozen=True, kw_only=True):
    """[onestop]: the provincial one-stop system."""

    url: Annotated[
        Url | None, Meta(description="where its interface is, such as https://motcua.example.vn; left out: none")
    ] = None
    token_file: Annotated[
        File | None, Meta(description="file with its password for us on the first line; mode 600; left out: none")
    ] = None
    poll_s: Annotated[float, Meta(ge=0.2, le=300, description="seconds between two looks for news")] = 3.0
    timeout_s: Annotated[float, Meta(ge=1, le=120, description="seconds to wait for one of its answers")] = 10.0
    lookup_url: Annotated[
        str,
        Meta(
            max_length=150, description="page where people look a dossier up, with {code} in it: the QR code of slips"
        ),
    ] = ""
    officers: Annotated[bool, Meta(description="whether names, positions and photos of officers come from it")] = True
