"""A renderer over a few files in memory."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image

from builder.media import MediaStore
from builder.model.source import Source
from builder.render import Html, Renderer


def _png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "PNG")
    return out.getvalue()


FILES = {"dot.png": _png(8, 6), "bell.mp3": b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 40}


class Files:
    """A project's files, of which there are two."""

    def read_media(self, source: str, reference: str) -> tuple[str, bytes]:
        if reference not in FILES:
            raise FileNotFoundError(reference)
        return f"media/{reference}", FILES[reference]


@pytest.fixture
def renderer() -> Renderer:
    return Renderer(media=MediaStore(Files()))


@pytest.fixture
def render(renderer: Renderer) -> Callable[[str], Html]:
    """Renders a string as the whole of ``notes.md``."""
    return lambda text: renderer.html(Source("notes.md", text).excerpt)


def report(html: Html) -> str:
    """The HTML, and below it the findings with their places."""
    found = [f"{d.span}: {d.rule.code} {d.message}" for d in html.diagnostics]
    return "\n".join([html.html, *(["", *found] if found else [])])
