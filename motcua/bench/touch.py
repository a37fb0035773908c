"""How long a finger waits: from the glass to the first picture that shows its effect, through the real program."""

import random
import threading
import time

from devicekit.errors import MotcuaError
from devicekit.text_files import load_texts
from kiosk_rating.agent import BUSY_S
from kiosk_rating.circular_files import load_questions
from kiosk_rating.pages import Pages
from kiosk_rating.state import State, Survey
from kiosk_rating.virtual import Onlooker
from motcua.bench.figures import Figures, p50_p99
from motcua.demo.floor import Floor
from motcua.demo.rating import Citizen
from motcua.demo.wait import wait_for


def touches(floor: Floor, count: int, seed: int = 3) -> Figures:
    """In the hall, to and fro between two pages: a finger goes down (the button lights up) and up (the page turns).

    Every second time the screen has rested before, and looks at the glass less often.
    """
    place, probe = next(r for r in floor.raters if r.device.counter is None), floor.probe
    if probe is None:
        raise MotcuaError("the floor is not started")
    shown = Citizen(place, probe).shown()
    pages = Pages(load_texts("vi"), load_texts("en"), load_questions())
    agency = shown.agencies[0].id
    home, asked = pages.of(State(shown=shown)), pages.of(State(shown=shown, survey=Survey(agency)))
    ways = ((home, f"agency:{agency}"), (asked, "back"))
    eyes, glass = Onlooker(place.wire.glass, *place.size), place.wire.glass
    moments, rest = random.Random(seed), threading.Event()  # noqa: S311
    found: list[float] = []
    for n in range(count):
        page, target = ways[n % 2]
        wait_for(lambda page=page: eyes.sees(page), f"page {page.name}")  # type: ignore[misc]
        spot = eyes.where(page, target)
        rest.wait(moments.uniform(0.32, 0.4) + (n // 2 % 2) * BUSY_S)
        for finger in (glass.down, glass.up):
            before, at = glass.shown, time.monotonic()
            finger(*spot)
            if not glass.wait_until(lambda g, before=before: g.shown > before, 5):  # type: ignore[misc]
                raise MotcuaError(f"a finger on {target} had no effect")
            found.append(glass.at - at)
            rest.wait(moments.uniform(0.05, 0.1))
    return {"touch_to_pixels_ms": p50_p99(found)}
