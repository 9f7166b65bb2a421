"""The program's name, and the arguments that several commands share."""

from __future__ import annotations

import argparse

PROGRAM = "article-bot"
MAX_K = 50


def add_json(parser: argparse.ArgumentParser, help_text: str = "print JSON") -> None:
    """Adds --json."""
    parser.add_argument("--json", action="store_true", help=help_text)


def add_questions(parser: argparse.ArgumentParser) -> None:
    """Adds --questions."""
    parser.add_argument(
        "--questions",
        metavar="FILE",
        required=True,
        help='JSON Lines: "question", and "answer" (a string that the right passage holds, null '
        'where the archive does not answer) or "articles" (ids, addresses or ends of paths); of a '
        'follow-up also "earlier" (the questions before it)',
    )


def count_of_passages(text: str) -> int:
    """The number that ``text`` is, for an argument; raises ArgumentTypeError."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MAX_K:
        raise argparse.ArgumentTypeError(f"give a number from 1 to {MAX_K}, not {text!r}")
    return int(text)
