r"""Formulas as static MathML, for readers without MathJax.

Owns: MathJax 3.2.2 itself, run at build time in QuickJS, and the changes that its MathML needs
where browsers show no more than MathML Core.  Does not own: the check of TeX (``tex``), which
needs neither.  The only importer of ``quickjs``.

MathJax is not part of Deckbuilder: it comes with the PyPI package ``django-static-mathjax``,
the extra ``deckbuilder[mathml]``.  What MathML Core lacks is written in another way: the
alphabets of ``mathvariant`` as the letters of Unicode, ``columnalign``, ``menclose`` and
``mlabeledtr`` as classes (``db-left``, ``db-right``, ``db-boxed``, ``db-struck``, ``db-tag``)
that the card's style sheet knows.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from builder.model.diagnostics import ProjectError
from builder.render.mathjax import folder

try:
    import quickjs
except ImportError:  # the extra is not installed
    quickjs = None

_FILES = (
    "startup.js",
    "core.js",
    "adaptors/liteDOM.js",
    "input/tex-full.js",
    "output/chtml.js",  # bussproofs measures with it
    "output/chtml/fonts/tex.js",
)
# What Anki loads: tex-chtml-full with mathtools and mhchem, without textmacros.  An error is to be an
# error here, so the packages that hide errors are left out, as are those that load others.
_CONFIGURE = """
var MathJax = {
  loader: {load: [], ready: function () {}},
  startup: {typeset: false, document: ''},
  tex: {
    packages: ['base', 'action', 'ams', 'amscd', 'bbox', 'boldsymbol', 'braket', 'bussproofs', 'cancel', 'cases',
      'centernot', 'color', 'colortbl', 'empheq', 'enclose', 'extpfeil', 'gensymb', 'html', 'mathtools', 'mhchem',
      'newcommand', 'upgreek', 'unicode', 'verb', 'configmacros', 'tagformat', 'textcomp'],
    formatError: function (jax, error) { throw error; }
  }
};
"""
_START = """
MathJax.startup.getComponents();
MathJax.startup.makeMethods();
function convert(tex, display) {
  var handlers = MathJax.startup.document.inputJax[0].parseOptions.handlers;
  ['new-Command', 'new-Environment', 'new-Delimiter'].forEach(function (name) { handlers.retrieve(name).map.clear(); });
  try {
    MathJax.texReset();
    return JSON.stringify({mathml: MathJax.tex2mml(tex, {display: display}), error: ''});
  } catch (error) {
    return JSON.stringify({mathml: '', error: String(error.message || error)});
  }
}
"""
_NAMES = """
(function () {
  var handlers = MathJax.startup.document.inputJax[0].parseOptions.handlers, names = {};
  ['macro', 'environment', 'delimiter'].forEach(function (kind) {
    names[kind] = [];
    handlers.get(kind)._configuration.items.forEach(function (entry) {
      if (!entry.item.map) { return; }
      entry.item.map.forEach(function (value, name) {
        if (kind === 'macro' && entry.item.name.indexOf('delimiter') >= 0) {
          if (name[0] !== '\\\\') { return; }
          name = name.slice(1);
        }
        if (names[kind].indexOf(name) < 0) { names[kind].push(name); }
      });
    });
  });
  return JSON.stringify(names);
})()
"""
# Commands whose effect outlasts their formula even so; such a formula gets a MathJax of its own.
_LASTING = re.compile(r"\\(?:definecolor|mathtoolsset|(?:new|renew|use)tagform|Declare|MTThinColon|centercolon)")
_SECONDS = 10  # for one formula
_BYTES = 256_000_000


@dataclass(frozen=True, slots=True)
class Converted:
    """A formula's MathML, or what MathJax says against it."""

    mathml: str
    error: str = ""


def convert(tex: str, *, display: bool) -> Converted:
    """The MathML of ``tex``, one ``<math>`` element without white space between its parts.

    Raises ``ProjectError`` if MathJax is not installed.
    """
    engine = _Engine() if _LASTING.search(tex) else _engine()
    mathml, error = engine.convert(tex, display)
    return Converted(_for_core(mathml) if mathml else "", error)


def version() -> str:
    """The version of MathJax that is installed, such as ``3.2.2``."""
    return _engine().version


def vocabulary() -> dict[str, tuple[str, ...]]:
    """The names of all commands (``macro``), environments and delimiters that this MathJax knows."""
    table = json.loads(_engine().context.eval(_NAMES))
    return {kind: tuple(names) for kind, names in table.items()}


@functools.cache
def _engine() -> _Engine:
    return _Engine()


class _Engine:
    """One MathJax in one JavaScript context."""

    def __init__(self) -> None:
        if quickjs is None:
            raise _missing("quickjs-ng")
        self.context = quickjs.Context()
        self.context.set_memory_limit(_BYTES)
        self.context.eval(_CONFIGURE)
        for file in _FILES:
            self.context.eval((folder() / file).read_text(encoding="utf-8"))
        self.context.eval(_START)
        self.context.set_time_limit(_SECONDS)
        self.function = self.context.get("convert")
        self.version = str(self.context.eval("MathJax.version"))

    def convert(self, tex: str, display: bool) -> tuple[str, str]:
        try:
            answer = json.loads(self.function(tex, display))
        except quickjs.JSException as error:
            return "", f"MathJax gave up: {error}"
        return str(answer["mathml"]), str(answer["error"])


def _missing(package: str) -> ProjectError:
    return ProjectError(
        f'formulas = "mathml" needs the package {package}, which is not installed',
        hint="install it: pip install 'deckbuilder[mathml]'",
    )


# -- MathML Core

_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
_VARIANTS = {"-tex-calligraphic": "script", "-tex-bold-calligraphic": "bold-script", "-tex-mathit": "italic"}
_ATTRIBUTES = (
    "display mathvariant mathcolor mathbackground mathsize displaystyle scriptlevel linethickness stretchy fence "
    "separator form lspace rspace largeop movablelimits symmetric accent accentunder minsize maxsize width height "
    "depth voffset rowspan columnspan"
)
_KEPT = frozenset(_ATTRIBUTES.split(" "))
_CLASSES = {
    "box": "db-boxed",
    "updiagonalstrike": "db-struck",
    "downdiagonalstrike": "db-struck",
    "horizontalstrike": "db-struck",
    "verticalstrike": "db-struck",
}


def _for_core(mathml: str) -> str:
    """MathJax's MathML as browsers without MathJax show it."""
    root = ET.fromstring(mathml)
    for element in root.iter():
        element.tag = element.tag.removeprefix(_NAMESPACE)
        if element.text is not None and not element.text.strip(" \n"):
            element.text = None
        element.tail = None
        _plain_letters(element)
        if element.tag == "mtable":
            _align(element)
        elif element.tag == "menclose":
            names = element.get("notation", "").split()
            element.tag = "mrow"
            element.set("db", " ".join(dict.fromkeys(_CLASSES[n] for n in names if n in _CLASSES)))
        classes = element.attrib.pop("db", "")
        for name in set(element.attrib) - _KEPT:
            del element.attrib[name]
        if classes:
            element.set("class", classes)
    return ET.tostring(root, encoding="unicode", short_empty_elements=False)


def _plain_letters(element: ET.Element) -> None:
    """Bold, script and double-struck letters as Unicode has them; Core knows no ``mathvariant`` but normal."""
    variant = element.get("mathvariant", "normal")
    if variant == "normal" or element.text is None:
        return
    del element.attrib["mathvariant"]
    letters = _alphabet(_VARIANTS.get(variant, variant))
    element.text = element.text.translate(letters)


def _align(table: ET.Element) -> None:
    """Write a table's ``columnalign`` to its cells, and a row's label behind its cells."""
    sides = table.get("columnalign", "center").split() or ["center"]
    for row in table:
        if row.tag.endswith("mlabeledtr"):
            row.tag = "mtr"
            label = row[0]
            row.remove(label)
            row.append(label)
            label.set("db", "db-tag")
        for i, cell in enumerate(row):
            side = sides[min(i, len(sides) - 1)]
            if side != "center" and not cell.get("db"):
                cell.set("db", f"db-{side}")


@functools.cache
def _alphabet(variant: str) -> dict[int, int]:
    """The letters of one mathematical alphabet: ``bold`` gives A → 𝐀 … and so on."""
    style = variant.upper().replace("-", " ").replace("BOLD SANS SERIF", "SANS SERIF BOLD")
    style = style.replace("SANS SERIF", "SANS-SERIF").replace("DOUBLE STRUCK", "DOUBLE-STRUCK")
    letters = {}
    for code in (*range(0x1D400, 0x1D800), *_LETTERLIKE):
        name = unicodedata.name(chr(code), "")
        kind = re.match(r"(?:MATHEMATICAL )?(.*?) (?:CAPITAL|SMALL|DIGIT|PARTIAL|NABLA|\w+ SYMBOL)\b", name)
        if kind and kind[1].replace("BLACK-LETTER", "FRAKTUR") == style:
            letters[ord(unicodedata.normalize("NFKC", chr(code))[0])] = code
    if variant == "italic":
        letters[ord("h")] = ord("ℎ")
    return letters


_LETTERLIKE = tuple(map(ord, "ℬℰℱℋℐℒℳℛℯℊℴℭℌℑℜℨℂℍℕℙℚℝℤ"))
