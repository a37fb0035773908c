"""site.toml: one centre as its people describe it: services, counters, devices, and where hub and broker are."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, ClassVar, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Meta
from msgspec.structs import replace

from devicekit.device_settings import Broker, broker_problems
from devicekit.settings import Locate, Problem, Settings, load
from devicekit.settings_words import Language
from hub import plan as p
from hub import site_checks as checks
from hub.calendar_file import CalendarFile, calendar_of, load_calendar
from hub.device_tables import DeviceTable
from hub.hours_checks import hours_problems
from hub.login_checks import login_problems
from hub.photos import url_of
from hub.procedure_tables import ProcedureTable, procedure_problems
from hub.queue_tables import DeskTable, PolicyTable, PriorityTable, queue_problems
from hub.site_tables import (
    AgencyTable,
    BackupTable,
    Centre,
    CounterTable,
    FeeTable,
    HoursTable,
    HubTable,
    OfficerTable,
    OnestopTable,
    RatingTable,
    ServiceTable,
)


class SiteFile(Settings, frozen=True, kw_only=True):
    """The whole file."""

    file_kind: ClassVar[str] = "site"

    site: Annotated[Centre, Meta(description="the centre")]
    hub: Annotated[HubTable, Meta(description="the hub's own program")] = HubTable()
    backup: Annotated[BackupTable, Meta(description="copies of the store")] = BackupTable()
    broker: Annotated[Broker, Meta(description="where the broker is; user name left out: the hub's id")] = Broker()
    service: Annotated[tuple[ServiceTable, ...], Meta(min_length=1, description="what citizens come for")]
    counter: Annotated[tuple[CounterTable, ...], Meta(description="the desks")] = ()
    officer: Annotated[tuple[OfficerTable, ...], Meta(description="who sits at the desks")] = ()
    agency: Annotated[tuple[AgencyTable, ...], Meta(max_length=40, description="the agencies that can be rated")] = ()
    procedure: Annotated[
        tuple[ProcedureTable, ...], Meta(max_length=2000, description="the catalogue of procedures, for guidance slips")
    ] = ()
    rating: Annotated[RatingTable, Meta(description="what citizens are asked")] = RatingTable()
    policy: Annotated[PolicyTable, Meta(description="who is called next")] = PolicyTable()
    priority: Annotated[
        tuple[PriorityTable, ...], Meta(max_length=8, description="classes of priority; left out: one")
    ] = ()
    desk: Annotated[DeskTable, Meta(description="what the officers' keys allow")] = DeskTable()
    fee: Annotated[FeeTable, Meta(description="where fees are paid")] = FeeTable()
    hours: Annotated[HoursTable, Meta(description="when numbers are given and how the day ends")] = HoursTable()
    onestop: Annotated[OnestopTable, Meta(description="the provincial one-stop system")] = OnestopTable()
    device: Annotated[tuple[DeviceTable, ...], Meta(description="the devices of the floor")] = ()

    @property
    def user(self) -> str:
        """The hub's MQTT user name."""
        return self.broker.username or self.hub.id


class Site(NamedTuple):
    """A centre as its hub needs it: the plan for the queue, and the settings for all else."""

    plan: p.Plan
    settings: SiteFile


def load_site(file: str | Path, language: Language = "vi") -> Site:
    """Read site.toml. Raises SettingsError with all of its errors."""
    settings = load(file, SiteFile, language)
    calendar = settings.hours.calendar
    plan = plan_of(settings, None if calendar is None else load_calendar(calendar, language))
    # Without a table [desk] nothing has said yet which folder the default is in.
    pins = str(Path(file).absolute().parent / settings.desk.pins)
    return Site(plan, replace(settings, desk=replace(settings.desk, pins=pins)))


def plan_of(settings: SiteFile, calendar: CalendarFile | None = None) -> p.Plan:
    """What the hub's core needs of the settings; `calendar` is the file that they name.

    Where officers must log in, the settings put nobody at a counter.
    """
    login = settings.desk.login
    return p.Plan(
        site=settings.site.id,
        hub=settings.hub.id,
        timezone=settings.site.timezone,
        services=tuple(each.plan() for each in settings.service),
        counters=tuple(replace(each.plan(), officer="") if login else each.plan() for each in settings.counter),
        devices=tuple(each.plan() for each in settings.device),
        name=settings.site.name,
        officers=tuple(each.plan(url_of(each.id, each.photo)) for each in settings.officer),
        agencies=tuple(each.plan() for each in settings.agency),
        procedures=tuple(each.plan() for each in settings.procedure),
        language=settings.site.language,
        rating=settings.rating.plan(),
        fee=settings.fee.plan(),
        hours=settings.hours.plan(
            None if calendar is None else calendar_of(calendar), ZoneInfo(settings.site.timezone)
        ),
        policy=settings.policy.plan(settings.priority),
        desk=settings.desk.plan(),
    )


def problems(value: SiteFile, locate: Locate) -> Iterable[Problem]:
    """What is wrong between keys that are each right by themselves."""
    yield from broker_problems(value.broker)
    yield from checks.hub_problems(value.site, value.hub)
    yield from checks.missing_letters(value.site, value.service)
    yield from checks.repeated_names(value.hub, value.service, value.counter, value.device, locate)
    yield from checks.repeated_ids("officer", [each.id for each in value.officer], locate)
    yield from checks.repeated_ids("agency", [each.id for each in value.agency], locate)
    yield from procedure_problems(value.procedure, value.service, locate)
    yield from checks.officer_references(value.counter, [each.id for each in value.officer], value.onestop)
    yield from login_problems(value.desk, value.officer, value.onestop, locate)
    yield from checks.onestop_problems(value.onestop)
    yield from checks.counter_references(value.service, value.counter)
    yield from checks.counter_numbers(value.counter)
    yield from checks.service_use(value.service, value.counter, value.device, value.fee)
    yield from checks.fee_service(value.fee, value.service, value.counter)
    yield from checks.device_references(value.service, value.counter, value.device, locate)
    yield from hours_problems(value.hours, value.service, value.device)
    yield from checks.repeated_ids("priority", [each.id for each in value.priority], locate)
    yield from queue_problems(value.policy, value.priority, value.counter)
    yield from checks.prefix_letters(value.service, value.counter)
    yield from checks.number_ranges(value.service, value.device, locate)
