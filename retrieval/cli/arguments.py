"""The command line's words: every verb, its options, its help and one example."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn, TypeAlias

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

PROGRAM = "article-bot"
MAX_K = 50

_Add: TypeAlias = Callable[[argparse.ArgumentParser], None]


class HelpFormatter(argparse.HelpFormatter):
    """Help whose words stay whole, however narrow the terminal is."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        words = " ".join(text.split())
        return textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        """Wraps all but the indented lines, which are examples to be copied."""
        lines = text.split("\n")
        return "\n".join(
            line if line.startswith(" ") else "\n".join(self._split_lines(line, width))
            for line in lines
        )


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaint says where help is to be had."""

    def error(self, message: str) -> NoReturn:
        """Ends the program with status 2."""
        self.exit(2, f"{self.prog}: {message}\nRun '{self.prog} --help' to see how it is used.\n")

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        """Prints; argparse itself passes over an output that cannot be written."""
        if file is None or file is sys.stderr:
            super()._print_message(message, file)
        else:
            file.write(message)


def parse(argv: Sequence[str], *, version: str) -> argparse.Namespace | None:
    """What ``argv`` asks for; ``None``, with the help printed, where it names no verb.

    Raises SystemExit, as argparse does, for --help and --version (0) and wrong usage (2).
    """
    parser = new_parser(version)
    options = parser.parse_args(argv)
    if options.verb is None:
        parser.print_help()
        return None
    if options.verb == "ask" and bool(options.question) == bool(options.batch):
        options.parser.error("give one question, or --batch FILE")
    return options


def new_parser(version: str) -> argparse.ArgumentParser:
    """The parser of the whole program."""
    parser = Parser(
        prog=PROGRAM,
        description="Answers questions over news articles with their own words and their source.",
        epilog=f'Start with:\n  {PROGRAM} ingest articles/\n  {PROGRAM} ask "Who won the vote?"',
        formatter_class=HelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {version}")
    _add_common(parser, default=None)
    verbs = parser.add_subparsers(dest="verb", metavar="COMMAND", title="commands")
    for verb, (summary, example, add) in _VERBS.items():
        own = verbs.add_parser(
            verb,
            help=summary[0].lower() + summary[1:],
            description=f"{summary}.",
            epilog=f"example:\n  {PROGRAM} {example}",
            formatter_class=HelpFormatter,
            allow_abbrev=False,
        )
        own.set_defaults(parser=own)
        add(own)
        _add_common(own, default=argparse.SUPPRESS)
    return parser


def _add_common(parser: argparse.ArgumentParser, *, default: object) -> None:
    """Options that stand before or after the verb; a verb's own default must not hide the first."""
    parser.add_argument(
        "--archive",
        metavar="DIR",
        default=default,
        help="the archive's folder (ARTICLE_BOT_ARCHIVE, else 'archive')",
    )
    parser.add_argument("--quiet", action="store_true", default=default, help="show no progress")


def _add_json(parser: argparse.ArgumentParser, help_text: str = "print JSON") -> None:
    parser.add_argument("--json", action="store_true", help=help_text)


def _add_ingest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources",
        metavar="SOURCE",
        nargs="+",
        help="a file (.txt, .md, .html, .json, .jsonl), a folder of such files, or the address of "
        "a web page, a feed or a sitemap",
    )
    _add_json(parser, "print the report as JSON")


def _add_ask(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", metavar="QUESTION", nargs="*", help="in your own words")
    parser.add_argument(
        "-k",
        type=_count_of_passages,
        metavar="N",
        help=f"passages to show, 1 to {MAX_K} (ARTICLE_BOT_K, else 3)",
    )
    _add_json(parser, "print the answer as JSON")
    parser.add_argument(
        "--batch",
        metavar="FILE",
        help='answer each line {"question": …} of FILE, or of standard input for -, a follow-up '
        'with "earlier": […] as well; one JSON object a line, in order',
    )


def _add_articles(parser: argparse.ArgumentParser) -> None:
    _add_json(parser, "print JSON Lines, without the texts")


def _add_show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("doc_id", metavar="DOC_ID", help="the article's id, or how it begins")
    _add_json(parser, "print the article as JSON")


def _add_remove(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "doc_ids", metavar="DOC_ID", nargs="+", help="an article's id, or how it begins"
    )


def _add_rebuild(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--embedder",
        metavar="NAME",
        help="a model of sentence-transformers, by name or folder; the archive's own if not given",
    )
    parser.add_argument(
        "--questions",
        metavar="FILE",
        help="labelled questions, as for 'evaluate', on which another model is compared with the "
        "old one (what users of the bot called helpful, if not given)",
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="change the model though it answers the questions worse",
    )


def _add_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="where to; an earlier backup is replaced")


def _add_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="what 'backup' wrote")
    parser.add_argument(
        "--force",
        action="store_true",
        help="replace an archive that holds articles or is damaged, and what its bot remembers",
    )


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    _add_questions(parser)
    parser.add_argument(
        "-k",
        "--k",
        type=_count_of_passages,
        metavar="N",
        default=10,
        help="passages looked at for each question (default 10)",
    )
    parser.add_argument(
        "--compare",
        metavar="EARLIER",
        help="what 'evaluate --json' printed with other settings: tell what changed, and whether "
        "by more than chance",
    )
    _add_json(parser, "print the measures as JSON")


def _add_calibrate(parser: argparse.ArgumentParser) -> None:
    _add_questions(parser)
    _add_json(parser, "print the figures as JSON")


def _add_questions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--questions",
        metavar="FILE",
        required=True,
        help='JSON Lines: "question", and "answer" (a string that the right passage holds, null '
        'where the archive does not answer) or "articles" (ids, addresses or ends of paths); of a '
        'follow-up also "earlier" (the questions before it)',
    )


def _add_nothing(parser: argparse.ArgumentParser) -> None:
    """A verb without options of its own."""


def _count_of_passages(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MAX_K:
        raise argparse.ArgumentTypeError(f"give a number from 1 to {MAX_K}, not {text!r}")
    return int(text)


_VERBS: dict[str, tuple[str, str, _Add]] = {
    "ingest": ("Add or update articles", "ingest articles/ interview.html", _add_ingest),
    "ask": ("Answer one question", 'ask "Who is the mayor of Kyiv?" -k 5', _add_ask),
    "chat": ("Talk with the archive, follow-ups included", "chat", _add_nothing),
    "articles": ("List the articles", "articles --json", _add_articles),
    "show": ("Print one article", "show 3f2a --json", _add_show),
    "remove": ("Delete articles", "remove 3f2a9c0d11e24b57", _add_remove),
    "status": ("Tell what is in the archive", "status --json", _add_json),
    "doctor": (
        "Tell what is wrong with the archive or the settings file, and the cure",
        "doctor",
        _add_nothing,
    ),
    "rebuild": (
        "Make the indexes anew, also for another model",
        "rebuild --embedder all-MiniLM-L6-v2",
        _add_rebuild,
    ),
    "backup": (
        "Write the archive and what its bot remembers into one file, also in use",
        "backup news.backup",
        _add_backup,
    ),
    "restore": (
        "Make the archive, and what its bot remembers, what a backup holds",
        "restore news.backup --force",
        _add_restore,
    ),
    "evaluate": (
        "Measure quality on your own labelled questions",
        "evaluate --questions questions.jsonl",
        _add_evaluate,
    ),
    "calibrate": (
        "Fit confidence to your archive, by your own labelled questions",
        "calibrate --questions questions.jsonl",
        _add_calibrate,
    ),
    "serve": (
        "Run the Telegram bot",
        "serve --archive news",
        _add_nothing,
    ),
}
