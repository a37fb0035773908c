"""What is wrong about logging in: numbers that two officers would type, PINs that nobody can use."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from devicekit.settings import Locate, Problem
from devicekit.settings_words import nearest
from devicekit.toml_lines import Path as Key
from hub.pin_file import PinFileError, read_pins, stands
from hub.queue_tables import DeskTable
from hub.site_tables import OfficerTable, OnestopTable

PINS: Key = ("desk", "pins")


def login_problems(
    desk: DeskTable, officers: Sequence[OfficerTable], onestop: OnestopTable, locate: Locate
) -> Iterator[Problem]:
    """The problems of numbers and of the file of PINs; what only keeps somebody out is a warning."""
    yield from _numbers(officers, locate)
    file = Path(desk.pins)
    if not stands(file):
        if desk.login:
            yield Problem(("desk", "login"), "site.no_pins", {"file": file}, also=(PINS,), warns=True)
        return
    try:
        pins = read_pins(file)
    except PinFileError as error:
        yield Problem(PINS, "site.pins", {"problem": error.said})
        return
    known = [each.id for each in officers]
    others = onestop.url is not None and onestop.officers
    for officer in pins:
        if officer not in known and not others:
            values = {"value": officer, "file": file, "known": nearest(officer, known) or ", ".join(known) or "-"}
            yield Problem(PINS, "site.pin_of_nobody", values, also=(("officer",),), warns=True)
    for i, each in enumerate(officers):
        if each.id in pins and each.number is None and not each.id.isdigit():
            yield Problem(("officer", i, "id"), "site.no_officer_number", {"value": each.id}, warns=True)


def _numbers(officers: Sequence[OfficerTable], locate: Locate) -> Iterator[Problem]:
    seen: dict[str, Key] = {}
    for i, each in enumerate(officers):
        own: Key = ("officer", i, "id" if each.number is None else "number")
        typed = each.number or each.id
        if typed in seen and each.number is not None:
            values = {"key": "number", "value": typed, "line": locate(seen[typed])}
            yield Problem(own, "site.duplicate", values, also=(seen[typed],))
        elif typed in seen and seen[typed][-1] == "number":
            values = {"key": "id", "value": typed, "line": locate(seen[typed])}
            yield Problem(own, "site.duplicate", values, also=(seen[typed],))
        seen.setdefault(typed, own)
