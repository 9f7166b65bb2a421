"""Guards against pages on which libraries take quadratic time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from retrieval.sources.metadata.characters import clean_line

_PROLOGUE = re.compile(r"<\?xml[^>]*\?>")
_ATTRIBUTE = (  # as in HTML, with possessive quantifiers against backtracking
    r"[\s/]*+[^\s=>/]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+))?+"
)
_MAX_ATTRIBUTES = 100  # of an element
_EXCESS_ATTRIBUTES = re.compile(
    rf"(<[a-zA-Z][^\s>/]*+(?:{_ATTRIBUTE}){{{_MAX_ATTRIBUTES}}})(?:{_ATTRIBUTE})++"
)
_HEADING_TAG = re.compile(r"<(/?)h([1-6])(?=[\s/>])", re.IGNORECASE)
_CODE = re.compile(r"<(script|style)\b[^>]*+>", re.IGNORECASE)
_CLOSED_BEFORE_CODE = re.compile(  # up to an end tag that no other script's start is before
    r"(<script\b[^<>]*+)(?<=/)(>\s*+[^\s<][^<]*+(?:<(?!/?script)[^<]*+)*+</script)", re.IGNORECASE
)
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}  # keeps the length
_MAX_VALUE = 1000
# Control characters, also as references: lxml takes none of them as text.
_CONTROL = re.compile(
    r"[\x01-\x08\x0b\x0c\x0e-\x1f]"
    r"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]));"
)
_MAX_DESCRIPTION = 50_000  # characters of JSON-LD
_MAX_OPEN_MARKS = 50  # more "<" than ">" in JSON-LD


def parsable(text: str) -> str:
    """Remove the XML declaration, null and other control characters, and more than a hundred
    attributes per tag. As in browsers, an end tag of any heading closes the open one, and a "/"
    before the end of the tag of a script says nothing.

    >>> parsable("<p " + "a " * 200 + ">").count("a")
    100
    >>> parsable("a &#27;[31m b&#x7;c")
    'a  [31m b c'
    >>> parsable("<h2>Rain</h3><p>It rained.")
    '<h2>Rain</h2><p>It rained.'
    >>> parsable("<script src='a'/>f()</script><script src='b'/><p>It rained.")
    "<script src='a' >f()</script><script src='b'/><p>It rained."
    """
    text = _CONTROL.sub(" ", text.replace("\x00", "")).lstrip()
    text = _CLOSED_BEFORE_CODE.sub(lambda tag: f"{tag[1][:-1]} {tag[2]}", text)
    prologue = _PROLOGUE.match(text)
    parts = _outside_scripts(text[prologue.end() :] if prologue else text)
    return "".join(
        _close_headings(_EXCESS_ATTRIBUTES.sub(r"\1", part)) if is_markup else part
        for part, is_markup in parts
    )


def _close_headings(markup: str) -> str:
    """Give the end tags of headings the level of the heading that they close."""
    level = ""

    def mended(tag: re.Match[str]) -> str:
        nonlocal level
        closed, level = level, "" if tag[1] else tag[2]
        return f"</h{closed}" if tag[1] and closed else tag[0]

    return _HEADING_TAG.sub(mended, markup)


def _outside_scripts(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a page in order, each with whether it is markup, not the code of a script.

    Code may look like an element with many attributes that reaches beyond the script's end.
    """
    lower = text.translate(_LOWER)
    start = 0
    for opening in _CODE.finditer(text):
        end = lower.find(f"</{opening[1].lower()}", opening.end())
        if opening.start() >= start and end >= 0:
            yield text[start : opening.end()], True
            yield text[opening.end() : end], False
            start = end
        elif end < 0:
            break
    yield text[start:], True


def shorten_metadata(page: HtmlElement) -> None:
    """Truncate the page's metadata to a length that libraries can handle.

    To be called after :func:`retrieval.sources.files.page.metadata.read_metadata`.
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
