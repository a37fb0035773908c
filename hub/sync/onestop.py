"""The hub's client of the provincial one-stop system, put together: news in, records out, officers, look-ups."""

import random
import threading
import time
from collections.abc import Callable, MutableMapping
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from hub.dossier import Dossier
from hub.errors import OnestopAway, WrongAnswer
from hub.service import Service
from hub.site_tables import OnestopTable
from hub.sync.bell import Bell
from hub.sync.caller import Caller, refusal_of
from hub.sync.health import Health, Side
from hub.sync.incoming import Incoming
from hub.sync.line import Line
from hub.sync.loop import Loop
from hub.sync.news import Known, dossier_of
from hub.sync.outgoing import Outgoing
from hub.sync.pace import Pace
from hub.sync.reference import Reference
from hub.sync.shelf import Shelf
from hub.sync.watch import Watch
from hub.sync.wire import read_code, read_dossier
from hub.view import View

# A person stands before the screen; and a few of them must not take all threads of the web server.
LOOKUP_S = 3.0
LOOKUPS = 8
GOODBYE_S = 2.0
FOLDER = "onestop"


class Onestop:
    """One running client. start() after the service is open, stop() before it closes; both are idempotent.

    `store` is the service's file. `photos` is the web server's mapping from officer to file: pictures of the one-stop
    system are put there.
    """

    def __init__(
        self,
        service: Service,
        store: Path,
        settings: OnestopTable,
        token: str | None,
        photos: MutableMapping[str, Path],
        pace: Callable[[], Pace] = lambda: Pace(random.random),
    ) -> None:
        self._service, self._settings, self._token, self._pace = service, settings, token, pace
        self._watch = Watch()
        self._room = threading.BoundedSemaphore(LOOKUPS)
        self._health = Health(service.show_part, service.clock.monotonic)
        self._unsubscribe: Callable[[], None] | None = None
        zone, shelf = ZoneInfo(service.plan.timezone), Shelf(store.parent / FOLDER)
        self._reference = Reference(self._line("reference"), shelf, photos, settings.officers)
        self._incoming = Incoming(self._line("events"), self._known, zone, settings.poll_s)
        self._outgoing = Outgoing(self._line("records"), store, zone)
        self._loops = [Loop(each.line, each.step) for each in (self._reference, self._incoming, self._outgoing)]

    def start(self) -> None:
        """Show what is on the disk, then begin to ask."""
        if self._unsubscribe is not None:
            return
        self._reference.open()
        self._unsubscribe = self._service.subscribe(self._seen)
        self._watch.begin()
        for loop in self._loops:
            loop.start()

    def stop(self) -> None:
        """Break off what is on its way, end the threads, keep the place that was reached."""
        if self._unsubscribe is None:
            return
        self._unsubscribe()
        for loop in self._loops:
            loop.end()
        self._watch.end()
        until = time.monotonic() + GOODBYE_S
        for loop in self._loops:
            loop.join(until - time.monotonic())
        self._outgoing.flush()

    def find(self, code: str) -> Dossier | None:
        """What the one-stop system says of a dossier, None when it has none. For any thread; raises OnestopAway."""
        try:
            asked = read_code(code, "code")
        except WrongAnswer:
            return None
        if not self._room.acquire(blocking=False):
            raise OnestopAway(f"{LOOKUPS} others are looking dossiers up now")
        try:
            with self._watch.over(self._caller(LOOKUP_S)) as caller:
                reply = caller.get(f"/api/v1/dossiers/{quote(asked, safe='')}")
        finally:
            self._room.release()
        if reply.status == 404:
            return None
        if reply.status != 200:
            raise refusal_of(reply)
        said = read_dossier(reply.body)
        if said.code != asked:
            raise WrongAnswer("is about another dossier - at `$.code`")
        return dossier_of(said)

    def _line(self, side: Side) -> Line:
        caller, bell = self._caller(self._settings.timeout_s), Bell()
        self._watch.add(caller)
        return Line(side, self._service, caller, self._health, bell, self._pace())

    def _caller(self, timeout_s: float) -> Caller:
        return Caller(self._settings.url or "", self._token, timeout_s)

    def _known(self) -> Known:
        return Known(self._service.plan.counters, self._settings.lookup_url, self._reference.procedures)

    def _seen(self, view: View) -> None:
        self._outgoing.wake(view.seq)
