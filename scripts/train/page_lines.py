"""Fits ``page_lines.json`` in ``retrieval/sources/files/page``: which lines are of an article.

    python -m scripts.train page-lines FOLDER

FOLDER is that of ``python -m scripts.bench reading``, of whose pages only the first half counts.
Prints what cross-validation over pages gives of the lines, as shares.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.evaluation.logistic import fit_logistic
from retrieval.sources.lines.element_features import Features, element_features
from retrieval.sources.lines.linear_choice import LinearModel
from scripts.train.web_pages import MarkedPage, own_pages, real_pages

TARGET = Path(__file__).resolve().parents[2] / "retrieval" / "sources" / "files" / "page"
_PENALTY = 120.0
_MIN_PAGES = 5  # that show a feature
_OF_COPIES = "unlabelled"  # what only parts of pages are
_REAL = 2.0  # what a line of a real page counts for
_FOLDS = 5
_JUDGED = "+-"


@dataclass(frozen=True, slots=True)
class Example:
    """The features of a page's lines, and their marks."""

    features: Sequence[Features]
    marks: str
    weight: float


def example(page: MarkedPage, weight: float = 1.0) -> Example:
    """Return what is learned from a page; each line counts less, the more it has."""
    own = weight * len(page.marks) ** -0.5
    return Example(element_features(page.page, page.lines), page.marks, own)


def fit(pages: Sequence[Example]) -> LinearModel:
    """Fits weights that tell how likely a line is the article's."""
    shown = Counter(
        name for page in pages for name in {key for own in page.features for key in own if own[key]}
    )
    known = (n for n in shown if shown[n] >= _MIN_PAGES and not n.startswith(_OF_COPIES))
    places = {name: n for n, name in enumerate(sorted(known))}
    rows = [
        (own, mark == "+", page.weight)
        for page in pages
        for own, mark in zip(page.features, page.marks, strict=True)
        if mark in _JUDGED
    ]
    features = np.zeros((len(rows), len(places)))
    for row, (own, *_) in zip(features, rows, strict=True):
        for name, value in own.items():
            if name in places:
                row[places[name]] = value
    counts = np.array([count for *_, count in rows])
    found = fit_logistic(
        features,
        np.array([float(is_right) for _, is_right, _ in rows]),
        counts=counts / counts.mean(),
        penalty=_PENALTY,
    )
    weights = {name: round(float(found.weights[n]), 4) for name, n in places.items()}
    weights = {name: weight for name, weight in weights.items() if weight}
    return LinearModel(weights, round(found.intercept, 4), 0.5)


def main(argv: Sequence[str] | None = None) -> int:
    """Fit the weights and write them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args(argv).folder
    logging.disable(logging.CRITICAL)
    pages = [example(page) for page in own_pages()]
    pages += [example(page, _REAL) for page in real_pages(folder)]
    report(pages)
    model = fit(pages)
    written = {"weights": model.weights, "intercept": model.intercept, "threshold": 0.5}
    target = TARGET / "page_lines.json"
    target.write_text(f"{json.dumps(written, indent=1, ensure_ascii=False)}\n", encoding="utf-8")
    print(f"fitted to {len(pages)} pages")
    return 0


def report(pages: Sequence[Example]) -> None:
    """Print which shares of lines of either kind fall below and above some probabilities."""
    judged = list[tuple[str, float]]()
    for fold in range(_FOLDS):
        model = fit([page for n, page in enumerate(pages) if n % _FOLDS != fold])
        for page in pages[fold::_FOLDS]:
            found = map(model.probability, page.features)
            judged += [one for one in zip(page.marks, found, strict=True) if one[0] in _JUDGED]
    for mark, kind in zip(_JUDGED, ("article", "other"), strict=True):
        own = np.array([probability for other, probability in judged if other == mark])
        below = ", ".join(f"{100 * (own < limit).mean():.1f} % below {limit}" for limit in _LIMITS)
        print(f"{kind}: {len(own)} lines, {below}")


_LIMITS = (0.05, 0.1, 0.5, 0.9)
