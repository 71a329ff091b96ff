"""Give every draft its identity: GUID, deck, and what happened to it since the last release.

Owns: GUIDs of new notes, the deck of a document, retirement and return, and the findings
about all that.  Does not own: who is who (``matching``), times and digests (``stamp``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from builder.ledger import ordinals, retire, texts
from builder.ledger.entries import DocumentEntry, Entry, Ledger
from builder.ledger.matching import How, Match, Matches, Tie, match
from builder.model.diagnostics import Diagnostic, Severity
from builder.model.notes import Draft, Note, Placed
from builder.model.notetypes import STANDARD, is_cloze
from builder.model.outline import deck_name
from builder.model.source import Span
from builder.rules import identity as rules
from builder.rules.kinds import KIND_CHANGED, NOTETYPE_SWITCHED

_MANY = 5  # notes of one document that go at once, if they are most of it, are worth a warning
_SHOWN = 70  # characters of a question in a message


class Outcome(Enum):
    """What happened to a note since the last release, as far as its identity shows."""

    SAME = "same"
    MOVED = "moved"
    REWORDED = "reworded"
    NEW = "new"
    REVIVED = "revived"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Identified:
    """All notes: those of the sources in their order, then the retired ones.

    ``outcomes`` has one for each note; ``documents`` and ``root`` go into the next ledger.
    """

    notes: tuple[Note, ...]
    outcomes: tuple[Outcome, ...]
    documents: tuple[DocumentEntry, ...]
    root: str
    diagnostics: tuple[Diagnostic, ...]


def identify(
    placed: Sequence[Placed],
    ledger: Ledger,
    *,
    root: str | None = None,
    unread: Collection[str] = (),
    exists: Callable[[str], bool] = lambda path: False,
) -> Identified:
    """Recognise the notes of the last release among ``placed``, and name the new ones.

    ``root`` is the root deck if the configuration names one; otherwise the ledger's is kept.
    ``unread`` are the paths of documents that are there but were not read (where one of several
    is built alone): their notes are neither here nor gone, and the ledger keeps them as they
    are.  ``exists`` tells of a path whether there is such a file, read or not: what is gone from it was
    hardly meant to go.  The order of ``placed`` decides nothing but the order of the result.
    """
    drafts = [p.draft for p in placed]
    entries = [e for e in ledger.notes if e.path not in unread]
    drafts, matches, guids = _identities(drafts, entries, ledger)
    renamed = _renamed(drafts, matches.found, ledger)
    root_name = root or ledger.root
    documents = _documents(placed, ledger, renamed)
    placed = [replace(p, draft=draft) for p, draft in zip(placed, drafts, strict=True)]
    notes = [
        _note(p, matches.found.get(i), guids.get(i, ""), _deck(root_name, p, documents[p.draft.path]))
        for i, p in enumerate(placed)
    ]
    outcomes = [
        _outcome(d, key, matches.found.get(i)) for i, (d, key) in enumerate(zip(drafts, matches.keys, strict=True))
    ]
    matched = {m.entry.guid for m in matches.found.values()}
    gone = [e for e in entries if e.guid not in matched and not e.dropped]
    gone = [replace(e, path=renamed.get(e.path, e.path)) for e in gone]
    known = {d.document: d for d in ledger.documents}
    documents |= {path: d for path, d in known.items() if path in unread}
    for entry in sorted(gone, key=lambda e: (e.created, e.guid)):
        document = documents.setdefault(entry.path, known.get(entry.path, DocumentEntry(entry.path)))
        notes.append(_retired(entry, _join(root_name, document.deck), document.title))
        outcomes.append(Outcome.RETIRED)
    findings = _Findings(placed, matches, ledger, documents, renamed, exists)
    return Identified(
        tuple(notes),
        tuple(outcomes),
        tuple(documents[path] for path in sorted(documents)),
        root_name,
        tuple(findings.all(gone, root_name)),
    )


# ------------------------------------------------------------------------------- notes


def _identities(
    drafts: Sequence[Draft], entries: Sequence[Entry], ledger: Ledger
) -> tuple[list[Draft], Matches, dict[int, str]]:
    """Return the matches and the GUIDs of new notes; derived drafts get the GUID that their parent gives them.

    Notes of the sources' own come first: what is made of their answers hangs on them, and is never one of them.
    """
    own = [i for i, draft in enumerate(drafts) if draft.derived is None]
    matches = match([drafts[i] for i in own], [e for e in entries if not e.derived])
    given = _new_guids([drafts[i] for i in own], matches, ledger)
    found = {i: replace(m, draft=i) for k, i in enumerate(own) if (m := matches.found.get(k))}
    guids = {own[k]: guid for k, guid in given.items()}
    if len(own) == len(drafts):
        return list(drafts), matches, guids
    of_parent = {drafts[i].question.span: found[i].entry.guid if i in found else guids[i] for i in own}
    rest = [i for i in range(len(drafts)) if drafts[i].derived is not None]
    named = {i: _hanging(drafts[i], of_parent) for i in rest}
    second = match([named[i] for i in rest], [e for e in entries if e.derived])
    found |= {i: replace(m, draft=i) for k, i in enumerate(rest) if (m := second.found.get(k))}
    guids |= {rest[k]: guid for k, guid in _new_guids([named[i] for i in rest], second, ledger).items()}
    ties = (
        *(replace(tie, drafts=tuple(own[d] for d in tie.drafts)) for tie in matches.ties),
        *(replace(tie, drafts=tuple(rest[d] for d in tie.drafts)) for tie in second.ties),
    )
    keys = dict(zip([*own, *rest], (*matches.keys, *second.keys), strict=True))
    all_drafts = [named.get(i, draft) for i, draft in enumerate(drafts)]
    return all_drafts, Matches(found, ties, tuple(keys[i] for i in range(len(drafts)))), guids


def _hanging(draft: Draft, of_parent: Mapping[Span, str]) -> Draft:
    """Return a derived draft with its GUID, if its parent is a note (one of a topic that is left out is none)."""
    derived = draft.derived
    parent = of_parent.get(derived.parent) if derived else None
    return replace(draft, guid=texts.derived_guid(parent, derived.kind, derived.name)) if derived and parent else draft


def _new_guids(drafts: Sequence[Draft], matches: Matches, ledger: Ledger) -> dict[int, str]:
    """Return GUIDs for the drafts that are new: the one that the source states, or one made of the question.

    Several that ask the same are told apart by a salt, given out in the order of their
    answers, so that it does not matter where they stand.
    """
    new = [i for i in range(len(drafts)) if i not in matches.found]
    new.sort(key=lambda i: (texts.answer_digest(drafts[i].answer.text), drafts[i].path, _titles(drafts[i]), i))
    taken = {entry.guid for entry in ledger.notes}
    salts: Counter[str] = Counter()
    guids = {}
    for i in new:
        if drafts[i].guid and drafts[i].guid not in taken:
            guids[i] = drafts[i].guid
            taken.add(drafts[i].guid)
    for i in new:
        if i in guids:
            continue
        key = matches.keys[i]
        while (guid := texts.guid(ledger.identity, key, salts[key])) in taken:
            salts[key] += 1
        taken.add(guid)
        guids[i] = guid
    return guids


def _deck(root: str, placed: Placed, document: DocumentEntry) -> str:
    """Return the full name of a note's own deck, which may begin with the root, or of its document's."""
    if placed.draft.deck is None:
        return _join(root, document.deck)
    return placed.deck if f"{placed.deck}::".startswith(f"{root}::") else _join(root, placed.deck)


def _note(placed: Placed, found: Match | None, new_guid: str, deck: str) -> Note:
    entry = found.entry if found else None
    return Note(
        draft=placed.draft,
        guid=entry.guid if entry else new_guid,
        tags=placed.tags,
        deck=deck,
        title=placed.title,
        created=entry.created if entry else 0,
        modified=entry.modified if entry else 0,
        cards=_cards(placed.draft, entry),
    )


def _cards(draft: Draft, entry: Entry | None) -> tuple[int, ...]:
    return ordinals.assign(draft.gaps.cloze.deletions, entry.deletions if entry else ()) if draft.gaps else ()


def _retired(entry: Entry, deck: str, title: str) -> Note:
    return Note(
        draft=retire.draft(entry),
        guid=entry.guid,
        tags=retire.tags(entry.tags),
        deck=deck,
        title=title,
        created=entry.created,
        modified=entry.modified,
        retired=max(1, entry.retired),
        cards=tuple(ordinals.living(entry.deletions)[:1]),
    )


def _outcome(draft: Draft, key: str, found: Match | None) -> Outcome:
    if found is None:
        return Outcome.NEW
    if not found.entry.live:
        return Outcome.REVIVED
    if key != texts.normal(found.entry.question):
        return Outcome.REWORDED
    return Outcome.SAME if _place(draft) == (found.entry.path, found.entry.sections) else Outcome.MOVED


def _titles(draft: Draft) -> tuple[str, ...]:
    return tuple(section.title for section in draft.sections)


def _place(draft: Draft) -> tuple[str, tuple[str, ...]]:
    return draft.path, _titles(draft)


# --------------------------------------------------------------------------- documents


def _renamed(drafts: Sequence[Draft], found: Mapping[int, Match], ledger: Ledger) -> dict[str, str]:
    """Return old path -> new path of renamed documents.

    A document is recognised by its notes: half of what was in the old one must be in the new one.
    """
    paths = {d.path for d in drafts}
    known = {d.document for d in ledger.documents}
    size = Counter(e.path for e in ledger.notes if e.live)
    common = Counter((m.entry.path, drafts[i].path) for i, m in found.items())
    renamed: dict[str, str] = {}
    for (old, new), count in sorted(common.items(), key=lambda item: (-item[1], item[0])):
        moved = old in known and old not in paths and new not in known
        if moved and 2 * count >= size[old] and old not in renamed and new not in renamed.values():
            renamed[old] = new
    return renamed


def _documents(placed: Sequence[Placed], ledger: Ledger, renamed: Mapping[str, str]) -> dict[str, DocumentEntry]:
    """Return the documents of the sources by path; the ledger's deck is kept unless the configuration names one."""
    known = {renamed.get(d.document, d.document): d for d in ledger.documents}
    alone = len({p.title for p in placed} | {d.title for d in ledger.documents}) == 1
    documents: dict[str, DocumentEntry] = {}
    dialects: defaultdict[str, set[str]] = defaultdict(set)
    for p in placed:
        path = p.draft.path
        dialects[path].add(p.draft.dialect)
        if path not in documents:
            if p.draft.deck is not None:  # a note's own deck says nothing about the document's other notes
                deck = known[path].deck if path in known else deck_name(p.title.replace("::", ":"))
            else:
                deck = p.deck if p.named or path not in known else known[path].deck
            by_section = known[path].by_section if path in known else alone
            documents[path] = DocumentEntry(path, deck, p.title, by_section=by_section)
    return {path: replace(d, dialects=tuple(sorted(dialects[path] - {""}))) for path, d in documents.items()}


def _join(root: str, deck: str) -> str:
    return f"{root}::{deck}" if deck else root


# ---------------------------------------------------------------------------- findings


class _Findings:
    """Findings about identities that are worth reporting."""

    def __init__(
        self,
        placed: Sequence[Placed],
        matches: Matches,
        ledger: Ledger,
        documents: Mapping[str, DocumentEntry],
        renamed: Mapping[str, str],
        exists: Callable[[str], bool],
    ) -> None:
        self.exists = exists
        self.drafts = [p.draft for p in placed]
        self.pairs = [(self.drafts[i], m) for i, m in sorted(matches.found.items())]
        self.ties = matches.ties
        self.ledger = ledger
        self.documents = documents
        self.renamed = renamed
        self.spans: dict[str, Span] = {}  # of each document's first note
        for draft in self.drafts:
            self.spans.setdefault(draft.path, draft.question.span)

    def all(self, gone: Iterable[Entry], root: str) -> Iterator[Diagnostic]:
        yield from self.pins()
        yield from self.reworded()
        yield from self.moved()
        yield from self.of_another_kind()
        yield from self.returned()
        yield from (self.tie(t) for t in self.ties)
        yield from self.gone([e for e in gone if e.live])
        yield from self.dialects()
        yield from self.decks(root)
        yield from self.titles()

    def pins(self) -> Iterator[Diagnostic]:
        first: dict[str, Draft] = {}
        for draft in self.drafts:
            if draft.pin and first.setdefault(draft.pin, draft) is not draft:
                yield Diagnostic(
                    rules.PIN_TWICE,
                    f"the id {draft.pin!r} belongs to the note at {first[draft.pin].question.span} already",
                    draft.question.span,
                    hint="give one of the two another id",
                )

    def reworded(self) -> Iterator[Diagnostic]:
        for draft, found in self.pairs:
            if found.how is How.ALIKE and found.entry.live:
                asked = _quoted(found.entry.question)
                if found.thin:
                    yield Diagnostic(
                        rules.DOUBTFUL,
                        f"is {_quoted(draft.question.text)} the same card as {asked}? It is taken for it",
                        draft.question.span,
                        hint="if it is, go on: the next build knows it; if not, give it an id of its own: {#some-name}",
                    )
                else:
                    yield Diagnostic(
                        rules.REWORDED,
                        f"taken for the note that asked {asked} ({found.likeness:.0%} alike)",
                        draft.question.span,
                        hint="if it is another question, give it an id of its own: {#some-name}",
                    )

    def of_another_kind(self) -> Iterator[Diagnostic]:
        """Report notes that are unchanged except for their notetype."""
        matched = {found.entry.guid for _, found in self.pairs}
        left = {e.pin or texts.normal(e.question): e for e in self.ledger.notes if e.live and e.guid not in matched}
        known = {id(draft) for draft, _ in self.pairs}
        for draft in self.drafts:
            entry = left.get(draft.pin or texts.normal(draft.identity)) if id(draft) not in known else None
            before = (entry.notetype or STANDARD) if entry else draft.notetype
            if before != draft.notetype:
                became = f"becomes a note of the type “{draft.notetype}”, and was “{before}”"
                yield Diagnostic(
                    KIND_CHANGED if is_cloze(before) != is_cloze(draft.notetype) else NOTETYPE_SWITCHED,
                    f"this note {became}: learners who have it begin anew",
                    draft.question.span,
                    "Anki cannot change the type of a note; take the change back to keep the learners' progress",
                )

    def moved(self) -> Iterator[Diagnostic]:
        groups: defaultdict[tuple[str, str], list[Draft]] = defaultdict(list)
        for draft, found in self.pairs:
            entry = found.entry
            if draft.path != entry.path:
                groups[draft.path, f"from {entry.path}"].append(draft)
            elif _titles(draft) != entry.sections:
                section = (
                    f"section {_quoted(' › '.join(entry.sections))}" if entry.sections else "outside of any section"
                )
                groups[draft.path, f"from {section}"].append(draft)
        for (_, whence), drafts in groups.items():
            yield Diagnostic(rules.MOVED, f"{_count(len(drafts))} moved here {whence}", drafts[0].question.span)

    def returned(self) -> Iterator[Diagnostic]:
        adopted: defaultdict[str, list[Draft]] = defaultdict(list)
        for draft, found in self.pairs:
            if not found.entry.live:
                yield Diagnostic(rules.REVIVED, "this note had gone, and is back", draft.question.span)
            elif not found.entry.digest:
                adopted[draft.path].append(draft)
        for drafts in adopted.values():
            yield Diagnostic(
                rules.ADOPTED,
                f"{_count(len(drafts))} of this document will take the place of notes of another tool's deck",
                drafts[0].question.span,
                hint="tell learners to change the old notes' type to Deckbuilder, once: see 'deckbuilder explain I005'",
            )

    def titles(self) -> Iterator[Diagnostic]:
        """Report documents that share a deck and a tag because they share a title."""
        first: dict[str, str] = {}
        for path in sorted(self.spans):
            document = self.documents[path]
            if document.title and first.setdefault(document.title.casefold(), path) != path:
                yield Diagnostic(
                    rules.TITLE_TWICE,
                    f"the title “{document.title}” is that of {first[document.title.casefold()]} as well:"
                    " both are one deck, one tag and one package",
                    Span(path, 1),
                    hint="give one of them another title, if that is not meant",
                )

    def tie(self, tie: Tie) -> Diagnostic:
        first = self.drafts[tie.drafts[0]]
        asked = " and ".join(_quoted(e.question) for e in tie.entries)
        others = [str(self.drafts[d].question.span) for d in tie.drafts[1:]]
        also = f" (and so could {', '.join(others)})" if others else ""
        return Diagnostic(
            rules.AMBIGUOUS,
            f"this could be the note that asked {asked}{also}; it counts as new",
            first.question.span,
            hint="to keep its progress, take the old words back, add an id ({#some-name}), build, then change them",
        )

    def gone(self, entries: Iterable[Entry]) -> Iterator[Diagnostic]:
        by_path: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_path[entry.path].append(entry)
        # What is made of answers goes with them, or because the author wants no more of it.
        size = Counter(self.renamed.get(e.path, e.path) for e in self.ledger.notes if e.live and not e.derived)
        here = Counter(draft.path for draft in self.drafts if draft.derived is None)
        for path, lost in by_path.items():
            span = Span(path, 1) if path in self.spans else None
            own = sum(not entry.derived for entry in lost)
            if own >= _MANY and 2 * own > size[path]:
                kept = (path in self.spans or self.exists(path)) and 2 * here[path] < size[path]
                yield Diagnostic(
                    rules.MANY_RETIRED,
                    f"{own} of the {size[path]} notes of {path} have gone; they would ship as retired",
                    span,
                    hint="'deckbuilder diff' lists them; 'deckbuilder dialects' says how the document is read"
                    + ("; to retire them, build with --retire" if kept else ""),
                    severity=Severity.ERROR if kept else None,
                )
                continue
            for entry in lost:
                yield Diagnostic(
                    rules.RETIRED, f"the note {_quoted(entry.question)} has gone from {path}; it ships as retired", span
                )

    def dialects(self) -> Iterator[Diagnostic]:
        for old in self.ledger.documents:
            path = self.renamed.get(old.document, old.document)
            new = self.documents.get(path)
            if path in self.spans and new and old.dialects and new.dialects and not {*old.dialects} & {*new.dialects}:
                yield Diagnostic(
                    rules.DIALECT_CHANGED,
                    f"this document was read as {', '.join(old.dialects)}, and now as {', '.join(new.dialects)}",
                    Span(path, 1),
                    hint=f"if that is wrong, write 'dialect: {old.dialects[0]}' in its front matter",
                )

    def decks(self, root: str) -> Iterator[Diagnostic]:
        hint = "learners' cards stay in the deck with the old name; only new notes go into the new one"
        if root != self.ledger.root:
            yield Diagnostic(
                rules.DECK_RENAMED, f"the root deck {self.ledger.root!r} becomes {root!r}", None, hint=hint
            )
        for old in self.ledger.documents:
            path = self.renamed.get(old.document, old.document)
            new = self.documents.get(path)
            if path in self.spans and new and new.deck != old.deck:
                yield Diagnostic(
                    rules.DECK_RENAMED, f"the deck {old.deck!r} becomes {new.deck!r}", self.spans[path], hint=hint
                )


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line if len(line) <= _SHOWN else line[: _SHOWN - 1].rstrip() + '…'}”"


def _count(notes: int) -> str:
    return "1 note" if notes == 1 else f"{notes} notes"
