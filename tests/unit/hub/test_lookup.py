"""Asking after dossiers: what is asked of the one-stop system, how often, and what stands in for it."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from onestop_end import CODE, OnestopEnd, code_of

from devicekit.clock import HandClock
from devicekit.text_files import sentence
from hub.dossier import Dossier
from hub.errors import StoreRefused
from hub.lookup import ANSWER_S, AT_ONCE, BUSY_S, FRESH_S, MOST_ANSWERS, Found, Lookup

READY = Dossier(code=CODE, state=9, updated_ms=5)
KEPT = Dossier(code=CODE, state=4, updated_ms=3)
NOW_MS = 1_795_000_000_000


class Here:
    """What the centre has kept."""

    def __init__(self, *kept: Dossier) -> None:
        self.kept = {dossier.code: dossier for dossier in kept}
        self.broken = False

    def find(self, code: str) -> Dossier | None:
        if self.broken:
            raise StoreRefused(sentence("store.none", path="hub.db"))
        return self.kept.get(code)


class Desk:
    """A look-up on a hand-turned clock."""

    def __init__(self, onestop: OnestopEnd | None, *kept: Dossier) -> None:
        self.clock = HandClock()
        self.here = Here(*kept)
        self.lookup = Lookup(onestop.find if onestop else None, self.here.find, self.clock, lambda: NOW_MS)

    def run(self, *asked: Coroutine[Any, Any, object]) -> list[object]:
        async def together() -> list[object]:
            return list(await asyncio.gather(*asked))

        return asyncio.run(together())

    def ask(self, *codes: str) -> list[object]:
        return self.run(*(self.lookup.ask(code) for code in codes))


def test_what_the_onestop_system_says_is_as_of_now() -> None:
    assert Desk(OnestopEnd(READY), KEPT).ask(CODE) == [Found(READY, NOW_MS, kept=False)]


def test_when_it_is_away_what_was_heard_last_stands_in_with_its_age() -> None:
    onestop = OnestopEnd(READY)
    onestop.away = True
    assert Desk(onestop, KEPT).ask(CODE, code_of(1)) == [Found(KEPT, 3, kept=True), "onestop_away"]


def test_its_no_is_believed_more_than_what_was_kept() -> None:
    assert Desk(OnestopEnd(), KEPT).ask(CODE) == ["unknown_dossier"]


def test_where_none_is_set_only_what_was_kept_is_known() -> None:
    assert Desk(None, KEPT).ask(CODE, code_of(1)) == [Found(KEPT, 3, kept=True), "unknown_dossier"]


def test_a_store_that_can_not_be_read_is_said() -> None:
    onestop = OnestopEnd()
    onestop.away = True
    for desk in (Desk(onestop, KEPT), Desk(None, KEPT)):
        desk.here.broken = True
        assert desk.ask(CODE) == ["store_away"]


@pytest.mark.parametrize("away", [False, True])
def test_an_answer_is_kept_a_short_while_whatever_it_was(away: bool) -> None:
    onestop = OnestopEnd(READY)
    onestop.away = away
    desk = Desk(onestop)
    first = desk.ask(CODE, code_of(1))
    desk.clock.turn(FRESH_S - 0.1)
    onestop.away = not away
    assert desk.ask(CODE, code_of(1)) == first
    assert sorted(onestop.asked) == sorted([CODE, code_of(1)])
    desk.clock.turn(0.2)
    assert desk.ask(CODE) != first[:1]
    assert onestop.asked.count(CODE) == 2


def test_the_wall_clock_does_not_decide_how_long_an_answer_is_kept() -> None:
    onestop = OnestopEnd(READY)
    desk = Desk(onestop)
    desk.ask(CODE)
    desk.clock.jump(-86_400)
    desk.clock.turn(FRESH_S)
    desk.ask(CODE)
    assert onestop.asked == [CODE, CODE]


def test_a_hundred_who_ask_for_the_same_at_once_are_one_question() -> None:
    onestop = OnestopEnd(READY)
    assert Desk(onestop).ask(*[CODE] * 100) == [Found(READY, NOW_MS, kept=False)] * 100
    assert onestop.asked == [CODE]


def test_no_more_than_a_few_are_asked_for_at_once_and_the_rest_is_not_kept_waiting() -> None:
    onestop = OnestopEnd()
    onestop.open.clear()
    desk = Desk(onestop)

    async def crowd() -> list[object]:
        asked = [asyncio.create_task(desk.lookup.ask(code_of(n))) for n in range(30)]
        loop = asyncio.get_running_loop()
        began = loop.time()
        done, _ = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        assert loop.time() - began < ANSWER_S
        assert {task.result() for task in done} == {"onestop_away"}
        while sum(task.done() for task in asked) < len(asked) - AT_ONCE:
            await asyncio.wait({task for task in asked if not task.done()}, return_when=asyncio.FIRST_COMPLETED)
        assert loop.time() - began >= BUSY_S * 0.9
        onestop.open.set()
        return list(await asyncio.gather(*asked))

    answers = asyncio.run(crowd())
    assert onestop.most_at_once == len(onestop.asked) == AT_ONCE
    assert sorted(map(str, answers)) == ["onestop_away"] * 26 + ["unknown_dossier"] * AT_ONCE


def test_when_it_hangs_people_hear_what_was_kept_and_its_late_answer_serves_the_next() -> None:
    onestop = OnestopEnd(READY)
    onestop.open.clear()
    desk = Desk(onestop, KEPT)

    async def hang() -> None:
        assert await desk.lookup.ask(CODE) == Found(KEPT, 3, kept=True)
        again = asyncio.create_task(desk.lookup.ask(CODE))
        onestop.open.set()
        assert await again == Found(READY, NOW_MS, kept=False)

    asyncio.run(hang())
    assert onestop.asked == [CODE]


def test_who_goes_away_does_not_take_the_answer_from_the_others(wait_until: Callable[..., None]) -> None:
    onestop = OnestopEnd(READY)
    onestop.open.clear()
    desk = Desk(onestop)

    async def leave() -> None:
        first, second = (asyncio.create_task(desk.lookup.ask(CODE)) for _ in range(2))
        await asyncio.to_thread(wait_until, lambda: onestop.asked, "the question")
        first.cancel()
        await asyncio.wait({first})
        onestop.open.set()
        assert await second == Found(READY, NOW_MS, kept=False)

    asyncio.run(leave())
    assert onestop.asked == [CODE]


def test_a_mistake_in_the_program_is_no_answer_and_is_not_kept() -> None:
    answers: list[Dossier | None] = [READY]

    def find(_code: str) -> Dossier | None:
        if answers:
            raise ZeroDivisionError(answers.pop())
        return READY

    lookup = Lookup(find, Here().find, HandClock(), lambda: NOW_MS)

    async def twice() -> None:
        with pytest.raises(ZeroDivisionError):
            await lookup.ask(CODE)
        assert await lookup.ask(CODE) == Found(READY, NOW_MS, kept=False)

    asyncio.run(twice())


def test_answers_do_not_pile_up() -> None:
    onestop = OnestopEnd()
    desk = Desk(onestop)

    async def many() -> None:
        for n in range(MOST_ANSWERS + 5):
            await desk.lookup.ask(code_of(n))
        asked = len(onestop.asked)
        await desk.lookup.ask(code_of(MOST_ANSWERS + 4))
        assert len(onestop.asked) == asked
        await desk.lookup.ask(code_of(0))
        assert len(onestop.asked) == asked + 1

    asyncio.run(many())
