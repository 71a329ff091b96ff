"""Phrases of AsciiDoc as Markdown.

Owns: everything that stands within a line.  Does not own: blocks (``blocks``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from builder.read.formats.writer import code_span, escape, image, link, wrapped

# No phrase is longer: it keeps the search for a closing mark linear.
_BODY = r"(?=\S)(?:(?!\n\n).){1,1500}?(?<=\S)"


def _constrained(name: str, mark: str) -> str:
    m = re.escape(mark)
    return rf"(?<![\w{m}\\]){m}(?P<{name}>{_BODY}){m}(?![\w{m}])"


def _unconstrained(name: str, mark: str) -> str:
    m = re.escape(mark)
    return rf"{m}{m}(?P<{name}>(?:(?!\n\n).){{1,1500}}?){m}{m}"


_TARGET = r"[^\s\[\]<>]{1,2000}"
_LABEL = r"\[(?P<{0}>(?:\\\]|[^\]]){{0,1500}})\]"
_PHRASE = re.compile(
    "|".join(
        (
            r"(?P<plain>\\(?:\*\*|__|``|[*_`#^~{<\[+]|https?:|link:))",
            r"\+\+\+(?P<pass3>.{0,1500}?)\+\+\+",
            r"\+\+(?P<pass2>.{1,1500}?)\+\+",
            r"pass:[a-z,]*" + _LABEL.format("passed"),
            r"(?P<math>stem|latexmath|asciimath):" + _LABEL.format("formula"),
            r"(?P<key>kbd|btn):" + _LABEL.format("keys"),
            r"menu:(?P<menu>[^\[\n]{1,200})" + _LABEL.format("entry"),
            rf"image:(?!:)(?P<image>{_TARGET})" + _LABEL.format("alt"),
            r"footnote:(?:[\w-]*)" + _LABEL.format("note"),
            rf"(?P<scheme>link:|xref:|mailto:)(?P<target>{_TARGET})" + _LABEL.format("label"),
            r"(?<![\w:/\"'=])(?P<url>(?:https?|ftp)://[^\s\[\]<>\"]{1,2000}?)" + _LABEL.format("name"),
            r"(?<![\w:/\"'=])(?P<bare>(?:https?|ftp)://[^\s\[\]<>\"]{1,2000}[^\s\[\]<>\".,;:!?)])",
            r"<<(?P<ref>[^,>\n]{1,200})(?:,(?P<reftext>[^>]{1,500}))?>>",
            r"\[\[[^\]\n]{1,200}\]\]|anchor:[\w-]+\[[^\]]*\]|\(\(\([^)]{1,300}\)\)\)(?P<nothing>)",
            r"\(\((?P<index>[^()]{1,300})\)\)",
            r"\"`(?P<double>(?:(?!\n\n).){1,1500}?)`\"",
            r"(?<!\w)'`(?P<single>(?:(?!\n\n).){1,1500}?)`'",
            _unconstrained("code2", "`"),
            _constrained("code", "`"),
            r"(?:\[(?P<role2>[\w.,# %-]{0,100})\])?" + _unconstrained("mark2", "#"),
            r"\[(?P<role>[\w.,# %-]{0,100})\]" + _constrained("mark", "#").replace(r"(?<![\w\#\\])", ""),
            _constrained("mark1", "#"),
            _unconstrained("strong2", "*"),
            _constrained("strong", "*"),
            _unconstrained("em2", "_"),
            _constrained("em", "_"),
            r"(?<![\w+\\])\+(?P<pass1>(?=\S).{1,1500}?(?<=\S))\+(?![\w+])",
            r"\^(?P<sup>[^\s^]{1,200})\^",
            r"(?<!~)~(?P<sub>[^\s~]{1,200})~(?!~)",
            r"(?P<attribute>\{[\w-]{1,80}\})",
        )
    ),
    re.S,
)

_NAMED = {
    "nbsp": "\xa0",
    "zwsp": "\u200b",
    "sp": " ",
    "empty": "",
    "blank": "",
    "plus": "+",
    "amp": "&",
    "lt": "<",
    "gt": ">",
    "quot": '"',
    "apos": "'",
    "lsquo": "‘",
    "rsquo": "’",
    "ldquo": "“",
    "rdquo": "”",
    "deg": "°",
    "asterisk": "*",
    "tilde": "~",
    "caret": "^",
    "backtick": "`",
    "backslash": "\\",
    "startsb": "[",
    "endsb": "]",
    "vbar": "|",
    "two-colons": "::",
    "two-semicolons": ";;",
    "cpp": "C++",
    "pp": "++",
    "wj": "\u2060",
    "brvbar": "¦",
}


def phrases(text: str, attributes: Mapping[str, str], depth: int = 0) -> str:
    """Text of AsciiDoc as Markdown; line ends stay where they are."""
    parts: list[str] = []
    end = 0
    for match in _PHRASE.finditer(text):
        parts.append(_typographic(escape(text[end : match.start()])))
        parts.append(_phrase(match, attributes, depth))
        end = match.end()
    parts.append(_typographic(escape(text[end:])))
    return "".join(parts)


def _phrase(match: re.Match[str], attributes: Mapping[str, str], depth: int) -> str:
    groups = {name: value for name, value in match.groupdict().items() if value is not None}

    def inner(text: str) -> str:
        return phrases(text, attributes, depth + 1) if depth < 8 else escape(text)

    def first(*names: str) -> str | None:
        return next((groups[name] for name in names if name in groups), None)

    if "plain" in groups:
        return escape(match[0][1:])
    if (text := first("pass1", "pass2")) is not None:
        return escape(text)
    if (text := first("pass3", "passed")) is not None:
        return text  # HTML; what is not safe in it is taken out of the card later
    if "formula" in groups:
        return formula(groups["math"], groups["formula"].replace(r"\]", "]"), attributes)
    if "keys" in groups:
        keys = [key.strip() for key in re.split(r"(?<=\S)\+(?=\S)|\s\+\s", groups["keys"])]
        return "+".join(f"<kbd>{escape(key)}</kbd>" for key in keys) if groups["key"] == "kbd" else f"**{keys[0]}**"
    if "menu" in groups:
        path = [groups["menu"], *re.split(r"\s*>\s*", groups["entry"])]
        return wrapped(escape(" → ".join(p for p in path if p)), "**", "**")
    if "image" in groups:
        return image(escape(groups["alt"].split(",")[0].strip('" ')), groups["image"])
    if "note" in groups:
        return f" ({inner(groups['note'])})"
    if "target" in groups:
        return _linked(groups["scheme"], groups["target"], groups["label"], inner)
    if "url" in groups:
        return link(inner(_label(groups["name"])), groups["url"]) or groups["url"]
    if "bare" in groups:
        return groups["bare"]
    if "ref" in groups:
        return inner(groups.get("reftext", groups["ref"]).strip())
    if "index" in groups:
        return inner(groups["index"])
    if (text := first("double", "single")) is not None:
        left, right = ("“", "”") if "double" in groups else ("‘", "’")
        return f"{left}{inner(text)}{right}"
    if (text := first("code", "code2")) is not None:
        if len(text) > 2 and text[0] == text[-1] == "+":
            text = text[1:-1]
        return code_span(_resolved(text, attributes).replace(r"\*", "*").replace(r"\_", "_"))
    if (text := first("strong", "strong2")) is not None:
        return wrapped(inner(text), "**", "**")
    if (text := first("em", "em2")) is not None:
        return wrapped(inner(text), "*", "*")
    if (text := first("mark", "mark1", "mark2")) is not None:
        role = first("role", "role2") or ""
        if "line-through" in role:
            return wrapped(inner(text), "~~", "~~")
        return inner(text) if role else f"<mark>{inner(text)}</mark>"
    if "sup" in groups:
        return f"<sup>{inner(groups['sup'])}</sup>"
    if "sub" in groups:
        return f"<sub>{inner(groups['sub'])}</sub>"
    if "attribute" in groups:
        value = _resolved(match[0], attributes)
        return inner(value) if value != match[0] else escape(value)
    return ""  # an anchor or a hidden index term


def formula(kind: str, source: str, attributes: Mapping[str, str], *, display: bool = False) -> str:
    """A formula between dollars; AsciiMath, which is not TeX, as code."""
    source = " ".join(source.split())
    is_tex = kind == "latexmath" or (kind == "stem" and attributes.get("stem", "").startswith(("latex", "tex")))
    if not is_tex and "\\" not in source:
        return code_span(source)
    source = source.strip("$").strip()
    return f"$${source}$$" if display else f"${source}$"


def _resolved(text: str, attributes: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        name = match[1].lower()
        return attributes.get(name, _NAMED.get(name, match[0]))

    return re.sub(r"\{([\w-]{1,80})\}", value, text)


def _label(text: str) -> str:
    """The text of a link's brackets, without the attributes that may follow it."""
    text = text.replace(r"\]", "]").strip()
    quoted = re.match(r'"([^"]*)"', text)
    return quoted[1] if quoted else re.split(r",\s*(?:role|window|opts|title|id)=", text)[0].rstrip("^")


def _linked(scheme: str, target: str, label: str, inner: Callable[[str], str]) -> str:
    text = _label(label)
    shown = inner(text) if text else ""
    if scheme == "xref:":
        return shown or escape(target.split("#")[-1])
    address = target if scheme == "link:" else scheme + target
    return link(shown or escape(target), address)


def _typographic(text: str) -> str:
    text = re.sub(r"(?<=\w)--(?=\w)", "—", text)
    text = re.sub(r"(?<= )--(?= )", "—", text)
    for sign, letter in (("(C)", "©"), ("(R)", "®"), ("(TM)", "™"), ("...", "…")):
        text = text.replace(sign, letter)
    return text
