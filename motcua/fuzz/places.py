"""The small devices of a hall: counters, speaker, slip printer, rating screens; each answers as its like does."""

from devicekit.messages import (
    AgencyAnswer,
    AgencyRated,
    CommandResult,
    CounterSet,
    EventBody,
    Key,
    KeyPressed,
    Rated,
    SetBody,
    SlipFailed,
    SlipPrinted,
    TypedVerb,
    VerbTyped,
)
from devicekit.orders import Announce, AskRating, CommandBody, Slip
from motcua.fuzz.device import SmallDevice

# As quick, beside run.ACT_S, as their like are beside people: some acts pass while a paper is made or a visit is rated.
SLIP_S, RATING_S = 0.5, 3.0


class Counter(SmallDevice):
    """Display and keys of one counter."""

    shown: CounterSet | None = None
    here = ""
    """Who is there as far as it knows: by the hub, or the digits of who was called alone; "" for nobody."""

    def show(self, body: SetBody) -> None:
        if isinstance(body, CounterSet):
            self.shown, self.here = body, body.number or ""

    @property
    def is_alone(self) -> bool:
        """Whether nothing goes to the hub now, or comes from it."""
        link = self.link
        return link is not None and (not link.up or link.weather.cut_up or link.weather.cut_down)

    def call_alone(self, digits: str) -> None:
        """Call a number while nobody answers; it is kept, over a restart as well, until the hub has answered."""
        if self.is_alone:
            self.here = digits
            self.emit(VerbTyped(counter=self.plan.counter, verb="call", digits=digits, alone=True))

    def finish_alone(self, result: int | None) -> None:
        """End the visit of whoever is there while nobody answers."""
        if self.is_alone and self.here:
            number, self.here = self.here, ""
            self.emit(KeyPressed(counter=self.plan.counter, key="finish", result=result, alone=number))

    def press(self, key: Key, result: int | None = None) -> None:
        self.emit(KeyPressed(counter=self.plan.counter, key=key, result=result))

    def type(self, verb: TypedVerb, digits: str) -> None:
        """On a numeric keypad."""
        self.emit(VerbTyped(counter=self.plan.counter, verb=verb, digits=digits))


class Announcer(SmallDevice):
    """A loudspeaker; it takes its time, and is broken now and then."""

    def work(self, command: str, body: CommandBody) -> tuple[float, EventBody]:
        if not isinstance(body, Announce):
            return 0.0, CommandResult(command=command, outcome="refused", reason="not_mine")
        if self._random() < 0.1:
            return 0.2, CommandResult(command=command, outcome="failed", reason="player")
        return 0.1 + 0.6 * self._random(), CommandResult(command=command, outcome="done")


class SlipPrinter(SmallDevice):
    """The printer of a counter."""

    def work(self, command: str, body: CommandBody) -> tuple[float, EventBody]:
        if not isinstance(body, Slip):
            return 0.0, CommandResult(command=command, outcome="refused", reason="not_mine")
        if self._random() < 0.1:
            return SLIP_S, SlipFailed(slip=body.slip, command=command, outcome="failed", reason="paper")
        return SLIP_S, SlipPrinted(slip=body.slip, command=command)

    def last_words(self, command: str, body: CommandBody) -> EventBody | None:
        if not isinstance(body, Slip):
            return None
        return SlipFailed(slip=body.slip, command=command, outcome="unknown", reason="restarted while printing")


class RatingScreen(SmallDevice):
    """Asks about the visit that has ended, or stands by itself and asks about an agency."""

    votes = 0

    def work(self, command: str, body: CommandBody) -> tuple[float, EventBody]:
        if not isinstance(body, AskRating):
            return 0.0, CommandResult(command=command, outcome="refused", reason="not_mine")
        level = None if self._random() < 0.3 else 1 + int(body.levels * self._random())
        return RATING_S * self._random(), Rated(visit=body.visit, level=level, levels=body.levels, command=command)

    def vote(self, agency: str) -> None:
        """Somebody judges an agency."""
        self.votes += 1
        answers = (AgencyAnswer(question="q1", points=int(3 * self._random())),)
        vote = f"{self.plan.id}.{self.votes}"
        self.emit(AgencyRated(vote=vote, agency=agency, questions="circular", answers=answers))
