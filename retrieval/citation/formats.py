"""The formats of citations, by name."""

from __future__ import annotations

from collections.abc import Callable

from retrieval.citation.bibtex import bibtex
from retrieval.citation.csl_json import csl_json
from retrieval.citation.markdown import markdown
from retrieval.citation.quotation import Quotation
from retrieval.citation.reference import Reference, reference_to
from retrieval.citation.ris import ris

CITATION_FORMATS: dict[str, Callable[[Reference], str]] = {
    "markdown": markdown,
    "csl-json": csl_json,
    "bibtex": bibtex,
    "ris": ris,
}


def cite(quotation: Quotation, format_name: str) -> str:
    """A quotation and its source, ready to paste; ``format_name`` is one of CITATION_FORMATS."""
    return CITATION_FORMATS[format_name](reference_to(quotation))
