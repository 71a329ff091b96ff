"""The files of a build: names, sharing, what was used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.media import MediaStore, names_sound, unused
from builder.media.kinds import PNG, sniff
from builder.media.naming import content_name
from builder.model.diagnostics import Severity
from builder.model.source import Span
from builder.rules import media as rules
from tests.media.samples import SOUNDS, ProjectFiles, encoded, line_art, plain, svg

SPAN = Span("deck.md", 3, 5)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "media").mkdir()
    return tmp_path


def test_the_same_bytes_twice_are_one_file(root: Path) -> None:
    (root / "media" / "one.png").write_bytes(encoded(plain()))
    (root / "media" / "two.png").write_bytes(encoded(plain()))
    store = MediaStore(ProjectFiles(root))
    first, _ = store.resolve("one.png", SPAN, alt="a square")
    second, _ = store.resolve("two.png", SPAN, alt="a square")
    assert first == second
    assert len(store.files) == 1
    assert store.used == {"media/one.png", "media/two.png"}


def test_two_files_of_one_name_are_two_files(root: Path) -> None:
    for folder, colour in (("a", 1), ("b", 2)):
        (root / "sources" / folder).mkdir()
        (root / "sources" / folder / "figure.png").write_bytes(encoded(plain(colour=colour)))
    store = MediaStore(ProjectFiles(root))
    first, _ = store.resolve("figure.png", Span("a/deck.md", 1), alt="a square")
    second, _ = store.resolve("figure.png", Span("b/deck.md", 1), alt="a square")
    assert first is not None
    assert second is not None
    assert first.name != second.name
    assert len(store.files) == 2


def test_the_packed_bytes_are_those_that_the_name_and_the_picture_tell_of(root: Path) -> None:
    (root / "media" / "art.png").write_bytes(encoded(line_art()))
    (root / "media" / "drawing.svg").write_bytes(svg("<script/><path/>"))
    (root / "media" / "bark.mp3").write_bytes(SOUNDS["mp3"])
    store = MediaStore(ProjectFiles(root))
    store.resolve("art.png", SPAN)
    store.resolve("drawing.svg", SPAN)
    store.resolve_sound("bark.mp3", SPAN)
    assert {name.partition("-")[0] for name in store.files} == {"art", "drawing", "bark"}
    for name, file in store.files.items():
        assert name == file.name
        kind = sniff(file.data)
        assert kind is not None
        assert name.endswith(f".{kind.extension}")
    assert b"script" not in next(f.data for n, f in store.files.items() if n.endswith("svg"))


def test_a_changed_file_has_another_name(root: Path) -> None:
    names = set()
    for colour in (1, 2):
        (root / "media" / "a.png").write_bytes(encoded(plain(colour=colour)))
        picture, _ = MediaStore(ProjectFiles(root)).resolve("a.png", SPAN)
        assert picture is not None
        names.add(picture.name)
    assert len(names) == 2


def test_findings_stand_where_the_reference_stands(root: Path) -> None:
    picture, found = MediaStore(ProjectFiles(root)).resolve("none.png", SPAN, alt="a lake")
    assert picture is None
    assert [d.span for d in found] == [SPAN]


def test_what_leads_out_of_the_project_is_told_and_not_packed(root: Path) -> None:
    (root.parent / "secret.png").write_bytes(encoded(plain()))
    store = MediaStore(ProjectFiles(root))
    for reference in ("../../secret.png", str(root.parent / "secret.png"), f"file://{root.parent}/secret.png"):
        picture, found = store.resolve(reference, SPAN, alt="a secret")
        assert picture is None
        assert [(d.rule, d.level) for d in found] == [(rules.OUTSIDE, Severity.WARNING)]
    assert not store.files
    assert not store.used


def test_a_file_without_permission_is_not_taken_for_one_outside(root: Path) -> None:
    class Locked(ProjectFiles):
        def read_media(self, source: str, reference: str) -> tuple[str, bytes]:
            raise PermissionError(13, "Permission denied", reference)

    _, found = MediaStore(Locked(root)).resolve("a.png", SPAN, alt="a lake")
    assert [d.rule for d in found] == [rules.UNREADABLE]


def test_a_file_that_no_card_can_show_counts_as_used(root: Path) -> None:
    (root / "media" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    store = MediaStore(ProjectFiles(root))
    assert store.resolve("broken.png", SPAN)[0] is None
    assert not unused(["media/broken.png"], store.used)


def test_web_addresses_are_gathered_for_fetch(root: Path) -> None:
    store = MediaStore(ProjectFiles(root))
    store.resolve("//example.org/a.png#top", SPAN)
    store.resolve("a.png", SPAN)
    store.resolve_sound("https://example.org/a.mp3", SPAN)
    assert store.on_the_web == (("https://example.org/a.png", SPAN), ("https://example.org/a.mp3", SPAN))


def test_unused_files() -> None:
    paths = [
        "media/b.png",
        "media/a.MP3",
        "media/c.svg",
        "media/remote/manifest.json",
        "media/LICENSE",
        "media/a.drawio",
    ]
    found = unused(paths, {"media/c.svg"})
    assert [d.message for d in found] == ["no source refers to media/a.MP3", "no source refers to media/b.png"]
    assert {d.rule for d in found} == {rules.UNUSED}


def test_a_file_over_what_ankiweb_takes_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.media.store.ANKIWEB_BYTES", 100)
    (root / "media" / "long.wav").write_bytes(SOUNDS["wav"] + bytes(100))
    name, found = MediaStore(ProjectFiles(root)).resolve_sound("long.wav", SPAN)
    assert name is None
    assert [d.rule for d in found] == [rules.REFUSED]


@pytest.mark.parametrize(
    ("reference", "sound"),
    [("a.mp3", True), ("a%2Emp3?v=1#t=3", True), ("https://example.org/a.OGG", True), ("a.png", False), ("", False)],
)
def test_references_to_sounds_by_their_ending(reference: str, sound: bool) -> None:
    assert names_sound(reference) is sound


@given(st.text(max_size=300))
def test_names_are_such_as_every_system_takes(stem: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*-[0-9a-f]{12}\.png", content_name(stem, b"", PNG))
    assert len(content_name(stem, b"", PNG)) <= 100


@given(st.text(max_size=60))
def test_no_reference_breaks_the_build(reference: str) -> None:
    store = MediaStore(ProjectFiles(Path(__file__).parent))
    picture, found = store.resolve(reference, SPAN, alt="a lake")
    assert (picture is None) == any(d.rule is not rules.NO_ALT for d in found)
