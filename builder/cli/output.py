"""How findings are printed: for people, for programs, for code hosts.

Owns: the formats ``text``, ``json``, ``sarif`` (2.1.0) and ``github`` (workflow commands).
Knows reports and sources only, and no rule.  Does not own: what is reported (``policy``),
nor the terminal (``cli`` says whether there is one).
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from builder import __version__
from builder.check.explain import page
from builder.cli.terminal import harmless
from builder.model.diagnostics import Diagnostic, Fix, Report, Rule, Severity
from builder.model.source import Source, Span

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36", Severity.OFF: "2"}
_SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note", Severity.OFF: "none"}
_GITHUB_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice", Severity.OFF: "debug"}
_TAB = 4


def render(
    report: Report,
    form: str,
    sources: Mapping[str, Source],
    *,
    folder: str = "",
    colour: bool = False,
    width: int = 100,
) -> str:
    """``report`` in one of ``options.FORMATS``, with a line end if it is not empty.

    ``sources`` gives the text of the offending lines; ``folder`` is put before each path;
    ``colour`` and ``width`` (columns) are for ``text``.
    """
    place = _Places(sources, folder.rstrip("/") + "/" if folder and folder != "." else "")
    if form == "json":
        return json.dumps([_record(d, place) for d in report], ensure_ascii=False, indent=2) + "\n"
    if form == "sarif":
        return json.dumps(_sarif(report, place), ensure_ascii=False, indent=2) + "\n"
    if form == "github":
        return "".join(_command(d, place) + "\n" for d in report)
    return _text(report, place, _Ink(colour), width)


class _Places:
    """Where a span is in the file that its author knows."""

    def __init__(self, sources: Mapping[str, Source], folder: str) -> None:
        self.sources = sources
        self.folder = folder
        self._lines: dict[str, list[str]] = {}

    def path(self, span: Span) -> str:
        return self.folder + span.path

    def line(self, span: Span) -> int:
        source = self.sources.get(span.path)
        return source.original(span.line) if source else span.line

    def column(self, span: Span) -> int:
        source = self.sources.get(span.path)
        return source.original_column(span.line, span.column) if source else span.column

    def end_line(self, span: Span) -> int:
        source = self.sources.get(span.path)
        end = max(span.line, span.end_line)
        return source.original(end) if source else end

    def text(self, span: Span) -> str | None:
        """The first line of the span, or nothing if its source is not at hand."""
        if span.path not in self._lines:
            source = self.sources.get(span.path)
            self._lines[span.path] = source.text.split("\n") if source else []
        lines = self._lines[span.path]
        return lines[span.line - 1] if 0 < span.line <= len(lines) else None


# ---------------------------------------------------------------- text


class _Ink:
    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text


def _text(report: Report, place: _Places, ink: _Ink, width: int) -> str:
    if not len(report):
        return ""
    ordered = sorted(report, key=lambda d: _WEIGHTS.index(d.level))  # within a weight, by place
    found = ["\n".join(_paragraph(diagnostic, place, ink, width)) for diagnostic in ordered]
    return "\n\n".join((*found, *closing(report))) + "\n"


_WEIGHTS = (Severity.ERROR, Severity.WARNING, Severity.INFO, Severity.OFF)
_MOST_CARETS = 48


def _paragraph(diagnostic: Diagnostic, place: _Places, ink: _Ink, width: int) -> Iterator[str]:
    span, level = diagnostic.span, diagnostic.level
    where = f"{harmless(place.path(span))}:{place.line(span)}:{place.column(span)}: " if span else ""
    tag = ink(f"{level.value}[{diagnostic.rule.code}]", f"1;{_COLOURS[level]}")
    yield f"{ink(where, '1')}{tag} {_printable(diagnostic.message)}"
    if diagnostic.hint:
        yield f"  {ink('hint:', '36')} {_printable(diagnostic.hint)}"
    if span:
        yield from _excerpt(span, place, ink, width, _COLOURS[level])
    for other, what in diagnostic.related:
        where = f"{harmless(place.path(other))}:{place.line(other)}:{other.column}:"
        yield f"  {ink(where, '1')} {_printable(what)}"
        yield from _excerpt(other, place, ink, width, "2")


def _excerpt(span: Span, place: _Places, ink: _Ink, width: int, colour: str) -> Iterator[str]:
    """The first line of ``span`` behind its number, and carets below what is meant."""
    text = place.text(span)
    if text is None or not text.strip():
        return
    number = str(place.line(span))
    end = span.end_column if span.end_line == span.line else len(text) + 1 if span.end_line > span.line else 0
    shown, caret = window(text, span.column, end, max(20, width - 5 - len(number)))
    carets = caret.strip()
    caret = caret[: len(caret) - max(0, len(carets) - _MOST_CARETS)]
    yield f"  {ink(f'{number} |', '2')} {shown}"
    yield f"  {ink(' ' * len(number) + ' |', '2')} {ink(caret, colour)}"


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def window(text: str, column: int, end_column: int = 0, width: int = 96) -> tuple[str, str]:
    """The part of a line around ``column`` (1-based), and a line with carets below it.

    No more than ``width`` columns of a terminal are used; tabs become spaces, wide letters take
    two columns, and what cannot be seen is shown as a dot.
    """
    cells = [_cell(character) for character in text] + [(" ", 1)]
    start = min(max(column - 1, 0), len(cells) - 1)
    end = min(max(end_column - 1, start + 1), len(cells))
    left, right = start, start + 1
    used = cells[start][1]
    while True:  # grow to both sides; what comes before the place takes a third at most
        before = sum(w for _, w in cells[left:start])
        if right < len(cells) - 1 and used + cells[right][1] <= width - 2 and (left == 0 or before > used // 3):
            used += cells[right][1]
            right += 1
        elif left > 0 and used + cells[left - 1][1] <= width - 2:
            left -= 1
            used += cells[left][1]
        elif right < len(cells) - 1 and used + cells[right][1] <= width - 2:
            used += cells[right][1]
            right += 1
        else:
            break
    opening = "…" if left > 0 else ""
    closing = "…" if right < len(cells) - 1 else ""
    shown = opening + "".join(c for c, _ in cells[left:right]) + closing
    pad = len(opening) + sum(w for _, w in cells[left:start])
    marked = max(1, sum(w for _, w in cells[start : min(end, right)]))
    return shown.rstrip(), " " * pad + "^" * marked


def _cell(character: str) -> tuple[str, int]:
    """A character as it is shown, and its width in columns."""
    if character == "\t":
        return " " * _TAB, _TAB
    if unicodedata.combining(character):
        return character, 0
    if not character.isprintable():
        return "·", 1
    return character, 2 if unicodedata.east_asian_width(character) in "WF" else 1


def summary(report: Report) -> str:
    """One line: how many findings of which kind, in how many files, and how many ``--fix`` can mend."""
    counts = [
        f"{count} {name}{'' if count == 1 else 's'}"
        for level, name in ((Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "remark"))
        if (count := report.count(level))
    ]
    files = len({d.span.path for d in report if d.span})
    where = f" in {files} file{'' if files == 1 else 's'}" if files else ""
    return f"{', '.join(counts) or 'nothing found'}{where}{_mends(report)}"


def _mends(report: Report) -> str:
    safe = sum(d.fix is not None and d.fix.safe for d in report)
    other = sum(d.fix is not None and not d.fix.safe for d in report)
    if safe:
        return f"; --fix mends {safe}" + (f", with --unsafe-fixes {other} more" if other else "")
    return f"; --fix --unsafe-fixes mends {other}" if other else ""


_LONG = 20  # findings, from which on a list is closed by what to do next
_MOST_RULES = 5


def closing(report: Report) -> Iterator[str]:
    """What stands below a list of findings: the counts, and, below a long one, where to begin."""
    if len(report) < _LONG:
        yield summary(report)
        return
    often = Counter(d.rule for d in report).most_common(_MOST_RULES)
    listed = ", ".join(f"{rule.code} {rule.name} {count}" for rule, count in often)
    code = often[0][0].code
    yield (
        f"{summary(report)}\nmost of all: {listed}\n"
        f"next: 'check --select {code}' shows one rule alone, 'explain {code}' says why it matters,"
        " 'check --statistics' counts all"
    )


def statistics(report: Report, form: str = "text") -> str:
    """How often each rule spoke, the most frequent first; as text or JSON."""
    counts = sorted(Counter(d.rule for d in report).items(), key=lambda item: (-item[1], item[0].code))
    mended = Counter(d.rule for d in report if d.fix and d.fix.safe)
    if form == "json":
        rows = [{"code": r.code, "rule": r.name, "count": n, "fixable": mended[r]} for r, n in counts]
        return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    lines = [f"{n:>6}  {r.code}  {r.name}" + (f"  (--fix mends {mended[r]})" if mended[r] else "") for r, n in counts]
    return "\n".join((*lines, summary(report))) + "\n"


# ---------------------------------------------------------------- json

Record = dict[str, object]


def _record(diagnostic: Diagnostic, place: _Places) -> Record:
    span, fix = diagnostic.span, diagnostic.fix
    return {
        "code": diagnostic.rule.code,
        "rule": diagnostic.rule.name,
        "severity": diagnostic.level.value,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        **_place_record(span, place),
        "fixable": fix is not None,
        "fix": {"safe": fix.safe, "edits": [_edit(fix, place)]} if fix else None,
        "related": [{**_place_record(other, place), "message": what} for other, what in diagnostic.related],
    }


def _place_record(span: Span | None, place: _Places) -> Record:
    return {
        "file": place.path(span) if span else None,
        "line": place.line(span) if span else None,
        "column": place.column(span) if span else None,
        "end_line": place.end_line(span) if span else None,
        "end_column": _end_column(span) if span else None,
    }


def _edit(fix: Fix, place: _Places) -> Record:
    line = place.line(fix.span)
    start = fix.span.column
    return {"line": line, "column": start, "end_line": line, "end_column": start + fix.length, "text": fix.text}


def _end_column(span: Span) -> int:
    """The column after the last character; a span without an end is one character long."""
    return span.end_column or span.column + 1


# ---------------------------------------------------------------- sarif

_Json = dict[str, object]
_HOME = "https://github.com/deckbuilder/deckbuilder"


def _sarif(report: Report, place: _Places) -> _Json:
    rules = sorted({d.rule for d in report}, key=lambda rule: rule.code)
    index = {rule: number for number, rule in enumerate(rules)}
    driver: _Json = {
        "name": "Deckbuilder",
        "version": __version__,
        "informationUri": _HOME,
        "rules": [_sarif_rule(rule) for rule in rules],
    }
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_sarif_result(d, index[d.rule], place) for d in report],
            }
        ],
    }


def _sarif_rule(rule: Rule) -> _Json:
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": " ".join(rule.why.split()) or rule.summary},
        "helpUri": f"{_HOME}#check",
        "help": {"text": f"{rule.summary}\n\n{rule.why}".strip(), "markdown": page(rule)},
        "defaultConfiguration": {"level": _SARIF_LEVELS[rule.severity]},
    }


def _sarif_result(diagnostic: Diagnostic, index: int, place: _Places) -> _Json:
    result: _Json = {
        "ruleId": diagnostic.rule.code,
        "ruleIndex": index,
        "level": _SARIF_LEVELS[diagnostic.level],
        "message": {"text": diagnostic.message},
    }
    if diagnostic.span:
        result["locations"] = [_location(diagnostic.span, place)]
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, **_location(span, place), "message": {"text": what}}
            for number, (span, what) in enumerate(diagnostic.related)
        ]
    if diagnostic.fix:
        result["fixes"] = [_sarif_fix(diagnostic.fix, diagnostic.hint or diagnostic.message, place)]
    properties = {"hint": diagnostic.hint} if diagnostic.hint else {}
    if diagnostic.fix:
        properties["fix"] = "safe" if diagnostic.fix.safe else "needs a look"
    return {**result, "properties": properties} if properties else result


def _location(span: Span, place: _Places) -> _Json:
    artifact = {"uri": quote(place.path(span))}
    return {"physicalLocation": {"artifactLocation": artifact, "region": _region(span, place)}}


def _sarif_fix(fix: Fix, description: str, place: _Places) -> _Json:
    edit = _edit(fix, place)
    region = {
        "startLine": edit["line"],
        "startColumn": edit["column"],
        "endLine": edit["end_line"],
        "endColumn": edit["end_column"],
    }
    replacement = {"deletedRegion": region, "insertedContent": {"text": fix.text}}
    change = {"artifactLocation": {"uri": quote(place.path(fix.span))}, "replacements": [replacement]}
    return {"description": {"text": description}, "artifactChanges": [change]}


def _region(span: Span, place: _Places) -> _Json:
    return {
        "startLine": place.line(span),
        "startColumn": place.column(span),
        "endLine": place.end_line(span),
        "endColumn": _end_column(span),
    }


# ---------------------------------------------------------------- github


def _command(diagnostic: Diagnostic, place: _Places) -> str:
    properties = {"title": f"{diagnostic.rule.code} {diagnostic.rule.name}"}
    span = diagnostic.span
    if span:
        where = {"file": place.path(span), "line": str(place.line(span)), "col": str(place.column(span))}
        if place.end_line(span) == place.line(span):
            where["endColumn"] = str(_end_column(span))
        properties = where | properties
    listed = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in properties.items())
    text = f"{diagnostic.message}\n{diagnostic.hint}" if diagnostic.hint else diagnostic.message
    return f"::{_GITHUB_LEVELS[diagnostic.level]} {listed}::{_escaped(text)}"


def _escaped(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
