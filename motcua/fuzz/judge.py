"""The judgement of a day: by the auditor on what it left, and by what only the programs' own parts can tell."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from hub.engine.state import Desk, State, apply
from hub.history import log_after
from hub.main import Hub
from hub.store_rows import fact_of
from motcua.commands.export import lines
from motcua.fuzz.places import Counter
from motcua.fuzz.world import World

Judge = Callable[[Iterable[str], dict[str, Any]], list[str]]
"""(the lines of `motcua export`, what people hold) -> the sentences that do not hold."""

ALL = 1_000_000


def nobody(log: Iterable[str], held: dict[str, Any]) -> list[str]:
    """No auditor: only what the programs themselves tell."""
    return []


def verdict(world: World, judge: Judge, settled: bool) -> list[str]:
    """Every sentence that does not hold for a world that has come to rest."""
    hub = world.hub.hub
    if hub is None:
        return ["the hub comes back when all is well: it does not"]
    found = [] if settled else [f"what is asked is answered in the end: {', '.join(_left(world, hub))}"]
    path, vfs = world.hub.path, world.disk.name
    live, folded = plain(hub.service.ledger.state), plain(_replayed(path, vfs))
    found += [
        f"replay of the log equals the live state: {name}: {live[name]} is {folded[name]} by the log"
        for name in live
        if live[name] != folded[name]
    ]
    _look(world, hub)
    return found + judge(lines(path, whole=True, vfs=vfs), msgspec.to_builtins(world.held))


def _replayed(store: Path, vfs: str) -> State:
    """The last day of the log, folded again."""
    rows = log_after(store, 0, ALL, vfs)
    day = max(day for _, day, _, kind, _ in rows if kind == "DayStarted")
    state = State(day)
    for _, of, _, kind, fact in rows:
        if of == day:
            apply(state, fact_of(kind, fact.decode()))
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


def _left(world: World, hub: Hub) -> Iterator[str]:
    yield from hub.service.ledger.pending
    for caller in world.callers.values():
        yield from caller.open
    for each in world.devices:
        if not each.idle:
            yield each.plan.id
