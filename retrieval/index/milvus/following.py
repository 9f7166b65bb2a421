"""A collection kept equal to the store by its generations.

What has changed since the generation that the collection holds is written to it. If that is not
known, or the numbers of rows differ, the ids of both are compared and the difference is mended.
Rows are known by the passages' ids, which are hashes of their content, so that each write can be
repeated, also by several programs at once, and a filling that was stopped goes on. A collection of
which the server has lost rows, so that queries of it fail, is dropped and filled again.
"""

from __future__ import annotations

import contextlib
import logging
import math
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Generic, TypeAlias, TypeVar

import numpy as np

from retrieval.errors import BackendError
from retrieval.index.ascending import holds
from retrieval.index.milvus.collection import VECTOR, MilvusCollection, Row
from retrieval.index.milvus.passing import field_values
from retrieval.index.milvus.server import LostRowsError, MissingCollectionError
from retrieval.index.milvus.states import MilvusStates, State
from retrieval.protocols import ArticleStore
from retrieval.types import IdArray

Content = TypeVar("Content")
Result = TypeVar("Result")
Part = TypeVar("Part")
Block: TypeAlias = list[tuple[int, Content]]
"""Passages with what their vectors are made of."""

_WAIT_S = 10.0  # a question waits until a collection follows
_PAUSE = 10.0  # times as long as a filling took, until a collection may be dropped again

_log = logging.getLogger(__name__)


class FollowingCollection(ABC, Generic[Content]):
    """Keeps a collection equal to what a store has for it; safe for use by several threads."""

    def __init__(
        self, collection: MilvusCollection, states: MilvusStates, store: ArticleStore
    ) -> None:
        self._collection = collection
        self._states = states
        self._store = store
        self._lock = threading.Lock()
        self._begin_lock = threading.Lock()
        self._background = ThreadPoolExecutor(1, thread_name_prefix="milvus")
        self._following: Future[None] | None = None  # in the background
        self._wait_until = 0.0  # questions wait for it, by the monotonic clock
        self._followed = -1  # generation of the store that it is known to hold
        self._may_drop_at = 0.0  # by the monotonic clock; infinite until it is filled again

    # Implemented by each kind of collection; all but _vector run in a read transaction

    @abstractmethod
    def _count(self) -> int:
        """How many passages the store has for it."""

    @abstractmethod
    def _all(self) -> Iterator[Block[Content]]:
        """All of them."""

    @abstractmethod
    def _removed(self, since: int) -> Sequence[int] | None:
        """Passages removed after that generation; None if that is not known any more."""

    @abstractmethod
    def _added(self, since: int) -> Iterator[Block[Content]]:
        """Passages added or changed after that generation."""

    @abstractmethod
    def _vector(self, content: Content) -> Any:
        """The vector of a passage, as Milvus takes it."""

    # Common to all kinds

    def follow(self) -> None:
        """Brings the collection to the store's generation, or a later one.

        Raises MilvusAwayError if the server does not answer, and BackendError while another program
        fills it.
        """
        if self._followed >= self._store.generation():
            return
        with self._lock, self._dropped_if_lost(MilvusCollection.ids):
            with self._store.read_transaction():
                seen = self._store.generation()
                try:
                    self._follow()
                except MissingCollectionError:  # it is not loaded, as after a restart
                    self._begin_again()
                    self._follow_or_fill()
            self._restore_newer(seen)

    def follow_soon(self) -> None:
        """Follows, as :meth:`follow` does, but waits only for a moment, as for a question.

        What takes longer, such as filling a large collection, goes on in the background, and
        BackendError is raised until it has ended.
        """
        asked, until = self._store.generation(), time.monotonic() + _WAIT_S
        has_begun = False  # since then; what was begun before may be of an older generation
        while self._followed < asked and not has_begun:
            with self._begin_lock:
                self._collection.check_open()
                if self._following is None or self._following.done():
                    self._following = self._background.submit(self.follow)
                    has_begun = True
                    self._wait_until = time.monotonic() + _WAIT_S
                following = self._following
                wait_s = min(until, self._wait_until) - time.monotonic()
            try:
                following.result(max(0.0, wait_s))
            except TimeoutError:
                raise BackendError("The search index is being filled.") from None

    def wait_for_end(self) -> None:
        """Waits until nothing goes on in the background.

        That ends at its next block, or call of the server, once the connection was closed.
        """
        with self._begin_lock:
            self._background.shutdown()

    def verify(self) -> None:
        """Compares the numbers of rows, and mends the collection if they differ."""
        self.follow()
        with self._lock, self._dropped_if_lost(MilvusCollection.ids):
            count = self._collection.count()
            with self._store.read_transaction():
                is_same = self._store.generation() == self._followed
                is_equal = count == self._count()
            if is_same and not is_equal:
                _log.warning("%s differs from the store. It is mended.", self._collection.name)
                self._mend_all()

    def write_again(self) -> None:
        """Writes every row again, while searches go on, and deletes what the store lacks."""
        with self._lock, self._dropped_if_lost(MilvusCollection.ids):
            with self._store.read_transaction():
                self._put(self._all())
            self._mend_all()

    def ask(self, act: Callable[[MilvusCollection], Result]) -> Result:
        """What ``act`` returns for the collection.

        Raises BackendError if that fails. If the server has lost the collection, or rows of it,
        the next use fills it again.
        """
        try:
            return act(self._collection)
        except (MissingCollectionError, LostRowsError) as error:
            if self._lock.acquire(blocking=False):  # else it is followed now
                try:
                    if isinstance(error, LostRowsError):
                        self._drop_if_lost(act)
                    else:
                        self._begin_again()
                finally:
                    self._lock.release()
            raise

    @contextlib.contextmanager
    def _dropped_if_lost(self, act: Callable[[MilvusCollection], object]) -> Iterator[None]:
        """Drops the collection where rows are found to be lost, if ``act`` still fails."""
        try:
            yield
        except LostRowsError:
            self._drop_if_lost(act)
            raise

    def _drop_if_lost(self, act: Callable[[MilvusCollection], object]) -> None:
        """Drops the collection if ``act`` still fails, unless another program has done so."""
        name = self._collection.name
        state = self._states.get(name)
        if state is None:  # the states were lost, too
            self._begin_again()
            return
        if self._states.is_being_filled(state):
            return
        if state.is_complete and time.monotonic() < self._may_drop_at:
            return
        try:
            act(self._collection)
        except LostRowsError:
            if not self._states.claim(name, state):
                return
            _log.warning("Milvus has lost rows of %s. It is filled again.", name)
            self._collection.drop()
            self._states.drop(name)
            self._begin_again()
            self._may_drop_at = math.inf

    def _begin_again(self) -> None:
        self._followed = -1
        self._collection.forget()
        self._states.forget()

    def _follow_or_fill(self) -> None:
        try:
            self._follow()
        except MissingCollectionError:  # the server has lost its data
            self._states.drop(self._collection.name)
            self._follow()

    def _follow(self) -> None:
        name, now, began_s = self._collection.name, self._store.generation(), time.monotonic()
        state = self._states.get(name)
        if state is not None and self._states.is_being_filled(state):
            raise BackendError("The search index is being filled by another program.")
        if state is None:
            self._collection.create()
            state = State(now)
            self._states.put(name, state)
        self._collection.load()
        removed = self._removed(state.generation) if state.is_complete else None
        if removed is None:
            self._mend(self._collection.ids(), state)
        else:
            self._collection.delete(removed)
        if state.generation < now:
            self._put(self._added(state.generation))
        if not state.is_complete or state.generation < now:
            self._states.put(name, State(max(now, state.generation), is_complete=True))
        if math.isinf(self._may_drop_at):
            self._may_drop_at = time.monotonic() + _PAUSE * (time.monotonic() - began_s)
        self._followed = max(now, state.generation)

    def _mend_all(self) -> None:
        """Mends it as of now.

        The ids are read before the store's snapshot is taken, so that rows that another program
        writes meanwhile are not taken for rows that the store lacks.
        """
        held = self._collection.ids()
        with self._store.read_transaction():
            seen = self._store.generation()
            self._mend(held)
        self._restore_newer(seen)

    def _restore_newer(self, seen: int) -> None:
        """Writes again what the store got after generation ``seen``.

        A deletion as of ``seen`` may have hit rows of it that another program had written.
        """
        with self._store.read_transaction():
            if self._store.generation() > seen:
                self._put(self._added(seen))

    def _mend(self, held: IdArray, state: State | None = None) -> None:
        """Adds what only the store has, and deletes those of ``held`` that it lacks."""
        seen = []
        for block in self._all():
            ids = np.array([passage_id for passage_id, _ in block], dtype=np.int64)
            seen.append(ids)
            is_new = ~holds(held, ids)
            self._put([[own for own, new in zip(block, is_new.tolist(), strict=True) if new]])
            if state is not None and not state.is_complete:
                self._states.put(self._collection.name, state)  # still being filled
        stored = np.sort(np.concatenate([np.empty(0, dtype=np.int64), *seen]))
        self._collection.delete(_without(held, stored))

    def _put(self, blocks: Iterable[Block[Content]]) -> None:
        for block in self._while_open(blocks):
            values = self._store.filter_values([passage_id for passage_id, _ in block])
            rows: list[Row] = [
                {"id": own, VECTOR: self._vector(content), **field_values(values[own])}
                for own, content in block
                if own in values
            ]
            self._collection.upsert(rows)

    def _while_open(self, blocks: Iterable[Part]) -> Iterator[Part]:
        """What is read from the store part by part; raises BackendError once that is closed."""
        for block in blocks:
            self._collection.check_open()
            yield block


def _without(ids: IdArray, others: IdArray) -> list[int]:
    """Those of ``ids`` that are not among ``others``, both ascending."""
    return [int(own) for own in ids[~holds(others, ids)]]
