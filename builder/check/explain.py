"""The pages of the rules, and the table of all of them.

Owns: how a rule is explained to an author.  Does not own: what the rules say (``rules``).
"""

from __future__ import annotations

from builder.check.policy import matching
from builder.model.diagnostics import Rule, Severity
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
    fix = (
        " `deckbuilder check --fix` mends it where it is certain, `--unsafe-fixes` also where it needs a look."
        if rule.fixable
        else ""
    )
    form = "" if rule.code[0] in _TOLD else "markdown"
    parts = [
        f"# {rule.code} {rule.name}",
        f"*{rule.severity.value}*: {rule.summary}.{fix}",
        rule.why,
        f"Instead of\n\n{_fenced(rule.bad, form)}\n\nwrite\n\n{_fenced(rule.good, form)}"
        if rule.bad and rule.good
        else "",
        f"**Known limits.** {rule.limits}" if rule.limits else "",
        _silencing(rule),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _silencing(rule: Rule) -> str:
    configured = f'In `deckbuilder.toml`, `rules.{rule.name} = "off"` silences it everywhere.'
    if rule.severity is Severity.ERROR and rule.code[0] in _OF_THE_PROJECT:
        return "It is an error of the project: nothing is built until it is mended."
    if rule.code[0] in _OF_THE_PROJECT:
        return f"To silence it: {configured[0].lower()}{configured[1:]}"
    return (
        f"To silence it, put `<!-- allow: {rule.name} -->` above the text, at the end of the line, above a"
        f" question or heading for all that stands below it, or at the top of the document. {configured}"
    )


_TOLD = "PIDM"  # the letters of codes whose examples are told, and no piece of a document
_OF_THE_PROJECT = "PI"  # the letters of codes that speak of no place in a text


def _fenced(text: str, form: str) -> str:
    text = "".join(c if c.isprintable() or c == "\n" else f"<U+{ord(c):04X}>" for c in text)
    fence = "````" if "```" in text else "```"
    return f"{fence}{form}\n{text}\n{fence}"


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
