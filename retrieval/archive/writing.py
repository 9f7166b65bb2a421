"""Writing to an archive: ingest, removal, rebuild, calibration, backup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.archive.alerting import Alerting
from retrieval.archive.parts import ignore_progress
from retrieval.errors import ArticleNotFoundError, IndexMismatchError, RetrievalError
from retrieval.evaluation.measures import LabelledQuestion
from retrieval.types import Article, IngestReport, OnProgress, Progress, SourceVersion

if TYPE_CHECKING:
    from retrieval.evaluation.calibration import Refit
    from retrieval.protocols import IngestCluster

_FEW_PASSAGES = 256  # more than the articles of a page have


class Writing(Alerting):
    """See :class:`retrieval.archive.Archive`; a calibration asks it questions."""

    def ingest(
        self,
        sources: Iterable[str | Path],
        *,
        on_progress: OnProgress = ignore_progress,
        files_stay: bool = True,
        known_as: SourceVersion | None = None,
        cluster: IngestCluster | None = None,
    ) -> IngestReport:
        """Adds or updates the articles of files, folders, web pages, feeds and sitemaps.

        One that fails does not stop the rest. Without ``files_stay``, as for uploads, paths are not
        recorded. With ``known_as``, the only source is a temporary file that holds that version of
        something. With a ``cluster``, its machines read the files and embed all passages. Raises
        IndexMismatchError if the archive has another model or splitting.
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
            common = (reader, results, on_progress, self._time())
            writer = FileWriter(self._writer(), *common, cluster=cluster)
            writer.ingest(files, files_stay=files_stay, known_as=known_as)
            addresses = list(dict.fromkeys((*addresses, *results.listed)))
            if addresses:
                from retrieval.ingest.web import WebWriter

                web = WebWriter(self._writer(), self._web, *common, self._embedding_as_stored())
                web.ingest(addresses)
        self._complete(on_progress, cluster)
        return results.report()

    def max_file_bytes(self, name: str) -> int | None:
        """The size up to which a file of that name is read; None if any is, or none at all."""
        from retrieval.sources import max_bytes  # imports the readers

        return max_bytes(name)

    def add(self, article: Article) -> str:
        """Adds or updates one article: "added", "replaced" or "unchanged"."""
        self._check_splitting()
        outcome = self._writer().put(
            replace(article, fetched_at=article.fetched_at or self._time())
        )
        self._embed(ignore_progress)
        self.judge_alerts()
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

    def rebuild(self, *, on_progress: OnProgress = ignore_progress) -> None:
        """Rebuilds passages, vectors and indexes from the stored articles.

        The model is that of the settings, by default the archive's own. The old one answers until
        all passages are embedded; if the splitting changed too, new passages are found only by
        their words until then.
        """
        from retrieval.ingest.rebuild import rebuild

        rebuild(self._components, self._writer(), self._splitting, on_progress)

    def calibrate(
        self, questions: Sequence[LabelledQuestion], *, on_progress: OnProgress = ignore_progress
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

    def backup(self, file: Path, *, force: bool = False) -> None:
        """Writes a consistent backup, with the bot's data, to ``file``, also while in use.

        An earlier backup there is replaced. Raises BackendError if that is impossible, and, if not
        ``force``, if it has other articles only, as that of another archive.
        """
        self._store.backup(file, memory=self._memory, force=force)

    def finish_interrupted(self, *, on_progress: OnProgress = ignore_progress) -> None:
        """Makes the vectors that an interrupted program has left to make, and judges alerts.

        So many that another program must be at it are left to that one.
        """
        self._check_splitting()
        if self._has_few_pending():
            self._embed(on_progress)
        self.judge_alerts(on_progress=on_progress)

    def _complete(self, on_progress: OnProgress, cluster: IngestCluster | None = None) -> None:
        """What follows once articles are stored: stories, vectors, traces erased, alerts judged."""
        self._writer().group_stories(on_progress)
        self._make_vectors(on_progress, cluster)
        self._tidy()
        self.judge_alerts(on_progress=on_progress)

    def _embed(self, on_progress: OnProgress) -> None:
        self._make_vectors(on_progress)
        self.save_indexes()

    def _make_vectors(self, on_progress: OnProgress, cluster: IngestCluster | None = None) -> None:
        active = self._store.active_embedder()
        if active is not None and not self._store.count_pending(active.embedder_id):
            return
        on_progress(Progress("loading", 0, None))
        embedder = self._components.embedder_for(active)
        embedder_id = (
            active.embedder_id if active else self._components.activate(embedder, self._splitting)
        )
        self._writer().embed_pending(embedder, embedder_id, on_progress, cluster=cluster)

    def _embedding_as_stored(self) -> Callable[[], None]:
        """What makes the vectors of each page once it is stored: the next may take long to come.

        After a failure, as of a model that cannot be loaded, it does nothing more: at the end of
        the ingest or update all that is left is tried again.
        """
        has_failed = False

        def embed() -> None:
            nonlocal has_failed
            if has_failed:
                return
            try:
                if self._has_few_pending():
                    self._embed(ignore_progress)
            except RetrievalError:
                has_failed = True

        return embed

    def _has_few_pending(self) -> bool:
        """Whether passages lack vectors, but not so many that another program is making them."""
        active = self._store.active_embedder()
        if active is None:
            return bool(self._store.article_ids())
        return 0 < self._store.count_pending(active.embedder_id) <= _FEW_PASSAGES

    def _tidy(self) -> None:
        self._store.erase_traces()
        self.save_indexes()

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
