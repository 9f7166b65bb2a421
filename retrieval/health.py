"""Diagnosis of an archive, for ``article-bot doctor`` and ``status``."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.errors import (
    REBUILD,
    RESTORE,
    BackendError,
    DamagedArchiveError,
    DamagedFileError,
)
from retrieval.protocols import VectorSearch
from retrieval.settings import read_settings_file
from retrieval.store.store import SqlStore
from retrieval.text.times.days import day_in_words
from retrieval.types import Fingerprint

if TYPE_CHECKING:
    from retrieval.components import Components

_LOW_DISK_BYTES = 64 * 1024 * 1024
_SAMPLED = 64  # vectors of a block that are looked for
_MIN_COSINE = 0.98  # of a stored vector and the nearest of the index, which may be quantised
_SECRET_NAME = re.compile("token|secret")
# A Telegram token, or a user and password in an address.
_SECRET_VALUE = re.compile(r"\b\d{5,}:[\w-]{20,}|//[^/@\s]+:[^/@\s]+@")


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of an archive, and its cure."""

    problem: str
    cure: str


def examine(parts: Components) -> list[Finding]:
    """Finds all problems of an archive.

    Indexes and vectors are examined only if the store itself is intact. Damaged files of indexes
    and models are made again by that, as by every use.
    """
    store = parts.store
    findings = [*_folder_findings(parts.folder, store)]
    damage = [Finding(f"The store is damaged: {problem}.", RESTORE) for problem in store.damage()]
    if damage:
        return findings + damage
    findings += _story_findings(store)
    findings += _subscription_findings(store)
    findings += _alert_findings(store)
    damage = [
        Finding(f"Stored vectors are damaged: {problem}.", REBUILD)
        for problem in store.vector_damage()
    ]
    findings += damage
    findings += [
        Finding(f"The index of words is damaged: {problem}.", REBUILD)
        for problem in parts.words.damage()
    ]
    active = store.active_embedder()
    if active is None:
        return findings + vector_findings(store.counts()["passages"])
    if not damage:  # else those without a vector may not be known
        findings += vector_findings(store.count_pending(active.embedder_id), active.fingerprint)
    try:
        parts.words.match(["health"]).best(1)
        parts.embedder_for(active).embed_question("health")
        index = parts.index_for(active)
        return findings + _index_findings(store, active.embedder_id, index)
    except BackendError as error:
        return [*findings, Finding(str(error), _cure_of(error))]


def _cure_of(error: BackendError) -> str:
    is_damage = isinstance(error, DamagedArchiveError | DamagedFileError)
    return REBUILD if is_damage else "fix that, then run 'article-bot doctor' again"


def settings_findings(path: str | None) -> list[Finding]:
    """Problems of the settings file at ``path``: secrets that others can read."""
    if not path or not os.stat(path).st_mode & 0o044:
        return []
    names = sorted(set(_secrets_in(read_settings_file(path))))
    if not names:
        return []
    return [
        Finding(
            f"Others on this machine can read the settings file {path}, which holds a secret"
            f" ({', '.join(names)}).",
            f"chmod go= {shlex.quote(path)}",
        )
    ]


def _secrets_in(table: Mapping[str, Any]) -> Iterator[str]:
    """The names of settings that hold a secret."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _secrets_in(value)
        elif isinstance(value, str) and _is_secret(name, value):
            yield name


def _is_secret(name: str, value: str) -> bool:
    return bool((value and _SECRET_NAME.search(name)) or _SECRET_VALUE.search(value))


def vector_findings(pending: int, embedder: Fingerprint | None = None) -> list[Finding]:
    """Problems of the vectors of an archive with ``pending`` passages without a vector."""
    findings = []
    if pending:
        findings.append(
            Finding(
                f"Passages without a vector, found only by their words: {pending}.",
                "run 'article-bot ingest' on any source, or 'article-bot rebuild'",
            )
        )
    if embedder is not None and not embedder.is_float32:
        findings.append(
            Finding(
                "An earlier version may have embedded some passages at 8 bits, which makes their "
                "vectors slightly different from those of other passages.",
                REBUILD,
            )
        )
    return findings


def _folder_findings(folder: Path, store: SqlStore) -> list[Finding]:
    findings = []
    if store.is_read_only():
        findings.append(
            Finding(
                f"The archive in {store.name} is read-only: it can only be searched.",
                store.read_only_cure,
            )
        )
    elif shutil.disk_usage(folder).free < _LOW_DISK_BYTES:
        findings.append(
            Finding(f"The disk of {folder} is almost full.", "free some space before you ingest")
        )
    if folder.stat().st_mode & 0o007:
        findings.append(
            Finding(
                f"Everyone on this machine can read {folder}.",
                f"chmod o= {shlex.quote(str(folder))}",
            )
        )
    if store.has_traces():
        findings.append(
            Finding(
                "The store's files may still contain bytes of removed articles.",
                "stop programs that use the archive, then run 'article-bot ingest' on any source",
            )
        )
    return findings


def _story_findings(store: SqlStore) -> list[Finding]:
    """Articles of an earlier version of the program, of which copies are not known."""
    count = len(store.articles_without_story())
    if not count:
        return []
    return [
        Finding(
            f"Articles not compared yet, so that copies of them are quoted, too: {count}.",
            "run 'article-bot ingest' on any source",
        )
    ]


def _alert_findings(store: SqlStore) -> list[Finding]:
    """Articles that alerts were not judged on, as after an ingest was killed."""
    unjudged = store.alert_counts().unjudged
    if not unjudged:
        return []
    articles = "1 article has" if unjudged == 1 else f"{unjudged:,} articles have"
    return [Finding(f"{articles} not been judged for alerts yet.", "run 'article-bot update'")]


def _subscription_findings(store: SqlStore) -> list[Finding]:
    """Subscriptions that have failed for days."""
    return [
        Finding(
            f"The subscription {own.subscription_id} to {own.source} has failed since "
            f"{day_in_words(own.failing_since or own.added_at)}: it {own.last_error}",
            f"give its new address, or run 'article-bot unsubscribe {own.subscription_id}'",
        )
        for own in store.subscriptions()
        if own.is_dead
    ]


def _index_findings(store: SqlStore, embedder_id: int, index: VectorSearch) -> list[Finding]:
    """Compares the index with the store: all ids, and whether a sample of the vectors is found."""
    stored, differing = 0, 0
    ids = index.ids()
    known = set(ids.tolist())
    for block_ids, vectors in store.vector_changes(embedder_id, 0).added:
        stored += len(block_ids)
        differing += sum(i not in known for i in block_ids.tolist())
        for position in np.linspace(
            0, len(block_ids) - 1, min(_SAMPLED, len(block_ids)), dtype=int
        ):
            nearest = index.search(vectors[position], 1)
            differing += any(hit.score < _MIN_COSINE for hit in nearest)
    if stored == len(ids) and not differing:
        return []
    return [Finding("The vector index differs from the store.", REBUILD)]
