"""Archives for stress tests: generated articles, a toy model, FAISS indexes, and their checks."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.archive import Archive
from retrieval.errors import RetrievalError
from retrieval.index.faiss_index import FaissIndex
from retrieval.settings import Settings
from retrieval.text.articles.passages import split
from retrieval.types import Article
from tests.support.exact_index import ExactIndex
from tests.support.toys import TOY_DIMENSION, ToyBackends, open_toy_archive

ADDRESS_FILE = "address"
OPEN_LIMIT_S = 10.0  # longer is a problem
_PLACES = "harbour valley market bridge school forest station museum castle airport".split()
_DEPTH = 10
_ASKED = 3  # articles


class StressBackends(ToyBackends):
    """The toy model with the default vector index."""

    def vector_index(self) -> type[FaissIndex]:
        """See :class:`retrieval.components.Backends`."""
        return FaissIndex


@dataclass(frozen=True, slots=True)
class GeneratedArticle:
    """A generated article, in one of several versions."""

    key: int
    version: int

    @property
    def url(self) -> str:
        """Its address."""
        return url_of(self.key)

    @property
    def title(self) -> str:
        """A unique title."""
        return f"Report {name_of(self.key)} from the {_PLACES[self.key % len(_PLACES)]}"

    @property
    def text(self) -> str:
        """Three paragraphs, the second of which depends on the version."""
        name, place = name_of(self.key), _PLACES[self.key % len(_PLACES)]
        return (
            f"The {place} of {name} was opened on Monday by its mayor.\n\n"
            f"About {self.version * 1000 + self.key} people came to {name}, the police said.\n\n"
            f"{' '.join(f'{name} said number {n}.' for n in range(self.key % 7 * 9))}"
            f"Nobody in {name} was hurt, and the {place} stays open."
        )

    @property
    def line(self) -> str:
        """The article as a line of JSON Lines."""
        own = {"url": self.url, "title": self.title, "text": self.text, "publisher": "Post"}
        return json.dumps(own)


def name_of(key: int) -> str:
    """A name that occurs only in the article with that key.

    >>> name_of(0), name_of(27)
    ('Zquaaon', 'Zqubbon')
    """
    first, second = divmod(key, 26)
    return f"Zqu{chr(97 + first % 26)}{chr(97 + second)}{'x' * (key // 676)}on"


def write_source(path: Path, articles: Sequence[GeneratedArticle]) -> Path:
    """Write the articles as JSON Lines."""
    path.write_text("".join(item.line + "\n" for item in articles), encoding="utf-8")
    return path


def open_stress_archive(
    folder: Path, *, create: bool = False, embedder: str | None = None
) -> Archive:
    """Open the archive in ``folder``, or the database whose address lies there."""
    address = folder / ADDRESS_FILE
    archive = address.read_text(encoding="utf-8") if address.exists() else str(folder)
    settings = Settings(archive=archive, embedder=embedder)
    return open_toy_archive(settings, create=create, backends=StressBackends())


def url_of(key: int) -> str:
    """The address of a generated article."""
    return f"https://e.example/{key}"


def missing(folder: Path, articles: Sequence[GeneratedArticle]) -> list[str]:
    """Those of ``articles`` that the archive in ``folder`` does not hold as they are."""
    with open_stress_archive(folder) as archive:
        stored = contents(archive)
    texts = {url: article.text for url, article in stored.items()}
    return [f"not stored: {item.key}" for item in articles if texts.get(item.url) != item.text]


def contents(archive: Archive) -> dict[str, Article]:
    """The articles by address."""
    return {article.url or "": article for article in archive.articles()}


def problems_of(
    folder: Path, articles: Sequence[GeneratedArticle], *, is_finished: bool
) -> list[str]:
    """Check an archive that may hold ``articles``, each in any of the given versions.

    If it ``is_finished``, no passage may be pending and no bytes of removed articles left.
    """
    start = time.monotonic()
    try:
        with open_stress_archive(folder) as archive:
            stored = contents(archive)
            problems = [] if time.monotonic() - start < OPEN_LIMIT_S else ["slow to open"]
            problems += _article_problems(archive, stored, articles)
            problems += _index_problems(archive)
            problems += _doctor_problems(archive, is_finished=is_finished)
            return problems + wrong_answers(archive, stored)
    except RetrievalError as error:
        return [f"cannot be read: {error}"]


def wrong_answers(archive: Archive, stored: Mapping[str, Article]) -> list[str]:
    """Find results that are not verbatim, and first results of the wrong article.

    The latter are checked only if every passage has a vector.
    """
    problems = []
    is_embedded = not archive.status().pending_passages
    urls = sorted(stored)
    for url in random.Random(0).sample(urls, min(_ASKED, len(urls))):
        key = int(url.rsplit("/", 1)[1])
        results = archive.ask(f"How many people came to {name_of(key)}?").results
        if is_embedded and (not results or results[0].article.url != url):
            problems.append(f"wrong answer: {name_of(key)}")
        for result in results:
            article = stored.get(result.article.url or "")
            passage = result.passage
            if article is None or article.text[passage.start : passage.end] != passage.text:
                problems.append(f"wrong answer: not verbatim, {result.article.url}")
    return problems


def _article_problems(
    archive: Archive, stored: Mapping[str, Article], articles: Sequence[GeneratedArticle]
) -> list[str]:
    """Check that each article equals one of its versions, and has the right passages."""
    texts: dict[str, set[tuple[str | None, str]]] = {}
    for item in articles:
        texts.setdefault(item.url, set()).add((item.title, item.text))
    problems = []
    for url, article in stored.items():
        if (article.title, article.text) not in texts.get(url, set()):
            problems.append(f"half or unknown article: {url}")
        passages = split(replace(article, fetched_at=None))
        if archive.passage_ids(article.doc_id) != [p.passage_id for p in passages]:
            problems.append(f"passages are not those of the text: {url}")
    return problems


def _index_problems(archive: Archive) -> list[str]:
    """Compare the FAISS index with exact search over the stored vectors."""
    store = archive._store
    active = store.active_embedder()
    if active is None:
        return []
    exact = ExactIndex(TOY_DIMENSION)
    for ids, vectors in store.vector_changes(active.embedder_id, 0).added:
        exact.add(ids, vectors)
    searcher = archive.searcher()
    problems = []
    if searcher.vectors.ids().tolist() != exact.ids().tolist():
        problems.append("the index holds other ids than the store")
    for question in ("Who opened the harbour?", "How many people came?", "police mayor Monday"):
        vector = searcher.embedder.embed_question(question)
        found = [hit.score for hit in searcher.vectors.search(vector, _DEPTH)]
        expected = [hit.score for hit in exact.search(vector, _DEPTH)]
        if len(found) != len(expected) or any(
            abs(a - b) > 1e-3 for a, b in zip(found, expected, strict=True)
        ):
            problems.append(f"the index finds other passages than exact search: {question}")
    return problems


def _doctor_problems(archive: Archive, *, is_finished: bool) -> list[str]:
    # Articles of an older archive are compared, for copies, at the next ingest.
    allowed = ["not compared yet"]
    if not is_finished:
        allowed += ["without a vector", "may still contain bytes"]
    return [
        f"doctor: {finding.problem}"
        for finding in archive.doctor()
        if not any(part in finding.problem for part in allowed)
    ]
