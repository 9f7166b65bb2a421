"""Kills, damages, fuzzes and watches the archive for some minutes, and counts what went wrong.

    scripts/stress.py               the long form: 200 kills and more, some ten minutes
    scripts/stress.py --short       a sample of all of it

Ends with status 1 where anything was lost or wrong.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from scripts.stress_damage import damage_all
from scripts.stress_fuzz import fuzz_all
from scripts.stress_hostile import read_hostile_files
from scripts.stress_kills import kill_all
from scripts.stress_readers import read_beside_writer


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of each is done."""

    kills: int
    damages: int  # of each kind that falls anywhere, for each file
    changes: int  # beside a reader
    inputs: int  # for each target of fuzzing


LONG = Sizes(kills=200, damages=40, changes=300, inputs=4000)
SHORT = Sizes(kills=10, damages=2, changes=20, inputs=100)


def stress(sizes: Sizes, *, seed: int) -> tuple[dict[str, object], list[str]]:
    """Does all of it; the counts, and everything that was wrong."""
    with tempfile.TemporaryDirectory(prefix="stress-") as name:
        folder = Path(name)
        for part in ("kills", "damage", "readers", "hostile"):
            (folder / part).mkdir()
        kills = kill_all(folder / "kills", sizes.kills, seed=seed)
        damages = damage_all(folder / "damage", sizes.damages, seed=seed)
        reading = read_beside_writer(folder / "readers", sizes.changes, seed=seed)
        hostile = read_hostile_files(folder / "hostile")
    fuzzed = fuzz_all(sizes.inputs, seed_of_run=seed)
    problems = [
        *kills.problems,
        *kills.lost_articles,
        *damages.problems,
        *reading.problems,
        *hostile.problems,
        *fuzzed.problems,
    ]
    counts: dict[str, object] = {
        "kills": sum(kills.kills.values()),
        "kills by verb": kills.kills,
        "ended before the kill": kills.ended_before,
        "damages": sum(damages.done.values()),
        "damages told with their cure": damages.told,
        "damages without effect": damages.harmless,
        "answers beside a writer": reading.answers,
        "changes beside a reader": reading.changes,
        "slowest answer beside a writer, s": round(reading.slowest_answer_s, 2),
        "slowest change to be seen, s": round(reading.slowest_change_s, 2),
        "hostile files": hostile.files,
        "fuzzed inputs": sum(fuzzed.inputs.values()),
        "lost articles": len(kills.lost_articles),
        "wrong answers": sum("wrong answer" in problem for problem in problems),
        "problems": len(problems),
    }
    return counts, problems


def main() -> int:
    """Prints the counts and what was wrong; 1 where anything was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a sample of all of it")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    logging.disable(logging.WARNING)  # that a damaged cache is made anew is what is wanted here
    start = time.monotonic()
    counts, problems = stress(SHORT if options.short else LONG, seed=options.seed)
    counts["took, s"] = round(time.monotonic() - start)
    if options.json:
        print(json.dumps({"counts": counts, "problems": problems}))
    else:
        for name, count in counts.items():
            print(f"{name}: {count}")
        for problem in problems:
            print(f"  {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
