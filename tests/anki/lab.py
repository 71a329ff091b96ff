"""A learner's collection for a test: the real Anki backend in a folder of its own.

``Lab`` opens a fresh collection, imports packages as the desktop's import dialog does
(its defaults: no scheduling, no merging of notetypes, update if newer), and plays the
learner between two imports: review, edit, tag, move, suspend, delete.  What the
collection then holds comes back as plain frozen records.

    with Lab(tmp_path) as lab:
        assert lab.load(package).new == 12
        lab.review(3)
        lab.edit("guid", "Answer", "my own words")
        assert lab.load(newer_package).updated == 1
        assert lab.note("guid").cards[0].reps == 1
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType

from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)

# isort: split
# below the line above, for Anki's modules import each other: anki.collection has to be the first
from anki.cards import CardId
from anki.dbproxy import DBProxy
from anki.decks import DeckId
from anki.notes import Note as AnkiNote
from anki.scheduler.v3 import CardAnswer, Scheduler

IF_NEWER, ALWAYS, NEVER = 0, 1, 2  # ImportAnkiPackageUpdateCondition
AGAIN, HARD, GOOD, EASY = CardAnswer.AGAIN, CardAnswer.HARD, CardAnswer.GOOD, CardAnswer.EASY


@dataclass(frozen=True, slots=True)
class Log:
    """How many notes of a package met which fate in an import; names as in Anki's own log."""

    found: int
    new: int
    updated: int
    duplicate: int
    conflicting: int
    first_field_match: int
    missing_notetype: int
    missing_deck: int
    empty_first_field: int

    @property
    def problems(self) -> int:
        """Notes that did not arrive as they should have."""
        return (
            self.conflicting
            + self.first_field_match
            + self.missing_notetype
            + self.missing_deck
            + self.empty_first_field
        )


@dataclass(frozen=True, slots=True)
class LabCard:
    """A card with its schedule.  ``reviews`` counts its rows in the review log."""

    id: int
    ord: int
    deck: str
    type: int
    queue: int
    due: int
    interval: int
    factor: int
    reps: int
    lapses: int
    flags: int
    reviews: int

    @property
    def schedule(self) -> tuple[int, ...]:
        """All that a learner would not forgive us for touching."""
        return (self.id, self.type, self.queue, self.due, self.interval, self.factor, self.reps, self.lapses,
                self.flags, self.reviews)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LabNote:
    """A note as the learner has it.  ``modified`` is in Unix seconds."""

    id: int
    guid: str
    modified: int
    notetype: str
    notetype_id: int
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    cards: tuple[LabCard, ...]


class Lab:
    """A collection in ``folder`` and what a learner does with it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.collection = Collection(str(folder / "collection.anki2"))
        self._packages = 0

    def __enter__(self) -> Lab:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.collection.close()

    # ---------------------------------------------------------------- packages

    def load(
        self,
        package: bytes | Path,
        *,
        update_notes: int = IF_NEWER,
        update_notetypes: int = IF_NEWER,
        merge_notetypes: bool = False,
        with_scheduling: bool = False,
        with_deck_configs: bool = False,
    ) -> Log:
        """Import a package (its bytes or its file); an import that Anki refuses raises Anki's own error."""
        if isinstance(package, bytes):
            self._packages += 1
            path = self.folder / f"import-{self._packages}.apkg"
            path.write_bytes(package)
        else:
            path = package
        request = ImportAnkiPackageRequest(
            package_path=str(path.absolute()),
            options=ImportAnkiPackageOptions(
                merge_notetypes=merge_notetypes,
                with_scheduling=with_scheduling,
                with_deck_configs=with_deck_configs,
                update_notes=update_notes,  # type: ignore[arg-type]
                update_notetypes=update_notetypes,  # type: ignore[arg-type]
            ),
        )
        log = self.collection.import_anki_package(request).log
        # Anki's Python side caches notetypes and does not notice an import: without this, what
        # is read afterwards looks like lost data.
        self.collection.models._clear_cache()
        return Log(
            found=log.found_notes,
            new=len(log.new),
            updated=len(log.updated),
            duplicate=len(log.duplicate),
            conflicting=len(log.conflicting),
            first_field_match=len(log.first_field_match),
            missing_notetype=len(log.missing_notetype),
            missing_deck=len(log.missing_deck),
            empty_first_field=len(log.empty_first_field),
        )

    def export(self, path: Path, *, legacy: bool = False, with_media: bool = True) -> Path:
        """Export the whole collection as an ``.apkg``, in Anki's modern format or in the legacy one."""
        self.collection.export_anki_package(
            out_path=str(path),
            options=ExportAnkiPackageOptions(
                with_scheduling=False, with_deck_configs=False, with_media=with_media, legacy=legacy
            ),
            limit=None,
        )
        return path

    # ----------------------------------------------------------- what is there

    def guids(self) -> tuple[str, ...]:
        """Every note's GUID, in the order of the new cards' positions."""
        return tuple(
            self._db.list(
                "select n.guid from notes n left join cards c on c.nid = n.id group by n.id order by min(c.due), n.id"
            )
        )

    def notes(self) -> tuple[LabNote, ...]:
        return tuple(self.note(guid) for guid in self.guids())

    def note(self, guid: str) -> LabNote:
        note = self._note(guid)
        notetype = note.note_type()
        assert notetype is not None
        decks = {d.id: d.name for d in self.collection.decks.all_names_and_ids()}
        cards = tuple(
            LabCard(
                id=card.id,
                ord=card.ord,
                deck=decks.get(card.did, "(missing)"),
                type=card.type,
                queue=card.queue,
                due=card.due,
                interval=card.ivl,
                factor=card.factor,
                reps=card.reps,
                lapses=card.lapses,
                flags=card.flags,
                reviews=self._db.scalar("select count() from revlog where cid = ?", card.id),
            )
            for card in note.cards()
        )
        return LabNote(
            note.id,
            note.guid,
            note.mod,
            notetype["name"],
            notetype["id"],
            MappingProxyType(dict(note.items())),
            tuple(note.tags),
            cards,
        )

    def render(self, guid: str, number: int | None = None) -> tuple[str, str]:
        """The HTML of front and back of a note's first card, or of that with ``number``, as the reviewer gets it."""
        cards = self._note(guid).cards()
        card = next((c for c in cards if c.ord == number), cards[0])
        output = card.render_output(reload=True)
        return output.question_text, output.answer_text

    def decks(self) -> tuple[str, ...]:
        """The names of all decks but Anki's own Default, sorted."""
        return tuple(sorted(d.name for d in self.collection.decks.all_names_and_ids() if d.id != 1))

    def deck(self, name: str) -> DeckId:
        """The id of a deck, which is made if it is not there."""
        deck_id = self.collection.decks.id(name)
        assert deck_id is not None
        return deck_id

    def deck_description(self, deck: str) -> str:
        found = self.collection.decks.by_name(deck)
        assert found is not None, f"no deck {deck!r}"
        return str(found["desc"])

    def tags(self) -> tuple[str, ...]:
        return tuple(sorted(self.collection.tags.all()))

    def notetypes(self) -> tuple[str, ...]:
        """The names of the notetypes that some note has."""
        used = set(self._db.list("select distinct mid from notes"))
        return tuple(sorted(n.name for n in self.collection.models.all_names_and_ids() if n.id in used))

    def css(self, notetype: str) -> str:
        found = self.collection.models.by_name(notetype)
        assert found is not None, f"no notetype {notetype!r}"
        return str(found["css"])

    def media(self) -> tuple[str, ...]:
        return tuple(sorted(p.name for p in Path(self.collection.media.dir()).iterdir()))

    # ------------------------------------------------------- Anki's own checks

    def problems(self) -> tuple[str, ...]:
        """What *Check Database* and *Check Media* complain of (empty: clean); note that the first one mends."""
        message, clean = self.collection.fix_integrity()
        missing = self.collection.media.check().missing
        return (() if clean else (message,)) + tuple(f"missing picture or sound: {name}" for name in missing)

    def empty_cards(self) -> tuple[str, ...]:
        """GUIDs of the notes whose cards *Empty Cards* offers to delete."""
        notes = self.collection.get_empty_cards().notes
        return tuple(sorted(self.collection.get_note(n.note_id).guid for n in notes))

    # ----------------------------------------------------- what a learner does

    def review(self, count: int = 1, rating: CardAnswer.Rating.V = EASY) -> tuple[str, ...]:
        """Answer the first ``count`` new cards in the order of their positions; their notes' GUIDs."""
        cards = self._db.list("select id from cards where queue = 0 order by due, id limit ?", count)
        for card_id in cards:
            self._answer(card_id, rating)
        return tuple(self.collection.get_card(c).note().guid for c in cards)

    def review_note(self, guid: str, rating: CardAnswer.Rating.V = EASY) -> None:
        """Answer the first card of one note."""
        self._answer(self._note(guid).cards()[0].id, rating)

    def _answer(self, card_id: CardId, rating: CardAnswer.Rating.V) -> None:
        card = self.collection.get_card(card_id)
        self.collection.decks.select(card.did)
        card.start_timer()
        states = self.collection._backend.get_scheduling_states(card_id)
        answer = self._scheduler.build_answer(card=card, states=states, rating=rating)
        # The review log's ids are the answers' milliseconds. A second answer within one is logged later than the
        # card believes, and Check Database mends the card if the second has changed between the two.
        latest = self._db.scalar("select max(id) from revlog") or 0
        answer.answered_at_millis = max(answer.answered_at_millis, latest + 1)
        self._scheduler.answer_card(answer)

    def edit(self, guid: str, field: str, text: str, *, at: int | None = None) -> None:
        """Change a field as the editor does: the note's modification time becomes now, or ``at``."""
        note = self._note(guid)
        note[field] = text
        self.collection.update_note(note)
        if at is not None:
            self._db.execute("update notes set mod = ? where guid = ?", at, guid)

    def tag(self, guid: str, tag: str) -> None:
        note = self._note(guid)
        note.add_tag(tag)
        self.collection.update_note(note)

    def move(self, guid: str, deck: str) -> None:
        self.collection.set_deck([card.id for card in self._note(guid).cards()], self.deck(deck))

    def suspend(self, guid: str) -> None:
        self._scheduler.suspend_notes([self._note(guid).id])

    def flag(self, guid: str, flag: int = 1) -> None:
        self.collection.set_user_flag_for_cards(flag, [card.id for card in self._note(guid).cards()])

    def delete(self, guid: str) -> None:
        self.collection.remove_notes([self._note(guid).id])

    def restyle(self, notetype: str, css: str) -> None:
        """Change the notetype's CSS, as the learner's *Cards…* dialog does."""
        found = self.collection.models.by_name(notetype)
        assert found is not None, f"no notetype {notetype!r}"
        found["css"] = css
        self.collection.models.update_dict(found)

    @property
    def _db(self) -> DBProxy:
        assert self.collection.db is not None
        return self.collection.db

    @property
    def _scheduler(self) -> Scheduler:
        assert isinstance(self.collection.sched, Scheduler)
        return self.collection.sched

    def _note(self, guid: str) -> AnkiNote:
        note_id = self._db.scalar("select id from notes where guid = ?", guid)
        if note_id is None:
            raise KeyError(f"no note has the GUID {guid!r}")
        return self.collection.get_note(note_id)


def now() -> int:
    """The time that Anki stamps on what the learner does next, in Unix seconds."""
    return int(time.time())
