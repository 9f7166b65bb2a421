"""Asks a large archive while articles arrive, and PostgreSQL and Milvus are killed in turn.

Three processes do this: one ingests, one asks, and this one kills the servers and starts them
again. They tell each other what they have done by lines of JSON in files.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from retrieval import Archive
from retrieval.errors import RetrievalError
from retrieval.search.searcher import DEPTH
from retrieval.types import Answer, Note
from scripts.stress.archive import GeneratedArticle, contents, name_of, url_of, write_source
from scripts.stress.outcome import Outcome
from scripts.stress.postgres import start_again
from scripts.stress.processes import Report, prepare_in_child, run_in_child
from scripts.stress.served_archive import ServedArchive
from tests.support.milvus_servers import PackagedServer, started_milvus
from tests.support.postgres_server import PostgresServer, running_server

_DONE, _ASKED = "done", "asked"  # the files: what was stored or removed; what was answered
_ARRIVING_PER_S = 100
_MOST_AT_ONCE = 1000  # articles in a file; more wait for the next one
_REMOVE_EVERY_S = 60.0
_EMBEDDED_AFTER_S = 10.0  # an article is asked for first
_SETTLE_S = 15.0  # between two outages
_AWAY_S = 3.0
_RECOVERY_LIMIT_S = 1800.0  # a million passages are filled again in 14 minutes
_PAUSE_S = 0.3
_WORDS_ONLY = Note("words_only", {})

Line: TypeAlias = dict[str, Any]


def kill_servers(folder: Path, passages: int, rounds: int, *, seed: int = 0) -> Outcome:
    """Kill each server ``rounds`` times beside an archive of about ``passages`` passages."""
    os.environ["XDG_CACHE_HOME"] = str(folder / "caches")
    found = Outcome({"passages beside outages": passages})
    with running_server(is_durable=True) as postgres, started_milvus() as milvus:
        place = ServedArchive(folder, postgres.new_database(), milvus.address)
        began = time.monotonic()
        prepare_in_child(lambda report: place.fill(passages))
        found.counts["filled in, s"] = round(time.monotonic() - began, 1)
        stop = multiprocessing.Event()
        context = multiprocessing.get_context("fork")
        workers = [
            context.Process(target=work, args=(place, seed, stop)) for work in (_ingest, _ask)
        ]
        for worker in workers:
            worker.start()
        try:
            _kill_in_turn(place, postgres, milvus, rounds, found)
        finally:
            stop.set()
            for worker in workers:
                worker.join()
        found.problems += [f"{own.name} failed" for own in workers if own.exitcode]
        checked = run_in_child(lambda report: _check(place, report))
        found.problems += [str(problem) for problem in checked.reported]
        if checked.failed:
            found.problems.append("the check failed")
    _count(place, found)
    return found


def _kill_in_turn(
    place: ServedArchive,
    postgres: PostgresServer,
    milvus: PackagedServer,
    rounds: int,
    found: Outcome,
) -> None:
    servers: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {
        "Milvus": (milvus.kill, milvus.start),
        "PostgreSQL": (lambda: os.kill(postgres.pid, 9), lambda: start_again(postgres)),
    }
    recovered_s: dict[str, list[float]] = {name: [] for name in servers}
    found.counts["kills of servers"] = dict.fromkeys(servers, rounds)
    found.counts["used again after, s"] = recovered_s
    for _ in range(rounds):
        for name, (kill, start) in servers.items():
            _wait_for_answers(place, found, name)
            time.sleep(_SETTLE_S)
            kill()
            time.sleep(_AWAY_S)
            start()
            took_s = _wait_for_answers(place, found, name)
            recovered_s[name].append(round(took_s, 1))
    time.sleep(_SETTLE_S)


def _wait_for_answers(place: ServedArchive, found: Outcome, name: str) -> float:
    """Waits until a question that is asked from now on is answered by words and vectors."""
    start = time.time()
    while time.time() - start < _RECOVERY_LIMIT_S:
        if any(
            own["at"] > start and own["is_whole"] for own in _lines(place.folder / _ASKED)[-20:]
        ):
            return time.time() - start
        time.sleep(_PAUSE_S)
    found.problems.append(f"no answer within {_RECOVERY_LIMIT_S:.0f} s of the start of {name}")
    return _RECOVERY_LIMIT_S


# Arriving ----------------------------------------------------------------------------------------


def _ingest(place: ServedArchive, seed: int, stop: Event) -> None:
    """Ingests, as one file, what has arrived meanwhile, and removes one from time to time."""
    random_, first, removed_at = random.Random(seed), 0, time.monotonic()
    with place.opened() as archive, (place.folder / _DONE).open("a", buffering=1) as done:

        def tell(kind: str, keys: Sequence[int]) -> None:
            done.write(json.dumps({"at": time.time(), "kind": kind, "keys": list(keys)}) + "\n")

        began = time.monotonic()
        tell("began", [])
        while not stop.is_set():
            arrived = int((time.monotonic() - began) * _ARRIVING_PER_S)
            if arrived < first + _ARRIVING_PER_S:
                time.sleep((first + _ARRIVING_PER_S - arrived) / _ARRIVING_PER_S)
                continue
            keys = range(first, min(arrived, first + _MOST_AT_ONCE))
            source = place.folder / f"{first}.jsonl"
            write_source(source, [GeneratedArticle(key, 1) for key in keys])
            if _until_done(lambda own=source: archive.ingest([own]), stop):  # type: ignore[misc]
                tell("stored", keys)
            source.unlink()
            if time.monotonic() - removed_at > _REMOVE_EVERY_S and first:
                key = random_.randrange(first)
                tell("removing", [key])
                _until_done(lambda own=key: _remove(archive, own, tell), stop)  # type: ignore[misc]
                removed_at = time.monotonic()
            first = keys.stop
        tell("ended", [])


def _remove(archive: Archive, key: int, tell: Callable[[str, Sequence[int]], None]) -> None:
    """Removes an article and tells of it, if a question finds it."""
    found = archive.ask(f"How many people came to {name_of(key)}?").results
    for doc_id in {own.article.doc_id for own in found if own.article.url == url_of(key)}:
        archive.remove(doc_id)
        tell("removed", [key])


def _until_done(act: Callable[[], object], stop: Event) -> bool:
    """Repeats what fails while a server is away, in the same program; False if it is stopped."""
    failed_at = None
    while True:
        try:
            act()
        except RetrievalError:
            failed_at = failed_at or time.monotonic()
            if stop.is_set() or time.monotonic() > failed_at + _RECOVERY_LIMIT_S:
                return False
            time.sleep(_PAUSE_S)
        else:
            return True


# Asking ------------------------------------------------------------------------------------------


def _ask(place: ServedArchive, seed: int, stop: Event) -> None:
    """Asks for articles that were stored, and tells of each answer whether it is right."""
    random_ = random.Random(seed)
    with place.opened() as archive, (place.folder / _ASKED).open("a", buffering=1) as asked:
        while not stop.is_set():
            stored, removed = _stored_and_removed(place, before=time.time() - _EMBEDDED_AFTER_S)
            if not stored:
                time.sleep(_PAUSE_S)
                continue
            key, began = random_.choice(stored), time.time()
            try:
                answer = archive.ask(f"How many people came to {name_of(key)}?")
            except RetrievalError as error:
                line = {"at": began, "took_s": time.time() - began, "error": str(error)}
                asked.write(json.dumps({**line, "is_whole": False}) + "\n")
                time.sleep(_PAUSE_S)
                continue
            is_whole = _WORDS_ONLY not in answer.notes
            line = {"at": began, "took_s": time.time() - began, "is_whole": is_whole}
            going = set(_keys(place, "removing"))
            if problems := _problems_of(answer, key, removed, going):
                with contextlib.suppress(RetrievalError):
                    problems[-1] += _places(archive, key)
            asked.write(json.dumps({**line, "problems": problems}) + "\n")


def _problems_of(answer: Answer, key: int, removed: set[int], going: set[int]) -> list[str]:
    """What is wrong with an answer; of those ``going`` it is not known whether they are there."""
    problems = []
    for result in answer.results:
        article, passage = result.article, result.passage
        if article.text[passage.start : passage.end] != passage.text:
            problems.append(f"wrong answer: not verbatim, {article.url}")
        if article.url is not None:
            own = int(article.url.rsplit("/", 1)[1])
            if own in removed:
                problems.append(f"wrong answer: {own} was removed")
            if article.text != GeneratedArticle(own, 1).text:
                problems.append(f"wrong answer: half an article, {article.url}")
    first = answer.results[0].article.url if answer.results else None
    if first != url_of(key) and key not in going:
        by = "" if _WORDS_ONLY not in answer.notes else " by words"
        problems.append(f"wrong answer{by}: {first} instead of {key}")
    return problems


def _places(archive: Archive, key: int) -> str:
    """Where an article is among the hits now, which tells why it was not found."""
    searcher = archive.searcher()
    query = searcher.questions.understand(f"How many people came to {name_of(key)}?")
    vector = searcher.embedder.embed_question(query.text)
    hits = {
        "words": searcher.words.match(query.terms, query.variants).best(DEPTH),
        "vectors": searcher.vectors.search(vector, DEPTH),
        "both": searcher.fused_hits(query).hits,
    }
    doc_ids = {own.doc_id for own in archive.articles_from(url_of(key))}
    own_ids = {own for doc_id in doc_ids for own in archive.passage_ids(doc_id)}
    places = {
        by: [place for place, hit in enumerate(own, start=1) if hit.passage_id in own_ids]
        for by, own in hits.items()
    }
    return f"; a moment later it is at {places}"


def _stored_and_removed(place: ServedArchive, *, before: float) -> tuple[list[int], set[int]]:
    """The articles that were stored then and are not being removed, and those removed by now."""
    going = set(_keys(place, "removing"))
    stored = [key for key in _keys(place, "stored", before=before) if key not in going]
    return stored, set(_keys(place, "removed"))


def _keys(place: ServedArchive, kind: str, *, before: float = float("inf")) -> list[int]:
    lines = _lines(place.folder / _DONE)
    return [
        key for own in lines if own["kind"] == kind and own["at"] < before for key in own["keys"]
    ]


def _lines(path: Path) -> list[Line]:
    """The whole lines of a file that another process writes."""
    if not path.exists():
        return []
    return [json.loads(own) for own in path.read_bytes().split(b"\n")[:-1]]


# Afterwards --------------------------------------------------------------------------------------


def _check(place: ServedArchive, report: Report) -> None:
    """Reports what is lost, left or different once all servers run."""
    stored, removed = set(_keys(place, "stored")), set(_keys(place, "removed"))
    kept = stored.difference(_keys(place, "removing"))
    with place.opened() as archive:
        archive.ingest([])
        found = {url: own.text for url, own in contents(archive).items() if url}
        for key in sorted(kept):
            if found.get(url_of(key)) != GeneratedArticle(key, 1).text:
                report(f"lost: {key}")
        for key in sorted(removed):
            if url_of(key) in found:
                report(f"removed and still there: {key}")
        active = archive._store.active_embedder()
        assert active is not None
        held = archive._components.index_for(active).ids()
        changes = archive._store.vector_changes(active.embedder_id, 0).added
        ids = np.sort(np.concatenate([ids for ids, _ in changes]))
        if not np.array_equal(np.sort(held), ids):
            report(f"Milvus holds {len(held)} passages, the archive {len(ids)}")
        if pending := archive.status().pending_passages:
            report(f"{pending} passages without a vector")


def _count(place: ServedArchive, found: Outcome) -> None:
    asked, done = _lines(place.folder / _ASKED), _lines(place.folder / _DONE)
    answered = [own for own in asked if "error" not in own]
    took_s = [own["took_s"] for own in answered]
    found.problems += [problem for own in answered for problem in own["problems"]]
    if done:
        _count_arrived(done, found)
    else:
        found.problems.append("no article was taken in")
    found.counts |= {
        "articles removed": len(_keys(place, "removed")),
        "answers beside outages": len(answered),
        "of them by words alone": sum(not own["is_whole"] for own in answered),
        "questions without an answer": len(asked) - len(answered),
    }
    if took_s:
        times = [round(float(own), 3) for own in np.quantile(took_s, (0.5, 0.99))]
        found.counts["answers took, median and 99th percentile, s"] = times


def _count_arrived(done: Sequence[Line], found: Outcome) -> None:
    """Counts what arrived, and how long it took to be stored, which some may not be at the end."""
    began, ended = done[0]["at"], done[-1]["at"]
    after_s = [
        own["at"] - (began + key / _ARRIVING_PER_S)
        for own in done
        if own["kind"] == "stored"
        for key in own["keys"]
    ]
    found.counts |= {
        "articles that arrived": int((ended - began) * _ARRIVING_PER_S),
        "of them stored": len(after_s),
        "articles stored in a second": round(len(after_s) / (ended - began), 1),
    }
    if after_s:
        times = [round(statistics.median(after_s), 1), round(max(after_s), 1)]
        found.counts["stored after, median and longest, s"] = times
