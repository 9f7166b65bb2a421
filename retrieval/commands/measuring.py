"""The commands that measure an archive on labelled questions."""

from __future__ import annotations

import sys

from retrieval import Progress
from retrieval.commands.call import DONE, Call, check_filled, lines_of, print_json
from retrieval.json_output import evaluation_json
from retrieval.terminal import Screen


def evaluate(call: Call) -> int:
    """Measures quality on the user's labelled questions."""
    from retrieval.evaluation import evaluate, measure, read_questions
    from retrieval.terminal_progress import progress_on
    from retrieval.terminal_reports import measures_table

    k, path = call.options.k, call.options.questions
    with lines_of(path) as lines:
        questions = read_questions(lines, path)
    with (
        call.archive() as archive,
        progress_on(Screen(sys.stderr), is_quiet=bool(call.options.quiet)) as on_progress,
    ):
        check_filled(archive)
        judgements = evaluate(
            questions,
            lambda question: archive.ask(question, k=k),
            on_done=lambda done: on_progress(Progress("asking", done, len(questions))),
        )
    measures = measure(judgements, k=k)
    if call.options.json:
        print_json(evaluation_json(measures, judgements))
    else:
        Screen(sys.stdout).show(measures_table(measures))
    return DONE
