"""Two workers (Makefile): one runs the tests of whole programs, one after the other, beside all the rest."""

from collections.abc import Generator
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parent / "process"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Programs wait more than they compute; two at a time would count each other's folders and processes."""
    for item in items:
        if PROGRAMS in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("programs"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A worker tells what was captured in UTF-8, which has no half characters; some tests are about those."""
    report = yield
    report.sections = [(name, text.encode(errors="backslashreplace").decode()) for name, text in report.sections]
    return report
