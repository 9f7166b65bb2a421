"""Families of growing inputs for all that reads foreign text: time must grow with their length."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scripts.stress.growth_inputs import FAMILIES, TAGS, Make
from scripts.stress.growth_targets import Target, targets

_MOST_RATIO = 8.0  # of the time for four times as much; the square of it would be 16
_LEAST_S = 0.1  # what takes less is not looked at: it can hardly be told from noise
_GIVEN_UP_S = 10.0
_REPEATS = 3


@dataclass(slots=True)
class Growth:
    """How many inputs were tried, and those for which time grew faster than their length."""

    inputs: int = 0
    problems: list[str] = field(default_factory=list)


def grow_all(characters: int, *, most: int | None = None, seed: int = 0) -> Growth:
    """Tries every family at every place with ``characters`` and four times as many.

    ``most`` limits how many are tried for each place, drawn by ``seed``.
    """
    growth = Growth()
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        for target in targets(Path(folder)):
            for name, make in _drawn(target, most, seed):
                growth.inputs += 1
                if problem := _problem(target, make, characters):
                    growth.problems.append(f"{target.name}, {name}: {problem}")
    return growth


def _drawn(target: Target, most: int | None, seed: int) -> Iterator[tuple[str, Make]]:
    families: Mapping[str, Make] = TAGS if target.is_markup else FAMILIES
    names = list(families)
    if most is not None and most < len(names):
        names = random.Random(f"{seed} {target.name}").sample(names, most)
    return ((name, families[name]) for name in names)


def _problem(target: Target, make: Make, characters: int) -> str | None:
    """What is wrong with the time that an input takes as it grows, None where nothing is."""
    large = _seconds(target, make(4 * characters), _LEAST_S)
    if large < _LEAST_S:
        return None
    small = _seconds(target, make(characters))
    if large / small > _MOST_RATIO:  # once more: another program may have taken the caches
        large = _seconds(target, make(4 * characters))
    if large / small <= _MOST_RATIO:
        return None
    larger = _seconds(target, make(16 * characters))
    if larger / large <= _MOST_RATIO:  # a step, as where only what is small is parsed at all
        return None
    return f"{small:.2f} s for {characters:,} characters, {large:.2f} s for {4 * characters:,}"


def _seconds(target: Target, text: str, enough_s: float = 0.0) -> float:
    """The least processor time of some runs; one, where that is below ``enough_s`` or long."""
    least = float("inf")
    for _ in range(_REPEATS):
        start = time.process_time()
        target.read(text)
        least = min(least, time.process_time() - start)
        if least < enough_s or least > _GIVEN_UP_S:
            break
    return least
