"""A deck of any size for measurements: every fifth note has a table, code and formulas.

Run ``python -m tests.benchmarks.corpus FOLDER NOTES [DOCUMENTS]`` to write one.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from tests.ledger.crowd import words

_RICH = """
| name | value |
|------|-------|
| {a}  | {n}   |
| {b}  | $x_{n}$ |

```python
def f(x):
    return x + {n}
```

So $a^2 + b^2 = c_{{{n}}}$, and:

$$
\\int_0^{{{n}}} x^2\\,dx = \\frac{{{n}^3}}{{3}}
$$
"""


def document(notes: int, seed: int = 7) -> str:
    """A document of ``notes`` questions below headings, in sections of fifty."""
    chance = random.Random(seed)
    known = words(chance, 3_000)
    parts = [f"# Crowd {seed}"]
    for number in range(notes):
        if number % 50 == 0:
            parts.append(f"## Part {number // 50 + 1} {chance.choice(known)}")
        subject = " ".join(chance.choices(known, k=chance.randint(2, 5)))
        parts.append(f"### What is the {subject}?")
        first, second = " ".join(chance.choices(known, k=10)), " ".join(chance.choices(known, k=6))
        strong = " ".join(chance.choices(known, k=2))
        parts.append(f"The {first} is **{strong}** of it.\nAnd {second}.")
        if number % 5 == 0:
            parts.append(_RICH.strip().format(a=chance.choice(known), b=chance.choice(known), n=number % 97 + 2))
    return "\n\n".join(parts) + "\n"


def write(folder: Path, notes: int, documents: int = 1) -> None:
    """Write ``notes`` notes in ``documents`` documents into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(documents):
        share = notes * (number + 1) // documents - notes * number // documents
        (folder / f"crowd{number:04}.md").write_text(document(share, 7 + number), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
