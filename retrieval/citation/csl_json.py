"""Citations in CSL-JSON, which Zotero, Pandoc and processors of citations read.

The fields are those of the schema of CSL 1.0.2, https://citationstyles.org.
"""

from __future__ import annotations

import json

from retrieval.citation.authors import Author
from retrieval.citation.reference import Reference
from retrieval.types import JsonObject


def csl_json(reference: Reference) -> str:
    """A list with the reference as its one item, each field on a line."""
    fields = (f"{_json(name)}: {_json(value)}" for name, value in _item(reference).items())
    return "[{\n  " + ",\n  ".join(fields) + "\n}]\n"


def _item(reference: Reference) -> JsonObject:
    fields: JsonObject = {
        "id": reference.key,
        "type": _type(reference),
        "author": [_name(author) for author in reference.authors],
        "title": reference.title,
        "container-title": reference.publisher,
        "issued": {"date-parts": [list(reference.date)]} if reference.date else None,
        "URL": reference.url,
        "language": reference.language,
        "annote": reference.quotation,
    }
    return {name: value for name, value in fields.items() if value}


def _type(reference: Reference) -> str:
    if reference.publisher:
        return "article-newspaper"
    return "webpage" if reference.url else "document"


def _name(author: Author) -> JsonObject:
    if not author.given:
        return {"literal": author.family}
    return {"family": author.family, "given": author.given}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
