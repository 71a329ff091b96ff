"""Every note of a package, as the real Anki desktop shows it: measured, and photographed on request.

Anki (``aqt``) runs without a screen, in an environment of its own, for it brings a browser of 600 MB;
``make screenshots`` sets it up and calls::

    .venv-anki/bin/python tests/screenshots.py dist --readme media/readme

For each note the answer's side is put into Anki's own reviewer page at 360 and at 900 pixels, by
day and by night.  What must not be there is counted: raw TeX, formulas that MathJax refuses, pages
wider than the screen, content that is cut off without a fading edge, pictures that do not load, text
with a contrast below 4.5:1.  The exit code is 1 if anything was found.  ``--shots`` keeps a picture of
every view, ``--readme`` those of ``README_PICTURES``.

Owns: all of that.  It imports nothing of ``builder``: a package is all it needs.  It is no part of
``make test``, where ``tests/card`` makes the same checks in headless Chromium.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# All before Qt is loaded: no screen, no GPU, no sandbox (a container has none to give), two pixels for one.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = "--no-sandbox --disable-gpu --disable-quic"
os.environ["QT_SCALE_FACTOR"] = "2"
os.environ["QT_LOGGING_RULES"] = "*=false"
os.environ["LANG"] = os.environ["LC_ALL"] = "C.UTF-8"
# Run as a script, the folder of this file comes first: there ``anki`` would be the tests of that name.
sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != Path(__file__).resolve().parent]
for _name in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[_name]

import anki.lang  # noqa: E402
import aqt  # noqa: E402
from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest  # noqa: E402
from aqt.profiles import ProfileManager, VideoDriver  # noqa: E402
from aqt.qt import QEventLoop, QTimer, QWebEngineSettings  # noqa: E402
from aqt.theme import Theme, theme_manager  # noqa: E402
from aqt.webview import AnkiWebView, AnkiWebViewKind  # noqa: E402

WIDTHS = (360, 900)  # CSS pixels: a phone, a desktop
MIN_CONTRAST = 4.5
MAX_HEIGHT = 6000  # CSS pixels of a picture
_PATIENCE = 60  # seconds
_KINDS = (
    "raw TeX",
    "unknown to MathJax",
    "wider than the screen",
    "cut without a sign",
    "pictures missing",
    "contrast",
)

# A promise in the page becomes a value that can be asked for: Qt's bridge hands over none.
# Anki loads MathJax with the first card that has a formula, and shows a card when it is typeset;
# TURN, a mark at the card's end, tells that it is this one.
_SETTLE = """
window.dbSettled = 0;
(async () => {
  const pause = time => new Promise(done => setTimeout(done, time));
  const until = async (what) => { for (let turn = 0; turn < 1000 && !what(); turn++) await pause(10); };
  const frame = () => new Promise(done => requestAnimationFrame(done));
  const card = document.getElementById("qa");
  await until(() => card.querySelector("#turn-TURN") && card.style.opacity !== "0");
  await until(() => !HAS_FORMULAS || window.MathJax?.startup?.promise);
  await window.MathJax?.startup?.promise;
  await document.fonts.ready;
  await until(() => [...document.images].every(image => image.complete));
  await Promise.race([frame().then(frame), pause(200)]);
  window.dbSettled = TURN;
})();
"""
_FLAG = """
(() => {
  const flag = document.createElement("div");
  flag.id = "flag";
  flag.style.cssText = "position: fixed; inset: 0 auto auto 0; width: 8px; height: 8px; background: #f0f";
  document.body.append(flag);
})();
1
"""
_FORMULA = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)  # as Anki looks for them

_MEASURE = """
(() => {
  const card = document.getElementById("qa");
  const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  const raw = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.parentElement.closest("code, pre, style, script, mjx-container, .mathjax_ignore"))
      raw.push(...(node.data.match(/\\\\(?:[([]|(?:begin|frac|sum|text|left|right)\\b)[^]{0,40}/g) || []));
  }
  const refused = [...card.querySelectorAll("mjx-merror, [data-mjx-error], mjx-mtext[style*=red]")];
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const inner = "pre, .db-tw, mjx-container, style";
  return JSON.stringify({
    formulas: card.querySelectorAll("mjx-container").length,
    "raw TeX": raw,
    "unknown to MathJax": refused.map(e => e.textContent.slice(0, 60)),
    "wider than the screen": wide <= 0 ? [] : [`${wide} px: ` + [...card.querySelectorAll("*")]
      .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.parentElement.closest(inner))
      .map(e => e.tagName.toLowerCase() + "." + e.className).slice(0, 4).join(", ")],
    "cut without a sign": (CUT)(),
    "pictures missing": [...card.querySelectorAll("img")].filter(e => !e.naturalWidth).map(e => e.getAttribute("src")),
    contrasts: (CONTRASTS)(),
    height: Math.ceil(card.getBoundingClientRect().bottom + scrollY) + 20,
  });
})()
"""


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at a note."""

    width: int
    night: bool

    def __str__(self) -> str:
        return f"{self.width}-{'night' if self.night else 'day'}"


README_HEIGHT = 860  # CSS pixels: a long card is cut off, as on a screen
README_PICTURES = {
    "card-day": ('"Question:*scaled dot-product attention?"', View(900, night=False)),
    "card-night": ('"Question:*scaled dot-product attention?"', View(900, night=True)),
    "phone-day": ("Answer:*db-stack*", View(360, night=False)),
    "phone-night": ("Answer:*db-code*", View(360, night=True)),
}
VIEWS = tuple(View(width, night) for night in (False, True) for width in WIDTHS)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that should not be on a card."""

    kind: str
    note: str
    view: View
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}\n    {self.note} at {self.view}"


class Anki:
    """The desktop with a fresh profile in ``base``, which holds the notes of ``packages``."""

    def __init__(self, base: Path, packages: list[Path]) -> None:
        _prepare(base)
        self.app: Any = aqt._run(["anki", "-b", str(base), "-p", "User 1", "-l", "en_US"], exec=False)
        self.window = aqt.mw
        self.packages = packages
        self.web: AnkiWebView | None = None
        self.night: bool | None = None
        self.turn = 0
        scripts = Path(__file__).parent / "card"
        self.measure_script = _MEASURE
        for name in ("contrasts", "cut"):
            script = (scripts / f"{name}.js").read_text(encoding="utf-8")
            self.measure_script = self.measure_script.replace(f"({name.upper()})", f"({script})")

    def run(self, work: Callable[[], int]) -> int:
        """Call ``work`` once Anki is up; its result."""
        results: list[int] = []

        def start() -> None:
            try:
                self.wait(lambda: self.window.col is not None and self.window.state == "deckBrowser", "the collection")
                for package in self.packages:
                    request = ImportAnkiPackageRequest(
                        package_path=str(package.absolute()), options=ImportAnkiPackageOptions()
                    )
                    self.window.col.import_anki_package(request)
                results.append(work())
            except Exception:  # it would otherwise become one of Anki's message boxes, and nobody looks
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                if self.window.col is not None:
                    self.window.col.close()
                os._exit(results[0] if results else 2)  # Qt's own way out waits for dialogs

        QTimer.singleShot(0, start)
        self.app.exec()
        return 2

    def spin(self, seconds: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(int(seconds * 1000), loop.quit)
        loop.exec()

    def wait(self, done: Callable[[], bool], what: str) -> None:
        start = time.monotonic()
        while not done():
            if time.monotonic() - start > _PATIENCE:
                raise TimeoutError(f"waited {_PATIENCE} s for {what}")
            self.spin(0.01)

    def evaluate(self, script: str) -> Any:
        assert self.web is not None
        box: list[Any] = []
        self.web.evalWithCallback(script, box.append)
        self.wait(lambda: bool(box), "the page")
        return box[0]

    def open(self, view: View) -> None:
        """The reviewer's page, empty, as ``view`` wants it."""
        if self.night != view.night:
            self.window.set_theme(Theme.DARK if view.night else Theme.LIGHT)
            self.spin(0.3)
            self.night = view.night
            if self.web is not None:
                self.web.cleanup()
                self.web.close()
            self.web = AnkiWebView(kind=AnkiWebViewKind.MAIN)
            self.web.set_bridge_command(lambda command: None, self)
            self.web.settings().setAttribute(QWebEngineSettings.WebAttribute.ShowScrollBars, False)
            self.web.setFixedSize(view.width, 700)
            self.web.show()
            reviewer = self.window.reviewer
            self.web.stdHtml(reviewer.revHtml(), css=["css/reviewer.css"], js=["js/reviewer.js"], context=reviewer)
            self.wait(lambda: self.evaluate("typeof _showAnswer") == "function", "the reviewer")
        assert self.web is not None
        self.web.setFixedSize(view.width, 700)

    def show(self, card: Any, view: View) -> dict[str, Any]:
        """Put the answer of ``card`` into the page; what is there to be measured."""
        self.open(view)
        html = self.window.prepare_card_text_for_display(card.answer())
        classes = theme_manager.body_classes_for_card_ord(card.ord, view.night)
        self.turn += 1
        marked = html + f'<i id="turn-{self.turn}" hidden></i>'
        self.evaluate(f"_showAnswer({json.dumps(marked)}, {json.dumps(classes)}); 1")
        has_formulas = json.dumps(bool(_FORMULA.search(html)))
        self.evaluate(_SETTLE.replace("TURN", str(self.turn)).replace("HAS_FORMULAS", has_formulas) + "1")
        self.wait(lambda: self.evaluate("window.dbSettled") == self.turn, "the card")
        measured: dict[str, Any] = json.loads(self.evaluate(self.measure_script))
        return measured

    def photograph(self, path: Path, view: View, height: int) -> None:
        """Save what is shown, as high as it is."""
        assert self.web is not None
        self.web.setFixedSize(view.width, min(max(height, 120), MAX_HEIGHT))
        self.evaluate("scrollTo(0, 0); 1")  # Anki scrolls to the answer
        self.wait(lambda: self.evaluate("innerHeight") == self.web.height(), "the page to grow")
        # What is grabbed is the last frame that was painted, which may be an old one: so a flag is
        # raised in the corner, and when it was seen it is struck, and when that is seen it is now.
        self.evaluate(_FLAG)
        self.wait(lambda: self.flag_is_seen(), "the page to be painted")
        self.evaluate("document.getElementById('flag').remove(); 1")
        self.wait(lambda: not self.flag_is_seen(), "the page to be painted again")
        path.parent.mkdir(parents=True, exist_ok=True)
        self.web.grab().save(str(path))

    def flag_is_seen(self) -> bool:
        assert self.web is not None
        self.spin(0.05)
        return self.web.grab().toImage().pixelColor(2, 2).name() == "#ff00ff"


def _prepare(base: Path) -> None:
    """A profile that asks no questions: no first start, no updates."""
    anki.lang.set_lang("en_US")
    profiles = ProfileManager(base)
    profiles.setupMeta()
    profiles.meta.update(defaultLang="en_US", firstRun=False)
    profiles.set_update_check(False)
    profiles.set_check_for_addon_updates(False)
    profiles.set_video_driver(VideoDriver.Software)
    profiles.create("User 1")
    profiles.load("User 1")
    profiles.save()
    profiles.db.close()


def survey(desktop: Anki, search: str, shots: Path | None) -> int:
    """Look at every note that ``search`` finds, in every view, and report; the exit code."""
    collection = desktop.window.col
    notes = collection.find_notes(search)
    findings: list[Finding] = []
    formulas, lowest, start = 0, 21.0, time.monotonic()
    for view in VIEWS:
        for number, note_id in enumerate(notes, 1):
            note = collection.get_note(note_id)
            name = f"{note.guid} “{_plain(note.fields[0])}”"
            measured = desktop.show(note.cards()[0], view)
            for kind in _KINDS[:-1]:
                findings += [Finding(kind, name, view, str(detail)) for detail in measured[kind]]
            for ratio, text in measured["contrasts"]:
                lowest = min(lowest, ratio)
                if ratio < MIN_CONTRAST:
                    findings.append(Finding("contrast", name, view, f"{ratio:.2f} of “{text}”"))
            if view == VIEWS[0]:
                formulas += measured["formulas"]
            if shots is not None:
                desktop.photograph(shots / f"{number:04}-{view}.png", view, measured["height"])
            if sys.__stderr__ is not None and sys.__stderr__.isatty():  # Anki puts its own in the place of sys.stderr
                print(f"\r{view}: {number} of {len(notes)} ", end="", file=sys.__stderr__)
    for finding in findings:
        print(finding)
    counts = {kind: sum(finding.kind == kind for finding in findings) for kind in _KINDS}
    print(
        f"{len(notes)} notes in {len(VIEWS)} views, {formulas} formulas, {time.monotonic() - start:.0f} s: "
        + ", ".join(f"{count} {kind}" for kind, count in counts.items())
        + f"; lowest contrast {lowest:.2f}:1"
    )
    return 1 if findings or not notes else 0


def take_pictures(desktop: Anki, folder: Path) -> int:
    """The pictures of the README, from the first note that each search finds; the exit code."""
    collection = desktop.window.col
    for name, (search, view) in README_PICTURES.items():
        notes = collection.find_notes(search)
        if not notes:
            print(f"{name}: no note is found by {search}")
            return 1
        measured = desktop.show(collection.get_note(notes[0]).cards()[0], view)
        desktop.photograph(folder / f"{name}.png", view, min(measured["height"], README_HEIGHT))
        print(f"{folder / name}.png")
    return 0


def _plain(html: str) -> str:
    from anki.utils import strip_html

    return strip_html(html).strip()[:60]


@contextlib.contextmanager
def _work_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="anki-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def main() -> int:
    parser = argparse.ArgumentParser(description="Look at the notes of packages in the real Anki desktop.")
    parser.add_argument("paths", nargs="+", type=Path, help="packages, or folders of them")
    parser.add_argument("--search", default="", help="look only at the notes that this search of Anki's finds")
    parser.add_argument("--shots", type=Path, metavar="FOLDER", help="save a picture of every view")
    parser.add_argument("--readme", type=Path, metavar="FOLDER", help="save the README's pictures")
    options = parser.parse_args()
    packages = [
        package for path in options.paths for package in (sorted(path.glob("*.apkg")) if path.is_dir() else [path])
    ]
    missing = [str(path) for path in packages if not path.is_file()]
    if missing or not packages:
        parser.error(f"no such package: {', '.join(missing) or options.paths[0]}")
    with _work_folder() as base:
        desktop = Anki(base, packages)

        def work() -> int:
            found = survey(desktop, options.search, options.shots)
            return max(found, take_pictures(desktop, options.readme) if options.readme else 0)

        return desktop.run(work)


if __name__ == "__main__":
    sys.exit(main())
