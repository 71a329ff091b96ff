"""How a document was read, in words for a terminal.

Owns: the sentences of ``deckbuilder dialects``.  Does not own: what was decided (``read.choose``), nor printing.
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.model.notes import Fate
from builder.read.choose.detection import Detection, Proposal
from builder.read.choose.regions import Refusal, Region
from builder.read.forms.form import Feature
from builder.read.reading import ReadDocument, count, describe

_MOST_PROPOSALS = 6
_MOST_MEMBERS = 3
_MOST_LEFT_OVER = 8


def detection_lines(document: ReadDocument, *, why: bool = False) -> Iterator[str]:
    """What was decided about a document's layout, and how to overrule it; ``why``: with the features that spoke."""
    detection = document.reading.detection
    yield describe(document)
    yield from (_region_line(region, document) for region in detection.regions if region.members)
    yield "  candidates:"
    shown = [p for p in detection.proposals if p.members][:_MOST_PROPOSALS]
    for proposal in shown:
        yield from _proposal_lines(proposal, document, why=why)
    if not shown:
        yield "    none: no line looks like a question in any layout"
    if why and detection.refused:
        yield "  taken away:"
        yield from map(_refusal_line, detection.refused)
    yield from _left_over(
        [f for f in document.skipped if f.reason.startswith(("before", "outside", "about"))], document
    )
    yield "  to overrule: a line 'dialect: NAME' in the front matter, or dialect = \"NAME\" in a [[source]] table"


def _region_line(region: Region, document: ReadDocument) -> str:
    blocks, original = document.document.blocks, document.document.source.original
    first, last = original(blocks[region.start].number), original(blocks[region.end - 1].lines[-1].number)
    found = count(len(region.members), "question")
    return f"  lines {first}–{last}: {region.dialect.title} ({region.dialect.name}), {found}"


def _proposal_lines(proposal: Proposal, document: ReadDocument, *, why: bool) -> Iterator[str]:
    dialect = proposal.dialect
    sign = "*" if _is_chosen(proposal, document.reading.detection) else " "
    yield (
        f"    {sign} {dialect.name}{dialect.form.place(dialect)}: score {proposal.score:.1f},"
        f" {count(len(proposal.members), 'question')}, {proposal.share:.0%} look like one"
    )
    if why:
        yield from (f"        {line}" for line in _feature_lines(proposal))
    for member in proposal.members[:_MOST_MEMBERS]:
        text = member.candidate.text
        what = f"  = {_sum(member.features)}" if why else ""
        yield f"        {document.document.source.original(text.number)}: {_cut(text.text, 80)}{what}"


def _is_chosen(proposal: Proposal, detection: Detection) -> bool:
    return any(r.dialect == proposal.dialect and r.members for r in detection.regions)


def _feature_lines(proposal: Proposal) -> Iterator[str]:
    """What each feature adds to the score of all members, the loudest first."""
    heard: dict[str, list[float]] = {}
    for member in proposal.members:
        times = max(1, len(member.candidate.rows))
        for feature in member.features:
            heard.setdefault(feature.name, []).append(feature.amount * times)
    for name, amounts in sorted(heard.items(), key=lambda pair: -abs(sum(pair[1]))):
        yield f"{sum(amounts):+.1f}  {name} ({len(amounts)})"


def _sum(features: tuple[Feature, ...]) -> str:
    return " ".join(f"{f.amount:+.2f} {f.name}" for f in features)


def _refusal_line(refusal: Refusal) -> str:
    dialect = refusal.dialect
    reason = f"{refusal.share:.0%} look like questions, {refusal.needed:.0%} are needed"
    if not refusal.needed:
        reason = "too few, or too few among everything else"
    return f"    {dialect.name}{dialect.form.place(dialect)}: {count(refusal.members, 'question')}, {reason}"


def _left_over(fates: list[Fate], document: ReadDocument) -> Iterator[str]:
    if not fates:
        return
    yield f"  {count(len(fates), 'line')} left over:"
    source = document.document.source
    for fate in fates[:_MOST_LEFT_OVER]:
        text = source.lines[fate.line - 1].text.strip()
        yield f"    {source.original(fate.line)}: {_cut(text, 90)}  ({fate.reason})"
    if len(fates) > _MOST_LEFT_OVER:
        yield f"    … and {len(fates) - _MOST_LEFT_OVER} more"


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
