"""Operations for kills.py: migration, calibration, backup, restore with memory, and the bot."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot.state import Feedback, Inbox, People, SqliteDatabase
from bot.state.types import ResultRef, ShownAnswer
from retrieval.errors import RetrievalError
from retrieval.evaluation.calibration import refit, trials
from retrieval.evaluation.measures import LabelledQuestion
from retrieval.factory import restore_archive
from retrieval.search.judging.confidence import default_model, read_model
from retrieval.settings import Settings
from retrieval.store.checksums import checksum_of
from retrieval.store.schema import ARTICLE_COLUMNS, MIGRATIONS
from scripts.stress.archive import GeneratedArticle, missing, name_of, open_stress_archive
from scripts.stress.kills import Operation
from scripts.stress.processes import Report

_OLD_SCHEMA = 6  # the last one whose migration moves much data
_USERS = 150
_ARTICLES = [GeneratedArticle(key, 1) for key in range(60)]  # in the archive before


def _missing(folder: Path) -> list[str]:
    return missing(folder, _ARTICLES)


# Migration --------------------------------------------------------------------------------------


def _make_older(folder: Path) -> None:
    """Convert the store to an older schema, with all of its data."""
    store = folder / "archive" / "store.sqlite"
    older = folder / "archive" / "older.sqlite"
    with closing(sqlite3.connect(older)) as old:
        old.create_function("checksum_of", -1, checksum_of, deterministic=True)
        old.executescript("".join(MIGRATIONS[:_OLD_SCHEMA]))
        old.execute("ATTACH ? AS now", (str(store),))
        tables = ("articles", "files", "file_articles", "passages", "embedders", "suspects")
        for table in (*tables, "vectors", "token_vectors", "passage_terms", "meta", "embedders"):
            columns = ", ".join(sorted(_columns(old, "main", table) & _columns(old, "now", table)))
            own = " WHERE key IN (SELECT key FROM main.meta)" if table == "meta" else ""
            if columns:
                old.execute(
                    f"INSERT OR REPLACE INTO main.{table} ({columns})"
                    f" SELECT {columns} FROM now.{table}{own}"
                    if table != "embedders"
                    else f"INSERT INTO main.embedders ({columns}) SELECT {columns} FROM"
                    " now.embedders WHERE true ON CONFLICT DO UPDATE SET vectors = excluded.vectors"
                )
        article = ", ".join(
            name for name in ARTICLE_COLUMNS if name in _columns(old, "main", "articles")
        )
        old.execute(f"UPDATE main.articles SET checksum = checksum_of({article})")
        old.execute("DELETE FROM main.pending")
        old.execute(f"PRAGMA main.user_version = {_OLD_SCHEMA}")
        old.commit()
    for suffix in ("-wal", "-shm"):
        store.with_name(store.name + suffix).unlink(missing_ok=True)
    older.replace(store)


def _columns(connection: sqlite3.Connection, schema: str, table: str) -> set[str]:
    return {str(row[1]) for row in connection.execute(f"PRAGMA {schema}.table_info({table})")}


def _migrate(folder: Path, report: Report) -> None:
    with open_stress_archive(folder / "archive"):
        report(1)


# Calibration ------------------------------------------------------------------------------------


def _calibrate(folder: Path, report: Report) -> None:
    labels = [
        LabelledQuestion(f"How many people came to {name_of(item.key)}?", None, (item.url,))
        for item in _ARTICLES
    ]
    with open_stress_archive(folder / "archive") as archive:
        found = list(trials(labels, archive.searcher(), archive.passage_ids))
        archive.put_confidence_model(refit(found, before=default_model()).model)
        report(1)


def _no_model(archive: Path, reported: list[int]) -> list[str]:
    with open_stress_archive(archive) as opened:
        text = opened._store.confidence_model()
    if text is None:
        return ["the fitted confidence is lost"] if reported else []
    try:
        read_model(text)
    except ValueError as error:
        return [f"a broken confidence model: {error}"]
    return []


# The bot ----------------------------------------------------------------------------------------


def _write_as_bot(folder: Path, report: Report) -> None:
    database = SqliteDatabase(folder / "archive" / "bot")
    inbox, people, feedback = Inbox(database), People(database), Feedback(database)
    for user in range(_USERS):
        inbox.receive(user, json.dumps({"update_id": user}))
        people.see(user, name_of(user))
        if user % 5 == 0:
            feedback.give(_shown(user), user, helpful=True)
        inbox.done(user)
        report(user)
    database.close()


def _shown(user: int) -> ShownAnswer:
    results = (ResultRef("d", 0, 9, 1, 123, ((0, 4),)),)
    return ShownAnswer(
        f"answer-{user}", 1, user, user, f"Who is {user}?", (), results, answered=True
    )


def _forgotten(archive: Path, reported: list[int]) -> list[str]:
    """Reported users that the bot has forgotten, repeated updates, and damaged files."""
    database = SqliteDatabase(archive / "bot")
    try:
        known = {row["user_id"] for row in database.rows("SELECT user_id FROM people")}
        checked = database.rows("PRAGMA integrity_check")
        damage = [text for row in checked for text in row.values() if text != "ok"]
        taken = [user for user in reported if Inbox(database).receive(user, "{}")]
    finally:
        database.close()
    problems = [f"the bot has forgotten {user}" for user in reported if user not in known]
    problems += [f"an update would be taken in twice: {user}" for user in taken]
    return [*problems, *damage, *_broken_labels(archive / "bot")]


def _broken_labels(folder: Path) -> Iterator[str]:
    for path in folder.glob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            try:
                json.loads(line)
            except ValueError:
                yield f"half a line in {path.name}"


def _bot_unfinished(archive: Path) -> list[str]:
    return _forgotten(archive, list(range(_USERS)))


# Backup and restore -----------------------------------------------------------------------------


def _with_memory(folder: Path) -> None:
    """Make a bot with memory, and a backup without it."""
    with open_stress_archive(folder / "archive") as archive:
        archive.backup(folder / "own.backup")
    _write_as_bot(folder, lambda user: None)


def _backup(folder: Path, report: Report) -> None:
    with open_stress_archive(folder / "archive") as archive:
        archive.backup(folder / "own.backup")
        report(1)


def _broken_backup(archive: Path, reported: list[int]) -> list[str]:
    """Check that the backup can be restored, and is the new one if that was reported."""
    other = archive.parent / "restored"
    shutil.rmtree(other, ignore_errors=True)
    try:
        restore_archive(Settings(archive=str(other)), archive.parent / "own.backup")
    except RetrievalError as error:
        return [f"the backup is lost: {error}"]
    found = _missing(other)
    if reported or (other / "bot" / "bot.sqlite").exists():
        found += _forgotten(other, list(range(_USERS)))
    return found


def _backup_unfinished(archive: Path) -> list[str]:
    left = sorted(archive.parent.glob("own.backup.*"))
    return [*_broken_backup(archive, [1]), *(f"left behind: {path.name}" for path in left)]


def _with_other_memory(folder: Path) -> None:
    _with_memory(folder)
    with open_stress_archive(folder / "archive") as archive:
        archive.backup(folder / "own.backup")
    database = SqliteDatabase(folder / "archive" / "bot")
    database.run("DELETE FROM people")
    database.close()


def _restore(folder: Path, report: Report) -> None:
    settings = Settings(archive=str(folder / "archive"))
    if restore_archive(settings, folder / "own.backup", force=True):
        report(1)


def _half_restored(archive: Path, reported: list[int]) -> list[str]:
    """Check that the bot's memory is that from before, or that of the backup."""
    database = SqliteDatabase(archive / "bot")
    count = database.value("SELECT count(*) FROM people")
    database.close()
    allowed = {_USERS} if reported else {0, _USERS}
    wrong = [] if count in allowed else [f"the bot knows {count} people, not {_USERS}"]
    return [*wrong, *_missing(archive)]


def _restore_unfinished(archive: Path) -> list[str]:
    left = sorted(archive.rglob("*.restor*"))
    return [*_half_restored(archive, [1]), *(f"left behind: {path.name}" for path in left)]


UPKEEP = {
    "migrate": Operation(
        _migrate, lambda archive, _: _missing(archive), _missing, prepare=_make_older
    ),
    "calibrate": Operation(_calibrate, _no_model, lambda archive: _no_model(archive, [1])),
    "write as the bot": Operation(_write_as_bot, _forgotten, _bot_unfinished),
    "backup": Operation(_backup, _broken_backup, _backup_unfinished, prepare=_with_memory),
    "restore the bot": Operation(
        _restore, _half_restored, _restore_unfinished, prepare=_with_other_memory
    ),
}
