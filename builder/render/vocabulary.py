"""The commands, environments and delimiters that Anki's MathJax knows, read from ``mathjax.json``.

Owns: the list and the signatures.  Does not own: what is checked by them (``tex``).

A signature says what a command takes, one letter for each:

====  =======================================================================
m     an argument that is itself a formula
x     an argument that is not (a label, a number)
t     an argument that is text, in which ``$…$`` is a formula
a     an argument with the rows and columns of a table
c     a colour
n     a number of columns
u     an argument that is read in another way; its commands must be known all the same
o O   the same as m and x, in square brackets, may be absent
d D   a delimiter; D: in braces
l     a length such as 2em
``*`` a star, may be absent
====  =======================================================================

In front may stand what it leaves behind: ``-`` nothing, ``!`` an operator that takes limits,
``~`` a change of style up to the end of the group.  A longer word (``fence``, ``over`` …) names
a command with rules of its own, which are methods of the checker.
"""

from __future__ import annotations

import json
from importlib.resources import files


def _by_name(groups: dict[str, str]) -> dict[str, str]:
    return {name: signature for signature, names in groups.items() for name in names.split(" ")}


_TABLE = json.loads((files("builder.render") / "mathjax.json").read_text(encoding="utf-8"))

COMMANDS = _by_name(_TABLE["commands"])
ENVIRONMENTS = _by_name(_TABLE["environments"])
DELIMITERS = frozenset(_TABLE["delimiters"].split(" "))
# Environments that are not tables: an ``&`` may not stand in them.
PLAIN_ENVIRONMENTS = frozenset(_TABLE["plain"].split(" "))
ONE_COLUMN = frozenset(_TABLE["one_column"].split(" "))
# Environments of which a formula can hold one only, and none within another.
WHOLE_ENVIRONMENTS = frozenset(_TABLE["whole"].split(" "))
# Environments in which an equation cannot be numbered by hand.
UNTAGGED = frozenset(_TABLE["untagged"].split(" "))
# Commands that cannot be a script without braces: x^\log y is an error in MathJax.
BRACED = frozenset(_TABLE["braced"].split(" "))
