"""The kitchen's site, made once, and readers of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from builder.site import Written
from tests.site.project import Reader, make, project, reader


@pytest.fixture(scope="session")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("kitchen")
    return make(project(folder / "sources"), folder / "dist")


@pytest.fixture
def at_desk(browser: Browser, kitchen: Written) -> Iterator[Reader]:
    """A reader at a desk, by day."""
    assert kitchen.index is not None
    with reader(browser, kitchen.index) as opened:
        yield opened


@pytest.fixture
def on_phone(browser: Browser, kitchen: Written) -> Iterator[Reader]:
    """A reader with a phone, by night."""
    assert kitchen.index is not None
    with reader(browser, kitchen.index, width=390, night=True) as opened:
        yield opened


@pytest.fixture
def site_folder(kitchen: Written) -> Path:
    assert kitchen.index is not None
    return kitchen.index.parent
