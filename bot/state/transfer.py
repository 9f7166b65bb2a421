"""Copies the data of a bot to another database, when its archive moves there."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.state.database import Database
from bot.state.feedback import Feedback
from bot.state.postgres import PostgresDatabase
from bot.state.postgres_schema import POSTGRES_MIGRATIONS
from bot.state.processes import Processes
from bot.state.sqlite import DATABASE_FILE, SqliteDatabase
from retrieval import BackendError, Settings
from retrieval.factory import location_of, memory_folder
from retrieval.store.transfer import row_digest

BOT_ID_NOTE = "bot id"
"""The note with the id of the bot whose data it is."""

TABLES = (
    "inbox",
    "people",
    "questions",
    "answers",
    "answer_messages",
    "shares",
    "feedback",
    "chats",
    "time_zones",
    "notes",
    "channels",
)
"""All tables but that of the processes."""


@dataclass(frozen=True, slots=True)
class BotCopy:
    """The data of a bot that is to be copied, open at both ends and locked."""

    bot_id: int
    source: Database
    target: Database

    def copy(self) -> int:
        """Copies all rows in one transaction; returns how many.

        Raises BackendError, and copies nothing, if the target gets other rows than the source has.
        """
        copied = 0
        with self.target.transaction():
            for table in TABLES:
                rows = rows_of(self.source, table)
                for row in rows:
                    columns, marks = ", ".join(row), ", ".join("?" * len(row))
                    statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
                    self.target.run(statement, tuple(row.values()))
                if _digest(rows) != _digest(rows_of(self.target, table)):
                    raise BackendError(f"Not all rows of {table} arrived.")
                copied += len(rows)
        Feedback(self.target).write_labels()
        return copied

    def questions(self) -> list[str]:
        """The questions whose answers users rated helpful, the last ones first."""
        rows = self.source.rows(
            "SELECT question FROM feedback WHERE helpful = 1 ORDER BY given_at DESC, answer_id"
        )
        return [row["question"] for row in rows]


def rows_of(database: Database, table: str) -> list[dict[str, object]]:
    """The rows as they are copied: without which process received an update."""
    rows = database.rows(f"SELECT * FROM {table}")
    return [{name: row[name] for name in sorted(row) if name != "process_id"} for row in rows]


@contextlib.contextmanager
def bot_copies(source: Settings, target: Settings, own_id: int | None) -> Iterator[list[BotCopy]]:
    """The data of each bot of an archive, to be copied to another archive.

    ``own_id`` is the bot's id if the data itself does not tell it. Raises BackendError if a bot is
    running, if its id is not known, or if the other archive has data of it already.
    """
    with contextlib.ExitStack() as stack:
        sources = list(_sources(source, own_id, stack))
        copies = []
        for bot_id, database in sources:
            new = stack.enter_context(_target(target, bot_id, is_only=len(sources) == 1))
            if any(new.value(f"SELECT count(*) FROM {table}") for table in TABLES):
                raise BackendError(
                    f"The archive that is to be filled has data of the bot {bot_id} already, and "
                    "nothing is overwritten: remove it, or name another archive."
                )
            copies.append(BotCopy(bot_id, database, new))
        yield copies


def _sources(
    source: Settings, own_id: int | None, stack: contextlib.ExitStack
) -> Iterator[tuple[int, Database]]:
    """The data of each bot of an archive."""
    in_database = location_of(source).bot_ids()
    for bot_id in in_database:
        database = stack.enter_context(_shared(source, bot_id))
        stack.enter_context(database.transaction())
        database.run("LOCK TABLE processes IN SHARE MODE")  # no process of the bot can start
        if not Processes(database).is_alone():
            raise BackendError(
                f"The bot {bot_id} is running, or was until a minute ago: stop all its processes, "
                "wait a minute and migrate again."
            )
        yield bot_id, database
    folder = memory_folder(source)
    if not in_database and (folder / DATABASE_FILE).exists():
        own = SqliteDatabase(folder)
        stack.callback(own.close)
        noted = own.value("SELECT value FROM notes WHERE name = ?", (BOT_ID_NOTE,))
        if noted is None and own_id is None:
            raise BackendError(
                f"The bot's data in {folder} does not tell whose it is: set TELEGRAM_BOT_TOKEN to "
                "the token of the bot and migrate again."
            )
        yield int(noted or own_id or 0), own


@contextlib.contextmanager
def _target(target: Settings, bot_id: int, *, is_only: bool) -> Iterator[Database]:
    """The data of a bot in another archive: in its folder ``bot``, if it has no database."""
    shared = location_of(target).bot_database(bot_id, POSTGRES_MIGRATIONS)
    if shared is not None:
        shared.close()
        with _shared(target, bot_id) as database:
            yield database
        return
    folder = memory_folder(target)
    own = SqliteDatabase(folder if is_only else folder.with_name(f"{folder.name}-{bot_id}"))
    try:
        yield own
    finally:
        own.close()


@contextlib.contextmanager
def _shared(settings: Settings, bot_id: int) -> Iterator[PostgresDatabase]:
    """The data of a bot in the database of an archive, opened beside its processes."""
    shared = location_of(settings).bot_database(bot_id, POSTGRES_MIGRATIONS)
    assert shared is not None  # the archive is a database
    with tempfile.TemporaryDirectory(prefix="article-bot-") as folder:
        database = PostgresDatabase(shared, Path(folder))
        try:
            yield database
        finally:
            database.close()


def _digest(rows: list[dict[str, object]]) -> tuple[int, str]:
    return row_digest(tuple(row.values()) for row in rows)
