"""What a counter does by itself while the hub is silent: a number called by its digits, the end of the present ticket.

Both are on the disk before they show, stay so over a restart, and are told to the hub when it is back: it alone knows
whether that number could be called. Everything else is the hub's to decide, and is "not connected".
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from devicekit.messages import CounterSet, EventBody, KeyPressed, LoginTyped, VerbTyped

KEPT = "alone"
# A broker that is started again is back within that; a key of that time goes to the hub, and is answered late.
GRACE_S = 3.0
# Boxes and small displays have the last three cells of a number, and papers never less.
CELLS = 3


class Alone(Struct, frozen=True):
    """Who is at the counter as far as it knows without the hub; "" for nobody.

    `number`: as the hub showed it, or the digits as they were `typed` here. `own`: something was done here since the
    hub was heard. `deeds`: the names of the events that it has not answered.
    """

    number: str = ""
    serving: bool = False
    typed: bool = False
    own: bool = False
    deeds: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """As the display shows it: the end of what stands on the paper."""
        return self.number.zfill(CELLS) if self.typed else self.number


class Deed(NamedTuple):
    """What an officer does alone: how the counter is then, and what the hub is told of it."""

    after: Alone
    body: KeyPressed | VerbTyped


def seen(shown: CounterSet | None) -> Alone:
    """How the counter was when the hub last said so."""
    if shown is None or not shown.number:
        return Alone()
    return Alone(shown.number, serving=shown.state == "serving")


def deed(here: Alone, body: KeyPressed | VerbTyped | LoginTyped) -> Deed | None:
    """What that key does without the hub, None for nothing. Who is only called may be a no-show: that ends nothing."""
    if isinstance(body, VerbTyped):
        if body.verb != "call" or not body.digits:
            return None
        after = Alone(body.digits, serving=True, typed=True, own=True, deeds=here.deeds)
        return Deed(after, replace(body, alone=True))
    if isinstance(body, LoginTyped):
        return None  # only the hub can open it
    finishes = body.key == "finish" or (body.key == "finish_or_noshow" and here.serving)
    if not here.number or not finishes:
        return None
    told = KeyPressed(counter=body.counter, key="finish", result=body.result, alone=here.number)
    return Deed(Alone(own=True, deeds=here.deeds), told)


def is_deed(body: EventBody) -> bool:
    """Whether that was done without the hub."""
    return isinstance(body, KeyPressed | VerbTyped) and bool(body.alone)


def encode(here: Alone) -> bytes:
    """For the disk; the events are there themselves."""
    return msgspec.json.encode(replace(here, deeds=()))


def remembered(kept: Mapping[str, bytes], unanswered: Iterable[tuple[str, EventBody]]) -> Alone | None:
    """What an earlier run left; None when the hub had answered all. Raises msgspec.DecodeError."""
    # It goes to the disk with the deed, and leaves it when all are answered: without it there is none.
    left = kept.get(KEPT)
    if left is None:
        return None
    deeds = tuple(name for name, body in unanswered if is_deed(body))
    return replace(msgspec.json.decode(left, type=Alone), deeds=deeds)


def answered(here: Alone, name: str) -> Alone:
    """The hub has taken that deed in, or refused it."""
    return replace(here, deeds=tuple(each for each in here.deeds if each != name))
