"""What people do in the hall with more than a button: codes of appointments, ID cards, groups, help, an alarm."""

from hub.engine import commands as c
from motcua.fuzz.kiosk import Kiosk
from motcua.fuzz.verbs import MINUTE_MS, state_of
from motcua.fuzz.world import World

# So few that a code is often booked, shown or cancelled twice; the last one nobody has booked.
CODES = ("DVC-0001", "DVC-0002", "DVC-0003", "DVC-0004")
UNKNOWN = "DVC-9999"
# Early, as promised, or late by the time that somebody shows the code; and for another day.
DUE_MS = (1000, 1000, 3 * MINUTE_MS, 3 * MINUTE_MS, 20 * MINUTE_MS, 26 * 60 * MINUTE_MS)
# Of the service that asks for cards, mostly.
BUTTONS = (1, 1, 1, 0)
CARDS = (
    "001204000001|123456789|Nguyễn Văn An|01012004|Nam|Hà Nội|01012024",
    "001304000002|123456788|Trần Thị Bình|02022004|Nữ|Hà Nội|01012024",
)


def book(world: World) -> None:
    """The provincial portal, or somebody by telephone."""
    code, service, due_ms = world.any(CODES), world.any(["land", "justice"]), world.hub.now_ms() + world.any(DUE_MS)
    world.ask("web", lambda id_: c.Book(code=code, service=service, due_ms=due_ms))


def cancel(world: World) -> None:
    if code := _code(world):
        world.ask("web", lambda id_: c.CancelBooking(code=code))


def check_in(world: World) -> None:
    """The help desk finds the appointment in its list."""
    kiosk = world.any(["", "kiosk-1"])
    if code := _code(world):
        world.ask("web", lambda id_: c.CheckIn(code=code, press=f"web:{id_}", kiosk=kiosk))


def show_code(world: World) -> None:
    if code := _code(world):
        _kiosk(world).scan(code)


def card(world: World) -> None:
    """Most press the button that wants a card; some another one, or none at all."""
    kiosk = _kiosk(world)
    kiosk.scan(world.any(CARDS))
    if (button := world.any([*BUTTONS, None])) is not None:
        kiosk.press(button)


def several(world: World) -> None:
    """A group comes to the help desk."""
    count, service = 2 + world.number(3), world.any(world.plan.services).id
    kiosk, priority = world.any(["", "kiosk-2"]), world.number(4) == 0
    world.ask(
        "web",
        lambda id_: c.TakeSeveral(press=f"web:{id_}", service=service, count=count, kiosk=kiosk, priority=priority),
    )


def help_wanted(world: World) -> None:
    _kiosk(world).ask_help()


def help_comes(world: World) -> None:
    helping = [*state_of(world).helping]
    if not helping and world.number(4) > 0:
        help_wanted(world)
        return
    kiosk = world.any(helping or ["kiosk-1"])
    world.ask("web", lambda id_: c.AnswerHelp(kiosk=kiosk))


def look_for(world: World) -> None:
    """A technician, mostly for a device that is there."""
    device = world.any([*world.kiosks, *world.small, "nobody"])
    world.ask("web", lambda id_: c.AskIdentify(device=device, seconds=10, request=id_))


def evacuation(world: World) -> None:
    """Everybody out; soon after that it was a drill."""
    world.ask("web", lambda id_: c.Evacuate())
    world.later(3.0 * world.random(), lambda: world.ask("web", lambda id_: c.Evacuate(on=False)))


def _code(world: World) -> str:
    """One that somebody has booked, "" where nobody has and it is booked first; now and then any."""
    if world.number(6) == 0:
        return world.any([*CODES, UNKNOWN])
    known = [each.code for each in state_of(world).bookings.values() if each.state == "open"]
    if not known:
        book(world)
    return world.any(known or [""])


def _kiosk(world: World) -> Kiosk:
    return world.any([*world.kiosks.values()])
