"""What all tests share: the case files' ``--accept`` and ``expect``, and the browser."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from tests import cases
from tests.browser import browser, chromium

__all__ = ["browser", "chromium"]  # fixtures of tests/browser.py, for every test

# A busy machine is no fault of the code: no test may fail because of how long an example took.
settings.register_profile("deckbuilder", deadline=None)
settings.load_profile("deckbuilder")

_ACCEPTED = pytest.StashKey[dict[Path, dict[cases.Case, str]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write what was got into the case files; review the diff")


def pytest_configure(config: pytest.Config) -> None:
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="deckbuilder-own-")  # no test meets the user's own caches
    config.stash[_ACCEPTED] = {}


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["XDG_CACHE_HOME"])


@pytest.fixture
def expect(request: pytest.FixtureRequest) -> cases.Expect:
    """Compare what a case gave with what its file says, or take it into the file with ``--accept``."""

    def compare(case: cases.Case, got: str) -> None:
        if request.config.getoption("--accept"):
            request.config.stash[_ACCEPTED].setdefault(case.path, {})[case] = got
        else:
            assert got == case.expected, f"{case.path.name}: {case.title} (pytest --accept takes the new output)"

    return compare


def pytest_sessionfinish(session: pytest.Session) -> None:
    for path, answers in session.config.stash[_ACCEPTED].items():
        cases.accept(path, answers)
