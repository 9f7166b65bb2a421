"""A quotation and its source as fields that every format of references has."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.citation.authors import Author, authors_of
from retrieval.citation.links import sentence_address, web_address
from retrieval.citation.quotation import Quotation
from retrieval.text.words.letters import plain_letters
from retrieval.types import Article

# Control characters, those that change the direction of text, and lone surrogates.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_KEY_CHARS = 6  # of an article's id


@dataclass(frozen=True, slots=True)
class Reference:
    """The source of a quotation; unknown fields are "" or ``()``.

    ``key`` names it within a document. ``date`` are year, month and day as far as they are known.
    ``url`` is the address of the quoted sentence, else of the article. Texts are on one line and
    without control characters.
    """

    key: str
    title: str
    authors: tuple[Author, ...]
    publisher: str
    date: tuple[int, ...]
    url: str
    language: str
    quotation: str
    paragraph: int | None

    @property
    def iso_date(self) -> str:
        """The date in ISO 8601, as far as it is known: "2022-02"."""
        return "-".join(f"{part:02}" for part in self.date)


def reference_to(quotation: Quotation) -> Reference:
    """The reference of a quotation."""
    article, span = quotation.article, quotation.span
    url = sentence_address(article, span) if span else web_address(article.url)
    authors = authors_of(article)
    date = _date_of(article)
    return Reference(
        key=_key(article, authors, date),
        title=one_line(article.title or ""),
        authors=tuple(Author(one_line(own.family), one_line(own.given)) for own in authors),
        publisher=one_line(article.publisher or ""),
        date=date,
        url=url or "",
        language=article.language or "",
        quotation=_UNSAFE.sub(" ", quotation.text).strip(),
        paragraph=quotation.paragraph,
    )


def _date_of(article: Article) -> tuple[int, ...]:
    found = _DATE.match(article.published_at or "")
    return tuple(int(part) for part in found.groups() if part) if found else ()


def _key(article: Article, authors: tuple[Author, ...], date: tuple[int, ...]) -> str:
    """A name in ASCII of who wrote, the year and the article's id: "calloway2022-3f2a91"."""
    who = authors[0].family if authors else article.publisher or ""
    letters = re.sub("[^a-z]", "", plain_letters(who.lower())) or "article"
    doc_id = re.sub("[^A-Za-z0-9]", "", article.doc_id)
    return f"{letters}{date[0] if date else ''}-{doc_id[:_KEY_CHARS]}"


def one_line(text: str) -> str:
    """``text`` on one line, without characters that are not shown or change its direction."""
    return " ".join(_UNSAFE.sub(" ", text).split())
