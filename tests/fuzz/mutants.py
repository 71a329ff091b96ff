"""Damaged inputs of every kind, and what must hold for each: only ``ProjectError``, a fate for every line, an end.

``make fuzz`` tries new ones for some minutes of CPU time and writes what it finds to ``tests/fuzz/found``, which
``test_fuzz`` replays: a file there is an input that once failed.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from builder import ledger
from builder.media import MediaStore
from builder.model.config import Config, parse_config
from builder.model.diagnostics import ProjectError
from builder.package.apkg import read_package
from builder.read.reading import read_document
from builder.read.recognise import registry
from builder.render import Renderer
from tests.package.samples import packed, rendered

ROOT = Path(__file__).parents[2]
FOUND = Path(__file__).parent / "found"
_CPU_SECONDS = 20.0  # for one input of some kilobytes; what is quadratic takes far longer
_LARGEST = 20_000  # bytes of a document that is mutated
_PIECES = (
    "`", "```", "~~~", "$", "$$", "{{c1::", "}}", "::", "???", "\n", "\n\n", "    ", "\t", "> ", "- ", "1. ", "# ", "|",
    "---", "<details>", "</summary>", "<b>", "-->", "<!--", "[x]", "](", "[^1]", "Q:", "A:", "\\", "\ufffd", "\u202e",
    "\x00", "\r", "&#31;", "#card", "%%", ". . .", "<<<<<<< a", "\u00a0", "=", '"', ",", ";",
)  # fmt: skip


class _NoFiles:
    """No picture is there."""

    def read_media(self, source: str, reference: str) -> tuple[str, bytes]:
        raise FileNotFoundError(reference)


def documents() -> list[tuple[str, bytes]]:
    """The layout documents and the course, as name and bytes: what mutants are made of."""
    files = [*(ROOT / "tests" / "layouts").iterdir(), *(ROOT / "sources").iterdir()]
    known = {".md", ".txt", ".html", ".rst", ".adoc", ".ipynb", ".csv", ".docx", ".mdx"}
    return [
        (f.name, f.read_bytes())
        for f in sorted(files)
        if f.suffix in known and f.is_file() and f.stat().st_size <= _LARGEST
    ]


def mutant(chance: random.Random, samples: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """One of ``samples``, cut, joined with another, or with some of its bytes replaced."""
    name, data = chance.choice(samples)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        step = chance.randrange(5)
        if step == 0:
            data = data[:at] + chance.choice(_PIECES).encode() * chance.choice((1, 1, 2, 50)) + data[at:]
        elif step == 1:
            data = data[:at] + data[at + chance.randint(1, 40) :]
        elif step == 2:
            data = data[:at] + bytes((chance.randrange(256),)) + data[at + 1 :]
        elif step == 3:
            lines = data.split(b"\n")
            chance.shuffle(lines)
            data = b"\n".join(lines)
        else:
            _, other = chance.choice(samples)
            data = data[:at] + other[chance.randrange(len(other) + 1) :][:_LARGEST]
    return name, data


def holds(name: str, data: bytes) -> None:
    """Read ``data`` as what its name says it is.  Raises whatever is no ``ProjectError``, and ``AssertionError``."""
    began = time.process_time()
    try:
        if name.endswith(".jsonl"):
            text = ledger.serialise(ledger.parse(data.decode("utf-8", "replace"), name))
            assert ledger.serialise(ledger.parse(text, name)) == text
        elif name.endswith(".toml"):
            registry(parse_config(data.decode("utf-8", "replace"), name).dialects)
        elif name.endswith(".apkg"):
            read_package(data, name)
        else:
            _document_holds(name, data)
    except ProjectError:
        pass
    spent = time.process_time() - began
    assert spent < _CPU_SECONDS, f"{spent:.0f} s of CPU"


def _document_holds(name: str, data: bytes) -> None:
    document = read_document(name, data, Config(), registry({}))
    source = document.document.source
    lines = [line.number for line in source.lines if not line.blank]
    assert [fate.line for fate in document.reading.fates] == lines, "a line without a fate"
    assert all(d.message for d in document.diagnostics)
    renderer = Renderer(media=MediaStore(_NoFiles()))
    for draft in document.reading.drafts:
        renderer.html(draft.question)
        renderer.html(draft.answer)


def others() -> list[tuple[str, bytes]]:
    """A ledger, a configuration and a package of ours."""
    return [
        ("ledger.jsonl", (ROOT / "sources" / "ledger.jsonl").read_bytes()[:_LARGEST]),
        ("deckbuilder.toml", (ROOT / "sources" / "deckbuilder.toml").read_bytes()),
        ("deck.apkg", packed([rendered("ant"), rendered("bee")])),
    ]


def search(seconds: float, seed: int, keep: Callable[[str, bytes, str], object]) -> int:
    """Try mutants for ``seconds`` of CPU time; ``keep`` gets each that failed, with the trace.  Return how many."""
    chance = random.Random(seed)
    samples = documents()
    few = others()
    tried = 0
    end = time.process_time() + seconds
    while time.process_time() < end:
        name, data = mutant(chance, few if tried % 4 == 0 else samples)
        tried += 1
        try:
            holds(name, data)
        except Exception:
            keep(name, data, traceback.format_exc())
    return tried


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300, help="of CPU time")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()

    def keep(name: str, data: bytes, trace: str) -> None:
        path = FOUND / f"{hashlib.sha256(data).hexdigest()[:8]}-{name}"
        path.write_bytes(data)
        print(f"{path}\n{trace}")

    tried = search(options.seconds, options.seed, keep)
    print(f"{tried:,} inputs tried (seed {options.seed})")


if __name__ == "__main__":
    main()
