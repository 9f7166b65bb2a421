"""``ask``: answers one question, or many."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import TypeAlias

from retrieval import Answer, Archive, Filters, RetrievalError
from retrieval.cli.arguments import MAX_K, PROGRAM, add_json, count_of_passages
from retrieval.cli.call import (
    DONE,
    NOT_ANSWERED,
    Call,
    Command,
    asked_question,
    check_filled,
    fail,
    print_json,
    print_line,
    print_to_stderr,
)
from retrieval.cli.filters import DATES, NAMES, add_filters, chosen_filters, written_filters
from retrieval.cli.lines import lines_of
from retrieval.cli.output.explanation import explanation_page
from retrieval.cli.output.json_output import answer_json
from retrieval.cli.output.terminal import Layout, Page, answer_page, joined
from retrieval.cli.output.text import one_line
from retrieval.text.questions.several_questions import questions_in
from retrieval.types import JsonObject

_FIELDS = frozenset(("question", "earlier", *DATES, *NAMES))
_MAX_NAMES, _MAX_NAME = 10, 40

_Ask: TypeAlias = Callable[[str, Sequence[str], Filters], Answer]


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("question", metavar="QUESTION", nargs="*", help="in your own words")
    parser.add_argument(
        "-k",
        type=count_of_passages,
        metavar="N",
        help=f"show N results with their passages, 1 to {MAX_K}; without -k there are 3 "
        "(ARTICLE_BOT_K), all but the first as one line",
    )
    add_filters(parser)
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
        'have "earlier": […], and filters the names of their options, such as "since"; prints one '
        "JSON object a line, in order",
    )


def run(call: Call) -> int:
    """Answers one question, or each line of a file."""
    if bool(call.options.question) == bool(call.options.batch):
        call.wrong_usage("give one question, or --batch FILE")
    question = "" if call.options.batch else asked_question(call)
    with call.archive() as archive:
        check_filled(archive)
        filters = chosen_filters(call, archive)
        if call.options.batch:
            return _ask_batch(call, archive, filters)
        return _ask_all(call, archive, filters, question)


def _ask_all(call: Call, archive: Archive, filters: Filters, question: str) -> int:
    """Answers the questions of a line one after the other, the later ones as follow-ups.

    As JSON it is one answer, as programs expect: they separate questions by --batch.
    """
    questions = [question] if call.options.json else questions_in(question, is_first=True)
    answers: list[Answer] = []
    for asked in questions:
        answer = archive.ask(
            asked,
            k=call.settings.k,
            earlier=[own for own in answers if own.has_subject],
            filters=filters,
            with_explanation=call.options.explain,
        )
        if answers:
            print_line("")
        call.print(answer, answer_json, partial(_page, in_full=call.options.k is not None))
        sys.stdout.flush()
        answers.append(answer)
    return DONE if any(own.answered or own.reply for own in answers) else NOT_ANSWERED


def _page(answer: Answer, layout: Layout, *, in_full: bool) -> Page:
    page = answer_page(answer, layout, in_full=in_full)
    if answer.explanation is None:
        return page
    return joined([page, explanation_page(answer, answer.explanation, layout)])


def _ask_batch(call: Call, archive: Archive, filters: Filters) -> int:
    def ask(question: str, earlier: Sequence[str], own: Filters) -> Answer:
        return archive.ask(
            question,
            k=call.settings.k,
            earlier=earlier,
            filters=filters.overridden_by(own),
            with_explanation=call.options.explain,
        )

    answered = broken = 0
    with lines_of(call.options.batch) as lines:
        unknown: dict[str, None] = {}
        for item in _answer_lines(lines, ask, unknown):
            answered += 1
            broken += "error" in item
            print_json(item)
            sys.stdout.flush()
    if unknown:
        names = ", ".join(f'"{one_line(name)[:_MAX_NAME]}"' for name in list(unknown)[:_MAX_NAMES])
        print_to_stderr(f"Fields that are not used: {names}; see '{PROGRAM} ask --help'.")
    if not answered:
        print_to_stderr("There were no questions.")
    if broken:
        return fail(f'{broken:,} of the lines could not be answered: see those with "error".')
    return DONE


def _answer_lines(
    lines: Iterable[str], ask: _Ask, unknown: dict[str, None]
) -> Iterator[JsonObject]:
    """The answer to each line ``{"question": …}``, in order; blank lines are skipped.

    The names of fields that are not used are added to ``unknown``.

    A line may also have "earlier", the earlier questions of its conversation, and filters. For a
    line that cannot be answered, the result is ``{"answered": false, "error": …, "line": N}``,
    counted from 1.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield answer_json(ask(*_asked(line, unknown)))
            except (ValueError, RetrievalError) as error:
                yield {"answered": False, "error": str(error), "line": number}


def _asked(line: str, unknown: dict[str, None]) -> tuple[str, Sequence[str], Filters]:
    """The question of a line, its earlier questions and its filters.

    Raises ValueError, and FilterError for what is no date.
    """
    try:
        value = json.loads(line)
        question, earlier = value["question"], value.get("earlier") or []
        named = {name: value.get(name) for name in (*DATES, *NAMES)}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError('not a JSON object with a "question"') from error
    if not isinstance(question, str):
        raise ValueError('"question" is not a string')
    if not isinstance(earlier, list) or not all(isinstance(item, str) for item in earlier):
        raise ValueError('"earlier" is not a list of questions')
    for name, written in named.items():
        if written is not None and not isinstance(written, str):
            raise ValueError(f'"{name}" is not a string')
    unknown |= dict.fromkeys(value.keys() - _FIELDS)
    return question, earlier, written_filters(named, today=date.today(), called=_field)


def _field(name: str) -> str:
    return f'"{name}"'


COMMAND = Command('ask "Who is the mayor of Kyiv?" -k 5', run, add_arguments)
