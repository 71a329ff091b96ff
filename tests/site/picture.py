"""The README's picture of the page: ``python -m tests.site.picture SITE [FOLDER]``.

Owns: what is in the picture.  Cards are photographed in the real Anki by ``tests/screenshots.py``.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.browser import FLAGS

WIDTH, HEIGHT = 1200, 760  # CSS pixels
TOPIC = "Key Facts"  # which has a formula on its first card, and topics below it


def photograph(site: Path, folder: Path) -> Path:
    """Save ``page.png``: the browser of ``site`` with a topic chosen and a card turned."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1.5)
        page.goto((site / "browse.html").absolute().as_uri() + "#back=1")
        topic = page.locator("#tree .tag", has_text=TOPIC).first
        topic.locator(".twist").click()
        topic.locator("input").check()
        expect(page.frame_locator("#stage iframe").locator("mjx-container").first).to_be_visible()
        page.wait_for_timeout(300)  # fonts
        page.screenshot(path=folder / "page.png")
        browser.close()
    return folder / "page.png"


if __name__ == "__main__":
    print(photograph(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "media/readme")))
