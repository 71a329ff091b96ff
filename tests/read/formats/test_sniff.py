"""Sniffing: which format a text is in where its name does not tell."""

from __future__ import annotations

import pytest

from builder.read.formats import read
from builder.read.formats.sniff import suffix_of

_ASCIIDOC = "= Peat\n:toc:\n\n== At the bog\n\n=== How fast does it grow?\n\nSlowly.\n"
_ANCHORS = "[[a]]\nHow high?::\nSeven metres.\n\n[[b]]\nHow old?::\nTwenty years.\n"
_RST = "Marsh\n=====\n\n.. contents::\n\n.. note:: Wet.\n\nWhy salt?\n---------\n\nThe sea.\n"
_NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("<!DOCTYPE html>\n<title>x</title>", ".html"),
        ("\n  <!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>", ".html"),
        ("<html lang='nl'>\n<p>x", ".html"),
        ("<?xml version='1.0'?>\n<!-- saved\npage -->\n<html>", ".html"),
        (_NOTEBOOK, ".ipynb"),
        ('{\n "nbformat": 4,\n "cells": []\n}', ".ipynb"),
        (_ASCIIDOC, ".adoc"),
        (_ANCHORS, ".adoc"),
        ("= Peat\n\n== Tools\n\n[source,sh]\n----\nls\n----\n", ".adoc"),
        (_RST, ".rst"),
        ("Q\n~~~~\n\n.. code-block:: c\n\n   x\n\n.. _further on:\n", ".rst"),
    ],
)
def test_formats(text: str, suffix: str) -> None:
    assert suffix_of(text) == suffix


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<h1>Pumps</h1>\n",
        "<!-- a remark -->\n# Pumps\n",
        "# Pages\n\n```html\n<!DOCTYPE html>\n<html>\n```\n",
        "An html page begins with <html>.\n",
        '{"deck": "Pumps", "cells": []}',
        '{"metadata": "of a deck", "cards": []}',
        "{not a notebook}\n",
        "== a sign that compares\n\n== another one\n",
        "[[_TOC_]]\n\n# Pumps\n\nstd::\n",
        "[[a]]\n\nOne wiki link alone, and one term::\n",
        "Marsh\n=====\n\n.. note:: is one directive, and no more\n",
        ".. note:: two\n.. tip:: directives, and no title\n",
        "Marsh\n=====\n\n.. a comment of some kind\n.. another\n",
    ],
)
def test_plain_text(text: str) -> None:
    assert suffix_of(text) == ""


@pytest.mark.parametrize("name", ["page.txt", "page.TXT", "page"])
def test_a_page_without_a_name_for_its_format_is_read_as_one(name: str) -> None:
    source, found = read(name, b"<!DOCTYPE html>\n<body>\n<h1>Pumps</h1>\n<p>Water &amp; air</p>\n</body>\n")
    assert (source.text, found) == ("# Pumps\n\nWater & air\n", ())
    assert source.original(3) == 4


def test_a_name_that_tells_the_format_is_believed() -> None:
    text = "<!DOCTYPE html>\n<h1>Pumps</h1>\n"
    assert read("page.md", text.encode())[0].text == text
