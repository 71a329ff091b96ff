"""The words by which people mark questions and answers, and what they tell.

Owns: ``words.toml`` and the small judgements that rest on words: is this a label, does it
look like a question.  Does not own: the words of each language (``vocabulary``), which languages count
(``spoken``), nor what follows from the judgements (``forms``, ``choose``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from builder.model.source import Line
from builder.read.language.spoken import spoken
from builder.read.language.vocabulary import Languages, folded, words_of

WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u9fff\uac00-\ud7a3]")  # scripts that do not part words, and Korean


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of ``words``: whole, but in scripts that do not part words anywhere."""
    found = [re.escape(w) if _UNSPACED.search(w) else rf"(?<!\w){re.escape(w)}(?!\w)" for w in words]
    return re.compile("|".join(found), re.I)


_ENGLISH = frozenset({"en"})  # its labels and question words are used in documents of any language
_AUXILIARIES = folded(WORDS["questions"]["auxiliaries"])
_SUBJECTS = folded(WORDS["questions"]["subjects"])
_SET_UPS = folded(WORDS["questions"]["set_ups"])
_QUESTION_OPENERS = folded(WORDS["questions"]["openers"])
_CONTENTS = folded(WORDS["headings"]["contents"])
_ABOUT_OPENINGS = (
    "how to use this",
    "how to use these",
    "how to read this",
    "how to contribute",
    "about this",
    "about these",
)
_ABOUT = folded(WORDS["headings"]["about"])
_PROMISE = _any_of(WORDS["headings"]["promise"])
_TERMS = _any_of(WORDS["headings"]["terms"])
_TOPICS = re.compile(
    rf"(?<!\w)(?:{'|'.join(map(re.escape, WORDS['headings']['topics']))})(?!\w)|面试|質問|질문|면접", re.I
)
_POINTS_AT_CODE = _any_of(WORDS["questions"]["code"])
_WANTS_CODE = folded(WORDS["questions"]["wants_code"])
_INVITATIONS = tuple(sorted(folded(words_of("invitations"))))
_REMARK_ON_ANSWER = re.compile(
    rf"[\[(（【](?:{'|'.join(map(re.escape, words_of('remarks')))})\b[^:：\]）)]{{0,40}}[:：].*[\])）】]", re.I
)
_REMARKS = folded(WORDS["questions"]["remarks"])
_POINTS = re.compile(r"\d{1,3}\s*(?:points?|pts?|marks?|punkte?|puntos|pontos|баллов|балла|分|点|점)")
_OPENERS = folded(words_of("answer_openers"))

# ---------------------------------------------------------------- plain words

PIN = re.compile(r"\s*\{#([\w:.-]+)[^\s{}]{0,100}(?:\s[^{}]{0,200})?\}\s*$")  # an id that an author gave
WISH = re.compile(r"\s*\{(?P<wish>reversed?|both|type|typed|typing)\}\s*$", re.IGNORECASE)  # what the note is to be
_TAGS = re.compile(r"</?[a-zA-Z][^<>]*>")
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)")
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\([^()]*(?:\([^()]*\)[^()]*)*\)")
_MARKUP = re.compile(r"[*_`~]+|\\(?=[^\w\s])")


_LONG_WORD = 4  # characters of a title in a script that does not part words
_LONG = 1_000  # characters; what comes after them tells no more about a text


def bare(text: str) -> str:
    """``text`` as one reads it: without links' targets, emphasis and tags, on one line."""
    if "<" in text:
        text = _TAGS.sub("", text)
    if "[" in text:
        text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    return " ".join(_MARKUP.sub("", text).split())


def key(text: str) -> str:
    """``text`` for comparing with a list of words: bare, case folded, no punctuation at its ends."""
    return bare(text[:_LONG]).casefold().strip(" \t:：.!…-–—*#|↑⬆▲△⇧🔝↥⤴⏫🔼☝👆<>[](){}【】。、\ufe0f")


# -------------------------------------------------------------------- labels

_OPEN = (
    r"(?:[^\w\s*_`<>\[(（【{#|:.$\\-]{1,3}\s++)?"  # an emoji
    r"(?:<(?:b|strong|i|em|u|p|span|font|h\d)\b[^<>]*>\s*+)*+[*_`]{0,6}[\[【(（]?\s*+"
)
_CLOSE = r"[*_`]{0,6}(?:\s*</(?:b|strong|i|em|u|span|font|h\d)>)*"
_NUMBER = (
    r"(?:(?:[-.](?=\d)|\.\s+(?=\d{1,4}\s?[:)])|\s*+)(?:no\.?|nr\.?|n°|number|#|№)?"
    r"\s*(?P<number>\d{1,4}(?:[.-]\d{1,3})*)(?!\d)(?P<part>[a-zA-Z](?!\w))?)?"
)


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(set(words), key=len, reverse=True))


def _label(words: Iterable[str], letters: Iterable[str], adjectives: Iterable[str] = ()) -> re.Pattern[str]:
    before = rf"(?:(?:{_alternatives(adjectives)})\s+){{0,2}}" if adjectives else ""
    long = rf"{before}(?:{_alternatives(words)})"
    letter = _alternatives(letters) or "(?!)"
    colon = r"\s*[:：](?:[-–—]+(?!\d))?"
    other = (
        r"(?:\s*[．、】）]|\s*[.)\]](?![0-9A-Za-z_\u00c0-\u04ff])|\s+[-–—](?=\s|[*_]{1,3}\s)|"
        r"(?<=[\dQqAa])[-–—](?=\s))"
    )
    return re.compile(
        rf"{_OPEN}(?:(?P<long>{long})|{before}(?P<letter>{letter})(?![^\W\d]|\d+[^\W\d]{{2}}))(?:s?\s*/\s*\w+)?{_NUMBER}"
        rf"\s*{_CLOSE}(?P<sign>{other}*{colon}|{other}+|(?:(?<=\d)|(?<=[*`>]))(?=\s|$|<br|（)|(?<=\w)$){_CLOSE}\s*(?:<br\s*/?>\s*)?",
        re.I,
    )


@lru_cache(maxsize=64)
def _question_labels(languages: Languages) -> re.Pattern[str]:
    adjectives = words_of("question_adjectives", languages)
    return _label(words_of("question_labels", languages), WORDS["labels"]["question_letter"], adjectives)


@lru_cache(maxsize=64)
def _task_labels(languages: Languages) -> re.Pattern[str]:
    return _label(words_of("task_labels", languages), [])


@lru_cache(maxsize=64)
def _answer_labels(languages: Languages) -> re.Pattern[str]:
    adjectives = words_of("answer_adjectives", languages)
    return _label(words_of("answer_labels", languages), WORDS["labels"]["answer_letter"], adjectives)


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the start of a text: its word in lower case, its number, and where the text goes on."""

    word: str
    number: str
    end: int


def _match_label(pattern: re.Pattern[str], text: str) -> Label | None:
    match = pattern.match(text[:200])
    if not match:
        return None
    word = (match["long"] or match["letter"]).casefold()
    alone = match.end() >= len(text.rstrip())
    if match["letter"] and not match["number"]:
        if not match["sign"].strip() and not (word == "q" and text[:2] in ("**", "__", "<b")):
            return None  # but "**Q** What …" needs no sign
        if alone and match["sign"].strip() != ":" and len(text) > 40:
            return None
        if match["sign"].strip() == ")":
            return None  # an option, "A) …"
    if match["letter"] and match["number"] and not match["sign"].strip() and not _TIGHT_NUMBER.match(text):
        return None  # "A 5 % rise", "A. 5 of them"
    if match["part"] and not match["sign"].strip() and not alone:
        return None  # "A4b paper"
    if match["long"] and not match["sign"].strip() and not match["number"] and not alone and text[:1] not in "*_`<[【":
        return None
    if match["long"] and match["number"] and not match["sign"].strip() and text[match.end() :][:1].islower():
        return None  # "Solution 3 works"
    return Label(word, (match["number"] or "") + (match["part"] or ""), min(match.end(), len(text)))


_TIGHT_NUMBER = re.compile(r"\W*[qQ][.#-]?\d|\W*\w\d")  # "Q1 What …" needs no sign, nor does "Q.1 What …"


_REMEMBERED = 65_536  # lines: most are looked at by several forms


def question_label(text: str) -> Label | None:
    """The label at the start of ``text`` that says: here is a question (``Q:``, ``Question 3 —``)."""
    return _question_label(text, spoken())


@lru_cache(maxsize=_REMEMBERED)
def _question_label(text: str, languages: Languages) -> Label | None:
    label = _match_label(_question_labels(languages | _ENGLISH), text)
    if label is None and text[:1] in _COUNTED_STARTS and (match := _COUNTED.match(text[:200])):
        return Label("第", match["number"], match.end())
    if label is None and text[:8].lower() == "subject:" and (match := _DIGEST.match(text)):
        return Label("subject", match["number"], match.end())
    if label is None or label.number:
        return label
    if match := _NUMBER_BEHIND.match(text, label.end):
        return Label(label.word, match[1], match.end())
    return None if _AMOUNT.match(text, label.end) else label


_COUNTED = re.compile(
    rf"{_OPEN}第\s*(?P<number>\d{{1,4}}|[一二三四五六七八九十百]{{1,4}})\s*[题題问問][】：:.、．\s]*{_CLOSE}\s*"
)
_DIGEST = re.compile(
    r"subject:\s+[\[(]?(?:q\.?)?(?P<number>\d{1,3}(?:[.-]\d{1,3}){0,2})[.):\]]+\s+(?=\S)", re.I
)  # of news
_COUNTED_STARTS = "第*_【[<"
_NUMBER_BEHIND = re.compile(r"(\d{1,4})[.)]?[*_\s]*$")  # "QUESTION: 3"
_AMOUNT = re.compile(r"\d[\d.,+~–-]*\s*[^\W\d_]{1,12}[*_\s]*$")  # "Questions: 40 in all" tells how many there are


def task_label(text: str) -> Label | None:
    """The label at the start of ``text`` of what asks if an answer is given (``Exercise 3:``, ``[Problem]``)."""
    return _match_label(_task_labels(spoken() | _ENGLISH), text)


def answer_label(text: str) -> Label | None:
    """The label at the start of ``text`` that says: here is the answer (``A.``, ``**`Answer:`**``)."""
    return _answer_label(text, spoken())


@lru_cache(maxsize=_REMEMBERED)
def _answer_label(text: str, languages: Languages) -> Label | None:
    return _match_label(_answer_labels(languages | _ENGLISH), text)


def is_pair(question: str, answer: str) -> bool:
    """Whether two one-letter labels mean question and answer together (``P:``/``R:``)."""
    return [question, answer] in WORDS["labels"]["letter_pairs"]


def are_sides(first: str, second: str) -> bool:
    """Whether two labels name the sides of a card (``Front:``/``Back:``), of which the first need not ask."""
    return [first, second] in WORDS["labels"]["sides"]


_SPEAKER = re.compile(
    r"(?:[\[(]?\d{1,2}(?::\d{2}){1,2}[\])]?\s+(?:[-–—]\s+)?)?"  # the time at which they speak
    r"[*_]{0,3}(?P<word>[^\W\d_]{1,24}(?:[ .'’-][^\W\d_]{1,20}){0,2})\s*(?P<number>\d{0,3})[*_]{0,3}"
    r"\s*[:：][*_]{0,3}\s+"
)


def speaker(text: str) -> Label | None:
    """What may be a speaker's name at the start of a line (``Maria: …``)."""
    match = _SPEAKER.match(text[:120])
    return Label(match["word"].casefold(), match["number"], match.end()) if match else None


# ------------------------------------------------------------------- numbers

_HAN_NUMBER = re.compile(
    r"(?:第\s*\d{1,3}\s*[章节節篇部课課讲講回话話][：:、\s]*|第?[一二三四五六七八九十百零]{1,4}(?:[、.．]|[章节節篇部]分?[：:、\s]?)|\([一二三四五六七八九十]{1,3}\)|（[一二三四五六七八九十]{1,3}）)\s*(?=\S)"
)


def han_number(text: str) -> int:
    """Where ``text`` goes on after a Chinese numeral that numbers it; 0 without one."""
    match = _HAN_NUMBER.match(text)
    return match.end() if match else 0


_NUMBERED = re.compile(
    r"(?:\(?(?P<number>\d{1,4}(?:\.\d{1,3}){0,3})(?:\\?[.)．、:：](?:\s*[-–—]\s+)?|\s+[-–—](?=\s)|(?=\s)))\s*(?=\S)|"
    r"#\s?(?P<hash>\d{1,4})\s*[.):–—-]?\s+|(?P<chapter>[A-PR-Z])(?P<within>\d{1,3})[.)]\s+(?=\S)"
)


def numbered(text: str) -> tuple[str, int, bool] | None:
    """The number that ``text`` begins with, where the text goes on, and whether a sign follows the number.

    A letter counts chapters: ``B3)`` is 2.3.
    """
    match = _NUMBERED.match(text)
    if not match:
        return None
    if match["chapter"]:
        return f"{ord(match['chapter']) - ord('A') + 1}.{match['within']}", match.end(), True
    number = match["number"] or match["hash"]
    signed = bool(match["hash"]) or match[0].rstrip() != number
    return number, match.end(), signed


# ---------------------------------------------------------------- judgements

_ENDS_AS_QUESTION = re.compile(r"(?:[?？؟⁇；]|(?<=[Ͱ-Ͽἀ-῿])[;\u037e])[\s\"'”’»)*_`\]]*$")
_QUESTION_INSIDE = re.compile(r"[?？؟](?=\s|$|[\"'”’»)])")
_SHORTCODES = re.compile(r"^\s*(?::[a-z0-9_+-]{2,50}:\s*)+")
_COMPARES = re.compile(r"(?<!\w)(?:vs\.?|versus|differences? between|distinction between)(?!\w)", re.I)
_WORD = re.compile(r"[^\s,.;:!?\"“”()\[\]]+")


def question_likeness(text: str) -> float:
    """How much ``text`` looks like a question.

    1 with a question mark or a wish for its card at its end, 0.8 by its first words, 0 not at all, -1 where it looks
    like a label.
    """
    return _likeness(text if len(text) <= _LONG else f"{text[: _LONG // 2]} {text[-_LONG // 2 :]}", spoken())


@dataclass(frozen=True, slots=True)
class _Asking:
    """The words by which texts ask in the languages of one document."""

    words: frozenset[str]
    phrases: tuple[str, ...]
    tasks: frozenset[str]
    loose_tasks: frozenset[str]
    anywhere: re.Pattern[str]
    endings: tuple[str, ...]

    def begins(self, word: str) -> bool:
        """Whether a clause or a sentence that begins with ``word`` may ask."""
        folded_word = word.casefold()
        return folded_word in self.words or folded_word in self.tasks or folded_word in self.loose_tasks


@lru_cache(maxsize=64)
def _asking(languages: Languages) -> _Asking:
    question_words = folded(words_of("question_words", languages | _ENGLISH))
    tasks = folded(words_of("tasks", languages))
    return _Asking(
        words=question_words,
        phrases=tuple(sorted(f"{w} " for w in question_words | tasks if " " in w)),
        tasks=tasks,
        loose_tasks=folded(words_of("loose_tasks", languages)),
        anywhere=_any_of(words_of("anywhere", languages) or ["\0"]),
        endings=words_of("endings", languages),
    )


TASK = 0.2  # a command: a manual's titles are commands as well


@lru_cache(maxsize=_REMEMBERED)
def _likeness(text: str, languages: Languages) -> float:
    plain = _SHORTCODES.sub("", bare(text))
    if not plain:
        return -1.0
    if invites_questions(text):
        return -1.0
    if _ENDS_AS_QUESTION.search(plain) or plain.startswith("¿") or WISH.search(PIN.sub("", text)):
        return 1.0
    if _QUESTION_INSIDE.search(plain[:600]):
        return 0.9
    asking = _asking(languages)
    if plain.endswith((":", "：")):
        return 0.5 if asking.anywhere.search(plain) else -1.0
    words = [w.casefold() for w in _WORD.findall(plain[:200])[:14]]
    return _likeness_of_words(plain, words, asking) if words else 0.0


def _likeness_of_words(plain: str, words: list[str], asking: _Asking) -> float:
    """How much a text without a question mark looks like a question."""
    if words[0] in asking.words and len(words) > 1 and not words[1][0].isdigit():  # "May 14" asks nothing
        return 0.8
    if asking.anywhere.search(plain) or plain[:60].casefold().startswith(asking.phrases):
        return 0.8
    if words[0] in _AUXILIARIES and words[1:2] and words[1] in _SUBJECTS:
        return 0.8
    if _COMPARES.search(plain):
        return 0.4
    if (words[0] in asking.tasks and len(words) > 1) or (words[0] in asking.loose_tasks and len(words) > 2):
        return TASK
    if words[0] in _SET_UPS or (words[0] in _QUESTION_OPENERS and _asks_after_comma(plain, asking)):
        return 0.5
    if (len(words) > 1 or len(plain) > _LONG_WORD) and plain.rstrip(" )）」』").endswith(asking.endings):
        return 0.6
    sentences = re.split(r"(?<=[.!])\s+", plain[:600])
    if len(sentences) > 1 and any(asking.begins(s.split(" ", 1)[0]) for s in sentences[1:]):
        return 0.5
    return 0.0


def _asks_after_comma(text: str, asking: _Asking) -> bool:
    """Whether a clause after the first begins as a question does ("In a sorted list, how …")."""
    return any(asking.begins(clause.split(" ", 1)[0]) for clause in text[:300].split(", ")[1:])


def points_at_code(text: str) -> bool:
    """Whether a question asks about code that stands below it, and not for code."""
    first = bare(text).split(" ", 1)[0].casefold()
    return first not in _WANTS_CODE and _POINTS_AT_CODE.search(text) is not None


def is_contents_title(text: str) -> bool:
    name = key(text)
    return name in _CONTENTS or (name.endswith(" contents") and len(name.split()) <= 3)


def is_about_title(text: str) -> bool:
    """Whether a heading is about the document (licence, references …) and no part of its matter."""
    name = key(text)
    return name in _ABOUT or name.startswith(_ABOUT_OPENINGS) or invites_questions(text)


_ESCAPE = re.compile(r"\\(?=[\[\]])")


def invites_questions(text: str) -> bool:
    """Whether ``text`` asks whether the reader has more to ask, which is no question to learn."""
    return key(text).startswith(_INVITATIONS)


def is_remark_on_answer(text: str) -> bool:
    """Whether a paragraph is a remark in brackets on the answer before it, by who examines or writes."""
    return _REMARK_ON_ANSWER.fullmatch(_ESCAPE.sub("", text).strip("`*_ ")) is not None


def promises_questions(text: str) -> bool:
    return _PROMISE.search(bare(text[:_LONG])) is not None


def promises_topics(text: str) -> bool:
    """Whether a title says that those below it are what is to be asked."""
    return _TOPICS.search(bare(text[:_LONG])) is not None


def promises_terms(text: str) -> bool:
    """Whether a title promises terms with their meanings, which need not look like questions."""
    return _TERMS.search(bare(text[:_LONG])) is not None


_PROPERTY = re.compile(r"(?P<name>[a-z][a-z._-]*)::(?:\s|$)")
_PROPERTIES = folded(WORDS["lines"]["properties"])


def is_property(text: str) -> bool:
    """Whether a line is a note-taking program's own (``collapsed:: true``), and no card with two sides."""
    match = _PROPERTY.match(text)
    return match is not None and (match["name"] in _PROPERTIES or match["name"].startswith("card-"))


def is_remark(text: str) -> bool:
    """Whether ``text`` says no more than how hard a question is, or what it is worth."""
    return (
        key(text) in _REMARKS
        or _IN_BRACKETS.fullmatch(bare(text).strip(" `")) is not None
        or _POINTS.fullmatch(key(text)) is not None
    )


_IN_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]{1,60}[)）\]】]")
_REVEALS = re.compile(
    r"(?:(?:click|tap|press|hover)(?: here| me)?(?: to)? )?"
    r"(?:show|see|view|reveal|unhide|open|toggle|expand|check|display|get)?(?: or hide)? ?"
    r"(?:the |my |an? |correct |full |sample )*(?:answers?|solutions?|explanations?)(?: here| below| key)?"
)


def opens_answer(text: str) -> bool:
    """Whether a summary or a line says no more than that the answer follows."""
    return (
        key(text) in _OPENERS
        or _REVEALS.fullmatch(key(text)) is not None
        or ((label := answer_label(text)) is not None and label.end >= len(text.rstrip()))
    )


def part_title(text: str) -> int:
    """Where the title begins in a line such as ``Part 2: Sets``; 0 if the line is none."""
    match = _PART.match(text)
    return match.end() if match else 0


_PART = re.compile(
    rf"(?:{_alternatives(WORDS['sections']['parts'])})(?:\s*\d{{1,3}}|\s+(?:[ivxlc]{{1,6}}|[a-z]))\b\s*(?:[:：.)]|[-–—]+)?\s*",
    re.I,
)


_WRAPS = frozenset("*_<")  # what emphasis begins with


def unwrapped(line: Line) -> tuple[Line, bool]:
    """``line`` without emphasis around the whole of it, and whether there was any strong one."""
    strong = False
    while line.text[:1] in _WRAPS:
        text = line.text
        if text[-1:] == ">" and (inside := _inside_tags(text)):
            strong, line = True, line.cut(*inside).stripped()
            continue
        for mark in ("***", "**", "__", "<b>", "<strong>", "*", "_"):
            close = mark.replace("<", "</")
            if text.startswith(mark) and text.endswith(close) and len(text) > len(mark) + len(close):
                inner = text[len(mark) : len(text) - len(close)]
                if close not in inner and inner.strip():
                    strong = strong or mark not in ("*", "_")
                    line = line.cut(len(mark), len(text) - len(close)).stripped()
                    break
        else:
            break
    return line, strong


_BREAK_BEHIND = re.compile(r"(?:\s*<br\s*/?>)+$", re.I)
_IN_TAGS = re.compile(r"<(h[1-6]|b|strong)\b[^<>]*>(?P<text>[^<]*(?:<(?!/?\1\b)[^<]*)*)</\1>$", re.I)


def _inside_tags(text: str) -> tuple[int, int] | None:
    """Where the text is within tags of a heading or bold ones around all of it, or bold marks before breaks."""
    if text[0] == "<":
        match = _IN_TAGS.match(text[:_LONG])
        return match.span("text") if match and match["text"].strip() else None
    if text[0] not in "*_" or not (behind := _BREAK_BEHIND.search(text, max(0, len(text) - 40))):
        return None
    mark = text[:2]
    before = text[: behind.start()].rstrip()
    bold = mark in ("**", "__") and before.endswith(mark) and mark not in before[2:-2] and len(before) > 4
    return (2, len(before) - 2) if bold else None
