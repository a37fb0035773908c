"""The feed of events: each goes to the engine, in order, and the cursor moves when the hub has answered them all."""

import contextlib
import logging
import queue
from collections import deque
from collections.abc import Callable
from datetime import datetime, tzinfo

from devicekit.messages import Answer
from hub.dossier import UNKNOWN
from hub.errors import OnestopAway, WrongAnswer
from hub.ledger import Request
from hub.store_rows import digest_of
from hub.sync.caller import refusal_of
from hub.sync.line import Line
from hub.sync.news import Known, age_of, command_of, own_id
from hub.sync.wire import Event, Page, id_in, read_event, read_page

log = logging.getLogger(__name__)

CURSOR = "onestop.events"
DEVICE = "onestop"
PAGE = 100
# Events may be put aside again and again, when a server repeats a page or begins again: each is said once.
SAID_MOST = 1000
ANSWER_S = 0.5


class Incoming:
    """Reads the feed in steps (hub.sync.bell.Loop)."""

    def __init__(self, line: Line, known: Callable[[], Known], zone: tzinfo, poll_s: float) -> None:
        self.line, self._service = line, line.service
        self._known, self._zone, self._poll_s = known, zone, poll_s
        self._cursor: str | None = None
        self._said: deque[str] = deque(maxlen=SAID_MOST)

    def step(self) -> float:
        """One page."""
        if self._cursor is None:
            self._cursor = self._service.kept(CURSOR)
        try:
            page = self._page(self._cursor)
        except OnestopAway as error:
            return self.line.failed(error)
        if page is None:
            log.warning("the one-stop system does not know our place in its events any more; beginning again")
            self._move("")
            return self._poll_s
        if not all(self._take(body) for body in page.events):
            return self.line.pace.wait_s()
        self.line.worked()
        moved = page.cursor != self._cursor
        if moved:
            self._move(page.cursor)
        return 0.0 if moved and page.events else self._poll_s

    def _move(self, cursor: str) -> None:
        self._cursor = cursor
        self._service.keep(CURSOR, cursor)

    def _page(self, cursor: str) -> Page | None:
        """The events after a cursor; None when the server does not know it. Raises OnestopAway."""
        reply = self.line.caller.get("/api/v1/events", {"after": cursor, "most": str(PAGE)})
        if reply.status == 410 and cursor:
            return None
        if reply.status != 200:
            raise refusal_of(reply)
        return read_page(reply.body)

    def _take(self, body: bytes) -> bool:
        """Ask the engine; False when nobody could answer now."""
        try:
            event = read_event(body)
        except WrongAnswer as error:
            self._put_aside(id_in(body) or "without an id", str(error))
            return True
        answer = self._ask(self._request(event))
        if answer is None:
            return False
        # What was answered more than 7 days ago was applied then.
        if answer.outcome == "refused" and answer.reason != "too_old":
            self._put_aside(event.id, f"{answer.reason}: {answer.detail}")
        elif event.kind == "dossier" and event.dossier.state == UNKNOWN:
            self._put_aside(event.id, "its state is none of the national list; nothing is printed")
        return True

    def _request(self, event: Event) -> Request:
        at_ms = event.at_ms or 0
        day = datetime.fromtimestamp(at_ms // 1000, self._zone).date().isoformat()
        age = age_of(event, int(self._service.clock.wall() * 1000), self._service.view.day, day)
        # By the event, not by the command: catalogue and age differ between repeats.
        return Request(DEVICE, own_id(event.id), command_of(event, self._known(), age), digest_of(event))

    def _ask(self, request: Request) -> Answer | None:
        answers: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()
        self._service.submit(request, answers.put)
        # A writer whose disk broke answers nobody any more; then the end comes from outside.
        while not self.line.bell.ended:
            with contextlib.suppress(queue.Empty):
                return answers.get(timeout=ANSWER_S)
        return None

    def _put_aside(self, event: str, reason: str) -> None:
        if event not in self._said:
            self._said.append(event)
            log.warning("event %s of the one-stop system: %s", event, reason)
        self.line.health.put_aside("event_refused", f"event {event}: {reason}", self._service.view.day)
