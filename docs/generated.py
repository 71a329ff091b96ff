"""The pages of the documentation that the code writes itself: a hook of mkdocs.

The reference is made when the documentation is built, and never checked in: layouts from the dialects and the layout
documents of the tests, configuration from its records, commands from the command line, rules from their pages, the
library from its signatures.  ``pages()`` needs no mkdocs.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import io
import re
import tokenize
import tomllib
import typing
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from builder.check import explain
from builder.cli.main import COMMANDS
from builder.model import config as configuration
from builder.model.config import Config
from builder.read.reading import read_document
from builder.read.recognise import registry
from builder.rules import CATALOGUE

ROOT = Path(__file__).parents[1]
LAYOUTS = ROOT / "tests" / "layouts"


def pages() -> dict[str, str]:
    """The generated pages in Markdown, by their paths."""
    return {
        "reference/layouts.md": _layouts(),
        "reference/configuration.md": _configuration(),
        "reference/commands.md": _commands(),
        "reference/rules.md": _rules(),
    }


# ---------------------------------------------------------------- what mkdocs calls


def on_config(config: Any) -> Any:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    link = {"icon": "fontawesome/brands/github", "link": project["urls"]["Source"], "name": "Source"}
    config.extra = {**config.extra, "social": [link], "generator": False}
    return config


def on_files(files: Any, config: Any) -> Any:
    from mkdocs.structure.files import File

    for path, text in pages().items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    return with_signatures(markdown.replace("::: house", _house()))


def _house() -> str:
    """The rooms, as CONTRIBUTING has them."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return text.partition("## The house on one page\n")[2].partition("\n## ")[0]


# ------------------------------------------------------------------------- library

_NAMED = re.compile(r"^::: ([\w.]+)$", re.MULTILINE)


def with_signatures(markdown: str) -> str:
    """``markdown`` with each line ``::: module.name`` replaced by that function's signature and docstring."""
    return _NAMED.sub(lambda m: _documented(m[1]), markdown)


def _documented(dotted: str) -> str:
    module, _, name = dotted.rpartition(".")
    named = getattr(importlib.import_module(module), name)
    text = inspect.getdoc(named) or ""
    text = re.sub(r"``(.+?)``", r"`\1`", text)
    if dataclasses.is_dataclass(named):
        rows = [f"    {f.name}: {f.type}" for f in dataclasses.fields(named)]
        head = "\n".join([f"class {name}:", *rows])
    else:
        head = f"def {name}{_signature(named)}"
    return f"```python\nfrom {module} import {name}\n\n{head}\n```\n\n{text}"


def _signature(function: Any) -> str:
    """A signature on one line, or with a line for each parameter where it is long."""
    whole = str(inspect.signature(function)).replace("'", "")
    if len(whole) < 80:
        return whole
    signature = inspect.signature(function)
    lines, keyword_only = [], False
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not keyword_only:
            keyword_only = True
            lines.append("    *,")
        lines.append(f"    {str(parameter).replace(chr(39), '')},")
    return "(\n" + "\n".join(lines) + f"\n) -> {str(signature.return_annotation).strip(chr(39))}"


# ------------------------------------------------------------------------- layouts

_LEAST, _MOST = 180, 1100  # bytes of a document that is shown


def _layouts() -> str:
    known = registry({})
    examples = _examples(frozenset(known))
    parts = [
        "# Layouts",
        "The ways of marking questions that Deckbuilder knows by itself. One document may mix them. To name one, write"
        ' `dialect: labels` into a document\'s front matter, or `dialect = "labels"` into a `[[source]]` table of'
        " `deckbuilder.toml`; [a layout of your own](configuration.md#dialects) takes a few lines.",
        "Each example below is a document of the tests, shown with the notes that it becomes.",
    ]
    for name, dialect in known.items():
        parts += [f"## {dialect.title[:1].upper()}{dialect.title[1:]} {{ #{name} }}", f"`{name}`"]
        parts.append(_fenced(dialect.example, ""))
        if name in examples:
            text, notes = examples[name]
            parts.append('??? example "A document, and its notes"\n\n' + _indented(_fenced(text, "")))
            rows = "\n".join(f"| {_cell(q)} | {_cell(a)} |" for q, a in notes)
            parts.append(_indented(f"| Question | Answer |\n|---|---|\n{rows}"))
    return "\n\n".join(parts) + "\n"


def _examples(wanted: frozenset[str]) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """For each dialect the shortest English document that is read by it alone: its text and its notes."""
    found: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    documents = [p for p in LAYOUTS.iterdir() if p.suffix in (".md", ".txt") and _LEAST <= p.stat().st_size <= _MOST]
    for path in sorted(documents, key=lambda p: (p.stat().st_size, p.name)):
        data = path.read_bytes()
        if not data.isascii() or path.name.startswith("words-") or not wanted - found.keys():
            continue
        drafts = read_document(path.name, data, Config(), registry({})).reading.drafts
        dialects = {draft.dialect for draft in drafts}
        if len(drafts) >= 2 and len(dialects) == 1 and not dialects & found.keys():
            found[dialects.pop()] = (data.decode(), [(d.question.text, d.answer.text) for d in drafts])
    return found


def _cell(text: str) -> str:
    text = " ".join(text.split())
    text = text if len(text) <= 90 else text[:89] + "…"
    return "`` " + text.replace("|", "\\|").replace("`", "'") + " ``" if text else "—"


def _fenced(text: str, language: str) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))


# ------------------------------------------------------------------- configuration

TABLES = {  # the records, and what each is called in the file
    "Config": (
        "The project",
        "",
        "At the top of `deckbuilder.toml`, which lies beside the documents. All of it is optional.",
    ),
    "SourceOptions": (
        "One document",
        "source",
        "In a table `[[source]]`, for every document that its `path` matches; all keys but `path` also in a document's"
        " front matter. Front matter goes before `[[source]]`, which goes before the project's keys; tags add up.",
    ),
    "Columns": (
        "Columns of a table of data",
        "columns",
        'As `columns = { question = "Word", answer = "Meaning" }` in `[[source]]`, for `.csv` and `.tsv` files.',
    ),
    "DialectOptions": (
        "A layout of your own",
        "dialects",
        "In a table `[dialects.NAME]`. Patterns are regular expressions for a whole line; write them in single quotes.",
    ),
    "Limits": ("Limits", "limits", "In the table `[limits]`: from where on a check speaks."),
    "CardOptions": ("Cards", "card", "In the table `[card]`: how cards look."),
    "DeckOptions": (
        "Options of the decks",
        "deck_options",
        "In the table `[deck_options]`: a preset that the package brings along. A learner gets it who ticks *Import any"
        " deck presets*; what learners change in it stays, but the decks have it again whenever that is ticked.",
    ),
    "NotetypeOptions": (
        "Notetypes of your own",
        "notetype",
        'In a table `[notetype.NAME]`, which a document or a `[[source]]` names: `notetype = "NAME"`. A template shows'
        " the fields of a note as in Anki, such as `{{Question}}`; a wrong one is an error that lists them. `{shuffle}`"
        " behind `{{Options}}` puts these in another order. A note that is published keeps its notetype.",
    ),
    "FetchOptions": ("Fetching pictures", "fetch", "In the table `[fetch]`: what `deckbuilder fetch` may do."),
}


def _configuration() -> str:
    parts = ["# Configuration", "An unknown key, or a value of the wrong kind, is an error with a suggestion."]
    for name, (title, anchor, where) in TABLES.items():
        record = getattr(configuration, name)
        said = remarks(record)
        hints = typing.get_type_hints(record)
        parts += [f"## {title}" + (f" {{ #{anchor} }}" if anchor else ""), where]
        rows = ["| Key | Takes | Default | |", "|---|---|---|---|"]
        for field in dataclasses.fields(record):
            rows.append(
                f"| `{field.name}` | {_takes(hints[field.name])} | {_default(field)} | {said.get(field.name, '')} |"
            )
        parts.append("\n".join(rows))
    return "\n\n".join(parts) + "\n"


def remarks(record: type) -> Mapping[str, str]:
    """What the comment behind each field of a record says."""
    found: dict[str, str] = {}
    name = ""
    for token in tokenize.generate_tokens(io.StringIO(inspect.getsource(record)).readline):
        if token.type == tokenize.NAME and re.match(rf"\s*{token.string}:", token.line):
            name = token.string
        elif token.type == tokenize.COMMENT and name:
            found[name] = re.sub(r"\|", "\\|", token.string.lstrip("# ")).rstrip()
    return found


def _takes(kind: Any) -> str:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return " or ".join(f"`{value}`" for value in arguments)
    if origin in (tuple,):
        if typing.get_origin(arguments[0]) is typing.Literal:
            return f"a list of {_takes(arguments[0])}"
        return "a list of texts" if arguments[0] is str else "tables `[[source]]`"
    if origin is not None and arguments and isinstance(origin, type) and issubclass(origin, Mapping):
        return f"a table: name = {_takes(arguments[1])}"
    if arguments:  # … | None, … | str
        return _takes(next(a for a in arguments if a is not type(None)))
    if dataclasses.is_dataclass(kind):
        return "a table"
    return {str: "a text", int: "a number", bool: "`true` or `false`"}[kind]


def _default(field: dataclasses.Field[Any]) -> str:
    value = field.default
    if value is dataclasses.MISSING or value in (None, "", ()) or dataclasses.is_dataclass(value):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


# ------------------------------------------------------------------------ commands


def _commands() -> str:
    parts = [
        "# Commands",
        "`deckbuilder COMMAND --help` prints the same. SOURCES is a folder of documents, or one document; without it,"
        " the folder `sources`, or else the current folder. Exit codes: 0 all is well, 1 there are errors (with"
        " `--strict`: or warnings), 2 the work could not be done.",
    ]
    for name in COMMANDS:
        parts += _command(getattr(import_module(f"builder.cli.{name}"), name), f"deckbuilder {name}", 2)
    return "\n\n".join(parts) + "\n"


def _command(command: click.Command, name: str, depth: int) -> Iterator[str]:
    context = click.Context(command, info_name=name, max_content_width=100)
    yield f"{'#' * depth} {name}"
    yield inspect.cleandoc(command.help or "").replace("\b\n", "")
    yield _fenced(" ".join([name, *command.collect_usage_pieces(context)]), "")
    rows = [record for p in command.params if (record := p.get_help_record(context)) and p.name != "help"]
    if rows:
        cells = "\n".join(f"| `{_cell_code(option)}` | {_plain(text)} |" for option, text in rows)
        yield f"| Option | |\n|---|---|\n{cells}"
    if isinstance(command, click.Group):
        for each, inner in command.commands.items():
            yield from _command(inner, f"{name} {each}", depth + 1)


def _cell_code(text: str) -> str:
    return text.replace("|", "\\|")


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("[", "\\[")


# --------------------------------------------------------------------------- rules


def _rules() -> str:
    parts = ["# Rules", "What `deckbuilder check` reports, and what `deckbuilder explain CODE` prints."]
    for rule in CATALOGUE:
        title, _, page = explain.page(rule).partition("\n")
        parts.append(f"## {title.lstrip('# ')} {{ #{rule.code.lower()} }}\n{page}")
    return "\n\n".join(parts) + "\n"
