"""Checks that all parsers of foreign text take linear time, by inputs of growing length."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from scripts.stress.growth_inputs import FAMILIES, TAGS, Make
from scripts.stress.growth_targets import Target, targets
from scripts.stress.outcome import Outcome, tell

_MAX_RATIO = 8.0  # of times for fourfold length; quadratic time has 16
_MIN_S = 0.1  # shorter times are ignored as noise
_SLOW_S = 10.0  # not repeated
_REPEATS = 3


def grow_all(characters: int, *, most: int | None = None, seed: int = 0) -> Outcome:
    """Try every family for every target with ``characters``, and fourfold length.

    ``most`` limits the families for each target to a sample by ``seed``.
    """
    growth = Outcome({"growing inputs": 0})
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        all_targets = list(targets(Path(folder)))
        for done, target in enumerate(all_targets, start=1):
            for name, make in _sample(target, most, seed):
                growth.counts["growing inputs"] += 1
                if problem := _problem(target, make, characters):
                    growth.problems.append(f"{target.name}, {name}: {problem}")
            tell(done, len(all_targets))
    return growth


def _sample(target: Target, most: int | None, seed: int) -> Iterator[tuple[str, Make]]:
    families: Mapping[str, Make] = TAGS if target.is_markup else FAMILIES
    names = list(families)
    if most is not None and most < len(names):
        names = random.Random(f"{seed} {target.name}").sample(names, most)
    return ((name, families[name]) for name in names)


def _problem(target: Target, make: Make, characters: int) -> str | None:
    """The problem of a target with a family of inputs; None if its time is linear."""
    large = _seconds(target, make(4 * characters), repeats=1)
    if large < _MIN_S:
        return None
    small = _seconds(target, make(characters))
    if large / small > _MAX_RATIO:  # measured again, because another program may have interfered
        large = _seconds(target, make(4 * characters))
    if large / small <= _MAX_RATIO:
        return None
    larger = _seconds(target, make(16 * characters))
    if larger / large <= _MAX_RATIO:  # a step and not growth, such as a size limit
        return None
    return f"{small:.2f} s for {characters:,} characters, {large:.2f} s for {4 * characters:,}"


def _seconds(target: Target, text: str, *, repeats: int = _REPEATS) -> float:
    """The minimum processor time of several runs, or of one if it is slow."""
    least = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        target.read(text)
        least = min(least, time.process_time() - start)
        if least > _SLOW_S:
            break
    return least
