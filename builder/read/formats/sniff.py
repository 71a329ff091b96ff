"""Sniffing: the format that a text is in when its file's name does not tell.

Owns: the signs by which the text of a ``.txt`` file, or of one without a suffix, is a web page, a notebook,
AsciiDoc, reStructuredText or a page of the manual.  Does not own: what is read how (the package).
"""

from __future__ import annotations

import re

from builder.read.formats import manual, org, pod, tables, wiki
from builder.read.formats.quizzes import exam, gift, lettered, structured

_LOOK_AT = 200_000  # characters
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?>.*?-->)\s*+)*+(?:<!doctype\s+html|<html\b)", re.I | re.S)
_NOTEBOOK = re.compile(r'\s*\{[^{}]*"(?:cells|nbformat|metadata)"\s*:')
_ANCHOR = re.compile(r"^\[\[[\w.-]+\]\]$", re.M)
_TERM = re.compile(r"^\S.*::$", re.M)
_ATTRIBUTES = re.compile(
    r"^\[(?:source|qanda|NOTE|TIP|IMPORTANT|%)[^\[\]]*\]$|^:(?:toc|icons|sectnums|numbered)[\w-]*:", re.M
)
_SECTION = re.compile(r"^={2,5} \S", re.M)
_DIRECTIVE = re.compile(
    r"^\.\. (?:contents|toctree|code-block|code|note|warning|tip|image|figure|rubric|highlight|_[\w .-]+:|include"
    r"|seealso)(?:::| *$)",
    re.M,
)
_UNDERLINE = re.compile(r"^\S.*\n([=~^\"'*+#-])\1{3,}$", re.M)


_MARKUPS = (
    (".man", manual.is_manual),
    (".org", org.is_org),
    (".pod", pod.is_pod),
    (".wiki", wiki.is_wiki),
)


def suffix_of(text: str) -> str:
    """The suffix of the format of ``text`` (``.html``, ``.ipynb``, ``.adoc``, ``.rst``); empty for plain text."""
    head = text[:_LOOK_AT]
    if _PAGE.match(head):
        return ".html"
    if _NOTEBOOK.match(head) and '"cells"' in text and '"nbformat"' in text:
        return ".ipynb"
    for suffix, is_it in _MARKUPS:
        if is_it(head):
            return suffix
    anchors, terms = len(_ANCHOR.findall(head)), len(_TERM.findall(head))
    if (anchors >= 2 and terms >= 2) or (_ATTRIBUTES.search(head) and _SECTION.search(head)):
        return ".adoc"
    if len(_DIRECTIVE.findall(head)) >= 2 and _UNDERLINE.search(head):
        return ".rst"
    return ""


def data_suffix_of(text: str) -> str:
    """The suffix of the format of notes that ``text`` is in (``.csv`` for any table of data); empty for prose."""
    head = text[:_LOOK_AT]
    lines = head.split("\n")
    for suffix, is_it in (
        (".trivia", lettered.is_trivia(lines)),
        (".pool", lettered.is_pool(lines)),
        (".aiken", lettered.is_aiken(lines)),
    ):
        if is_it:
            return suffix
    if gift.is_gift(head):
        return ".gift"
    if exam.is_exam(head):
        return ".tex"
    if structured.is_listed(head):
        return ".yaml"
    return ".csv" if tables.is_table(head) else ""
