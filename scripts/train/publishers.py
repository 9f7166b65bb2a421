"""Fits ``publishers.json`` in ``retrieval/sources/files/page``.

    python -m scripts.train publishers FOLDER

FOLDER is that of ``python -m scripts.bench reading``, of whose pages only the first half counts;
``page_publishers.json`` tells what their publishers are called, where names differ all that are
right. The pages of invented sites in ``web_pages.jsonl`` count as well. Prints what is right and
wrong of each set of them, and of each quarter of the others, when all other pages are fitted.
"""

from __future__ import annotations

import argparse
import json
import logging
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.sources.files.decoding import decode_page
from retrieval.sources.files.html.document import parse_page
from retrieval.sources.files.page.host_names import bare_site
from retrieval.sources.files.page.metadata import read_metadata
from retrieval.sources.files.page.publisher_candidates import publisher_candidates
from retrieval.sources.lines.line_features import Features
from retrieval.sources.lines.linear_choice import LinearModel
from retrieval.sources.metadata.characters import clean_line
from scripts.bench.reading import half_of
from scripts.train.pairwise import fit_pairwise
from scripts.train.web_pages import own_facts

TARGET = Path(__file__).resolve().parents[2] / "retrieval" / "sources" / "files" / "page"
_LABELS = Path(__file__).parent / "page_publishers.json"
_QUARTERS = 4
_PENALTY, _THRESHOLD = 2.0, 0.4
_BARE_WEIGHT = 0.05

# What the weights are drawn to, as there are few pages: by what people would judge.
_PRIOR = {
    "stated": 2.0, "site_name": 2.0, "described": 1.5, "application": 2.5, "first_home": 2.0,
    "home": 1.0, "logo": 1.0, "first_top": 1.0, "title_last": 1.0, "title_first": 0.5,
    "title_middle": -0.5, "title_whole": -1.0, "copyright": 1.0, "labelled": 1.5, "script": 1.5,
    "creator": -0.5, "in_two_kinds": 1.0, "names_host": 2.0,
    "names_linked_host": 1.0, "is_author": -2.0, "is_heading": -5.0,
    "is_unlike_name": -0.5, "has_small_words": -1.0, "is_host": -1.0, "is_none": 3.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of a page, and which are right: that none is named if no name is right.

    ``of`` is the set of pages to which it belongs.
    """

    of: str
    features: Sequence[Features]
    is_right: Sequence[bool]
    is_named: bool


def main() -> int:
    """Fits the weights and writes them."""
    parser = argparse.ArgumentParser(description="Fits the weights that choose the publisher.")
    parser.add_argument("folder", type=Path, help="folder with pages/ and gold.json")
    folder: Path = parser.parse_args().folder
    logging.disable(logging.CRITICAL)
    examples = [*saved_pages(folder), *invented_pages()]
    _report(examples)
    model = fit_publishers(examples)
    values = {"weights": model.weights, "intercept": 0.0, "threshold": model.threshold}
    (TARGET / "publishers.json").write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    return 0


def saved_pages(folder: Path) -> Iterator[Example]:
    """Yield the pages of the half to tune on. Of their publishers, only the letters count."""
    for name, publishers in json.loads(_LABELS.read_text("utf-8")).items():
        path = folder / "pages" / name
        if half_of(name) == "tuned" and path.exists():
            text = decode_page(path.read_bytes()) or ""
            quarter = f"saved {zlib.crc32(name.encode()) % _QUARTERS + 1}"
            yield from _examples(quarter, text, publishers, bare_site)


def invented_pages() -> Iterator[Example]:
    """Yield the pages of sites that do not exist; a publisher that is null is not named."""
    for page in own_facts():
        of, publishers = page["name"].partition("/")[0], filter(None, [page["publisher"]])
        yield from _examples(of, page["html"], publishers, str.casefold)


def _examples(
    of: str, text: str, publishers: Iterable[str], key: Callable[[str], str]
) -> Iterator[Example]:
    """Yield the page whose publishers are right by their keys, nothing if it cannot be parsed."""
    page = parse_page(text)
    if page is None:
        return
    found = publisher_candidates(page, read_metadata(page, head=text[:4096]))
    wanted = {key(clean_line(name)) for name in publishers}
    rights = [one.name is not None and key(one.name) in wanted for one in found]
    is_named = any(rights)
    rights = [
        right or (one.name is None and not is_named)
        for one, right in zip(found, rights, strict=True)
    ]
    yield Example(of, [one.features for one in found], rights, is_named)


def fit_publishers(examples: Sequence[Example]) -> LinearModel:
    """Fits weights by which the right candidate of each page is above the others.

    Each page counts a second time, a little, without the right name, as one that does not name it.
    """
    names = sorted({name for example in examples for one in example.features for name in one})
    groups = []
    for example in examples:
        rows = np.array([[one.get(name, 0.0) for name in names] for one in example.features])
        groups.append((rows, example.is_right, 1.0))
        if example.is_named:
            bare = rows[~np.array(example.is_right)]
            groups.append((bare, [row[names.index("is_none")] > 0 for row in bare], _BARE_WEIGHT))
    groups = [group for group in groups if len(group[1]) > 1]
    prior = np.array([_PRIOR.get(name, 0.0) for name in names])
    weights = fit_pairwise(groups, penalty=_PENALTY, prior=prior)
    rounded = (round(float(weight), 3) for weight in weights)
    return LinearModel(dict(zip(names, rounded, strict=True)), 0.0, _THRESHOLD)


def _report(examples: Sequence[Example]) -> None:
    """Print what is right and wrong on each set of pages if those of the others are fitted."""
    total: Counter[str] = Counter()
    for of in sorted({example.of for example in examples}):
        model = fit_publishers([one for one in examples if one.of != of])
        counts = Counter(_judge(model, one) for one in examples if one.of == of)
        print(f"{of}: {_described(counts)}")
        total += counts
    print(f"all: {_described(total)}")


def _judge(model: LinearModel, example: Example) -> str:
    """Whether the chosen candidate is right, or wrong, or none is chosen though one is right."""
    chosen = model.choose_one(example.features)
    is_none = chosen is None or "is_none" in example.features[chosen]
    if is_none:
        return "missing" if example.is_named else "right"
    return "right" if chosen is not None and example.is_right[chosen] else "wrong"


def _described(counts: Counter[str]) -> str:
    kinds = ", ".join(f"{kind} {counts[kind]}" for kind in ("right", "wrong", "missing"))
    return f"{counts.total()} pages, {kinds}"
