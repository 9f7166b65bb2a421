"""Citations in BibTeX, which LaTeX and reference managers read."""

from __future__ import annotations

import re

from retrieval.citation.authors import Author
from retrieval.citation.reference import Reference

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_SPECIAL = {
    "\\": r"\textbackslash{}",
    # Braces must be balanced in BibTeX, also those after a backslash.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_SPECIAL_SIGN = re.compile("[" + re.escape("".join(_SPECIAL)) + "]")


def bibtex(reference: Reference) -> str:
    """An entry for BibLaTeX (date) and classic BibTeX (year and month) alike, in UTF-8."""
    kind = "article" if reference.publisher else "online" if reference.url else "misc"
    year, month = (*reference.date, None, None)[:2]
    fields = {
        "author": " and ".join(_name(author) for author in reference.authors),
        "title": reference.title and f"{{{_escaped(reference.title)}}}",  # keeps capital letters
        "journal": _escaped(reference.publisher),
        "date": reference.iso_date,
        "year": str(year or ""),
        "month": _MONTHS[month - 1] if month else "",
        "url": reference.url,
        "annote": _escaped(reference.quotation),
    }
    lines = [
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n"
        for name, value in fields.items()
        if value
    ]
    return f"@{kind}{{{reference.key},\n{''.join(lines)}}}\n"


def _name(author: Author) -> str:
    family = _escaped(author.family)
    return f"{family}, {_escaped(author.given)}" if author.given else f"{{{family}}}"


def _escaped(text: str) -> str:
    r"""``text`` with the signs that LaTeX interprets escaped.

    >>> print(_escaped("R&D at 5% {sic}"))
    R\&D at 5\% \textbraceleft{}sic\textbraceright{}
    """
    return _SPECIAL_SIGN.sub(lambda found: _SPECIAL[found[0]], text)
