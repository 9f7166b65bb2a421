"""Pages without what makes libraries take the square of their length, or more."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from retrieval.sources.metadata.characters import clean_line

_PROLOGUE = re.compile(r"<\?xml[^>]*\?>")
_ATTRIBUTE = (  # as the parser reads it; each part takes all that it can and gives nothing back
    r"[\s/]*+[^\s=>/]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+))?+"
)
_MAX_ATTRIBUTES = 100  # of an element
_NEEDLESS_ATTRIBUTES = re.compile(
    rf"(<[a-zA-Z][^\s>/]*+(?:{_ATTRIBUTE}){{{_MAX_ATTRIBUTES}}})(?:{_ATTRIBUTE})++"
)
_MAX_VALUE = 1000
_MAX_DESCRIPTION = 50_000  # characters of JSON-LD, which is read before by ourselves
_MAX_OPEN_MARKS = 50  # more "<" than ">" in JSON-LD


def parsable(text: str) -> str:
    """Return the page without an XML declaration, nulls, and attributes beyond a hundred of a tag.

    >>> parsable("<p " + "a " * 200 + ">").count("a")
    100
    """
    text = text.replace("\x00", "").lstrip()
    prologue = _PROLOGUE.match(text)
    return _NEEDLESS_ATTRIBUTES.sub(r"\1", text[prologue.end() :] if prologue else text)


def shorten_metadata(page: HtmlElement) -> None:
    """Cuts what the page states about itself to a length at which libraries are quick.

    To be called once that was read by ourselves.
    """
    for element in page.iter("meta"):
        if len(content := element.get("content") or "") > _MAX_VALUE:
            element.set("content", content[:_MAX_VALUE])
    for element in page.iter("title"):
        element.text = clean_line(element.text or "")[:_MAX_VALUE]
    left = _MAX_DESCRIPTION
    for script in page.iter("script"):
        written = script.text or ""
        if "json" in (script.get("type") or ""):
            left -= len(written)
            if left < 0 or written.count("<") > written.count(">") + _MAX_OPEN_MARKS:
                script.text = ""
