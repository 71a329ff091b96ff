"""Documents to findings, for the tests of the checks: the real reader, no disk."""

from __future__ import annotations

import re

from builder.check.checks import Compiled, CompiledDocument, run
from builder.check.fix import fixed
from builder.check.policy import apply_policy
from builder.markdown.blocks import scan
from builder.model.config import Config, parse_config
from builder.model.diagnostics import Diagnostic, Report
from builder.model.source import Source
from builder.read.mend import mend
from builder.read.reading import configured_options, own_options, with_kinds
from builder.read.recognise import read, registry

_FILE = re.compile(r"^=== (\S+) ===\n", re.MULTILINE)
_CONFIG = re.compile(r"\A((?:config: .*\n)+)")


def compiled(texts: dict[str, str], config: Config | None = None) -> tuple[Compiled, tuple[Diagnostic, ...]]:
    """The compiled documents, and what the stages before the checks found."""
    config = config or Config()
    documents = []
    found: list[Diagnostic] = []
    for path, text in texts.items():
        source, mended = mend(Source(path, text))
        document = scan(source)
        options = own_options(document, registry({}), config)[0].over(configured_options(path, config))
        reading, of_kinds = with_kinds(read(document, registry({})), options)
        documents.append(CompiledDocument(document, reading.drafts, reading.fates, reading.title, options))
        found += (*mended, *document.diagnostics, *reading.diagnostics, *of_kinds)
    return Compiled(tuple(documents), (), config), tuple(found)


def findings(texts: dict[str, str], config: Config | None = None) -> Report:
    """All that is reported about ``texts`` (path to text)."""
    project, found = compiled(texts, config)
    return apply_policy((*found, *run(project)), project.config, project.documents)


def split(text: str) -> tuple[dict[str, str], Config]:
    """A case's input: ``config:`` lines of a ``deckbuilder.toml``, then documents, each below ``=== path ===``."""
    head = _CONFIG.match(text)
    settings = head[1].replace("config: ", "") if head else ""
    parts = _FILE.split(text[head.end() :] if head else text)
    texts = dict(zip(parts[1::2], parts[2::2], strict=True)) if len(parts) > 1 else {"notes.md": parts[0]}
    return texts, parse_config(settings, "deckbuilder.toml")


def shown(text: str) -> str:
    """The findings of a case's input: a line each, then the lines that ``--fix`` would write."""
    texts, config = split(text)
    report = findings(texts, config)
    lines = []
    for d in report:
        assert d.span is not None
        place = f"{d.span.path}:" if len(texts) > 1 else ""
        lines.append(f"{place}{d.span.line}:{d.span.column} {d.level.value}[{d.rule.code}] {d.message}")
        lines.append(f"    {d.hint}")
    for path, before in texts.items():
        after = fixed(before, [d for d in report if d.span and d.span.path == path])
        changed = zip(before.split("\n"), after.split("\n"), strict=True)
        lines += [f"  + {new}" for old, new in changed if old != new]
    return "\n".join(lines) or "nothing"
