"""From answers to the centre that they describe: its services with their numbers, counters, agencies and devices."""

import ipaddress

from hub.device_tables import AnnouncerDevice, CounterDevice, DeviceTable, PrinterDevice, RatingDevice, TicketDevice
from hub.site_checks import SAFE_PREFIXES
from hub.site_tables import AgencyTable, CounterTable, ServiceTable
from motcua.init.answers import Answers
from motcua.init.presets import Offer, preset

# A series of its own for each letter or first digit: 1 to 899, and from 901 the reserves of the kiosks.
LAST, RESERVE, RESERVES = 899, 900, 100
# The first digit of fee tickets; services without a letter count up from 1 and end long before.
FEE_DIGIT = 9
CENTRE, COMMITTEE = "Trung tâm Phục vụ hành chính công", "Ủy ban nhân dân"


def services_of(answers: Answers) -> tuple[ServiceTable, ...]:
    """The services on the buttons: letters as far as they go, then a first digit each."""
    offers = preset(answers.preset).chosen(answers.services)
    lettered = [_service(offer, letter) for offer, letter in zip(offers, SAFE_PREFIXES, strict=False)]
    rest = offers[len(SAFE_PREFIXES) :]
    return (*lettered, *(_numbered(offer, digit) for digit, offer in enumerate(rest, 1)))


def fee_of(answers: Answers) -> ServiceTable | None:
    """The service of the fee counter, which no button asks for; None where there is none."""
    return _numbered(preset(answers.preset).post, FEE_DIGIT) if answers.fee else None


def _service(offer: Offer, letter: str) -> ServiceTable:
    return ServiceTable(id=offer.id, name=offer.name, name_en=offer.name_en, prefix=letter, first=1, last=LAST)


def _numbered(offer: Offer, digit: int) -> ServiceTable:
    first = digit * 1000
    return ServiceTable(id=offer.id, name=offer.name, name_en=offer.name_en, first=first + 1, last=first + LAST)


def counters_of(answers: Answers) -> tuple[CounterTable, ...]:
    """The desks: neighbours share a service, or one has several; the last one takes fees where they are taken."""
    services = [service.id for service in services_of(answers)]
    fee = fee_of(answers)
    desks = answers.counters - (fee is not None)
    called = [_share(services, at, desks) for at in range(desks)] + ([] if fee is None else [(fee.id,)])
    return tuple(
        CounterTable(id=f"counter-{n}", number=str(n), services=services) for n, services in enumerate(called, 1)
    )


def _share(services: list[str], at: int, desks: int) -> tuple[str, ...]:
    """What the desk number `at` calls."""
    first, after = at * len(services) // desks, (at + 1) * len(services) // desks
    return tuple(services[first : max(after, first + 1)])


def agencies_of(answers: Answers) -> tuple[AgencyTable, ...]:
    """Who can be rated in the hall: the agencies of the services, or the committee whose centre it is."""
    if answers.ratings not in ("hall", "all"):
        return ()
    offers = preset(answers.preset).chosen(answers.services)
    named = {offer.agency: offer.id for offer in reversed(offers) if offer.agency}
    if not named:
        return (AgencyTable(id="committee", name=answers.name.replace(CENTRE, COMMITTEE, 1)[:80]),)
    return tuple(AgencyTable(id=id, name=name) for name, id in reversed(named.items()))


def kiosks_of(answers: Answers) -> tuple[TicketDevice, ...]:
    """The ticket dispensers, each with every service and a reserve of its own."""
    services = tuple(service.id for service in services_of(answers))
    # One kiosk leaves room for a second one.
    step = RESERVES // max(2, answers.kiosks)
    return tuple(
        TicketDevice(
            id=f"kiosk-{n}",
            services=services,
            reserve_first=RESERVE + (n - 1) * step + 1,
            reserve_last=RESERVE + n * step - 1,
        )
        for n in range(1, answers.kiosks + 1)
    )


def devices_of(answers: Answers) -> tuple[DeviceTable, ...]:
    """Every device of the floor."""
    counters = [counter.id for counter in counters_of(answers)]
    at_counters = counters if answers.ratings in ("counters", "all") else []
    devices: list[DeviceTable] = [*kiosks_of(answers)]
    devices += [CounterDevice(id=counter, counter=counter) for counter in counters]
    devices += [
        PrinterDevice(id=f"printer-{n}", counter=counter)
        for n, counter in enumerate(counters[: answers.slip_printers], 1)
    ]
    devices += [AnnouncerDevice(id="announcer-1")] if answers.announcer else []
    devices += [RatingDevice(id=f"rating-{n}", counter=counter) for n, counter in enumerate(at_counters, 1)]
    devices += [RatingDevice(id="rating-hall")] if answers.ratings in ("hall", "all") else []
    return tuple(devices)


def printer_of(answers: Answers, kiosk: int) -> str:
    """The address of the printer of kiosk number `kiosk`: its own, or as many further than the first one's.

    A serial port has the same name on every Pi.
    """
    given = answers.printer_address
    if len(given) > 1 or kiosk == 1:
        return given[kiosk - 1]
    host, colon, port = given[0].partition(":")
    try:
        return f"{ipaddress.IPv4Address(host) + (kiosk - 1)}{colon}{port}"
    except ValueError:
        return given[0]
