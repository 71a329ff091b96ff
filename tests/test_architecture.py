"""The code itself: which package may import which, where outside libraries are imported, no cycles, no long modules."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "builder").rglob("*.py"))

# The one module or package that imports each outside library.
HOMES = {
    "PIL": "media/raster",
    "bs4": ("render/html", "read/formats/html"),
    "click": "cli",
    "docutils": "read/formats/rst",
    "filelock": "project/lock",
    "ftfy": "read/mend",
    "genanki": "package/write",
    "jinja2": "site",
    "mammoth": "read/formats/docx",
    "markdown": "render/markdown",
    "nh3": "render/html",
    "pathspec": "project/ignore",
    "pygments": "render/code",
    "quickjs": "render/mathml",
    "rapidfuzz": "model/similarity",
    "regex": "read/forms/own_pattern",
    "watchfiles": "cli/server",
    "yaml": "markdown/safe_yaml",
    "zstandard": "package/apkg",
}

# What each room of the house may know of, beside itself.  Stages do not know each other.
_MODEL = {"model", "rules"}
MAY_IMPORT = {
    "rules": {"model"},
    "model": {"rules"},
    "markdown": _MODEL,
    "read": _MODEL | {"markdown", "project"},
    "ledger": _MODEL,
    "media": _MODEL,
    "render": _MODEL | {"markdown", "media"},
    "check": _MODEL | {"markdown", "read", "media", "render"},
    "package": _MODEL | {"ledger", "render"},
    "fetch": _MODEL | {"media", "project"},
    "project": _MODEL | {"fetch", "read"},
    "memory": _MODEL | {"media", "project", "read", "render"},
    "pipeline": None,
    "commands": None,
    "site": None,
    "cli": None,
}


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


NAMES = {_dotted(p): p for p in MODULES}


def _imports(path: Path) -> set[str]:
    """The modules that ``path`` imports: of ``from package import module`` the module, not the package."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            parts = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= parts if parts <= NAMES.keys() else {node.module, *(parts & NAMES.keys())}
    return found


def _name(path: Path) -> str:
    return path.relative_to(ROOT / "builder").with_suffix("").as_posix()


def _room(name: str) -> str:
    return name.partition("/")[0]


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_each_outside_library_has_one_home(path: Path) -> None:
    name = _name(path)
    for module in _imports(path):
        homes = HOMES.get(module.partition(".")[0], ())
        homes = (homes,) if isinstance(homes, str) else homes
        if homes:
            assert any(name == home or name.startswith(f"{home}/") for home in homes), f"{name} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_the_arrows_point_one_way(path: Path) -> None:
    room = _room(_name(path))
    allowed = MAY_IMPORT.get(room)
    if allowed is None:
        return
    rooms = {m.split(".")[1] for m in _imports(path) if m.startswith("builder.")} - {room, "__version__"}
    assert rooms <= allowed, f"{_name(path)} imports {sorted(rooms - allowed)}"


def test_no_cycle_of_modules() -> None:
    edges = {name: {m for m in _imports(path) if m in NAMES} for name, path in NAMES.items()}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join((*above[above.index(name) :], name))
        if name not in done:
            for other in sorted(edges[name]):
                visit(other, (*above, name))
            done.add(name)

    for name in sorted(NAMES):
        visit(name, ())


def test_no_module_is_longer_than_one_reads_in_a_sitting() -> None:
    lengths = {_name(p): len(p.read_text(encoding="utf-8").split("\n")) for p in MODULES}
    assert {name: n for name, n in lengths.items() if n > 620} == {}


def _names_form(path: Path) -> bool:
    """Whether a module compares or asks for the name of a form: ``dialect.form.name``."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return any(
        isinstance(n, ast.Attribute)
        and n.attr == "name"
        and isinstance(n.value, ast.Name | ast.Attribute)
        and (n.value.id if isinstance(n.value, ast.Name) else n.value.attr) == "form"
        for n in nodes
    )


def test_no_form_is_named_outside_of_the_forms() -> None:
    forms = ROOT / "builder" / "read" / "forms"
    records = {
        _dotted(path)
        for path in forms.glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == "Form"
    }
    assert len(records) > 10
    others = [path for path in MODULES if forms not in path.parents]
    assert [_name(p) for p in others if _imports(p) & records or _names_form(p)] == []


# A fence or the row of dashes below a table's header, as a pattern.
_FENCE_OR_TABLE = re.compile(r"""(?:r|rb)?["'][^"'\n]*(?:`\{3|~\{3|:\?-\+)""")

# Where such a pattern is of something else: boxes whose fence is a directive, other markup, text before it is Markdown.
_NOT_OF_BLOCKS = {
    "markdown/containers/__init__",
    "markdown/containers/single",
    "model/cloze",
    "read/formats/asciidoc/blocks",
    "read/formats/writer",
    "read/marks/__init__",
    "read/marks/page",
    "read/marks/reports",
}


def test_one_parser_of_blocks() -> None:
    """Fences and tables are recognised by the one tree alone."""
    found = {_name(path) for path in MODULES if _FENCE_OR_TABLE.search(path.read_text(encoding="utf-8"))}
    assert found - _NOT_OF_BLOCKS <= {"markdown/tree", "markdown/extras", "markdown/tables"}
