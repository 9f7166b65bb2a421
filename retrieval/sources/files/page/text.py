"""The text of a page's article: its lines by trafilatura, posts, or what only JSON-LD holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from retrieval.sources.files.page.json_ld import Node
from retrieval.sources.files.page.live_posts import body_lines
from retrieval.sources.files.page.title_candidates import text_line
from retrieval.sources.metadata.characters import letters, split_lines

_TABLE_RULE = re.compile(r"[|\s:-]+")
_TABLE_ROW = re.compile(r"\|\s(.*)\s\|")
_ITEM = "- "  # which trafilatura puts before the items of lists
_PARAGRAPHS = ("p", "li", "dt", "dd", "h2", "h3", "h4")
_MIN_DIVIDED = 0.6  # of a single line, in paragraphs of the page
_MUCH_LONGER = 1.25
_COMPARED = 60  # letters
_MIN_REPEATED = 40  # characters of a paragraph that an article does not hold twice


def text_lines(page: HtmlElement, extracted: str, article: Node) -> list[str]:
    """Return the lines of a page's text as trafilatura ``extracted`` it, "" if it did not.

    If the object of JSON-LD that describes the ``article`` holds more of the text, its lines.
    """
    lines = [_plain(line) for line in split_lines(extracted) if not _TABLE_RULE.fullmatch(line)]
    lines = _once(_divided(lines, page))
    body = body_lines(article.get("articleBody"))
    return body if _is_fuller(body, lines) else lines


def _plain(line: str) -> str:
    """A line without the marks that trafilatura puts before items and between cells."""
    row = _TABLE_ROW.fullmatch(line)
    cells = [cell for part in row[1].split("|") if (cell := part.strip())] if row else []
    return "; ".join(cells) if cells else line.removeprefix(_ITEM)


def _once(lines: list[str]) -> list[str]:
    """The lines without paragraphs that stood before, and without short ones between such.

    Pages for several widths of the screen hold an article more than once, and show one of them.
    """
    first = {line: number for number, line in reversed(list(enumerate(lines)))}
    gone: set[int] = set()
    for number in range(len(lines) - 1, -1, -1):
        is_repeated = first[lines[number]] < number
        if is_repeated and (len(lines[number]) >= _MIN_REPEATED or number + 1 in gone):
            gone.add(number)
    return [line for number, line in enumerate(lines) if number not in gone]


def _divided(lines: list[str], page: HtmlElement) -> list[str]:
    """The lines, a single one divided in the paragraphs of the page that are in it.

    trafilatura joins all of a short text.
    """
    if len(lines) != 1:
        return lines
    paragraphs = [text for one in page.iter(*_PARAGRAPHS) if (text := text_line(one)) in lines[0]]
    parts = [text for text in dict.fromkeys(paragraphs) if text]
    return parts if sum(map(len, parts)) >= _MIN_DIVIDED * len(lines[0]) else lines


def _is_fuller(body: Sequence[str], lines: Sequence[str]) -> bool:
    """Whether the text in JSON-LD is the page's, and longer, or better divided in paragraphs."""
    longer, shorter = letters(" ".join(body)), letters(" ".join(lines))
    begins = shorter[:_COMPARED] in longer
    is_longer = len(longer) > _MUCH_LONGER * len(shorter)
    is_divided = len(lines) == 1 < len(body) and len(longer) >= len(shorter)
    return bool(longer) and begins and (is_longer or is_divided)
