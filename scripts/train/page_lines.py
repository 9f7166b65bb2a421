"""Fits ``page_lines.npz`` in ``retrieval/sources/files/page``: which lines are of an article.

    python -m scripts.train page-lines FOLDER

FOLDER is that of ``python -m scripts.bench reading``, of whose pages only the first half counts.
Prints what cross-validation over pages gives of the lines, as shares. Takes about twenty minutes.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from retrieval.sources.lines.element_features import element_features
from retrieval.sources.lines.line_features import Features
from retrieval.sources.lines.line_network import LineNetworks, values_of
from scripts.train.line_network import fit_networks, learned
from scripts.train.page_variations import boxed, shortened
from scripts.train.web_pages import MarkedPage, own_pages, real_pages

TARGET = Path(__file__).resolve().parents[2] / "retrieval" / "sources" / "files" / "page"
_MIN_PAGES = 5  # that show a feature
_OF_COPIES = "unlabelled"  # what only parts of pages are
_REAL, _VARIED = 2.0, 0.5  # what a line of a real page, and of a varied one, counts for
_FOLDS = 4
OUTPUTS = ("+", "dB")
"""The marks of the article's lines, and of those that tell the day of publication."""
UNJUDGED = "=0"
_ROUNDS = 20
_LIMITS = (0.05, 0.1, 0.5, 0.9)


Variation = Callable[[MarkedPage, random.Random], MarkedPage | None]


@dataclass(frozen=True, slots=True)
class Example:
    """The features of a page's lines, and their marks."""

    features: Sequence[Features]
    marks: str
    weight: float
    number: int
    """That of the page, which a varied one shares."""
    is_whole: bool = True


def examples(pages: Sequence[MarkedPage], weight: float = 1.0, first: int = 0) -> list[Example]:
    """Return what is learned from pages as they are; each line counts less, the more a page has."""
    return [
        Example(
            element_features(page.page, page.lines),
            page.marks,
            weight * max(1, len(page.marks)) ** -0.5,
            number,
        )
        for number, page in enumerate(pages, start=first)
    ]


def varied_examples(pages: Sequence[MarkedPage], vary: Variation) -> list[Example]:
    """Return what is learned from pages in another form. Changes them."""
    choose, found = random.Random(5), list[Example]()
    for number, page in enumerate(pages):
        if (other := vary(page, choose)) is not None:
            found += [replace(one, is_whole=False) for one in examples([other], _VARIED, number)]
    return found


def all_examples(folder: Path) -> list[Example]:
    """Return what is learned from: invented pages, also varied, and real ones from ``folder``."""
    own, real = list(own_pages()), list(real_pages(folder))
    return [
        *examples(own),
        *examples(real, _REAL, len(own)),
        *varied_examples(own, shortened),
        *varied_examples(list(own_pages()), boxed),
    ]


def fit(pages: Sequence[Example], count: int = 3) -> LineNetworks:
    """Fits ``count`` networks that tell how likely a line is the article's."""
    shown = Counter(
        name for page in pages for name in {key for own in page.features for key in own if own[key]}
    )
    names = sorted(n for n in shown if shown[n] >= _MIN_PAGES and not n.startswith(_OF_COPIES))
    texts = [
        learned(values_of(one.features, names), one.marks, OUTPUTS, UNJUDGED, one.weight)
        for one in pages
    ]
    return fit_networks(names, texts, count=count, rounds=_ROUNDS)


def main(argv: Sequence[str] | None = None) -> int:
    """Fit the networks and write them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args(argv).folder
    logging.disable(logging.CRITICAL)
    pages = all_examples(folder)
    report(pages)
    fit(pages).save(TARGET / "page_lines.npz")
    print(f"fitted to {len(pages)} pages")
    return 0


def report(pages: Sequence[Example]) -> None:
    """Print which shares of lines of either kind fall below and above some probabilities."""
    judged = [list[tuple[bool, float]]() for _ in OUTPUTS]
    for page, found in held_out(pages):
        for number, marks in enumerate(OUTPUTS):
            judged[number] += [
                (mark in marks, own[number])
                for mark, own in zip(page.marks, found, strict=True)
                if number or mark not in UNJUDGED
            ]
    for kind, lines in zip(("article", "day"), judged, strict=True):
        for is_right in (True, False):
            own = np.array([probability for right, probability in lines if right == is_right])
            below = (f"{100 * (own < limit).mean():.1f} % below {limit}" for limit in _LIMITS)
            name = kind if is_right else f"no {kind}"
            print(f"{name}: {len(own)} lines, {', '.join(below)}")


def held_out(pages: Sequence[Example]) -> Iterator[tuple[Example, list[list[float]]]]:
    """Yield the pages that are whole with what networks judge that were fitted to others."""
    for fold in range(_FOLDS):
        networks = fit([page for page in pages if page.number % _FOLDS != fold], count=1)
        for page in pages:
            if page.number % _FOLDS == fold and page.is_whole:
                yield page, networks.probabilities(page.features)
