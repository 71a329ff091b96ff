"""Rules about pictures and sounds (codes M001 to M029)."""

from __future__ import annotations

from builder.model.diagnostics import Rule, Severity

MISSING_FILE = Rule(
    "M001",
    "missing-media",
    Severity.WARNING,
    summary="a picture or sound that is not there",
    why="The card shows the alternative text in a box where the learner should see the picture. Deckbuilder looks "
    "beside the source, then in media/ and in media/remote/.",
    bad="![The water cycle](image.png)",
    good="![The water cycle](water-cycle.png)    (with media/water-cycle.png in the project)",
)

REMOTE = Rule(
    "M002",
    "remote-image",
    Severity.WARNING,
    summary="a picture or sound on the web that has not been fetched",
    why="A card must work in the underground and in ten years; a picture on somebody's server does neither, and tells "
    "that server who learns what. A build never loads anything: `deckbuilder fetch` does it once, and the file is "
    "kept in media/remote/. Until then the card shows the alternative text and a link.",
    bad="![A heart](https://example.org/heart.png)",
    good="![A heart](heart.png)    (or run `deckbuilder fetch`)",
)

WEB_PAGE = Rule(
    "M003",
    "image-is-web-page",
    Severity.WARNING,
    summary="the address of a picture leads to a web page about it",
    why="The address from the browser's bar on GitHub and its like is that of a page which shows the picture, not of "
    "the picture: no card and no browser can draw it.",
    bad="![A heart](https://github.com/someone/notes/blob/main/heart.png)",
    good="![A heart](https://github.com/someone/notes/raw/main/heart.png)",
)

OUTSIDE = Rule(
    "M004",
    "media-outside-project",
    Severity.WARNING,
    summary="a picture or sound from outside the project",
    why="Whoever can write a source could otherwise have any file of the author's computer packed into a public deck, "
    "and nobody else could build the project.",
    bad="![My notes](../../private/notes.png)",
    good="![My notes](notes.png)    (with media/notes.png in the project)",
)

UNREADABLE = Rule(
    "M005",
    "unreadable-media",
    Severity.WARNING,
    summary="a file that is no picture or sound, or a broken one",
    why="What a file is, is decided by what it holds, not by its name. A broken picture is an empty frame on the "
    "card: it is left out, and the card shows the alternative text.",
    bad="![A heart](heart.png)    (where heart.png holds a web page)",
    good="![A heart](heart.png)    (where heart.png opens in a viewer)",
)

LARGE = Rule(
    "M006",
    "large-media",
    Severity.WARNING,
    summary="a file larger than `limits.media_bytes`",
    why="Every learner loads it over a telephone, and synchronises it to every device.",
    bad="![A photograph](photograph.png)    (4.1 MB)",
    good="![A photograph](photograph.jpg)    (0.3 MB)",
)

REFUSED = Rule(
    "M007",
    "refused-media",
    Severity.ERROR,
    summary="a file that could harm whoever opens it, or that Anki cannot carry",
    why="A small file can unfold to gigabytes: pictures of billions of pixels, SVG with entities or uses that "
    "multiply. It would freeze a learner's telephone. AnkiWeb takes no file over 100 MB.",
    bad="![A map](map.png)    (60000 x 60000 pixels)",
    good="![A map](map.png)    (1600 x 1600 pixels)",
)

UNSAFE_SVG = Rule(
    "M008",
    "unsafe-svg",
    Severity.WARNING,
    summary="parts of an SVG that are not drawing were taken out",
    why="An SVG can hold scripts, web pages and addresses of remote files. None of them works in a card's picture, "
    "and none should travel in a deck. What was taken out may have been visible: labels that a tool exported as "
    "HTML (foreignObject) are gone.",
    bad='<svg …><script>…</script><image href="https://example.org/x.png"/></svg>',
    good="<svg …><path …/><text …>a label</text></svg>",
)

MISNAMED = Rule(
    "M009",
    "misnamed-media",
    Severity.INFO,
    summary="a file whose name says another type than its content",
    why="Some programs believe the name and show nothing. The packed file gets the right ending; the one in the "
    "project should have it too.",
    bad="![A heart](heart.png)    (which holds a JPEG)",
    good="![A heart](heart.jpg)",
)

NO_ALT = Rule(
    "M010",
    "missing-alt-text",
    Severity.INFO,
    summary="a picture without alternative text, or with one that says nothing",
    why="It is what a blind learner hears, and what everyone reads where the picture cannot be shown.",
    bad="![alt text](cell.png)",
    good="![A cell during metaphase: the chromosomes stand in a row](cell.png)",
)

UNUSED = Rule(
    "M011",
    "unused-media",
    Severity.WARNING,
    summary="a file in media/ that no source refers to",
    why="It is not packed. Either a reference has a typing mistake, or the file can go.",
    bad="media/heart-old.png    (no source mentions it)",
    good="![A heart](heart-old.png)",
)

UNSUPPORTED = Rule(
    "M012",
    "unsupported-media",
    Severity.WARNING,
    summary="a type of file that a card cannot show or play everywhere",
    why="Anki runs on telephones many years old. Pictures: PNG, JPEG, GIF, WebP and SVG; sounds: MP3, Ogg, Opus, WAV, "
    "M4A and FLAC. Anything else is left out, and the card shows the alternative text.",
    bad="![A scan](scan.tiff)",
    good="![A scan](scan.png)",
)

UNSUPPORTED_ADDRESS = Rule(
    "M013",
    "unsupported-media-address",
    Severity.WARNING,
    summary="an address from which no picture or sound can be had",
    why="Only files of the project, web addresses and pictures written into the document itself can be shown.",
    bad="![A heart](ftp://example.org/heart.png)",
    good="![A heart](heart.png)",
)

TOO_LONG = Rule(
    "M014",
    "sliver-of-a-picture",
    Severity.WARNING,
    summary="A picture so long and low that nothing of it is left on a telephone",
    why="A card shows a picture no wider than the screen. One that is twelve times as wide as it is high becomes a "
    "strip in which nobody can read anything.",
    bad="![All elements in a row](elements.png)    (7200 x 200 pixels)",
    good="![The elements](elements.png)    (1200 x 800 pixels)",
)

FETCH_FAILED = Rule(
    "M020",
    "fetch-failed",
    Severity.ERROR,
    summary="`deckbuilder fetch` could not load a picture or sound",
    why="The card goes on showing the alternative text and a link. A server that does not answer today may do so "
    "tomorrow: run the command again, it goes on where it stopped.",
    bad="![A heart](https://example.org/no-such-heart.png)",
    good="![A heart](https://example.org/heart.png)",
)

FETCH_REFUSED = Rule(
    "M021",
    "fetch-refused",
    Severity.ERROR,
    summary="an address that `deckbuilder fetch` may not load from",
    why="A document from somebody else must not make the author's computer ask questions in the author's own network. "
    "Only http and https to public addresses are followed, unless `fetch.allow_private` is set.",
    bad="![A heart](http://192.168.0.1/heart.png)",
    good="![A heart](https://example.org/heart.png)",
)

FETCH_NOT_MEDIA = Rule(
    "M022",
    "fetch-not-media",
    Severity.ERROR,
    summary="what came from an address is no picture or sound",
    why="Most often it is a web page: one that shows the picture, asks to log in, or says that the picture has gone.",
    bad="![A heart](https://example.org/gallery/heart)",
    good="![A heart](https://example.org/files/heart.png)",
)

FETCH_TOO_LARGE = Rule(
    "M023",
    "fetch-too-large",
    Severity.ERROR,
    summary="a file on the web larger than `fetch.max_bytes`",
    why="The limit keeps a document from filling the disk.",
    bad="![A map](https://example.org/map-of-the-world-300-dpi.png)",
    good="![A map](https://example.org/map-of-the-world-small.png)",
)
