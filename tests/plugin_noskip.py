"""On a build machine a skipped test is a failure: what was not run was not proven. MOTCUA_NO_SKIP=1 turns this on."""

import os
from collections.abc import Generator

import pytest

Reports = Generator[None, pytest.TestReport, pytest.TestReport]
Collections = Generator[None, pytest.CollectReport, pytest.CollectReport]


def _nothing_may_be_skipped() -> bool:
    return os.environ.get("MOTCUA_NO_SKIP", "") not in ("", "0")


def _failed(longrepr: object) -> str:
    reason = longrepr[2] if isinstance(longrepr, tuple) else longrepr
    return f"a skipped test is a failure here (MOTCUA_NO_SKIP): {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Reports:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and _nothing_may_be_skipped():
        report.outcome, report.longrepr = "failed", _failed(report.longrepr)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Collections:
    report = yield
    if report.skipped and _nothing_may_be_skipped():
        report.outcome, report.longrepr = "failed", _failed(report.longrepr)
    return report
