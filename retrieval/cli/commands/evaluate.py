"""``evaluate``: measures quality on the user's labelled questions."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from retrieval import Archive, Progress, SourceError
from retrieval.cli.arguments import add_json, add_questions, count_of_passages
from retrieval.cli.call import DONE, Call, Command, check_filled, print_json, print_to_stderr
from retrieval.cli.lines import questions_of
from retrieval.cli.output.json_output import evaluation_json
from retrieval.cli.output.reports import measures_table
from retrieval.cli.output.terminal import Screen
from retrieval.evaluation.measures import (
    LabelledQuestion,
    evaluate,
    measure,
    per_question_values,
    unknown_labels,
)


def add_arguments(parser: ArgumentParser) -> None:
    add_questions(parser)
    parser.add_argument(
        "-k",
        "--k",
        dest="depth",
        type=count_of_passages,
        metavar="N",
        default=10,
        help="passages to evaluate for each question (default 10)",
    )
    add_json(parser, "print the measures as JSON")


def run(call: Call) -> int:
    """Measures quality on the user's labelled questions."""
    k = call.options.depth
    questions = questions_of(call.options.questions)
    with call.archive() as archive, call.progress() as on_progress:
        check_filled(archive)
        _check_labels(questions, archive, call.options.questions)
        judgements = evaluate(
            questions,
            lambda asked: archive.ask(asked.question, k=k, earlier=asked.earlier),
            on_done=lambda done: on_progress(Progress("asking", done, len(questions))),
        )
    measures = measure(judgements, k=k)
    if call.options.json:
        print_json(evaluation_json(measures, judgements, per_question_values(judgements, k=k)))
    else:
        Screen(sys.stdout).show(measures_table(measures))
    return DONE


def _check_labels(questions: Sequence[LabelledQuestion], archive: Archive, source: str) -> None:
    """Raises SourceError if no label names an article of the archive; warns if some do not."""
    labels = {label for asked in questions for label in asked.articles}
    unknown = unknown_labels(sorted(labels), archive.articles())
    if not unknown:
        return
    problem = f"names articles that this archive does not have, such as {unknown[0]}"
    if len(unknown) == len(labels):
        raise SourceError(source, f"{problem}: give the path, address or id of stored ones.")
    print_to_stderr(f"{source} {problem}: {len(unknown)} of {len(labels)} labels are unknown.")


COMMAND = Command("evaluate --questions questions.jsonl", run, add_arguments)
