"""A printer's state as the part of a device that `status` reports."""

from devicekit.messages import Part
from devicekit.text_files import in_both
from printer.status import STOPPING, Code, PrinterStatus, trouble

LONGEST_DETAIL = 200
UNKNOWN: tuple[Code, ...] = ("silent", "other_model")


def part_of(status: PrinterStatus) -> Part:
    """ok; degraded when it can still print; unknown when it never answers or is another model; failed otherwise."""
    code = trouble(status)
    if not code:
        return Part(state="ok")
    detail = (status.detail or in_both(f"tech.printer.{code}"))[:LONGEST_DETAIL]
    if code in STOPPING:
        return Part(state="failed", code=code, detail=detail)
    return Part(state="unknown" if code in UNKNOWN else "degraded", code=code, detail=detail)
