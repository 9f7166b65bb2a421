"""Citations in Markdown: the quotation, and its source as a footnote."""

from __future__ import annotations

import re

from retrieval.citation.reference import Reference
from retrieval.text.times.days import date_in_words

_SPECIAL_SIGN = re.compile(r"[\\`*_\[\]<>~]|&(?=#?\w+;)")
_LIST_NUMBER = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_BLOCK_SIGN = re.compile(r"^(?=[#+=-])")


def markdown(reference: Reference) -> str:
    """The quotation as a block, if there is one, and the source as a footnote."""
    label = reference.key + (f"-p{reference.paragraph}" if reference.paragraph else "")
    quotation = (
        f"> {escaped_markdown(reference.quotation)}[^{label}]\n\n" if reference.quotation else ""
    )
    return f"{quotation}[^{label}]: {_source(reference)}\n"


def _source(reference: Reference) -> str:
    """ "Author: [Title](address), *Publisher*, day, paragraph", as far as they are known."""
    authors = ", ".join(f"{own.given} {own.family}".strip() for own in reference.authors)
    title = escaped_markdown(reference.title or "Untitled article")
    parts = (
        markdown_link(title, reference.url),
        f"*{escaped_markdown(reference.publisher)}*" if reference.publisher else "",
        date_in_words(reference.iso_date) if reference.date else "",
        f"paragraph {reference.paragraph}" if reference.paragraph else "",
    )
    source = ", ".join(part for part in parts if part)
    return f"{escaped_markdown(authors)}: {source}." if authors else f"{source}."


def markdown_link(text: str, url: str | None) -> str:
    """Markdown ``text`` as a link to a web address in ASCII; as it is without one."""
    return f"[{text}]({url.replace('(', '%28').replace(')', '%29')})" if url else text


def escaped_markdown(text: str) -> str:
    """``text`` so that Markdown shows it as it is.

    >>> escaped_markdown("1. A *free* [press]")
    '1\\\\. A \\\\*free\\\\* \\\\[press\\\\]'
    """
    escaped = _SPECIAL_SIGN.sub(r"\\\g<0>", text)
    return _BLOCK_SIGN.sub(r"\\", _LIST_NUMBER.sub(r"\1\\\2", escaped))
