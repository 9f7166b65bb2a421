"""``calibrate``: fits the confidence to the archive with the user's labelled questions."""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from retrieval.cli.arguments import add_json, add_questions
from retrieval.cli.call import DONE, Call, Command, check_filled, print_json, print_line
from retrieval.cli.lines import questions_of
from retrieval.cli.output.json_output import calibration_json
from retrieval.cli.output.reports import calibration_table
from retrieval.cli.output.terminal import Screen


def add_arguments(parser: ArgumentParser) -> None:
    add_questions(parser)
    add_json(parser, "print the figures as JSON")


def run(call: Call) -> int:
    """Fits the confidence to the archive, and keeps the result if it is better."""
    questions = questions_of(call.options.questions)
    with call.archive() as archive, call.progress() as on_progress:
        check_filled(archive)
        fitted = archive.calibrate(questions, on_progress=on_progress)
    if call.options.json:
        print_json(calibration_json(fitted))
        return DONE
    Screen(sys.stdout).show(calibration_table(fitted))
    if fitted.is_better:
        print_line("The confidence is now the one fitted to your questions.")
        if fitted.ranks_worse:
            print_line(
                "It says better how likely an answer is right, but tells right answers from wrong "
                "ones less well: with more questions it may do both."
            )
    else:
        print_line("Nothing was changed: the current confidence is at least as good.")
    return DONE


COMMAND = Command("calibrate --questions questions.jsonl", run, add_arguments)
