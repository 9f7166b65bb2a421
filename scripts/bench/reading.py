"""Measure the reading of saved web pages: plain trafilatura against our reader, in one run.

    python -m scripts.bench reading FOLDER

with the pages in FOLDER/pages and what each must
give in FOLDER/gold.json (``with``, ``without``, ``title``, ``author``, ``date`` a page).
"""

from __future__ import annotations

import argparse
import json
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trafilatura

from retrieval.sources import read_articles
from retrieval.types import Article


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a page."""

    text: str = ""
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None


def main() -> None:
    """Print one line of figures a reader."""
    parser = argparse.ArgumentParser(description="Measures the reading of saved web pages.")
    parser.add_argument("folder", type=Path, help="holds pages/ and gold.json")
    folder: Path = parser.parse_args().folder
    if not (folder / "gold.json").is_file():
        parser.error(f"{folder} holds no gold.json, which says what each page must give")
    logging.disable(logging.CRITICAL)
    gold: dict[str, dict[str, Any]] = json.loads((folder / "gold.json").read_text("utf-8"))
    pages = {name: folder / "pages" / name for name in gold if (folder / "pages" / name).exists()}
    print(f"{len(pages)} pages; shares in percent")
    for label, read in (("trafilatura", read_plainly), ("ours", read_as_article)):
        started = time.perf_counter()
        counts: Counter[str] = Counter()
        for name, path in pages.items():
            counts.update(judge(read(path), gold[name]))
        print(f"{label:12} {describe(counts)} · {time.perf_counter() - started:.0f} s")


def read_plainly(path: Path) -> Reading:
    """Read as trafilatura does by default."""
    page = path.read_bytes()
    text = trafilatura.extract(page) or ""
    metadata = trafilatura.extract_metadata(page)
    authors = tuple(name.strip() for name in (metadata.author or "").split(";") if name.strip())
    return Reading(text, metadata.title, authors, metadata.date)


def read_as_article(path: Path) -> Reading:
    """Read as an ingest does."""
    article = next(read_articles(path), None)
    if not isinstance(article, Article):
        return Reading()
    day = article.published_at[:10] if article.published_at else None
    return Reading(article.text, article.title, article.authors, day)


def judge(reading: Reading, gold: dict[str, Any]) -> Counter[str]:
    """Count what of a page is right; fields that the gold leaves out are not judged."""
    text = plain(f"{reading.title or ''} {reading.text}")
    counts = Counter(
        with_all=len(gold["with"]),
        with_right=sum(plain(part) in text for part in gold["with"]),
        without_all=len(gold["without"]),
        without_right=sum(plain(part) not in text for part in gold["without"]),
    )
    counts += judge_field("title", reading.title, gold, lambda title: plain(title or ""))
    counts += judge_field("author", reading.authors, gold, author_words)
    return counts + judge_field("date", reading.date, gold, lambda day: day)


def judge_field(
    field: str, claimed: Any, gold: dict[str, Any], normal: Callable[[Any], Any]
) -> Counter[str]:
    """Count a field as right, wrong (claimed, and not so) or neither."""
    expected = gold.get(field)
    if not expected:
        return Counter({f"{field}_unjudged": int(bool(claimed))})
    right = normal(claimed) == normal(expected)
    wrong = bool(claimed) and not right
    return Counter({f"{field}_all": 1, f"{field}_right": right, f"{field}_wrong": wrong})


def author_words(names: str | Iterable[str]) -> frozenset[str]:
    """The words of the names, whatever separates them."""
    written = names if isinstance(names, str) else " ".join(names)
    words = (word.strip(".,;") for word in plain(written).split())
    return frozenset(word for word in words if word not in ("and", "und", ""))


def plain(text: str) -> str:
    """Lower case, runs of white space as one space."""
    return " ".join(text.casefold().split())


def describe(counts: Counter[str]) -> str:
    """One line of shares."""
    parts = [f"{field} {share(counts, field, 'right')}" for field in ("with", "without")]
    for field in ("title", "author", "date"):
        right, wrong = share(counts, field, "right"), share(counts, field, "wrong")
        parts.append(f"{field} {right} (wrong {wrong}, unjudged {counts[f'{field}_unjudged']})")
    return " · ".join(parts)


def share(counts: Counter[str], field: str, what: str) -> str:
    """The share of ``what`` among all of a field, in percent."""
    return f"{100 * counts[f'{field}_{what}'] / max(counts[f'{field}_all'], 1):.1f}"
