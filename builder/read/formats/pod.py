"""Perl's POD to Markdown, as ``perlpod`` describes it.

Owns: its commands and formatting codes.
"""

from __future__ import annotations

import re
from html.entities import html5

from builder.model.diagnostics import Diagnostic
from builder.model.source import Source
from builder.read.formats.writer import MarkdownWriter, code_span, escape, link

_COMMAND = re.compile(r"=(?P<name>[a-zA-Z]\w*)\s*(?P<text>.*)$")
_CODE = re.compile(r"(?P<name>[BCEFILSXZ])(?P<open><(?:<+\s)?)")
_NAMED = {"lt": "<", "gt": ">", "verbar": "|", "sol": "/"}
_DEEPEST = 12


def is_pod(text: str) -> bool:
    """Whether a text without a telling suffix is POD: commands at the beginning of lines."""
    return len(re.findall(r"^=(?:head[1-6]|over|item|back|cut|pod)\b", text, re.M)) > 1


def convert(text: str, path: str) -> tuple[Source, tuple[Diagnostic, ...]]:
    """A document as Markdown with the lines it came from; code outside of POD is left out."""
    writer = MarkdownWriter()
    lines = text.split("\n")
    if re.search(r"^=head1\b", text, re.M):
        writer.file_title(path)
    skipped = ""  # the format of a block for another program
    lists: list[str] = []
    at = 0
    inside = True
    while at < len(lines):
        end = at
        while end < len(lines) and lines[end].strip():
            end += 1
        paragraph = [(n + 1, lines[n]) for n in range(at, end)]
        at = max(end, at) + 1
        if not paragraph:
            continue
        number, first = paragraph[0]
        command = _COMMAND.match(first)
        if command is None:
            if inside and not skipped:
                _text(writer, paragraph, lists)
            continue
        name = command["name"].lower()
        body = " ".join([command["text"], *(line for _, line in paragraph[1:])]).strip()
        inside = name != "cut"
        if name == "begin":
            skipped = body.split()[0] if body else "?"
        elif name == "end":
            skipped = ""
        elif skipped:
            continue
        elif name.startswith("head") and name[4:].isdigit():
            lists.clear()
            writer.heading(int(name[4:]) + 1, _phrases(body), number)
        elif name == "over":
            lists.append("")
        elif name == "back" and lists:
            lists.pop()
            writer.blank()
        elif name == "item":
            _item(writer, body, number, lists)
    return writer.source(path), ()


def _item(writer: MarkdownWriter, body: str, number: int, lists: list[str]) -> None:
    mark = re.match(r"(?:[*o-](?=\s|$)|\d+[.)]?(?=\s|$))\s*", body)
    rest = body[mark.end() :] if mark else f"B<{body}>" if body else ""
    shown = f"{mark[0].strip().rstrip('.)')}. " if mark and mark[0][0].isdigit() else "- "
    indent = "    " * (len(lists) - 1)
    if lists:
        lists[-1] = indent + "    "
    writer.line(f"{indent}{shown}{_phrases(rest)}".rstrip(), number)


def _text(writer: MarkdownWriter, paragraph: list[tuple[int, str]], lists: list[str]) -> None:
    indent = lists[-1] if lists else ""
    if paragraph[0][1][:1] in " \t":
        margin = min(len(line) - len(line.lstrip()) for _, line in paragraph)
        with writer.container(indent, indent):
            writer.fence([(n, line[margin:]) for n, line in paragraph], "", paragraph[0][0])
        return
    joined = _phrases("\n".join(line.strip() for _, line in paragraph)).split("\n")
    tight = bool(lists) and writer.lines and re.fullmatch(r"\s*(?:-|\d+\.)", writer.lines[-1])
    if tight:  # "=item *" with its text below
        writer.lines[-1] += " " + joined[0]
        paragraph, joined = paragraph[1:], joined[1:]
    else:
        writer.blank()
    for (number, _), text in zip(paragraph, joined, strict=False):
        writer.line(indent + text, number)
    writer.blank()


def _phrases(text: str, depth: int = 0) -> str:
    """A paragraph's formatting codes as Markdown."""
    parts: list[str] = []
    at = 0
    while match := _CODE.search(text, at):
        end, inner = _inside(text, match)
        if end < 0 or depth > _DEEPEST:
            break
        parts += [escape(text[at : match.start()]), _formatted(match["name"], inner, depth)]
        at = end
    return "".join((*parts, escape(text[at:])))


def _inside(text: str, match: re.Match[str]) -> tuple[int, str]:
    """Where a code ends, and what is in it; -1 where it never does."""
    width = match["open"].count("<")
    if width > 1:
        closing = re.search(rf"\s>{{{width}}}", text[match.end() :])
        return (match.end() + closing.end(), text[match.end() : match.end() + closing.start()]) if closing else (-1, "")
    depth = 1
    for at in range(match.end(), len(text)):
        if text[at] == "<" and text[at - 1].isupper():
            depth += 1
        elif text[at] == ">" and text[at - 1 : at] != "-":
            depth -= 1
            if not depth:
                return at + 1, text[match.end() : at]
    return -1, ""


def _formatted(name: str, inner: str, depth: int) -> str:
    match name:
        case "B":
            return f"**{_phrases(inner, depth + 1)}**"
        case "I" | "F":
            return f"*{_phrases(inner, depth + 1)}*"
        case "C":
            return code_span(re.sub(r"E<(\w+)>", lambda m: _entity(m[1]), re.sub(r"\b[BI]<([^<>]*)>", r"\1", inner)))
        case "L":
            label, bar, target = inner.rpartition("|")
            shown = label if bar else target.split("/")[-1].strip('"') or target
            return (
                link(_phrases(shown, depth + 1), target) if re.match(r"\w+://", target) else _phrases(shown, depth + 1)
            )
        case "E":
            return escape(_entity(inner))
        case "S":
            return _phrases(inner, depth + 1)
        case _:
            return ""


def _entity(name: str) -> str:
    if name in _NAMED:
        return _NAMED[name]
    try:
        return chr(int(name, 0))
    except (ValueError, OverflowError):
        return html5.get(f"{name};", name)
