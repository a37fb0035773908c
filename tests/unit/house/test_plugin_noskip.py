"""A build machine may not pass over a test in silence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[2]

SKIPPED = {
    "by a mark": "import pytest\n@pytest.mark.skip(reason='no paper')\ndef test_a(): pass\n",
    "inside a test": "import pytest\ndef test_a(): pytest.skip('no paper')\n",
    "in a fixture": "import pytest\n@pytest.fixture\ndef a(): pytest.skip('no paper')\ndef test_a(a): pass\n",
    "as a whole file": "import pytest\npytest.skip('no paper', allow_module_level=True)\n",
}


XFAIL = "import pytest\n@pytest.mark.xfail(reason='known')\ndef test_a(): assert False\n"


def run(folder: Path, no_skip: str, *sources: str) -> subprocess.CompletedProcess[str]:
    for at, source in enumerate(sources):
        (folder / f"test_sample_{at}.py").write_text("def test_fine(): pass\n" + source, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    options = ["-p", "plugin_noskip", "-p", "no:cacheprovider", "--continue-on-collection-errors"]
    command = [sys.executable, "-m", "pytest", *options, str(folder)]
    env = {**os.environ, "PYTHONPATH": str(TESTS), "MOTCUA_NO_SKIP": no_skip, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    env["COLUMNS"] = "400"
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_every_kind_of_skipped_test_fails_the_build_and_says_why(tmp_path: Path) -> None:
    result = run(tmp_path, "1", *SKIPPED.values())
    for at, how in enumerate(SKIPPED):
        assert f"test_sample_{at}.py" in result.stdout.partition("short test summary")[2], how
    assert result.stdout.count("a skipped test is a failure here (MOTCUA_NO_SKIP)") >= len(SKIPPED)
    assert "no paper" in result.stdout
    assert result.returncode != 0


def test_elsewhere_a_skipped_test_is_only_skipped(tmp_path: Path) -> None:
    result = run(tmp_path, "", *SKIPPED.values())
    assert result.returncode == 0
    assert f"{len(SKIPPED)} skipped" in result.stdout


def test_a_test_expected_to_fail_is_not_a_skipped_one(tmp_path: Path) -> None:
    assert run(tmp_path, "1", XFAIL).returncode == 0


def test_the_suite_loads_the_plugin(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.pluginmanager.has_plugin("plugin_noskip")
