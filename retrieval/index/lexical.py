"""Lexical index: the store keeps the words of passages, a file of postings beside it finds them.

The file is a cache, like that of the vectors: its name carries the generation of the store that it
stands for, what changed since is read from the store, and what is broken, of another store or
otherwise wrong is made anew. It is mapped, never changed, and written seldom.
"""

from __future__ import annotations

import contextlib
import logging
import re
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from retrieval.errors import BackendError, DamagedFileError
from retrieval.index.bm25 import PostingsIndex, PostingsMatches
from retrieval.index.postings import postings_of
from retrieval.index.postings_file import map_postings, write_postings
from retrieval.index.terms_table import SqliteWords, WordState
from retrieval.store.connections import SqliteConnections
from retrieval.store.integrity import damage_of_words
from retrieval.text.terms import index_terms
from retrieval.types import Article, Passage

_MAX_TERMS = 64  # of a question; more would be a text, not a question
_UNSAVED_SHARE = 0.05  # of the passages may differ from the file: read in a moment when opened
_OURS = re.compile(r"words-(\d+)\.postings(?:\.\d+\.tmp)?")
_SAVED = re.compile(r"words-(\d+)\.postings")
_log = logging.getLogger(__name__)


class SqliteLexicalIndex:
    """See :class:`retrieval.protocols.LexicalIndex`; safe for use by several threads."""

    def __init__(self, connections: SqliteConnections) -> None:
        self._connections = connections
        self._words = SqliteWords(connections)
        self._lock = threading.Lock()
        self._saving = threading.Lock()
        self._held = (WordState(), PostingsIndex())  # replaced, never changed
        self._saved = 0  # generation of the file that the index began with
        self._unreadable = 0  # of a file that is kept, as it cannot be read only now

    def add(self, article: Article, passages: Sequence[Passage]) -> None:
        """See :class:`retrieval.protocols.LexicalIndex`."""
        around = [*index_terms(article.title or ""), *index_terms(article.publisher or "")]
        self._words.put([(p.passage_id, around + index_terms(p.text)) for p in passages])

    def remove(self, passage_ids: Iterable[int]) -> None:
        """See :class:`retrieval.protocols.LexicalIndex`."""
        self._words.delete(passage_ids)

    def match(self, terms: Sequence[str]) -> PostingsMatches:
        """See :class:`retrieval.protocols.LexicalIndex`."""
        return self._current().match(terms[:_MAX_TERMS])

    def term_weights(self, terms: Sequence[str]) -> dict[str, float]:
        """See :class:`retrieval.protocols.LexicalIndex`."""
        return self._current().weights(terms)

    def save(self) -> None:
        """See :class:`retrieval.protocols.LexicalIndex`."""
        with self._connections.read_transaction():
            if not self._is_worth_saving():
                return
        self._current()
        self._save_held()
        self._words.forget_changes(self._saved)

    def clear(self) -> None:
        """See :class:`retrieval.protocols.LexicalIndex`."""
        self._words.clear()

    def damage(self) -> list[str]:
        """See :class:`retrieval.protocols.LexicalIndex`."""
        return damage_of_words(self._connections.current())

    def _is_worth_saving(self) -> bool:
        state = self._words.state()
        since = max(self._saved_generations(state), default=0)
        if since < state.forgotten:
            return True
        enough = 1 + int(state.totals.passages * _UNSAVED_SHARE)
        return self._words.count_changes(since, limit=enough) >= enough

    def _current(self) -> PostingsIndex:
        """The index, equal to the store as it was when this was called, or later."""
        state, index = self._held
        if state == self._words.state():
            return index
        with self._lock, self._connections.read_transaction():
            state = self._words.state()
            if state != self._held[0]:
                self._held = (state, self._followed(state))
            index = self._held[1]
            is_unsaved = not (self._saved or self._unreadable) and state.totals.passages > 0
        if is_unsaved and not self._saving.locked():  # nobody shall make it anew again
            with contextlib.suppress(BackendError, OSError):
                self._save_held()
        return index

    def _followed(self, state: WordState) -> PostingsIndex:
        """The index of ``state``: what is held, what was saved last or a new one, brought there."""
        then, index = self._held[0].generation, self._held[1]
        newest = max(self._saved_generations(state), default=0)
        if newest > self._saved or not 0 < then <= state.generation:
            index, then = self._newest_saved(state)
            self._saved = then
        if state.forgotten <= then:
            for ids, rows in self._words.changes(then):
                index = index.changed(ids, rows)
            if index.totals == state.totals:
                return index
        if then:
            _log.warning("The index of words differs from the store. It is made anew.")
        self._saved = 0
        return PostingsIndex.of(*map(postings_of, self._words.all()))

    def _newest_saved(self, state: WordState) -> tuple[PostingsIndex, int]:
        """What can be read of what was saved, and its generation; else an empty index at 0."""
        self._unreadable = 0
        for generation in sorted(self._saved_generations(state), reverse=True):
            try:
                return PostingsIndex.of(map_postings(self._path(generation))), generation
            except BackendError as error:
                if not self._path(generation).exists():  # another program has just saved a newer
                    return self._newest_saved(state)
                _log.warning("%s The index is rebuilt from the store.", error)
                if not isinstance(error, DamagedFileError):
                    self._unreadable = generation
        return PostingsIndex(), 0

    def _save_held(self) -> None:
        """Writes what is held, while questions go on, and goes on with the file."""
        with self._saving:
            state, index = held = self._held
            if state.generation == self._saved:
                return
            path = self._path(state.generation)
            write_postings(path, index.folded())
            saved = (state, PostingsIndex.of(map_postings(path)))
            with self._lock:
                if self._held is held:
                    self._held, self._saved = saved, state.generation
            for other in self._files():
                own = _OURS.fullmatch(other.name)
                if own and int(own[1]) < state.generation:  # a newer one is another program's
                    other.unlink(missing_ok=True)

    def _saved_generations(self, state: WordState) -> list[int]:
        """Generations of the saved files, but for those that are ahead of the store."""
        found = (_SAVED.fullmatch(path.name) for path in self._files())
        generations = (int(match[1]) for match in found if match)
        return [generation for generation in generations if generation <= state.generation]

    def _files(self) -> list[Path]:
        """What lexical indexes have written, and nothing that anyone else may have put there."""
        found = self._connections.path.parent.glob("words-*")
        return [path for path in found if _OURS.fullmatch(path.name) and path.is_file()]

    def _path(self, generation: int) -> Path:
        return self._connections.path.with_name(f"words-{generation}.postings")
