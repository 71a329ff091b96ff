"""How much more work a larger input is: a ratio that other processes, and other tests, do not move."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

Work = Callable[[], object]

_ROUNDS = 3


def growth(small: Work, large: Work) -> float:
    """How many times the CPU time of ``small`` the work of ``large`` takes, each at its best of three.

    They take turns, so that a stretch of time in which the processor is shared, and its caches
    with it, meets both.
    """
    rounds = [(_seconds(small), _seconds(large)) for _ in range(_ROUNDS)]
    less, more = min(first for first, _ in rounds), min(second for _, second in rounds)
    print(f"{less:.3f} s became {more:.3f} s, {more / less:.2f} times as long")
    return more / less


def _seconds(work: Work) -> float:
    """CPU time, without the garbage collector's: how often that looks at everything depends on what else is alive."""
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        work()
        return time.process_time() - start
    finally:
        gc.enable()
