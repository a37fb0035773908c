"""Workers: slow work beside the loop, one job after the other, and nothing dies unseen."""

import queue
import threading
import weakref
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from devicekit.worker import InlineWorker, JobCrashed, ThreadWorker

Inbox = queue.SimpleQueue[object]


@pytest.fixture
def inbox() -> Inbox:
    return queue.SimpleQueue()


@pytest.fixture
def worker(inbox: Inbox) -> Iterator[ThreadWorker]:
    worker = ThreadWorker("printer", limit=3)
    worker.start(inbox)
    yield worker
    worker.stop()


def boom() -> object:
    raise ValueError("boom")


def test_jobs_run_in_order_and_what_they_return_comes_to_the_inbox(worker: ThreadWorker, inbox: Inbox) -> None:
    assert all(worker.submit(partial(str, n)) for n in range(3))
    assert [inbox.get(timeout=5) for _ in range(3)] == ["0", "1", "2"]


def test_a_job_runs_beside_the_loop(worker: ThreadWorker, inbox: Inbox) -> None:
    assert worker.submit(lambda: threading.current_thread().name)
    assert inbox.get(timeout=5) == "printer"


def test_a_full_worker_refuses_and_takes_again_when_there_is_room(worker: ThreadWorker, inbox: Inbox) -> None:
    begun, go = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        return "slow" if go.wait(5) else "late"

    assert worker.submit(slow)
    assert begun.wait(5)
    assert [worker.submit(lambda: "queued") for _ in range(4)] == [True, True, True, False]
    go.set()
    assert [inbox.get(timeout=5) for _ in range(4)] == ["slow", "queued", "queued", "queued"]
    assert worker.submit(lambda: "again")
    assert inbox.get(timeout=5) == "again"
    assert inbox.empty()


def test_stop_finishes_the_job_at_hand_and_no_other(
    worker: ThreadWorker, inbox: Inbox, wait_until: Callable[..., None]
) -> None:
    begun, go = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        return "done" if go.wait(5) else "late"

    class Job:
        def __call__(self) -> str:
            return "never"

    worker.submit(slow)
    queued = Job()
    gone = weakref.ref(queued)
    worker.submit(queued)
    del queued
    assert begun.wait(5)
    stopper = threading.Thread(target=worker.stop)
    stopper.start()
    wait_until(lambda: gone() is None, "the queued job is thrown away")
    assert stopper.is_alive()
    go.set()
    stopper.join(5)
    assert not stopper.is_alive()
    assert inbox.get_nowait() == "done"
    assert inbox.empty()
    worker.stop()


def test_a_worker_may_be_started_again(worker: ThreadWorker, inbox: Inbox) -> None:
    worker.stop()
    worker.start(inbox)
    worker.start(inbox)
    worker.submit(lambda: "back")
    assert inbox.get(timeout=5) == "back"


def test_a_job_that_crashes_is_told_and_the_next_one_still_runs(worker: ThreadWorker, inbox: Inbox) -> None:
    worker.submit(boom)
    worker.submit(lambda: "next")
    crashed = inbox.get(timeout=5)
    assert isinstance(crashed, JobCrashed)
    assert (crashed.worker, str(crashed.error)) == ("printer", "boom")
    assert inbox.get(timeout=5) == "next"


def test_an_inline_worker_does_nothing_until_it_is_polled(inbox: Inbox) -> None:
    worker = InlineWorker()
    worker.start(inbox)
    assert worker.submit(lambda: "one")
    assert worker.submit(lambda: "two")
    assert inbox.empty()
    assert worker.poll()
    assert [inbox.get_nowait(), inbox.get_nowait()] == ["one", "two"]
    assert not worker.poll()


def test_an_inline_worker_does_what_a_job_asks_for_in_the_same_poll_and_forgets_at_stop(inbox: Inbox) -> None:
    worker = InlineWorker()
    worker.start(inbox)
    worker.submit(lambda: worker.submit(lambda: "second"))
    worker.poll()
    assert [inbox.get_nowait(), inbox.get_nowait()] == [True, "second"]
    worker.submit(lambda: "never")
    worker.stop()
    assert not worker.poll()
