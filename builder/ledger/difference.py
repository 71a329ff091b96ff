"""What differs between two questions: whether they ask one fact in two ways, or two facts in one way.

Owns: the comparison of two questions, word by word.  Does not own: the words (``wording``), the
answers, and what follows (``matching``).

What two questions share says little: "What is the capital of Austria?" shares all but one
word with its sister.  A rewording says one thing in other words: what is left over, once the
words of asking are gone, is on one side only, or is spelt almost alike.  A sister has another
word in the place of the first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from builder.ledger.wording import Sort, Token, opposed, tokens
from builder.model.similarity import edits, letters_apart, letters_in_common

_GRAMMAR = """
s es e en n er r ed d ing ung y ies al an ian ic ish em t te st ly ically ive ation ion ions ns
ment ments or ors ance ence ity ness able ible
и ы а я у ю е ов ев ей ам ом ой ый ая ое ые ą ę i a u ów ach
"""
_ARTICLE_WORDS = """
the a an der die das ein eine le la les l un une el los las il lo gli o os um uma
"""
_ARTICLES = frozenset(_ARTICLE_WORDS.split())
_CHARACTER = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_ENDINGS = frozenset(("", *_GRAMMAR.split()))
_OF_VERBS = frozenset(("", "s", "ed", "ing"))  # as in "melts" and "melting"
_TYPO = 4  # letters of a word that may be misspelt by one that is missing, doubled or exchanged
_TYPO_LETTER = 6  # … by another letter
_TYPO_TWICE = 9  # … by two


@dataclass(frozen=True, slots=True)
class Difference:
    """What one question says and the other does not, without the words of asking.

    ``gone`` and ``come`` are the tokens that are left; ``common`` counts those that both have.
    ``contrast``: what is left excludes each other (another number, name, sign, negation,
    opposite, or kind of answer).  ``modifies``: what one side adds is next to a common word, as in
    "a *left* join".  ``mistyped``: the letters of the shortest word that is spelt almost as in the
    other (0: none is).  ``recast``: the sentence is built in another way; a sister fact has another
    word in the same sentence.
    """

    gone: tuple[Token, ...]
    come: tuple[Token, ...]
    common: int
    contrast: bool
    modifies: bool
    mistyped: int
    recast: bool

    @property
    def replaced(self) -> bool:
        """Whether words were replaced by others."""
        return bool(self.gone and self.come)

    @property
    def nothing(self) -> bool:
        return not self.gone and not self.come


def difference(old: str, new: str, known: Callable[[str], int] = lambda word: 0) -> Difference:
    """Compare two questions as typed.  ``known`` says in how many questions of the deck a word occurs."""
    left, right = tokens(old), tokens(new)
    ours, theirs = _content(left), _content(right)
    gone, come, common = _without_equal(ours, theirs)
    pairs, mistyped = _spelt_alike(gone, come, known)
    gone = [t for i, t in enumerate(gone) if i not in {a for a, _ in pairs}]
    come = [t for i, t in enumerate(come) if i not in {b for _, b in pairs}]
    common += len(pairs)
    gone = _without_mistyped_frames(gone, left, right, known)
    come = _without_mistyped_frames(come, right, left, known)
    gone, come, joined = _without_joined(gone, come)
    gone, come, shortened = _without_initials(gone, come)
    modifies = _beside_common(gone, left) or _beside_common(come, right)
    contrast = _contrast(gone, come) or _other_code(gone, come, left, right)
    common += joined + shortened
    ordered = common > 1 or len(gone) == len(come) == 1
    recast = _other_opening(left, right) or (ordered and _other_order(ours, theirs, gone, come))
    recast = recast and _keeps_the_rarest(ours, gone, known)
    return Difference(tuple(gone), tuple(come), common, contrast, modifies, mistyped, recast)


def case_differs(old: str, new: str) -> bool:
    """Return whether two questions that are the same without regard to case differ in the case of code."""
    ours, theirs = (
        [t.text for t in tokens(text) if t.sort is Sort.CODE or t.text != t.text.casefold()] for text in (old, new)
    )
    return Counter(ours) != Counter(theirs) and Counter(map(str.casefold, ours)) == Counter(map(str.casefold, theirs))


def _content(found: tuple[Token, ...]) -> list[Token]:
    return [token for token in found if token.sort is not Sort.FRAME]


def _without_equal(ours: list[Token], theirs: list[Token]) -> tuple[list[Token], list[Token], int]:
    """Remove equal tokens from both; also return how many of them say something."""
    common = 0
    for key in (_exact, _without_case):
        shared = Counter(map(key, ours)) & Counter(map(key, theirs))
        if key is _without_case:  # code against code: there, the case counts
            shared = Counter({k: n for k, n in shared.items() if not (_code(k, ours) and _code(k, theirs))})
        ours, taken = _take(ours, shared, key)
        theirs, _ = _take(theirs, shared, key)
        common += sum(token.sort is not Sort.ASKS for token in taken)
    return ours, theirs, common


def _exact(token: Token) -> str:
    return token.text


def _without_case(token: Token) -> str:
    return token.text.casefold()


def _code(key: str, found: list[Token]) -> bool:
    return any(t.sort is Sort.CODE or t.text != key for t in found if t.text.casefold() == key)


def _take(found: list[Token], shared: Counter[str], key: Callable[[Token], str]) -> tuple[list[Token], list[Token]]:
    wanted = shared.copy()
    kept, taken = [], []
    for token in found:
        if wanted[key(token)] > 0:
            wanted[key(token)] -= 1
            taken.append(token)
        else:
            kept.append(token)
    return kept, taken


def _spelt_alike(
    gone: list[Token], come: list[Token], known: Callable[[str], int]
) -> tuple[list[tuple[int, int]], int]:
    """Return index pairs of words in two forms or spellings, and the length of the shortest misspelt one (0: none)."""
    pairs: list[tuple[int, int]] = []
    mistyped = 0
    for i, old in enumerate(gone):
        for j, new in enumerate(come):
            if old.sort is not Sort.WORD or new.sort is not Sort.WORD or any(b == j for _, b in pairs):
                continue
            if old.text[0] != new.text[0]:
                continue  # as no spelling changes it, nor an ending
            inflected = _inflected(old.text, new.text)
            typo = is_misspelt(old.text, new.text) and not (known(old.text) > 1 and known(new.text) > 0)
            if (typo or inflected) and not opposed(old.text, new.text):
                pairs.append((i, j))
                if not inflected:
                    mistyped = min(mistyped or len(old.text), len(old.text), len(new.text))
                break
    return pairs, mistyped


def _inflected(one: str, two: str) -> bool:
    """Return whether two words share a stem and differ by grammatical endings."""
    shared = 0
    while shared < min(len(one), len(two)) and one[shared] == two[shared]:
        shared += 1
    tails = (one[shared:], two[shared:])
    if shared >= 4 and all(tail in _OF_VERBS for tail in tails):
        return True
    enough = shared >= 5 or (shared >= 3 and 5 * shared >= 3 * max(len(one), len(two)))
    return enough and all(tail in _ENDINGS for tail in tails)


def is_misspelt(one: str, two: str) -> bool:
    """Return whether one of two words may be a misspelling of the other."""
    shorter = min(len(one), len(two))
    if shorter < _TYPO or one[0] != two[0]:
        return False
    distance = edits(one, two)
    if distance == 1:
        return len(one) != len(two) or sorted(one) == sorted(two) or shorter >= _TYPO_LETTER
    return distance == 2 and shorter >= _TYPO_TWICE and letters_apart(one, two) == 2


def _without_mistyped_frames(
    extra: list[Token], whole: tuple[Token, ...], other: tuple[Token, ...], known: Callable[[str], int]
) -> list[Token]:
    """Drop words that are a misspelt question word of the other side."""
    frames = {t.text for t in other if t.sort is Sort.FRAME and len(t.text) > 2} - {t.text for t in whole}

    def mistyped(token: Token) -> bool:
        own = token.sort is Sort.WORD and known(token.text) <= 1
        return own and any(edits(token.text, frame) <= 1 for frame in frames)

    return [token for token in extra if not mistyped(token)]


def _without_joined(gone: list[Token], come: list[Token]) -> tuple[list[Token], list[Token], int]:
    """Drop compounds that one side writes as two words and the other as one; also return how many."""
    before = len(gone) + len(come)
    gone, come = _without_compound(gone, come)
    come, gone = _without_compound(come, gone)
    return gone, come, (before - len(gone) - len(come)) // 3


def _without_compound(parts: list[Token], wholes: list[Token]) -> tuple[list[Token], list[Token]]:
    for whole in tuple(wholes):
        found = [t for t in parts if t.text in whole.text]
        if len(found) == 2 and "".join(t.text for t in found) == whole.text:
            parts = [t for t in parts if t not in found]
            wholes = [t for t in wholes if t is not whole]
    return parts, wholes


def _without_initials(gone: list[Token], come: list[Token]) -> tuple[list[Token], list[Token], int]:
    """Drop names of which one side has only the initials; also return how many."""
    for short, long in ((gone, come), (come, gone)):
        letters = "".join(t.text[0] for t in long).casefold()
        for token in short:
            initials = token.text.casefold()
            if (
                len(long) > 1
                and token.name
                and letters == initials[: len(letters)]
                and len(initials) <= len(letters) + 1
            ):
                rest = [t for t in short if t is not token]
                return ([], rest, 1) if long is gone else (rest, [], 1)
    return gone, come, 0


def _keeps_the_rarest(ours: list[Token], gone: list[Token], known: Callable[[str], int]) -> bool:
    """Return whether the rarest word stayed: it says what the question is about."""
    left = Counter(gone)
    seen: dict[bool, list[int]] = {True: [], False: []}
    for token in ours:
        if token.sort is not Sort.ASKS:
            seen[left[token] > 0].append(known(token.text))
    return not seen[True] or min(seen[False], default=1) <= min(seen[True])


def _other_opening(left: tuple[Token, ...], right: tuple[Token, ...]) -> bool:
    """Return whether two questions begin with other words of asking: "Who …", "By whom …"."""
    one, two = (next((t for t in side if t.text not in _ARTICLES), None) for side in (left, right))
    if one is None or two is None or not {one.sort, two.sort} <= {Sort.FRAME, Sort.ASKS}:
        return False
    return not _CHARACTER.match(one.text) and one.text[:3] != two.text[:3]


def _other_order(ours: list[Token], theirs: list[Token], gone: list[Token], come: list[Token]) -> bool:
    """Return whether what two questions share comes in another order, or what they do not share in another place."""
    one, two = _shape(ours, gone), _shape(theirs, come)
    if len(one) == len(two) and [text is None for text in one] != [text is None for text in two]:
        return True
    return [text for text in one if text and text in two] != [text for text in two if text and text in one]


def _shape(found: list[Token], extra: list[Token]) -> list[str | None]:
    """Return the words that say something, in order; None where the other side has others."""
    left = Counter(extra)
    shape: list[str | None] = []
    for token in found:
        if token.sort is not Sort.ASKS:
            text = None if left[token] else token.text
            left[token] -= left[token] > 0
            if text or shape[-1:] != [None]:
                shape.append(text)
    return shape


def _beside_common(extra: list[Token], whole: tuple[Token, ...]) -> bool:
    """Return whether a word that only one side has is next to one that both have."""
    left = Counter(extra)
    own = [t in left for t in whole]
    beside = zip(whole, whole[1:], own, own[1:], strict=False)
    return any(
        a != b and Sort.FRAME not in (one.sort, two.sort) and Sort.ASKS not in (one.sort, two.sort)
        for one, two, a, b in beside
    )


def _contrast(gone: list[Token], come: list[Token]) -> bool:
    def of(found: list[Token], sort: Sort) -> list[str]:
        return sorted(t.text for t in found if t.sort is sort)

    asked, asks = of(gone, Sort.ASKS), of(come, Sort.ASKS)
    return bool(
        len(of(gone, Sort.NEGATION)) != len(of(come, Sort.NEGATION))
        or (asked and asks)
        or (of(gone, Sort.NUMBER) and of(come, Sort.NUMBER))
        or (of(gone, Sort.CODE) and of(come, Sort.CODE))
        or _signs(gone) != _signs(come)
        or any(old.name and new.name and not _akin(old.text, new.text) for old in gone for new in come)
        or any(opposed(old.text, new.text) for old in gone for new in come)
    )


def _akin(one: str, two: str) -> bool:
    """Return whether two names may mean one thing, as a country and its adjective."""
    return one[:2] == two[:2] and letters_in_common(one, two) >= 0.6


def _other_code(gone: list[Token], come: list[Token], left: tuple[Token, ...], right: tuple[Token, ...]) -> bool:
    """Return whether both have code, and one has more of it, or the same in another order, as in x++ and ++x."""
    ours, theirs = ([t.text for t in side if t.sort is Sort.CODE] for side in (left, right))
    if not ours or not theirs:
        return False
    more = any(t.sort is Sort.CODE for t in (*gone, *come))
    return more or (ours != theirs and sorted(ours) == sorted(theirs))


def _signs(found: list[Token]) -> int:
    return sum(t.sort is Sort.CODE and not any(c.isalnum() for c in t.text) for t in found)
