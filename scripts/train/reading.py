"""Fits ``titles.json`` and ``authors.json`` in ``retrieval/sources/files/page``.

    python -m scripts.train reading FOLDER

FOLDER is that of ``python -m scripts.bench reading``, of whose pages only the first half counts.
Prints what is right and wrong of each page when the others are fitted. Where the labels of FOLDER
name no author, or one that the page does not name, ``page_authors.json`` tells who is named, ""
for nobody. Both are fitted besides with pages of our own: ``web_pages.jsonl`` holds whole ones of
invented sites, ``author_examples.json`` what else names authors and others.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from lxml.html import HtmlElement

from retrieval.evaluation.logistic import Array, fit_logistic
from retrieval.sources.files.decoding import decode_page
from retrieval.sources.files.html.document import parse_page, site_names
from retrieval.sources.files.page.author_candidates import author_candidates
from retrieval.sources.files.page.choices import find_publisher
from retrieval.sources.files.page.live_posts import take_posts
from retrieval.sources.files.page.metadata import PageMetadata, read_metadata
from retrieval.sources.files.page.other_parts import drop_other_parts
from retrieval.sources.files.page.signature import read_signature
from retrieval.sources.files.page.title_candidates import title_candidates
from retrieval.sources.lines.line_features import Features
from retrieval.sources.lines.linear_choice import LinearModel
from scripts.bench.reading import author_words, half_of, plain
from scripts.train.pairwise import fit_pairwise
from scripts.train.web_pages import own_facts

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "retrieval" / "sources" / "files" / "page"
_OWN_EXAMPLES = Path(__file__).parent / "author_examples.json"
_OWN_LABELS = Path(__file__).parent / "page_authors.json"
_FOLDS = 8
_TITLE_PENALTY, _TITLE_THRESHOLD = 3.0, 0.4
_AUTHOR_PENALTY, _AUTHOR_THRESHOLD = 20.0, 0.4
_WEB_WEIGHT = 0.5  # of a page of an invented site, as there are more of them than of others

_OWN_PAGE = """
<html><head><title>The lake rises</title>{head}</head><body><article><h1>The lake rises</h1>{above}
<p>The council voted on Tuesday night to reopen the old tannery beside the lake as a market.</p>
<p>Mayor Dolores Finch said that the works would be finished before the end of next autumn.</p>
<p>Forty stalls are to open beside the water, and a ferry will stop there twice in an hour.</p>
{below}</article></body></html>"""

# What the weights are drawn to, as there are few pages: by what people would judge.
_TITLE_PRIOR = {
    "h1": 2.0, "first_h1": 0.5, "only_h1": 1.0, "h2": 0.5, "line": -0.5, "in_head_and_body": 2.0,
    "overlap_with_title": 2.0, "overlap_with_address": 1.0, "agreeing": 1.0, "described": 1.0,
    "og": 0.5, "longer_part": 0.5, "shorter_part": -2.0, "part_middle": -0.5, "is_headline": 1.0,
    "is_marked": 0.3, "is_short": -0.5, "is_long": -1.0, "names_site": -2.0, "has_site_part": -2.0,
    "in_around": -1.5, "is_link": -0.5, "nearness": 1.0, "before_prose": 0.5,
}  # fmt: skip
_AUTHOR_PRIOR = {
    "person": 2.5, "unspecified": 1.5, "meta": 1.0, "elsewhere": 1.0, "organization": -1.5,
    "is_linked": 0.5, "is_marked": 0.5, "is_byline": 1.0,
    "is_linked_below_heading": 1.0, "is_marked_below_heading": 1.0, "is_byline_below_heading": 1.0,
    "beside_date_or_role_below_heading": 1.0,
    "follows_label": 1.0, "beside_date_or_role": 1.5, "is_first_marked": 1.0,
    "nearness": 2.0, "above_heading": -0.5, "after_prose": -1.0,
    "in_several_of_head": 1.0, "in_head_alone": 2.0, "in_head_and_body": 1.0,
    "is_full_name": 0.7, "is_one_word": -0.3, "is_upper_case": -0.3, "names_publication": -1.5,
    "names_site": -0.5, "has_part": -1.5, "is_part": -1.5,
    "lists_others": 0.5, "is_one_of_several": -1.0,
    "is_signed": 2.0, "beside_address": 1.5, "is_only_told": 2.0,
    "amid_prose": -1.0, "in_caption": -1.0,
    "has_portrait": 0.5, "has_address": 1.0, "in_title_and_body": 1.0,
    "is_labelled_in_title": 2.0, "is_alone_in_prose": -1.0,
    "is_word_in_prose": -1.0, "is_word_beside_byline": -1.0, "follows_colon": 1.0,
    "follows_words": 0.5,
    "names_office": -1.5, "in_biography": 2.5, "is_agency": 2.0, "is_agency_beside_person": -4.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of a page, and which of them are right; ``bare``, those without its head."""

    features: Sequence[Features]
    is_right: Sequence[bool]
    bare: Example | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A parsed page, with what its head states, names of its site and its labels.

    An author "" is nobody.
    """

    page: HtmlElement
    stated: PageMetadata
    names: tuple[str | None, ...]
    title: str | None
    author: str | None
    weight: float = 1.0


Fit = Callable[[Sequence[Example]], LinearModel]


def main() -> int:
    """Fits the weights and writes them."""
    parser = argparse.ArgumentParser(description="Fits the weights that choose title and authors.")
    parser.add_argument("folder", type=Path, help="folder with pages/ and gold.json")
    folder: Path = parser.parse_args().folder
    logging.disable(logging.CRITICAL)
    pages, invented = list(labelled_pages(folder)), list(web_pages())
    own_titles = [_title_example(page) for page in invented if page.title]
    titles = [_title_example(page) for page in pages if page.title]
    fit_with_own: Fit = lambda examples: fit_titles([*own_titles, *examples])  # noqa: E731
    title_model = fit_with_own(titles)
    _report("title", titles, fit_with_own, LinearModel.choose_one)
    _write("titles.json", title_model)
    named = (page for page in (*own_pages(), *invented) if page.author is not None)
    own = [_author_example(page, title_model) for page in named]
    authors = [_author_example(page, title_model) for page in pages if page.author is not None]
    fit_with_own = lambda examples: fit_authors([*own, *examples])  # noqa: E731
    _report("author", authors, fit_with_own, LinearModel.choose_any)
    _write("authors.json", fit_with_own(authors))
    return 0


def labelled_pages(folder: Path) -> Iterator[LabelledPage]:
    """Yield the pages of the half to tune on."""
    gold: dict[str, dict[str, Any]] = json.loads((folder / "gold.json").read_text("utf-8"))
    own: dict[str, str] = json.loads(_OWN_LABELS.read_text("utf-8"))
    for name, labels in gold.items():
        path = folder / "pages" / name
        if half_of(name) != "tuned" or not path.exists():
            continue
        author = own.get(name, labels.get("author") or None)
        text = decode_page(path.read_bytes()) or ""
        yield from _parsed(text, labels.get("title") or None, author)


def own_pages() -> Iterator[LabelledPage]:
    """Yield pages of our own, of which only what names their authors and others is written."""
    for example in json.loads(_OWN_EXAMPLES.read_text("utf-8")):
        known = defaultdict(str, example)
        yield from _parsed(_OWN_PAGE.format_map(known), None, example["author"])


def web_pages() -> Iterator[LabelledPage]:
    """Yield the whole pages of invented sites."""
    for page in own_facts():
        named = page["authors"]
        author = None if named is None else ", ".join(named)
        for parsed in _parsed(page["html"], page["title"], author):
            yield replace(parsed, weight=_WEB_WEIGHT)


def _parsed(text: str, title: str | None, author: str | None) -> Iterator[LabelledPage]:
    """Yield the page with its labels, nothing if it cannot be parsed."""
    page = parse_page(text)
    if page is not None:
        stated = read_metadata(page, head=text[:4096])
        names = tuple(site_names(stated, find_publisher(page, stated), ""))
        drop_other_parts(page)
        yield LabelledPage(page, stated, names, title, author)


def fit_titles(examples: Sequence[Example]) -> LinearModel:
    """Fits weights by which the right candidate of each page is above the others."""
    names = _names(examples)
    groups = [
        (_matrix(example.features, names), example.is_right, example.weight)
        for example in examples
        if any(example.is_right) and not all(example.is_right)
    ]
    weights = fit_pairwise(groups, penalty=_TITLE_PENALTY, prior=_prior(names, _TITLE_PRIOR))
    return _model(names, weights, 0.0, _TITLE_THRESHOLD)


def fit_authors(examples: Sequence[Example]) -> LinearModel:
    """Fits weights that tell how likely a candidate is right.

    Each page counts a second time without what its head states, as where heads state nothing.
    """
    examples = [*examples, *(one.bare for one in examples if one.bare)]
    names = _names(examples)
    labels = np.array([right for example in examples for right in example.is_right], dtype=float)
    counts = np.array([example.weight for example in examples for _ in example.is_right])
    rows = np.concatenate([_matrix(one.features, names) for one in examples if one.features])
    prior = _prior(names, _AUTHOR_PRIOR)
    fit = fit_logistic(rows, labels, counts=counts, penalty=_AUTHOR_PENALTY, prior=prior)
    return _model(names, fit.weights, fit.intercept, _AUTHOR_THRESHOLD)


def _title_example(page: LabelledPage) -> Example:
    found = title_candidates(page.page, page.stated, page.names)
    wanted = plain(page.title or "")
    rights = [plain(one.text) == wanted for one in found]
    return Example([one.features for one in found], rights, weight=page.weight)


def _author_example(page: LabelledPage, titles: LinearModel) -> Example:
    found = title_candidates(page.page, page.stated, page.names)
    chosen = titles.choose_one([one.features for one in found])
    heading = None if chosen is None else found[chosen].heading
    take_posts(page.page)
    signed = read_signature(page.page).authors
    wanted = author_words(page.author or "")

    def example(stated: PageMetadata, bare: Example | None = None) -> Example:
        found = author_candidates(page.page, stated, heading, page.names, signed)
        rights = [bool(wanted) and author_words(one.names) == wanted for one in found]
        return Example([one.features for one in found], rights, bare, page.weight)

    return example(page.stated, example(replace(page.stated, makers={})))


def _report(
    field: str,
    examples: Sequence[Example],
    fit: Fit,
    choose: Callable[[LinearModel, Sequence[Features]], int | None],
) -> None:
    """Print the shares that are right and wrong in cross-validation, of pages with a label."""
    order = np.random.default_rng(0).permutation(len(examples))
    right = wrong = 0
    for fold in np.array_split(order, _FOLDS):
        left_out = set(fold.tolist())
        model = fit([one for number, one in enumerate(examples) if number not in left_out])
        for number in left_out:
            chosen = choose(model, examples[number].features)
            is_right = chosen is not None and examples[number].is_right[chosen]
            right += is_right
            wrong += chosen is not None and not is_right
    reachable = sum(any(example.is_right) for example in examples)
    print(f"{field}: {len(examples)} pages, the right value is a candidate on {reachable}; "
          f"chosen on {right}, another on {wrong}")  # fmt: skip


def _names(examples: Sequence[Example]) -> list[str]:
    return sorted({name for example in examples for one in example.features for name in one})


def _prior(names: Sequence[str], known: Mapping[str, float]) -> Array:
    return np.array([known.get(name, 0.0) for name in names], dtype=np.float64)


def _matrix(features: Sequence[Features], names: Sequence[str]) -> Array:
    return np.array([[one.get(name, 0.0) for name in names] for one in features], dtype=np.float64)


def _model(names: Sequence[str], weights: Array, intercept: float, threshold: float) -> LinearModel:
    rounded = (round(float(weight), 3) for weight in weights)
    return LinearModel(dict(zip(names, rounded, strict=True)), round(intercept, 3), threshold)


def _write(name: str, model: LinearModel) -> None:
    values = {
        "weights": model.weights,
        "intercept": model.intercept,
        "threshold": model.threshold,
    }
    (TARGET / name).write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
