"""The program ``article-bot``: parse, call, print."""

from __future__ import annotations

import contextlib
import io
import os
import runpy
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TextIO

from retrieval import (
    Archive,
    Article,
    ArticleNotFoundError,
    IngestFailure,
    IngestReport,
    Progress,
    RetrievalError,
    Settings,
    SourceError,
    __version__,
    load_settings,
    open_archive,
)
from retrieval.arguments import PROGRAM, parse
from retrieval.batch import answer_lines
from retrieval.json_output import (
    answer_json,
    article_json,
    dumps,
    evaluation_json,
    listed_json,
    report_json,
    status_json,
)
from retrieval.terminal import Screen, answer_page, article_page
from retrieval.terminal_text import clean, one_line

DONE, FAILED, NOT_ANSWERED = 0, 1, 3
DEBUG = "ARTICLE_BOT_DEBUG"
_SHORTEST_PREFIX = 4


class OpenArchive(Protocol):
    """What opens the archive that the settings name; see :func:`retrieval.open_archive`."""

    def __call__(self, settings: Settings, *, create: bool = False) -> Archive:
        """The archive; made where there is none if ``create``."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a command works with."""

    options: Namespace
    settings: Settings
    open_archive: OpenArchive

    def archive(self, *, create: bool = False) -> Archive:
        """The archive, to be closed by the command."""
        return self.open_archive(self.settings, create=create)


def main(argv: Sequence[str] | None = None, *, open_archive: OpenArchive = open_archive) -> int:
    """Runs the command that ``argv`` names; returns the exit status."""
    _write_what_can_be_written(sys.stdout, sys.stderr)
    options = parse(sys.argv[1:] if argv is None else argv, version=__version__)
    if options is None:
        return 2
    try:
        settings = load_settings(
            archive=options.archive,
            k=getattr(options, "k", None) if options.verb == "ask" else None,
            embedder=getattr(options, "embedder", None),
        )
        status = COMMANDS[options.verb](Call(options, settings, open_archive))
        sys.stdout.flush()
        return status
    except RetrievalError as error:
        return _fail(str(error))
    except BrokenPipeError:
        _forget_closed_output()
        return DONE
    except KeyboardInterrupt:
        return _fail(_STOPPED.get(options.verb, "Stopped."))
    except Exception as error:  # the one net: whatever else happens is one sentence as well
        if os.environ.get(DEBUG):
            traceback.print_exc()
        return _fail(f"{_described(error)} Set {DEBUG}=1 to see the traceback.")


# The commands ------------------------------------------------------------------------------------


def ingest(call: Call) -> int:
    """Adds or updates articles."""
    from retrieval.terminal_progress import progress_on
    from retrieval.terminal_reports import failure_lines, report_line

    sources, failed = _readable(call.options.sources)
    report = IngestReport()
    if sources:
        with (
            call.archive(create=True) as archive,
            progress_on(Screen(sys.stderr), is_quiet=bool(call.options.quiet)) as on_progress,
        ):
            report = archive.ingest(sources, on_progress=on_progress)
    report = replace(report, failed=(*failed, *report.failed))
    if call.options.json:
        _print_json(report_json(report))
    else:
        for line in failure_lines(report.failed):
            _note(line)
        Screen(sys.stdout).show(report_line(report))
    if report.added or report.replaced or report.unchanged or not report.failed:
        return DONE
    return _fail("No article could be read: give files or folders that hold news articles.")


def ask(call: Call) -> int:
    """Answers one question, or each line of a file."""
    with call.archive() as archive:
        _check_filled(archive)
        if call.options.batch:
            return _ask_batch(call, archive)
        answer = archive.ask(" ".join(call.options.question), k=call.settings.k)
    if call.options.json:
        _print_json(answer_json(answer))
    else:
        screen = Screen(sys.stdout)
        screen.show(answer_page(answer, screen.layout))
    return DONE if answer.answered else NOT_ANSWERED


def chat(call: Call) -> int:
    """A conversation."""
    from retrieval.chat import Conversation, lines_to_answer

    screen = Screen(sys.stdout)
    with call.archive() as archive:
        _check_filled(archive)
        if screen.is_terminal:
            _print("Ask in your own words; /help tells more, Ctrl-D leaves.")
        Conversation(archive, k=call.settings.k, screen=screen).hold(
            lines_to_answer(archive.folder)
        )
    return DONE


def articles(call: Call) -> int:
    """Lists the articles."""
    from retrieval.terminal_reports import listing_line

    screen = Screen(sys.stdout)
    with call.archive() as archive:
        for article in archive.articles():
            if call.options.json:
                _print_json(listed_json(article))
            else:
                screen.show(listing_line(article, screen.wide_layout))
    return DONE


def show_article(call: Call) -> int:
    """Prints one article."""
    with call.archive() as archive:
        article = find_article(archive, call.options.doc_id)
    if call.options.json:
        _print_json(article_json(article))
    else:
        screen = Screen(sys.stdout)
        screen.show(article_page(article, screen.layout))
    return DONE


def remove(call: Call) -> int:
    """Deletes articles; none of them where one is not there."""
    with call.archive() as archive:
        found = {item.doc_id: item for item in _find_all(archive, call.options.doc_ids)}
        for article in found.values():
            archive.remove(article.doc_id)
            _print(f"Removed {article.doc_id} {one_line(article.title or 'Without a title')}")
    return DONE


def status(call: Call) -> int:
    """Tells what is in the archive."""
    from retrieval.terminal_reports import status_page

    with call.archive() as archive:
        found = archive.status()
    if call.options.json:
        _print_json(status_json(found))
    else:
        screen = Screen(sys.stdout)
        screen.show(status_page(found, screen.layout))
    return DONE


def doctor(call: Call) -> int:
    """Tells what is wrong with the archive, and the cure."""
    from retrieval.terminal_reports import findings_page

    with call.archive() as archive:
        findings = archive.doctor()
    if not findings:
        _print(f"Nothing is wrong with the archive in {clean(call.settings.archive)}.")
        return DONE
    screen = Screen(sys.stdout)
    screen.show(findings_page(findings, screen.layout))
    return FAILED


def rebuild(call: Call) -> int:
    """Makes the indexes anew."""
    from retrieval.terminal_progress import progress_on

    with (
        call.archive() as archive,
        progress_on(Screen(sys.stderr), is_quiet=bool(call.options.quiet)) as on_progress,
    ):
        archive.rebuild(on_progress=on_progress)
    _print(f"The archive in {clean(call.settings.archive)} is rebuilt.")
    return DONE


def evaluate(call: Call) -> int:
    """Measures quality on the user's labelled questions."""
    from retrieval.evaluation import evaluate, measure, read_questions
    from retrieval.terminal_progress import progress_on
    from retrieval.terminal_reports import measures_table

    k, path = call.options.k, call.options.questions
    with _lines_of(path) as lines:
        questions = read_questions(lines, path)
    with (
        call.archive() as archive,
        progress_on(Screen(sys.stderr), is_quiet=bool(call.options.quiet)) as on_progress,
    ):
        _check_filled(archive)
        judgements = evaluate(
            questions,
            lambda question: archive.ask(question, k=k),
            on_done=lambda done: on_progress(Progress("asking", done, len(questions))),
        )
    measures = measure(judgements, k=k)
    if call.options.json:
        _print_json(evaluation_json(measures, judgements))
    else:
        Screen(sys.stdout).show(measures_table(measures))
    return DONE


def serve(call: Call) -> int:
    """Runs the Telegram bot, a program of its own, which ends this one with its status."""
    os.environ["ARTICLE_BOT_ARCHIVE"] = call.settings.archive
    sys.argv = [f"{PROGRAM} serve"]
    try:
        runpy.run_module("bot", run_name="__main__", alter_sys=True)
    except ImportError as error:
        raise RetrievalError(
            f"The Telegram bot cannot start ({error}): install article-bot anew."
        ) from error
    return DONE


COMMANDS: dict[str, Callable[[Call], int]] = {
    "ingest": ingest,
    "ask": ask,
    "chat": chat,
    "articles": articles,
    "show": show_article,
    "remove": remove,
    "status": status,
    "doctor": doctor,
    "rebuild": rebuild,
    "evaluate": evaluate,
    "serve": serve,
}
_GOES_ON = "Stopped; what was stored stays, run the same command again to go on."
_STOPPED = {"ingest": _GOES_ON, "rebuild": _GOES_ON}


# What the commands share -------------------------------------------------------------------------


def find_article(archive: Archive, doc_id: str) -> Article:
    """The article of that id, or the only one whose id begins so, with at least four characters.

    Raises ArticleNotFoundError, or RetrievalError where several ids begin so.
    """
    try:
        return archive.article(doc_id)
    except ArticleNotFoundError:
        if len(doc_id) < _SHORTEST_PREFIX:
            raise
    found = [item for item in archive.articles() if item.doc_id.startswith(doc_id)]
    if len(found) > 1:
        ids = " and ".join(item.doc_id for item in found[:2])
        raise RetrievalError(f"Several articles begin with {doc_id}, such as {ids}: give more.")
    if not found:
        raise ArticleNotFoundError(doc_id)
    return found[0]


def _find_all(archive: Archive, doc_ids: Iterable[str]) -> list[Article]:
    return [find_article(archive, doc_id) for doc_id in doc_ids]


def _readable(sources: Sequence[str]) -> tuple[list[str], list[IngestFailure]]:
    """Sources that are files or folders, and a failure for each that is a web address."""
    failed = [
        IngestFailure(source, "web addresses are not read yet: save the page and ingest the file.")
        for source in sources
        if source.lower().startswith(("http://", "https://"))
    ]
    addresses = {item.source for item in failed}
    return [source for source in sources if source not in addresses], failed


def _check_filled(archive: Archive) -> None:
    """Raises RetrievalError where there is nothing to ask, before a model is loaded."""
    if next(archive.articles(), None) is None:
        raise RetrievalError(
            f"The archive in {archive.folder} is empty: fill it with '{PROGRAM} ingest FOLDER'."
        )


def _ask_batch(call: Call, archive: Archive) -> int:
    broken = 0
    with _lines_of(call.options.batch) as lines:
        for item in answer_lines(lines, lambda question: archive.ask(question, k=call.settings.k)):
            broken += "error" in item
            _print_json(item)
            sys.stdout.flush()
    if broken:
        return _fail(f'{broken:,} of the lines could not be answered: see those with "error".')
    return DONE


@contextlib.contextmanager
def _lines_of(path: str) -> Iterator[Iterable[str]]:
    """The lines of a file, or of standard input for ``-``; raises SourceError."""
    if path == "-":
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")
        yield sys.stdin or ()
        return
    try:
        file = open(path, encoding="utf-8-sig", errors="replace")  # noqa: SIM115
    except OSError as error:
        raise SourceError(path, f"cannot be read ({error.strerror}): check the name.") from error
    with file:
        yield file


def _print(line: str) -> None:
    print(clean(line))


def _print_json(value: object) -> None:
    print(dumps(value))


def _note(line: str) -> None:
    print(clean(line), file=sys.stderr)


def _fail(sentence: str) -> int:
    with contextlib.suppress(OSError):
        _note(f"{PROGRAM}: {one_line(sentence)}")
    return FAILED


def _described(error: Exception) -> str:
    return f"Something went wrong that should not have ({type(error).__name__}: {error})."


def _write_what_can_be_written(*files: TextIO) -> None:
    """A character that the terminal's encoding lacks is shown as ``?`` and stops nothing."""
    for file in files:
        if isinstance(file, io.TextIOWrapper):
            file.reconfigure(errors="replace")


def _forget_closed_output() -> None:
    """The reader has gone (``| head``); Python must not complain of it when it ends."""
    with contextlib.suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
