"""Fits ``headline.json`` and ``lines.npz`` in ``retrieval/sources/files/paste``.

    python -m scripts.train pasting FOLDER

FOLDER is that of ``python -m scripts.bench reading``, of whose pages only the first half counts. A
file of the tests holds pages of our own as copied, in which each line is marked: ``=`` the
headline, ``+`` a line of the article, ``~`` one to which other words are glued, ``-`` another. Of
each page several parts are learned from, as people copy them: all of it, from above the headline
or from the headline on, the article alone, and short ones.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from retrieval.evaluation.logistic import Array
from retrieval.sources.files.paste.headline_features import NONE, headline_features
from retrieval.sources.lines.line_features import Features, is_text, line_features
from retrieval.sources.lines.line_network import LineNetworks, values_of
from retrieval.sources.lines.linear_choice import LinearModel
from retrieval.sources.lines.shared_words import shared_words
from scripts.train.line_network import fit_networks, learned
from scripts.train.web_pages import MarkedPage, own_pages, real_pages

_ROOT = Path(__file__).resolve().parents[2]
TARGET = _ROOT / "retrieval" / "sources" / "files" / "paste"
_COPIED = _ROOT / "tests" / "sources" / "pages" / "seen.txt"
_GLUE = "⟂"  # where a page has what is no article glued to its words
_PENALTY = 30.0
_ROUNDS = 6
_SEED = 5
_WEIGHTS = {"whole": 3.0, "from above": 1.5, "from headline": 1.0, "article": 1.0, "text": 1.0}
_OTHER_WEIGHT = 0.4
_SENTENCE = re.compile(r"(?<=[.!?。])\s")

Marked = tuple[str, str]
"""The mark of a line, and the line."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A part of a page as somebody copies it, with the features of its lines."""

    kind: str
    marks: str
    lines: Sequence[str]
    features: Sequence[Features]

    @property
    def weight(self) -> float:
        """What the copy counts for."""
        return _WEIGHTS.get(self.kind, _OTHER_WEIGHT)


def copied_pages() -> list[list[Marked]]:
    """Return the marked lines of each page that the tests hold."""
    parts = _COPIED.read_text(encoding="utf-8").split("### ")[1:]
    return [[_marked(line) for line in part.strip().split("\n")[1:]] for part in parts]


def _marked(line: str) -> Marked:
    mark, text = line[0], line[2:].replace(_GLUE, "")
    return ("+" if mark == "~" else mark, text)


def marked_lines(page: MarkedPage) -> list[Marked]:
    """Return the lines of a page with their marks, "-" where they are none of "=+"."""
    marks = re.sub("[0bdB]", "-", page.marks)
    return [(mark, line.text) for mark, line in zip(marks, page.lines, strict=True)]


def copies(pages: Sequence[Sequence[Marked]]) -> Iterator[Copy]:
    """Yield the parts of the pages that are learned from."""
    chance = random.Random(_SEED)
    for page in pages:
        for kind, lines in _parts([one for one in page if one[1].strip()], chance):
            texts = [line for _, line in lines]
            yield Copy(kind, "".join(mark for mark, _ in lines), texts, line_features(texts))


def _parts(page: Sequence[Marked], chance: random.Random) -> Iterator[tuple[str, Sequence[Marked]]]:
    text = [number for number, (mark, _) in enumerate(page) if mark == "+"]
    titles = [number for number, (mark, _) in enumerate(page) if mark == "="]
    if not text:
        return
    brief = [
        (mark, _SENTENCE.split(line)[0] if mark == "+" and chance.random() < 0.8 else line)
        for mark, line in page
    ]
    yield "whole", page
    yield "brief", brief
    yield "text", [page[n] for n in text]
    if not titles:
        return
    top = max((n for n in titles if n < text[0]), default=titles[0])
    below = [n for n in text if n > top]
    end = text[-1] + 1 + chance.randint(0, 6)
    article = [page[n] for n in below]
    yield "from headline", page[top:end]
    yield "from above", page[max(0, top - chance.randint(1, 8)) : end]
    yield "brief from headline", brief[top:end]
    yield "article", [page[top], *article]
    if not below:
        return
    head = page[top + 1 : below[0]] if chance.random() < 0.5 else []
    first = [brief[n] for n in below[: chance.choice([1, 1, 2, 3])]]
    above = page[max(0, top - chance.randint(1, 6)) : top] if chance.random() < 0.3 else []
    short = ("=", _beginning(page[top][1], chance.choice([1, 2, 3, 3])))
    yield "short headline", [short, *article]
    yield "short headline", [short, *head, *article]
    yield "short", [*above, page[top] if chance.random() < 0.7 else short, *head, *first]
    yield "short", [page[top], *first]
    yield "short text", [*first, *article[len(first) : len(first) + 1]]


def _beginning(line: str, words: int) -> str:
    parts = line.split(" ")
    return " ".join(parts[:words]) if len(parts) > 1 else line[: 4 * words]


def fit_lines(parts: Sequence[Copy], count: int = 3) -> LineNetworks:
    """Fits networks that tell how likely a line is the article's."""
    judged = list(map(_judged_features, parts))
    names = sorted(judged[0][0])
    texts = [
        learned(values_of(own, names), one.marks, "+", "=", one.weight * len(own) ** -0.5)
        for one, own in zip(parts, judged, strict=True)
    ]
    return fit_networks(names, texts, count=count, rounds=_ROUNDS)


def _judged_features(part: Copy) -> list[dict[str, float]]:
    """The features of lines with those of the words that they share, as copies are judged by."""
    headline = part.lines[part.marks.index("=")] if "=" in part.marks else ""
    shared = shared_words(part.lines, list(map(is_text, part.features)), headline=headline)
    return [{**own, **more} for own, more in zip(part.features, shared, strict=True)]


def fit_headline(parts: Sequence[Copy]) -> LinearModel:
    """Fits weights by which the headline is the likeliest line of each text, by a softmax."""
    rows, rights, groups, weights = list[Features](), list[bool](), list[int](), list[float]()
    for one in parts:
        candidates = headline_features(one.lines, one.features)
        is_right = [mark == "=" for mark in one.marks[: len(candidates)]]
        if "text" in one.kind and one.features[0]["prose"]:
            candidates, is_right = [*candidates, NONE], [*is_right, True]
        if any(is_right):
            groups += [len(weights)] * len(candidates)
            rows, rights = [*rows, *candidates], [*rights, *is_right]
            weights.append(one.weight)
    names = sorted({name for row in rows for name in row})
    features = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    fitted = fit_softmax(features, np.array(rights), np.array(groups), np.array(weights))
    return _model(names, fitted.tolist(), 0.0, 0.0)


def fit_softmax(features: Array, rights: Array, groups: Array, weights: Array) -> Array:
    """Fits one weight per feature, (f,), by which right rows are likely among those of a group.

    ``features``, (n, f), are scaled to deviation 1; ``rights`` and ``groups``, (n,), tell which
    rows are right, and the number of the group of each, for which ``weights``, (g,), count.
    """
    scale = features.std(axis=0)
    scale[scale < 1e-9] = 1.0
    rows, counts = torch.tensor(features / scale), torch.tensor(weights)
    group, right = torch.tensor(groups), torch.tensor(rights.astype(bool))
    fitted = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([fitted], max_iter=200, line_search_fn="strong_wolfe")

    def step() -> torch.Tensor:
        optimizer.zero_grad()
        scores = (rows @ fitted).exp()
        total = torch.zeros_like(counts).index_add(0, group, scores)
        good = torch.zeros_like(counts).index_add(0, group, scores * right)
        loss = (counts * (total / good).log()).sum() + _PENALTY / 2 * fitted.square().sum()
        loss.backward()
        return loss

    optimizer.step(step)
    found: Array = fitted.detach().numpy() / scale
    return found


def _model(
    names: Sequence[str], weights: Sequence[float], intercept: float, threshold: float
) -> LinearModel:
    known = {name: round(weight, 4) for name, weight in zip(names, weights, strict=True)}
    known = {name: weight for name, weight in known.items() if weight}
    return LinearModel(known, round(intercept, 4), threshold)


def main(argv: Sequence[str] | None = None) -> int:
    """Fit both models and write them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args(argv).folder
    logging.disable(logging.CRITICAL)
    pages = map(marked_lines, (*own_pages(), *real_pages(folder)))
    parts = list(copies([*copied_pages(), *pages]))
    fit_lines(parts).save(TARGET / "lines.npz")
    model = fit_headline(parts)
    written = {"weights": model.weights, "intercept": model.intercept, "threshold": model.threshold}
    (TARGET / "headline.json").write_text(f"{json.dumps(written, indent=1)}\n", encoding="utf-8")
    print(f"fitted to {len(parts)} parts of pages")
    return 0
