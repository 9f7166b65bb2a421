"""The HTML in a feed: whether it is a whole article, and undoing of escapes too many."""

from __future__ import annotations

import hashlib
import re
from html import unescape

from retrieval.sources.boilerplate.labels import is_boilerplate_line
from retrieval.sources.files.html_fragments import fragment_lines

_MIN_CHARACTERS = 250
_MIN_ONE_PARAGRAPH = 600
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|div|br|a|h[1-6]|ul|ol|li|em|strong|b|i|img|figure)\b", re.I)
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\(…\))[\"”’»\])]*$")


def unescaped_twice(content: str) -> str:
    """Return content whose tags were escaped once too often with its tags.

    >>> unescaped_twice("&lt;p&gt;It rained.&lt;/p&gt;"), unescaped_twice("<p>1 &lt; 2</p>")
    ('<p>It rained.</p>', '<p>1 &lt; 2</p>')
    """
    is_escaped = _ESCAPED_TAG.search(content) and not _TAG.search(content)
    return unescape(content) if is_escaped else content


def is_whole_text(description: str) -> bool:
    """Return whether a description is the article itself and not only the beginning of one.

    It is long, of several paragraphs or very long, and not cut off.
    """
    if len(description) < _MIN_CHARACTERS:
        return False
    lines = [line for line in fragment_lines(description) if not is_boilerplate_line(line)]
    length = sum(map(len, lines))
    is_long = length >= (_MIN_CHARACTERS if len(lines) > 1 else _MIN_ONE_PARAGRAPH)
    return is_long and not _CUT.search(lines[-1])


def edition_of(title: str | None, text: str) -> str:
    """Return what differs after the title or the text of an entry was edited, not only its markup.

    >>> edition_of("Rain", "<p>It rained.</p>") == edition_of("Rain", "It <b>rained.</b>")
    True
    """
    lines = [line for line in fragment_lines(text) if not is_boilerplate_line(line)]
    wording = "\n".join([title or "", *lines])
    return hashlib.sha256(wording.encode("utf-8", "replace")).hexdigest()[:16]
