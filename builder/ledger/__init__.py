"""The ledger: which note is which, from release to release.

``parse`` and ``serialise`` are its text (``entries``), ``identify`` gives drafts their GUIDs
(with ``matching`` and ``texts``), ``retire`` makes the fields of a note that is gone, and
``stamp`` sets modification times and makes the next ledger.  The order for a build:

    ledger = parse(text, path) if text else begin(root, notes)
    identified = identify(placed, ledger, root=config.deck)
    rendered = [retire.render(n) if n.retired else <render>(n) for n in identified.notes]
    stamped = stamp(identified, rendered, ledger, now=now, notetypes=…, retire_after=…)
    pack(stamped.rendered, notetypes=released(stamped.ledger, …), released=stamped.ledger.newest, …)

A build writes the ledger if ``stamped.ledger != ledger``, and writes it **before** the
package.  Killed in between, the old package is there with a ledger that knows more than was
shipped, and the next build makes the package that was due.  The other way about, a
package with new GUIDs might have reached learners, and the ledger would not know them
when their questions change next.
"""

from builder.ledger import retire
from builder.ledger.entries import (
    DocumentEntry,
    Entry,
    Joined,
    Kept,
    Ledger,
    Mended,
    NotetypeEntry,
    begin,
    join,
    mend,
    merge,
    parse,
    serialise,
    turn_back,
)
from builder.ledger.identify import Identified, Outcome, identify
from builder.ledger.stamp import Stamped, released, stamp

__all__ = [
    "DocumentEntry",
    "Entry",
    "Identified",
    "Joined",
    "Kept",
    "Ledger",
    "Mended",
    "NotetypeEntry",
    "Outcome",
    "Stamped",
    "begin",
    "identify",
    "join",
    "mend",
    "merge",
    "parse",
    "released",
    "retire",
    "serialise",
    "stamp",
    "turn_back",
]
