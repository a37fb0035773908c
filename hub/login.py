"""Who logs in: a PIN is opened and verified beside the writer, and only what came of it goes into the writer's inbox.

One thread does one after the other: whoever sends PINs without end makes others wait, and the queue never. Nothing here
is kept on a disk, and nothing that was typed is in a log line (decisions/0012).
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from devicekit.link import Inbox
from devicekit.messages import Answer, LoginTyped
from devicekit.pin_box import PinKey, TypedPin
from devicekit.worker import ThreadWorker, Worker
from hub.engine import commands as c
from hub.engine.officer_commands import Outcome
from hub.ledger import Request
from hub.pin_file import PinFileError, fits, read_pins, stands
from hub.plan import Plan
from hub.service import Reply, Submission

log = logging.getLogger(__name__)

Look = Callable[[str | None, str], bool]
"""Whether what is kept of a PIN is of that one (hub.pin_file.fits)."""
# Of one counter each, with a few from pages beside them.
MOST_WAITING = 64


class Asking(NamedTuple):
    """Somebody who logs in; `request` without a command yet. Its digest holds no PIN that can be tried out."""

    device: str
    id: str
    counter: str
    digest: bytes
    reply: Reply
    pressed_ms: int | None = None

    def submission(self, officer: str, outcome: Outcome) -> Submission:
        command = c.SignIn(counter=self.counter, officer=officer, outcome=outcome, pressed_ms=self.pressed_ms)
        return Submission(Request(self.device, self.id, command, self.digest), self.reply)


class Login:
    """The door of one centre; `file` is that of the PINs. start() and stop() are the writer's, as all but check()."""

    def __init__(self, plan: Plan, file: Path, worker: Worker | None = None, look: Look = fits) -> None:
        self._plan, self._file = plan, file
        self._worker = worker if worker is not None else ThreadWorker("pins", MOST_WAITING)
        self._look = look
        self._keys: dict[str, PinKey] = {}
        self._open: set[str] = set()
        self._numbers = {each.number: each.id for each in plan.officers if each.number}
        self.used = False
        """Whether officers log in with PINs here."""
        self._said = ""

    def start(self, inbox: Inbox) -> None:
        """What comes of a PIN goes there, as a Submission."""
        self._worker.start(inbox)

    def stop(self) -> None:
        """Idempotent."""
        self._worker.stop()

    def look(self) -> bool:
        """Whether counters must be told something else: PINs are used here, or no more."""
        before, self.used = self.used, self._plan.desk.login or stands(self._file)
        return self.used != before

    def key_of(self, counter: str) -> str:
        """What the next PIN of that counter is sealed to, "" where PINs are not used."""
        if not self.used:
            return ""
        if counter not in self._keys:
            self._keys[counter] = PinKey()
        return self._keys[counter].public

    def typed(self, asking: Asking, body: LoginTyped) -> tuple[Submission, ...]:
        """A keypad's PIN: what can be said at once; the rest follows, and a repeat meanwhile is nothing new."""
        name = f"{asking.device} {asking.id}"
        if name in self._open:
            return ()
        key = self._keys.get(asking.counter)
        if key is None or key.public != body.key:
            return (asking.submission("", "stale"),)
        del self._keys[asking.counter]
        self._open.add(name)

        def reply(answer: Answer | None) -> None:
            self._open.discard(name)
            asking.reply(answer)

        once = asking._replace(reply=reply)
        taken = self._worker.submit(lambda: self._opened(once, key, body.sealed))
        return () if taken else (once.submission("", "stale"),)

    def check(self, asking: Asking, typed: TypedPin) -> None:
        """A page's PIN, from any thread; `officer` is a number or an id. Answered with None when too many wait."""
        if not self._worker.submit(lambda: self._verified(asking, typed)):
            asking.reply(None)

    def crashed(self) -> None:
        """A PIN was not looked at: what waits may be said again, and is stale then."""
        self._open.clear()

    # In the worker's thread

    def _opened(self, asking: Asking, key: PinKey, sealed: str) -> Submission:
        try:
            typed = key.open(sealed)
        except ValueError as error:
            log.warning("a PIN of %s can't be opened: %s", asking.counter, error)
            return asking.submission("", "stale")
        return self._verified(asking, typed)

    def _verified(self, asking: Asking, typed: TypedPin) -> Submission:
        try:
            pins = read_pins(self._file)
        except PinFileError as error:
            self._say(error.said.en)
            return asking.submission("", "unset")
        # What is nobody's number may be somebody's PIN: it goes no further.
        known = self._numbers.get(typed.officer, typed.officer)
        officer = known if known in pins else ""
        try:
            right = self._look(pins.get(officer), typed.pin)
        except MemoryError as error:
            self._say(f"a PIN could not be looked at, and counts as none: {error}")
            return asking.submission("", "stale")
        self._said = ""
        return asking.submission(officer, "right" if right else "wrong")

    def _say(self, problem: str) -> None:
        if problem != self._said:
            self._said = problem
            log.error("%s", problem)
