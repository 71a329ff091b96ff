"""Take over the identity of notes in an existing package: another tool's deck, or our own after its ledger was lost.

Owns: which packaged note is which note of the sources, and the ledger that follows.  Does
not own: reading the package (``apkg``), the file of the ledger (``project``).

What Anki then does was seen in the real backend (``tests/merge/test_adopt.py``).  A note of
another notetype is left as it is ("conflicting").  *Merge note types* is no way out: Anki
joins both notetypes, gives each note a new card without a schedule, leaves the old one blank
among the *Empty Cards*, and refuses all later updates that are not merged as well.  What
keeps every schedule is *Change Note Type* in the learner's browser, once; see ``ADVICE``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from builder.ledger import Entry, Ledger, NotetypeEntry, texts
from builder.ledger.matching import How, match
from builder.model.cloze import Cloze, anki, cloze
from builder.model.diagnostics import ProjectError
from builder.model.notes import Draft, Rendered
from builder.model.notetypes import CLOZE, STANDARD, Notetype, identifier, is_cloze, key_of, load
from builder.model.source import Excerpt, Line
from builder.package.apkg import PackagedNote
from builder.render import plain_text

ADVICE = """\
Learners of the old deck do this once, and keep all their progress (make a backup first: File > Create Backup):
1. Import the new package. Anki will say that notes were not imported because their note type differs: that is expected.
   Leave "Merge note types" off: it would give every note a new, empty card.
2. In the browser, select the notes of the old deck, and choose Notes > Change Note Type… > “Deckbuilder: …”, the
   type that the import brought. The first field goes to Question, the second to Answer, the card to “Question”.
3. Import NAME-update.anki-json, which 'deckbuilder release' writes beside the package: own tags stay. (If you have
   only the package, import it again with "Update notes: Always", and set that back to "If newer" at the next import.)
"""


@dataclass(frozen=True, slots=True)
class Adopted:
    """A note of the sources that takes over the GUID of a packaged one."""

    guid: str
    path: str
    line: int
    question: str
    was: str  # the packaged question, as plain text
    likeness: float


@dataclass(frozen=True, slots=True)
class Adoption:
    """What was taken over and what was not.

    ``known`` are notes of the sources that have an identity already; ``new`` those that the
    package has not; ``left`` the packaged questions that the sources have not.  ``foreign``
    are the names of the other tool's notetypes (empty: the package is ours), ``decks`` those
    of the decks in which learners' cards lie.
    """

    ledger: Ledger
    adopted: tuple[Adopted, ...]
    known: int
    new: tuple[str, ...]
    left: tuple[str, ...]
    foreign: tuple[str, ...]
    decks: tuple[str, ...]
    fields: tuple[str, ...] = ()  # where another tool keeps question and answer, if not in the first two
    several: int = 0  # adopted notes with more than one card


def adopt(
    packaged: Sequence[PackagedNote],
    rendered: Sequence[Rendered],
    ledger: Ledger,
    *,
    now: int,
    strict: bool = True,
    question: str = "",
    answer: str = "",
) -> Adoption:
    """Match the notes of a package with those of the sources by question and answer.

    ``rendered`` are the notes as they would ship.  A note that the ledger knows keeps its
    GUID, and a GUID that the ledger knows is given to no other note.  ``now`` (Unix seconds)
    bounds the times that are taken over.  ``question`` and ``answer`` name another tool's fields;
    otherwise they are found by what matches.  Raises ``ProjectError`` if nothing matches, unless not ``strict``.
    """
    cards = {n.guid: len(n.cards) for n in packaged}
    names = sorted({name for n in packaged if not our_notetype(n) for name in n.fields})
    packaged, chosen = _arranged(packaged, rendered, question, answer)
    ours = ledger.by_guid
    fresh = [r for r in rendered if r.guid not in ours and not r.note.retired]
    theirs = {n.guid: n for n in packaged if n.guid and n.guid not in ours and not is_retired(n)}
    found = match([_as_read(r) for r in fresh], [as_entry(n) for n in theirs.values()])
    entries = dict(ours)
    adopted: list[Adopted] = []
    for number, m in sorted(found.found.items()):
        note, old = fresh[number].note, theirs[m.entry.guid]
        entries[old.guid] = _entry(fresh[number], old, now)
        score = m.likeness if m.how is How.ALIKE else 1.0
        asked = _line(note.draft.question.text)
        adopted.append(Adopted(old.guid, note.draft.path, note.draft.line, asked, _line(m.entry.question), score))
    if strict and fresh and not adopted and not any(n.guid in ours for n in packaged):
        raise ProjectError(
            "no note of this package is like one of the sources",
            hint="'deckbuilder notes' shows what the sources hold; is it the package of another deck?"
            + (f" Its fields: {', '.join(names)} (--question and --answer name the right ones)" if names else ""),
        )
    for packaged_note in packaged:
        if packaged_note.guid and packaged_note.guid not in entries and is_retired(packaged_note):
            entries[packaged_note.guid] = _retired(packaged_note, now)
    taken = {a.guid for a in adopted}
    adopting = replace(_with_notetypes(ledger, packaged), notes=tuple(entries[guid] for guid in sorted(entries)))
    ids = {n.id or identifier(ledger.identity, n.notetype) for n in adopting.notetypes}
    return Adoption(
        adopting,
        tuple(adopted),
        sum(r.guid in ours for r in rendered),
        tuple(_line(r.note.draft.question.text) for n, r in enumerate(fresh) if n not in found.found),
        tuple(_line(_question(n)) for n in theirs.values() if n.guid not in taken),
        tuple(sorted({n.notetype for n in theirs.values() if n.guid in taken and n.notetype_id not in ids})),
        tuple(sorted({n.deck for n in theirs.values() if n.guid in taken and n.deck})),
        chosen,
        sum(cards[guid] > 1 for guid in taken),
    )


def _arranged(
    packaged: Sequence[PackagedNote], rendered: Sequence[Rendered], question: str, answer: str
) -> tuple[tuple[PackagedNote, ...], tuple[str, ...]]:
    """Return the notes with question and answer first, and the names of these fields if they were not first before."""
    foreign = [n for n in packaged if not our_notetype(n)]
    asked = {texts.normal(plain_text(r.fields.question or r.fields.text)) for r in rendered}
    told = {_line(plain_text(r.fields.answer)) for r in rendered if r.fields.answer}
    hits: Counter[tuple[str, str]] = Counter()
    for note in foreign:
        for name, value in note.fields.items():
            text = plain_text(value)
            hits["question", name] += texts.normal(text) in asked
            hits["answer", name] += _line(text) in told
    names = list(dict.fromkeys(name for n in foreign for name in n.fields))
    for name in (question, answer):
        if name and name not in names:
            raise ProjectError(f"the package has no field {name!r}", hint=f"its fields are: {', '.join(names)}")
    best = question or max(names, key=lambda name: hits["question", name], default="")
    rest = [name for name in names if name != best]
    second = answer or max(rest, key=lambda name: hits["answer", name], default="")
    if not best or (best == names[0] and not answer and (not rest or second == rest[0])):
        return tuple(packaged), ()
    known = hits["answer", second] or answer

    def arranged(note: PackagedNote) -> PackagedNote:
        if our_notetype(note) or best not in note.fields:
            return note
        others = [second] if known and second in note.fields else [n for n in note.fields if n != best]
        return replace(note, fields={name: note.fields[name] for name in (best, *others)})

    return tuple(map(arranged, packaged)), (best, second) if known else (best,)


def as_text(adoption: Adoption) -> str:
    """Return a line for each note that needs a look, the counts, and what learners have to do."""
    lines = [
        f"{a.path}:{a.line}: {a.likeness:.0%} alike: “{a.was}” → “{a.question}”"
        for a in adoption.adopted
        if a.likeness < 1
    ]
    lines += [f"only in the package: “{question}”" for question in adoption.left]
    lines += [f"only in the sources: “{question}”" for question in adoption.new]
    lines.append(
        f"{_notes(len(adoption.adopted))} adopted; {len(adoption.new)} are new, {adoption.known} had an identity"
        f" already; {len(adoption.left)} of the package are not in the sources"
    )
    if adoption.adopted and adoption.decks:
        decks = ", ".join(f"“{deck}”" for deck in adoption.decks)
        lines.append(f"Learners' cards stay in {decks}. For new notes to go there too, set 'deck' in deckbuilder.toml.")
    if adoption.foreign:
        lines += ["", ADVICE.rstrip(), *_warnings(adoption)]
    return "\n".join(lines) + "\n"


def _warnings(adoption: Adoption) -> Iterator[str]:
    """Yield the warnings that hold for this deck only."""
    if adoption.fields:
        quoted = " and the answer in ".join(f"“{name}”" for name in adoption.fields)
        yield f"Mind in step 2: the question is in the field {quoted}."
    yield "Their own remarks on these notes are lost, and their tags too if step 3 is done with the package."
    if adoption.several:
        yield f"{adoption.several} of these notes have several cards: all but the first are lost, with their schedules."
    if adoption.left:
        yield (
            f"Leave out in step 2 the {len(adoption.left)} notes that only the package has:"
            " changed, they would be notes that nobody updates."
        )


# ------------------------------------------------------------------ both sides as plain text


def _as_read(rendered: Rendered) -> Draft:
    """Return the note as plain text, for a package has no Markdown."""
    draft = rendered.note.draft
    question, answer = (plain_text(html) for html in rendered.listed)
    if draft.gaps is not None:
        question = plain_text(rendered.fields.question) or draft.gaps.cloze.plain
    return replace(draft, gaps=None, question=_excerpt(question), answer=_excerpt(answer), sections=(), pin="")


def as_entry(note: PackagedNote) -> Entry:
    """Return the note as plain text, in the form of a ledger entry."""
    answer = _answer(note)
    digests = texts.answer_digest(answer), texts.sketch(answer)
    theirs = CLOZE if _deletions(note) else ""
    return Entry(note.guid, _question(note), *digests, notetype=_key(note) if our_notetype(note) else theirs)


def _question(note: PackagedNote) -> str:
    found = _deletions(note)
    above = plain_text(note.fields.get("Question", "")) if our_notetype(note) else ""  # a cloze of ours goes by it
    return above or (found.plain if found else plain_text(_first(note)))


def _deletions(note: PackagedNote) -> Cloze | None:
    """Return what a note of a cloze type hides."""
    return cloze(_excerpt(plain_text(_first(note))), anki)


def _first(note: PackagedNote) -> str:
    return next(iter(note.fields.values()), "")


def _answer(note: PackagedNote) -> str:
    if our_notetype(note):
        return plain_text(note.fields.get("Answer", ""))
    return "\n".join(plain_text(value) for value in list(note.fields.values())[1:] if value)


def _excerpt(text: str) -> Excerpt:
    return Excerpt("", tuple(Line(1, line) for line in text.split("\n")) if text.strip() else ())


# -------------------------------------------------------------------------------- entries


def our_notetype(note: PackagedNote) -> Notetype | None:
    """Return the notetype of ours that the note has: one with these fields."""
    found = next((n for n in load().values() if n.field_names == tuple(note.fields)), None)
    own = key_of(note.notetype)
    return replace(found, key=own) if found and is_cloze(own) == found.cloze else found


def is_retired(note: PackagedNote) -> bool:
    """Return whether our own package ships the note as retired."""
    return our_notetype(note) is not None and bool(note.fields["Retired"])


def _with_notetypes(ledger: Ledger, packaged: Sequence[PackagedNote]) -> Ledger:
    """Return the ledger with the ids that the notetypes of our own package have, where it knows of none yet."""
    known = dict(ledger.by_notetype)
    for note in packaged:
        notetype = our_notetype(note)
        if notetype is not None and notetype.key not in known:
            derived = note.notetype_id == identifier(ledger.identity, notetype.key)
            known[notetype.key] = NotetypeEntry(notetype.key, id=0 if derived else note.notetype_id)
    return replace(ledger, notetypes=tuple(known[key] for key in sorted(known)))


def digest_of(note: PackagedNote) -> str:
    """Return what the ledger would know the note by; empty where it is another tool's."""
    notetype = our_notetype(note)
    if notetype is None:
        return ""
    return texts.note_digest(notetype.read(note.fields), note.tags, notetype.key)


def _entry(rendered: Rendered, old: PackagedNote, now: int) -> Entry:
    """Return the entry of a note that takes over ``old``'s GUID.

    Where ``old`` is our own, its digest is known, so that a note that did not change keeps
    its time.  Another tool's has none, and counts as changed at the next build.
    """
    draft = rendered.note.draft
    modified = min(old.modified, now)
    return Entry(
        guid=old.guid,
        question=texts.readable(draft.identity),
        answer=texts.answer_digest(draft.answer.text),
        sketch=texts.sketch(draft.answer.text),
        path=draft.path,
        sections=tuple(section.title for section in draft.sections),
        tags=rendered.note.tags,
        pin=draft.pin,
        dialect=draft.dialect,
        notetype="" if draft.notetype == STANDARD else draft.notetype,
        digest=digest_of(old),
        created=modified,
        modified=modified,
    )


def _retired(old: PackagedNote, now: int) -> Entry:
    """Return the entry of a note that our own older package shipped as retired."""
    modified = min(old.modified, now)
    return Entry(
        guid=old.guid,
        question=texts.readable(_question(old)),
        tags=tuple(sorted(old.tags)),
        notetype=_key(old),
        digest=digest_of(old),
        created=modified,
        modified=modified,
        retired=1,
    )


def _key(note: PackagedNote) -> str:
    notetype = our_notetype(note)
    return "" if notetype is None or notetype.key == STANDARD else notetype.key


def _notes(number: int) -> str:
    return "1 note" if number == 1 else f"{number} notes"


def _line(text: str) -> str:
    return " ".join(text.split())
