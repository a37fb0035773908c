"""What officers ask by the page, and the help desk: the verbs that no key of a small box has."""

from collections.abc import Callable
from functools import partial

from hub.engine import commands as c
from hub.engine.day import State, Ticket
from motcua.fuzz.world import World

MINUTE_MS = 60_000
# One more than lock an officer.
TRIES = 6
# Long enough past that the promise is off, just past, within the time that counts as early, and after it.
APPOINTMENTS_MS = (-20 * MINUTE_MS, -MINUTE_MS, 5 * MINUTE_MS, 5 * MINUTE_MS, 20 * MINUTE_MS)
VOID_REASONS: tuple[c.VoidReason, ...] = ("left", "mistake", "double", "other")

Do = Callable[[World], None]


def state_of(world: World) -> State:
    """The day as the hub's own screen shows it; an empty one while the hub is down."""
    hub = world.hub.hub
    return hub.service.ledger.state if hub is not None else State("")


def at_counter(make: Callable[[World, str], c.Asking]) -> Do:
    """An officer asks by the page, at any counter."""

    def do(world: World) -> None:
        command = make(world, world.any(world.plan.counters).id)
        world.ask("web", lambda id_: command)

    return do


def busy(make: Callable[[World, str], c.Asking]) -> Do:
    """The same at a counter that has somebody; where all are free most officers call the next one first."""

    def do(world: World) -> None:
        desks = [name for name, desk in state_of(world).desks.items() if desk.ticket]
        counter = world.any(desks) if desks else world.any(world.plan.counters).id
        command = make(world, counter) if desks or world.number(4) == 0 else c.CallNext(counter=counter)
        world.ask("web", lambda id_: command)

    return do


def about(make: Callable[[World, str], c.Asking], fits: Callable[[Ticket], bool]) -> Do:
    """The help desk asks about a number, rather one that it fits."""

    def do(world: World) -> None:
        tickets = state_of(world).tickets.values()
        numbers = [each.number for each in tickets if fits(each) or world.number(12) == 0]
        command = make(world, world.any(numbers) if numbers else "A001")
        world.ask("web", lambda id_: command)

    return do


def park(world: World, counter: str) -> c.Asking:
    return c.Park(
        counter=counter,
        minutes=world.any([None, None, None, 0, 1]),
        reason=world.any(["", "paper"]),
        mine=world.number(2) == 0,
    )


def unpark(world: World) -> None:
    """The officer who set somebody aside takes him back, or another one does."""
    state = state_of(world)
    number = world.any([*state.parked]) if state.parked else ""
    parked = state.tickets[number].parked if number else None
    counter = parked.counter if parked is not None and world.number(4) > 0 else world.any(world.plan.counters).id
    world.ask("web", lambda id_: c.Unpark(counter=counter, number=number))


def transfer(world: World, counter: str) -> c.Asking:
    back, service, to = world.number(2) == 0, world.any(world.plan.services).id, world.any(world.plan.counters).id
    if world.number(2) == 0:
        return c.Transfer(counter=counter, service=service, back=back)
    if world.number(3) == 0:
        return c.Transfer(counter=counter, to_officer=world.any(world.plan.officers).id, back=back)
    return c.Transfer(counter=counter, to_counter=to, back=back)


def move(world: World, counter: str) -> c.Asking:
    free = [each.id for each in world.plan.counters if state_of(world).counter_state(each.id) == "free"]
    return c.Move(counter=counter, to_counter=world.any(free or ["counter-3"]))


def hold(world: World) -> None:
    """Who is served goes aside, rather where that is allowed."""
    desks = [name for name, desk in state_of(world).desks.items() if desk.ticket]
    counter = "counter-2" if world.number(6) > 0 else world.any(world.plan.counters).id
    verb = c.Hold(counter=counter) if counter in desks else c.CallNext(counter=counter)
    world.ask("web", lambda id_: verb)


def sign_in(world: World, counter: str) -> c.Asking:
    """What came of a PIN."""
    officer = world.any(world.plan.officers).id
    if world.number(4) == 0:
        return c.SignIn(counter=counter, officer=world.any([officer, ""]), outcome="wrong")
    return c.SignIn(counter=counter, officer=officer, outcome="right")


def guess(world: World) -> None:
    """Somebody tries PINs of one officer at all counters in turn, and then the officer comes."""
    officer, counters = world.any(world.plan.officers).id, [each.id for each in world.plan.counters]
    for n in range(TRIES):
        wrong = c.SignIn(counter=counters[n % len(counters)], officer=officer, outcome="wrong")
        world.later(n * 1.5, partial(world.ask, "web", partial(_made, wrong)))
    right = c.SignIn(counter=world.any(counters), officer=officer, outcome="right")
    world.later(TRIES * 1.5 + 4.0, partial(world.ask, "web", partial(_made, right)))


def _made(command: c.Asking, _id: str) -> c.Asking:
    return command


def unlock(world: World, _counter: str) -> c.Asking:
    return c.UnlockOfficer(officer=world.any(world.plan.officers).id)


def switch(world: World) -> None:
    """The officer goes on with somebody who is aside; most have one, and need not say who."""
    benches = {name: desk.bench for name, desk in state_of(world).desks.items() if desk.bench}
    if not benches and world.number(6) > 0:
        hold(world)
        return
    counter = world.any([*benches]) if benches else "counter-2"
    number = world.any(["", *benches.get(counter, ())])
    world.ask("web", lambda id_: c.Switch(counter=counter, number=number))


def undo(world: World, counter: str) -> c.Asking:
    """Where something was done last, as one does who has just mistaken himself."""
    deeds = {name: desk.deed for name, desk in state_of(world).desks.items() if desk.deed is not None}
    if deeds and world.number(4) > 0:
        # Most mistakes are a next too many, and it is the one with two tickets to put back.
        counter = max(deeds, key=lambda name: (deeds[name].verb == "next", deeds[name].at_ms))
    return c.Undo(counter=counter)


def pause(world: World) -> None:
    """Some pauses are so short that nobody notices; some last until the counter is released."""
    counter, reason = world.any(world.plan.counters).id, 1 + world.number(6)
    world.ask("web", lambda id_: c.Pause(counter=counter, reason=reason))
    world.later(3.5 * world.random(), lambda: world.ask("web", lambda id_: c.Resume(counter=counter)))


def pick(world: World, counter: str) -> c.Asking:
    waiting = [each.number for each in state_of(world).tickets.values() if each.state == "waiting"]
    return c.CallNumber(counter=counter, number=world.any(waiting or ["A001"]))


def next_of_service(world: World, counter: str) -> c.Asking:
    return c.CallNext(counter=counter, service=world.any(["", "land", "justice"]))


def change(world: World, number: str) -> c.Asking:
    return c.ChangeService(number=number, service=world.any(world.plan.services).id)


def mark_back(world: World, number: str) -> c.Asking:
    return c.MarkBack(number=number)


def reprint(world: World, number: str) -> c.Asking:
    return c.Reprint(number=number, kiosk=world.any(["kiosk-1", "kiosk-2"]))


def void(world: World, number: str) -> c.Asking:
    return c.VoidNumber(number=number, reason=world.any(VOID_REASONS))


def appointment(world: World) -> None:
    at_ms = world.hub.now_ms() + world.any(APPOINTMENTS_MS)
    service, rank = world.any(["land", "land", "justice"]), world.number(4) == 0
    world.ask("web", lambda id_: c.Take(press=id_, service=service, booked_ms=at_ms, priority=rank, origin="desk"))


def test_ticket(world: World) -> None:
    """Somebody tries whether it all works."""
    service = world.any(world.plan.services).id
    world.ask("web", lambda id_: c.Take(press=id_, service=service, kiosk="kiosk-1", test=True))


def by_hand(world: World) -> None:
    """A number from a list on paper, near those that the hub is about to give."""
    state, now_ms = state_of(world), world.hub.now_ms()
    n = state.next_n.get("land", 1) + world.number(4)
    at_ms, day = now_ms - world.number(60_000), state.day or "2026-11-23"
    world.ask(
        "web",
        lambda id_: c.TakeByHand(press=id_, service="land", number=f"A{n:03d}", arrived_ms=at_ms, day=day),
    )


def end_of_day(world: World) -> None:
    """The day is ended early, the hall goes home, and it is another day."""
    world.ask("web", lambda id_: c.CloseDay(early=True))
    world.later(1.0 + 2.0 * world.random(), world.next_day)
