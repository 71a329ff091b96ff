"""Titles that may be questions: what headings, bold lines and run-in terms share.

Owns: which of them tell of the document, and how much a topic counts where topics are to be learned.  Does not own: the
forms themselves.
"""

from __future__ import annotations

from collections import Counter

from builder.model.document import CONTENT, Kind
from builder.read.forms.candidates import Candidate
from builder.read.forms.evidence import Evidence
from builder.read.forms.form import Dialect, Member, Members
from builder.read.forms.shapes import is_link
from builder.read.language import words
from builder.read.weights import LIKENESS, SHARES


def topic_likeness(found: Candidate, likeness: float, evidence: Evidence) -> float:
    """The likeness of a title, which need not ask where topics are to be learned; then it needs text below it."""
    if likeness == 0 and evidence.topics and evidence.promised[found.at]:
        return LIKENESS["to_be_learned"] if _has_own_text(found.at, evidence) else likeness
    return likeness


def _has_own_text(at: int, evidence: Evidence) -> bool:
    """Whether text stands right below a title, before any other heading, and is no list of links."""
    blocks = evidence.blocks
    below = next((i for i in range(at + 1, len(blocks)) if blocks[i].kind is not Kind.BLANK), None)
    return below is not None and blocks[below].kind in CONTENT and not is_link(blocks[below])


def titles_about(members: Members, dialect: Dialect, evidence: Evidence) -> Members:
    """The members without titles about the document, and without those of tables of contents; terms in lists may be."""
    listed = {m.candidate.at for m in members if m.candidate.answer is not None and _is_item(m, evidence)}
    return tuple(m for m in members if m.likeness >= 1 or m.candidate.at in listed or not _is_title_about(m))


def _is_item(member: Member, evidence: Evidence) -> bool:
    return evidence.blocks[member.candidate.at].kind is Kind.ITEM


def _is_title_about(member: Member) -> bool:
    text = member.candidate.text.text
    return words.is_about_title(text) or (member.likeness <= 0 and words.is_contents_title(text))


def times_of_texts(members: Members) -> Counter[str]:
    """How often the text of each member comes."""
    return Counter(map(text_key, members))


def none_if_repeated(members: Members, dialect: Dialect, evidence: Evidence) -> Members:
    """No terms at all where most come again: these are parts of each entry, or people that speak."""
    again = sum(times for times in times_of_texts(members).values() if times > 1)
    return () if again > SHARES["half"] * len(members) else members


def text_key(member: Member) -> str:
    """The text of a member, for comparing it."""
    return words.key(member.candidate.text.text)
