"""How long people wait for the voice: officer's key to the first sample at the player; and how long joining takes."""

import random
import threading
import time
from contextlib import suppress

from announcer.phrases import Phrases
from announcer.sound import Shape, join
from devicekit.orders import Announce
from devicekit.sound import clipset
from devicekit.text_files import load_texts
from motcua.bench.figures import Figures, p50_p99
from motcua.demo.floor import Floor
from motcua.demo.places import CounterPlace
from motcua.demo.wait import TookTooLong, wait_for


def calls(floor: Floor, count: int, seed: int = 2) -> Figures:
    """Press "next" at one counter; from the key, its bytes then on the line, to the first sample at the player.

    Needs a floor whose loudspeaker takes no time.
    """
    counter, speaker = floor.counters[0], floor.announcers[0].speaker
    moments, rest = random.Random(seed), threading.Event()  # noqa: S311
    found: list[float] = []
    for _ in range(count):
        _somebody_waits(floor, counter)
        said = len(speaker.firsts())
        at = counter.press("next")
        # On a shared line two speakers at once spoil both frames: then there is nothing to measure.
        with suppress(TookTooLong):
            wait_for(lambda said=said: len(speaker.firsts()) > said, "the call", 3)  # type: ignore[misc]
            found.append(speaker.firsts()[said] - at)
        rest.wait(moments.uniform(0.4, 0.7))
        counter.press("start")
        rest.wait(moments.uniform(0.4, 0.7))
    return {"call_to_first_sample_ms": p50_p99(found)}


def _somebody_waits(floor: Floor, counter: CounterPlace) -> None:
    kiosk = floor.kiosks[0]
    served = next(c.services for c in floor.site.counter if c.id == counter.device.counter)
    service = next(service for service in kiosk.services if service in served)
    wait_for(lambda: kiosk.lamp(service), f"the lamp of {service}")
    papers = len(kiosk.printer.jobs)
    kiosk.press(service)
    kiosk.printer.wait_for_job(papers + 1, 10)


def joins(count: int) -> Figures:
    """Clips of a call to one sound."""
    phrases = Phrases(load_texts("vi"))
    clips = clipset.load(clipset.shipped("announcer", "vi"), phrases.vocabulary()).sounds
    found = []
    for n in range(count):
        names = phrases.clips(Announce(phrase="recall_last", number=f"L{n % 1000:03}", counter=str(n % 99 + 1)))
        begin = time.perf_counter()
        join(names, clips, Shape())
        found.append(time.perf_counter() - begin)
    return {"join_ms": p50_p99(found)}
