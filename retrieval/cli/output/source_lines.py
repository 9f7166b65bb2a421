"""Where a passage is from, as lines for a terminal: publisher, day, authors, title, id and path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text

from retrieval.cli.output.text import join_with_dots, linked, one_line, readable_date
from retrieval.text.display.direction import isolated
from retrieval.text.display.excerpts import quoted_paragraph_number
from retrieval.types import Article, Result

UNTITLED = "Untitled article"
_MAX_AUTHORS = 3
_MAX_COPIES = 3
_SHORTEST_TITLE = 20  # columns
_SEPARATOR = " · "


def title_of(article: Article) -> str:
    """The title of an article on one line, or that it has none."""
    return isolated(one_line(article.title)) if article.title else UNTITLED


def byline_parts(article: Article) -> Iterator[str]:
    """The publisher, the day and the authors of an article, as far as they are known."""
    yield from _origin(article)
    if authors := article.authors_beside_publisher:
        yield _authors(authors)


def source_lines(result: Result, *, width: int | None, links: bool) -> Iterator[Text]:
    """The byline, as far as it is known, and the lines that name the passage and its article."""
    if byline := join_with_dots(byline_parts(result.article), width=width):
        yield Text(byline)
    yield from passage_lines(result, width=width, links=links)


def passage_lines(result: Result, *, width: int | None, links: bool) -> Iterator[Text]:
    """The title with the paragraph, the address, copies, the id and path, a line each.

    With ``links``, the title is a link, and the address is left out.
    """
    article = result.article
    title = linked(title_of(article), article.url, style="italic", links=links)
    yield Text.assemble(title, f"{_SEPARATOR}paragraph {quoted_paragraph_number(result)}")
    if article.url and not links:
        yield Text(one_line(article.url), style="dim")
    if result.also_in:
        yield also_in_line(result.also_in, links=links)
    names = (f"Article {one_line(article.doc_id)}", one_line(article.path or ""))
    yield Text(join_with_dots(filter(None, names), width=width), style="dim")


def also_in_line(copies: Sequence[Article], *, links: bool) -> Text:
    """Where copies of an article are, with days and links; addresses where there are no links."""
    named = [_copy(copy, links=links) for copy in copies[:_MAX_COPIES]]
    if left := len(copies) - len(named):
        named.append(Text(f"{left:,} more"))
    return Text.assemble("Also in: ", Text("; ").join(named), style="dim")


def _copy(article: Article, *, links: bool) -> Text:
    name = isolated(one_line(article.publisher or "")) or title_of(article)
    address = one_line(article.url) if article.url and not links else None
    about = ", ".join(filter(None, (_date(article), address)))
    rest = f" ({about})" if about else ""
    return Text.assemble(linked(name, article.url, links=links), rest)


def one_source_line(
    result: Result, before: Result | None, *, width: int | None, links: bool
) -> Text:
    """The title, publisher and day on one line; a long title is shortened to fit.

    ``before`` is the result that is shown before it; if it is of the same article, that is said
    with the paragraph instead.
    """
    article = result.article
    if before and before.article.doc_id == article.doc_id:
        return Text(
            f"Same article{_SEPARATOR}paragraph {quoted_paragraph_number(result)}", style="dim"
        )
    rest = Text("".join(_SEPARATOR + part for part in _origin(article)), style="dim")
    title = Text(one_line(article.title or UNTITLED))
    if width is not None:
        title.truncate(max(_SHORTEST_TITLE, width - rest.cell_len), overflow="ellipsis")
    line = Text.assemble(linked(isolated(title.plain), article.url, links=links), rest)
    if width is not None:
        line.truncate(width, overflow="ellipsis")
    return line


def _origin(article: Article) -> Iterable[str]:
    publisher = isolated(one_line(article.publisher or ""))
    return filter(None, (publisher, _date(article)))


def _authors(authors: tuple[str, ...]) -> str:
    """The authors on one line; of many, the first two and how many there are.

    >>> _authors(("Ann Lee", "Bo Im", "Cy Orr", "Di Poe"))
    'Ann Lee, Bo Im and 2 others'
    """
    names = [isolated(one_line(author)) for author in authors]
    if len(names) <= _MAX_AUTHORS:
        return ", ".join(names)
    shown = names[: _MAX_AUTHORS - 1]
    return f"{', '.join(shown)} and {len(names) - len(shown)} others"


def _date(article: Article) -> str | None:
    if article.published_at is not None:
        return readable_date(article.published_at)
    return f"updated {readable_date(article.updated_at)}" if article.updated_at else None
