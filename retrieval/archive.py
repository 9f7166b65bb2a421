"""Archive: articles in, answers out; the one object that the front ends use."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from retrieval.answering import (
    ConfidenceModel,
    confidence,
    default_model,
    model_text,
    read_model,
)
from retrieval.errors import ArticleNotFoundError, IndexMismatchError, QualityError
from retrieval.evaluation import Judgement, LabelledQuestion, evaluate
from retrieval.health import Finding, examine, pending_findings
from retrieval.passages import Splitting, embedded_text
from retrieval.protocols import Embedder, LexicalIndex, Store, VectorIndex
from retrieval.query import understand
from retrieval.reranking import default_reranker
from retrieval.searching import Searcher
from retrieval.swapping import Comparison, compared
from retrieval.types import (
    Active,
    Answer,
    ArchiveStatus,
    Article,
    Fingerprint,
    IngestReport,
    ModelIdentity,
    OnProgress,
    Progress,
    WebAccess,
)
from retrieval.vector_cache import VectorCache, save_if_possible

if TYPE_CHECKING:
    from retrieval.ingesting import Writer
    from retrieval.web_ingesting import WebWriter

_NOT_EMBEDDED = 0  # no embedder has this id
_SPLITTING = "a rebuild that was not finished"
_COMPARED_K = 10  # passages looked at for each question when two models are compared
_SAMPLE_PASSAGES = 16  # real texts on which an exported model is checked


class Backends(Protocol):
    """What an archive is made of, besides its store; the factory decides which."""

    def load_embedder(
        self, name: str | None, expected: ModelIdentity | None, sample: Sequence[str]
    ) -> Embedder:
        """The embedder called ``name``, the default one where ``None``.

        Raises IndexMismatchError where it is not the ``expected`` one. ``sample`` are real
        passages on which an exported model is checked.
        """

    def new_index(self, dimension: int) -> VectorIndex:
        """An empty vector index."""

    def load_index(self, path: Path, dimension: int) -> VectorIndex:
        """The vector index that was saved to ``path``."""

    def keep_only(self, model: ModelIdentity) -> None:
        """Drops what is kept of models other than ``model``, which answers from now on."""

    def problems(self, model: ModelIdentity) -> list[str]:
        """What is wrong with what is kept of ``model``; it is made anew when it is needed."""


def _ignore(progress: Progress) -> None:
    """Progress that nobody looks at."""


class Archive:
    """Articles that can be asked; safe for use by several threads.

    Made by :func:`retrieval.factory.open_archive`; close it, or use it in a ``with`` block.
    """

    def __init__(
        self,
        folder: Path,
        *,
        store: Store,
        words: LexicalIndex,
        backends: Backends,
        splitting: Splitting,
        embedder_name: str | None,
        answer_threshold: float,
        web: WebAccess,
    ) -> None:
        self._folder = folder
        self._store = store
        self._words = words
        self._backends = backends
        self._splitting = splitting
        self._embedder_name = embedder_name
        self._answer_threshold = answer_threshold
        self._web = web
        self._lock = threading.RLock()
        self._embedder: Embedder | None = None
        self._cache: VectorCache | None = None

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def folder(self) -> Path:
        """Where the archive lies."""
        return self._folder

    def close(self) -> None:
        """Closes the archive, which must not be used after."""
        self._store.close()

    # Writing

    def ingest(
        self,
        sources: Iterable[str | Path],
        *,
        on_progress: OnProgress = _ignore,
        files_stay: bool = True,
    ) -> IngestReport:
        """Adds or updates the articles of files, folders, web pages, feeds and sitemaps; a bad one
        never stops the rest.

        Of files that do not stay where they are, as those of an upload, the path is not kept.
        Raises IndexMismatchError where the archive was made with another model or splitting.
        """
        self._check_splitting()
        from retrieval.sources.addresses import is_address  # brings the readers, as the writer does

        named, now = list(sources), _now()
        files = [source for source in named if not is_address(source)]
        addresses = list(dict.fromkeys(str(source) for source in named if is_address(source)))
        report = self._writer().ingest(files, on_progress, now=now, files_stay=files_stay)
        if addresses:
            report = _joined(report, self._web_writer().ingest(addresses, on_progress, now=now))
        self._embed(on_progress)
        self._tidy()
        return report

    def add(self, article: Article) -> str:
        """Adds or updates one article: "added", "replaced" or "unchanged"."""
        self._check_splitting()
        outcome = self._writer().put(replace(article, fetched_at=article.fetched_at or _now()))
        self._embed(_ignore)
        return outcome

    def remove(self, *doc_ids: str) -> None:
        """Removes articles, to the last byte of them in the archive's files.

        Raises ArticleNotFoundError at the first that is not there.
        """
        try:
            for doc_id in doc_ids:
                if not self._writer().remove(doc_id):
                    raise ArticleNotFoundError(doc_id)
        finally:
            self._tidy()

    def rebuild(
        self,
        *,
        questions: Sequence[LabelledQuestion] = (),
        force: bool = False,
        on_progress: OnProgress = _ignore,
    ) -> Comparison | None:
        """Makes passages, vectors and indexes anew from the stored articles.

        The model is that of the settings, the archive's own where they name none; until all is
        embedded, the old one answers. Where the splitting changed as well, the new passages are
        found by their words alone until then. Another model is compared with the old one on
        ``questions`` before it takes over, and returned with the result; it raises QualityError,
        and all stays as it was but for what is embedded, where it answers them worse and not
        ``force``.
        """
        self._make_passages_anew(on_progress)
        on_progress(Progress("loading", 0, None))
        active = self._store.active_embedder()
        name = self._embedder_name or (active[1].model.model if active else None)
        embedder = self._backends.load_embedder(name, None, self._sample())
        fingerprint = Fingerprint(embedder.identity, self._splitting.name)
        embedder_id = self._store.register_embedder(fingerprint)
        self._writer().embed_pending(embedder, embedder_id, on_progress)
        comparison = None
        if questions and active is not None and active[1].model != embedder.identity:
            comparison = self._compared(questions, active, embedder, embedder_id, on_progress)
            if comparison.is_fall and not force:
                raise QualityError(
                    f"{embedder.identity.model} answers your own questions worse than "
                    f"{active[1].model.model} ({comparison}): the old one stays; run the same "
                    "command with --force to change all the same."
                )
        self._switch(embedder, embedder_id, fingerprint)
        return comparison

    def _make_passages_anew(self, on_progress: OnProgress) -> None:
        if self._store.splitting() != self._splitting.name:
            self._store.put_splitting(_SPLITTING)
        self._store.drop_damaged_vectors()
        if self._words.damage():
            self._writer().index_words(on_progress)
        self._writer().split_all(on_progress)
        self._store.put_splitting(self._splitting.name)

    def _compared(
        self,
        questions: Sequence[LabelledQuestion],
        active: Active,
        embedder: Embedder,
        embedder_id: int,
        on_progress: OnProgress,
    ) -> Comparison:
        """What the model in use and ``embedder`` make of ``questions``."""
        identity = active[1].model
        in_use = self._backends.load_embedder(identity.model, identity, self._sample())
        old_index = self._cache_for(active).current()
        index = self._backends.new_index(embedder.identity.dimension)
        for ids, vectors in self._store.vector_changes(embedder_id, 0).added:
            index.add(ids, vectors)

        def judged(searcher: Searcher) -> list[Judgement]:
            return evaluate(
                questions,
                lambda question: self._answer(searcher, question, _COMPARED_K),
                on_done=lambda done: on_progress(Progress("asking", done, len(questions))),
            )

        new = judged(self._searcher_of(embedder, embedder_id, index))
        return compared(judged(self._searcher_of(in_use, active[0], old_index)), new)

    def _switch(self, embedder: Embedder, embedder_id: int, fingerprint: Fingerprint) -> None:
        """From now on ``embedder`` answers, for every program that has the archive open."""
        self._store.activate_embedder(embedder_id)
        self._backends.keep_only(embedder.identity)
        with self._lock:
            self._embedder = embedder
        cache = self._cache_for((embedder_id, fingerprint))
        cache.discard()
        save_if_possible(cache)

    def backup(self, file: Path) -> None:
        """Writes the whole archive, as of one moment, to ``file``; ingests may go on meanwhile.

        An earlier backup there is replaced. Raises BackendError where that cannot be done.
        """
        self._store.backup(file)

    def save_indexes(self) -> None:
        """Writes what is kept beside the store, where the folder can be written."""
        active = self._store.active_embedder()
        if active is not None:
            save_if_possible(self._cache_for(active))

    # Reading

    def ask(self, question: str, *, k: int = 3, earlier: Sequence[str] = ()) -> Answer:
        """The passages that answer ``question``, at most ``k``, best first.

        ``earlier`` are the questions asked before it in the same conversation, the last one last;
        a follow-up is understood with their help. Raises QueryError where the question cannot be
        searched for.
        """
        start = time.perf_counter()
        while True:
            active = self._store.active_embedder()
            answer = self._answer(self.searcher(), question, k, earlier)
            if self._store.active_embedder() == active:
                return replace(answer, took_ms=(time.perf_counter() - start) * 1000.0)
            # else a rebuild took away what was searched, in the midst of it

    def _answer(
        self, searcher: Searcher, question: str, k: int, earlier: Sequence[str] = ()
    ) -> Answer:
        query = understand(question, earlier=earlier)
        found = searcher.search(query, k)
        probability = confidence(
            query, found.evidence, found.background, model=self.confidence_model()
        )
        return Answer(
            question=question,
            answered=bool(found.results) and probability >= self._answer_threshold,
            confidence=probability,
            results=found.results,
        )

    def searcher(self) -> Searcher:
        """What answers questions now, for measuring and fitting; :meth:`ask` is for all else."""
        active = self._store.active_embedder()  # read once: model, index and tokens of one kind
        embedder = self._embedder_for(active)
        embedder_id = active[0] if active else _NOT_EMBEDDED
        index = (
            self._cache_for(active).current()
            if active
            else self._backends.new_index(embedder.identity.dimension)
        )
        return self._searcher_of(embedder, embedder_id, index)

    def _searcher_of(self, embedder: Embedder, embedder_id: int, index: VectorIndex) -> Searcher:
        return Searcher(
            store=self._store,
            words=self._words,
            vectors=index,
            embedder=embedder,
            reranker=default_reranker(),
            token_vectors=lambda ids: self._store.token_vectors(embedder_id, ids),
        )

    def confidence_model(self) -> ConfidenceModel:
        """What confidence is judged by: this archive's own model, else the one for all."""
        text = self._store.confidence_model()
        try:
            return read_model(text) if text else default_model()
        except ValueError:  # of a version with other features
            return default_model()

    def put_confidence_model(self, model: ConfidenceModel) -> None:
        """Judges confidence by ``model`` from now on, in every program that opens the archive."""
        self._store.put_confidence_model(model_text(model))

    def articles(self) -> Iterator[Article]:
        """All articles, newest first where dated."""
        return self._store.articles()

    def article(self, doc_id: str) -> Article:
        """The article of that id; raises ArticleNotFoundError where there is none."""
        article = self._store.article(doc_id)
        if article is None:
            raise ArticleNotFoundError(doc_id)
        return article

    def passage_ids(self, doc_id: str) -> list[int]:
        """The passages of an article in the order of its text."""
        return self._store.passage_ids(doc_id)

    def status(self) -> ArchiveStatus:
        """What is in the archive and whether it is healthy."""
        counts = self._store.counts()
        first, last = self._store.date_range()
        active = self._store.active_embedder()
        pending = self._store.count_pending(active[0]) if active else counts["passages"]
        return ArchiveStatus(
            path=str(self._folder),
            articles=counts["articles"],
            passages=counts["passages"],
            pending_passages=pending,
            publishers=self._store.publishers(),
            first_published_at=first,
            last_published_at=last,
            embedder=active[1] if active else None,
            size_bytes=_size_of(self._folder),
            problems=tuple(finding.problem for finding in pending_findings(pending)),
        )

    def doctor(self) -> list[Finding]:
        """Everything that is wrong with the archive, and what cures it; nothing in a sound one."""
        return examine(
            self._folder,
            self._store,
            self._words,
            index=lambda active: self._cache_for(active).current(),
            embedder=self._embedder_for,
            model_problems=self._backends.problems,
        )

    # Parts, made when first needed

    def _writer(self) -> Writer:
        from retrieval.ingesting import Writer  # brings the readers, which no question needs

        return Writer(self._store, self._words, self._splitting)

    def _web_writer(self) -> WebWriter:
        from retrieval.web_ingesting import WebWriter

        return WebWriter(self._writer(), self._web)

    def _embedder_for(self, active: Active | None) -> Embedder:
        """The model of ``active``; that of the settings where nothing is embedded yet."""
        expected = active[1].model if active else None
        with self._lock:
            if self._embedder is None or expected not in (None, self._embedder.identity):
                self._embedder = self._load_embedder(expected)
            return self._embedder

    def _load_embedder(self, expected: ModelIdentity | None) -> Embedder:
        name = self._embedder_name or (expected.model if expected else None)
        if expected is not None and name not in (expected.model, expected.model.split("/")[-1]):
            raise IndexMismatchError(
                f"the model {name}",
                f"the model {expected.model}",
                f"run 'article-bot rebuild --embedder {name}', or name no other model",
            )
        return self._backends.load_embedder(name, expected, self._sample())

    def _sample(self) -> list[str]:
        rows = self._store.pending_passages(_NOT_EMBEDDED, _SAMPLE_PASSAGES)
        return [embedded_text(title, text) for _, title, text in rows]

    def _cache_for(self, active: Active) -> VectorCache:
        """The index of what ``active`` embedded, in this incarnation of the store."""
        embedder_id, fingerprint = active
        weights = fingerprint.model.weights_sha256[:12]
        key = f"{embedder_id}-{weights}{self._store.incarnation()}"
        with self._lock:
            if self._cache is None or self._cache.key != key:
                self._cache = self._new_cache(embedder_id, fingerprint.model, key)
            return self._cache

    def _new_cache(self, embedder_id: int, model: ModelIdentity, key: str) -> VectorCache:
        return VectorCache(
            self._folder,
            self._store,
            embedder_id=embedder_id,
            key=key,
            new_index=lambda: self._backends.new_index(model.dimension),
            load_index=lambda path: self._backends.load_index(path, model.dimension),
        )

    def _embed(self, on_progress: OnProgress) -> None:
        active = self._store.active_embedder()
        if active is not None and not self._store.count_pending(active[0]):
            self.save_indexes()
            return
        on_progress(Progress("loading", 0, None))
        embedder = self._embedder_for(active)
        embedder_id = active[0] if active else self._first_embedder(embedder)
        self._writer().embed_pending(embedder, embedder_id, on_progress)
        self.save_indexes()

    def _first_embedder(self, embedder: Embedder) -> int:
        fingerprint = Fingerprint(embedder.identity, self._splitting.name)
        embedder_id = self._store.register_embedder(fingerprint)
        self._store.activate_embedder(embedder_id)
        return embedder_id

    def _tidy(self) -> None:
        self._store.erase_traces()
        self.save_indexes()

    def _check_splitting(self) -> None:
        found, wanted = self._store.splitting(), self._splitting.name
        if found is None:
            self._store.put_splitting(wanted)
        elif found != wanted:
            raise IndexMismatchError(
                f"passages split as {wanted!r}",
                repr(found),
                "run 'article-bot rebuild', or set the settings back",
            )


def _joined(first: IngestReport, second: IngestReport) -> IngestReport:
    return IngestReport(
        added=first.added + second.added,
        replaced=first.replaced + second.replaced,
        unchanged=first.unchanged + second.unchanged,
        failed=(*first.failed, *second.failed),
    )


def _size_of(folder: Path) -> int:
    size = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # another program may just replace it
            size += path.stat().st_size
    return size


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
