"""Citations in Markdown: the quotation, and its source as a footnote."""

from __future__ import annotations

import re

from retrieval.citation.reference import Reference
from retrieval.text.days import date_in_words

_SPECIAL_SIGN = re.compile(r"[\\`*_\[\]<>~]|&(?=#?\w+;)")
_LIST_NUMBER = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_BLOCK_SIGN = re.compile(r"^(?=[#+=-])")


def markdown(reference: Reference) -> str:
    """The quotation as a block, if there is one, and the source as a footnote."""
    label = reference.key + (f"-p{reference.paragraph}" if reference.paragraph else "")
    quotation = f"> {_escaped(reference.quotation)}[^{label}]\n\n" if reference.quotation else ""
    return f"{quotation}[^{label}]: {_source(reference)}\n"


def _source(reference: Reference) -> str:
    """ "Author: [Title](address), *Publisher*, day, paragraph", as far as they are known."""
    authors = ", ".join(f"{own.given} {own.family}".strip() for own in reference.authors)
    title = _escaped(reference.title or "Untitled article")
    address = reference.url.replace("(", "%28").replace(")", "%29")
    parts = (
        f"[{title}]({address})" if address else title,
        f"*{_escaped(reference.publisher)}*" if reference.publisher else "",
        date_in_words(reference.iso_date) if reference.date else "",
        f"paragraph {reference.paragraph}" if reference.paragraph else "",
    )
    source = ", ".join(part for part in parts if part)
    return f"{_escaped(authors)}: {source}." if authors else f"{source}."


def _escaped(text: str) -> str:
    """``text`` so that Markdown shows it as it is.

    >>> _escaped("1. A *free* [press]")
    '1\\\\. A \\\\*free\\\\* \\\\[press\\\\]'
    """
    escaped = _SPECIAL_SIGN.sub(r"\\\g<0>", text)
    return _BLOCK_SIGN.sub(r"\\", _LIST_NUMBER.sub(r"\1\\\2", escaped))
