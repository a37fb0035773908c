"""A printer's state as the part of a device that `status` reports."""

from devicekit.messages import Part
from devicekit.text_files import in_both
from printer.status import STOPPING, PrinterStatus, trouble

LONGEST_DETAIL = 200


def part_of(status: PrinterStatus) -> Part:
    """ok; degraded when the paper is low; unknown when it never answers; failed with its reason otherwise."""
    code = trouble(status)
    if not code:
        return Part(state="ok")
    detail = (status.detail or in_both(f"tech.printer.{code}"))[:LONGEST_DETAIL]
    if code in STOPPING:
        return Part(state="failed", code=code, detail=detail)
    return Part(state="unknown" if code == "silent" else "degraded", code=code, detail=detail)
