"""Rules about formulas (codes F001 to F099)."""

from __future__ import annotations

from builder.model.diagnostics import Rule, Severity

_AS_CODE = "The card shows the formula's source in a box instead of the formula, and the learner has to read TeX."

UNKNOWN_COMMAND = Rule(
    "F001",
    "unknown-command",
    Severity.WARNING,
    summary="a command in a formula that Anki's MathJax does not know",
    why=f"Anki draws formulas with MathJax 3.2.2, which does not have every package of LaTeX. {_AS_CODE} "
    "Use a command that MathJax has, or define the command under [macros] in deckbuilder.toml.",
    bad=r"The set is $\mathpzc{S}$.",
    good=r"The set is $\mathcal{S}$.",
)

UNBALANCED = Rule(
    "F002",
    "unbalanced-formula",
    Severity.WARNING,
    summary=r"braces, \left and \right, or \begin and \end that do not match",
    why=f"MathJax gives up on a formula whose braces or delimiters do not match. {_AS_CODE}",
    bad=r"$\left( \frac{a}{b \right)$",
    good=r"$\left( \frac{a}{b} \right)$",
)

UNKNOWN_ENVIRONMENT = Rule(
    "F003",
    "unknown-environment",
    Severity.WARNING,
    summary=r"an environment (\begin{…}) that Anki's MathJax does not know",
    why=f"MathJax 3.2.2 knows the environments of amsmath and mathtools, and few others. {_AS_CODE}",
    bad=r"$$\begin{tabular}{c} a \end{tabular}$$",
    good=r"$$\begin{array}{c} a \end{array}$$",
)

MISSING_ARGUMENT = Rule(
    "F004",
    "missing-argument",
    Severity.WARNING,
    summary="a command in a formula without what it applies to",
    why=f"A command such as \\frac takes two arguments; MathJax gives up where one is missing. {_AS_CODE}",
    bad=r"$\frac{1}$",
    good=r"$\frac{1}{2}$",
)

MISPLACED = Rule(
    "F005",
    "misplaced-in-formula",
    Severity.WARNING,
    summary="a character or a command in a formula where it may not stand",
    why="`&` belongs into an alignment, `#` into the definition of a macro; a formula takes one subscript and one "
    f"superscript; a last backslash takes the end of the formula with it. {_AS_CODE}",
    bad="$x_i_j$",
    good="$x_{i_j}$",
)

REFUSED_COMMAND = Rule(
    "F006",
    "refused-command",
    Severity.WARNING,
    summary="a command in a formula that could run a script or change the card",
    why=r"\href, \require, \style, \class and \cssId reach out of the formula: MathJax makes links, loads code and "
    "sets styles for them after the builder has cleaned the card. The formula's source is shown instead.",
    bad=r"$\href{https://example.org}{x}$",
    good="[$x$](https://example.org)",
)

UNCLOSED_FORMULA = Rule(
    "F007",
    "unclosed-formula",
    Severity.WARNING,
    summary="a formula begins and does not end",
    why="What opens a formula has no partner in its paragraph, so the card shows the TeX as it was typed.",
    bad=r"Energy is \[ E = \frac{m v^2}{2}",
    good=r"Energy is \[ E = \frac{m v^2}{2} \]",
)

BAD_MACRO = Rule(
    "F008",
    "bad-macro",
    Severity.ERROR,
    summary="a macro of the project that cannot be expanded",
    why="A macro under [macros] calls itself, takes more than nine arguments, or its call lacks an argument.",
    bad='"\\\\R" = "\\\\R^n"',
    good='"\\\\R" = "\\\\mathbb{R}"',
)

PRICE = Rule(
    "F009",
    "dollar-is-a-price",
    Severity.INFO,
    summary="two dollars that were taken for prices and could be a formula",
    why="Deckbuilder reads a dollar before an amount as a price where words follow. Other programs would draw a "
    "formula; a backslash before the dollar is clear to all of them.",
    bad="It costs $5-$10.",
    good=r"It costs \$5-\$10.",
)

REFUSED_BY_MATHJAX = Rule(
    "F010",
    "refused-by-mathjax",
    Severity.WARNING,
    summary="a formula that MathJax could not convert to MathML",
    why=f'With formulas = "mathml" MathJax reads every formula at build time, and it refused this one. {_AS_CODE}',
    bad=r"$\ce{CO2\sqrt}$",
    good=r"$\ce{CO2}$",
)

RAW_DOLLARS = Rule(
    "F011",
    "dollars-with-tex-left-as-text",
    Severity.WARNING,
    summary="two dollars with TeX between them that were not read as a formula",
    why="Between the dollars stand a command, a subscript or a superscript, and yet what is around them reads as "
    "words, prices or variables, so the card shows the dollars. Without spaces inside the dollars it is a formula; "
    "a backslash before the dollars, or backticks around code, says that it is none.",
    bad="The price is 5$ for n^2$ of them.",
    good=r"The price is 5\$ for $n^2$ of them.",
)

UNRESOLVED_EQUATION = Rule(
    "F012",
    "unresolved-equation",
    Severity.WARNING,
    summary="a reference to an equation that has no number in this document",
    why=r"\eqref and \ref become the number that \tag gives the equation, wherever in the document it stands; an "
    "equation without a tag is numbered for references within its own note. This reference leads to neither, and "
    "the card would show the command.",
    bad=r"As in \eqref{eq:sum}, the sum is even.",
    good=r"As in (3), the sum is even.",
)
