"""Pages that Google Docs, Word and Notion save: what they say by classes and styles, as tags that say it.

Owns: bold and italic by class, titles, comments, lists of Word, the properties of a page of Notion.  Lines keep
their numbers.  Does not own: HTML itself (``html``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

from builder.model.diagnostics import Diagnostic
from builder.model.source import Source
from builder.read.formats.html import convert as convert_html
from builder.read.language import words
from builder.read.language.vocabulary import folded

_RULE = re.compile(r"\.(?P<name>c\d+)\s*\{(?P<style>[^{}]*)\}")
_SPAN = re.compile(r"<span\b[^<>]*\bclass=\"(?P<names>[^\"<>]*)\"[^<>]*>(?P<text>[^<>]*)</span>")
_GOOGLE_COMMENT = re.compile(
    r"<sup>\s*<a\b[^<>]*href=\"#cmnt\d+\"[^<>]*>[^<>]*</a>\s*</sup>"
    r"|<div\b[^<>]*>\s*<p\b[^<>]*>\s*<a\b[^<>]*href=\"#cmnt_ref\d+\".*?</div>",
    re.S,
)
_GOOGLE_TITLE = re.compile(r"<p\b[^<>]*\bclass=\"(?:[^\"<>]*\s)?title(?:\s[^\"<>]*)?\"[^<>]*>(?P<text>.*?)</p>", re.S)
_GOOGLE_H1 = re.compile(r"<(?P<end>/?)h(?P<level>[1-5])\b")
_HEADING = re.compile(r"<(?P<end>/?)h(?P<level>[1-5])\b(?! class=\"title\")")
_WORD_ITEM = re.compile(r"<p\b[^<>]*\bmso-list:\s*l\d+\s+level(?P<level>\d)[^<>]*>(?P<text>.*?)</p>", re.S | re.I)
_WORD_MARK = re.compile(
    r"<!\[if !supportLists\]>.*?<!\[endif\]>"
    r"|<span\b[^<>]*(?:Symbol|Wingdings|mso-list:\s*Ignore)[^<>]*>"
    r"(?:[^<]|<span\b[^<>]*>[^<]*</span>|<font\b[^<>]*>|</font>)*</span>",
    re.S | re.I,
)
_OFFICE = re.compile(r"</?(?:o|w|m|v|st1):\w+\b[^<>]*>|<!\[(?:if|endif)[^<>]*\]>", re.I)
_TAG = re.compile(r"<[^<>]*>")
_PROPERTIES = re.compile(r"<table\b[^<>]*\bclass=\"properties\"[^<>]*>.*?</table>", re.S)
_PROPERTY = re.compile(r"<tr\b[^<>]*>\s*<th\b[^<>]*>(?P<name>.*?)</th>\s*<td\b[^<>]*>(?P<values>.*?)</td>", re.S)
_SELECTED = re.compile(r"<span\b[^<>]*\bselected-value\b[^<>]*>(?P<text>[^<>]*)<")
_NAMES_OF_TAGS = folded([*words.WORDS["tables"]["tags"], *words.WORDS["tables"]["categories"]])
_LOOK_AT = 20_000


def convert(html: str, path: str) -> tuple[Source, tuple[Diagnostic, ...]]:
    """A page, of whatever program, as Markdown."""
    if "mso-list" in html or "urn:schemas-microsoft-com:office" in html[:_LOOK_AT]:
        html = _word(html)
    styles = {m["name"]: m["style"].replace(" ", "") for m in _RULE.finditer(html)}
    if styles:
        html = _google(html, styles)
    html, tags = _notion(html) if _PROPERTIES.search(html) else (html, [])
    source, found = convert_html(html, path)
    return (_with_tags(source, tags) if tags else source), found


def _notion(html: str) -> tuple[str, list[str]]:
    """A page without the table of its properties, and the tags that these hold."""
    tags: list[str] = []
    for table in _PROPERTIES.finditer(html):
        for row in _PROPERTY.finditer(table[0]):
            if words.key(unescape(_TAG.sub("", row["name"]))) in _NAMES_OF_TAGS:
                tags += [unescape(match["text"]).strip() for match in _SELECTED.finditer(row["values"])]
    return _PROPERTIES.sub(lambda m: "\n" * m[0].count("\n"), html), tags


def _with_tags(source: Source, tags: list[str]) -> Source:
    """A page with its tags as front matter."""
    head = ["---", f"tags: [{', '.join(map(json.dumps, tags))}]", "---"]
    text = "\n".join((*head, source.text))
    return replace(source, text=text, origin=(1, 1, 1, *(source.original(line.number) for line in source.lines)))


def _google(html: str, styles: dict[str, str]) -> str:
    def shown(match: re.Match[str]) -> str:
        said = ";".join(styles.get(name, "") for name in match["names"].split())
        text = match[0]
        if not match["text"].strip():
            return text
        if re.search(r"font-weight:(?:[6-9]00|bold)", said):
            text = f"<b>{text}</b>"
        return f"<i>{text}</i>" if "font-style:italic" in said else text

    html = _GOOGLE_COMMENT.sub(lambda m: "\n" * m[0].count("\n"), html)
    html = _SPAN.sub(shown, html)
    if _GOOGLE_TITLE.search(html):  # it stands above all headings
        html = _GOOGLE_H1.sub(lambda m: f"<{m['end']}h{int(m['level']) + 1}", html)
        html = _GOOGLE_TITLE.sub(lambda m: f"<h1>{m['text'].replace('<b>', '').replace('</b>', '')}</h1>", html)
    return html


def below_title(html: str) -> str:
    """A page whose headings stand below its title (``<h1 class="title">``), where others are on its level."""
    if '<h1 class="title">' not in html or html.count("<h1") < 2:
        return html
    return _HEADING.sub(lambda m: f"<{m['end']}h{int(m['level']) + 1}", html)


def _word(html: str) -> str:
    return _OFFICE.sub("", "".join(_with_lists(html)))


def _with_lists(html: str) -> Iterator[str]:
    """Paragraphs that Word shows as items, as lists."""
    at = 0
    opened: list[str] = []
    for match in _WORD_ITEM.finditer(html):
        between = html[at : match.start()]
        if opened and _TAG.sub("", between).strip():
            yield "".join(f"</li></{tag}>" for tag in reversed(opened))
            opened = []
        yield between
        mark = _WORD_MARK.search(match["text"])
        text = match["text"][: mark.start()] + match["text"][mark.end() :] if mark else match["text"]
        said = _TAG.sub("", mark[0]).replace("&nbsp;", "") if mark else ""
        number = re.search(r"\d|\b[a-z][.)]", said) is not None
        level = int(match["level"])
        while len(opened) > level:
            yield f"</li></{opened.pop()}>"
        if len(opened) == level:
            yield "</li>"
        while len(opened) < level:
            opened.append("ol" if number else "ul")
            yield f"<{opened[-1]}>" + ("<li>" if len(opened) < level else "")
        yield f"<li>{text}" + "\n" * (match[0].count("\n") - text.count("\n"))
        at = match.end()
    yield "".join(f"</li></{tag}>" for tag in reversed(opened))
    yield html[at:]
