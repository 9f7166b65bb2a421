"""Counts the lines of answers on a phone and in a terminal.

    python -m scripts.bench answer-length

Asks the questions of ``seeds/questions.jsonl`` of the articles in ``seeds/``, and those of
``../shared/desk`` if it is there. A phone has lines of 40 characters, of which those before the
folded passage are counted, and as a baseline those of the whole passage with its source; a terminal
has 40 lines of 100 columns.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bot.rendering.formatted_text import FormattedText
from bot.rendering.messages import answer_blocks, source_line
from bot.rendering.splitting import pack
from bot.rendering.translations import texts_of
from retrieval import Answer, load_settings, open_archive
from retrieval.cli.terminal import MAX_WIDTH, Layout, answer_page
from scripts.quality.sets import SHARED

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
DESK = SHARED / "desk"
PHONE_COLUMNS = 40
TERMINAL_LINES = 40
HEADER = """\
| questions | answered | whole passage: median | before the fold: median, 9 of 10, most \
| refusals: median, most | in a terminal: median, most, fit |
|---|---|---|---|---|---|"""


def main() -> int:
    """Asks each set and prints its counts."""
    argparse.ArgumentParser(description="Counts the lines of answers.").parse_args()
    print(HEADER)
    _print_counts("seeds", answers_of(SEEDS / "questions.jsonl", [SEEDS / "articles"]))
    if DESK.is_dir():
        sources = [DESK / "articles.jsonl", SEEDS / "articles"]
        _print_counts("desk", answers_of(DESK / "questions.jsonl", sources))
    return 0


def answers_of(questions: Path, sources: Sequence[Path]) -> Iterator[Answer]:
    """The answers to the questions of a file, from an archive of ``sources``."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(archive=f"{folder}/archive")
        with open_archive(settings, create=True) as archive:
            archive.ingest(sources)
            for line in questions.read_text(encoding="utf-8").splitlines():
                yield archive.ask(json.loads(line)["question"])


def phone_lines(answer: Answer) -> int:
    """The lines of an answer on a phone before what is folded."""
    further = answer.results[1:] if answer.is_tentative else ()
    messages = pack(answer_blocks(answer, further, texts_of("en"), lambda _: None))
    return len(wrapped(before_fold(messages[0])))


def whole_passage_lines(answer: Answer) -> int:
    """The lines of the passage that answers, with its source, on a phone."""
    first = answer.results[0]
    source = source_line(first, texts_of("en"), lambda _: None, number=1)
    return len(wrapped(f"{first.passage.text}\n{source.text}"))


def before_fold(message: FormattedText) -> str:
    """The text of a message up to the first folded quotation."""
    folds = [mark.start for mark in message.marks if mark.kind == "folded_quote"]
    return message.text[: min(folds, default=len(message.text))].rstrip("\n")


def wrapped(text: str) -> list[str]:
    """The lines of a text on a phone.

    >>> wrapped("One line.\\n\\nAnother one, which is longer than forty characters.")
    ['One line.', '', 'Another one, which is longer than forty', 'characters.']
    """
    return [row for line in text.split("\n") for row in textwrap.wrap(line, PHONE_COLUMNS) or [""]]


def _print_counts(name: str, answers: Iterable[Answer]) -> None:
    asked = list(answers)
    said = sorted(phone_lines(answer) for answer in asked if answer.answered)
    whole = [whole_passage_lines(answer) for answer in asked if answer.answered]
    refused = sorted(phone_lines(answer) for answer in asked if not answer.answered)
    layout = Layout(MAX_WIDTH, links=True)
    pages = sorted(answer_page(answer, layout).plain.count("\n") + 1 for answer in asked)
    fit = sum(lines < TERMINAL_LINES for lines in pages)
    median = statistics.median
    print(
        f"| {name} | {len(said)} | {median(whole):g}"
        f" | {median(said):g}, {said[len(said) * 9 // 10]}, {said[-1]}"
        f" | {median(refused):g}, {refused[-1]}"
        f" | {median(pages):g}, {pages[-1]}, {fit} of {len(pages)} |"
    )
