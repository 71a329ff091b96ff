"""What reads as a formula, between delimiters that also mean other things.

Owns: the judgement on one stretch between dollars or brackets: formula or words, prices,
shell variables, escaped brackets.  Does not own: finding the stretches (``finder``).
"""

from __future__ import annotations

import re

# A dollar's neighbours in alphabets that write words with spaces; 价格$x$ is a formula all the same.
_WIDE_SCRIPTS = 0x2E80

COMMAND = re.compile(r"\\(?:[A-Za-z]|[,;:!{}|\\ ])")
_MARKUP = re.compile(r"\\[A-Za-z]|[\^_]")
_WORDS_IN_COMMANDS = re.compile(
    r"\\(?:text[a-z]*|mbox|hbox|fbox|math[a-z]+|operatorname\*?|begin|end|tag)\s*\{[^{}]*\}?"
)
_WORD = re.compile(r"(?<![\\\w])[^\W\d_]{2,}(?![\w({\[^])", re.ASCII)
_ENDS_OPEN = re.compile(r"(?<![\^_{\\])[-+*/=<>,:;.(&@\[]$")
_ONLY_OPERATOR = re.compile(r"(?:[-+*/=<>~!|&^%]|[^\x00-\x7f]){1,3}$")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]+(?![A-Za-z0-9_^{(])")
_SUFFIX = re.compile(r"(?:s|th|st|nd|rd)(?![A-Za-z0-9])")
_AMOUNT = re.compile(r"\d[\d.,]*")
_RELATION = re.compile(r"[=<>≤≥≈≠∈∑∫√+/]|[A-Za-z]\([^()\s]+\)")
_MARKDOWN_ESCAPE = re.compile(r"\\[-_*#.`~<>+!()\[\]]")
_NAME = re.compile(r"[A-Za-z0-9]{2,}(?:_[A-Za-z0-9]{2,})+")


def wordy(char: str) -> bool:
    """Whether ``char`` is a letter or digit of a script that sets words apart by spaces."""
    return char.isalnum() and ord(char) < _WIDE_SCRIPTS


def prose(body: str) -> bool:
    """Whether ``body`` has three words that are no command's name or text."""
    if body.count(" ") + body.count("\n") < 2:
        return False
    return len(_WORD.findall(_WORDS_IN_COMMANDS.sub(" ", body))) >= 3


def only_words(body: str) -> bool:
    """Whether ``body`` is nothing but words and their punctuation, or nothing at all."""
    return re.fullmatch(r"[\s.,;:!?'’\"…–—-]*(?:[^\W\d_]{2,}[\s.,;:!?'’\"…–—-]*)*", body) is not None


def inline(body: str, before: str, after: str) -> bool:
    """Whether ``$body$`` is a formula; ``before`` is the character before it, ``after`` the few after it."""
    if wordy(before) or after[:1].isdigit() or not body.strip():
        return False
    commands = COMMAND.search(body) is not None
    if after[:1].isascii() and after[:1].isalpha() and not _SUFFIX.match(after):
        return False
    if body[0].isspace() or body[-1].isspace():
        return body[0].isspace() and body[-1].isspace() and _spaced(body)
    if _ONLY_OPERATOR.match(body):
        return True
    if prose(body):
        return False
    if _ENDS_OPEN.search(body) and not (commands and body[-1] in ",.:;"):
        return False
    if _VARIABLE.match(body) and not _MARKUP.search(_VARIABLE.sub("", body, count=1)) and "_" in body:
        return False
    return commands or not _price(body)


def display(body: str) -> bool:
    """Whether ``$$body$$`` is a formula."""
    return bool(body.strip()) and not only_words(body) and (bool(COMMAND.search(body)) or not prose(body))


def round_brackets(body: str) -> bool:
    r"""Whether ``\(body\)`` is a formula, and not brackets that Markdown need not have had escaped."""
    return bool(body.strip()) and not only_words(body) and (bool(COMMAND.search(body)) or not prose(body))


def square_brackets(body: str, *, alone: bool) -> bool:
    r"""Whether ``\[body\]`` is a formula; ``alone``: nothing else stands in its lines."""
    rest = _NAME.sub("", _MARKDOWN_ESCAPE.sub("", body))
    if not rest.strip() or only_words(rest):
        return False
    if _MARKUP.search(rest):
        return not prose(rest) or bool(COMMAND.search(rest))
    return alone and bool(_RELATION.search(rest)) and not prose(rest)


def _spaced(body: str) -> bool:
    r"""``$ x^2 $``: a formula only if TeX is in it and no words are."""
    return bool(_MARKUP.search(body)) and not _WORD.search(_WORDS_IN_COMMANDS.sub(" ", body))


def _price(body: str) -> bool:
    """``$5 and 10$``, ``$5 (or 6$``, ``$5/user vs 6$``, ``$5 | 6$``: an amount with words after it."""
    amount = _AMOUNT.match(body)
    if not amount:
        return False
    rest = body[amount.end() :]
    return bool(_WORD.search(rest)) or rest.count("(") != rest.count(")") or (" " in rest and "|" in rest)
