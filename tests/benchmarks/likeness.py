"""How like GitHub's is our HTML?  Run by hand, on any Markdown that lies about:

    python -m tests.benchmarks.likeness [--show N] FILE…     (without files: the installed packages' descriptions)

Cuts each file at its headings, renders each section with cmark-gfm and with ours, and prints the share
of sections that are the same, the time, and the first N that differ.  Footnotes, alerts and types in
angle brackets (``List<String>``), which we read on purpose as cmark-gfm does not, count as different.
"""

from __future__ import annotations

import argparse
import difflib
import time
from itertools import islice
from pathlib import Path

from builder.render.markdown import Converter
from tests.render import github


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--show", type=int, default=0, metavar="N")
    options = parser.parse_args()
    read = ((str(path), path.read_text(encoding="utf-8", errors="replace")) for path in options.files)
    documents = read if options.files else github.installed_readmes()
    sections = {section: name for name, text in documents for section in github.sections(text)}
    converter = Converter()
    start = time.process_time()
    pages = [github.ours(converter, section) for section in sections]
    elapsed = time.process_time() - start
    theirs = [github.outline(github.github(section)) for section in sections]
    pairs = list(zip(theirs, map(github.outline, pages), strict=True))
    same = sum(left == right for left, right in pairs)
    print(f"{same} of {len(pairs)} sections the same: {same / max(len(pairs), 1):.2%}")
    count = max(len(pairs), 1)
    print(f"{elapsed / count * 1000:.2f} ms a section of {sum(map(len, sections)) // count} characters")
    different = ((name, *pair) for name, pair in zip(sections.values(), pairs, strict=True) if pair[0] != pair[1])
    for name, left, right in islice(different, options.show):
        print(f"\n{name}")
        print("\n".join(islice(difflib.unified_diff(left, right, "GitHub", "ours", lineterm="", n=1), 16)))


if __name__ == "__main__":
    main()
