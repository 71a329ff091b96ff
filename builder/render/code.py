"""Code blocks, coloured; the only module that imports Pygments.

A block is ``<pre class="db-code"><code>``; a token of interest is a ``span`` with one of six
classes, whose colours the card's CSS sets for day and night:

===== ========================================
``k`` keyword
``s`` string
``c`` comment
``n`` number, constant
``f`` name that is defined: function, class
``o`` operator, decorator, other sign of syntax
===== ========================================

Owns: languages and their aliases.  Does not own: where a block begins and ends (``markdown.tree``).
"""

from __future__ import annotations

import functools
import html
import re

from pygments import lex
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, _TokenType, is_token_subtype
from pygments.util import ClassNotFound

MAX_LENGTH = 50_000  # characters; longer code stays without colours

# What people write after the fence, and Pygments' name for it; "" is plain text on purpose.
ALIASES = {
    "ascii": "", "algorithm": "", "cmd": "batch", "console": "console", "csv": "", "dotenv": "ini", "dos": "batch",
    "env": "ini", "golang": "go", "ino": "cpp", "jsonc": "json", "json5": "json", "kt": "kotlin", "latex": "tex",
    "log": "", "mermaid": "", "none": "", "node": "javascript", "nodejs": "javascript", "objc": "objective-c",
    "ocaml": "ocaml", "output": "", "plain": "", "plaintext": "", "plantuml": "", "plsql": "sql", "powershell": "ps1",
    "prompt": "", "pseudo": "", "pseudocode": "", "py3": "python", "python2": "python2", "pyspark": "python",
    "regex": "", "regexp": "", "sh-session": "console", "shell": "bash", "shell-session": "console", "svg": "xml",
    "svelte": "html", "tree": "", "tsql": "sql", "tsx": "tsx", "txt": "", "text": "", "vb": "vb.net", "vbnet": "vb.net",
    "vba": "vb.net", "visualbasic": "vb.net", "vue": "html", "xhtml": "html", "yml": "yaml", "math": "",
}  # fmt: skip

_CLASSES: tuple[tuple[_TokenType, str], ...] = (
    (Comment.PreprocFile, "s"),
    (Comment.Preproc, "o"),
    (Comment, "c"),
    (Keyword.Constant, "n"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (String, "s"),
    (Number, "n"),
    (Name.Function, "f"),
    (Name.Class, "f"),
    (Name.Tag, "k"),
    (Name.Attribute, "f"),
    (Name.Decorator, "o"),
    (Operator, "o"),
    (Generic.Prompt, "o"),
    (Generic.Heading, "k"),
    (Generic.Subheading, "k"),
    (Generic.Inserted, "s"),
    (Generic.Deleted, "n"),
)
_WORD = re.compile(r"[\w.+#-]+")


def block(source: str, info: str = "") -> str:
    """The HTML of a code block; ``info`` is what stands after the fence (``python title="x"``)."""
    return f'<pre class="db-code"><code>{highlight(source, language(info))}</code></pre>'


def language(info: str) -> str:
    """The name of the language in an info string, in lower case; ``""`` if there is none.

    Also understood: ``{.python}``, ``{python}``, ``language-python``, ``python:title``.
    """
    match = _WORD.search(info.strip().lstrip("{").lstrip(".").removeprefix("language-"))
    return match[0].lower() if match else ""


def highlight(source: str, name: str) -> str:
    """``source`` with its tokens in spans; escaped plain text where the language is not known."""
    lexer = _lexer(name)
    if lexer is None or len(source) > MAX_LENGTH:
        return html.escape(source, quote=False)
    out: list[str] = []
    kind, held = "", ""
    for token, text in lex(source + "\n", lexer):  # some lexers pass over a last line without an end
        here = _class(token) if text.strip() else kind
        if here != kind:
            out.append(_span(kind, held))
            kind, held = here, ""
        held += text
    out.append(_span(kind, held))
    return "".join(out).removesuffix("\n")


def _span(kind: str, text: str) -> str:
    """``text`` escaped, in a span that leaves the white space at its ends outside."""
    escaped = html.escape(text, quote=False)
    if not kind or not text.strip():
        return escaped
    core = escaped.strip()
    left = len(escaped) - len(escaped.lstrip())
    return f'{escaped[:left]}<span class="{kind}">{core}</span>{escaped[left + len(core) :]}'


@functools.cache
def _class(token: _TokenType) -> str:
    return next((name for kind, name in _CLASSES if is_token_subtype(token, kind)), "")


@functools.cache
def _lexer(name: str) -> Lexer | None:
    name = ALIASES.get(name, name)
    if not name:
        return None
    try:
        return get_lexer_by_name(name, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
