"""Which language a text is written in, as far as the checks need to know.

Owns: telling English and French from other languages by the small words that no text goes
without.  Does not own: the words that a check looks for (``words``).  What cannot be told is no
language: a check that knows only English keeps silent there.
"""

from __future__ import annotations

import re
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+")
_CLEAR = 1.5  # small words of its own from which on a passage shows its language
_AHEAD = 0.7  # by so many it is ahead of the next language

_SMALL_WORDS: dict[str, str] = {
    "en": "the of and is are a what how does do did why which with from that this it be an was were when you can not by"
    " should would has have had who where whose for or as at on in if your its their than then there these those they"
    " them between into about each one some any no only but so because while without one two most more such many",
    "de": "der die das und ist nicht ein eine wie was warum wird werden mit von zu den dem des auf für im sich"
    " kann welche welcher welches sind wer wo wann es bei aus als",
    "fr": "le la les des est et un une du qui que quel quelle quels quelles comment pourquoi dans pour avec sur par"
    " ne pas sont ce cette au aux il elle on à d l en se où de y",
    "es": "el la los las de que y en un una es por con para qué cómo del se lo su son como cuál cuándo al más no",
    "it": "il la lo gli le di che e un una è per con non come cosa perché del della dei si nel quale sono da più",
    "pt": "o a os as de que e um uma é por com para não como do da dos das se no na qual são em mais ao",
    "nl": "de het een en van is niet wat hoe waarom met op te voor zijn dat die wordt aan welke bij uit er",
    "sv": "och det är en ett att som på inte av för med den vad hur varför till har om vilken de kan",
    "da": "og det er en et at som på ikke af for med den hvad hvordan hvorfor til har om hvilken de kan",
    "pl": "i w nie na jest się z do co jak to dlaczego czy są od przez który która po za dla",
    "cs": "a je v se na co jak to proč z do jsou že s pro který která po od k si",
    "tr": "ve bir bu nedir nasıl için ile ne neden olan daha çok gibi kadar hangi var mı mi",
    "id": "yang dan di apa adalah dari untuk dengan itu ini tidak bagaimana mengapa pada ke",
}
_LANGUAGES_OF: dict[str, tuple[str, ...]] = {}
for _language, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _LANGUAGES_OF[_word] = (*_LANGUAGES_OF.get(_word, ()), _language)


def language(text: str, otherwise: str = "") -> str:
    """The language of ``text`` as a code of two letters; ``otherwise`` where its small words do not tell."""
    best, most, ahead = _told(text)
    return best if most >= _CLEAR and ahead >= _AHEAD else otherwise


def of_document(text: str) -> str:
    """The language of a whole document; of a short one the best guess, if there is a best one."""
    best, _, ahead = _told(text)
    return best if ahead > 0 else ""


def _told(text: str) -> tuple[str, float, float]:
    """The likeliest language, how much speaks for it, and by how much it is ahead of the next.

    A word that several languages have speaks for each of them, and for each the less.
    """
    votes: Counter[str] = Counter()
    for word, times in Counter(_WORD.findall(text.casefold())).items():
        for found in _LANGUAGES_OF.get(word, ()):
            votes[found] += times / len(_LANGUAGES_OF[word])  # type: ignore[assignment]
    (best, most), (_, next_most) = [*votes.most_common(2), ("", 0), ("", 0)][:2]
    return best, most, most - next_most
