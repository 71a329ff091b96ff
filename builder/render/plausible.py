"""What reads as a formula, between delimiters that also mean other things.

Owns: the judgement on one stretch between dollars or brackets: formula or words, prices,
shell variables, escaped brackets.  Does not own: finding the stretches (``finder``).
"""

from __future__ import annotations

import re

from builder.render.vocabulary import COMMANDS

# A dollar's neighbours in alphabets that write words with spaces; 价格$x$ is a formula all the same.
_WIDE_SCRIPTS = 0x2E80

COMMAND = re.compile(r"\\(?:[A-Za-z]|[,;:!{}|\\ ])")
_COMMAND_NAME = re.compile(r"\\([A-Za-z]+)")
_MARKUP = re.compile(r"\\[A-Za-z]|[\^_]")
_BRACED_SCRIPT = re.compile(r"[\^_]\s*\{")
_WORDS_IN_COMMANDS = re.compile(
    r"\\(?:text[a-z]*|mbox|hbox|fbox|math[a-z]+|operatorname\*?|begin|end|tag)\s*\{[^{}]*\}?"
)
_WORD = re.compile(r"(?<![\\\w])[^\W\d_]{2,}(?![\w({\[^])")
# Up to three letters beside an operator are factors: TdS - PdV, ax + by.
_FACTORS = re.compile(r"(?<![\\\w])[A-Za-z]{2,3}(?=\s*[-+*/=<>])|(?<=[-+*/=<>])\s*[A-Za-z]{2,3}(?!\w)")
_ENDS_OPEN = re.compile(r"(?<![\^_{\\])[-+*/=<>,:;.(&@\[]$|[\^_]$")
_SIGN_AT_END = re.compile(r"[-+=>]$")
_ANGLES = re.compile(r"<[^<>]*>")
_ONLY_OPERATOR = re.compile(r"(?:[-+*/=<>~!|&^%]|[^\x00-\x7f]){1,3}$")
_ONLY_RELATION = re.compile(r"[=<>~]{1,2}$")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z][A-Z0-9]*)+(?![A-Za-z0-9_^{(])")
_SHORT_INDEX = re.compile(r"[A-Z][A-Z0-9]*_[A-Z][A-Z0-9]?(?!\w)")
_SHELL_BRACES = re.compile(r"\{[A-Za-z_]\w+\}")
_BEGINS_AS_SCRIPT = re.compile(r"[\^_](?:[^\w\s]|\d|[^\W\d_]{1,3}(?![^\W\d_]))|\\[A-Za-z,;:!]")
_SUFFIX = re.compile(r"(?:s|th|st|nd|rd)(?![A-Za-z0-9])")
_REST_OF_WORD = re.compile(r"[A-Za-z][A-Za-z]+(?![\w=(\[{$>-])")
_AMOUNT = re.compile(r"\d[\d.,]*")
_RELATION = re.compile(r"[=<>≤≥≈≠∈∑∫√+/]|[A-Za-z]\([^()\s]+\)")
_MARKDOWN_ESCAPE = re.compile(r"\\[-_*#.`~<>+!()\[\]]")
_NAME = re.compile(r"[A-Za-z0-9]{2,}(?:_[A-Za-z0-9]{2,})+")
_TO_AN_AMOUNT = re.compile(r"\s+[^\W\d_]+\s+\d")
_FOREIGN = re.compile("[^\\W\\d_\x00-\x7f\u0370-\u03ff\u2100-\u214f\U0001d400-\U0001d7ff]")
_COMPACT = re.compile(r"[\w^]+")
# Signs of a regular expression and of sed that no formula holds: \1, \t, [^, .*, one\|two, s/…/…/.
_PATTERN = re.compile(
    r"(?<!\\)(?:\\\\)*\\(?:[1-9]|[tnwsdbWDB](?![A-Za-z])|[+?](?![A-Za-z\\]))|\[\^|\.\*|[A-Za-z]{2}\\\|[A-Za-z]{2}"
    r"|(?<![^\W\d_])s([/,#])[^\s]*\1[^\s]*\1"
)
_OPENS_TEX = re.compile(r"(?:(?![A-Za-z]{2})[\w^{}()|=+*/<>' -]){0,40}?\\([A-Za-z]{2,})(?![A-Za-z])")
_CODE_AND_AMOUNT = re.compile(r"[A-Z]{3}\s?\d")  # USD 5
_OPENS_ANOTHER = re.compile(r"[\w({\\]|[@<#](?:\s|$)")


def wordy(char: str) -> bool:
    """Whether ``char`` is a letter or digit of a script that sets words apart by spaces."""
    return char.isalnum() and ord(char) < _WIDE_SCRIPTS


def prose(body: str) -> bool:
    """Whether ``body`` has three words that are no command's name or text, and no product of factors."""
    if body.count(" ") + body.count("\n") < 2:
        return False
    return len(_WORD.findall(_FACTORS.sub(" ", _WORDS_IN_COMMANDS.sub(" ", body)))) >= 3


def only_words(body: str) -> bool:
    """Whether ``body`` is nothing but words and their punctuation, or nothing at all."""
    return re.fullmatch(r"[\s.,;:!?'’\"…–—-]*(?:[^\W\d_]{2,}[\s.,;:!?'’\"…–—-]*)*", body) is not None


def tex(body: str) -> bool:
    """Whether ``body`` holds what only TeX is written with: a command or a script in braces."""
    return COMMAND.search(body) is not None or _BRACED_SCRIPT.search(body) is not None


def opens_tex(text: str) -> bool:
    """Whether ``text``, behind a dollar that nothing closes, begins as a formula does and comes to a command."""
    match = _OPENS_TEX.match(text)
    return match is not None and not text[:1].isspace() and match[1] in COMMANDS


def pattern(word: str) -> bool:
    r"""Whether ``word``, with ``\(…\)`` in it, is a regular expression: ``s/\(a\)b/\1/``."""
    return _PATTERN.search(word) is not None


def could_be_tex(body: str, after: str) -> bool:
    """Whether ``body``, between dollars and yet no formula, may have been meant as one."""
    if opens_tex(body):
        return True
    opens_another = _OPENS_ANOTHER.match(after)
    if opens_another and (body[-1:].isspace() or not (tex(body) or _COMPACT.fullmatch(body))):
        return False  # two variables: $A_1 and $B_1, $row["k_v"].$z
    rest = _SHELL_BRACES.sub("", _VARIABLE.sub("", _NAME.sub("", body)))
    return _MARKUP.search(rest) is not None


def inline(body: str, before: str, after: str) -> bool:
    """Whether ``$body$`` is a formula; ``before`` is the character before it, ``after`` the few after it."""
    if not body.strip():
        return False
    if _ONLY_RELATION.match(body):
        return True
    strong = tex(body)
    if wordy(before) and not _follows_a_word(body, strong):
        return False
    if not _may_precede(body, after, strong):
        return False
    if body[0].isspace() or body[-1].isspace():
        return _spaced(body, closed=not (body[-1].isspace() and _OPENS_ANOTHER.match(after)))
    if _ONLY_OPERATOR.match(body):
        return True
    if _open_ended(body, strong):
        return False
    if strong:
        return True
    return body.count('"') % 2 == 0 and not (prose(body) or _shell_variable(body) or _price(body))


def display(body: str) -> bool:
    """Whether ``$$body$$`` is a formula."""
    return bool(body.strip()) and not only_words(body) and (tex(body) or not prose(body))


def round_brackets(body: str) -> bool:
    r"""Whether ``\(body\)`` is a formula, and not brackets that Markdown need not have had escaped."""
    return bool(body.strip()) and not only_words(body) and (tex(body) or not prose(body))


def square_brackets(body: str, *, alone: bool) -> bool:
    r"""Whether ``\[body\]`` is a formula; ``alone``: nothing else stands in its lines."""
    rest = _NAME.sub("", _MARKDOWN_ESCAPE.sub("", body))
    if not rest.strip() or only_words(rest):
        return False
    if _MARKUP.search(rest):
        return not prose(rest) or bool(COMMAND.search(rest))
    return alone and bool(_RELATION.search(rest)) and not prose(rest)


def _follows_a_word(body: str, strong: bool) -> bool:
    r"""Whether a formula may stand straight after a letter or digit: ``H$_2$O``, ``2$\pi$``; no price begins so."""
    return bool(_BEGINS_AS_SCRIPT.match(body)) or (strong and body[0].isalpha())


def _may_precede(body: str, after: str, strong: bool) -> bool:
    """Whether ``after`` may stand straight behind the closing dollar: a letter or digit makes it an opening one."""
    first = after[:1]
    if first.isdigit():
        return bool(COMMAND.search(body) or _BEGINS_AS_SCRIPT.match(body)) and not _AMOUNT.match(body)
    if first in ("{", "_") and not strong:
        return False
    if not (first.isascii() and first.isalpha()) or _SUFFIX.match(after):
        return True
    if strong or _BEGINS_AS_SCRIPT.match(body):
        return not _ENDS_OPEN.search(body)
    single = len(body) == 1 or re.fullmatch(r"[A-Za-z]['’]?[\^_]\w", body)
    return bool(single and _REST_OF_WORD.match(after))


def _open_ended(body: str, strong: bool) -> bool:
    r"""Whether ``body`` ends as no formula does, but a string of variables may: ``$a/$b``."""
    if not _ENDS_OPEN.search(body) or _ANGLES.fullmatch(body):
        return False
    if COMMAND.search(body) and body[-1] in ",.:;":
        return False
    known = any(name in COMMANDS for name in _COMMAND_NAME.findall(body))
    return not (_SIGN_AT_END.search(body) and (known or (strong and _BRACED_SCRIPT.search(body)) or _script(body)))


def _script(body: str) -> bool:
    """Whether ``body`` is a letter with an index or a power and one sign behind it: ``x_1=``."""
    return re.fullmatch(r"[A-Za-z][\^_]\w[-+=>]", body) is not None


def _shell_variable(body: str) -> bool:
    """``$PATH_INFO$`` and ``${LANG}$`` are variables; ``$CO_2$`` and ``$K_C$`` have a short index and are formulas."""
    if _SHELL_BRACES.match(body):
        return True
    if _SHORT_INDEX.match(body):
        return False
    return bool(_VARIABLE.match(body)) and not _MARKUP.search(_VARIABLE.sub("", body, count=1))


def _spaced(body: str, *, closed: bool) -> bool:
    r"""``$ x^2 $``: a formula only if TeX is in it and no words are, and the second dollar opens nothing."""
    marked = closed and _MARKUP.search(_NAME.sub("", body))
    return bool(marked) and not _WORD.search(_WORDS_IN_COMMANDS.sub(" ", body))


def _price(body: str) -> bool:
    """``$5 and 10$``, ``$5 (or 6$``, ``$5/user vs 6$``, ``$USD 5 or 6$``: an amount with words beside it."""
    if _CODE_AND_AMOUNT.match(body):
        return True
    amount = _AMOUNT.match(body)
    if not amount:
        return False
    rest = body[amount.end() :]
    if _WORD.search(rest) or _TO_AN_AMOUNT.match(rest):
        return True
    return bool(_FOREIGN.search(rest)) or rest.count("(") != rest.count(")") or (" " in rest and "|" in rest)
