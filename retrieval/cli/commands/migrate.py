"""``migrate``: copies the archive and the bot's data to another store."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import NamedTuple

from retrieval import MAX_QUESTION_CHARS, BackendError, RetrievalError
from retrieval.cli.call import DONE, Call, Command, print_json, print_line
from retrieval.cli.output.text import counted, one_line
from retrieval.migration import check_target, copy_archive, different_answers, stored_questions
from retrieval.settings import Settings, settings_for
from retrieval.text.display.shortening import shortened
from retrieval.types import OnProgress

_TOKEN = "TELEGRAM_BOT_TOKEN"
_MAX_SHOWN = 100  # characters of a question


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--to",
        metavar="ARCHIVE",
        required=True,
        help="the new archive: a folder that does not exist yet, or postgresql://USER@HOST/NAME of "
        "an empty database",
    )
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")


class _Copied(NamedTuple):
    """How many rows were copied, and the questions that the bots' users have rated."""

    rows: int
    bots: int
    bot_rows: int
    rated: list[str]


def run(call: Call) -> int:
    """Copies the archive and the bot's data, and checks the copy."""
    with call.progress() as on_progress:
        copied = _copy(call, on_progress)
        articles, name, asked = _compare(call, copied.rated, on_progress)
    if call.options.json:
        print_json(
            {
                "articles": articles,
                "rows": copied.rows,
                "bots": copied.bots,
                "bot_rows": copied.bot_rows,
                "questions": asked,
            }
        )
        return DONE
    print_line(
        f"{counted(articles, 'article')} copied to {name}, in {counted(copied.rows, 'row')}."
    )
    if copied.bots:
        print_line(f"The bot's data was copied too, in {counted(copied.bot_rows, 'row')}.")
    print_line(_compared(asked))
    return DONE


def _copy(call: Call, on_progress: OnProgress) -> _Copied:
    """Copies all rows."""
    from bot.state import bot_copies

    source, target = call.settings, _target(call)
    check_target(source, target)
    with bot_copies(source, target, _own_id()) as copies:
        rows = copy_archive(source, target, on_progress)
        try:
            bot_rows = sum(copy.copy() for copy in copies)
        except RetrievalError as error:
            raise BackendError(
                f"The archive was copied, but not the bot's data: {error} As nothing is "
                "overwritten, remove the new archive (its folder, or in PostgreSQL DROP "
                "SCHEMA article_bot CASCADE), then migrate again."
            ) from error
        rated = [question for copy in copies for question in copy.questions()]
        return _Copied(rows, len(copies), bot_rows, rated)


def _compare(call: Call, rated: Sequence[str], on_progress: OnProgress) -> tuple[int, str, int]:
    """The number of articles of the copy, its name, and how many questions both answer alike.

    Raises RetrievalError if they answer one differently.
    """
    with call.open_archive(call.settings) as old, call.open_archive(_target(call)) as new:
        questions = stored_questions(old, rated)
        asked = [question for question in questions if len(question) <= MAX_QUESTION_CHARS]
        articles, name = new.status().articles, one_line(new.name)
        different = different_answers(old, new, asked, on_progress)
        new.save_indexes()
    if different:
        raise RetrievalError(
            f"The archive was copied to {name}, but of {counted(len(asked), 'question')} tried, "
            f"the copy answers {len(different)} in another way, such as "
            f"“{shortened(one_line(different[0]), _MAX_SHOWN)}”: do not use it, and report this."
        )
    return articles, name, len(asked)


def _target(call: Call) -> Settings:
    return settings_for(call.settings, call.options.to)


def _compared(questions: int) -> str:
    """That both archives answer in the same way, as far as that was tried.

    >>> _compared(1)
    '1 question was tried: both archives answer it in the same way.'
    """
    if not questions:
        return "There was no question by which to compare the answers of both archives."
    were, them = ("was", "it") if questions == 1 else ("were", "them")
    tried = f"{counted(questions, 'question')} {were} tried"
    return f"{tried}: both archives answer {them} in the same way."


def _own_id() -> int | None:
    """The id of the bot whose token is set."""
    first = os.environ.get(_TOKEN, "").strip().partition(":")[0]
    return int(first) if first.isdecimal() else None


COMMAND = Command("migrate --to postgresql://ada@db.example/news", run, add_arguments)
