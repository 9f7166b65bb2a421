"""Plain text, as pasted from web pages → drafts of articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise, takewhile
from pathlib import Path

from retrieval.regular_files import read_regular
from retrieval.sources.boilerplate.breadcrumbs import is_navigation
from retrieval.sources.boilerplate.labels import is_boilerplate_line
from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.boilerplate.section_headings import announces_links
from retrieval.sources.boilerplate.stub_lines import stub_problem
from retrieval.sources.drafts import Draft
from retrieval.sources.files.broken_words import joined_lines
from retrieval.sources.files.decoding import decode
from retrieval.sources.files.formats import Part, Parts
from retrieval.sources.files.parts import NoArticleError, finish, text_parts
from retrieval.sources.files.paste.choice import article_lines, headline_of
from retrieval.sources.files.paste.site_lines import claimed_name, is_head_line, site_head
from retrieval.sources.files.tables import write_out_piped_tables
from retrieval.sources.lines.line_features import line_features
from retrieval.sources.metadata.article_header import (
    LABEL,
    is_publication_name,
    labelled_publisher,
)
from retrieval.sources.metadata.byline import read_byline, read_dateline
from retrieval.sources.metadata.characters import clean_line, split_blocks
from retrieval.sources.metadata.names import is_agency
from retrieval.text.languages.boilerplate import any_phrase
from retrieval.types import Article

_WEEKDAY = re.compile(rf"\b(?:{any_phrase('weekdays')})\b", re.IGNORECASE)
_WRAP_WIDTHS = range(40, 101)
_MAX_OVERHANG = 1.1  # times the width
_CHAT_MARKS = re.compile(r"([*_~])(?!\s)((?:(?!\1).)+)(?<!\s)\1")
_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_TITLE = re.compile(rf"{any_phrase('title_labels')}\s?[:：]\s*(?P<title>\S.*)", re.IGNORECASE)
_RULE = re.compile(r"^[ \t]*[-_=*~—]{4,}[ \t]*$", re.MULTILINE)
_WIDE = re.compile(r"(?<=\S)(?:[ \u00a0]{3,}|\t+)(?=\S)")
_MENU = re.compile(
    r"^[ \t]*[^\W\d_](?:\S| (?! )){0,30}"
    r"(?:(?:[ \u00a0]{3,}|\t+)[^\W\d_](?:\S| (?! )){0,30}){2,9}[ \t]*$",
    re.MULTILINE,
)
_DOCUMENT = re.compile(
    r"^[ \t]*(?:document )?(?P<number>\d{1,4}) of \d{1,4}(?: documents?)[ \t]*\r?$",
    re.IGNORECASE | re.MULTILINE,
)
_MAX_LABELLED, _MAX_FIELD = 20, 120  # lines; characters
_MIN_FIELDS = 3
_MIN_HEADLINES, _MIN_LISTED = 4, 0.7
_LIST = "lists articles but is none itself: give the addresses of its articles."
_LONGEST_STUB = 20_000  # characters, with the links around it
_SHORT = 0.75  # of the width
_MAX_LOOKED_AT = 2000  # lines
_SENTENCE_END = re.compile(r"[.!?:;…”\"'’»)]$")


def parts(path: Path, name: str) -> Parts:
    """Yield the article of a text file, or those of a download from a press archive."""
    documents = _documents(decode(read_regular(path)) or "")
    if len(documents) < 2:
        yield from text_parts(_read_article, path, name)
    for number, text in enumerate(documents if len(documents) > 1 else (), start=1):
        yield Part(f"{name} document {number}", partial(_document, text, name))


def _documents(text: str) -> list[str]:
    """The documents below lines that count them: "1 of 2 DOCUMENTS"."""
    marks = list(_DOCUMENT.finditer(text))
    if [int(mark["number"]) for mark in marks] != list(range(1, len(marks) + 1)):
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [text[mark.end() : end] for mark, end in zip(marks, ends, strict=False)]


def _document(text: str, name: str) -> Article:
    """The article of a document, above whose day stands the name of the paper."""
    paper, _, rest = text.strip().partition("\n")
    day = read_dateline(next(filter(str.strip, rest.splitlines()), "").strip())
    draft = _read_article(rest if day else text)
    if day:
        published = draft.published or day.published
        draft = replace(draft, publisher=clean_line(paper), published=published)
    return finish(draft, name)


def _read_article(text: str) -> Draft:
    """The draft of a text; raises NoArticleError for what stands in the place of an article."""
    if len(text) > _LONGEST_STUB:
        return read_text(text)
    lines = [
        line
        for line in paragraphs_of_text(text)
        if announces_links(line) or not (is_boilerplate_line(line) or is_navigation(line))
    ]
    own = list(takewhile(lambda line: not announces_links(line), lines))
    if problem := stub_problem(own):
        raise NoArticleError(problem)
    if _lists_headlines([line for line in lines if not announces_links(line)]):
        raise NoArticleError(_LIST)
    return read_text(text)


def _lists_headlines(lines: Sequence[str]) -> bool:
    """Whether most of a text are headlines, each with a day below it and a line of a teaser."""
    told, dated = set(), 0
    for number, (above, line) in enumerate(pairwise(lines)):
        if not is_prose(above) and (dateline := read_dateline(line)) and dateline.published:
            told |= {number, number + 1, number + 2}
            dated += 1
    length = sum(len(line) for number, line in enumerate(lines) if number in told)
    return dated >= _MIN_HEADLINES and length >= _MIN_LISTED * sum(map(len, lines))


def read_text(text: str) -> Draft:
    """Read a draft: each line is a paragraph, the headline the title; what is above it goes.

    Hard-wrapped lines are joined. A text of one paragraph has no title.
    """
    first = next(iter(split_blocks(text)), [])
    return draft_of_lines(paragraphs_of_text(text), first_block=len(first))


def draft_of_lines(paragraphs: Sequence[str], *, first_block: int = 0) -> Draft:
    """Return the draft of the lines of a page without markup, as :func:`read_text` does.

    ``first_block``: how many lines stand above the first empty one, 0 if that is not known.
    """
    if record := _labelled_title(paragraphs):
        return record
    start, site = site_head(paragraphs, first_block=first_block)
    paragraphs = paragraphs[start:]
    looked_at, rest = paragraphs[:_MAX_LOOKED_AT], paragraphs[_MAX_LOOKED_AT:]
    features = line_features(looked_at)
    number = headline_of(looked_at, features) if len(paragraphs) > 1 else None
    kept = article_lines(looked_at, features, headline=number)
    if number is None:
        return Draft((*kept, *rest))
    above = paragraphs[max(number - 3, 0) : number]
    names = set(filter(is_publication_name, paragraphs[:number]))
    names = {name for name in names if not is_head_line(name)}
    names = names or set(filter(is_agency, paragraphs[:number]))
    is_day = read_dateline if site else _is_plain_date
    origin = [line for line in above if read_byline(line) or is_day(line)]
    return Draft(
        (*origin, *kept, *rest),
        _HEADING.sub("", paragraphs[number], count=1),
        publisher=names.pop() if len(names) == 1 else site or claimed_name(paragraphs),
        is_pasted=True,
    )


def _labelled_title(paragraphs: Sequence[str]) -> Draft | None:
    """The draft of a text with a line "Title: …", if a line beside it has such a label.

    One that stands first needs none if the text follows at once. Of the other lines above and
    below it those count that tell who and when: the rest is the archive's.
    """
    for number, line in enumerate(paragraphs[:_MAX_LABELLED]):
        if is_prose(line) and not LABEL.match(line):
            return None
        match = _TITLE.fullmatch(line)
        if match is None:
            continue
        first, end = _labels_around(paragraphs, number)
        known = [one for n, one in enumerate(paragraphs[first:end], start=first)
                 if n != number and _is_labelled(one, paragraphs[n + 1 : n + 3])]  # fmt: skip
        is_alone = number == 0 and any(map(is_prose, paragraphs[1:2]))
        if is_alone or known:
            above = [line for line in paragraphs[:first] if read_dateline(line)]
            names = set(filter(is_publication_name, paragraphs[:first]))
            return Draft(
                (*above, *known, *paragraphs[end:]),
                match["title"],
                publisher=names.pop() if len(names) == 1 else None,
                is_pasted=True,
            )
    return None


def _labels_around(paragraphs: Sequence[str], number: int) -> tuple[int, int]:
    """The first of the lines with labels around a line, and the one after the last of them."""
    first, end = number, number + 1
    while first and _is_field(paragraphs[first - 1]):
        first -= 1
    most = min(len(paragraphs), number + _MAX_LABELLED)
    while end < most and _is_field(paragraphs[end]):
        end += 1
    return first, end


def _is_field(line: str) -> bool:
    return bool(LABEL.match(line)) and len(line) <= _MAX_FIELD and not is_prose(line)


def _is_labelled(line: str, beside: Sequence[str]) -> bool:
    """Whether a line names the publisher, the day or the author behind a label and a colon."""
    if not LABEL.match(line):
        return False
    return bool(labelled_publisher(line, beside) or read_byline(line) or read_dateline(line))


def _is_plain_date(line: str) -> bool:
    """Whether a line above a headline is its day: that of the paper names the weekday, too."""
    return bool(read_dateline(line)) and not _WEEKDAY.search(line)


def paragraphs_of_text(text: str) -> list[str]:
    """Return the paragraphs of a text: its lines, or blocks of lines where they are wrapped."""
    text = _RULE.sub("", text)
    written = (write_out_piped_tables(block) for block in split_blocks(_with_marked_rows(text)))
    blocks = [[_unmarked(line) for line in block] for block in written]
    if _is_wrapped(blocks):
        width = max(len(line) for block in blocks for line in block)
        return joined_lines(part for block in blocks for part in _ended(block, width))
    return [line for block in blocks for line in block]


def _with_marked_rows(text: str) -> str:
    """The text with marks between the entries of menus, which only wide spaces set apart."""
    return _MENU.sub(lambda row: _WIDE.sub(" · ", row[0].strip()), text)


def _unmarked(line: str) -> str:
    """The line without the marks that chats put around what is bold or in italics."""
    marked = _CHAT_MARKS.fullmatch(line)
    return marked[2] if marked else line


def _ended(block: Sequence[str], width: int) -> Iterator[Sequence[str]]:
    """The parts of a block of wrapped lines: it ends where the next word had room on a short line.

    So do lines of which each has a label, and one with a colon.
    """
    if _is_record(block):
        yield from ([line] for line in block)
        return
    start = 0
    for number, (line, after) in enumerate(pairwise(block), start=1):
        has_room = len(line) + 1 + len(after.split()[0]) <= width
        is_whole = not after[0].islower() or bool(read_byline(line))
        is_ended = len(line) <= _SHORT * width and is_whole
        if has_room and (is_ended or line.endswith(":")):
            yield block[start:number]
            start = number
    yield block[start:]


def _is_record(block: Sequence[str]) -> bool:
    """Whether each line of a block has a label, as in the records of archives."""
    return len(block) >= _MIN_FIELDS and all(map(_is_field, block))


def _is_wrapped(blocks: list[list[str]]) -> bool:
    """Whether lines are hard-wrapped: of similar length, and seldom ending with a sentence."""
    blocks = [block for block in blocks if not _is_record(block)]
    inner = [line for block in blocks for line in block[:-1]]
    if len(blocks) < 2 or not inner or max(map(len, inner)) not in _WRAP_WIDTHS:
        return False
    if max(len(line) for block in blocks for line in block) > _MAX_OVERHANG * max(map(len, inner)):
        return False
    long_enough = sum(len(line) > 0.6 * max(map(len, inner)) for line in inner)
    ended = sum(bool(_SENTENCE_END.search(line)) for line in inner)
    return long_enough >= 0.8 * len(inner) and ended <= 0.4 * len(inner)
