"""GitHub's Markdown, rewritten as the Markdown that Python-Markdown reads.

Owns: how a tree of blocks is written: four columns for each list level, a blank line between any two
blocks, one kind of marker, headings with ``#``, code and raw HTML put aside as marks, pipes where
they mean a table and nowhere else.  Does not own: the tree (``markdown.tree``), the lines within it
(``inline``), nor Python-Markdown (``markdown``).

What the tree says that Markdown has no sign for (a tight list, letters for numbers, a task's box)
goes along as a mark at the beginning of an item's text and is read by ``markdown.Lists``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from builder.markdown import tables, tags
from builder.markdown.definitions import LINK
from builder.markdown.nodes import Node, label
from builder.markdown.tree import parse
from builder.model.diagnostics import Rule
from builder.render import code, drawings
from builder.render.inline import Inline, Reference, reference_label, sizes_of
from builder.render.marks import CLOSE, EMPTY, LITERAL, OPEN, Stash
from builder.rules import hygiene


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in line ``line`` (from 0) of the text."""

    rule: Rule
    line: int
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Normalised:
    """Text for Python-Markdown, what was put aside from it, and what was wrong."""

    text: str
    stash: Stash
    findings: tuple[Finding, ...] = ()
    unresolved: tuple[str, ...] = ()  # references to links and pictures that are defined nowhere, as typed


def normalise(text: str, plain: Callable[[str], str] = str, furigana: bool | None = None) -> Normalised:
    """Rewrite ``text``.

    ``plain`` gives the source of a formula back for its placeholder; for ``furigana`` see ``ruby``.
    """
    lines = text.split("\n")
    tree = parse(lines)
    if not any(not line.strip() for line in text.strip().split("\n")):
        tree.children = [part for block in tree.children for part in _lines_that_are_paragraphs(block)]
    mend(tree)
    references = dict(_references(tree))
    abbreviations = dict(_abbreviations(tree))
    footnotes = _footnotes(tree)
    stash = Stash()
    inline = Inline(stash, plain, tags.Names.of(text), references, frozenset(footnotes), abbreviations, furigana)
    writer = _Writer(inline, plain)
    written = [*writer.blocks(tree.children), *writer.footnotes(footnotes)]
    return Normalised("\n".join(written), stash, tuple(writer.findings), tuple(inline.unresolved))


# what people mean

_ALERT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*$", re.IGNORECASE)
_TASK = re.compile(r"\[([ xX])\](?=\s+\S)")
_LABEL = re.compile(r"([A-Za-z]|[ivxlc]{1,6}|[IVXLC]{1,6})[.)]\s+\S")
_TOC = re.compile(r"\s*(?:\[\[?_?TOC_?\]?\]|\{:toc\})\s*", re.IGNORECASE)
_VERSE = re.compile(r"\s*\| +[^|\s][^|]*")
_DOUBLE_LINE = re.compile(r"\s*={3,}\s*")
_CAPTION = re.compile(r"(?:Table)?:[ \t]+(?=\S)")
_LAST_ROW_CAPTION = re.compile(r"\[([^\[\]]+)\](?:\[[\w-]+\])?$")
_COLON = re.compile(r":[\s*_`]*$")


def mend(tree: Node) -> None:
    """Rewrite the tree where people mean something else than what GitHub reads.

    - Bullets between the items of a numbered list belong to the number above them: the list keeps
      its numbers, and the bullets look like what they are, parts of it.
    - A quote that begins with ``[!NOTE]`` is an admonition, as on GitHub's pages.
    - Lines that begin with a bar are verse, as pandoc reads them.
    - ``[TOC]`` alone is the place of a list of contents, of which a card has none.
    - A line of equal signs below several lines, which need not be a title, is a rule.
    - ``: words`` or ``Table: words`` behind a table, and ``[words]`` as its last row, are its caption.
    """
    for node in _walk(tree):
        children = [_verse(child) for child in _join_lists(node.children) if not _contents(child)]
        node.children = [part for child in children for part in _without_double_line(child)]
        _caption_tables(node)
        if node.kind == "quote" and node.children and node.children[0].kind == "paragraph":
            first = node.children[0]
            if match := _ALERT.match(first.lines[0]):
                node.kind, node.marker, node.title = "admonition", match[1].lower(), ""
                del first.lines[0]
                if not first.lines:
                    del node.children[0]


def _without_double_line(node: Node) -> list[Node]:
    """A paragraph that ends with a line of equal signs, and the rule that the line is."""
    if node.kind != "paragraph" or len(node.lines) < 2 or not _DOUBLE_LINE.fullmatch(node.lines[-1]):
        return [node]
    rule = Node("rule", node.last, lines=[node.lines[-1]])
    return [replace(node, lines=node.lines[:-1], last=node.last - 1), rule]


def _caption_tables(node: Node) -> None:
    """Give the tables among the children their captions, as pandoc and MultiMarkdown write them."""
    for table, after in pairwise(list(node.children)):
        if table.kind == "table" and after.kind == "paragraph" and (match := _CAPTION.match(after.lines[0])):
            table.title = "\n".join([after.lines[0][match.end() :], *after.lines[1:]])
            node.children.remove(after)
    for table in node.children:
        last = table.rows[-1][1] if table.kind == "table" and len(table.rows) > 2 and len(table.align) > 1 else []
        if len(last) == 1 and (match := _LAST_ROW_CAPTION.match(last[0])):
            table.title = match[1]
            del table.rows[-1]


def _contents(node: Node) -> bool:
    return node.kind == "paragraph" and len(node.lines) == 1 and bool(_TOC.fullmatch(node.lines[0]))


def _verse(node: Node) -> Node:
    """A paragraph of lines that begin with a bar and hold no other, with its lines kept apart."""
    if node.kind != "paragraph" or len(node.lines) < 2:
        return node
    if not all(_VERSE.fullmatch(line) for line in node.lines):
        return node
    bare = [line.lstrip()[1:].strip() for line in node.lines]
    return replace(node, lines=[*(f"{line}\\" for line in bare[:-1]), bare[-1]])


def _join_lists(blocks: list[Node]) -> list[Node]:
    """``blocks`` with bullet lists put into the numbered items that they interrupt."""
    out: list[Node] = []
    for i, block in enumerate(blocks):
        above = out[-1] if out else None
        numbered = above is not None and above.kind == "list" and above.start >= 0 and not above.style
        if above is None or not numbered or block.kind != "list":
            out.append(block)
        elif block.start < 0 and _belongs(above, block, blocks[i + 1] if i + 1 < len(blocks) else None):
            above.children[-1].children.append(block)
            above.children[-1].last = block.final
        elif block.marker == above.marker and block.start == above.start + len(above.children) and _nested(above):
            above.children.extend(block.children)
        else:
            out.append(block)
    return out


def _belongs(numbered: Node, bullets: Node, after: Node | None) -> bool:
    """Whether bullets below a numbered list are parts of its last item."""
    if bullets.first - numbered.final > 2:
        return False
    following = numbered.start + len(numbered.children)
    goes_on = (
        after is not None and after.kind == "list" and after.marker == numbered.marker and after.start == following
    )
    last = numbered.children[-1].children
    colon = bool(last) and last[-1].kind == "paragraph" and bool(_COLON.search(last[-1].lines[-1]))
    return goes_on or colon or (len(numbered.children) > 1 and _nested(numbered))


def _nested(numbered: Node) -> bool:
    """Whether the items of a numbered list so far end with bullets."""
    items = numbered.children[:-1] or numbered.children
    return all(item.children and item.children[-1].kind == "list" for item in items)


_UNWRAPPED = 120  # characters; hard-wrapped text has no longer lines
_SENTENCE_END = re.compile(r"[.!?:;…。！？][\"'”’»)\]*_]* ?$")  # two blanks are a hard break, one is nothing


def _lines_that_are_paragraphs(block: Node) -> list[Node]:
    """A paragraph, cut after each line that ends a sentence, if its lines are too long to be wrapped ones.

    So text looks that was copied out of a word processor: each line is a paragraph, and no blank line
    stands anywhere.  As Markdown it would be one paragraph, a wall of text.
    """
    if block.kind != "paragraph" or max(map(len, block.lines)) <= _UNWRAPPED:
        return [block]
    parts = [replace(block, lines=[block.lines[0]], last=block.first)]
    for number, line in enumerate(block.lines[1:], block.first + 1):
        if _SENTENCE_END.search(parts[-1].lines[-1]):  # not before a hard break: that says what is meant
            parts.append(replace(block, first=number, last=number, lines=[line]))
        else:
            parts[-1].lines.append(line)
            parts[-1].last = number
    return parts


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)


# link reference definitions


def _references(tree: Node) -> Iterable[tuple[str, Reference]]:
    """Take the definitions ``[label]: address "title"`` out of the tree; the first of a label counts."""
    found: dict[str, Reference] = {}
    for node in _walk(tree):
        for child in node.children:
            if child.kind != "paragraph" or not child.lines[0].startswith("["):
                continue
            text = "\n".join(child.lines)
            while match := LINK.match(text):
                name, angle, bare, *titles, size = match.groups()
                title = next((t for t in titles if t is not None), None)
                if not name.strip():
                    break
                address = bare if angle is None else angle
                found.setdefault(reference_label(name), Reference(address, title, sizes_of(size or "")))
                text = text[match.end() :]
            child.lines = text.split("\n") if text.strip() else []
        node.children = [c for c in node.children if c.kind != "paragraph" or c.lines]
    return found.items()


_ABBREVIATION = re.compile(r"\*\[([^\[\]\n]{1,80})\]:[ \t]*(\S.*)$")


def _abbreviations(tree: Node) -> Iterable[tuple[str, str]]:
    """Take the lines ``*[short]: long`` out of the tree."""
    found: dict[str, str] = {}
    for node in _walk(tree):
        for child in node.children:
            if child.kind == "paragraph" and child.lines[0].startswith("*["):
                kept = []
                for line in child.lines:
                    if match := _ABBREVIATION.match(line):
                        found.setdefault(match[1], match[2].strip())
                    else:
                        kept.append(line)
                child.lines = kept
        node.children = [c for c in node.children if c.kind != "paragraph" or c.lines]
    return found.items()


def _footnotes(tree: Node) -> dict[str, Node]:
    """Take the footnotes out of the tree, by name; the first of a name counts."""
    found: dict[str, Node] = {}
    for node in list(_walk(tree)):
        for child in node.children:
            if child.kind == "footnote":
                found.setdefault(reference_label(child.marker), child)
        node.children = [c for c in node.children if c.kind != "footnote"]
    return found


# writing

_STARTS = re.compile(r"[-+*](?=\s|$)|[#>:]|!!!|\?\?\?|~~~|(?:[-*_=][ \t]*)+$")
_NUMBER = re.compile(r"(\d+)([.)])(?=\s|$)")
_HASHES = re.compile(r"#+$")
_BACKSLASH = re.compile(r"\\$")


class _Writer:
    def __init__(self, inline: Inline, plain: Callable[[str], str]) -> None:
        self.inline = inline
        self.plain = plain
        self.findings: list[Finding] = []

    def blocks(self, nodes: list[Node]) -> list[str]:
        """The lines of ``nodes``, with a blank line between any two and a mark where they would join."""
        out: list[str] = []
        for before, node in pairwise([None, *nodes]):
            assert node is not None
            if before is not None:
                out.append("")
                if before.kind == node.kind and node.kind in ("list", "quote"):
                    out += [EMPTY, ""]
            write: Callable[[Node], list[str]] = getattr(self, f"write_{node.kind}")
            out += write(node)
        return out

    # leaves

    def write_paragraph(self, node: Node) -> list[str]:
        text = self.inline.rewrite("\n".join(node.lines).rstrip())
        return [_literal(line) for line in text.split("\n")]

    def write_heading(self, node: Node) -> list[str]:
        text = self.inline.rewrite("\n".join(node.lines)).replace("  \n", " ").replace("\n", " ").strip()
        text = _HASHES.sub(lambda m: LITERAL["#"] * len(m[0]), text)
        text = _BACKSLASH.sub(LITERAL["\\"], text)  # it escapes nothing, and breaks no line
        return [f"{'#' * node.start} {text or EMPTY}"]

    def write_rule(self, node: Node) -> list[str]:
        return ["---"]

    def write_code(self, node: Node) -> list[str]:
        lines = node.lines
        if not node.fence:
            while lines and not lines[-1].strip():
                lines = lines[:-1]
        source = self.plain("\n".join(lines))
        if language := drawings.language(node.marker):
            hint = "save the drawing as a picture and refer to it: ![what it shows](drawing.svg)"
            self.findings.append(
                Finding(
                    hygiene.DRAWING_AS_SOURCE, node.first, f"a learner sees the source of a drawing ({language})", hint
                )
            )
        return [self.inline.stash.put("c", code.block(source, self.plain(node.marker)))]

    def write_html(self, node: Node) -> list[str]:
        return [self.inline.stash.put("b", self.inline.raw_html("\n".join(node.lines)))]

    def write_table(self, node: Node) -> list[str]:
        header, *rows = [(number, cells) for number, cells in node.rows]
        width = len(node.align)
        if len(header[1]) != width:
            self.ragged(header[0], len(header[1]), width, "the line below it")
        for number, cells in rows:
            if len(cells) != width:
                self.ragged(number, len(cells), width, "the header")
        fitted = [[self.cell(cell) for cell in tables.fit(cells, width)] for _, cells in node.rows]
        return [*tables.write(fitted[0], node.align, fitted[1:]), *(self.caption(node.title) if node.title else [])]

    def caption(self, text: str) -> list[str]:
        """The words below a table, as a paragraph of their own."""
        put = self.inline.stash.put
        return ["", put("s", '<span class="db-caption">') + self.inline.rewrite(text) + put("s", "</span>")]

    def cell(self, text: str) -> str:
        return self.inline.rewrite(text)

    def ragged(self, line: int, cells: int, width: int, than: str) -> None:
        kept = "; what is too much was joined" if cells > width else ""
        self.findings.append(
            Finding(
                hygiene.RAGGED_ROW,
                line,
                f"this row has {cells} {'cell' if cells == 1 else 'cells'}, {than} has {width}{kept}",
                "write \\| for a pipe that belongs to the text" if cells > width else "add the cells that are missing",
            )
        )

    # containers

    def write_quote(self, node: Node) -> list[str]:
        return [f"> {line}" if line else ">" for line in self.blocks(node.children) or [EMPTY]]

    def write_list(self, node: Node) -> list[str]:
        flags = "t" if node.tight else "w"
        if node.style:
            flags += "s" + node.style
        labelled = _labelled(node) if node.start < 0 else set()
        out: list[str] = []
        for i, item in enumerate(node.children):
            marker = "-" if node.start < 0 else f"{node.start + i}."
            body = self.item(item, flags + ("n" if i in labelled else ""))
            out += ([""] if i else []) + [f"{marker} {body[0]}", *indented(body[1:])]
        return out

    def item(self, node: Node, flags: str) -> list[str]:
        children = node.children
        if children and children[0].kind == "paragraph":
            first = children[0]
            if match := _TASK.match(first.lines[0]):
                flags += "o" if match[1] == " " else "x"
                first = replace(first, lines=[first.lines[0][match.end() :].lstrip(), *first.lines[1:]])
            head, rest = self.write_paragraph(first), children[1:]
        else:
            head, rest = [""], children
        mark = f"{OPEN}l{flags}{CLOSE}"
        tail = self.blocks(rest)
        return [mark + head[0], *head[1:], *(["", *tail] if tail else [])]

    def footnotes(self, nodes: Mapping[str, Node]) -> list[str]:
        """The footnotes that the text refers to, in the order in which it does; those of footnotes come after them."""
        out: list[str] = []
        done = 0
        while done < len(self.inline.noted):
            name = self.inline.noted[done]
            done += 1
            note = self.inline.notes_within.get(name)
            children = nodes[name].children if note is None else [Node("paragraph", 0, lines=note.split("\n"))]
            body = self.blocks(children) or [EMPTY]
            out += ["", f"[^{done}]: {body[0]}", *indented(body[1:])]
        return out

    def write_admonition(self, node: Node) -> list[str]:
        title = (node.title or node.marker.capitalize()).replace('"', "”")
        return [f'!!! {node.marker} "{title}"', "", *indented(self.blocks(node.children) or [EMPTY])]

    def write_definitions(self, node: Node) -> list[str]:
        out: list[str] = []
        for before, child in pairwise([None, *node.children]):
            assert child is not None
            if child.kind == "term":
                out += self.write_paragraph(child)
            else:
                body = self.blocks(child.children) or [EMPTY]
                out += ([""] if before and before.kind == "definition" else []) + [
                    f":   {body[0]}",
                    *indented(body[1:]),
                ]
        return out


def indented(lines: list[str]) -> list[str]:
    """``lines`` as the content of a list item."""
    return [f"    {line}" if line else "" for line in lines]


def _labelled(node: Node) -> set[int]:
    """Which items of a bullet list have a label of their own (``- i. …``, ``- a) …``, ``- 1. …``), by position.

    One label alone may be a letter that begins a sentence; two that follow each other are labels.
    """
    labels = [_labels(item) for item in node.children]
    follows = [{(style, number + 1) for style, number in found} for found in labels]
    pairs = {i for i, (before, here) in enumerate(zip(follows, labels[1:], strict=False)) if before & here}
    return pairs | {i + 1 for i in pairs}


def _labels(item: Node) -> set[tuple[str, int]]:
    """What the label at the beginning of an item's text may be: style and number."""
    first = item.children[0] if item.children else None
    if first is None:
        return set()
    if first.kind == "list" and first.start >= 0 and first.first == item.first:
        return {(first.style, first.start)}
    match = _LABEL.match(first.lines[0]) if first.kind == "paragraph" else None
    return {(style, n) for style in "aAiI" for n in range(1, 27) if label(style, n) == match[1]} if match else set()


def _literal(line: str) -> str:
    """A line of a paragraph, its first sign made text where Python-Markdown would see a block begin."""
    if match := _NUMBER.match(line):
        return match[1] + LITERAL[match[2]] + line[match.end() :]
    return LITERAL[line[0]] + line[1:] if _STARTS.match(line) else line
