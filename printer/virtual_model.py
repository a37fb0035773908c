"""What kinds of printers there are, by what they answer; every virtual printer is one of them."""

from typing import NamedTuple


class Model(NamedTuple):
    """One kind."""

    name: str
    real_time: bool = True
    """Answers DLE EOT, whatever it is doing."""
    barrier: bool = True
    """Answers GS r when it has come to it."""
    process_id: bool = False
    """Answers GS ( H with the job's own letters when it has come to it."""
    automatic: bool = True
    """Tells changes unasked after GS a."""
    forgets: bool = True
    """Obeys DLE ENQ 2 at any time; many do in trouble only, or never."""
    says: str = ""
    """What it calls itself (GS I 67); "" when it does not say."""
    presenter: bool = False
    """Holds the paper in its mouth until it is taken: GS e, DLE EOT 20."""
    buffer: int | None = 4096
    """Bytes of its receive buffer; None: without end."""
    rows_per_s: float | None = None
    """How fast it prints; None: at once. 200 mm/s at 203 dpi are 1600."""


FULL = Model("full", buffer=None)
# The four that the fault runs are made over, and some that are in the field.
PROCESS_ID = Model("gs-h", process_id=True)
BARRIER = Model("gs-r", real_time=False, automatic=False, forgets=False)
REAL_TIME = Model("dle-eot", barrier=False, automatic=False, forgets=False)
SILENT = Model("silent", real_time=False, barrier=False, automatic=False, forgets=False)
MODELS = {
    model.name: model
    for model in (
        PROCESS_ID,
        BARRIER,
        REAL_TIME,
        SILENT,
        Model("epson", process_id=True, says="TM-T20II", rows_per_s=2000),
        Model("clone", automatic=False, forgets=False, rows_per_s=720),
        Model("slow", automatic=False, forgets=False, buffer=128, rows_per_s=400),
        Model("kiosk", presenter=True, rows_per_s=1200),
    )
}
# The four models of the fault runs.
FAULT_MODELS = (PROCESS_ID, BARRIER, REAL_TIME, SILENT)
