"""What is inside a package: ids, times, positions, decks, media, and the same bytes each time."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import sqlite3
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from builder.model import notetypes
from builder.model.diagnostics import ProjectError
from builder.model.notetypes import Fields
from builder.package.write import _neutral, pack
from tests.package.samples import NOTETYPE, NOTETYPE_ID, NOTETYPE_NAME, RELEASED, packed, rendered


@contextmanager
def collection(package: bytes) -> Iterator[sqlite3.Connection]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        data = opened.read("collection.anki2")
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(data)
        yield connection
    finally:
        connection.close()


def rows(package: bytes, query: str) -> list[Any]:
    with collection(package) as connection:
        return connection.execute(query).fetchall()


def ids(package: bytes) -> dict[str, int]:
    return dict(rows(package, "select guid, id from notes"))


# ------------------------------------------------------------------------- rows


def test_the_database_is_sound() -> None:
    notes = [rendered(str(i), Answer="long " * (i * i % 2000)) for i in range(500)]  # up to several pages each
    package = packed(notes, media={})
    assert rows(package, "pragma integrity_check") == [("ok",)]
    answers = rows(package, "select n.flds from notes n join cards c on c.nid = n.id order by c.due")
    assert [row[0] for row in answers] == ["\x1f".join(NOTETYPE.named(note.fields).values()) for note in notes]


def test_positions_follow_the_given_order_whatever_the_ids() -> None:
    keys = ["zebra", "ant", "moth", "bee"]
    found = rows(
        packed([rendered(k) for k in keys]),
        "select n.guid, c.due, c.ord from cards c join notes n on n.id = c.nid order by c.due",
    )
    assert found == [(f"guid-{key}", due, 0) for due, key in enumerate(keys, 1)]


def test_each_note_has_its_own_modification_time_and_so_has_the_notetype() -> None:
    notes = [rendered("a", modified=RELEASED - 500), rendered("b", modified=RELEASED)]
    package = packed(notes, notetype_modified=RELEASED - 900)
    assert dict(rows(package, "select guid, mod from notes")) == {"guid-a": RELEASED - 500, "guid-b": RELEASED}
    ((models,),) = rows(package, "select models from col")
    assert json.loads(str(models))[str(NOTETYPE_ID)]["mod"] == RELEASED - 900


def test_ids_are_times_in_the_day_before_the_note_was_created() -> None:
    notes = [rendered("old", created=RELEASED - 10_000_000), rendered("undated", created=0)]
    found = ids(packed(notes))
    for guid, created in (("guid-old", RELEASED - 10_000_000), ("guid-undated", RELEASED)):
        assert (created - 86_400) * 1000 < found[guid] <= created * 1000


def test_a_note_keeps_its_id_when_others_come_and_go_and_the_release_moves() -> None:
    first = ids(packed([rendered(str(i)) for i in range(50)]))
    later = ids(
        packed([rendered(str(i), Answer="new") for i in reversed(range(25, 100))], released=RELEASED + 10_000_000)
    )
    assert {g: later[g] for g in first if g in later} == {g: i for g, i in first.items() if g in later}


def test_ids_are_unique_when_very_many_notes_are_born_at_once() -> None:
    # 30 000 notes in a day's milliseconds: five pairs meet by chance, and must be parted.
    package = packed([rendered(str(i)) for i in range(30_000)])
    assert rows(package, "select count(distinct id), count(*) from notes") == [(30_000, 30_000)]


def test_deck_names_that_differ_in_case_are_one_deck() -> None:
    notes = [
        rendered("a", deck="Root::Alpha"),
        rendered("b", deck="ROOT::alpha"),
        rendered("c", deck="root::Beta"),
    ]
    ((decks,),) = rows(packed(notes), "select decks from col")
    names = {d["name"]: d["id"] for d in json.loads(str(decks)).values()}
    assert sorted(names) == ["Default", "Root::Alpha", "Root::Beta"]
    assert len(set(names.values())) == 3
    assert min(names.values()) == names["Default"] == 1


def test_a_description_reaches_its_deck_and_a_parent_is_written_for_it() -> None:
    ((decks,),) = rows(
        packed([rendered("a")], deck_descriptions={"root": "all", "Root::One": "the first", "Other": "no notes"}),
        "select decks from col",
    )
    assert {d["name"]: d["desc"] for d in json.loads(str(decks)).values()} == {
        "Default": "",
        "Root": "all",
        "Root::One": "the first",
    }


def test_nothing_is_said_about_html_that_is_good() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        packed([rendered("a", Answer="<custom-tag> a &lt; b <b>x</b> <!-- c --> a < b and c > d")])


# ------------------------------------------------------------------------ media


def test_only_used_media_is_packed_in_the_order_of_names() -> None:
    media = {"b.png": b"B", "_font.woff2": b"F", "a.svg": b"<svg/>", "unused.png": b"U"}
    package = packed([rendered("a", media=("b.png", "a.svg"))], media=media)
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        listing = json.loads(opened.read("media"))
        assert listing == {"0": "_font.woff2", "1": "a.svg", "2": "b.png"}
        assert [opened.read(key) for key in listing] == [b"F", b"<svg/>", b"B"]
        assert opened.getinfo("1").compress_type == zipfile.ZIP_DEFLATED
        assert opened.getinfo("2").compress_type == zipfile.ZIP_STORED


@pytest.mark.parametrize(
    "name", ["../x.png", "/x.png", "a/b.png", "..", "", "A.png", "ü.png", "a b.png", "a%20b.png", "x" * 101, "a\n"]
)
def test_a_media_name_that_anki_would_not_keep_is_refused(name: str) -> None:
    with pytest.raises(ProjectError, match="is no name for a packed file"):
        packed([rendered("a", media=(name,))], media={name: b"x"})


def test_media_that_is_not_there_is_named() -> None:
    with pytest.raises(ProjectError, match=r"not there: gone\.png"):
        packed([rendered("a", media=("gone.png",))])


# ---------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"fields": Fields(question="a\x1fb")}, "U\\+001F"),
        ({"fields": Fields(question=" \n")}, "empty question"),
        ({"fields": Fields(text="not in this notetype")}, "empty question"),
        ({"cards": ()}, "has no card"),
        ({"modified": 0}, "no modification time"),
        ({"note": {"guid": ""}}, "empty GUID"),
        ({"note": {"tags": ("two words",)}}, "white space"),
        ({"note": {"tags": ("tab\there",)}}, "white space"),
        ({"note": {"tags": ("ideographic\u3000space",)}}, "white space"),
        ({"note": {"tags": ("",)}}, "white space"),
        ({"note": {"deck": "a::::b"}}, "empty part"),
        ({"note": {"deck": ""}}, "empty part"),
    ],
)
def test_a_note_that_would_not_arrive_whole_is_refused_with_its_place(change: dict[str, object], words: str) -> None:
    good = rendered("a")
    inner = change.pop("note", {})
    bad = dataclasses.replace(good, note=dataclasses.replace(good.note, **inner), **change)  # type: ignore[arg-type]
    with pytest.raises(ProjectError, match=words) as error:
        packed([bad])
    assert str(error.value.span) == "notes.md:1:1"


def test_a_guid_used_twice_is_refused() -> None:
    with pytest.raises(ProjectError, match="'guid-a' is used twice"):
        packed([rendered("a"), rendered("b"), rendered("a")])


@pytest.mark.parametrize("released", [0, -1, 86_400])
def test_a_release_at_the_beginning_of_time_is_refused(released: int) -> None:
    with pytest.raises(ProjectError, match="time of the release"):
        packed([rendered("a")], released=released)


def test_an_empty_package_is_no_error_here() -> None:
    assert rows(packed([]), "select count(*) from notes") == [(0,)]


# ------------------------------------------------------------------- same bytes

_BUILD = """
import sys
from tests.package.samples import packed, rendered
notes = [rendered(str(i), tags=("b", "a::c"), deck=f"Root::{i % 7}", media=("x.png",)) for i in range(300)]
package = packed(notes, media={"y.svg": b"", "x.png": bytes(5000)}, deck_descriptions={"Root": "text"})
sys.stdout.buffer.write(package)
"""


def test_the_same_notes_give_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    packages = [
        subprocess.run(
            [sys.executable, "-c", _BUILD],
            cwd=root,
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "TMPDIR": str(tmp_path)},
            check=True,
            capture_output=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("4242", "Asia/Tokyo"))
    ]
    assert packages[0] == packages[1]
    assert len(packages[0]) > 5000


def test_neither_clock_nor_library_nor_user_shows_in_the_bytes() -> None:
    package = packed([rendered("a", media=("x.png",))], media={"x.png": b"x"})
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        assert {info.date_time for info in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.create_system for info in opened.infolist()} == {3}
        assert {info.external_attr for info in opened.infolist()} == {0o100644 << 16}
        header = opened.read("collection.anki2")[:100]
    assert int.from_bytes(header[96:100]) == 3_040_000, "the version of the SQLite that wrote it"


def test_what_sqlite_left_in_unused_space_is_wiped() -> None:
    """Which bytes are left there differs from one release of SQLite to the next."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("pragma page_size = 4096")
        connection.execute("pragma secure_delete = 0")
        connection.execute("create table t (text)")
        connection.executemany("insert into t values (?)", [("leftover",)] * 50)
        connection.execute("delete from t")
        connection.execute("insert into t values ('kept')")
        connection.commit()
        image = connection.serialize()
    assert b"leftover" in image
    assert b"leftover" not in _neutral(image)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(_neutral(image))
        assert connection.execute("select * from t").fetchall() == [("kept",)]
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]


def test_the_order_of_the_media_mapping_does_not_matter() -> None:
    note = rendered("a", media=("a.png", "b.png"))
    files = {"a.png": b"1", "b.png": b"2"}
    assert packed([note], media=files) == packed([note], media=dict(reversed(files.items())))


def test_the_bytes_move_with_the_content() -> None:
    assert packed([rendered("a")]) != packed([rendered("a", Answer="Other.")])
    assert packed([rendered("a")]) != packed([rendered("a")], notetype_modified=RELEASED + 1)
    notetype = notetypes.Released(NOTETYPE, NOTETYPE_ID, NOTETYPE_NAME, RELEASED)
    assert pack([rendered("a")], notetypes=[notetype], media={}, released=RELEASED) == packed([rendered("a")])
