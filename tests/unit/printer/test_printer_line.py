"""Lines that take their time, buffers that fill up, models that can't say much; on a clock that only the line turns."""

import pytest
from fault_jobs import raster_jobs, text_jobs

from printer.driver_escpos import EscposPrinter
from printer.measure import rows_of
from printer.paper import Job
from printer.press import outcome_of
from printer.status import trouble
from printer.virtual import VirtualPrinter
from printer.virtual_line import TICK_S, LineClock, VirtualLine
from printer.virtual_model import MODELS, PROCESS_ID, REAL_TIME, Model
from printer.virtual_pages import epson_letters


class Line:
    """A driver at one end, a printer at the other."""

    def __init__(self, model: Model, baud: int = 19_200, has_flow: bool = True, rows_per_s: float = 1600) -> None:
        self.clock = LineClock()
        self.far = VirtualPrinter(rows_per_s=rows_per_s, now=self.clock, letters=epson_letters(), model=model)
        port = VirtualLine(self.far, self.clock, baud / 10, has_flow)
        self.driver = EscposPrinter(
            port, keep_open=True, bytes_per_s=baud / 10, process_id=model.process_id, now=self.clock, finish_s=20
        )
        self.driver.status()


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
def test_every_model_prints_a_ticket_whole_and_says_what_it_can(model: Model) -> None:
    line = Line(model, baud=115_200)
    (job,) = raster_jobs(1)
    result = line.driver.print(job)
    can_say = model.barrier or model.process_id
    assert outcome_of(result) == ("confirmed" if can_say else "sent")
    line.clock.turn(5)
    line.far.feed(b"")
    (paper,) = line.far.jobs
    assert paper.errors == ()
    assert job in paper.data, "not a byte is lost in a small buffer that holds the line"


def test_a_small_buffer_without_flow_control_loses_bytes_and_is_not_confirmed_whole() -> None:
    line = Line(MODELS["slow"], baud=115_200, has_flow=False)
    (job,) = text_jobs(1)
    line.driver.print(job * 5)
    assert b"".join(paper.data for paper in line.far.jobs) != job * 5


def test_a_ticket_begins_early_and_is_out_as_soon_as_the_line_and_the_head_allow() -> None:
    line = Line(PROCESS_ID, rows_per_s=2000)
    for job in (*raster_jobs(1), *text_jobs(1)):
        started = line.clock()
        assert line.driver.print(job).outcome == "confirmed"
        assert line.far.first_dot_at is not None
        assert line.far.first_dot_at - started <= 0.6
        assert line.far.last_dot_at - started - len(job) / 1920 <= 0.2


def test_the_head_that_waits_for_the_line_is_seen() -> None:
    line = Line(PROCESS_ID, baud=9600)
    line.driver.print(raster_jobs(1)[0])
    assert line.far.starved_s > 1, "a picture at 9,600 baud comes line by line"


class HeldLine(VirtualLine):
    """A full buffer holds the line behind the job for some seconds, and with it the questions and their answers."""

    holds, held_until = False, 0.0

    def write(self, data: bytes, timeout: float) -> None:
        super().write(data, timeout)
        if self.holds and len(data) > 1000:
            self.held_until = self._clock() + 2

    def read(self, size: int, timeout: float) -> bytes:
        if self._clock() < self.held_until:
            self._clock.turn(timeout or TICK_S)
            return b""
        return super().read(size, timeout)


def test_a_printer_whose_full_buffer_holds_the_questions_too_is_not_taken_for_lost() -> None:
    clock = LineClock()
    far = VirtualPrinter(rows_per_s=450, now=clock, model=PROCESS_ID)
    line = HeldLine(far, clock, 11_520)
    driver = EscposPrinter(line, keep_open=True, bytes_per_s=11_520, process_id=True, now=clock)
    driver.status()
    line.holds = True
    assert driver.print(raster_jobs(1)[0]).outcome == "confirmed"


@pytest.mark.parametrize("pause", [0.0, 0.3, 0.7, 2.0, 9.0])
def test_an_answer_that_an_earlier_programs_paper_holds_back_confirms_nothing_and_the_next_ones_do(
    pause: float,
) -> None:
    clock = LineClock()
    far = VirtualPrinter(rows_per_s=300, now=clock, model=MODELS["clone"]._replace(buffer=None))
    port = VirtualLine(far, clock, 1_000_000)
    earlier, *jobs = raster_jobs(4)
    port.open()
    port.write(earlier, 5)
    port.close()
    # Killed: the next program meets a printer that is busy for longer than it waits for an answer.
    driver = EscposPrinter(port, now=clock)
    driver.status()
    clock.turn(pause)
    first = driver.print(jobs[0])
    assert first.outcome != "confirmed" or [ink_of(paper) for paper in far.jobs[1:]] == [ink_of_job(jobs[0])]
    assert [driver.print(job).outcome for job in jobs[1:]] == ["confirmed"] * 2


def ink_of(paper: Job) -> bytes:
    return b"".join(paper.rows)


def ink_of_job(job: bytes) -> bytes:
    far = VirtualPrinter()
    far.feed(job)
    return ink_of(far.jobs[0])


def test_a_printer_that_never_answers_gs_r_is_asked_for_it_no_longer_than_a_paper_takes() -> None:
    line = Line(REAL_TIME, baud=115_200)
    for _ in range(20):
        line.driver.status()
        line.clock.turn(2)
    started = line.clock()
    assert trouble(line.driver.status()) == ""
    assert line.clock() - started < 0.1, "an answer was waited for"


def test_paper_is_measured_as_it_is_printed() -> None:
    for job in (*raster_jobs(2), *text_jobs(3)):
        far = VirtualPrinter(letters=epson_letters())
        far.feed(job)
        assert rows_of(job) == pytest.approx(len(far.jobs[0].rows), rel=0.15)
