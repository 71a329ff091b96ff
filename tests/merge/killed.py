"""Builds a project again and again, and kills each build a step later: before its nth touch of the disk.

A program of its own, for it forks.  Arguments: the project's folder, the time of the build, and a
folder for the states that the killed builds leave behind.  The last state is of a build
that came through.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from itertools import count
from pathlib import Path

from builder import pipeline
from builder.project.files import open_project

_WRITES = {"open", "os.rename", "os.remove", "os.mkdir", "os.chmod", "os.truncate", "os.link", "os.symlink"}


def build(folder: Path, now: int, fatal: int) -> None:
    """Build ``folder``; die before touch number ``fatal``."""
    touches = count(1)

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        # An "open" counts if it writes: its flags have O_WRONLY, O_RDWR or O_CREAT.
        if event in _WRITES and (event != "open" or _writes(arguments)) and next(touches) == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    pipeline.build(open_project(folder / "sources"), folder / "out", now=now, topics=False)


def _writes(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def main() -> None:
    project, now, states = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    for fatal in count(1):
        state = states / f"{fatal:03}"
        shutil.copytree(project, state)
        child = os.fork()
        if child == 0:
            build(state, now, fatal)
            os._exit(0)
        if os.waitpid(child, 0)[1] == 0:
            return


if __name__ == "__main__":
    main()
