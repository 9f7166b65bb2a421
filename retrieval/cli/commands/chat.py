"""A conversation in the terminal: questions with follow-ups, and commands that begin with /."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from retrieval import (
    MAX_QUESTION_CHARS,
    NO_FILTERS,
    Answer,
    Archive,
    Filters,
    Result,
    RetrievalError,
)
from retrieval.cli import interrupts
from retrieval.cli.call import DONE, Call, Command, check_filled, print_line
from retrieval.cli.filters import add_filters, chosen_filters
from retrieval.cli.lines import stdin_lines
from retrieval.cli.output.terminal import (
    Page,
    Screen,
    answer_page,
    article_page,
    joined,
    note,
    result_page,
    with_blank_lines,
)
from retrieval.text.display.shortening import shortened
from retrieval.text.questions.several_questions import questions_in

HISTORY_FILE = "chat-history"
MAX_PASSAGES = 50
_MAX_QUESTIONS = 5  # of one line
HELP = """\
Ask in your own words; a follow-up such as “And when was that?” is understood.

/more     the passages of the other results, and further ones
/open N   the whole article of passage N, or of line N of a list
/new      start a new conversation
/help     this text
/quit     leave, as Ctrl-D does"""


def run(call: Call) -> int:
    """Starts a conversation."""
    screen = Screen(sys.stdout)
    with call.archive() as archive:
        check_filled(archive)
        filters = chosen_filters(call, archive)
        if screen.is_terminal:
            print_line("Ask in your own words; /help lists the commands, Ctrl-D quits.")
        Conversation(archive, k=call.settings.k, screen=screen, filters=filters).hold(
            lines_to_answer(archive.folder)
        )
    return DONE


class Conversation:
    """A conversation with the archive: what was asked and shown so far, printed on ``screen``."""

    def __init__(
        self, archive: Archive, *, k: int, screen: Screen, filters: Filters = NO_FILTERS
    ) -> None:
        self._archive = archive
        self._k = k
        self._filters = filters
        self._screen = screen
        self._answers: list[Answer] = []  # the last one last
        self._shown: list[Result] = []  # of the last question, by number
        self._quoted = 0  # how many of them were shown with their passage
        self._listed: Sequence[str] = ()  # the ids of articles, where it asked for a list
        self._commands: dict[str, Callable[[str], None]] = {
            "/more": self._more,
            "/open": self._open,
            "/new": self._new,
            "/help": self._help,
        }

    def hold(self, lines: Iterable[str]) -> None:
        """Replies to each of ``lines`` until the last one or /quit."""
        for line in lines:
            if line.strip() == "/quit":
                return
            try:
                self.reply(line)
            except RetrievalError as error:
                self._say(str(error))
            except KeyboardInterrupt:
                interrupts.reset()
                self._say("Stopped.")

    def reply(self, line: str) -> None:
        """Answers a question, or runs a command that begins with /.

        Raises RetrievalError if the archive cannot answer it.
        """
        line = line.strip()
        if not line:
            return
        if not line.startswith("/"):
            self._ask_all(questions_in(line, is_first=not self._answers))
            return
        word, _, rest = line.partition(" ")
        self._commands.get(word, self._unknown)(rest.strip())

    def _ask_all(self, questions: Sequence[str]) -> None:
        """Answers the questions of a line one by one."""
        is_one = len(questions) == 1
        for question in questions[:_MAX_QUESTIONS]:
            # on a terminal a single question is already there, as typed
            self._ask(question, with_question=not (is_one and self._screen.is_terminal))
        if questions[_MAX_QUESTIONS:]:
            left = shortened(" ".join(questions[_MAX_QUESTIONS:]), MAX_QUESTION_CHARS)
            self._say(f"Please ask these again: {left}")

    def _ask(self, question: str, *, with_question: bool) -> None:
        answer = self._archive.ask(
            question, k=self._k, earlier=self._answers, filters=self._filters
        )
        if answer.has_subject:  # else the next follow-up goes on from the question before
            self._answers.append(answer)
            self._shown = list(answer.results)
            self._quoted = 1 if answer.is_quoted else 0
            self._listed = answer.reply.listed if answer.reply else ()
        self._show(answer_page(answer, self._screen.layout, with_question=with_question))

    def _more(self, _: str) -> None:
        if not self._answers:
            self._say("Ask a question first.")
            return
        *earlier, last = self._answers
        quoted = self._shown[: self._quoted]
        k = min(len(quoted) + self._k, MAX_PASSAGES)
        found = self._archive.ask(last.question, k=k, earlier=earlier, filters=self._filters)
        known = {result.passage.passage_id for result in quoted}
        new = [result for result in found.results if result.passage.passage_id not in known]
        if not new:
            self._say("There are no further passages.")
            return
        new = [replace(result, rank=rank) for rank, result in enumerate(new, len(quoted) + 1)]
        self._shown = [*quoted, *new]
        self._quoted = len(self._shown)
        self._show(joined(result_page(result, self._screen.layout) for result in new))

    def _open(self, number: str) -> None:
        place = int(number) if number.isascii() and number.isdigit() else 0
        doc_ids = self._listed or [own.article.doc_id for own in self._shown]
        if not 1 <= place <= len(doc_ids):
            self._say(
                f"Give the number of a passage, 1 to {len(doc_ids)}: /open 1"
                if doc_ids
                else "Ask a question first."
            )
            return
        doc_id = doc_ids[place - 1]
        article, copies = self._archive.article(doc_id), self._archive.copies(doc_id)
        self._show(article_page(article, self._screen.layout, copies=copies))

    def _new(self, _: str) -> None:
        self._answers, self._shown, self._quoted, self._listed = [], [], 0, ()
        self._say("A new conversation.")

    def _help(self, _: str) -> None:
        self._say(HELP)

    def _unknown(self, _: str) -> None:
        self._say("Unknown command; /help lists the commands.")

    def _say(self, text: str) -> None:
        self._show(note(text))

    def _show(self, page: Page) -> None:
        self._screen.show(with_blank_lines(page) if self._screen.is_terminal else page)


def lines_to_answer(folder: Path) -> Iterator[str]:
    """The user's input: from a prompt on a terminal, else the lines of standard input.

    ``folder`` is where the prompt keeps its history.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return stdin_lines()
    return prompted_lines(folder / HISTORY_FILE)


def prompted_lines(history: Path) -> Iterator[str]:
    """Lines typed at a prompt with history; Ctrl-C clears the line, Ctrl-D ends the input."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    can_keep = _made_private(history)
    session: PromptSession[str] = PromptSession(
        history=FileHistory(history) if can_keep else InMemoryHistory()
    )
    while True:
        try:
            yield session.prompt("> ")
        except KeyboardInterrupt:
            interrupts.reset()
            continue
        except EOFError:
            return


def _made_private(path: Path) -> bool:
    """Creates the file, readable by its user only; returns whether it can be written."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NONBLOCK, 0o600)
    except OSError:
        return False
    try:
        return stat.S_ISREG(os.fstat(handle).st_mode)
    finally:
        os.close(handle)


COMMAND = Command("chat", run, add_filters)
