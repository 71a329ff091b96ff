"""What stands within a line, rewritten so that Python-Markdown reads it as GitHub does.

Owns: code spans, tags and stray ``<``, links and their addresses, bare addresses, keys, escapes.
They are put aside as marks or escaped; what is left for Python-Markdown is emphasis, the links'
brackets and entities.  Does not own: blocks (``markdown.tree``).

One pass from left to right.  It is linear: what has no end is remembered, so that it is not sought again.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import entities

from builder.markdown import tags
from builder.render import emoji, ruby
from builder.render.marks import LITERAL, PUNCTUATION, Stash

_TOKEN = re.compile(
    r"""(?<=[^\s\[(])\^\[(?=[^\]\n]*\s)|\\(?:[!-/:-@\[-`{-~]|\n *)|`+|<|!?\[|\]|(?<! ) *\n *"""
    r"""|(?<![A-Za-z0-9])https?://(?=[^\s<])|(?<![^\s*_~(])www\.(?=[^\s<])"""
    r"""|(?<![\w.+-])[A-Za-z0-9._+-]{1,64}@(?=[A-Za-z0-9])"""
    r"""|(?<![\w+])\+\+(?=[A-Za-z0-9])|=+|~+"""
)
_TICKS = re.compile("`+")
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}://[^\s<>]*|mailto:[^\s<>]*)>", re.IGNORECASE)
_AUTOMAIL = re.compile(r"<([a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9.-]{0,250}[a-zA-Z0-9])?)>")
_DESTINATION = re.compile(r"<((?:\\.|[^<>\\\n])*)>")
_TITLE = re.compile(r"\"((?:\\.|[^\"\\])*)\"|'((?:\\.|[^'\\])*)'|\(((?:\\.|[^()\\])*)\)", re.DOTALL)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_AMPERSAND = re.compile(rf"(?!{_ENTITY.pattern})&")
_DOMAIN = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_MAIL_HOST = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
_KEYS = re.compile(r"\+\+([A-Za-z0-9-]{1,12}(?:\+[A-Za-z0-9-]{1,12}){0,4})\+\+(?![\w+])")
_KEY_NAMES = {
    "ctrl": "Ctrl", "control": "Ctrl", "alt": "Alt", "option": "Option", "shift": "Shift", "cmd": "Cmd",
    "command": "Cmd", "meta": "Meta", "win": "Win", "windows": "Win", "super": "Super", "fn": "Fn", "esc": "Esc",
    "escape": "Esc", "tab": "Tab", "enter": "Enter", "return": "Return", "space": "Space", "backspace": "Backspace",
    "del": "Del", "delete": "Del", "ins": "Ins", "insert": "Ins", "home": "Home", "end": "End", "pageup": "Page Up",
    "page-up": "Page Up", "pagedown": "Page Down", "page-down": "Page Down", "up": "↑", "down": "↓", "left": "←",
    "right": "→", "arrow-up": "↑", "arrow-down": "↓", "arrow-left": "←", "arrow-right": "→",
    "caps-lock": "Caps Lock", "print-screen": "Print Screen",
}  # fmt: skip
_EMPHASIS = re.compile(r"\*+|~~|(?<!\w)_+|_+(?!\w)")
_PAIRS = {
    "=": re.compile(r"(?<![^\s(\[{*_~])==(?=[^\s='\"`)\]}.,;:!?])[^=\n]{0,400}(?<=[^\s=(\[{])==(?![\w='\"`(\[{])"),
    "~": re.compile(r"(?<![\w~])~(?=[^\s~])[^~\n]{0,400}(?<=[^\s~])~(?![\w~])"),
}
_SPACE = re.compile(r"\s+")
_DRAWING = re.compile(r"<svg(?=[\s>])(?:(?!<svg\b).){0,200000}?</svg\s*>", re.DOTALL | re.IGNORECASE)
_SVG_TITLE = re.compile(r"<title[^<>]*>([^<>]*)</title>", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:[.&/-]\w+)*")
_LONGEST_NOTE = 2000  # characters of a footnote within the text
_SQUARE = re.compile(r"\\.|[\[\]]", re.DOTALL)
_PICTURE_FILE = re.compile(
    r"\(\s*<?([^<>()\n]+?\.(?:png|jpe?g|gif|webp|svg|avif|bmp|tiff?|mp3|ogg|wav|m4a|mp4|webm))>?"
    r"(?:\s+(=(?:\d{1,4}%?)?(?:x(?:\d{1,4}%?)?)?))?\s*\)",
    re.IGNORECASE,
)
_ATTRIBUTES = re.compile(r"\{:?\s*(?:(?:[.#][^\W\d][\w:-]*|[\w:-]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s{}\"']+))\s*)+\}")
_SIZE = re.compile(r"\b(width|height)=(\"[^\"]*\"|'[^']*'|[^\s{}]+)")
_SHORT_SIZE = re.compile(r"=(\d{1,4}%?)?(?:x(\d{1,4}%?)?)?$")
_AFTER_EMPHASIS = re.compile(rf"(?<=[*_]){_ATTRIBUTES.pattern}")
_BELOW = re.compile(r"(?<=[A-Za-z)])~([\w+-]{1,8})~(?!~)(?:\^([\w+-]{1,8})\^(?![\w^]))?")  # H~2~O, SO~4~^2-^
_ABOVE = re.compile(r"(?<=[\w)])\^([\w+-]{1,8})\^(?![\w^])")  # x^2^, but not 2^3^4
_INSERTED = re.compile(r"\+\+(?=[^\s+])([^+\n]{1,200}?\s[^+\n]{0,200}?)(?<=\S)\+\+(?![\w+])")
_UNKNOWN_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{0,31});")
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_WIDE_STRONG = re.compile(r"\*\*(?=[^\s*])([^*\n]{1,200}?)(?<=[^\s*])\*\*")
_WIDE_CHARACTER = re.compile(f"[{_WIDE}]")
_SHORT_CODE = re.compile(r"(?<![\w:]):([a-z+-][a-z0-9_+-]{1,40}):(?![\w:])")
_NAMES = re.compile(r"[^\W\d_]{2}")  # of words, not of variables
_LABEL = re.compile(r"\[((?:\\.|[^\[\]\\]){0,999})\]", re.DOTALL)
_ADDRESS_SIGN = re.compile(r"[./#:@?&%=]|^$")
_ADDRESS_END = re.compile(r"[\s<]")


@dataclass(frozen=True, slots=True)
class Reference:
    """Where ``[label]`` leads."""

    address: str
    title: str | None = None
    sizes: tuple[tuple[str, str], ...] = ()  # width and height of a picture


def sizes_of(text: str) -> tuple[tuple[str, str], ...]:
    """The width and height of a picture that ``{width=50%}`` or ``=200x100`` give."""
    if short := _SHORT_SIZE.match(text):
        return tuple((name, value) for name, value in zip(("width", "height"), short.groups(), strict=True) if value)
    return tuple((name, value.strip("\"'")) for name, value in _SIZE.findall(text))


def reference_label(text: str) -> str:
    """``text`` as reference labels are compared: case and white space do not count."""
    return _SPACE.sub(" ", text.strip()).casefold()


def unescape(text: str) -> str:
    """``text`` without backslash escapes and entities, as an address or a title is read."""
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    return _ENTITY.sub(lambda m: html.unescape(m[0]), text) if "&" in text else text


def ampersands(tag: str) -> str:
    """``tag`` with each ``&`` that begins no entity escaped: parsers do not agree on ``?a=1&copy=2``."""
    return _AMPERSAND.sub("&amp;", tag) if "&" in tag else tag


@dataclass(slots=True)
class _Bracket:
    index: int  # in the list of pieces
    position: int  # in the text, after the bracket
    image: bool
    active: bool = True


@dataclass(slots=True)
class Inline:
    """Rewrites running text.

    ``plain`` gives a formula's source back for its placeholder; ``names`` are those of the tags
    in the whole text, ``references``, ``footnotes`` and ``abbreviations`` what it defines.  What it refers to is noted:
    ``noted`` has the names of footnotes in the order of their numbers, ``notes_within`` the texts of those that stand
    where they are referred to, ``unresolved`` what is defined nowhere.
    """

    stash: Stash
    plain: Callable[[str], str]
    names: tags.Names = field(default_factory=tags.Names)
    references: Mapping[str, Reference] = field(default_factory=dict)
    footnotes: frozenset[str] = frozenset()
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    furigana: bool | None = None  # whether brackets behind words are readings; None: where they are kana
    noted: list[str] = field(default_factory=list)
    notes_within: dict[str, str] = field(default_factory=dict)
    unresolved: list[str] = field(default_factory=list)

    def footnote(self, name: str) -> str:
        """The mark of the footnote ``name``, by its number."""
        if name not in self.noted:
            self.noted.append(name)
        return f"[^{self.noted.index(name) + 1}]"

    def rewrite(self, text: str) -> str:
        """``text``, a paragraph or a cell, for Python-Markdown; its lines stay lines."""
        return _Scan(self, text).run()

    def drawing(self, source: str) -> str:
        """An element ``<svg>`` as a picture, for a card holds drawings as files."""
        source = self.plain(source)
        if "xmlns=" not in source.partition(">")[0]:
            source = source.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
        title = _SVG_TITLE.search(source)
        packed = base64.b64encode(source.encode("utf-8", "replace")).decode("ascii")
        alt = html.escape(html.unescape(title[1]).strip()) if title else ""
        return f'<img src="data:image/svg+xml;base64,{packed}" alt="{alt}">'

    def raw_html(self, text: str) -> str:
        """A block of raw HTML: only a ``<`` that opens no tag is escaped; formulas between the tags stay formulas."""
        out, position, comments = [], 0, text.rfind("-->")
        while (start := text.find("<", position)) >= 0:
            out.append(text[position:start])
            comment = tags.COMMENT.match(text, start) if start < comments else None
            if drawing := _DRAWING.match(text, start):
                out.append(self.drawing(drawing[0]))
                position = drawing.end()
                continue
            end = comment.end() if comment else self.raw_end(text, start)
            position = end or start + 1
            out.append("" if comment else ampersands(self.plain(text[start:end])) if end else "&lt;")
        return "".join(out) + text[position:]

    def raw_end(self, text: str, start: int) -> int | None:
        """Where the tag at ``start`` of a block of HTML ends, or the element, if there is no HTML in it."""
        if match := tags.raw_text_at(text, start, self.names):
            closing = tags.raw_text_end(match[1].lower()).search(text, match.end())
            return closing.end() if closing else None
        match = tags.raw_tag_at(text, start, self.names)
        return match.end() if match else None


class _Scan:
    def __init__(self, inline: Inline, text: str) -> None:
        self.inline = inline
        self.stash = inline.stash
        self.text = text
        self.pieces: list[str] = []
        self.brackets: list[_Bracket] = []
        self.closing: set[int] = set()  # where the signs stand that close == and ~
        self.unclosed: set[str] = set()  # backtick runs that no run closes
        self.no_more: set[str] = set()  # "-->" and end tags that do not come any more

    def run(self) -> str:
        text, position = self.text, 0
        while match := _TOKEN.search(text, position):
            if match.start() > position:
                self.pieces.append(self.words_of(text[position : match.start()]))
            position = self.token(match[0], match.start(), match.end())
        self.pieces.append(self.words_of(text[position:]))
        for bracket in self.brackets:
            self.escape(bracket)
        return "".join(self.pieces).replace("|", LITERAL["|"])

    def words_of(self, text: str) -> str:
        """``text`` without code, links and tags: its abbreviations, readings, emoji and wide emphasis as HTML."""
        if "&" in text:
            text = _UNKNOWN_ENTITY.sub(
                lambda m: m[0] if m[1] + ";" in entities.html5 else LITERAL["&"] + m[0][1:], text
            )
        if "**" in text:
            text = _WIDE_STRONG.sub(lambda m: self.tagged("strong", m[1]) if _beside_wide(m) else m[0], text)
        if "^" in text:
            text = _ABOVE.sub(lambda m: self.tagged("sup", m[1]), text)
        if ":" in text:
            text = _SHORT_CODE.sub(lambda m: emoji.SIGNS.get(m[1], m[0]), text)
        if "{" in text:
            text = _AFTER_EMPHASIS.sub("", ruby.BRACES.sub(self.read_in_braces, text))
        if not self.inline.abbreviations:
            return text
        return _WORD.sub(lambda m: self.explained(m[0]), text)

    def tagged(self, name: str, text: str) -> str:
        return self.stash.put("s", f"<{name}>") + text + self.stash.put("s", f"</{name}>")

    def read_in_braces(self, match: re.Match[str]) -> str:
        written = ruby.in_braces(match, self.inline.furigana)
        return match[0] if written == match[0] else self.stash.put("s", written)

    def is_reading(self, bracket: _Bracket, content: str) -> bool:
        """Put a reading in brackets above the word before them, if it is one."""
        before = self.pieces[bracket.index - 1] if bracket.index and not bracket.image else ""
        word = ruby.word_before(before, content, self.inline.furigana)
        if not word:
            return False
        del self.pieces[bracket.index - 1 :]
        written = ruby.ruby(word, html.escape(self.inline.plain(content)))
        self.pieces += [ruby.without_space(before.removesuffix(word)), self.stash.put("s", written)]
        return True

    def explained(self, word: str) -> str:
        long = self.inline.abbreviations.get(word)
        if long is None:
            return word
        return self.stash.put("s", f'<abbr title="{html.escape(self.inline.plain(long))}">{word}</abbr>')

    def token(self, token: str, start: int, end: int) -> int:
        """Deal with ``token``; where to go on."""
        first = token[0]
        if token == "^[":
            return self.note_within(start, end)
        if first == "\\":
            self.pieces.append("  \n" if token[1] == "\n" else LITERAL[token[1]])
            return end
        if first == "`":
            return self.code(token, start, end)
        if first == "<":
            return self.angle(start)
        if token in ("[", "!["):
            self.brackets.append(_Bracket(len(self.pieces), end, token == "!["))
            self.pieces.append(token)
            return end
        if first == "]":
            return self.close_bracket(start, end)
        if "\n" in token:
            self.pieces.append("  \n" if token.startswith("  ") else "\n")
            return end
        if first in "=~":
            return self.pair(token, start, end)
        if first == "+":
            return self.keys(start, end)
        if self.brackets:  # it may be a link's text
            self.pieces.append(token)
            return end
        return self.bare_mail(start, end) if token.endswith("@") else self.bare_address(start, end)

    # code and tags

    def code(self, ticks: str, start: int, end: int) -> int:
        if ticks not in self.unclosed:
            for match in _TICKS.finditer(self.text, end):
                if match[0] == ticks:
                    self.pieces.append(
                        self.stash.put("s", code_span(self.inline.plain(self.text[end : match.start()])))
                    )
                    return self.attributes(match.end())[0]
            self.unclosed.add(ticks)
        self.pieces.append(ticks)
        return end

    def angle(self, start: int) -> int:
        text = self.text
        if match := _AUTOLINK.match(text, start):
            return self.autolink(self.inline.plain(match[1]), self.inline.plain(match[1]), match.end())
        if match := _AUTOMAIL.match(text, start):
            return self.autolink("mailto:" + match[1], match[1], match.end())
        if text.startswith("<!--", start) and "-->" not in self.no_more:
            if match := tags.COMMENT.match(text, start):
                return match.end()
            self.no_more.add("-->")
        if drawing := _DRAWING.match(text, start):
            self.pieces.append(self.stash.put("s", self.inline.drawing(drawing[0])))
            return drawing.end()
        if match := tags.raw_text_at(text, start, self.inline.names):
            name = match[1].lower()
            if name not in self.no_more:
                if closing := tags.raw_text_end(name).search(text, match.end()):
                    self.pieces.append(self.stash.put("s", self.inline.plain(text[start : closing.end()])))
                    return closing.end()
                self.no_more.add(name)
        if stray := self.stray(start):
            return stray
        if match := tags.tag_at(text, start, self.inline.names):
            self.pieces.append(self.stash.put("s", ampersands(self.inline.plain(match[0]))))
            return match.end()
        self.pieces.append(LITERAL["<"])
        return start + 1

    def stray(self, start: int) -> int:
        """Past an end tag that nothing opened, straight behind a word; ``</br>`` is a break."""
        match = tags.CLOSE_TAG.match(self.text, start)
        name = match[1].lower() if match else ""
        if not match or name not in tags.KNOWN or (name in self.inline.names.opened and name != "br"):
            return 0
        if name == "br":
            self.pieces.append(self.stash.put("s", "<br>"))
        elif self.text[start - 1 : start].isspace() or start == 0:
            return 0  # it is talked about
        return match.end()

    # links

    def close_bracket(self, start: int, end: int) -> int:
        if not self.brackets:
            self.pieces.append(LITERAL["]"])
            return end
        bracket = self.brackets.pop()
        if not bracket.image and not bracket.active:
            return self.no_link(bracket, end)
        content = self.text[bracket.position : start]
        if content.startswith("^") and (name := reference_label(content[1:])) in self.inline.footnotes:
            del self.pieces[bracket.index :]
            self.pieces.append("!" * bracket.image + self.inline.footnote(name))
            return end
        found = self.destination(end) or self.loose_destination(bracket, end) or self.reference(content, end)
        if found is None and self.is_reading(bracket, content):
            return end
        if found is None and not bracket.image and (span := _ATTRIBUTES.match(self.text, end)):
            self.pieces[bracket.index] = ""  # [words]{.class} of pandoc: the words
            return span.end()
        if found is None:
            self.note_unresolved(bracket, content, end)
            return self.no_link(bracket, end)
        reference, after = found
        if not bracket.image and self.subscript(bracket, reference.address):
            return self.no_link(bracket, end)
        after, sizes = self.attributes(after)
        if bracket.image and (sizes := sizes or reference.sizes):
            self.sized_picture(bracket, reference, sizes)
            return after
        address = self.stash.put("u", self.inline.plain(reference.address))
        title = "" if reference.title is None else f' "{self.stash.put("u", self.inline.plain(reference.title))}"'
        if bracket.image:
            alt = self.stash.put("u", self.words(bracket.index))
            del self.pieces[bracket.index :]
            self.pieces.append(f"![{alt}]({address}{title})")
        else:
            for outer in self.brackets:
                outer.active = outer.active and outer.image
            self.pieces.append(f"]({address}{title})")
        return after

    def note_within(self, start: int, end: int) -> int:
        """``^[a footnote where it is referred to]``."""
        depth = 0
        for match in _SQUARE.finditer(self.text, end - 1, end + _LONGEST_NOTE):
            depth += {"[": 1, "]": -1}.get(match[0], 0)
            if not depth:
                name = f"^{len(self.inline.notes_within)}"
                self.inline.notes_within[name] = self.text[end : match.start()]
                self.pieces.append(self.inline.footnote(name))
                return match.end()
        self.pieces.append(LITERAL["^"])
        return start + 1

    def note_unresolved(self, bracket: _Bracket, content: str, end: int) -> None:
        """Remember ``[text][name]`` and ``![text][name]`` that lead nowhere; ``a[i][j]`` is none."""
        match = _LABEL.match(self.text, end)
        if not match:
            return
        before = self.text[bracket.position - 2 : bracket.position - 1] if bracket.position > 1 else ""
        if bracket.image or (not before.isalnum() and before not in ("]", ")", "_") and _NAMES.search(content)):
            sign = "![" if bracket.image else "["
            self.inline.unresolved.append(self.inline.plain(f"{sign}{content}]{match[0]}"))

    def loose_destination(self, bracket: _Bracket, position: int) -> tuple[Reference, int] | None:
        """``(a file.png)`` and ``(file.png =200x100)`` behind a picture's text, which GitHub does not read."""
        match = _PICTURE_FILE.match(self.text, position) if bracket.image else None
        if not match:
            return None
        return Reference(unescape(match[1]), None, sizes_of(match[2] or "")), match.end()

    def attributes(self, position: int) -> tuple[int, tuple[tuple[str, str], ...]]:
        """Past ``{width=50% .class}`` of pandoc and its like behind a link or picture, and the sizes that it gives."""
        match = _ATTRIBUTES.match(self.text, position)
        if not match:
            return position, ()
        return match.end(), sizes_of(match[0])

    def sized_picture(self, bracket: _Bracket, reference: Reference, sizes: tuple[tuple[str, str], ...]) -> None:
        """A picture with a size, as HTML."""
        alt, address = self.words(bracket.index), self.inline.plain(reference.address)
        size = "".join(f' {name}="{html.escape(value)}"' for name, value in sizes)
        del self.pieces[bracket.index :]
        tag = f'<img src="{html.escape(address)}" alt="{html.escape(alt)}"{size}>'
        self.pieces.append(self.stash.put("s", tag))

    def subscript(self, bracket: _Bracket, address: str) -> bool:
        """Whether ``a[i](x)`` is code in running text rather than a link."""
        before = self.text[bracket.position - 2 : bracket.position - 1] if bracket.position > 1 else ""
        return (before.isalnum() or before in ("]", ")", "_")) and not _ADDRESS_SIGN.search(address)

    def no_link(self, bracket: _Bracket, end: int) -> int:
        self.escape(bracket)
        self.pieces.append(LITERAL["]"])
        return end

    def escape(self, bracket: _Bracket) -> None:
        self.pieces[bracket.index] = ("!" if bracket.image else "") + LITERAL["["]

    def words(self, index: int) -> str:
        """The pieces after the bracket at ``index`` as plain text for ``alt``; formulas stay hidden."""
        text = self.stash.plain("".join(self.pieces[index + 1 :]))
        text = _EMPHASIS.sub("", re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text))
        return unescape(text).replace("\n", " ").strip()

    def destination(self, position: int) -> tuple[Reference, int] | None:
        """``(address "title")`` at ``position`` and where it ends."""
        text = self.text
        if text[position : position + 1] != "(":
            return None
        position = self.skip_space(position + 1)
        if match := _DESTINATION.match(text, position):
            address, position = match[1], match.end()
        else:
            begin, depth = position, 0
            while position < len(text):
                char = text[position]
                if char == "\\" and text[position + 1 : position + 2] in PUNCTUATION:
                    position += 1
                elif char == "(":
                    depth += 1
                    if depth > 32:
                        return None
                elif char == ")":
                    if depth == 0:
                        break
                    depth -= 1
                elif char <= " ":
                    break
                position += 1
            if depth or text[begin : begin + 1] == "<":
                return None
            address = text[begin:position]
        after = self.skip_space(position)
        title = None
        if after > position and (match := _TITLE.match(text, after)):
            title = next(group for group in match.groups() if group is not None)
            after = self.skip_space(match.end())
        if text[after : after + 1] != ")":
            return None
        return Reference(unescape(address), None if title is None else unescape(title)), after + 1

    def reference(self, content: str, position: int) -> tuple[Reference, int] | None:
        """``[label]``, ``[]`` or nothing at ``position``, where the label is defined."""
        references = self.inline.references
        if not references:
            return None
        if match := _LABEL.match(self.text, position):
            found = references.get(reference_label(match[1] if match[1].strip() else content))
            return (found, match.end()) if found else None
        found = references.get(reference_label(content)) if len(content) < 1000 else None
        return (found, position) if found else None

    def skip_space(self, position: int) -> int:
        text = self.text
        while position < len(text) and text[position] in " \t\n":
            position += 1
        return position

    # marked and struck text

    def pair(self, token: str, start: int, end: int) -> int:
        """``==marked==``, ``~~struck~~`` and ``~struck~``, told from ``a==b`` and ``~5``."""
        text, sign = self.text, token[0]
        if below := _BELOW.match(text, start):
            self.pieces.append(self.tagged("sub", below[1]) + (self.tagged("sup", below[2]) if below[2] else ""))
            return below.end()
        if start in self.closing:
            self.pieces.append(sign * 2)
        elif len(token) == 2 and sign == "~":
            self.pieces.append(token)  # Python-Markdown's rule is GitHub's
        elif (length := len(token)) <= 2 and length == (2 if sign == "=" else 1):
            closing = _PAIRS[sign].match(text, start)
            if closing:
                self.closing.add(closing.end() - length)
            self.pieces.append(sign * 2 if closing else LITERAL[sign] * length)
        else:
            self.pieces.append(LITERAL[sign] * len(token))
        return end

    # addresses that are not marked as links, keys

    def autolink(self, address: str, shown: str, end: int) -> int:
        link = f'<a href="{html.escape(address)}">{html.escape(shown, quote=False)}</a>'
        for outer in self.brackets:
            outer.active = outer.active and outer.image
        self.pieces.append(self.stash.put("s", link))
        return end

    def bare_address(self, start: int, end: int) -> int:
        stop = _ADDRESS_END.search(self.text, end)
        found = self.text[start : stop.start() if stop else len(self.text)]
        domain = _DOMAIN.match(self.text, end)
        found = _trimmed(found)
        if domain is None or "_" in "".join(domain[0].split(".")[-2:]) or len(found) <= end - start:
            self.pieces.append(self.text[start:end])
            return end
        shown = self.inline.plain(found)
        address = unescape(shown)
        link = html.escape(address if not found.startswith("www.") else f"http://{address}")
        self.pieces.append(self.stash.put("s", f'<a href="{link}">{html.escape(address, quote=False)}</a>'))
        return start + len(found)

    def bare_mail(self, start: int, end: int) -> int:
        host = _MAIL_HOST.match(self.text, end)
        if host is None or not host[0][-1].isalpha():
            self.pieces.append(self.text[start:end])
            return end
        mail = self.text[start : host.end()]
        link = f'<a href="mailto:{html.escape(mail)}">{mail}</a>'
        self.pieces.append(self.stash.put("s", link))
        return host.end()

    def keys(self, start: int, end: int) -> int:
        if inserted := _INSERTED.match(self.text, start):
            self.pieces.append(self.tagged("ins", _Scan(self.inline, inserted[1]).run()))
            return inserted.end()
        match = _KEYS.match(self.text, start)
        names = match[1].split("+") if match else []
        known = [
            _KEY_NAMES.get(n.lower(), n.upper() if len(n) == 1 or re.fullmatch(r"[fF]\d\d?", n) else "") for n in names
        ]
        if match is None or not all(known) or (len(known) == 1 and len(known[0]) == 1):
            self.pieces.append(self.text[start:end])
            return end
        self.pieces.append(self.stash.put("s", "+".join(f"<kbd>{name}</kbd>" for name in known)))
        return match.end()


def _beside_wide(match: re.Match[str]) -> bool:
    """Whether strong text beside Chinese or Japanese characters begins or ends with punctuation, where GitHub errs."""
    text, start, end = match.string, match.start(), match.end()
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    edges = match[1][0], match[1][-1]
    odd = any(not edge.isalnum() and not edge.isspace() for edge in edges)
    return odd and bool(_WIDE_CHARACTER.match(before) or _WIDE_CHARACTER.match(after))


def code_span(source: str) -> str:
    """The HTML of a code span with this source between its ticks."""
    text = source.replace("\n", " ")
    if text.startswith(" ") and text.endswith(" ") and text.strip(" "):
        text = text[1:-1]
    return f"<code>{html.escape(text, quote=False)}</code>"


def _trimmed(address: str) -> str:
    """``address`` without the punctuation after it, as GitHub has it."""
    opening, closing = address.count("("), address.count(")")
    end = len(address)
    while end:
        char = address[end - 1]
        if char == ")" and closing > opening:
            closing -= 1
        elif char == ";" and (match := re.search(r"&[A-Za-z0-9]{1,32};$", address[max(0, end - 40) : end])):
            end -= len(match[0]) - 1
        elif char not in "?!.,:*_~'\";":
            break
        end -= 1
    return address[:end]
