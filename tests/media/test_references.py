"""What references lead to: see cases/references.txt."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builder.media import MediaStore
from builder.model.config import Limits
from builder.model.source import Span
from tests import cases
from tests.media.samples import SOUNDS, VIDEO, ProjectFiles, encoded, line_art, noise, plain, svg

CASES = cases.load(Path(__file__).parent / "cases" / "references.txt")
REMOTE = {"https://example.org/fetched.png": "fetched.png", "https://example.org/lost.png": "lost.png"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with files of every kind, and a secret beside it."""
    top = tmp_path_factory.mktemp("references")
    root = top / "project"
    for folder in ("sources/part/img", "media/remote"):
        (root / folder).mkdir(parents=True)
    files = {
        "sources/part/beside.png": encoded(plain(colour=1)),
        "sources/part/img/inner.png": encoded(plain(colour=2)),
        "sources/above.png": encoded(plain(colour=3)),
        "sources/part/twice.png": encoded(plain(colour=4)),
        "media/twice.png": encoded(plain(size=(50, 50))),
        "media/In Media.PNG": encoded(plain(colour=5)),
        "media/Übung 1.png": encoded(plain(colour=6)),
        "media/图.png": encoded(plain(colour=7)),
        "media/50%25#1.png": encoded(plain(colour=8)),
        "media/art.png": encoded(line_art()),
        "media/drawing.svg": svg(),
        "media/wide.jpg": encoded(plain(size=(300, 90)), "JPEG"),
        "media/really-a-jpeg.png": encoded(plain(size=(30, 20)), "JPEG"),
        "media/heavy.png": encoded(noise((100, 100))),
        "media/empty.png": b"",
        "media/text.png": b"just some words",
        "media/page.png": b"<!DOCTYPE html><html><body>Not found</body></html>",
        "media/pointer.png": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
        "media/torn.png": encoded(plain(size=(300, 300)))[:60],
        "media/scan.tiff": encoded(plain(), "TIFF"),
        "media/film.mp4": VIDEO,
        "media/bark.mp3": SOUNDS["mp3"],
        "media/remote/fetched.png": encoded(plain(colour=9)),
    }
    for path, data in files.items():
        (root / path).write_bytes(data)
    (top / "secret.png").write_bytes(encoded(plain(colour=10)))
    (root / "media" / "link.png").symlink_to(top / "secret.png")
    return root


@pytest.mark.parametrize("case", CASES, ids=cases.title)
def test_reference(case: cases.Case, expect: cases.Expect, project: Path) -> None:
    known = [p.relative_to(project).as_posix() for p in project.glob("media/*")]
    limits = Limits(media_bytes=5000, picture_width=200)
    store = MediaStore(ProjectFiles(project), limits=limits, remote=REMOTE, known=known)
    lines = []
    for line in case.input.split("\n"):
        reference, _, alt = line.partition(" | ")
        span = Span("part/deck.md", 1)
        if reference.startswith("sound "):
            name, found = store.resolve_sound(reference.removeprefix("sound "), span)
            lines.append(_without_hash(name or "nothing"))
        else:
            picture, found = store.resolve(reference, span, alt=alt or "a lake in winter")
            shown = (
                f"{picture.name} {picture.width}x{picture.height}{' plate' * picture.plate}" if picture else "nothing"
            )
            lines.append(_without_hash(shown))
        lines += [f"  {d.rule.code} {d.message}" + (f" > {d.hint}" if d.hint else "") for d in found]
    expect(case, "\n".join(lines))


def _without_hash(name: str) -> str:
    """Another Pillow may pack the same picture into other bytes."""
    return re.sub(r"-[0-9a-f]{12}\.", "-#.", name)
