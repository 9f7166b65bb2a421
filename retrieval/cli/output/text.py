"""Text that is safe to print, wrapped lines, and readable dates and sizes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from retrieval.text.times.days import day_in_words

# Characters that a terminal interprets, or that change the direction of text.
_CONTROL_CHARACTERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_ADDRESS = re.compile(r"https?://[^\s\"<>\\^`{|}]+", re.IGNORECASE)
_WORD = re.compile(r"\S+\s*|\s+")
_SCRIPTS_WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uff00-\uffef\U00020000-\U0003ffff]"
)


def clean(text: str) -> str:
    r"""``text`` with control characters replaced one by one, so that offsets stay valid.

    >>> clean("A\x1b[31mred\x07 title")
    'A [31mred  title'
    """
    return _SURROGATES.sub("\ufffd", _CONTROL_CHARACTERS.sub(" ", text.replace("\t", " ")))


def one_line(text: str) -> str:
    """``text`` cleaned, with line breaks and runs of spaces as single spaces."""
    return " ".join(clean(text).split())


def linked(text: str, url: str | None, *, style: str = "", links: bool) -> Text:
    """``text`` as a link to ``url``, if that is a web address and ``links`` are supported."""
    whole = Text(text, style=style)
    if links and is_linkable(url):
        whole.stylize(Style(link=url))
    return whole


def is_linkable(url: str | None) -> bool:
    """Whether ``url`` is a web address that is safe to print."""
    return url is not None and _ADDRESS.fullmatch(url) is not None and clean(url) == url


def indented(text: Text, *, first: str = "", rest: str = "", width: int | None) -> Text:
    """``text`` wrapped to ``width`` columns, indents included; not wrapped if ``None``.

    A word that is longer than a line is not broken, so that paths and addresses can be copied,
    except in scripts without spaces between words.
    """
    room = None if width is None else max(10, width - max(len(first), len(rest)))
    lines: list[Text] = []
    for line in text.split("\n", allow_blank=True):
        lines.extend([line] if room is None else line.divide(_breaks(line.plain, room)))
    for line in lines:
        line.rstrip()
    return Text("\n").join(
        Text.assemble(first if number == 0 else rest, line) if line else line
        for number, line in enumerate(lines)
    )


def wrapped(line: str, *, width: int | None) -> str:
    """``line`` wrapped between words to ``width`` columns; unchanged if ``None``."""
    return indented(Text(line), width=width).plain


def _breaks(line: str, room: int) -> list[int]:
    """Offsets at which to break ``line`` so that each part fits ``room`` columns, if possible.

    >>> _breaks("Set ARTICLE_BOT_ARCHIVE to a folder.", 12)
    [4, 24]
    """
    places: list[int] = []
    used = 0
    for start, part in _parts(line, room):
        if used and used + cell_len(part.rstrip()) > room:
            places.append(start)
            used = 0
        used += cell_len(part)
    return places


def _parts(line: str, room: int) -> Iterator[tuple[int, str]]:
    """The unbreakable parts with their offsets: words with the space after them, or characters."""
    for found in _WORD.finditer(line):
        if cell_len(found[0].rstrip()) > room and _SCRIPTS_WITHOUT_SPACES.search(found[0]):
            yield from enumerate(found[0], start=found.start())
        else:
            yield found.start(), found[0]


def join_with_dots(parts: Iterable[str], *, width: int | None) -> str:
    """``parts`` joined by " · ", wrapped to ``width`` columns between parts only.

    >>> join_with_dots(["The Post", "25 February 2022", "paragraph 9"], width=30)
    'The Post · 25 February 2022\\nparagraph 9'
    """
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]} · {part}" if lines else part
        if lines and (width is None or cell_len(longer) <= width):
            lines[-1] = longer
        else:
            lines.append(part)
    return "\n".join(lines)


def readable_date(date: str) -> str:
    """A stored date in words.

    >>> readable_date("2022-02-25T09:30:00+00:00")
    '25 February 2022'
    """
    try:
        return day_in_words(date)
    except ValueError:
        return one_line(date)


def readable_size(size_bytes: int) -> str:
    """A size in a readable unit.

    >>> readable_size(1_530_000)
    '1.5 MB'
    """
    if size_bytes < 1000:
        return f"{size_bytes} bytes"
    power = min(4, int(math.log10(size_bytes) // 3))
    return f"{size_bytes / 1000**power:.1f} {' kMGT'[power]}B"


def counted(count: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "article"), counted(1200, "article")
    ('1 article', '1,200 articles')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
