"""``migrate``: copies the archive and the bot's data to another store."""

from __future__ import annotations

import os
from argparse import ArgumentParser

from retrieval import MAX_QUESTION_CHARS, BackendError, RetrievalError
from retrieval.cli import interrupts
from retrieval.cli.call import DONE, Call, Command, fail, print_json, print_line
from retrieval.cli.text import counted, one_line
from retrieval.migration import check_target, copy_archive, different_answers, stored_questions
from retrieval.settings import settings_for
from retrieval.text.shortening import shortened

_TOKEN = "TELEGRAM_BOT_TOKEN"
_MAX_SHOWN = 100  # characters of a question
_STOPPED = (
    "Stopped. The archive was copied, but not the bot's data: remove the new archive and migrate "
    "again."
)
_STOPPED_COMPARING = (
    "Stopped. All rows were copied, but the answers of both archives were not compared: use the "
    "new one unchecked, or remove it and migrate again."
)


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the arguments of this command."""
    parser.add_argument(
        "--to",
        metavar="ARCHIVE",
        required=True,
        help="the new archive: a folder that does not exist yet, or postgresql://USER@HOST/NAME of "
        "an empty database",
    )
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")


def run(call: Call) -> int:
    """Copies the archive and the bot's data, and checks the copy."""
    from bot.state import bot_copies

    source, target = call.settings, settings_for(call.settings, call.options.to)
    rows = bot_rows = None
    try:
        with call.progress() as on_progress:
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
            with call.open_archive(source) as old, call.open_archive(target) as new:
                articles, name = new.status().articles, one_line(new.name)
                asked = [
                    question
                    for question in stored_questions(old, rated)
                    if len(question) <= MAX_QUESTION_CHARS
                ]
                different = different_answers(old, new, asked, on_progress)
                new.save_indexes()
    except BaseException as error:  # libraries make errors of their own of Ctrl-C
        if rows is None or not interrupts.is_interrupt(error):
            raise
        return fail(_STOPPED if bot_rows is None else _STOPPED_COMPARING)
    if different:
        raise RetrievalError(
            f"The archive was copied to {name}, but of {counted(len(asked), 'question')} tried, "
            f"the copy answers {len(different)} in another way, such as "
            f"“{shortened(one_line(different[0]), _MAX_SHOWN)}”: do not use it, and report this."
        )
    if call.options.json:
        print_json(
            {
                "articles": articles,
                "rows": rows,
                "bots": len(copies),
                "bot_rows": bot_rows,
                "questions": len(asked),
            }
        )
        return DONE
    print_line(f"{counted(articles, 'article')} copied to {name}, in {counted(rows, 'row')}.")
    if copies:
        print_line(f"The bot's data was copied too, in {counted(bot_rows, 'row')}.")
    print_line(_compared(len(asked)))
    return DONE


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
