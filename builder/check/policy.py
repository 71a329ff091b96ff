"""Policy: which findings are reported, and how severely.

Owns: the severities that a project sets, what the author silences in place, and what is
selected on the command line.  Does not own: what is found (``checks`` and the stages), nor
how it is printed (``output``).

An author silences a rule with ``<!-- allow: rule-name, other-name -->``:

- in a line with other text: for that line;
- alone in a line inside a note: for the paragraph, list or table below it;
- alone in a line before a question: for that note;
- alone in a line before a section's heading: for that section;
- at the top of a document, before anything else: for the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from builder.check.checks import CompiledDocument
from builder.model.config import Config
from builder.model.diagnostics import Diagnostic, ProjectError, Report, Rule, Severity
from builder.model.document import Kind
from builder.model.notes import FateKind
from builder.model.source import Span
from builder.rules import find, named, nearest
from builder.rules.formats import PAGE_FURNITURE
from builder.rules.hygiene import DEAD_LINK
from builder.rules.structure import MISSING_ANCHOR, UNUSED_ALLOW

_ALLOW = re.compile(r"<!--\s*allow\s*:([^<>]*)-->", re.IGNORECASE)
_NAMES = re.compile(r"[\w-]+")


def apply_policy(
    diagnostics: Iterable[Diagnostic],
    config: Config,
    documents: Iterable[CompiledDocument],
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Report:
    """What is left of ``diagnostics``, in order, at the severities that the project sets.

    ``select`` and ``ignore`` name rules by code, by the beginning of a code, or by name;
    ``ignore`` wins.  Raises ``ProjectError`` for a name that no rule has.
    """
    severities = _severities(config.rules)
    selected, ignored = _rules(select), _rules(ignore)
    allows = [allow for document in documents for allow in _allows(document)]
    kept = []
    used: set[tuple[int, str]] = set()
    by_path: dict[str, list[tuple[int, _Allow]]] = {}
    for number, allow in enumerate(allows):
        by_path.setdefault(allow.span.path, []).append((number, allow))
    for diagnostic in diagnostics:
        silencing = [
            number
            for number, allow in by_path.get(diagnostic.span.path if diagnostic.span else "", ())
            if diagnostic.rule in allow.rules and allow.covers(diagnostic)
        ]
        used.update((number, diagnostic.rule.code) for number in silencing)
        if not silencing:
            kept.append(diagnostic)
    if not select:
        kept += _unused(allows, used, {rule for rule, level in severities.items() if level is Severity.OFF} | ignored)
    return Report.of(
        replace(d, severity=severities.get(d.rule, d.severity))
        for d in _once(
            d
            for d in kept
            if (not select or d.rule in selected)
            and d.rule not in ignored
            and severities.get(d.rule, d.level) is not Severity.OFF
        )
    )


# Two stages may find the same: the renderer sees that a link leads nowhere, the check why.
_SAID_BETTER: dict[Rule, Rule] = {DEAD_LINK: MISSING_ANCHOR}
# What an author decides once for a project: of more than a few, the first finding tells of all and names the others.
_ONE_DECISION = {DEAD_LINK: "links", PAGE_FURNITURE: "parts of pages"}
_FEW = 3
_MOST_NAMED = 20


def _once(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """``diagnostics`` without those that another rule says better of the same place, or that say one thing again."""
    found = list(diagnostics)
    said = {(d.rule, d.span.path, d.span.line, d.span.column) for d in found if d.span}
    same: dict[Rule, list[Diagnostic]] = {}
    for d in found:
        better = _SAID_BETTER.get(d.rule)
        if better and d.span and (better, d.span.path, d.span.line, d.span.column) in said:
            continue
        if d.span and d.rule in _ONE_DECISION:
            same.setdefault(d.rule, []).append(d)
        else:
            yield d
    for rule, some in same.items():
        if len(some) <= _FEW:
            yield from some
            continue
        first, *others = sorted(some, key=lambda d: d.sort_key)
        places = tuple((d.span, d.message) for d in others[:_MOST_NAMED] if d.span)
        message = f"{first.message}, and {len(others)} more {_ONE_DECISION[rule]} in this project"
        yield replace(first, message=message, related=places)


# ---------------------------------------------------------------- names of rules


def _severities(rules: Mapping[str, str]) -> dict[Rule, Severity]:
    """Longer names win: ``T`` sets a severity for all of a kind, ``T003`` for one of them."""
    return {
        rule: Severity(level)
        for key, level in sorted(rules.items(), key=lambda item: len(item[0]))
        for rule in matching(key)
    }


def _rules(keys: Iterable[str]) -> set[Rule]:
    return {rule for key in keys for part in key.split(",") if part.strip() for rule in matching(part)}


def matching(key: str) -> tuple[Rule, ...]:
    """The rules that ``key`` names: a code, the beginning of a code, or a name.

    Raises ``ProjectError`` with a suggestion if there are none.
    """
    found = named(key)
    if not found:
        near = nearest(key)
        hint = f"did you mean {near}?" if near else "'deckbuilder explain' lists all rules"
        raise ProjectError(f"there is no rule {key.strip()!r}", hint=hint, code="P004")
    return found


# ---------------------------------------------------------------- silenced in place


@dataclass(frozen=True, slots=True)
class _Allow:
    """An ``allow`` comment: the rules it names, and the lines from ``first`` to ``last`` that it covers."""

    span: Span
    rules: tuple[Rule, ...]
    unknown: tuple[str, ...]
    first: int
    last: int

    def covers(self, diagnostic: Diagnostic) -> bool:
        span = diagnostic.span
        return span is not None and self.first <= span.line <= self.last


def _allows(document: CompiledDocument) -> Iterator[_Allow]:
    source = document.document.source
    if "<!--" not in source.text:
        return
    code = {line.number for b in document.document.blocks if b.kind is Kind.FENCE for line in b.lines}
    lines = source.lines
    for line in lines:
        for match in _ALLOW.finditer(line.text):
            if line.number in code or line.text[: match.start()].count("`") % 2:
                continue
            names = _NAMES.findall(match[1])
            rules = tuple(rule for name in names if (rule := find(name)))
            unknown = tuple(name for name in names if find(name) is None)
            alone = not _ALLOW.sub("", line.text).strip()
            first, last = _extent(document, line.number) if alone else (line.number, line.number)
            span = Span(source.path, line.number, match.start() + 1, line.number, match.end() + 1)
            yield _Allow(span, rules, unknown, first, last)


def _extent(document: CompiledDocument, at: int) -> tuple[int, int]:
    """The first and last line that an ``allow`` alone in line ``at`` covers."""
    lines = document.document.source.lines
    end = len(lines)
    ahead = [b for b in document.document.blocks if b.kind not in (Kind.BLANK, Kind.COMMENT, Kind.REFERENCE)]
    if all(b.number > at or b.kind is Kind.FRONT_MATTER for b in ahead):
        return 1, end
    following = next((b for b in ahead if b.number > at), None)
    if following is None:
        return at, at
    asks = {fate.line for fate in document.fates if fate.kind is FateKind.QUESTION}
    titles = {fate.line for fate in document.fates if fate.kind is FateKind.SECTION}
    start = following.number
    if start in asks:
        stops = [draft.line for draft in document.drafts if draft.line > start] + [n for n in titles if n > start]
        return start, min(stops, default=end + 1) - 1
    if following.kind is Kind.HEADING:
        level = following.level
        stops = [b.number for b in ahead if b.kind is Kind.HEADING and b.level <= level and b.number > start]
        return start, min(stops, default=end + 1) - 1
    blanks = (line.number for line in lines[start - 1 :] if line.blank)
    return start, next(blanks, end + 1) - 1


def _unused(allows: Sequence[_Allow], used: set[tuple[int, str]], silent: set[Rule]) -> Iterator[Diagnostic]:
    for number, allow in enumerate(allows):
        for name in allow.unknown:
            near = nearest(name)
            hint = f"did you mean {near}?" if near else "'deckbuilder explain' lists all rules"
            yield Diagnostic(UNUSED_ALLOW, f"there is no rule “{name}”", allow.span, hint)
        for rule in allow.rules:
            if (number, rule.code) not in used and rule not in silent:
                message = f"nothing here is silenced by “{rule.name}”"
                yield Diagnostic(UNUSED_ALLOW, message, allow.span, "take the comment out")
