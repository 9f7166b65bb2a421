"""The commands that measure an archive on labelled questions, and learn from them."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager

from retrieval import OnProgress, Progress
from retrieval.cli.commands.call import (
    DONE,
    Call,
    check_filled,
    print_json,
    print_line,
)
from retrieval.cli.commands.lines import lines_of
from retrieval.cli.json_output import calibration_json, differences_json, evaluation_json
from retrieval.cli.terminal import Screen


def evaluate(call: Call) -> int:
    """Measures quality on the user's labelled questions."""
    from retrieval.cli.reports import differences_table, measures_table
    from retrieval.evaluation.measures import evaluate, measure, per_question_values, read_questions
    from retrieval.evaluation.significance import compare, read_values

    k, path, earlier = call.options.k, call.options.questions, call.options.compare
    with lines_of(path) as lines:
        questions = read_questions(lines, path)
    before = None
    if earlier:
        with lines_of(earlier) as lines:
            before = read_values("".join(lines), earlier)
    with call.archive() as archive, _progress(call) as on_progress:
        check_filled(archive)
        judgements = evaluate(
            questions,
            lambda asked: archive.ask(asked.question, k=k, earlier=asked.earlier),
            on_done=lambda done: on_progress(Progress("asking", done, len(questions))),
        )
    measures, values = measure(judgements, k=k), per_question_values(judgements, k=k)
    differences = None if before is None else compare(before, judgements, values)
    screen = Screen(sys.stdout)
    if call.options.json:
        found = evaluation_json(measures, judgements, values)
        print_json(found if differences is None else found | differences_json(differences))
    elif differences is None:
        screen.show(measures_table(measures))
    else:
        screen.show(differences_table(differences))
    return DONE


def calibrate(call: Call) -> int:
    """Fits confidence to the archive, where that makes it better."""
    from retrieval.cli.reports import calibration_table
    from retrieval.evaluation.calibration import refit, trials
    from retrieval.evaluation.measures import read_questions

    path = call.options.questions
    with lines_of(path) as lines:
        questions = read_questions(lines, path)
    with call.archive() as archive:
        with _progress(call) as on_progress:
            check_filled(archive)
            found = trials(
                questions,
                archive.searcher(),
                archive.passage_ids,
                on_done=lambda done: on_progress(Progress("asking", done, len(questions))),
            )
            learnt = refit(list(found), before=archive.confidence_model())
        if learnt.is_better:
            archive.put_confidence_model(learnt.model)
    if call.options.json:
        print_json(calibration_json(learnt))
        return DONE
    Screen(sys.stdout).show(calibration_table(learnt))
    if learnt.is_better:
        print_line("Confidence is judged by this archive's own questions from now on.")
    else:
        print_line("Nothing is changed: what confidence is judged by now is as good.")
    return DONE


def _progress(call: Call) -> AbstractContextManager[OnProgress]:
    from retrieval.cli.progress import progress_on

    return progress_on(Screen(sys.stderr), is_quiet=bool(call.options.quiet))
