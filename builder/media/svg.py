"""SVG as a file of a card: cleaned, measured.

Owns: what an SVG may hold.  It is read with expat as a stream and written anew from
what is on the list of drawing elements, so that a browser sees what was checked here
and nothing else; no entity is ever expanded.  Does not own: SVG within HTML
(``render.html``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from builder.media.kinds import SVG
from builder.media.prepared import Finding, Preparation, Prepared
from builder.media.svg_style import clean_style, clean_value, is_drawing_reference
from builder.rules.media import REFUSED, UNREADABLE, UNSAFE_SVG

MAX_DEPTH = 256
MAX_ELEMENTS = 200_000
MAX_DRAWN = 1_000_000  # elements after all <use> are followed

_SMALLEST = 16  # a viewBox of fewer units does not mean pixels: the card finds the size

_SVG, _XLINK, _XML = (
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/XML/1998/namespace",
)
_PREFIX = {"": "", _SVG: "", _XLINK: "xlink:", _XML: "xml:"}


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SHAPES = _names("path rect circle ellipse line polyline polygon text image use")
_HIDDEN = _names("defs clipPath mask pattern symbol marker linearGradient radialGradient filter style title desc")
_ANIMATION = _names("animate animateColor animateMotion animateTransform set mpath")
_FILTER = _names(
    """feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
    feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode
    feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence"""
)
_DRAWING = _names("svg g a switch stop tspan textPath view") | _SHAPES | _HIDDEN | _ANIMATION | _FILTER
# What a drawing program notes down for itself and no browser draws: taken out without a word.
_NOTES = _names("metadata namedview cursor font glyph missing-glyph font-face color-profile solidcolor")
_HOSTILE_ATTRIBUTES = _names("src data action formaction base ping srcdoc")


class _RefusedError(Exception):
    """Raised out of expat's handlers to stop reading at once."""


def prepare(data: bytes, *, label: str) -> Preparation:
    """Clean and measure the SVG in ``data``; ``label`` names it in messages."""
    cleaner = _Cleaner()
    try:
        cleaner.read(data)
        drawn = cleaner.graph.size()
        if drawn > MAX_DRAWN:
            raise _RefusedError("unfolds to millions of elements")
    except _RefusedError as error:
        return None, (Finding(REFUSED, f"{label} {error}", "save it as “plain” or “optimised” SVG"),)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last two: an encoding that is none
        return None, (Finding(UNREADABLE, f"{label} is a broken SVG file: {error}", "export it again"),)
    if not cleaner.is_svg:
        return None, (Finding(UNREADABLE, f"{label} is XML, but not SVG", "export it again"),)
    findings: tuple[Finding, ...] = ()
    if cleaner.removed:
        hint = "export it without them; text as text, not as HTML" if "foreignObject" in cleaner.removed else ""
        findings = (Finding(UNSAFE_SVG, f"left out of {label}: {', '.join(cleaner.removed)}", hint),)
    packed = "".join(cleaner.out).encode()
    width, height = cleaner.size
    return Prepared(packed, SVG, packed, width, height, plate=not cleaner.grounded), findings


@dataclass(slots=True)
class _References:
    """Which identified parts of a drawing hold or use which others, to tell what it unfolds to."""

    weights: dict[str, int] = field(default_factory=lambda: {"": 0})
    edges: dict[str, list[str]] = field(default_factory=lambda: {"": []})

    def open(self, parent: str, identifier: str) -> None:
        self.weights.setdefault(identifier, 0)
        self.edges.setdefault(identifier, [])
        self.edges[parent].append(identifier)

    def size(self) -> int:
        """How many elements are drawn; a use of itself, which no browser follows, counts nothing."""
        sizes: dict[str, int] = {}
        visiting: set[str] = set()
        stack = [""]
        while stack:
            part = stack[-1]
            waiting = [e for e in self.edges[part] if e in self.edges and e not in sizes and e not in visiting]
            if part not in visiting and waiting:
                visiting.add(part)
                stack.extend(dict.fromkeys(waiting))
                continue
            stack.pop()
            visiting.discard(part)
            if part not in sizes:
                total = self.weights[part] + sum(sizes.get(e, 0) for e in self.edges[part])
                sizes[part] = min(total, MAX_DRAWN + 1)
        return sizes[""]


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that has begun."""

    name: str
    part: str  # the nearest id around it, for the references
    hidden: bool  # within <defs> and the like
    fill: str


class _Cleaner:
    """Reads one SVG and writes the part of it that is drawing into ``out``."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.removed: dict[str, None] = {}  # what was left out, in order, each once
        self.graph = _References()
        self.is_svg = False
        self.size: tuple[int | None, int | None] = (None, None)
        self.grounded = False  # does it bring its own ground, or know about the night?
        self._ground_known = False
        self._box: tuple[float, float] | None = None
        self._stack: list[_Open] = []
        self._dropped = 0  # depth within an element that is left out
        self._elements = 0
        self._text: list[str] = []
        self._empty = False  # has nothing been written since the last opening tag?

    def read(self, data: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.EntityDeclHandler = self._entity
        parser.Parse(data, True)

    def _entity(self, *_declaration: object) -> None:
        raise _RefusedError("declares entities, which can unfold without end")

    def _start(self, qualified: str, attributes: Sequence[str]) -> None:
        self._flush()
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise _RefusedError(f"has more than {MAX_ELEMENTS} elements")
        if len(self._stack) + self._dropped > MAX_DEPTH:
            raise _RefusedError(f"nests more than {MAX_DEPTH} elements")
        namespace, name = _split(qualified)
        if not self._stack and not self._dropped:
            self.is_svg = name == "svg" and namespace in ("", _SVG)
        if self._dropped or not self._kept(namespace, name):
            self._dropped += 1
            return
        values = dict(self._clean(name, zip(attributes[::2], attributes[1::2], strict=True)))
        if name in _ANIMATION and values.get("attributeName", "").strip().lower() in ("href", "xlink:href", "style"):
            self._remove("animated address")
            self._dropped += 1
            return
        self._open(name, values)

    def _kept(self, namespace: str, name: str) -> bool:
        if namespace in ("", _SVG) and name in _DRAWING:
            return True
        if namespace in ("", _SVG, "http://www.w3.org/1999/xhtml") and name not in _NOTES:
            self._remove(name)
        return False

    def _clean(self, element: str, attributes: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """The attributes that may stay, each as it may stay."""
        for qualified, value in attributes:
            namespace, name = _split(qualified)
            if namespace not in _PREFIX:
                continue
            lowered = name.lower()
            if lowered.startswith("on"):
                self._remove(f"event handler {name}")
            elif lowered == "href":
                if element == "a":
                    continue  # a link in a picture leads nowhere
                if is_drawing_reference(value, picture=element in ("image", "feImage")):
                    yield _PREFIX[namespace] + name, value
                else:
                    self._remove("address of another file")
            elif lowered in _HOSTILE_ATTRIBUTES:
                self._remove(f"attribute {name}")
            else:
                clean = clean_style(value) if name == "style" else clean_value(value)
                if clean != value:
                    self._remove("address of another file")
                if clean:
                    yield _PREFIX[namespace] + name, clean

    def _open(self, name: str, values: dict[str, str]) -> None:
        around = self._stack[-1] if self._stack else _Open("", "", False, "")
        part = around.part
        if identifier := values.get("id"):
            self.graph.open(part, identifier)
            part = identifier
        self.graph.weights[part] += 1
        used = [values.get(k, "")[1:] for k in ("href", "xlink:href")]
        used += [m for v in values.values() if "url(" in v for m in re.findall(r"url\(\s*['\"]?#([^'\")]+)", v)]
        self.graph.edges[part].extend(u for u in used if u)
        fill = _declared(values, "fill") or around.fill
        if not self._stack:
            self._measure(values)
        elif name in _SHAPES and not around.hidden and not self._ground_known:
            self._judge_ground(name, values, fill)
        self._stack.append(_Open(name, part, around.hidden or name in _HIDDEN, fill))
        namespaces = f' xmlns="{_SVG}" xmlns:xlink="{_XLINK}"' if len(self._stack) == 1 else ""
        self.out.append(f"<{name}{namespaces}{''.join(f' {k}={quoteattr(v)}' for k, v in values.items())}>")
        self._empty = True

    def _end(self, _qualified: str) -> None:
        self._flush()
        if self._dropped:
            self._dropped -= 1
            return
        name = self._stack.pop().name
        if self._empty:
            self.out[-1] = self.out[-1][:-1] + "/>"
        else:
            self.out.append(f"</{name}>")
        self._empty = False

    def _flush(self) -> None:
        """Write the text read since the last tag."""
        text, self._text[:] = "".join(self._text), ()
        if self._dropped or not text or not self._stack:
            return
        if self._stack[-1].name == "style":
            clean = clean_style(text)
            if clean != text:
                self._remove("address of another file")
            if "prefers-color-scheme" in clean:
                self.grounded = self._ground_known = True
            text = clean
        if text:
            self.out.append(escape(text))
            self._empty = False

    def _remove(self, what: str) -> None:
        self.removed[what] = None

    def _measure(self, root: dict[str, str]) -> None:
        """Take the size from the root; without a viewBox it gets one, or it would be cut instead of shrunk."""
        width, height = _pixels(root.get("width")), _pixels(root.get("height"))
        box = [float(n) for n in re.findall(_NUMBER, root.get("viewBox", ""))]
        if len(box) == 4 and box[2] > 0 and box[3] > 0:
            self._box = (box[2], box[3])
            if width and not height:
                height = width * box[3] / box[2]
            elif height and not width:
                width = height * box[2] / box[3]
            elif not width and max(box[2:]) >= _SMALLEST:
                width, height = box[2], box[3]
        elif width and height:
            self._box = (width, height)
            root["viewBox"] = f"0 0 {width:g} {height:g}"
        if width and height:
            self.size = (max(1, round(width)), max(1, round(height)))
        ground = _declared(root, "background") or _declared(root, "background-color")
        if ground and not _clear(ground):
            self.grounded = self._ground_known = True

    def _judge_ground(self, name: str, values: dict[str, str], fill: str) -> None:
        """Tell from the first shape that is seen whether it covers all that follows with a colour."""
        opacities = (_declared(values, k) for k in ("opacity", "fill-opacity"))
        if _clear(fill) or any(o and _number(o, 1.0) < 0.9 for o in opacities):
            if not _clear(_declared(values, "stroke") or "none"):
                self._ground_known = True
            return
        self._ground_known = True
        extent = _extent(name, values, self._box)
        self.grounded = bool(extent and self._box) and all(
            e >= 0.95 * b for e, b in zip(extent or (), self._box or (), strict=True)
        )


_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_UNITS = {
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96.0,
    "em": 16.0,
    "ex": 8.0,
}


def _split(qualified: str) -> tuple[str, str]:
    """An expat name as (namespace, local name)."""
    namespace, _, name = qualified.rpartition(" ")
    return namespace, name


def _pixels(length: str | None) -> float | None:
    match = re.fullmatch(rf"\s*({_NUMBER})\s*([a-z]*)\s*", length or "")
    if not match or match[2] not in _UNITS:
        return None
    value = float(match[1]) * _UNITS[match[2]]
    return value if 0 < value < 1e6 else None


def _number(text: str, default: float) -> float:
    match = re.match(_NUMBER, text.strip())
    if not match:
        return default
    return float(match[0]) / (100 if text.strip().endswith("%") else 1)


def _declared(values: dict[str, str], name: str) -> str:
    """A property's value, from the style attribute or the attribute of its own."""
    match = re.search(rf"(?:^|;)\s*{name}\s*:\s*([^;]+)", values.get("style", ""))
    return (match[1] if match else values.get(name, "")).strip()


def _clear(colour: str) -> bool:
    return colour in ("none", "transparent") or bool(re.fullmatch(r"rgba\(.*,\s*0(?:\.0*)?%?\s*\)", colour))


def _extent(name: str, values: dict[str, str], box: tuple[float, float] | None) -> tuple[float, float] | None:
    """Width and height of a shape, wherever it stands (transforms are not followed: a ground is seldom scaled)."""
    if name in ("rect", "image") and box:
        sides = []
        for key, whole in zip(("width", "height"), box, strict=True):
            text = values.get(key, "")
            sides.append(_number(text, 0.0) * whole if text.strip().endswith("%") else _number(text, 0.0))
        return sides[0], sides[1]
    if name == "polygon":
        numbers = [float(n) for n in re.findall(_NUMBER, values.get("points", ""))]
        return _spread(numbers[::2]), _spread(numbers[1::2])
    outline = values.get("d", "")
    if name == "path" and re.fullmatch(r"[\sMLHVZz\d.,eE+-]*", outline):
        across: list[float] = []
        down: list[float] = []
        for command, rest in re.findall(r"([MLHVZz])([^MLHVZz]*)", outline):
            numbers = [float(n) for n in re.findall(_NUMBER, rest)]
            across += numbers if command == "H" else numbers[::2] if command in "ML" else []
            down += numbers if command == "V" else numbers[1::2] if command in "ML" else []
        return _spread(across), _spread(down)
    return None


def _spread(numbers: list[float]) -> float:
    return max(numbers) - min(numbers) if numbers else 0.0
