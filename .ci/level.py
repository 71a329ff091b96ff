"""Compare a score with the level that was reached before: every figure of every document must hold it.

usage: level.py SCORE.json LEVEL [--raise]
"""

import json
import sys

FIGURES = ("precision", "recall", "section", "answered", "boundary", "score")


def main() -> int:
    with open(sys.argv[1], encoding="utf-8") as file:
        score = json.load(file)
    reached = {
        f"{name}.{figure}": row[figure]
        for name, row in {**score["per_source"], "all": score["overall"]}.items()
        for figure in FIGURES
    }
    if "--raise" in sys.argv:
        with open(sys.argv[2], "w", encoding="utf-8") as file:
            file.writelines(f"{name} {value:.4f}\n" for name, value in sorted(reached.items()))
        return 0
    with open(sys.argv[2], encoding="utf-8") as file:
        level = {name: float(value) for name, value in (line.split() for line in file)}
    fallen = [
        f"{name} is {reached.get(name, 0):.4f}, was {value:.4f}"
        for name, value in level.items()
        if reached.get(name, 0) < value
    ]
    print("\n".join(fallen) or f"all {len(level)} figures hold their level")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
