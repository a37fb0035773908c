"""What is wrong between a centre's file and its calendar: it can't be read, or names a service that nobody has."""

from collections.abc import Iterator, Sequence

from devicekit.errors import SettingsError
from devicekit.settings import Problem
from devicekit.settings_words import nearest
from hub.calendar_file import load_calendar, services_of
from hub.device_tables import DeviceTable, PrinterDevice
from hub.site_tables import HoursTable, ServiceTable


def hours_problems(
    hours: HoursTable, services: Sequence[ServiceTable], devices: Sequence[DeviceTable]
) -> Iterator[Problem]:
    """The problems of [hours]."""
    printers = [each.id for each in devices if isinstance(each, PrinterDevice)]
    if hours.printer is not None and hours.printer not in printers:
        values = {"value": hours.printer, "known": ", ".join(printers) or "-"}
        yield Problem(("hours", "printer"), "site.unknown_printer", values, also=(("device",),))
    if hours.hall_full == "close" and not hours.hall:
        yield Problem(("hours", "hall_full"), "site.hall_without_number")
    if hours.calendar is None:
        return
    try:
        calendar = load_calendar(hours.calendar)
    except SettingsError as error:
        yield Problem(("hours", "calendar"), "site.calendar", {"problem": error.problems[0]})
        return
    known = [service.id for service in services]
    for name in services_of(calendar):
        if name not in known:
            near = nearest(name, known) or ", ".join(known)
            values = {"value": name, "file": hours.calendar, "near": near}
            yield Problem(("hours", "calendar"), "site.calendar_service", values, also=(("service",),))
