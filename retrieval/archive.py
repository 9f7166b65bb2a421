"""The archive, which ingests articles and answers questions: the API of the front ends."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.components import Backends, Components
from retrieval.errors import ArticleNotFoundError, IndexMismatchError
from retrieval.evaluation.measures import LabelledQuestion
from retrieval.evaluation.model_comparison import Comparison
from retrieval.health import Finding, examine, vector_findings
from retrieval.protocols import LexicalIndex, QuestionRewriter, Store
from retrieval.replies.replier import Replier
from retrieval.search.answering import Answerer
from retrieval.search.confidence import (
    COMPARED_RESULTS,
    ConfidenceModel,
    default_model,
    model_text,
    read_model,
)
from retrieval.search.filtered_answering import answer_within
from retrieval.search.filtering import checked_filters, publishers_of
from retrieval.search.publishers import MAX_COMPARED, PublisherComparer
from retrieval.search.searcher import Searcher
from retrieval.search.turns import RememberedAnswers
from retrieval.text.find_words import holds_words, plain_words_of
from retrieval.text.passages import Splitting
from retrieval.types import (
    NO_FILTERS,
    Answer,
    ArchiveStatus,
    Article,
    Filters,
    IngestReport,
    ModelIdentity,
    OnProgress,
    Progress,
    PublisherComparison,
    WebAccess,
)

if TYPE_CHECKING:
    from retrieval.evaluation.calibration import Refit
    from retrieval.ingest.writer import Writer
    from retrieval.replies.examples import ExampleCandidate

_log = logging.getLogger(__name__)


def _ignore(progress: Progress) -> None:
    """Progress that is not shown."""


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
        rewriter: QuestionRewriter,
        backends: Backends,
        splitting: Splitting,
        embedder_name: str | None,
        answer_threshold: float,
        read_timeout_s: float,
        web: WebAccess,
        memory: Path,
    ) -> None:
        self._components = Components(folder, store, words, rewriter, backends, embedder_name)
        self._store = store
        self._words = words
        self._splitting = splitting
        self._answer_threshold = answer_threshold
        self._read_timeout_s = read_timeout_s
        self._web = web
        self._memory = memory
        self._remembered = RememberedAnswers()
        self._replier = Replier(store, words)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def folder(self) -> Path:
        """Folder of the archive."""
        return self._components.folder

    @property
    def memory_folder(self) -> Path:
        """Folder of the bot's data."""
        return self._memory

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
        """Adds or updates the articles of files, folders, web pages, feeds and sitemaps.

        One that fails does not stop the rest. Without ``files_stay``, as for uploads, paths are not
        recorded. Raises IndexMismatchError if the archive has another model or splitting.
        """
        self._check_splitting()
        # imported here, as these import the readers, which no question needs
        from retrieval.ingest.files import FileWriter
        from retrieval.ingest.report import ReportBuilder
        from retrieval.sources.web.ip_policy import is_address
        from retrieval.sources.worker.article_reader import ArticleReader

        named, results = list(sources), ReportBuilder()
        files = [source for source in named if not is_address(source)]
        addresses = list(dict.fromkeys(str(source) for source in named if is_address(source)))
        with ArticleReader(self._read_timeout_s) as reader:
            common = (reader, results, on_progress, _now())
            FileWriter(self._writer(), *common).ingest(files, files_stay=files_stay)
            addresses = list(dict.fromkeys((*addresses, *results.listed)))
            if addresses:
                from retrieval.ingest.web import WebWriter

                WebWriter(self._writer(), self._web, *common).ingest(addresses)
        self._writer().group_stories(on_progress)
        self._embed(on_progress)
        self._tidy()
        return results.report()

    def max_file_bytes(self, name: str) -> int | None:
        """The size up to which a file of that name is read; None if any is, or none at all."""
        from retrieval.sources import max_bytes  # imports the readers

        return max_bytes(name)

    def add(self, article: Article) -> str:
        """Adds or updates one article: "added", "replaced" or "unchanged"."""
        self._check_splitting()
        outcome = self._writer().put(replace(article, fetched_at=article.fetched_at or _now()))
        self._embed(_ignore)
        return outcome

    def remove(self, *doc_ids: str) -> None:
        """Removes articles, leaving no byte of them in the archive's files.

        Raises ArticleNotFoundError at the first that does not exist.
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
        """Rebuilds passages, vectors and indexes from the stored articles.

        The model is that of the settings, by default the archive's own. The old one answers until
        all passages are embedded; if the splitting changed too, new passages are found only by
        their words until then. Another model is compared with the old one on ``questions`` before
        it is used, and the comparison is returned. Raises QualityError, and keeps the old model, if
        the new one answers them worse and not ``force``.
        """
        from retrieval.ingest.rebuild import Rebuild

        rebuild = Rebuild(
            self._components, self._writer(), self._splitting, self._answer, on_progress
        )
        return rebuild.run(questions, force=force)

    def calibrate(
        self, questions: Sequence[LabelledQuestion], *, on_progress: OnProgress = _ignore
    ) -> Refit:
        """Fits the confidence to this archive by labelled questions, if that makes it better.

        Every program that has the archive open uses it from then on. Raises RetrievalError if there
        are too few questions.
        """
        from retrieval.evaluation.calibration import refit, trials

        found = trials(
            questions,
            self.searcher(),
            self.passage_ids,
            on_done=lambda done: on_progress(Progress("asking", done, len(questions))),
        )
        fitted = refit(list(found), before=self.confidence_model())
        if fitted.is_better:
            self.put_confidence_model(fitted.model)
        return fitted

    def backup(self, file: Path) -> None:
        """Writes a consistent backup, with the bot's data, to ``file``, also while in use.

        An earlier backup there is replaced. Raises BackendError if that is impossible.
        """
        self._store.backup(file, memory=self._memory)

    def save_indexes(self) -> None:
        """Writes the index files, if the folder can be written."""
        self._components.save_indexes()

    # Reading

    def ask(
        self,
        question: str,
        *,
        k: int = 3,
        earlier: Sequence[str | Answer] = (),
        filters: Filters = NO_FILTERS,
        with_explanation: bool = False,
    ) -> Answer:
        """The passages that answer ``question``, at most ``k``, best first.

        ``earlier`` are the earlier questions of the conversation, oldest first, or the answers to
        them, to understand follow-ups; what was shown for questions is found again, and those that
        get a reply count for nothing. Only articles that ``filters`` let through are searched; see
        :func:`retrieval.search.filtered_answering.answer_within`. Small talk and questions about
        the archive itself get a ``reply``, made of these articles, and no passages. Raises
        QueryError if the question cannot be searched for, and FilterError for a filter that no
        article can meet.
        """
        start = time.perf_counter()
        filters = self.checked_filters(filters)
        earlier = self._about_news(earlier)
        replied = self._replier.reply(question, filters, is_first=not earlier)
        if replied is not None:
            reply, filters = replied
            took_ms = (time.perf_counter() - start) * 1000.0
            return Answer(
                question, False, 0.0, (), took_ms, searched=question, reply=reply, filters=filters
            )
        while True:
            active = self._store.active_embedder()
            answer = answer_within(
                self._answerer(self.searcher()),
                question,
                filters,
                k=k,
                earlier=self._answers_to(earlier, filters),
                with_explanation=with_explanation,
            )
            if self._store.active_embedder() == active:
                if k >= COMPARED_RESULTS:  # as many as are found where nothing is remembered
                    questions = _questions_of(earlier)
                    self._remembered.put(answer, questions, filters, self._store.generation())
                return replace(answer, took_ms=(time.perf_counter() - start) * 1000.0)
            # else a rebuild replaced the model during the search

    def _about_news(self, earlier: Sequence[str | Answer]) -> list[str | Answer]:
        """The earlier questions, or answers to them, without those that get a reply."""
        kept: list[str | Answer] = []
        for own in earlier:
            if isinstance(own, Answer):
                is_replied = own.reply is not None
            else:
                is_replied = self._replier.reply(own, is_first=not kept) is not None
            if not is_replied:
                kept.append(own)
        return kept

    def example_candidates(self) -> list[ExampleCandidate]:
        """Questions that articles seem to answer, newest first; to be asked before they are shown.

        There are none in languages without a rule for making them.
        """
        from retrieval.replies.examples import example_candidates

        return list(example_candidates(self._store.articles()))

    def generation(self) -> int:
        """A number that grows with each change of the archive."""
        return self._store.generation()

    def compare(
        self,
        question: str,
        *,
        k: int = MAX_COMPARED,
        earlier: Sequence[str | Answer] = (),
        filters: Filters = NO_FILTERS,
    ) -> PublisherComparison:
        """What different publishers say on ``question``, at most ``k`` of them, newest first.

        For each publisher, or each host where it is unknown, it is the best passage that answers,
        as if it were the first result. The ``k`` likeliest count. See :meth:`ask`.
        """
        start = time.perf_counter()
        filters = self.checked_filters(filters)
        while True:
            active = self._store.active_embedder()
            comparer = PublisherComparer(self._answerer(self.searcher()))
            answers = self._answers_to(self._about_news(earlier), filters)
            compared = comparer.compare(question, filters, k=k, earlier=answers)
            if self._store.active_embedder() == active:  # as in ask
                took_ms = (time.perf_counter() - start) * 1000.0
                refusal = compared.refusal and replace(compared.refusal, took_ms=took_ms)
                return replace(compared, refusal=refusal, took_ms=took_ms)

    def _answer(
        self, searcher: Searcher, question: str, k: int, earlier: Sequence[Answer] = ()
    ) -> Answer:
        return answer_within(self._answerer(searcher), question, NO_FILTERS, k=k, earlier=earlier)

    def _answerer(self, searcher: Searcher) -> Answerer:
        model = self.confidence_model(searcher.embedder.identity)
        return Answerer(searcher, model, self._answer_threshold)

    def checked_filters(self, filters: Filters) -> Filters:
        """``filters`` with the publisher's name as the archive has it; raises FilterError."""
        return checked_filters(filters, self._store) if filters else filters

    def _answers_to(self, earlier: Sequence[str | Answer], given: Filters) -> list[Answer]:
        """The earlier answers; questions are answered again where that is not remembered."""

        def ask_again(question: str, before: Sequence[Answer]) -> Answer:
            answerer = self._answerer(self.searcher())
            return answer_within(answerer, question, given, k=COMPARED_RESULTS, earlier=before)

        answers = [own for own in earlier if isinstance(own, Answer)]
        if len(answers) == len(earlier):
            return answers
        return self._remembered.earlier(
            _questions_of(earlier), given, self._store.generation(), ask_again
        )

    def searcher(self) -> Searcher:
        """The search through the current indexes, for measuring and fitting."""
        self._update_words()
        return self._components.searcher()

    def confidence_model(self, embedder: ModelIdentity | None = None) -> ConfidenceModel:
        """The archive's own confidence model, else the packaged one; with or without a reader.

        It is for the vectors of ``embedder``, by default the one that is in use.
        """
        if embedder is None and (active := self._store.active_embedder()):
            embedder = active[1].model
        packaged = default_model(
            is_read=self._components.reader() is not None,
            embedder=embedder.model if embedder else "",
        )
        if text := self._store.confidence_model():
            with contextlib.suppress(ValueError):  # it is of a version with other features
                own = read_model(text)
                is_alike = (own.is_read, own.embedder) == (packaged.is_read, packaged.embedder)
                if own.by_words or is_alike:
                    return own
        return packaged

    def put_confidence_model(self, model: ConfidenceModel) -> None:
        """Stores the archive's own confidence model, for every program that opens the archive."""
        self._store.put_confidence_model(model_text(model))

    def articles(self, filters: Filters = NO_FILTERS, *, words: str = "") -> Iterator[Article]:
        """The articles that ``filters`` let through, newest first; those without a date last.

        Each of the ``words`` begins a word of the title, publisher, authors or file name, whatever
        its accents. Raises FilterError for a filter that no article can meet.
        """
        filters = self.checked_filters(filters)
        articles = self._store.articles(filters, publishers_of(filters, self._store))
        wanted = plain_words_of(words) or words.split()
        return (own for own in articles if holds_words(_findable(own), wanted))

    def article_ids(self) -> list[str]:
        """Ids of all articles, ascending."""
        return self._store.article_ids()

    def article(self, doc_id: str) -> Article:
        """The article with that id; raises ArticleNotFoundError if there is none."""
        article = self._store.article(doc_id)
        if article is None:
            raise ArticleNotFoundError(doc_id)
        return article

    def copies(self, doc_id: str) -> list[Article]:
        """The other articles of the same story, the first published first."""
        others = (own for own in self._store.story_members(doc_id) if own != doc_id)
        return list(filter(None, map(self._store.article, others)))

    def passage_ids(self, doc_id: str) -> list[int]:
        """The passages of an article in the order of its text."""
        return self._store.passage_ids(doc_id)

    def status(self) -> ArchiveStatus:
        """The contents and health of the archive."""
        counts = self._store.counts()
        first, last = self._store.date_range()
        active = self._store.active_embedder()
        pending = self._store.count_pending(active.embedder_id) if active else counts["passages"]
        findings = vector_findings(pending, active.fingerprint if active else None)
        return ArchiveStatus(
            path=str(self._components.folder),
            articles=counts["articles"],
            passages=counts["passages"],
            pending_passages=pending,
            publishers=self._store.publishers(),
            publisher_dates=self._store.publisher_dates(),
            languages=self._store.languages(),
            first_published_at=first,
            last_published_at=last,
            embedder=active.fingerprint if active else None,
            size_bytes=_size_of(self._components.folder),
            problems=tuple(f"{finding.problem} Cure: {finding.cure}." for finding in findings),
        )

    def doctor(self) -> list[Finding]:
        """All problems of the archive with their cures; empty for a sound one."""
        return examine(
            self._components.folder,
            self._store,
            self._words,
            index=self._components.index_for,
            embedder=self._components.embedder_for,
            model_problems=self._components.backends.problems,
        )

    # Components, made when first needed

    def _writer(self) -> Writer:
        from retrieval.ingest.writer import Writer  # imports the readers, which no question needs

        return Writer(self._store, self._words, self._splitting)

    def _embed(self, on_progress: OnProgress) -> None:
        active = self._store.active_embedder()
        if active is not None and not self._store.count_pending(active.embedder_id):
            self.save_indexes()
            return
        on_progress(Progress("loading", 0, None))
        embedder = self._components.embedder_for(active)
        embedder_id = (
            active.embedder_id if active else self._components.activate(embedder, self._splitting)
        )
        self._writer().embed_pending(embedder, embedder_id, on_progress)
        self.save_indexes()

    def _tidy(self) -> None:
        self._store.erase_traces()
        self.save_indexes()

    def _update_words(self) -> None:
        """Indexes all words again if an earlier version did it by other rules."""
        if self._words.is_outdated() and not self._store.is_read_only():
            _log.info("The lexical index is of an earlier version. Rebuilding it.")
            self._writer().index_words(_ignore)

    def _check_splitting(self) -> None:
        self._update_words()
        found, wanted = self._store.splitting(), self._splitting.name
        if found is None:
            self._store.put_splitting(wanted)
        elif found != wanted:
            raise IndexMismatchError(
                f"passages split as {wanted!r}",
                repr(found),
                "run 'article-bot rebuild', or set the settings back",
            )


def _questions_of(earlier: Sequence[str | Answer]) -> list[str]:
    return [own if isinstance(own, str) else own.question for own in earlier]


def _findable(article: Article) -> Iterator[str]:
    """The texts of an article by which it is found in a list."""
    yield from filter(None, (article.title, article.publisher, *article.authors))
    if article.path:
        yield Path(article.path).name


def _size_of(folder: Path) -> int:
    size = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # another program may just replace it
            size += path.stat().st_size
    return size


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
