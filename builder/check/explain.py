"""The pages of the rules, and the table of all of them.

Owns: how a rule is explained to an author.  Does not own: what the rules say (``rules``).
"""

from __future__ import annotations

from builder.check.policy import matching
from builder.model.diagnostics import Rule
from builder.rules import CATALOGUE

BEGIN, END = "<!-- rules: begin -->", "<!-- rules: end -->"


def explain(key: str) -> str:
    """The page of each rule that ``key`` names, in Markdown.

    ``key`` is a code, a name, or the beginning of codes.  Raises ``ProjectError`` with a
    suggestion if there is no such rule.
    """
    return "\n".join(page(rule) for rule in matching(key))


def rule_list() -> str:
    """One line for each rule: code, name, severity and what it finds."""
    width = max(len(rule.name) for rule in CATALOGUE)
    lines = [
        f"{rule.code}  {rule.name:<{width}}  {rule.severity.value:<7}  {rule.summary[:1].lower()}{rule.summary[1:]}"
        for rule in CATALOGUE
    ]
    return "\n".join((*lines, "", "'deckbuilder explain CODE' prints the page of one")) + "\n"


def page(rule: Rule) -> str:
    """One rule: what it is about, why it matters to a learner, an example, how to silence it."""
    fix = " `deckbuilder check --fix` mends it." if rule.fixable else ""
    parts = [
        f"# {rule.code} {rule.name}",
        f"*{rule.severity.value}*: {rule.summary}.{fix}",
        rule.why,
        f"Instead of\n\n{_fenced(rule.bad)}\n\nwrite\n\n{_fenced(rule.good)}" if rule.bad and rule.good else "",
        f"To silence it, put `<!-- allow: {rule.name} -->` above the text, at the end of the line, above a"
        " question or heading for all that stands below it, or at the top of the document. In"
        f' `deckbuilder.toml`, `rules.{rule.name} = "off"` silences it everywhere.',
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _fenced(text: str) -> str:
    fence = "````" if "```" in text else "```"
    return f"{fence}markdown\n{text}\n{fence}"


def rule_table() -> str:
    """All rules as a Markdown table, for the README."""
    rows = ["| Code | Rule | Severity | What it finds |", "|---|---|---|---|"]
    for rule in CATALOGUE:
        summary = rule.summary[:1].lower() + rule.summary[1:]
        mends = " (mended by `--fix`)" if rule.fixable else ""
        rows.append(
            f"| {rule.code} | `{rule.name}` | {rule.severity.value} | {summary.replace('|', chr(92) + '|')}{mends} |"
        )
    return "\n".join(rows) + "\n"


def with_table(readme: str) -> str:
    """``readme`` with the table between its markers brought up to date.

    Raises ``ValueError`` if a marker is missing.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the text has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{rule_table()}{END}{after}"
