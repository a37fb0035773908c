"""The rating screens of a floor, and a citizen who uses them: by what the pixels show, with a finger on the glass."""

import threading
from pathlib import Path

from devicekit.errors import MotcuaError
from devicekit.messages import AgencyRated, Command, Event, Rated, RatingSet, SetState
from devicekit.orders import AskRating
from devicekit.text_files import load_texts
from devicekit.touch.page import Page
from devicekit.touch.virtual import SocketGlass
from hub.device_tables import RatingDevice
from kiosk_rating.circular_files import load_questions
from kiosk_rating.pages import Pages
from kiosk_rating.state import Asking, State, Survey
from kiosk_rating.virtual import Onlooker
from motcua.demo import layout
from motcua.demo.layout import Ground
from motcua.demo.places import run
from motcua.demo.probe import Heard, Probe
from motcua.demo.processes import Program
from motcua.demo.wait import wait_for

# A second tap within 0.3 s would be a double one; nobody reads a page faster either.
READING_S = 0.35
# A usual seven-inch panel at the counter, a ten-inch one in the hall.
COUNTER_SIZE, HALL_SIZE = (1024, 600), (1280, 800)


class RatingPlace:
    """One rating screen: its program, and its glass."""

    def __init__(self, device: RatingDevice, folder: Path) -> None:
        self.id, self.device = device.id, device
        self.size = COUNTER_SIZE if device.counter else HALL_SIZE
        self.wire = SocketGlass(folder / f"{device.id}.screen")
        self.program: Program | None = None

    def start(self, ground: Ground) -> None:
        self.wire.start()
        settings = layout.rating_file(ground, self.device, self.wire.path, self.size)
        self.program = run(self.id, "kiosk_rating", settings, ground.folder)

    def stop(self) -> None:
        self.wire.stop()


class Citizen:
    """Reads a rating screen and answers."""

    def __init__(self, place: RatingPlace, probe: Probe) -> None:
        self._place, self._probe = place, probe
        self._lists = load_questions()
        self._pages = Pages(load_texts("vi"), load_texts("en"), self._lists)
        self._eyes = Onlooker(place.wire.glass, *place.size)

    def rate(self, number: str, level: int, picture: Path) -> None:
        """Answer the question about that visit; what was on the glass goes to `picture`."""
        ask = self._probe.wait(lambda heard: self._asked(heard, number), f"the question about {number}").message
        if not (isinstance(ask, Command) and isinstance(ask.body, AskRating)):
            raise MotcuaError(f"{self._place.id} was asked something else")
        body = ask.body
        asking = Asking(body.visit, body.number, body.levels, ask.id, 0.0)
        self._touch(State(shown=self.shown(), asking=asking), f"level:{level}", picture)
        self._probe.wait(lambda heard: self._said(heard, Rated), "the rating")

    def rate_agency(self, picture: Path) -> None:
        """Rate the first agency, with the best answers; the first question goes to `picture`."""
        shown = self.shown()
        survey = Survey(shown.agencies[0].id)
        self._touch(State(shown=shown), f"agency:{survey.agency}")
        self._touch(State(shown=shown, survey=survey), "yes")
        for step in range(len(self._lists[shown.questions].questions)):
            state = State(shown=shown, survey=survey._replace(step=step))
            self._touch(state, "points:2", picture if step == 0 else None)
        self._probe.wait(lambda heard: self._said(heard, AgencyRated), "the rating of the agency")

    def _touch(self, state: State, target: str, picture: Path | None = None) -> None:
        page: Page = self._pages.of(state)
        wait_for(lambda: self._eyes.sees(page), f"page {page.name!r} on {self._place.id}")
        if picture is not None:
            self._eyes.glass.save(picture)
        threading.Event().wait(READING_S)
        self._eyes.touch(page, target)

    def shown(self) -> RatingSet:
        """What the hub told this screen."""
        heard = self._probe.wait(self._is_set, f"the set of {self._place.id}").message
        if not (isinstance(heard, SetState) and isinstance(heard.body, RatingSet)):
            raise MotcuaError(f"{self._place.id} has no set")
        return heard.body

    def _is_set(self, heard: Heard) -> bool:
        return heard.topic.device == self._place.id and isinstance(heard.message, SetState)

    def _asked(self, heard: Heard, number: str) -> bool:
        message = heard.message
        asked = isinstance(message, Command) and isinstance(message.body, AskRating) and message.body.number == number
        return heard.topic.device == self._place.id and asked

    def _said(self, heard: Heard, kind: type) -> bool:
        message = heard.message
        return heard.topic.device == self._place.id and isinstance(message, Event) and isinstance(message.body, kind)
