"""Measures text and metadata extraction from saved web pages: trafilatura and article-bot.

    python -m scripts.bench reading FOLDER

FOLDER/pages holds the pages, FOLDER/gold.json the expected values of each: ``with`` and
``without`` (strings that the text must and must not contain), ``title``, ``author``, ``date``.

The pages are divided in two halves by the hashes of their names. Rules are tuned on the pages of
the first half only; ``--half tuned --failures`` names what is wrong there. Figures to report are
those of the second, held-out half. A page that article-bot reports as no whole article, as the
beginning of one for subscribers, counts as lost; a second pair of lines leaves such pages out.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
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

    def fields(self) -> dict[str, Any]:
        """The metadata by the names that they have in gold.json."""
        return {"title": self.title, "author": self.authors, "date": self.date}


_NORMALISERS: dict[str, Callable[[Any], Any]] = {
    "title": lambda title: plain(title or ""),
    "author": lambda names: author_words(names),
    "date": lambda day: day,
}


HALVES = ("tuned", "held-out")


def main() -> None:
    """Print one line of figures per half and extractor."""
    parser = argparse.ArgumentParser(description="Measures extraction from saved web pages.")
    parser.add_argument("folder", type=Path, help="folder with pages/ and gold.json")
    parser.add_argument("--half", choices=HALVES, help="measure only this half of the pages")
    parser.add_argument("--failures", action="store_true", help="name what is wrong, page by page")
    options = parser.parse_args()
    folder: Path = options.folder
    if not (folder / "gold.json").is_file():
        parser.error(f"{folder} holds no gold.json with the expected values of each page")
    logging.disable(logging.CRITICAL)
    gold: dict[str, dict[str, Any]] = json.loads((folder / "gold.json").read_text("utf-8"))
    pages = {name: folder / "pages" / name for name in gold if (folder / "pages" / name).exists()}
    for half in [options.half] if options.half else HALVES:
        chosen = {name: path for name, path in pages.items() if half_of(name) == half}
        found = {label: extract_all(chosen, read) for label, read in READERS.items()}
        print_figures(f"{half}: {len(chosen)} pages; shares in percent", chosen, found, gold)
        stored = [name for name in chosen if found["ours"][name] is not None]
        if len(stored) < len(chosen):
            print_figures(f"{half}: the {len(stored)} that are stored", stored, found, gold)
        if options.failures:
            print_failures(found["ours"], gold)


def half_of(name: str) -> str:
    """The half to which a page belongs, by the hash of its name.

    >>> half_of("feuerwehrtaucher-oldenburg.de.ausbildung.html")
    'tuned'
    """
    return HALVES[hashlib.sha256(name.encode()).digest()[0] % 2]


def extract_all(
    pages: Mapping[str, Path], read: Callable[[Path], Extraction | None]
) -> dict[str, Extraction | None]:
    """Extract all pages; None for those that are reported and not stored."""
    return {name: read(path) for name, path in pages.items()}


def print_figures(
    heading: str,
    names: Collection[str],
    found: Mapping[str, Mapping[str, Extraction | None]],
    gold: Mapping[str, dict[str, Any]],
) -> None:
    """Print the figures of some pages, a line for each extractor."""
    print(heading)
    for label, extractions in found.items():
        counts: Counter[str] = Counter()
        for name in names:
            counts.update(judge(extractions[name] or Extraction(), gold[name]))
        print(f"{label:12} {describe(counts)}")


def print_failures(
    extractions: Mapping[str, Extraction | None], gold: Mapping[str, dict[str, Any]]
) -> None:
    """Print what is extracted wrongly, page by page."""
    for name, found in extractions.items():
        extraction, expected = found or Extraction(), gold[name]
        text = plain(f"{extraction.title or ''} {extraction.text}")
        wrong = [f"lost: {part}" for part in expected["with"] if plain(part) not in text]
        wrong += [f"left: {part}" for part in expected["without"] if plain(part) in text]
        for field, found in extraction.fields().items():
            counts = judge_field(field, found, expected)
            if counts[f"{field}_all"] > counts[f"{field}_right"]:
                wrong.append(f"{field}: {found!r}, expected {expected[field]!r}")
        if wrong:
            print("\n    ".join([name, *wrong]))


def by_trafilatura(path: Path) -> Extraction:
    """Extract with the defaults of trafilatura."""
    page = path.read_bytes()
    text = trafilatura.extract(page) or ""
    metadata = trafilatura.extract_metadata(page)
    authors = tuple(name.strip() for name in (metadata.author or "").split(";") if name.strip())
    return Extraction(text, metadata.title, authors, metadata.date)


def by_article_bot(path: Path) -> Extraction | None:
    """Extract as in an ingest; None if the page is not stored."""
    article = next(read_articles(path), None)
    if not isinstance(article, Article):
        return None
    day = article.published_at[:10] if article.published_at else None
    return Extraction(article.text, article.title, article.authors, day)


READERS: dict[str, Callable[[Path], Extraction | None]] = {
    "trafilatura": by_trafilatura,
    "ours": by_article_bot,
}


def judge(extraction: Extraction, gold: dict[str, Any]) -> Counter[str]:
    """Count correct values of a page; fields without an expected value are not judged."""
    text = plain(f"{extraction.title or ''} {extraction.text}")
    counts = Counter(
        with_all=len(gold["with"]),
        with_right=sum(plain(part) in text for part in gold["with"]),
        without_all=len(gold["without"]),
        without_right=sum(plain(part) not in text for part in gold["without"]),
    )
    for field, extracted in extraction.fields().items():
        counts += judge_field(field, extracted, gold)
    return counts


def judge_field(field: str, extracted: Any, gold: dict[str, Any]) -> Counter[str]:
    """Count a field as right, wrong (present but different) or neither."""
    expected = gold.get(field)
    if not expected:
        return Counter({f"{field}_unjudged": int(bool(extracted))})
    normalise = _NORMALISERS[field]
    right = normalise(extracted) == normalise(expected)
    wrong = bool(extracted) and not right
    return Counter({f"{field}_all": 1, f"{field}_right": right, f"{field}_wrong": wrong})


def author_words(names: str | Iterable[str]) -> frozenset[str]:
    """The words of names, with any separators."""
    text = names if isinstance(names, str) else " ".join(names)
    words = (word.strip(".,;") for word in plain(text).split())
    return frozenset(word for word in words if word not in ("and", "und", ""))


def plain(text: str) -> str:
    """Convert to lower case and NFC, without invisible characters, and collapse white space."""
    visible = (character for character in text if unicodedata.category(character) != "Cf")
    return " ".join(unicodedata.normalize("NFC", "".join(visible)).casefold().split())


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
