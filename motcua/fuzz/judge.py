"""The judgement of a day: by the auditor on what it left, and by what only the programs' own parts can tell."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

from hub.engine.day import Ticket
from hub.engine.lifecycle import AT_COUNTER
from hub.engine.state import Desk, State, apply
from hub.errors import StoreError
from hub.main import Hub
from hub.store_rows import fact_of
from motcua.commands.export import lines
from motcua.fuzz.places import Counter
from motcua.fuzz.world import World

Judge = Callable[[Iterable[str], dict[str, Any]], list[str]]
"""(the lines of `motcua export`, what people hold) -> the sentences that do not hold."""


def nobody(log: Iterable[str], held: dict[str, Any]) -> list[str]:
    """No auditor: only what the programs themselves tell."""
    return []


def verdict(world: World, judge: Judge, settled: bool) -> list[str]:
    """Every sentence that does not hold for a world that has come to rest."""
    hub = world.hub.hub
    path, vfs = world.hub.path, world.disk.name
    try:
        log = list(lines(path, whole=True, vfs=vfs))
    except StoreError as error:
        return [f"the log can be read when all is well: {error}"]
    if hub is None:
        return ["the hub comes back when all is well: it does not", *judge(log, msgspec.to_builtins(world.held))]
    found = [] if settled else [f"what is asked is answered in the end: {', '.join(_left(world, hub))}"]
    _look(world, hub)
    return found + list(_replay(hub, log)) + judge(log, msgspec.to_builtins(world.held))


def _replay(hub: Hub, log: Iterable[str]) -> Iterator[str]:
    live = plain(hub.service.ledger.state)
    try:
        folded = plain(_replayed(log))
    except KeyError as error:
        yield f"replay of the log equals the live state: a fact does not follow from those before it: {error}"
        return
    for name, now in live.items():
        if now != folded[name]:
            yield f"replay of the log equals the live state: {name}: {now} is {folded[name]} by the log"


class _Row(Struct):
    day: str
    kind: str
    fact: msgspec.Raw


_ROW = msgspec.json.Decoder(_Row)


def _replayed(log: Iterable[str]) -> State:
    """The last day of the log, folded again."""
    rows = [_ROW.decode(line) for line in log]
    day = max(row.day for row in rows if row.kind == "DayStarted")
    state = State(day)
    for row in rows:
        if row.day == day:
            apply(state, fact_of(row.kind, bytes(row.fact).decode()))
    return state


def plain(state: State) -> dict[str, object]:
    """A state without what only tells that somebody has looked at it."""
    plain = dict(vars(state))
    plain["waiting"] = {name: line for name, line in state.waiting.items() if line.count}
    plain["desks"] = {name: desk for name, desk in state.desks.items() if desk != Desk()}
    plain["next_n"] = {name: n for name, n in state.next_n.items() if n}
    return plain


def _look(world: World, hub: Hub) -> None:
    """What displays and board say now."""
    held, view = world.held, hub.service.view
    for device in world.small.values():
        if isinstance(device, Counter) and device.shown is not None:
            held.shown[device.plan.counter] = device.shown.number or ""
    held.waiting = {service.id: service.waiting for service in view.services}
    held.bound, held.room = world.plan.policy.bound, world.plan.hours.hall
    held.per_person = {each.id: each.per_person for each in world.plan.services if each.per_person}
    held.at_a_time = {each.id: each.parallel for each in world.plan.counters if each.parallel > 1}
    held.seats = {
        each.id: [at.id for at in world.plan.counters if at.officer == each.id] for each in world.plan.officers
    }
    held.people = {each.number: _now(each) for each in hub.service.ledger.state.tickets.values()}


def _now(ticket: Ticket) -> str:
    """How a ticket is, in the auditor's words."""
    if ticket.state == "waiting":
        return f"waiting {ticket.line}"
    return "served" if ticket.state in AT_COUNTER else ticket.state


def _left(world: World, hub: Hub) -> Iterator[str]:
    yield from hub.service.ledger.pending
    for caller in world.callers.values():
        yield from caller.open
    for each in world.devices:
        if not each.idle:
            yield each.plan.id
