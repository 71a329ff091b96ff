"""What other systems cannot write."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from builder.project.system import is_portable_path, portable, sync_folder


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("bread", "bread"),
        ("con", "con-"),
        ("AUX", "AUX-"),
        ("lpt1.x", "lpt1.x-"),
        ("console", "console"),
        ('a<b>:"c', "a-b---c"),
        ("dots...", "dots"),
        ("", "-"),
        ("水", "水"),
    ],
)
def test_portable(stem: str, expected: str) -> None:
    assert portable(stem) == expected


@pytest.mark.parametrize("name", ["", "/a", "a//b", "../a", "a/../b", ".", "a\\b", "C:/x", "a\x1bb", "a/", "nul\0"])
def test_paths_that_lead_elsewhere(name: str) -> None:
    assert not is_portable_path(name)


def test_paths_that_lead_downwards() -> None:
    assert is_portable_path("site/cards/水 1.html")


def test_a_system_that_opens_no_folders(tmp_path: Path) -> None:
    def refuses(path: Path, flags: int) -> int:
        raise PermissionError(path)

    sync_folder(tmp_path, refuses)
    sync_folder(tmp_path, os.open)
