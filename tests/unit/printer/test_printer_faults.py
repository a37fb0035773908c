"""Power, cable and paper fail at any byte: no ticket comes twice unmarked, none is said to be there that is not."""

from collections import Counter

import pytest
from fault_jobs import raster_jobs, text_jobs
from fault_runs import FAULTS, Verdict, exchange, places, run

from printer.head import RasterCommand
from printer.virtual_model import FAULT_MODELS, Model

MODELS = [pytest.param(model, id=model.name) for model in FAULT_MODELS]


def counted(model: Model, fault: str, jobs: list[bytes], following: bytes, step: int) -> Counter[str]:
    counts: Counter[str] = Counter()
    for offset, job in enumerate(jobs):
        # Each job a little further on; what comes after its last byte would hit the ticket that proves the repair.
        length = exchange(model, job)
        for at in sorted({min(each + offset % step, length) for each in places(length, job, step, edges=step > 1)}):
            verdict = run(model, fault, at, job, following)
            counts["runs"] += 1
            counts[verdict.said] += 1
            counts["silent duplicates"] += verdict.duplicate
            counts["silent losses"] += verdict.lost
            assert verdict == Verdict(verdict.said, False, False, verdict.alarmed), f"{model.name} {fault} at {at}"
    return counts


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("model", MODELS)
def test_no_ticket_is_doubled_or_lost_unsaid_wherever_something_fails(model: Model, fault: str) -> None:
    counts = counted(model, fault, [*text_jobs(2), *raster_jobs(1)], text_jobs(3)[2], 701)
    assert counts["runs"] > 10
    assert counts["silent duplicates"] == counts["silent losses"] == 0


@pytest.mark.parametrize("command", ["GS ( L", "ESC *"])
@pytest.mark.parametrize("fault", FAULTS)
def test_pictures_by_other_commands_are_as_safe(fault: str, command: RasterCommand) -> None:
    counts = counted(FAULT_MODELS[0], fault, raster_jobs(1, command), text_jobs(3)[2], 1501)
    assert counts["runs"] > 5
    assert counts["silent duplicates"] == counts["silent losses"] == 0


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("model", MODELS)
def test_every_byte_of_twenty_text_tickets_and_two_pictures(model: Model, fault: str) -> None:
    jobs = text_jobs(21)
    text = counted(model, fault, jobs[:20], jobs[20], 1)
    drawn = counted(model, fault, raster_jobs(2), jobs[20], 1)
    assert text["runs"] >= sum(map(len, jobs[:20]))
    assert sum(each["silent duplicates"] + each["silent losses"] for each in (text, drawn)) == 0
    print(f"{model.name} {fault} text {dict(text)} raster {dict(drawn)}")


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("model", MODELS)
def test_every_edge_and_64th_byte_of_more_pictures(model: Model, fault: str) -> None:
    counts = counted(model, fault, raster_jobs(12)[2:], text_jobs(1)[0], 64)
    assert counts["runs"] > 1000
    assert counts["silent duplicates"] == counts["silent losses"] == 0
    print(f"{model.name} {fault} {dict(counts)}")
