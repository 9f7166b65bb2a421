"""Runs the stress tests: kills, damage, fuzzing, shortages, interrupts and growing inputs.

    python -m scripts.stress               400 kills and more, over an hour
    python -m scripts.stress --short       a sample of all of it
    .cache/cluster/bin/python -m scripts.stress --only postgres    beside a server
    .cache/cluster/bin/python -m scripts.stress --only servers     servers are killed themselves

Exits with status 1 if there were problems.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scripts.stress.alerts import kill_alerts
from scripts.stress.crawl import crawl
from scripts.stress.damage import damage_all
from scripts.stress.fuzz import fuzz_all
from scripts.stress.growth import grow_all
from scripts.stress.hostile import read_hostile_files
from scripts.stress.interrupts import interrupt_all
from scripts.stress.kills import Kills, kill_all
from scripts.stress.outcome import Outcome
from scripts.stress.readers import read_beside_writer
from scripts.stress.shortage import shorten_all
from scripts.stress.upkeep import UPKEEP


@dataclass(frozen=True, slots=True)
class Sizes:
    """The numbers of tests of each kind."""

    kills: int
    alert_kills: int
    articles: int  # that come to alerts, one alert for ten
    damages: int  # of each random kind, for each file
    most_damages: int | None  # in total
    changes: int  # beside a reader
    answer_within_s: float  # then
    inputs: int  # for each target of fuzzing
    characters: int  # of the smaller of two growing inputs
    most_families: int | None  # of growing inputs at each place
    shortages: int  # of each kind
    interrupts: int  # by Ctrl-C
    crawled: int  # articles of a web site
    served: int  # passages beside which servers are killed
    outages: int  # of each server


LONG = Sizes(
    kills=200, alert_kills=20, articles=2000, damages=25, most_damages=None, changes=300,
    answer_within_s=2.0, inputs=4000, characters=20_000, most_families=None, shortages=20,
    interrupts=300, crawled=300, served=1_000_000, outages=3,
)  # fmt: skip
SHORT = Sizes(
    kills=3, alert_kills=2, articles=100, damages=1, most_damages=12, changes=8,
    answer_within_s=30.0, inputs=25, characters=5_000, most_families=3, shortages=1,
    interrupts=4, crawled=160, served=2000, outages=1,
)  # fmt: skip


def _postgres(folder: Path, sizes: Sizes, seed: int) -> Outcome:
    from scripts.stress.postgres import kill_postgres_writers

    found = kill_postgres_writers(folder, sizes.kills, seed=seed)
    return _outcome(found, "kills beside PostgreSQL")


def _servers(folder: Path, sizes: Sizes, seed: int) -> Outcome:
    from scripts.stress.servers import kill_servers

    return kill_servers(folder, sizes.served, sizes.outages, seed=seed)


def _outcome(found: Kills, name: str) -> Outcome:
    counts = {
        name: sum(found.kills.values()),
        f"{name} by verb": found.kills,
        f"{name} that came too late": found.ended_before,
        f"{name} that lost articles": len(found.lost_articles),
    }
    return Outcome(counts, [*found.problems, *found.lost_articles])


PARTS: dict[str, Callable[[Path, Sizes, int], Outcome]] = {
    "kills": lambda folder, sizes, seed: _outcome(
        kill_all(folder, sizes.kills, seed=seed), "kills"
    ),
    "postgres": _postgres,
    "servers": _servers,
    "upkeep": lambda folder, sizes, seed: _outcome(
        kill_all(folder, sizes.kills, seed=seed, operations=UPKEEP), "kills of upkeep"
    ),
    "alerts": lambda folder, sizes, seed: kill_alerts(
        folder, sizes.alert_kills, articles=sizes.articles, alerts=sizes.articles // 10, seed=seed
    ),
    "damage": lambda folder, sizes, seed: damage_all(
        folder, sizes.damages, most=sizes.most_damages, seed=seed
    ),
    "readers": lambda folder, sizes, seed: read_beside_writer(
        folder, sizes.changes, limit_s=sizes.answer_within_s, seed=seed
    ),
    "interrupts": lambda folder, sizes, seed: interrupt_all(folder, sizes.interrupts, seed=seed),
    "hostile": lambda folder, sizes, seed: read_hostile_files(folder),
    "fuzz": lambda folder, sizes, seed: fuzz_all(sizes.inputs, seed_of_run=seed),
    "growth": lambda folder, sizes, seed: grow_all(
        sizes.characters, most=sizes.most_families, seed=seed
    ),
    "shortage": lambda folder, sizes, seed: shorten_all(folder, sizes.shortages, seed=seed),
    "crawl": lambda folder, sizes, seed: crawl(folder, sizes.crawled),
}  # all up to interrupts fork, and must run before any threads are started


_WITH_SERVERS = ("postgres", "servers")  # which need scripts/cluster-test
BY_DEFAULT = [name for name in PARTS if name not in _WITH_SERVERS]


def stress(parts: Sequence[str], sizes: Sizes, *, seed: int) -> Outcome:
    """Run these parts; returns counts and problems."""
    found = Outcome({})
    for name in parts:
        print(f"{name} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="stress-") as folder:
            part = PARTS[name](Path(folder), sizes, seed)
        found.counts |= part.counts
        found.problems += part.problems
    found.counts["wrong answers"] = sum("wrong answer" in problem for problem in found.problems)
    found.counts["problems"] = len(found.problems)
    return found


def main() -> int:
    """Print counts and problems; returns 1 if there are problems."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--short", action="store_true", help="a sample of all of it")
    parser.add_argument("--only", choices=[*PARTS], action="append", help="this part of it")
    parser.add_argument("--kills", type=int, help="number of kills, by default 200")
    parser.add_argument("--passages", type=int, help="beside which servers are killed")
    parser.add_argument("--seed", type=int, default=0, help="seed of the random choices")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    logging.disable(logging.WARNING)  # rebuilt caches are expected
    sizes = SHORT if options.short else LONG
    if options.kills is not None:
        sizes = replace(sizes, kills=options.kills)
    if options.passages is not None:
        sizes = replace(sizes, served=options.passages)
    start = time.monotonic()
    found = stress(
        [name for name in PARTS if name in (options.only or BY_DEFAULT)], sizes, seed=options.seed
    )
    counts, problems = found.counts, found.problems
    counts["took, s"] = round(time.monotonic() - start)
    if options.json:
        print(json.dumps({"counts": counts, "problems": problems}))
    else:
        for name, count in counts.items():
            print(f"{name}: {count}")
        for problem in problems:
            print(f"  {problem}")
    return 1 if problems else 0
