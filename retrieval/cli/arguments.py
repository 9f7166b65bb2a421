"""The program's name, and the arguments that several commands share."""

from __future__ import annotations

import argparse

from retrieval.types import MAX_KEEP_DAYS

PROGRAM = "article-bot"
MAX_K = 50
_MAX_DIGITS = 9


def add_json(parser: argparse.ArgumentParser, help_text: str = "print JSON") -> None:
    """Adds the option --json."""
    parser.add_argument("--json", action="store_true", help=help_text)


def add_questions(parser: argparse.ArgumentParser) -> None:
    """Adds the option --questions."""
    parser.add_argument(
        "--questions",
        metavar="FILE",
        required=True,
        help='JSON Lines with "question" and either "answer" (a string that the right passage '
        'contains, or null if the archive does not answer) or "articles" (ids, addresses or ends '
        'of paths); follow-ups also have "earlier" (the questions before)',
    )


def days_or_none(text: str) -> int:
    """Parses a number of days, or "none" as 0; raises ArgumentTypeError."""
    return 0 if text == "none" else _number(text, MAX_KEEP_DAYS, "a number of days")


def count_of_passages(text: str) -> int:
    """Parses the number of an option; raises ArgumentTypeError."""
    return _number(text, MAX_K)


def source(text: str) -> str:
    """Parses what to ingest; raises ArgumentTypeError for nothing, as of an unset variable."""
    if not text.strip():
        raise argparse.ArgumentTypeError("an empty source: give a file, a folder or an address")
    return text


def count_from_one(text: str) -> int:
    """Parses a number that counts from 1; raises ArgumentTypeError."""
    return _number(text, None)


def _number(text: str, most: int | None, what: str = "a number") -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS
    if not is_number or not 1 <= int(text) <= (most or int(text)):
        to = f" to {most}" if most else ""
        raise argparse.ArgumentTypeError(f"give {what} from 1{to}, not {text!r}")
    return int(text)
