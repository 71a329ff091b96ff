"""The tokens of a formula in plain text.

Owns: cutting the text into numbers, letters, names and signs, each with its TeX.  Does not own:
whether they are a formula (``plainmath``), nor how they are set (``plainset``).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from builder.render import symbols

_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<accented>[A-Za-z\u03b1-\u03c9][\u0302-\u0305\u0307\u0308\u20d7])"
    r"|(?P<word>[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f\u0410-\u0451]+)"
    r"|(?P<bars>\|\|)"
    r"|(?P<relation><->|<=>|->|=>|<-|<=|>=|!=|~=|:=|\+-|\.\.\.)"
    r"|(?P<sign>.)",
    re.DOTALL,
)


class Doubt(Exception):
    """The text is no formula, or can be read in two ways; kept within ``plainmath``."""


@dataclass(frozen=True, slots=True)
class Token:
    kind: str  # space number letter word function relation operator big root open close script mark text
    text: str
    tex: str = ""


def tokenise(text: str) -> list[Token]:
    tokens: list[Token] = []
    for m in _TOKEN.finditer(text):
        kind, piece = m.lastgroup or "", m[0]
        after_digit = bool(tokens) and tokens[-1].kind == "number"
        match kind:
            case "space":
                tokens.append(Token("space", " ", " "))
            case "number":
                tokens.append(Token("number", piece, piece))
            case "word":
                token = _word(piece, after_digit, m.string[m.end() : m.end() + 2])
                if token.kind == "prose" and tokens and tokens[-1].kind == "script":
                    token = Token("word", piece, f"\\mathrm{{{piece}}}")  # y_true
                tokens.append(token)
            case "accented":
                tokens.append(Token("letter", piece, symbols.accented(piece)))
            case "bars":
                tokens.append(Token("bar", piece, r"\|"))
            case "relation":
                tokens.append(Token("relation", piece, symbols.RELATIONS[piece]))
            case _:
                tokens += _sign(piece)
    return tokens


def merged(tokens: list[Token]) -> list[Token]:
    """Words in a row as one: in a column of formulas, ``Irreducible Error`` is a name."""
    out: list[Token] = []
    for token in tokens:
        if token.kind == "word" and len(out) > 1 and out[-1].kind == "space" and out[-2].kind == "word":
            out.pop()
            name = f"{out.pop().text} {token.text}"
            if name.count(" ") > 3:
                raise Doubt
            token = Token("word", name, f"\\text{{{name}}}")
        out.append(token)
    return out


def _word(word: str, after_digit: bool, following: str) -> Token:
    if len(word) == 1:
        tex = word if word.isascii() else symbols.accented(unicodedata.normalize("NFD", word))
        if not tex:
            raise Doubt
        return Token("letter", word, tex)
    if word in symbols.FUNCTIONS:
        return Token("function", word, symbols.FUNCTIONS[word])
    if word in symbols.GREEK:
        return Token("letter", word, symbols.GREEK[word])
    if word.lower() in symbols.PROSE:
        return Token("prose", word, f"\\text{{ {word} }}")
    product = word.islower() and (len(word) == 2 or (after_digit and len(word) <= 3))  # mx, 4ac
    if product or (word.isupper() and (following == "^T" or following[:1] == "ᵀ")) or re.fullmatch(r"d[A-Z]", word):
        return Token("letters", word, word)
    if following[:1] == "(":
        return Token("function", word, f"\\operatorname{{{word}}}")
    return Token("word", word, f"\\mathrm{{{word}}}")


def _sign(char: str) -> list[Token]:
    if char in symbols.SIGNS:
        kind, tex = symbols.SIGNS[char]
        return [Token(kind, char, tex)]
    if char in symbols.RAISED:
        return [Token("script", "^", "^"), Token("raised", char, symbols.RAISED[char])]
    if char in symbols.LOWERED:
        return [Token("script", "_", "_"), Token("raised", char, symbols.LOWERED[char])]
    letter = symbols.letter(char)
    if letter:
        return [Token("letter", char, letter)]
    raise Doubt
