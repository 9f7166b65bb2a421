"""``ask``: answers one question, or many."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from retrieval import Answer, Archive
from retrieval.cli.arguments import MAX_K, add_json, count_of_passages
from retrieval.cli.batch import answer_lines
from retrieval.cli.call import (
    DONE,
    NOT_ANSWERED,
    Call,
    Command,
    check_filled,
    fail,
    print_json,
)
from retrieval.cli.json_output import answer_json
from retrieval.cli.lines import lines_of
from retrieval.cli.terminal import Screen, answer_page


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the arguments of this command."""
    parser.add_argument("question", metavar="QUESTION", nargs="*", help="in your own words")
    parser.add_argument(
        "-k",
        type=count_of_passages,
        metavar="N",
        help=f"passages to show, 1 to {MAX_K} (ARTICLE_BOT_K, else 3)",
    )
    add_json(parser, "print the answer as JSON")
    parser.add_argument(
        "--batch",
        metavar="FILE",
        help='answer each line {"question": …} of FILE, or of standard input for -, a follow-up '
        'with "earlier": […] as well; one JSON object a line, in order',
    )


def run(call: Call) -> int:
    """Answers one question, or each line of a file."""
    if bool(call.options.question) == bool(call.options.batch):
        call.options.parser.error("give one question, or --batch FILE")
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


COMMAND = Command('ask "Who is the mayor of Kyiv?" -k 5', run, add_arguments)
