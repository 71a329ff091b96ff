"""The lab is itself no source of what Anki complains of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.anki.lab import Lab
from tests.package.samples import packed, rendered

LAST_OF_A_SECOND = 1_760_000_000_999


def test_cards_answered_within_one_millisecond(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer has a time of its own, and it is that of its card, although a new second begins after the first."""
    monkeypatch.setattr("anki.scheduler.v3.int_time", lambda scale=1: LAST_OF_A_SECOND * scale // 1000)
    with Lab(tmp_path) as lab:
        lab.load(packed([rendered(str(i)) for i in range(3)]))
        lab.review(3)
        assert lab.problems() == ()
        assert lab._db.list("select id from revlog order by id") == [LAST_OF_A_SECOND + i for i in range(3)]
