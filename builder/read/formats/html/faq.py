"""Questions that HTML marks in its own ways: accordions, microdata, JSON-LD.

Owns: which elements of a page are the headers of answers although they are no
headings.  Does not own: how they are written (``blocks``), nor questions that a
reader of Markdown sees by himself (headings, definition lists, details, labels).
"""

from __future__ import annotations

import json
import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from builder.model.diagnostics import Diagnostic
from builder.model.source import Span
from builder.read.formats.html.tree import Element, Text, names, parse
from builder.rules.formats import MARKUP_ERROR

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LONGEST = 600  # characters of letters in a question; what is longer is no header

_ACCORDION = names(
    "accordion accordian faq faqs qa collapsible collapse collapsable toggle expandable expander disclosure"
)
_PART = names("header heading title button btn trigger toggle question label summary head control item")
_ANSWER = names("answer answers panel content body collapse text reponse antwort")
_SIDES = {"front": names("back"), "term": names("definition meaning"), "q": names("a"), "question": names("answer")}
_WORDS = re.compile(r"[A-Za-z][a-z]*")
_REVEAL = re.compile(
    r"(?i)^(?:(?:click|tap|press)\b.*|(?:show|view|reveal|see|hide|toggle|expand|open|read)\b.{0,24}"
    r"|(?:the )?(?:answer|solution|hint|explanation)s?)\W*$"
)
_FOLLOWERS = names("div section p ul ol dl article table blockquote pre dd")


@dataclass(frozen=True, slots=True)
class Header:
    """An element that heads an answer.

    ``reveals``: it only says "show answer" and is no question itself; ``apart``: other
    headers stand between it and its panel.
    """

    element: Element
    panel: Element | None = None
    reveals: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """A question that stands only in the page's JSON-LD; ``answer`` is HTML."""

    question: str
    answer: str
    line: int


@dataclass(frozen=True, slots=True)
class Faq:
    """What a page says about its questions: those to be seen, and those that stand in its JSON-LD alone."""

    headers: dict[Element, Header]
    unseen: tuple[Spoken, ...] = ()


def find(root: Element, spoken: tuple[Spoken, ...] = ()) -> Faq:
    """The headers below ``root``, and those of the spoken questions that are not visible there."""
    keys = _short_keys(root)
    ids = {e.get("id"): e for e in root.walk() if e.get("id")}
    order = {element: i for i, element in enumerate(root.walk())}
    places = {child: i for parent in order for i, child in enumerate(parent.children)}
    headers: dict[Element, Header] = {}
    for element in order:
        header = _microdata(element) or _accordion(element, ids, keys, places) or _two_sides(element, keys, places)
        if header and header.element not in headers:
            headers[header.element] = header
    _drop_containers(headers)
    headers |= {e: Header(e) for e in _listed(root) if e not in headers}
    unseen, said = _match(spoken, keys, headers)
    headers |= said
    counts = Counter(keys.get(h.element) for h in headers.values())
    starts = sorted(order[element] for element in headers)
    marked = {}
    for header in headers.values():
        element, panel = _lift(header, keys), header.panel
        constant = counts[keys.get(header.element)] > 1 or bool(_REVEAL.match(header.element.text))
        apart = panel is not None and not 0 <= bisect(starts, order[panel]) - bisect(starts, order[header.element]) < 1
        marked[element] = Header(element, panel, constant and element.tag not in HEADINGS, apart)
    return Faq(marked, unseen)


def read_json_ld(page: Element, path: str) -> tuple[tuple[Spoken, ...], tuple[Diagnostic, ...]]:
    """The questions in the page's JSON-LD, in order, each once; call before scripts are taken out."""
    spoken: dict[str, Spoken] = {}
    found: list[Diagnostic] = []
    for script in page.walk():
        if script.tag != "script" or "ld+json" not in script.get("type"):
            continue
        raw = script.raw()
        start = next((c.line for c in script.children if isinstance(c, Text)), script.line)
        try:
            data = json.loads(raw.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
        except (ValueError, RecursionError) as error:
            if "Question" in raw:
                what = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep"
                line = start + (error.lineno - 1 if isinstance(error, json.JSONDecodeError) else 0)
                found.append(
                    Diagnostic(
                        MARKUP_ERROR, f"the page's JSON-LD cannot be read: {what}", Span(path, line), "Mend its JSON."
                    )
                )
            continue
        place = 0
        for question, answer in _questions(data):
            at = raw.find(question[:30], place)
            place = at if at >= 0 else place
            spoken.setdefault(_key(question), Spoken(question, answer, start + raw.count("\n", 0, place)))
    return tuple(spoken.values()), tuple(found)


def _questions(data: object) -> Iterator[tuple[str, str]]:
    """Every schema.org Question in the data with its answers' HTML, in order."""
    stack = [data]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(reversed(node))
        elif isinstance(node, dict):
            kinds = node.get("@type")
            if "Question" in (kinds if isinstance(kinds, list) else [kinds]):
                question = node.get("name") or node.get("text")
                answer = node.get("acceptedAnswer") or node.get("suggestedAnswer")
                if isinstance(question, str) and question.strip():
                    yield " ".join(parse(question).root.text.split()), "<hr>".join(_answers(answer))
            else:
                stack.extend(reversed(list(node.values())))


def _answers(answer: object) -> list[str]:
    if isinstance(answer, list):
        return [text for one in answer for text in _answers(one)]
    if isinstance(answer, dict):
        answer = answer.get("text") or answer.get("articleBody") or answer.get("name")
    return [answer] if isinstance(answer, str) and answer.strip() else []


def _key(text: str) -> str:
    """Letters and digits alone: equal for texts that differ in spaces, quotes or case."""
    return "".join(re.findall(r"\w+", text)).casefold()


def _short_keys(root: Element) -> dict[Element, str]:
    """The key of each element below ``root`` whose text is short enough for a question."""
    keys: dict[Element, str] = {}

    def visit(element: Element) -> str | None:
        parts: list[str] = []
        total: int | None = 0
        for child in element.children:
            key = _key(child.text[: _LONGEST * 4]) if isinstance(child, Text) else visit(child)
            if key is None or total is None or (total := total + len(key)) > _LONGEST:
                total = None
            else:
                parts.append(key)
        if total is None:
            return None
        keys[element] = "".join(parts)
        return keys[element]

    visit(root)
    return keys


def _match(
    spoken: tuple[Spoken, ...], keys: dict[Element, str], headers: dict[Element, Header]
) -> tuple[tuple[Spoken, ...], dict[Element, Header]]:
    """JSON-LD says which visible texts are questions; what it alone says is handed back."""
    wanted = {_key(s.question) for s in spoken}
    places: dict[str, Element] = {}
    for element, key in keys.items():  # children come before their parents: the outermost element wins
        if key in wanted and not _is_jump(element):
            places[key] = element
    said: dict[Element, Header] = {}
    for element in places.values():
        near = (*element.walk(), *element.ancestors())
        if not any(e in headers or e.tag in HEADINGS or e.tag in ("summary", "dt") for e in near):
            said[element] = Header(element)
    return tuple(s for s in spoken if _key(s.question) not in places), said


def _is_jump(element: Element) -> bool:
    """Whether this is an entry of a table of contents."""
    return any(e.tag == "a" and e.get("href").startswith("#") and not _toggles(e) for e in element.walk()) or any(
        e.tag == "a" and e.get("href").startswith("#") and not _toggles(e) for e in element.ancestors()
    )


def _microdata(element: Element) -> Header | None:
    """``itemtype=…/Question``: the name and the accepted answer."""
    if not (element.get("itemtype").rstrip("/").endswith("/Question") or element.get("typeof").endswith("Question")):
        return None
    name = panel = None
    for inner in element.walk():
        prop = (inner.get("itemprop") or inner.get("property")).split(":")[-1]
        if prop == "name" and name is None and inner.tag not in ("meta", "link"):
            name = inner
        elif prop in ("acceptedAnswer", "suggestedAnswer") and panel is None:
            panel = inner
    return Header(name, panel) if name is not None and name is not panel else None


def _toggles(element: Element) -> bool:
    return "collapse" in (element.get("data-toggle"), element.get("data-bs-toggle")) or "aria-expanded" in element.attrs


def _accordion(
    element: Element, ids: dict[str, Element], keys: dict[Element, str], places: dict[Element | Text, int]
) -> Header | None:
    key = keys.get(element)
    if not key or any(keys.get(e) not in ("", key) for e in element.walk() if e.tag in _FOLLOWERS):
        return None  # too long, or with blocks of its own
    if element.get("role") in ("tab", "menuitem") or element.tag in ("summary", "dt", "dd", "li", "p", "table"):
        return None
    target = ids.get(element.get("aria-controls")) if "aria-controls" in element.attrs else None
    if target is None and _toggles(element):
        name = element.get("data-target") or element.get("data-bs-target") or element.get("href")
        target = ids.get(name[1:]) if name.startswith("#") else None
    if target is not None and _toggles(element) and target.text and target not in element.ancestors():
        return Header(element, target)
    if _toggles(element) or _is_header(element):
        panel = _following(element, keys, places)
        return Header(element, panel) if panel is not None else None
    return None


def _two_sides(element: Element, keys: dict[Element, str], places: dict[Element | Text, int]) -> Header | None:
    """The front of a card whose back follows, by the last words of their classes; rows of a table too."""
    if element.parent is None or not keys.get(element) or element.tag in ("td", "th", "dt", "dd", "li", "summary"):
        return None
    backs = [_SIDES[word] for word in _last_words(element) if word in _SIDES]
    if not backs:
        return None
    after = islice(element.parent.children, places[element] + 1, None)
    sibling = next((e for e in after if not (isinstance(e, Text) and e.text.isspace())), None)
    if not isinstance(sibling, Element) or sibling.tag != element.tag or not sibling.text:
        return None
    return Header(element, sibling) if any(back & _last_words(sibling) for back in backs) else None


def _last_words(element: Element) -> frozenset[str]:
    """The last word of each class: ``front`` of ``flip-card-front``."""
    return frozenset(found[-1].lower() for token in element.classes if (found := _WORDS.findall(token)))


def _is_header(element: Element) -> bool:
    words = {w.lower() for token in element.classes for w in _WORDS.findall(token)}
    if element.tag == "button" or element.get("role") == "button":
        return bool(words & _ACCORDION) or len(element.text.split()) >= 3
    if element.tag == "label":
        return bool(element.get("for")) and _checkbox_before(element)
    first, second = words & _ACCORDION, words & _PART
    if first and second and len(first | second) > 1 and not words & {"item", "items", "list", "group", "container"}:
        return True
    return "question" in words and not words & {"item", "items", "list", "group", "container", "wrapper", "block"}


def _checkbox_before(label: Element) -> bool:
    if label.parent is None:
        return False
    return any(
        e.tag == "input" and e.get("id") == label.get("for") and e.get("type") in ("checkbox", "radio")
        for e in label.parent.elements
    )


def _following(element: Element, keys: dict[Element, str], places: dict[Element | Text, int]) -> Element | None:
    """The block right after this header, or after what holds nothing but the header."""
    node = element
    while node.parent is not None and node in places:
        for sibling in islice(node.parent.children, places[node] + 1, None):
            if isinstance(sibling, Text):
                if not sibling.text.isspace():
                    return None
            elif keys.get(sibling) != "":
                return sibling if sibling.tag in _FOLLOWERS and not _is_header(sibling) else None
        node = node.parent
        if keys.get(node) != keys.get(element):
            return None
    return None


_LEAST_LISTED = 3  # links in a list of questions
_MOST_ASK = 0.6  # part of the links that ask
_LISTS = frozenset({"ul", "ol", "p", "div", "table"})


def _listed(root: Element) -> Iterator[Element]:
    """The elements, no headings, at the places of the page to which a list of questions links."""
    places = {name: e for e in root.walk() for name in (e.get("id"), e.get("name")) if name}
    lists: dict[Element, list[Element]] = {}
    for link in root.walk():
        if link.tag == "a" and link.get("href")[:1] == "#" and link.get("href")[1:] in places:
            outer = next((e for e in link.ancestors() if e.tag in _LISTS), root)
            lists.setdefault(outer, []).append(link)
    for links in lists.values():
        asking = sum(link.text.strip().endswith(("?", "？", "؟")) for link in links)
        if len(links) >= _LEAST_LISTED and asking >= _MOST_ASK * len(links):
            targets = (_at_place(places[link.get("href")[1:]]) for link in links)
            yield from (e for e in targets if e is not None and e not in links)


def _at_place(anchor: Element) -> Element | None:
    """The element that an anchor names: itself, or what comes right after an empty one; never a heading."""
    element: Element | None = anchor
    if not anchor.text.strip():
        beside = [c for c in anchor.parent.children if isinstance(c, Element)] if anchor.parent else []
        after = beside[beside.index(anchor) + 1 :] if anchor in beside else []
        element = next((e for e in after if e.text.strip()), None)
    if element is None or len(element.text) > _LONGEST or element.tag in ("dt", "summary"):
        return None
    around = [element, *element.ancestors(), *element.walk()]
    return None if any(e.tag in HEADINGS or e.tag in ("dt", "summary") for e in around) else element


def _drop_containers(headers: dict[Element, Header]) -> None:
    """Innermost headers win, and a panel that holds further headers with panels is a section, not an answer."""
    for element in list(headers):
        for outer in element.ancestors():
            headers.pop(outer, None)
    holders = {outer for element in headers for outer in element.ancestors()}
    for element, header in list(headers.items()):
        if header.panel in holders:
            del headers[element]


def _lift(header: Header, keys: dict[Element, str]) -> Element:
    """The heading around or within the header that has the same text, or else the header's own element."""
    key = keys.get(header.element)
    near = (*header.element.walk(), *header.element.ancestors())
    return next((e for e in near if e.tag in HEADINGS and keys.get(e) == key), header.element)
