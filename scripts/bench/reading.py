"""Measures text and metadata extraction from saved web pages: trafilatura and article-bot.

    python -m scripts.bench reading FOLDER

FOLDER/pages holds the pages, FOLDER/gold.json the expected values of each: ``with`` and
``without`` (strings that the text must and must not contain), ``title``, ``author``, ``date``.
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
class Extraction:
    """The extracted text and metadata of a page."""

    text: str = ""
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None


def main() -> None:
    """Print one line of figures per extractor."""
    parser = argparse.ArgumentParser(description="Measures extraction from saved web pages.")
    parser.add_argument("folder", type=Path, help="folder with pages/ and gold.json")
    folder: Path = parser.parse_args().folder
    if not (folder / "gold.json").is_file():
        parser.error(f"{folder} holds no gold.json with the expected values of each page")
    logging.disable(logging.CRITICAL)
    gold: dict[str, dict[str, Any]] = json.loads((folder / "gold.json").read_text("utf-8"))
    pages = {name: folder / "pages" / name for name in gold if (folder / "pages" / name).exists()}
    print(f"{len(pages)} pages; shares in percent")
    for label, read in (("trafilatura", by_trafilatura), ("ours", by_article_bot)):
        started = time.perf_counter()
        counts: Counter[str] = Counter()
        for name, path in pages.items():
            counts.update(judge(read(path), gold[name]))
        print(f"{label:12} {describe(counts)} · {time.perf_counter() - started:.0f} s")


def by_trafilatura(path: Path) -> Extraction:
    """Extract with the defaults of trafilatura."""
    page = path.read_bytes()
    text = trafilatura.extract(page) or ""
    metadata = trafilatura.extract_metadata(page)
    authors = tuple(name.strip() for name in (metadata.author or "").split(";") if name.strip())
    return Extraction(text, metadata.title, authors, metadata.date)


def by_article_bot(path: Path) -> Extraction:
    """Extract as in an ingest."""
    article = next(read_articles(path), None)
    if not isinstance(article, Article):
        return Extraction()
    day = article.published_at[:10] if article.published_at else None
    return Extraction(article.text, article.title, article.authors, day)


def judge(extraction: Extraction, gold: dict[str, Any]) -> Counter[str]:
    """Count correct values of a page; fields without an expected value are not judged."""
    text = plain(f"{extraction.title or ''} {extraction.text}")
    counts = Counter(
        with_all=len(gold["with"]),
        with_right=sum(plain(part) in text for part in gold["with"]),
        without_all=len(gold["without"]),
        without_right=sum(plain(part) not in text for part in gold["without"]),
    )
    counts += judge_field("title", extraction.title, gold, lambda title: plain(title or ""))
    counts += judge_field("author", extraction.authors, gold, author_words)
    return counts + judge_field("date", extraction.date, gold, lambda day: day)


def judge_field(
    field: str, extracted: Any, gold: dict[str, Any], normalise: Callable[[Any], Any]
) -> Counter[str]:
    """Count a field as right, wrong (present but different) or neither."""
    expected = gold.get(field)
    if not expected:
        return Counter({f"{field}_unjudged": int(bool(extracted))})
    right = normalise(extracted) == normalise(expected)
    wrong = bool(extracted) and not right
    return Counter({f"{field}_all": 1, f"{field}_right": right, f"{field}_wrong": wrong})


def author_words(names: str | Iterable[str]) -> frozenset[str]:
    """The words of names, with any separators."""
    text = names if isinstance(names, str) else " ".join(names)
    words = (word.strip(".,;") for word in plain(text).split())
    return frozenset(word for word in words if word not in ("and", "und", ""))


def plain(text: str) -> str:
    """Convert to lower case, and collapse white space."""
    return " ".join(text.casefold().split())


def describe(counts: Counter[str]) -> str:
    """Format the shares as one line."""
    parts = [f"{field} {share(counts, field, 'right')}" for field in ("with", "without")]
    for field in ("title", "author", "date"):
        right, wrong = share(counts, field, "right"), share(counts, field, "wrong")
        parts.append(f"{field} {right} (wrong {wrong}, unjudged {counts[f'{field}_unjudged']})")
    return " · ".join(parts)


def share(counts: Counter[str], field: str, what: str) -> str:
    """The share of ``what`` among all of a field, in percent."""
    return f"{100 * counts[f'{field}_{what}'] / max(counts[f'{field}_all'], 1):.1f}"
