"""The commands that answer: ``ask`` and ``chat``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from retrieval import Answer, Archive
from retrieval.cli.batch import answer_lines
from retrieval.cli.commands.call import (
    DONE,
    NOT_ANSWERED,
    Call,
    check_filled,
    fail,
    print_json,
    print_line,
)
from retrieval.cli.commands.lines import lines_of
from retrieval.cli.json_output import answer_json
from retrieval.cli.terminal import Screen, answer_page


def ask(call: Call) -> int:
    """Answers one question, or each line of a file."""
    with call.archive() as archive:
        check_filled(archive)
        if call.options.batch:
            return _ask_batch(call, archive)
        answer = archive.ask(" ".join(call.options.question), k=call.settings.k)
    if call.options.json:
        print_json(answer_json(answer))
    else:
        screen = Screen(sys.stdout)
        screen.show(answer_page(answer, screen.layout))
    return DONE if answer.answered else NOT_ANSWERED


def chat(call: Call) -> int:
    """A conversation."""
    from retrieval.cli.chat import Conversation, lines_to_answer

    screen = Screen(sys.stdout)
    with call.archive() as archive:
        check_filled(archive)
        if screen.is_terminal:
            print_line("Ask in your own words; /help tells more, Ctrl-D leaves.")
        Conversation(archive, k=call.settings.k, screen=screen).hold(
            lines_to_answer(archive.folder)
        )
    return DONE


def _ask_batch(call: Call, archive: Archive) -> int:
    def ask(question: str, earlier: Sequence[str]) -> Answer:
        return archive.ask(question, k=call.settings.k, earlier=earlier)

    broken = 0
    with lines_of(call.options.batch) as lines:
        for item in answer_lines(lines, ask):
            broken += "error" in item
            print_json(item)
            sys.stdout.flush()
    if broken:
        return fail(f'{broken:,} of the lines could not be answered: see those with "error".')
    return DONE
