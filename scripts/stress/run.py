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
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from scripts.stress.alerts import kill_alerts
from scripts.stress.crawl import crawl
from scripts.stress.damage import damage_all
from scripts.stress.fuzz import fuzz_all
from scripts.stress.growth import grow_all
from scripts.stress.hostile import read_hostile_files
from scripts.stress.interrupts import interrupt_all
from scripts.stress.kills import Kills, kill_all
from scripts.stress.pipes import try_pipes
from scripts.stress.readers import read_beside_writer
from scripts.stress.shortage import shorten_all
from scripts.stress.upkeep import UPKEEP

Outcome: TypeAlias = tuple[dict[str, object], list[str]]  # counts and problems


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
    answer_within_s=2.0, inputs=4000, characters=50_000, most_families=None, shortages=20,
    interrupts=300, crawled=300, served=1_000_000, outages=3,
)  # fmt: skip
SHORT = Sizes(
    kills=3, alert_kills=2, articles=100, damages=1, most_damages=12, changes=8,
    answer_within_s=30.0, inputs=25, characters=5_000, most_families=3, shortages=1,
    interrupts=4, crawled=160, served=2000, outages=1,
)  # fmt: skip


def _kills(folder: Path, sizes: Sizes, seed: int) -> Outcome:
    return _outcome(kill_all(folder, sizes.kills, seed=seed), "kills")


def _alerts(folder: Path, sizes: Sizes, seed: int) -> Outcome:
    found = kill_alerts(
        folder, sizes.alert_kills, articles=sizes.articles, alerts=sizes.articles // 10, seed=seed
    )
    counts: dict[str, object] = {
        "kills while alerts are told": found.kills,
        "told by alerts": found.told,
        "corrections of them": found.corrections,
        "told again after a kill": found.repeated,
    }
    return counts, found.problems


def _postgres(folder: Path, sizes: Sizes, seed: int) -> Outcome:
    from scripts.stress.postgres import kill_postgres_writers

    return _outcome(
        kill_postgres_writers(folder, sizes.kills, seed=seed), "kills beside PostgreSQL"
    )


def _servers(folder: Path, sizes: Sizes, seed: int) -> Outcome:
    from scripts.stress.servers import kill_servers

    found = kill_servers(folder, sizes.served, sizes.outages, seed=seed)
    counts: dict[str, object] = {
        "passages beside outages": found.passages,
        "filled in, s": found.filled_s,
        "kills of servers": found.kills,
        "used again after, s": found.recovered_s,
        "articles that arrived": found.arrived,
        "of them stored": found.stored,
        "articles stored in a second": found.stored_per_s,
        "stored after, median and longest, s": found.stored_after_s,
        "articles removed": found.removed,
        "answers beside outages": found.answers,
        "of them by words alone": found.by_words,
        "questions without an answer": found.unanswered,
        "answers took, median and 99th percentile, s": [found.median_s, found.p99_s],
    }
    return counts, found.problems


def _upkeep(folder: Path, sizes: Sizes, seed: int) -> Outcome:
    found = kill_all(folder, sizes.kills, seed=seed, operations=UPKEEP)
    return _outcome(found, "kills of upkeep")


def _outcome(found: Kills, name: str) -> Outcome:
    counts: dict[str, object] = {
        name: sum(found.kills.values()),
        f"{name} by verb": found.kills,
        f"{name} that came too late": found.ended_before,
        f"{name} that lost articles": len(found.lost_articles),
    }
    return counts, [*found.problems, *found.lost_articles]


def _interrupts(folder: Path, sizes: Sizes, seed: int) -> Outcome:
    found = interrupt_all(folder, sizes.interrupts, seed=seed)
    return {"Ctrl-C": found.interrupts, "said": found.messages}, found.problems


def _pipes(folder: Path, sizes: Sizes, seed: int) -> Outcome:
    found = try_pipes(folder)
    return {"pipes for files": found.tried}, found.problems


def _shortage(folder: Path, sizes: Sizes, seed: int) -> Outcome:
    found = shorten_all(folder, sizes.shortages, seed=seed)
    counts: dict[str, object] = {
        "shortages": sum(found.done.values()),
        "done all the same": found.succeeded,
    }
    return counts, found.problems


def _damages(folder: Path, sizes: Sizes, seed: int) -> Outcome:
    found = damage_all(folder, sizes.damages, most=sizes.most_damages, seed=seed)
    counts: dict[str, object] = {
        "damages": sum(found.done.values()),
        "damages told with their cure": found.reported,
        "damages without effect": found.harmless,
    }
    return counts, found.problems


def _readers(folder: Path, sizes: Sizes, seed: int) -> Outcome:
    found = read_beside_writer(folder, sizes.changes, limit_s=sizes.answer_within_s, seed=seed)
    counts: dict[str, object] = {
        "changes beside a reader": found.changes,
        "answers beside a writer": found.answers,
        "slowest answer beside a writer, s": round(found.slowest_answer_s, 2),
        "slowest change to be seen, s": round(found.slowest_change_s, 2),
    }
    return counts, found.problems


def _hostile(folder: Path, sizes: Sizes, seed: int) -> Outcome:
    found = read_hostile_files(folder)
    return {"hostile files": found.files}, found.problems


def _fuzz(folder: Path, sizes: Sizes, seed: int) -> Outcome:
    found = fuzz_all(sizes.inputs, seed_of_run=seed)
    return {"fuzzed inputs": sum(found.inputs.values())}, found.problems


def _growth(folder: Path, sizes: Sizes, seed: int) -> Outcome:
    found = grow_all(sizes.characters, most=sizes.most_families, seed=seed)
    return {"growing inputs": found.inputs}, found.problems


def _crawl(folder: Path, sizes: Sizes, seed: int) -> Outcome:
    found = crawl(folder, sizes.crawled)
    counts: dict[str, object] = {
        "crawled articles": found.articles,
        "addresses without an article": found.failed,
    }
    return counts, found.problems


PARTS: dict[str, Callable[[Path, Sizes, int], Outcome]] = {
    "kills": _kills,
    "postgres": _postgres,
    "servers": _servers,
    "upkeep": _upkeep,
    "alerts": _alerts,
    "damage": _damages,
    "readers": _readers,
    "hostile": _hostile,
    "fuzz": _fuzz,
    "growth": _growth,
    "pipes": _pipes,
    "interrupts": _interrupts,
    "shortage": _shortage,
    "crawl": _crawl,
}  # the first six fork, and must run before any threads are started


_WITH_SERVERS = ("postgres", "servers")  # which need scripts/cluster-test
BY_DEFAULT = [name for name in PARTS if name not in _WITH_SERVERS]


def stress(parts: Sequence[str], sizes: Sizes, *, seed: int) -> Outcome:
    """Run these parts; returns counts and problems."""
    counts: dict[str, object] = {}
    problems: list[str] = []
    for name in parts:
        with tempfile.TemporaryDirectory(prefix="stress-") as folder:
            part_counts, part_problems = PARTS[name](Path(folder), sizes, seed)
        counts |= part_counts
        problems += part_problems
    counts["wrong answers"] = sum("wrong answer" in problem for problem in problems)
    counts["problems"] = len(problems)
    return counts, problems


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
    counts, problems = stress(
        [name for name in PARTS if name in (options.only or BY_DEFAULT)], sizes, seed=options.seed
    )
    counts["took, s"] = round(time.monotonic() - start)
    if options.json:
        print(json.dumps({"counts": counts, "problems": problems}))
    else:
        for name, count in counts.items():
            print(f"{name}: {count}")
        for problem in problems:
            print(f"  {problem}")
    return 1 if problems else 0
