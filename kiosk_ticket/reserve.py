"""A kiosk's own numbers for when the hub is silent. Pure; what is used is on the disk before the number is shown.

A number is used once in a day. Days change only when the hub says so: never by this machine's clock or its restart.
"""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from devicekit.messages import KioskService


class Series(Struct, frozen=True):
    """How far one service's reserve is used on one day."""

    day: str
    next: int = 0
    skip: tuple[str, ...] = ()
    """Numbers given before this kiosk heard that the day had changed: the new day counts them as its own."""


Book = dict[str, Series]
"""By service."""


def upcoming(book: Mapping[str, Series], day: str, service: KioskService) -> int | None:
    """The next unused number of the series, without its prefix; None when there is none left."""
    series = book.get(service.service, Series(day))
    number = max(series.next, service.reserve_first)
    while spelt(service, number) in series.skip:
        number += 1
    return number if 0 < number <= service.reserve_last else None


def used(book: Mapping[str, Series], day: str, service: KioskService, number: int) -> Book:
    """The book after that number was given."""
    series = book.get(service.service, Series(day))
    return {**book, service.service: Series(series.day, number + 1, series.skip)}


def spelt(service: KioskService, number: int) -> str:
    """The number as the citizen sees it."""
    return f"{service.reserve_prefix}{number:0{service.digits}}"


def opened(book: Mapping[str, Series], day: str, out: Iterable[tuple[str, str]]) -> Book:
    """The book when the hub names a day. A later day restarts every series; an earlier one changes nothing.

    `out`: (service, number) given that the hub may not have counted to the day before.
    """
    given = list(out)
    return {
        service: series if series.day >= day else Series(day, 0, tuple(number for of, number in given if of == service))
        for service, series in book.items()
    }


def encode(book: Mapping[str, Series]) -> bytes:
    return msgspec.json.encode(book)


def decode(data: bytes) -> Book:
    """Raises msgspec.DecodeError for what encode() did not make."""
    return msgspec.json.decode(data, type=Book)
