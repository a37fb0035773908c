"""Two workers (Makefile): one runs the tests of whole programs, one after the other, beside all the rest."""

from collections.abc import Generator
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

PROGRAMS = "tests/process/"


class ProgramsApart(LoadScopeScheduling):
    """Programs wait more than they compute; two at a time would count each other's folders and processes.

    Not the mark xdist_group: xdist 3.8 writes it into a private name of pytest that pytest 9 no longer reads.
    """

    def _split_scope(self, nodeid: str) -> str:
        return PROGRAMS if nodeid.startswith(PROGRAMS) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ProgramsApart:
    return ProgramsApart(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A worker tells what was captured in UTF-8, which has no half characters; some tests are about those."""
    report = yield
    report.sections = [(name, text.encode(errors="backslashreplace").decode()) for name, text in report.sections]
    return report
