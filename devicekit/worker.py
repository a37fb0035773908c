"""Workers: where slow work of a device (a print job) is done beside the loop, one job after the other."""

import queue
import threading
from collections import deque
from collections.abc import Callable
from typing import NamedTuple, Protocol

from devicekit.link import Inbox

Job = Callable[[], object]


class JobCrashed(NamedTuple):
    """A job raised what it did not expect: the agent ends with it; a device without its worker only looks alive."""

    worker: str
    error: Exception


class Worker(Protocol):
    """Runs jobs in order; what a job returns is put in the inbox. A job turns its own expected failures into events."""

    def start(self, inbox: Inbox) -> None: ...

    def submit(self, job: Job) -> bool:
        """False when the worker is full: nothing is queued then."""

    def stop(self) -> None:
        """Finish the job at hand and no other. Idempotent."""


class ThreadWorker:
    """One thread of its own."""

    def __init__(self, name: str, limit: int = 32) -> None:
        self._name = name
        self._jobs: queue.Queue[Job | None] = queue.Queue(limit + 1)
        self._limit = limit
        self._thread: threading.Thread | None = None

    def start(self, inbox: Inbox) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, args=(inbox,), name=self._name, daemon=True)
            self._thread.start()

    def submit(self, job: Job) -> bool:
        if self._jobs.qsize() >= self._limit:
            return False
        self._jobs.put(job)
        return True

    def stop(self) -> None:
        thread, self._thread = self._thread, None
        if thread is None:
            return
        while True:
            try:
                self._jobs.get_nowait()
            except queue.Empty:
                break
        self._jobs.put(None)
        thread.join()

    def _run(self, inbox: Inbox) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                inbox.put(job())
            except Exception as error:
                inbox.put(JobCrashed(self._name, error))


class InlineWorker:
    """Runs its jobs when it is polled: the floor in one process on a hand-turned clock."""

    def __init__(self) -> None:
        self._jobs: deque[Job] = deque()
        self._inbox: Inbox | None = None

    def start(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def submit(self, job: Job) -> bool:
        self._jobs.append(job)
        return True

    def stop(self) -> None:
        self._jobs.clear()

    def poll(self) -> bool:
        """Run what is queued; True when there was anything."""
        busy = bool(self._jobs)
        while self._jobs and self._inbox is not None:
            self._inbox.put(self._jobs.popleft()())
        return busy
