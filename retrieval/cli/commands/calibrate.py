"""``calibrate``: fits confidence to the archive by the user's labelled questions."""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from retrieval.cli.arguments import add_json, add_questions
from retrieval.cli.call import DONE, Call, Command, check_filled, print_json, print_line
from retrieval.cli.json_output import calibration_json
from retrieval.cli.lines import questions_of
from retrieval.cli.terminal import Screen


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the arguments of this command."""
    add_questions(parser)
    add_json(parser, "print the figures as JSON")


def run(call: Call) -> int:
    """Fits confidence to the archive, where that makes it better."""
    from retrieval.cli.reports import calibration_table

    questions = questions_of(call.options.questions)
    with call.archive() as archive, call.progress() as on_progress:
        check_filled(archive)
        fitted = archive.calibrate(questions, on_progress=on_progress)
    if call.options.json:
        print_json(calibration_json(fitted))
        return DONE
    Screen(sys.stdout).show(calibration_table(fitted))
    if fitted.is_better:
        print_line("Confidence is judged by this archive's own questions from now on.")
    else:
        print_line("Nothing is changed: what confidence is judged by now is as good.")
    return DONE


COMMAND = Command("calibrate --questions questions.jsonl", run, add_arguments)
