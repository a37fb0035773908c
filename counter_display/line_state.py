"""What is known of a line, and what hangs on it."""

from collections.abc import Mapping
from typing import NamedTuple

from counter_display import bus as plan
from counter_display.answers import Answers
from counter_display.bus import Bus, Needs, Place
from counter_display.device import Display, Keypad, Polled
from counter_display.protocol import Echo
from devicekit.messages import Part

Device = tuple[int, plan.Part]


class Seat(NamedTuple):
    """What one counter has on the line; its keypad speaks by itself (box), or is asked (polled)."""

    display: Display | None = None
    box: Keypad | None = None
    polled: Polled | None = None

    def needs(self, what: plan.What) -> Needs:
        """What its device for that needs of the line."""
        asked = self.answerer(what)
        if asked is not None:
            return Needs(asked.ability.gap_s, asked.ability.answer_s)
        return Needs() if self.box is None else Needs(self.box.gap_s)

    def answerer(self, what: plan.What) -> Display | Polled | None:
        """Its device for that, if it answers."""
        return self.display if plan.device_of(what) == "display" else self.polled


class LineState(NamedTuple):
    """Everything that the line remembers; times are monotonic seconds."""

    bus: Bus
    up: bool = False
    asking: Place | None = None
    """Whose answer is due."""
    last: Place | None = None
    """Who got the frame before, of those that answer nothing."""
    spoilt: int = 0
    """How many times in a row somebody spoke at the same time."""
    answers: Mapping[Device, Answers] = {}
    memory: object = None
    """What the driver of the key boxes remembers between two reads, for all of them."""
    memories: Mapping[int, object] = {}
    """What each polled keypad's driver does."""
    echo: Echo = Echo()
    echo_until: float = 0.0
    noise: tuple[float, ...] = ()
    stubborn: frozenset[int] = frozenset()
    """Seats whose display has refused the frame that says how bright it is to be."""
    unheard: Mapping[int, int] = {}
    """How many of those frames in a row it has not answered, while it answered to others."""
    part: Part | None = None
    """How the line is, as the counters were told last; None before it was ever open."""

    @property
    def troubled(self) -> bool:
        """Whether what is heard on it is not all good."""
        return self.part is not None and self.part.state == "degraded"
