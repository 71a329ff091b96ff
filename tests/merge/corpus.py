"""The deck of the scenarios: three files, in two layouts, with sections, a formula, a table and a picture."""

from __future__ import annotations

import io

from PIL import Image

NETWORKS = """\
# Neural networks

## Training

### 1. What is dropout?

Turning off random units while a network learns, so that none of them relies on another. At inference all of
them work, and their outputs are scaled.

### 2. Why are examples grouped in batches?

The hardware computes many examples at once, and the mean of their gradients is less noisy than each alone.

### 3. What does the learning rate decide?

How far each step of gradient descent goes: $w \\leftarrow w - \\eta \\nabla L$.

## Layers

### 4. What does a ReLU compute?

The greater of zero and its input.

### 5. What does a convolution share?

Its weights: the same small kernel slides over all places of the picture.

![A kernel over a picture](kernel.png)

### 6. Which layers have how many parameters?

| Layer | Parameters |
|-------|------------|
| Dense | inputs times outputs, and one bias for each output |
| Convolution | kernel size times channels in and out |
"""

PYTHON = """\
# Python

Q: What is a generator?

A: A function that yields its values one at a time, and remembers where it stopped.

Q: When is a tuple better than a list?

A: When the values belong together by position and must not change, as the key of a dictionary.

Q: What does `zip` do with sequences of different lengths?

A: It stops at the shortest, unless `strict=True` asks for an error.

Q: Why should a default argument not be a list?

A: It is made once, when the function is defined, and all calls share it.
"""

STATISTICS = """\
# Statistics

### What is a median?

The value in the middle, once all values are sorted; half of them lie on either side.

### When does the mean mislead?

When a few values are very far from the others, as with incomes.
"""


def picture(grey: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (40, 40), grey).save(buffer, "PNG")
    return buffer.getvalue()


FILES: dict[str, str | bytes] = {
    "networks.md": NETWORKS,
    "python.md": PYTHON,
    "statistics.md": STATISTICS,
    "kernel.png": picture(100),
    "deckbuilder.toml": 'deck = "School"\n',
}
NOTES = 12
