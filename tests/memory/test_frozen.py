"""Records as bytes: the same again, and nothing runs."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from builder.memory.frozen import freeze, thaw
from builder.model.config import Config
from builder.read.reading import read_document
from builder.read.recognise import registry

LAYOUTS = sorted(p for p in (Path(__file__).parents[1] / "layouts").iterdir() if p.suffix not in (".json", ".py"))


@pytest.mark.parametrize("path", LAYOUTS[::9], ids=lambda p: p.name)
def test_a_document_comes_back_as_it_was(path: Path) -> None:
    document = read_document(path.name, path.read_bytes(), Config(), registry({}))
    slim = (document.document, document.reading.drafts, document.reading.fates, document.options, document.diagnostics)
    data = freeze(slim)
    assert data is not None
    assert thaw(data) == slim


class _Calls:
    def __init__(self, *call: object) -> None:
        self.call = call

    def __reduce__(self) -> tuple[object, ...]:
        return self.call[0], self.call[1:]  # type: ignore[return-value]


@pytest.mark.parametrize(
    "value",
    [
        _Calls(print, "it ran"),
        _Calls(eval, "print('it ran')"),
        _Calls(getattr, "x", "upper"),
        _Calls(Path, "/"),
        _Calls(read_document, "a.md", b"", None, None),
        Path("x"),
    ],
    ids=["print", "eval", "getattr", "a class of another module", "a function of this program", "a path"],
)
def test_bytes_that_ask_for_anything_else_make_nothing(value: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert thaw(pickle.dumps(value)) is None
    assert capsys.readouterr().out == ""


def test_nested_names_lead_nowhere() -> None:
    """``builder.model.config.re.compile`` is reached through a module that may be named."""
    for name in ("re.compile", "tomllib", "Config.__init__.__globals__", "parse_config"):
        assert thaw(b"\x80\x04\x8c\x14builder.model.config\x8c" + bytes([len(name)]) + name.encode() + b"\x93.") is None


@pytest.mark.parametrize("data", [b"", b"x", b"\x80\x05", freeze((1, "a"))[:-2]])  # type: ignore[index]
def test_damaged_bytes_make_nothing(data: bytes) -> None:
    assert thaw(data) is None


def test_what_cannot_be_kept_is_not() -> None:
    assert freeze(lambda: None) is None
