"""``compare``: shows what different publishers say on a question."""

from __future__ import annotations

from argparse import ArgumentParser

from retrieval import MAX_COMPARED
from retrieval.cli.arguments import MAX_K, add_json, count_of_passages
from retrieval.cli.call import DONE, NOT_ANSWERED, Call, Command, asked_question, check_filled
from retrieval.cli.filters import add_filters, chosen_filters
from retrieval.cli.output.comparison import comparison_json, comparison_page


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("question", metavar="QUESTION", nargs="+", help="in your own words")
    parser.add_argument(
        "-k",
        dest="publishers",
        type=count_of_passages,
        default=MAX_COMPARED,
        metavar="N",
        help=f"publishers to show at most, 1 to {MAX_K} ({MAX_COMPARED}), the likeliest to answer",
    )
    add_filters(parser)
    add_json(parser, "print the comparison as JSON")


def run(call: Call) -> int:
    """Compares the publishers."""
    question = asked_question(call)
    with call.archive() as archive:
        check_filled(archive)
        compared = archive.compare(
            question,
            k=call.options.publishers,
            filters=chosen_filters(call, archive),
        )
    call.print(compared, comparison_json, comparison_page)
    return DONE if compared.accounts else NOT_ANSWERED


COMMAND = Command('compare "How many people marched?"', run, add_arguments)
