"""YAML that harms nobody: the only importer of PyYAML.

Owns: loading, and the places of values.  Aliases are refused: a few lines of them unfold to gigabytes, and no document
of questions needs one.  Does not own: what the values mean.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

_DEEPEST = 60  # levels; deeper ones are an attack on the parser


class BadYaml(ValueError):
    """A text is no YAML that is read; ``line`` counts from 0."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class _Loader(yaml.SafeLoader):
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        mark: Any = self.peek_event().start_mark  # type: ignore[no-untyped-call]
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "aliases are not read", mark)
        self.depth += 1
        if self.depth > _DEEPEST:
            raise yaml.composer.ComposerError(None, None, "nested too deep", mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def load(text: str) -> object:
    """The value of ``text``.  Raises ``BadYaml``."""
    try:
        return yaml.load(text, _Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _bad(error) from None


def compose(text: str) -> yaml.Node | None:
    """The tree of nodes of ``text``, each with its place; None where there is nothing.  Raises ``BadYaml``."""
    try:
        node: yaml.Node | None = yaml.compose(text, _Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _bad(error) from None
    return node


def values(node: yaml.Node, scalar: Callable[[object, int, int], object]) -> object:
    """The value of a node, of which ``scalar`` makes each single value with its line and column (both from 1)."""
    if isinstance(node, yaml.MappingNode):
        pairs = ((values(key, scalar), values(value, scalar)) for key, value in node.value)
        return {key: value for key, value in pairs if not isinstance(key, (dict, list))}
    if isinstance(node, yaml.SequenceNode):
        return [values(item, scalar) for item in node.value]
    mark = node.start_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    style = getattr(node, "style", None)
    if style in ("|", ">"):
        return scalar(node.value, line + 1, 1)
    return scalar(_plain(node), line, column + (style is not None))


def _plain(node: yaml.Node) -> object:
    """Numbers, truth and nothing as such; dates and all others as they are written."""
    kinds: dict[str, Callable[[str], object]] = {
        "tag:yaml.org,2002:int": lambda text: int(text.replace("_", "")) if text.lstrip("+-").isdecimal() else text,
        "tag:yaml.org,2002:bool": lambda text: text.lower() in ("true", "yes", "on"),
        "tag:yaml.org,2002:null": lambda text: None,
    }
    kind = kinds.get(node.tag)
    return kind(node.value) if kind else node.value


def _bad(error: Exception) -> BadYaml:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
    return BadYaml(str(problem), mark.line if mark else 0)
