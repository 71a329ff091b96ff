"""Packages made to stop or to fill the machine that reads them."""

from __future__ import annotations

import io
import resource
import sqlite3
import time
import zipfile
from collections.abc import Callable
from contextlib import closing

import pytest
import zstandard

from builder.model.diagnostics import ProjectError
from builder.package.apkg import read_package
from tests.package.samples import packed, rendered

_SELECT = "n.id, n.guid, n.mid, n.mod, n.usn, n.tags, n.flds, n.sfld, n.csum, n.flags, n.data"
_ENDLESS = "with recursive r(i) as (select 1 union all select i + 1 from r)"


def _changed(change: str) -> bytes:
    """A package of ours whose collection was changed by SQL."""
    with zipfile.ZipFile(io.BytesIO(packed([rendered("ant"), rendered("bee")]))) as package:
        members = {name: package.read(name) for name in package.namelist()}
    with closing(sqlite3.connect(":memory:")) as collection:
        collection.deserialize(members["collection.anki2"])
        collection.executescript(change)
        collection.commit()
        members["collection.anki2"] = collection.serialize()
    return _zipped(members)


def _zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return buffer.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a view without an end": lambda: _changed(
        f"alter table notes rename to n; create view notes as {_ENDLESS} select {_SELECT} from n, r"
    ),
    "a view of cards": lambda: _changed(
        f"alter table cards rename to c; create view cards as {_ENDLESS} select c.* from c, r"
    ),
    "huge values": lambda: _changed(
        "create table big(id, guid, mid, mod, usn, tags, flds as (hex(zeroblob(400000000))), sfld, csum, flags, data);"
        "insert into big select id, guid, mid, mod, usn, tags, sfld, csum, flags, data from notes;"
        "drop table notes; alter table big rename to notes"
    ),
    "a bomb of Zstandard": lambda: _zipped({"collection.anki21b": zstandard.compress(b"\0" * 450_000_000)}),
    "a bomb of deflate": lambda: _zipped({"collection.anki2": b"\0" * 420_000_000}),
    "a time that is text": lambda: _changed("update notes set mod = 'abc'"),
    "a time before all": lambda: _changed("update notes set mod = -5"),
    "a time beyond all": lambda: _changed("update notes set mod = 9223372036854775807"),
    "a line end in a GUID": lambda: _changed("update notes set guid = 'a' || char(10) || 'b'"),
    "no table": lambda: _changed("drop table cards"),
    "a notetype that is not there": lambda: _changed("update notes set mid = 7"),
    "deep JSON": lambda: _changed(f"update col set models = '{'[' * 100_000}'"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_soon(name: str) -> None:
    data = HOSTILE[name]()
    began, memory = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ProjectError, match="not a readable Anki package"):
        read_package(data, "foreign.apkg")
    assert time.process_time() - began < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 1_800_000  # kB
