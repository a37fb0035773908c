"""What a scanned paper means on a screen in the hall: a dossier's code goes with the vote, the rest is said. Pure."""

from typing import Any

from devicekit.scanner.device import ScanDropped, Scanned, ScannerSeen
from devicekit.scanner.judge import Dossier, NotForUs, judge
from devicekit.steps import Health, Note, SetTimer, StopTimer
from kiosk_rating.state import State

SCAN = "scan"
# Two lines, read slowly.
SCAN_S = 7.0

Step = tuple[State, list[Any]]


def scanner_seen(state: State, event: ScannerSeen) -> Step:
    """Nobody is invited to scan while the scanner is away."""
    return state._replace(scanner=event.part.state == "ok"), [Health("scanner", event.part)]


def scanned(state: State, event: Scanned | ScanDropped) -> Step:
    """Remember a dossier's code for the vote. At a counter, and while the last word is shown, a scan means nothing."""
    if state.shown is None or state.shown.mode != "agency" or state.closing:
        return state, []
    if isinstance(event, ScanDropped):
        return state._replace(misread="unknown"), [Note("warning", f"{event.reason}; dropped"), SetTimer(SCAN, SCAN_S)]
    # Which day it is, the hub knows; a Pi that has been without power may be years behind.
    meaning = judge(event.text)
    if isinstance(meaning, Dossier):
        return state._replace(dossier=meaning.code, misread=""), [StopTimer(SCAN)]
    misread = meaning.kind if isinstance(meaning, NotForUs) else "unknown"
    return state._replace(misread=misread), [SetTimer(SCAN, SCAN_S)]
