"""``ask``: answers one question, or many."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from retrieval import Answer, Archive, RetrievalError
from retrieval.cli.arguments import MAX_K, add_json, count_of_passages
from retrieval.cli.call import (
    DONE,
    NOT_ANSWERED,
    Call,
    Command,
    check_filled,
    fail,
    print_json,
)
from retrieval.cli.explanation import explanation_page
from retrieval.cli.json_output import answer_json
from retrieval.cli.lines import lines_of
from retrieval.cli.terminal import Layout, Page, answer_page, joined
from retrieval.types import JsonObject

_Ask: TypeAlias = Callable[[str, Sequence[str]], Answer]


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
        "--explain",
        action="store_true",
        help="show how the answer was found: terms, scores, times, and why it was refused",
    )
    parser.add_argument(
        "--batch",
        metavar="FILE",
        help='answer each line {"question": …} of FILE (- for standard input); follow-ups also '
        'have "earlier": […]; prints one JSON object a line, in order',
    )


def run(call: Call) -> int:
    """Answers one question, or each line of a file."""
    if bool(call.options.question) == bool(call.options.batch):
        call.options.parser.error("give one question, or --batch FILE")
    with call.archive() as archive:
        check_filled(archive)
        if call.options.batch:
            return _ask_batch(call, archive)
        answer = archive.ask(
            " ".join(call.options.question),
            k=call.settings.k,
            with_explanation=call.options.explain,
        )
    call.print(answer, answer_json, _page)
    return DONE if answer.answered or answer.reply else NOT_ANSWERED


def _page(answer: Answer, layout: Layout) -> Page:
    page = answer_page(answer, layout)
    if answer.explanation is None:
        return page
    return joined([page, explanation_page(answer, answer.explanation, layout)])


def _ask_batch(call: Call, archive: Archive) -> int:
    def ask(question: str, earlier: Sequence[str]) -> Answer:
        return archive.ask(
            question,
            k=call.settings.k,
            earlier=earlier,
            with_explanation=call.options.explain,
        )

    broken = 0
    with lines_of(call.options.batch) as lines:
        for item in _answer_lines(lines, ask):
            broken += "error" in item
            print_json(item)
            sys.stdout.flush()
    if broken:
        return fail(f'{broken:,} of the lines could not be answered: see those with "error".')
    return DONE


def _answer_lines(lines: Iterable[str], ask: _Ask) -> Iterator[JsonObject]:
    """The answer to each line ``{"question": …}``, in order; blank lines are skipped.

    A line may also have "earlier", the earlier questions of its conversation. For a line that
    cannot be answered, the result is ``{"error": …, "line": N}``, counted from 1.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield answer_json(ask(*_asked(line)))
            except (ValueError, RetrievalError) as error:
                yield {"error": str(error), "line": number}


def _asked(line: str) -> tuple[str, Sequence[str]]:
    """The question of a line and its earlier questions; raises ValueError."""
    try:
        value = json.loads(line)
        question, earlier = value["question"], value.get("earlier") or []
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError('not a JSON object with a "question"') from error
    if not isinstance(question, str):
        raise ValueError('"question" is not a string')
    if not isinstance(earlier, list) or not all(isinstance(item, str) for item in earlier):
        raise ValueError('"earlier" is not a list of questions')
    return question, earlier


COMMAND = Command('ask "Who is the mayor of Kyiv?" -k 5', run, add_arguments)
