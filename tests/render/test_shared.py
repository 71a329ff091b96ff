"""What a document says once reaches every note that uses it, and no other."""

from __future__ import annotations

import pytest

from builder.markdown.blocks import scan
from builder.media import MediaStore
from builder.model.source import Excerpt, Line, Source
from builder.render import Html, Renderer, shared
from builder.render.equations import of_note
from tests.render.conftest import Files

DOCUMENT = r"""# Rivers

The $\newcommand{\flow}[1]{Q_{#1}}$ of a river.

$$v = \sqrt{2gh} \tag{3}\label{torricelli}$$

[atlas]: https://example.org/atlas "An atlas"
[bell]: dot.png
[^gauge]: Measured at the *bridge*, see [atlas].
[^unused]: Nobody reads this.

*[GIS]: Geographic Information System
"""


@pytest.fixture
def said() -> shared.Shared:
    return shared.of(scan(Source("rivers.md", DOCUMENT)))


def shown(renderer: Renderer, text: str, said: shared.Shared) -> Html:
    excerpt = Excerpt("rivers.md", tuple(Line(n, line) for n, line in enumerate(text.split("\n"), 50)))
    return renderer.html(excerpt, None, said)


def test_links_and_pictures(renderer: Renderer, said: shared.Shared) -> None:
    html = shown(renderer, "In [the big atlas][ATLAS] or the [atlas].\n\n![a bell][bell]", said)
    assert html.html.count('<a href="https://example.org/atlas" title="An atlas"') == 2
    assert 'src="dot-' in html.html
    assert html.media
    assert not html.diagnostics


def test_a_footnote_brings_what_it_uses_itself(renderer: Renderer, said: shared.Shared) -> None:
    html = shown(renderer, "High water[^gauge].", said).html
    assert "Measured at the <em>bridge</em>" in html
    assert '<a href="https://example.org/atlas"' in html
    assert "Nobody" not in html


def test_footnotes_are_numbered_as_they_are_referred_to(renderer: Renderer, said: shared.Shared) -> None:
    text = "One[^unused], two[^gauge]^[in the *text* itself], three![^unused]"
    html = shown(renderer, text, said).html
    order = [html.index(words) for words in ("Nobody reads", "Measured", "in the <em>text</em> itself")]
    assert order == sorted(order)
    assert html.count(">1</a></sup>") == 2
    assert "three!<sup" in html


def test_abbreviations_are_explained_in_words_not_in_code(renderer: Renderer, said: shared.Shared) -> None:
    html = shown(renderer, "A GIS, `GIS` and GISMO.", said).html
    assert html == ('<p>A <abbr title="Geographic Information System">GIS</abbr>, <code>GIS</code> and GISMO.</p>')


def test_formulas_know_the_macros_and_the_numbers(renderer: Renderer, said: shared.Shared) -> None:
    assert shown(renderer, r"By \eqref{torricelli}, $\flow{1} = 2$.", said).html == (
        r'<p>By (3), <span class="db-nb">\(Q_{1} = 2\).</span></p>'
    )


def test_what_nobody_uses_is_on_no_card(renderer: Renderer, said: shared.Shared) -> None:
    assert shown(renderer, "The same people.", said).html == "<p>The same people.</p>"
    assert said.complete(Excerpt("rivers.md", (Line(1, "nothing"),))).text == "nothing"


def test_a_note_that_defines_a_name_itself_keeps_its_own(renderer: Renderer, said: shared.Shared) -> None:
    html = shown(renderer, "See [atlas].\n\n[atlas]: https://example.com/own", said).html
    assert 'href="https://example.com/own"' in html


@pytest.mark.parametrize(
    ("text", "column"),
    [("See [the map][sea].", 5), ("![a map][sea]", 1), ("It is [the sea][].", 7), ("`[x][y]` [no map][y]", 10)],
)
def test_a_reference_that_leads_nowhere_is_told(
    text: str, column: int, renderer: Renderer, said: shared.Shared
) -> None:
    (found,) = shown(renderer, text, said).diagnostics
    assert (found.rule.code, found.span.line, found.span.column) == ("H012", 50, column)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text", ["grid[row][column]", "m[i][j] and [a-z][0-9]", "f(x)[first][last]", "[x][y]", "[1] [2]"]
)
def test_code_in_running_text_is_no_reference(text: str, renderer: Renderer, said: shared.Shared) -> None:
    assert not shown(renderer, text, said).diagnostics


def test_an_equation_is_numbered_within_its_note_only() -> None:
    document = shared.of(scan(Source("a.md", DOCUMENT)))
    own = of_note((r"$$x \label{here}$$", r"by \eqref{here} and \eqref{torricelli}"), document.equations)
    assert (own.shown("eq", "here"), own.shown("eq", "torricelli")) == ("(1)", "(3)")
    assert document.equations.shown("eq", "here") is None


@pytest.mark.parametrize(
    ("info", "first", "file", "count"),
    [
        ("mermaid", "graph LR", "rivers-1.mmd.svg", 1),
        ("mermaid", "graph LR", "rivers.md-2.svg", 2),
        ("{.mermaid #flow}", "graph LR", "flow.mmd.svg", 1),
        ('plantuml title="flow.puml"', "A -> B", "flow.svg", 1),
        ("mermaid", "%% flow.mmd", "flow.mmd.svg", 1),
        ("dot", "graph {}", "rivers.mmd.svg", 1),
        ("mermaid", "graph LR", "rivers.mmd.svg", 0),
        ("python", "x = 1", "rivers-1.mmd.svg", 0),
    ],
)
def test_a_drawing_is_its_picture_where_there_is_one(info: str, first: str, file: str, count: int) -> None:
    class Drawn(Files):
        def read_media(self, source: str, reference: str) -> tuple[str, bytes]:
            return super().read_media(source, "dot.png" if reference == file else "none")

    fences = f"- Text\n\n  ```{info}\n  {first}\n  title: The Rhine\n  ```\n\n"
    text = fences * (2 if count != 1 else 1)
    document = scan(Source("rivers.md", text))
    html = Renderer(media=MediaStore(Drawn())).html(document.source.excerpt, None, shared.of(document))
    assert html.html.count('<img alt="The Rhine"') == min(count, 1)
