"""What of an article is cited: a paragraph, a sentence, or the article as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.errors import QuotationError
from retrieval.text.articles.passages import paragraph_spans
from retrieval.text.articles.sentences import sentence_spans
from retrieval.types import Article, Span

_AS_TYPED = str.maketrans("‘’‚‛“”„«»–—\u00a0", '\'\'\'\'"""""-- ')


@dataclass(frozen=True, slots=True)
class Quotation:
    """Characters ``span`` of an article, in its paragraph with that number, counted from 1.

    Both are ``None`` where the article is cited as a whole.
    """

    article: Article
    span: Span | None = None
    paragraph: int | None = None

    @property
    def text(self) -> str:
        """The quoted words, verbatim; "" for an article as a whole."""
        return self.article.text[self.span.start : self.span.end] if self.span else ""


def quoted_paragraph(article: Article, number: int) -> Quotation:
    """The quotation of a paragraph, counted from 1; raises QuotationError if there is none."""
    spans = paragraph_spans(article.text)
    if not 1 <= number <= len(spans):
        count = "1 paragraph" if len(spans) == 1 else f"{len(spans):,} paragraphs"
        raise QuotationError(
            f"Article {article.doc_id} has {count}, so none has the number {number}."
        )
    return Quotation(article, spans[number - 1], number)


def quoted_sentence(article: Article, words: str, *, paragraph: int | None = None) -> Quotation:
    """The quotation of the first sentence, of a paragraph if one is given, that has the ``words``.

    Case, white space and the form of quotation marks and dashes make no difference. Raises
    QuotationError if there is no such sentence.
    """
    wanted = _as_typed(words)
    text = article.text
    for number, whole in enumerate(paragraph_spans(text), start=1):
        if not wanted or paragraph not in (None, number):
            continue
        for span in sentence_spans(text[whole.start : whole.end], article.language):
            sentence = Span(whole.start + span.start, whole.start + span.end)
            if wanted in _as_typed(text[sentence.start : sentence.end]):
                return Quotation(article, sentence, number)
    place = f"article {article.doc_id}" if paragraph is None else f"paragraph {paragraph}"
    raise QuotationError(f"No sentence of {place} has the words “{' '.join(words.split())}”.")


def quoted_span(article: Article, span: Span) -> Quotation:
    """The quotation of characters ``span``, which lie within a paragraph."""
    spans = paragraph_spans(article.text)
    return Quotation(article, span, sum(own.start <= span.start for own in spans) or None)


def _as_typed(text: str) -> str:
    """``text`` in lower case, with the signs of a keyboard and single spaces.

    >>> _as_typed("“We  will”, he’d said")
    '"we will", he\\'d said'
    """
    return " ".join(text.translate(_AS_TYPED).casefold().split())
