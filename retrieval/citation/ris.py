"""Citations in RIS, which EndNote, Mendeley, Zotero and library catalogues read."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.citation.reference import Reference


def ris(reference: Reference) -> str:
    """A record, from TY to ER, with the line ends of the format."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _fields(reference))


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    yield "TY", "NEWS" if reference.publisher else "ELEC" if reference.url else "GEN"
    for author in reference.authors:
        yield "AU", f"{author.family}, {author.given}" if author.given else author.family
    date = [f"{part:02}" for part in reference.date]
    known = (
        ("TI", reference.title),
        ("T2", reference.publisher),
        ("PY", date[0] if date else ""),
        ("DA", "/".join([*date, "", "", ""][:4]) if date else ""),
        ("UR", reference.url),
        ("LA", reference.language),
        ("N1", reference.quotation),
        ("ID", reference.key),
    )
    yield from ((tag, value) for tag, value in known if value)
    yield "ER", ""
