"""Runs the hub's own program again and again, each in a fork of one that has everything imported: a start costs 0.1 s.

A line `name:n` on standard input starts one that dies at that fail-point, an empty line one that lives until SIGTERM;
its exit status (negative: the signal) is a line on standard output.
"""

import os
import sys
import traceback

import hub.web_app  # noqa: F401  (imported late by the program)
from hub.__main__ import main
from hub.fail_points import VARIABLE


def child(site: str, fail: str) -> None:
    os.environ.pop(VARIABLE, None)
    if fail:
        os.environ[VARIABLE] = fail
    status = 1
    try:
        status = main([site, "--log", "json"])
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def serve(site: str) -> None:
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            child(site, line.strip())
        print(f"pid {pid}", flush=True)
        _, status = os.waitpid(pid, 0)
        print(f"end {os.waitstatus_to_exitcode(status)}", flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
