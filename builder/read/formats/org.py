"""Org-mode: documents to Markdown, and the cards of org-fc, org-drill and anki-editor to notes.

Owns: the outline with its keywords, tags, drawers and properties; blocks and phrases.  Does not own: which
headings of an ordinary document ask something.  (``orgparse`` keeps no places, and reads no phrases.)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from builder.model.diagnostics import Diagnostic
from builder.model.notes import Draft, Section
from builder.model.source import Excerpt, Line, Source, Span
from builder.read.formats import choices
from builder.read.formats.cells import Text
from builder.read.formats.ready import ReadyNotes, fates
from builder.read.formats.writer import MarkdownWriter, code_span, escape, image, link, wrapped
from builder.read.language import words

DIALECT = "org-cards"
_HEADING = re.compile(
    r"(?P<stars>\*+)\s+(?:(?P<keyword>TODO|DONE|NEXT|WAITING|WAIT|HOLD|CANCELL?ED|STARTED|SOMEDAY|PROJ|KILL)\s+)?"
    r"(?:\[#[A-Za-z0-9]\]\s+)?(?:COMMENT\s+)?(?P<title>.*?)(?:\s+(?P<tags>:(?:[\w@#%]+:)+))?\s*$"
)
_SETTING = re.compile(r"#\+(?P<key>\w+)(?:\[[^\]]*\])?:\s*(?P<value>.*?)\s*$")
_BEGIN = re.compile(r"\s*#\+begin_(?P<kind>\w+)\s*(?P<rest>.*)$", re.I)
_END = re.compile(r"\s*#\+end_(?P<kind>\w+)\s*$", re.I)
_DRAWER = re.compile(r"\s*:(?P<name>[A-Za-z_-]+):\s*$")
_PROPERTY = re.compile(r"\s*:(?P<name>[^\s:]+):\s+(?P<value>.*?)\s*$")
_PLANNING = re.compile(r"\s*(?:SCHEDULED|DEADLINE|CLOSED|CLOCK):\s*[<\[\"]")
_RULED = re.compile(r"\s*\|[-+|]+\s*$")
_TERM = re.compile(r"(?P<mark>\s*[-+]\s+)(?P<term>\S.*?)\s+::\s+(?P<text>.*)$")
_PHRASE = re.compile(
    r"\[\[(?P<to>[^\[\]]+)\](?:\[(?P<label>[^\[\]]+)\])?\]"
    r"|(?P<math>\\\(.+?\\\)|\\\[.+?\\\]|\$\$.+?\$\$|\$[^\s$][^$]*?\$)"
    r"|(?<![\w*/=~+_])(?P<mark>[*/=~+_])(?P<text>[^\s*/=~+_]|\S.*?\S)(?P=mark)(?![\w*/=~+_])"
    r"|\[fn:(?P<note>[\w-]+)\]"
)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif|mp3|ogg|wav|m4a|mp4|webm)$", re.I)
_MARKS = {"*": "**", "/": "*", "+": "~~", "_": ""}
_FC_CLOZE = re.compile(r"\{\{(?!c\d+::)(?P<text>[^{}]*)\}(?:\{(?P<hint>[^{}]*)\})?(?:@(?P<number>-?\d+))?\}")
_DRILL_CLOZE = re.compile(r"(?<!\[)\[(?P<text>[^\[\]|]+)(?:\|\|(?P<hint>[^\[\]]+))?\](?!\[|\(|\])")
_BACKS = frozenset({*map(str.casefold, words.WORDS["sides"]["back"]), "the answer", "solution", "extra"})
_FRONTS = frozenset({*map(str.casefold, words.WORDS["sides"]["front"]), "text"})
_CARD_TYPES = ("FC_TYPE", "ANKI_NOTE_TYPE", "DRILL_CARD_TYPE")
_TWO_WAYS = re.compile(r"double|two-?sided|revers", re.I)
_SIDED = re.compile(r"(?:two|multi)-?sided", re.I)
_NO_TITLE = re.compile(r"(?:entry|item|card|note|question|flashcard|word|fact)(?:\s*\d+)?$")  # says nothing of a card


@dataclass(slots=True)
class Entry:
    """A heading with what stands below it, up to the next one."""

    level: int
    line: Line  # the title
    tags: tuple[str, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)
    body: list[tuple[int, str]] = field(default_factory=list)
    above: tuple[Entry, ...] = ()

    @property
    def name(self) -> str:
        return self.line.text.strip().casefold()

    @property
    def pin(self) -> str:
        return self.properties.get("CUSTOM_ID") or self.properties.get("ID") or ""

    def inherited(self, name: str) -> str:
        return next((e.properties[name] for e in (self, *reversed(self.above)) if name in e.properties), "")


@dataclass(slots=True)
class Outline:
    """A file: what it says of itself, what stands above its first heading, and its headings."""

    says: dict[str, object]
    head: list[tuple[int, str]]
    entries: list[Entry]
    deck: str = ""


def is_org(text: str) -> bool:
    """Whether a text without a telling suffix is org: headings of stars, and something that only org has."""
    stars = re.search(r"^\*+ \S", text, re.M)
    return (
        stars is not None
        and re.search(r"^#\+(?:TITLE|STARTUP|OPTIONS|FILETAGS|BEGIN_\w+)|^\s*:PROPERTIES:\s*$", text, re.M | re.I)
        is not None
    )


def convert(text: str, path: str) -> tuple[Source, tuple[Diagnostic, ...]]:
    """A document as Markdown with the lines it came from."""
    outline = _outline(text)
    writer = MarkdownWriter()
    if tags := outline.says.get("tags"):
        for line in ("---", f"tags: [{', '.join(map(str, tags if isinstance(tags, list) else []))}]", "---"):
            writer.line(line, 1)
    if "title" in outline.says:
        writer.heading(1, escape(str(outline.says["title"])), 1)
    elif outline.entries:
        writer.file_title(path)
    _write(writer, outline.head)
    for entry in outline.entries:
        pin = f" {{#{entry.pin}}}" if entry.pin else ""
        tags_behind = "".join(f" #{tag}" for tag in entry.tags)
        writer.heading(entry.level + 1, _phrases(entry.line.text) + tags_behind + pin, entry.line.number)
        _write(writer, entry.body)
    return writer.source(path), ()


def cards(source: Source) -> ReadyNotes | None:
    """The notes of a file whose headings say that they are cards; None for all others."""
    outline = _outline(source.text)
    marked = [e for e in outline.entries if any(name in e.properties for name in _CARD_TYPES) or "drill" in e.tags]
    if not marked:
        return None
    children: dict[int, list[Entry]] = {}
    for entry in outline.entries:
        children.setdefault(entry.above[-1].line.number if entry.above else 0, []).append(entry)
    drafts = (_card(source, outline, entry, children.get(entry.line.number, [])) for entry in marked)
    found = tuple(draft for draft in drafts if draft is not None)
    return ReadyNotes(source, found, fates(source, found, {}), (), outline.says)


# ----------------------------------------------------------------------- outline


def _outline(text: str) -> Outline:
    outline = Outline({}, [], [])
    drawer = block = ""
    for number, line in enumerate(text.split("\n"), 1):
        body = outline.entries[-1].body if outline.entries else outline.head
        if block:
            body.append((number, line))
            end = _END.match(line)
            block = "" if end and end["kind"].lower() == block else block
        elif drawer:
            match = _PROPERTY.match(line)
            if line.strip().upper() == ":END:":
                drawer = ""
            elif match and drawer == "PROPERTIES" and outline.entries:
                outline.entries[-1].properties.setdefault(match["name"].upper(), match["value"])
        elif begin := _BEGIN.match(line):
            block = begin["kind"].lower()
            body.append((number, line))
        elif (match := _DRAWER.match(line)) and match["name"].upper() != "END":
            drawer = match["name"].upper()
        elif heading := _HEADING.match(line):
            _add_heading(outline, heading, number)
        elif setting := _SETTING.match(line):
            _set(outline, setting["key"].lower(), setting["value"])
        elif not (_PLANNING.match(line) or line.startswith("# ") or line == "#"):
            body.append((number, line))
    return outline


def _add_heading(outline: Outline, heading: re.Match[str], number: int) -> None:
    level = len(heading["stars"])
    above = outline.entries[-1:] and (*outline.entries[-1].above, outline.entries[-1])
    around = tuple(entry for entry in above if entry.level < level)
    tags = tuple(tag for tag in (heading["tags"] or "").split(":") if tag)
    outline.entries.append(Entry(level, Line(number, heading["title"], heading.start("title") + 1), tags, above=around))


def _set(outline: Outline, key: str, value: str) -> None:
    if key == "title" and value:
        outline.says["title"] = value
    elif key == "filetags":
        outline.says["tags"] = [tag for tag in re.split(r"[:\s]+", value) if tag]
    elif key == "property" and value.upper().startswith("ANKI_DECK "):
        outline.deck = value.partition(" ")[2].strip()


# -------------------------------------------------------------------------- cards


def _card(source: Source, outline: Outline, entry: Entry, below: Sequence[Entry]) -> Draft | None:
    backs = [e for e in below if e.name in _BACKS]
    fronts = [e for e in below if e.name in _FRONTS]
    body = _text(entry.body)
    title = Line(entry.line.number, _phrases(entry.line.text), entry.line.column)
    sections = [e for e in entry.above if "drill" not in e.tags]
    kind = next((entry.properties[name].casefold() for name in _CARD_TYPES if name in entry.properties), "")
    question: Text = (title,)
    answer = body
    said = not _NO_TITLE.match(entry.name)
    if "cloze" in kind:
        text = _text(fronts[0].body) if fronts else body or (title,)
        drill = "drill" in entry.tags
        hidden = _clozes(text, _DRILL_CLOZE if drill else _FC_CLOZE, drill=drill)
        shown = (title,) if body and not fronts and said and not drill else ()
        if shown and not backs:
            question, answer = shown, hidden
        else:
            question, answer = _joined(shown, hidden), _text(backs[0].body) if backs else ()
    elif _SIDED.match(kind) and len(below) > 1:
        question = _joined(body, _text(below[0].body))
        answer = _joined(*(_text(side.body) for side in below[1:]))
    elif fronts:
        question, answer = _text(fronts[0].body), _text(backs[0].body) if backs else body
    elif backs:
        question = _joined((title,), body) if body and kind and said else body or (title,)
        answer = _text(backs[0].body)
        sections = sections if kind or not body or not said else [*sections, entry]
    elif "drill" in entry.tags and any(_DRILL_CLOZE.search(line.text) for line in body):
        question, answer = _clozes(body, _DRILL_CLOZE, drill=True), ()
        sections = [*sections, entry] if said else sections
    if not any(not line.blank for line in question):
        return None
    deck = entry.inherited("ANKI_DECK") or outline.deck
    tags = tuple(tag for e in (*entry.above, entry) for tag in e.tags if tag not in ("drill", "fc"))
    return Draft(
        Excerpt(source.path, question),
        Excerpt(source.path, answer),
        tuple(Section(e.line.text, Span(source.path, e.line.number), e.level) for e in sections),
        DIALECT,
        pin=entry.pin,
        tags=tuple(dict.fromkeys(tags)),
        deck=deck or None,
        reverse=_TWO_WAYS.search(kind) is not None,
    )


def _joined(*texts: Text) -> Text:
    """Texts one below the other, as paragraphs."""
    return choices.below((), [text for text in texts if text])


def _clozes(text: Text, pattern: re.Pattern[str], *, drill: bool) -> Text:
    """Deletions in Anki's notation."""
    count = 0

    def deletion(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        number = count if drill or match["number"] is None else int(match["number"]) + 1
        hint = f"::{match['hint']}" if match["hint"] else ""
        return f"{{{{c{max(number, 1)}::{match['text']}{hint}}}}}"

    return tuple(Line(line.number, pattern.sub(deletion, line.text), line.column) for line in text)


# ------------------------------------------------------------------------- blocks


def _text(body: Sequence[tuple[int, str]]) -> Text:
    """What stands below a heading, as lines of Markdown."""
    writer = MarkdownWriter()
    _write(writer, body)
    return tuple(Line(origin, text) for origin, text in zip(writer.origins, writer.lines, strict=True))


def _write(writer: MarkdownWriter, body: Sequence[tuple[int, str]]) -> None:
    at = 0
    while at < len(body):
        number, line = body[at]
        if begin := _BEGIN.match(line):
            end = next((n for n in range(at + 1, len(body)) if _END.match(body[n][1])), len(body))
            _block(writer, begin["kind"].lower(), begin["rest"], body[at + 1 : end], number)
            at = end + 1
            continue
        if line.lstrip().startswith("|"):
            end = next((n for n in range(at, len(body)) if not body[n][1].lstrip().startswith("|")), len(body))
            _table(writer, body[at:end])
            at = end
            continue
        if not line.strip():
            writer.blank()
        else:
            writer.line(_line(line), number)
        at += 1
    writer.blank()


def _block(writer: MarkdownWriter, kind: str, rest: str, inner: Sequence[tuple[int, str]], number: int) -> None:
    if kind in ("src", "example"):
        language = rest.split()[0] if kind == "src" and rest.split() else ""
        margin = min((len(t) - len(t.lstrip()) for _, t in inner if t.strip()), default=0)
        writer.fence([(n, t[margin:]) for n, t in inner], language, number)
    elif kind == "quote":
        writer.blank()
        with writer.container("> ", "> "):
            _write(writer, inner)
        writer.blank()
    elif kind != "comment":
        writer.blank()
        _write(writer, inner)


def _table(writer: MarkdownWriter, lines: Sequence[tuple[int, str]]) -> None:
    rows = [
        (number, [_phrases(cell.strip()) for cell in line.strip().strip("|").split("|")])
        for number, line in lines
        if not _RULED.match(line)
    ]
    writer.table(rows)


def _line(line: str) -> str:
    if term := _TERM.match(line):
        return f"{term['mark']}**{_phrases(term['term'])}**: {_phrases(term['text'])}"
    indent = line[: len(line) - len(line.lstrip())]
    mark = re.match(r"(?:[-+]|\*(?=\s)|\d+[.)])\s+(?:\[@\d+\]\s+)?", line[len(indent) :])
    if mark:
        shown = f"- {mark[0][1:].lstrip()}" if mark[0].startswith("*") else mark[0]
        return indent + shown + _phrases(line[len(indent) + mark.end() :])
    if note := re.match(r"\[fn:([\w-]+)\]\s+", line):
        return f"[^{note[1]}]: {_phrases(line[note.end() :])}"
    return _phrases(line.strip())


def _phrases(text: str) -> str:
    """A line's phrases as Markdown."""
    parts = []
    end = 0
    for match in _PHRASE.finditer(text):
        parts += [escape(text[end : match.start()]), _phrase(match)]
        end = match.end()
    return "".join((*parts, escape(text[end:])))


def _phrase(match: re.Match[str]) -> str:
    if match["to"]:
        target = match["to"].removeprefix("file:").removeprefix("attachment:")
        if _PICTURE.search(target) and not match["label"]:
            return image("", target)
        label = match["label"] or target
        outside = re.match(r"https?:|mailto:|file:|\.{0,2}/", match["to"])
        return link(escape(label), match["to"].removeprefix("file:")) if outside else escape(label.lstrip("*#"))
    if match["math"]:
        return match["math"]
    if match["note"]:
        return f"[^{match['note']}]"
    if match["mark"] in "=~":
        return code_span(match["text"])
    mark = _MARKS[match["mark"]]
    return wrapped(_phrases(match["text"]), mark, mark) if mark else _phrases(match["text"])
