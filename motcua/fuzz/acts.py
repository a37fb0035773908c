"""What people and their programs do in a simulated morning. A new verb of the engine gets its line in ACTS, no more."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple, get_args

from devicekit.messages import Key, TypedVerb
from devicekit.orders import PrintSlip, SlipKind
from hub.dossier import TO_PAY
from hub.engine import commands as c
from motcua.fuzz import hall, verbs
from motcua.fuzz.net import Weather, begin
from motcua.fuzz.places import Counter, RatingScreen
from motcua.fuzz.verbs import state_of
from motcua.fuzz.world import World


class Act(NamedTuple):
    """Something that happens; `weight` is how often, beside the others."""

    name: str
    weight: int
    do: Callable[[World], None]


def _press(world: World) -> None:
    if world.asks_cards and world.number(2) == 0:
        hall.card(world)
        return
    world.any(list(world.kiosks.values())).press(world.number(3))


def _crowd(world: World) -> None:
    for _ in range(2 + world.number(4)):
        _press(world)


def _key(key: Key) -> Callable[[World], None]:
    """A key of a counter where it means something; where all are free most officers press next first."""

    def do(world: World) -> None:
        places = [each for each in world.small.values() if isinstance(each, Counter)]
        there = [each for each in places if each.shown is not None and each.shown.number]
        if key != "next" and not there and world.number(4) > 0:
            world.any(places).press("next")
            return
        place = world.any(there if key != "next" and there and world.number(5) > 0 else places)
        result = 1 + world.number(8) if "finish" in key and world.number(3) == 0 else None
        place.press(key, result)

    return do


def _type(world: World) -> None:
    """A verb of a numeric keypad, with digits before it where they mean something."""
    place = world.any([each for each in world.small.values() if isinstance(each, Counter)])
    verb = world.any(get_args(TypedVerb))
    digits = str(world.number(9)) if verb in WITH_DIGITS else ""
    place.type(verb, f"{world.number(6):04d}" if verb == "dossier" else digits)


def _alone(world: World) -> None:
    """An outage, rather while people wait."""
    if any(each.state == "waiting" for each in state_of(world).tickets.values()) or world.number(4) == 0:
        _cut_off(world)
        return
    _crowd(world)
    world.later(0.8, lambda: _cut_off(world))


def _cut_off(world: World) -> None:
    """Counters hear nothing for some seconds; their officers go on, and two of them may call the same number."""
    cut = Weather(cut_up=True, cut_down=True)
    number = _digits(world)
    for place in world.small.values():
        if not isinstance(place, Counter) or place.link is None or world.number(3) == 0:
            continue
        link, end_s = place.link, 1.0 + 4.0 * world.random()
        begin(link, cut)
        world.later(end_s, link.clear)
        for _ in range(1 + world.number(3)):
            digits = number if world.number(3) == 0 else _digits(world)
            result = 1 + world.number(8) if world.number(3) == 0 else None
            work = partial(place.finish_alone, result) if world.number(3) == 0 else partial(place.call_alone, digits)
            world.later(end_s * world.random(), work)


def _digits(world: World) -> str:
    """Of somebody who waits, rather, with the service's place before them where it helps; now and then of nobody."""
    tickets = state_of(world).tickets.values()
    known = [each for each in tickets if each.state == "waiting" or world.number(8) == 0]
    if not known:
        return str(1 + world.number(9))
    number = world.any(known).number
    if not number[0].isalpha() or world.number(3) == 0:
        return number[-3:].lstrip("0")
    place = next((n for n, each in enumerate(world.plan.services, 1) if each.prefix == number[0]), 1)
    return f"{place}{number[1:]}"


def _twice(world: World) -> None:
    """Two officers press at one moment."""
    for counter in world.small.values():
        if isinstance(counter, Counter):
            counter.press("next")


def _take(world: World) -> None:
    service, kiosk = world.any(world.plan.services).id, world.any(["", "kiosk-1"])
    priority = world.number(4) == 0
    world.ask(
        "web",
        lambda id_: c.Take(press=f"web:{id_}", service=service, priority=priority, kiosk=kiosk, origin="web"),
    )


def _offer(world: World) -> None:
    service = world.any(world.plan.services).id
    world.ask("web", lambda id_: c.CloseService(service=service))
    world.later(3.0, lambda: world.ask("web", lambda id_: c.OpenService(service=service)))


def _door(world: World) -> None:
    counter = world.any(world.plan.counters).id
    world.ask("web", lambda id_: c.CloseCounter(counter=counter))
    world.later(3.0, lambda: world.ask("web", lambda id_: c.OpenCounter(counter=counter)))


def _dossier(world: World) -> None:
    code, counter = _code(world), world.any(["counter-1", "counter-2", ""])
    state, back = world.any([1, 2, TO_PAY, TO_PAY, 9]), world.any([None, True, False])
    slip = world.any(SLIPS)

    def made(id_: str) -> c.Asking:
        paper = None
        if slip is not None:
            paper = PrintSlip(slip=f"s.{id_}", kind=slip, dossier=code)
        return c.ReportDossier(code=code, state=state, counter=counter, fee_back=back, slip=paper)

    world.ask("onestop", made)


def _paid(world: World) -> None:
    code = _code(world)
    world.ask("onestop", lambda id_: c.PayFee(code=code))


def _code(world: World) -> str:
    return f"H34.12-261125-{world.number(6):04d}"


def _vote(world: World) -> None:
    screen = world.small["rating-2"]
    if isinstance(screen, RatingScreen):
        screen.vote(world.plan.agencies[0].id)


SLIPS: tuple[SlipKind | None, ...] = ("accepted", None, "fee")

WITH_DIGITS = ("call", "unpark", "switch", "to_service", "to_counter", "to_and_back", "pause")

ACTS: tuple[Act, ...] = (
    Act("press", 24, _press),
    Act("crowd", 3, _crowd),
    Act("next", 16, _key("next")),
    Act("everybody next", 3, _twice),
    Act("start", 5, _key("start")),
    Act("finish", 5, _key("finish")),
    Act("no-show", 5, _key("noshow")),
    Act("recall", 3, _key("recall")),
    Act("next or recall", 3, _key("next_or_recall")),
    Act("finish or no-show", 3, _key("finish_or_noshow")),
    Act("fee", 6, _key("fee")),
    Act("web take", 4, _take),
    Act("web next", 4, verbs.at_counter(verbs.next_of_service)),
    Act("web fee", 1, verbs.busy(lambda world, counter: c.SendToFee(counter=counter, back=True))),
    Act("web start", 1, verbs.busy(lambda world, counter: c.Start(counter=counter, seat=True))),
    Act("park", 7, verbs.busy(verbs.park)),
    Act("take back", 4, verbs.unpark),
    Act("hold", 5, verbs.hold),
    Act("switch", 6, verbs.switch),
    Act("requeue", 2, verbs.busy(lambda world, counter: c.Requeue(counter=counter))),
    Act("transfer", 5, verbs.busy(verbs.transfer)),
    Act("move", 2, verbs.busy(verbs.move)),
    Act("log in", 5, verbs.at_counter(verbs.sign_in)),
    Act("guess a PIN", 1, verbs.guess),
    Act("unlock", 1, verbs.at_counter(verbs.unlock)),
    Act("undo", 7, verbs.at_counter(verbs.undo)),
    Act("pause", 3, verbs.pause),
    Act("call a number", 3, verbs.at_counter(verbs.pick)),
    Act("mark back", 6, verbs.about(verbs.mark_back, lambda ticket: ticket.state == "noshow")),
    Act("change service", 2, verbs.about(verbs.change, lambda ticket: ticket.state == "waiting")),
    Act("void", 2, verbs.about(verbs.void, lambda ticket: ticket.state in ("waiting", "parked", "carried"))),
    Act("reprint", 1, verbs.about(verbs.reprint, lambda ticket: ticket.state == "waiting")),
    Act("by hand", 2, verbs.by_hand),
    Act("test ticket", 1, verbs.test_ticket),
    Act("appointment", 3, verbs.appointment),
    Act("keypad", 6, _type),
    Act("counters alone", 4, _alone),
    Act("end of day", 1, verbs.end_of_day),
    Act("close and open a service", 1, _offer),
    Act("close and open a counter", 2, _door),
    Act("dossier", 5, _dossier),
    Act("paid", 4, _paid),
    Act("agency vote", 1, _vote),
    Act("book", 3, hall.book),
    Act("cancel an appointment", 1, hall.cancel),
    Act("show a code", 3, hall.show_code),
    Act("check in", 2, hall.check_in),
    Act("card and press", 3, hall.card),
    Act("several", 1, hall.several),
    Act("call for help", 2, hall.help_wanted),
    Act("help comes", 2, hall.help_comes),
    Act("evacuation", 1, hall.evacuation),
    Act("look for a device", 1, hall.look_for),
)
