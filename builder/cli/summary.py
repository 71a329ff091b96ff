"""What was read and built, in words for a terminal.

Owns: the sentences of the summaries.  Does not own: printing them (``cli``).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from builder.commands import LedgerStatus
from builder.ledger import Joined, Mended
from builder.pipeline import Built, Compilation
from builder.read.reading import count, describe
from builder.render import plain_text


def size(number: int) -> str:
    """Bytes for people."""
    return f"{number / 1_000_000:.1f} MB" if number >= 1_000_000 else f"{max(1, round(number / 1000))} kB"


def built_lines(built: Built, relative_to: Path) -> Iterator[str]:
    """The summary of a build."""
    compilation = built.compilation
    yield from (describe(d) for d in compilation.documents)
    main, *topics = built.packages
    yield ""
    path = _short(main.path, relative_to)
    yield f"{count(main.notes, 'note')} in {count(main.decks, 'deck')} → {path} ({size(main.size)})"
    if topics:
        yield f"{count(len(topics), 'topic package')} → {_short(topics[0].path.parent, relative_to)}{'/'}"
    skipped = sum(len(d.skipped) for d in compilation.documents)
    if skipped:
        yield f"{count(skipped, 'line')} skipped; 'deckbuilder notes --lines' says why"
    typeset = [pair for r in compilation.rendered for pair in r.formulas]
    if typeset:
        yield (
            f"{count(len(typeset), 'plain-text formula')} typeset: "
            + "; ".join(text for text, _ in typeset[:5])
            + ("; …" if len(typeset) > 5 else "")
        )
    if not built.release:
        yield "nothing changed since the last build"
    ledger = compilation.project.ledger
    where = _short(ledger, relative_to)
    if compilation.ledger_text is None:
        yield f"began {where}, which says which note is which: commit it with the sources"
    elif built.stamped and built.stamped.ledger != compilation.ledger:
        yield f"{where} changed: commit it with the sources"


def _short(path: Path, base: Path) -> str:
    return str(path.relative_to(base)) if path.is_relative_to(base) else str(path)


def fate_lines(compilation: Compilation) -> Iterator[str]:
    """Each non-blank line of the sources with what became of it."""
    for document in compilation.documents:
        lines = document.document.source.lines
        for fate in document.reading.fates:
            reason = f" ({fate.reason})" if fate.reason else ""
            number = document.document.source.original(fate.line)
            yield f"{document.path}:{number}: {fate.kind.value}{reason}: {_cut(lines[fate.line - 1].text.strip(), 100)}"


def ledger_lines(status: LedgerStatus, list_retired: bool) -> Iterator[str]:
    """What the ledger holds, and the Anki search that finds what has gone."""
    ledger = status.ledger
    if not ledger.notes:
        yield "there is no ledger yet: the first build makes it"
        return
    live = sum(e.live for e in ledger.notes)
    yield f"{count(live, 'note')} of {count(len(ledger.documents), 'document')}, root deck {ledger.root!r}"
    if status.retired:
        search = f'tag:retired deck:"{ledger.root}"'
        yield f"{count(len(status.retired), 'note')} retired; in Anki, this search finds them: {search}"
    if status.dropped:
        yield f"{count(len(status.dropped), 'note')} dropped, kept here for the day their text returns"
    if list_retired:
        for entry in (*status.retired, *status.dropped):
            state = "dropped" if entry.dropped else f"retired for {count(entry.retired, 'release')}"
            yield f"  {entry.guid}  {entry.path}: {_cut(' '.join(entry.question.split()), 80)}  ({state})"
    changes = len(status.pending.changes)
    yield (
        f"a build would make {count(changes, 'change')}; 'deckbuilder diff' lists them"
        if changes
        else "it fits the sources"
    )


def mended_lines(mended: Mended) -> Iterator[str]:
    """Say of each note that both sides changed whose line was kept: the later one."""
    yield f"mended; {count(len(mended.kept), 'line')} had been changed on both sides" if mended.kept else "mended"
    for kept in mended.kept:
        day = time.strftime(" of %Y-%m-%d %H:%M UTC", time.gmtime(kept.modified)) if kept.modified else ""
        side = f", from {kept.side}" if kept.side else ""
        yield f"  {_cut(' '.join(kept.what.split()), 80)}: kept the line{day}{side}"


def joined_lines(joined: Joined) -> Iterator[str]:
    """Say what was taken over of another project, and what its learners have to do."""
    yield f"{count(joined.taken, 'note')} of the project {joined.identity} taken over, with their GUIDs"
    if joined.left:
        yield f"{count(joined.left, 'note')} retired there before, and left behind"
    yield "put its documents among the sources; the next build recognises their notes, and ships them in this deck"
    yield "learners of the other deck change its notes' type once (see 'deckbuilder explain I005'), or get no updates"
    yield "build no more from the other ledger: two projects would overwrite each other's notes"


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def note_rows(compilation: Compilation) -> Iterator[dict[str, object]]:
    """The notes of the sources as ``notes --format json`` prints them."""
    sources = compilation.sources
    for rendered in compilation.rendered:
        note = rendered.note
        draft = note.draft
        if note.retired:
            continue
        question, answer = (plain_text(html) for html in rendered.listed)
        yield (
            {
                "source": draft.path,
                "line": sources[draft.path].original(draft.line),
                "question": question,
                "section": [s.title for s in draft.sections],
                "answer_text": answer if draft.answered else "",
                "answered": draft.answered,
                "tags": list(note.tags),
                "guid": note.guid,
                "dialect": draft.dialect,
                "kind": draft.kind.value,
                "derived": draft.derived.kind if draft.derived else "",
                "reverse": draft.reverse,
                "typed": draft.typed,
                "cards": len(rendered.cards),
            }
        )


def note_lines(rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """One line for each note: its place, its question, and whether it is answered."""
    for row in rows:
        question = " ".join(str(row["question"]).split())
        mark = "" if row["answered"] else "  (unanswered)"
        yield f"{row['source']}:{row['line']}: {_cut(question, 110)}{mark}"
