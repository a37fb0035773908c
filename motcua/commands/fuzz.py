"""`motcua fuzz`: simulated mornings of the hub, each from a number, each judged; the number plays it again."""

import argparse
import hashlib
import sys
import time
from pathlib import Path

from motcua.fuzz.many import AUDITOR, CHUNK, run_seeds
from motcua.fuzz.run import Outcome

SHOWN = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seeds", type=_count, default=1000, help="bao nhiêu buổi / how many mornings (1000)")
    parser.add_argument("--from", type=int, default=0, dest="first", help="số của buổi đầu tiên / first seed (0)")
    parser.add_argument("--jobs", type=_count, default=1, help="số tiến trình chạy song song / processes at once (1)")
    parser.add_argument(
        "--auditor", type=Path, default=None, help="thư mục có auditor.py / folder of auditor.py (tests/auditor)"
    )


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"không phải số từ 1 trở lên / {text!r} is no number from 1 up")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """0 when every promise held in every seed, else 1. Raises AuditorMissing."""
    seeds = range(args.first, args.first + args.seeds)
    began, digest, wrong = time.monotonic(), hashlib.blake2b(digest_size=16), list[int]()
    cost_s = 0.0
    for n, outcome in enumerate(run_seeds(seeds, args.jobs, args.auditor or AUDITOR), 1):
        digest.update(outcome.digest.encode())
        cost_s += outcome.cost_s
        if outcome.violations:
            wrong.append(outcome.seed)
            if len(wrong) <= SHOWN:
                _print(_told(outcome, args.auditor))
        if n % (CHUNK * 8) == 0:
            speed = n / (time.monotonic() - began)
            sys.stderr.write(f"{n} of {len(seeds)} seeds, {speed:.0f}/s, violations: {len(wrong)}\n")
    seconds = time.monotonic() - began
    speeds = f"{len(seeds) / seconds:.1f} seeds/s, {len(seeds) / cost_s:.1f} for each second of a core"
    _print(f"{len(seeds)} seeds from {args.first} in {seconds:.1f} s: {speeds}")
    _print(f"digest: {digest.hexdigest()}")
    more = f" (seeds {', '.join(map(str, wrong[:20]))})" if wrong else ""
    _print(f"violations: {len(wrong)}{more}")
    return 1 if wrong else 0


def _told(outcome: Outcome, auditor: Path | None) -> str:
    """A seed that went wrong, and how to see it again."""
    where = f" --auditor {auditor}" if auditor else ""
    lines = [f"seed {outcome.seed}:", *(f"  {sentence}" for sentence in outcome.violations)]
    lines += ["  what was done: " + ", ".join(outcome.done), "  the last events:", *(f"  {e}" for e in outcome.last)]
    return "\n".join([*lines, f"  again: motcua fuzz --seeds 1 --from {outcome.seed}{where}"])


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
