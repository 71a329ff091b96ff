"""Bytes to text: encodings, what is no text, and line ends."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.model.diagnostics import Diagnostic, Severity
from builder.read.formats import read
from builder.read.formats.encoding import decode
from builder.rules import formats as rules

TEXT = "Was ist ein Löss?\nEin Sediment – gelb, 100 µm.\n"


def names(found: tuple[Diagnostic, ...]) -> list[str]:
    return [diagnostic.rule.name for diagnostic in found]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32-le"),
        TEXT.encode("utf-32-be"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
)
def test_what_can_be_known_is_read_without_a_word(data: bytes) -> None:
    assert decode(data, "a.txt") == (TEXT, ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_chinese_utf_16_without_a_mark(encoding: str) -> None:
    """Few of its bytes are NUL: only those of line ends and digits."""
    text = "问：什么是茶？\n答：一种饮料，泡 3 分钟。\n" * 3
    assert decode(text.encode(encoding), "a.txt") == (text, ())


@pytest.mark.parametrize(
    ("declaration", "encoding", "text"),
    [
        ('<html><head><meta charset="windows-1251"></head>', "cp1251", "Что это?"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">', "shift_jis", "質問は何ですか"),
        ('<?xml version="1.0" encoding="ISO-8859-2"?>', "iso8859-2", "Co to jest żółw?"),
        ("<!-- -*- coding: koi8-r -*- -->", "koi8-r", "Вопрос"),
        ("# vim: set fileencoding=gb18030 :", "gb18030", "什么是茶"),
        ('<meta charset="iso-2022-jp">', "iso2022_jp", "質問"),
        ('<meta charset="iso-8859-1">', "cp1252", "“quoted” – café"),
    ],
)
def test_declared_encodings(declaration: str, encoding: str, text: str) -> None:
    data = f"{declaration}\n{text}\n".encode(encoding)
    assert decode(data, "a.html") == (f"{declaration}\n{text}\n", ())


def test_utf_8_wins_over_a_wrong_declaration() -> None:
    text = '<meta charset="iso-8859-1">\nfür\n'
    assert decode(text.encode(), "a.html") == (text, ())


def test_a_declaration_of_what_is_no_text_encoding_is_passed_over() -> None:
    text, found = decode(b"coding: base64\ncaf\xe9\n", "a.txt")
    assert (text, names(found)) == ("coding: base64\ncafé\n", ["encoding-guessed"])


def test_windows_1252_is_assumed_and_named() -> None:
    text, (found,) = decode("ok\nIt’s a café\n".encode("cp1252"), "a.txt")
    assert text == "ok\nIt’s a café\n"
    assert found.rule is rules.ENCODING_GUESSED
    assert "Windows-1252" in found.message
    assert str(found.span) == "a.txt:2:1"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Слово;Перевод\nдом;house\nмост;bridge\n"),
        ("koi8-r", "Что такое река?\nВода, которая течёт.\n"),
        ("shift_jis", "川とは何ですか？\n流れる水です。\n"),
        ("euc-jp", "川とは何ですか？\n流れる水です。\n"),
        ("gb18030", "什么是河流？\n流动的水，从高处到低处。\n"),
        ("euc-kr", "강은 무엇입니까?\n흐르는 물입니다.\n"),
        ("cp1253", "Τι είναι το ποτάμι;\nΝερό που τρέχει.\n"),
        ("cp1250", "Co to jest żółw?\nZwierzę z pancerzem, które chodzi bardzo powoli.\n"),
    ],
)
def test_text_of_other_scripts_without_a_declaration(encoding: str, text: str) -> None:
    read, (found,) = decode(text.encode(encoding), "a.txt")
    assert (read, found.rule) == (text, rules.ENCODING_GUESSED)


def test_latin_1_where_windows_has_no_letter() -> None:
    text, (found,) = decode(b"caf\xe9 \x81\n", "a.txt")
    assert text == "café \x81\n"
    assert "Latin-1" in found.message


def test_a_few_bad_bytes_in_utf_8() -> None:
    text, (found,) = decode("älter\nöfter ".encode() + b"caf\xe9\n" + "über\n".encode(), "a.txt")
    assert text == "älter\nöfter café\nüber\n"
    assert found.rule is rules.BAD_BYTES
    assert str(found.span) == "a.txt:2:10"


def test_utf_16_cut_in_the_middle_of_a_letter() -> None:
    text, found = decode(codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le")[:-3], "a.txt")
    assert text.startswith("Was ist ein Löss?")
    assert names(found) == ["bad-bytes"]


def test_nul_characters_are_removed() -> None:
    text, (found,) = decode(b"one\ntw\0o and some more text\n\0three\n", "a.txt")
    assert text == "one\ntwo and some more text\nthree\n"
    assert (found.message, found.span and found.span.line) == ("2 NUL characters were removed", 2)


def test_a_text_padded_with_nul_is_still_a_text() -> None:
    text, (found,) = decode(b"What is a tide?\n" + bytes(400), "a.txt")
    assert text == "What is a tide?\n"
    assert found.rule is rules.NUL_CHARACTERS


def test_mixed_line_ends() -> None:
    assert decode(b"a\r\nb\rc\nd\r\n", "a.txt")[0] == "a\nb\nc\nd\n"


@pytest.mark.parametrize("data", [b"", b"\n \t\r\n", codecs.BOM_UTF8, codecs.BOM_UTF8 + b"\n", codecs.BOM_UTF16_LE])
def test_empty(data: bytes) -> None:
    text, found = decode(data, "a.txt")
    assert text.strip() == ""
    assert names(found) == ["empty-file"]


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04\x14\x00\x06\x00",
        b"%PDF-1.7\nstream",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"\x7fELF\x02\x01\x01\x00",
        b"{\\rtf1\\ansi text}",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        bytes(range(256)) * 20,
        b"\x00\x01\x02\x03\x04\x05" * 50,
    ],
)
def test_binary_files_are_not_read(data: bytes) -> None:
    for path in ("a.md", "a.html", "a.rst", "a.adoc", "a.ipynb"):
        source, (found,) = read(path, data)
        assert source.text == ""
        assert found.rule is rules.BINARY_FILE
        assert found.level is Severity.ERROR
        assert found.hint


def test_page_breaks_part_lines_and_keep_their_numbers() -> None:
    source, found = read("a.txt", b"one\n\f\ntwo\fthree\x0bfour\nfive\n")
    assert source.text == "one\n\ntwo\n\nthree\nfour\nfive\n"
    assert [source.original(i) for i in range(1, 8)] == [1, 2, 3, 3, 3, 3, 4]
    assert found == ()


@given(st.binary(max_size=400))
def test_any_bytes_give_a_clean_text(data: bytes) -> None:
    text, found = decode(data, "a.txt")
    assert "\0" not in text
    assert "\r" not in text
    assert text.strip() or any(d.rule in (rules.EMPTY_FILE, rules.BINARY_FILE) for d in found)
    text.encode("utf-8")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufeff"), min_size=1).filter(str.strip))
def test_utf_8_goes_through(text: str) -> None:
    control = sum((c < " " and c not in "\t\n\v\f\x1b") or c == "\x7f" for c in text)
    magic = ("%PDF-", "{\\rtf", "GIF8", "PK", "BZh9", "wOF", "ID3", "MZ", "7z", "Rar", "SQL", "Ogg", "(")
    if not control and not text.startswith(magic):
        assert decode(text.encode(), "a.txt") == (text, ())
