"""Figures of the benchmark: percentiles, and the one table and one JSON object that they end up in."""

import json
from collections.abc import Iterator, Mapping, Sequence

Figure = float | int | None | str
Row = Figure | Mapping[str, Figure | Mapping[str, Figure]]
Figures = dict[str, Row]


def p50_p99(seconds: Sequence[float]) -> dict[str, Figure]:
    """Median and 99th percentile (nearest rank) of durations, in milliseconds."""
    ordered = sorted(seconds)
    return {"p50": _rank(ordered, 50), "p99": _rank(ordered, 99)}


def _rank(ordered: Sequence[float], percent: int) -> float | None:
    if not ordered:
        return None
    # The first that at least so many per cent of all do not exceed: of a hundred the 99th, not the worst.
    return round(1000 * ordered[-(-percent * len(ordered) // 100) - 1], 2)


def ratio(part: Figure, whole: Figure) -> Figure:
    """How many times larger; None where one of them was not taken."""
    return round(part / whole, 2) if isinstance(part, float) and isinstance(whole, float) and whole else None


def as_json(figures: Figures) -> str:
    """One object."""
    return json.dumps(figures, ensure_ascii=False)


def as_table(figures: Figures) -> str:
    """One line a figure; a dictionary gives one line a key."""
    lines = list(_lines(figures))
    width = max(len(name) for name, _ in lines)
    return "\n".join(f"{name:{width}}  {'-' if value is None else value}" for name, value in lines)


def _lines(figures: Mapping[str, Row]) -> Iterator[tuple[str, Figure]]:
    for name, value in figures.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{key}", inner) for key, inner in _lines(value))
        else:
            yield name, value
