"""``cite``: prints a quotation of an article with its source, ready to paste."""

from __future__ import annotations

from argparse import ArgumentParser

from retrieval import Article
from retrieval.citation.formats import CITATION_FORMATS, cite
from retrieval.citation.quotation import Quotation, quoted_paragraph, quoted_sentence
from retrieval.cli.arguments import count_from_one
from retrieval.cli.call import DONE, Call, Command, print_as_it_is
from retrieval.cli.find_article import find_article

_MARKDOWN = "markdown"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("doc_id", metavar="DOC_ID", help="the article's id, or the beginning of it")
    parser.add_argument(
        "--paragraph",
        type=count_from_one,
        metavar="N",
        help="quote this paragraph (else Markdown quotes the first; the other formats refer to the "
        "article as a whole)",
    )
    parser.add_argument(
        "--sentence",
        metavar="WORDS",
        help="quote the first sentence, of the paragraph if one is given, that has these words",
    )
    parser.add_argument(
        "--format",
        choices=CITATION_FORMATS,
        default=_MARKDOWN,
        help="for an editor (markdown, the default), Zotero and Pandoc (csl-json), LaTeX (bibtex), "
        "or EndNote and others (ris)",
    )


def run(call: Call) -> int:
    """Prints the citation."""
    options = call.options
    with call.archive() as archive:
        article = find_article(archive, options.doc_id)
    print_as_it_is(cite(_quotation(call, article), options.format))
    return DONE


def _quotation(call: Call, article: Article) -> Quotation:
    options = call.options
    if options.sentence is not None:
        return quoted_sentence(article, options.sentence, paragraph=options.paragraph)
    if options.paragraph is not None:
        return quoted_paragraph(article, options.paragraph)
    return quoted_paragraph(article, 1) if options.format == _MARKDOWN else Quotation(article)


COMMAND = Command("cite 3f2a --paragraph 2 --format bibtex", run, add_arguments)
