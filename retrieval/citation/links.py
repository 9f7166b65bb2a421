"""Links to an article's page, and to a sentence on it."""

from __future__ import annotations

from urllib.parse import quote, urlsplit, urlunsplit

from retrieval.text.articles.passages import paragraph_spans
from retrieval.types import Article, Span

_UNQUOTED = "/:@!$&'()*+,;=~%-._"
_WORDS_AT_END = 6  # a long sentence is found by that many first and last words
_CONTEXT_WORDS = (0, 3, 8)  # on either side, as many as it takes to tell it from others


def web_address(url: str | None) -> str | None:
    """``url`` in ASCII, if it is the address of a web page; without a user name and password.

    >>> web_address("https://news.example/a b?q=ї#x")
    'https://news.example/a%20b?q=%D1%97#x'
    >>> web_address("javascript:alert(1)") is None
    True
    """
    try:
        parts = urlsplit((url or "").strip())
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except ValueError:  # also the UnicodeError of an invalid host name
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    host = quote(f"[{host}]" if ":" in host else host, "[]:")
    tail = (
        quote(parts.path.encode("utf-8", "replace"), _UNQUOTED),
        quote(parts.query.encode("utf-8", "replace"), _UNQUOTED + "?"),
        quote(parts.fragment.encode("utf-8", "replace"), _UNQUOTED + "?"),
    )
    return urlunsplit((parts.scheme.lower(), f"{host}:{port}" if port else host, *tail))


def sentence_address(article: Article, span: Span) -> str | None:
    """The address that opens the article's page at characters ``span``; None if it has none.

    It ends with a text fragment (URL Fragment Text Directives, WICG): the whole of a short
    sentence, or the first and last words of a long one. Where the article has these more than once,
    the words before and after it are added.

    >>> page = Article("1", None, "So it is, he said. Why?", url="https://news.example/a")
    >>> sentence_address(page, Span(0, 18))
    'https://news.example/a#:~:text=So%20it%20is%2C%20he%20said.'
    """
    page = web_address(article.url)
    words = article.text[span.start : span.end].split()
    if page is None or not words:
        return page
    base = page.partition(":~:")[0]
    before, after = _around(article, span)
    directive = _directive(words, before, after, " ".join((article.title or "", article.text)))
    return f"{base}{'' if '#' in base else '#'}:~:text={directive}"


def _directive(words: list[str], before: list[str], after: list[str], page: str) -> str:
    """The text directive for ``words`` on a page with that text, "prefix-,start,end,-suffix"."""
    start, end = words, list[str]()
    if len(words) > 2 * _WORDS_AT_END and _ends_first(words):
        start, end = words[:_WORDS_AT_END], words[-_WORDS_AT_END:]
    known = _folded(page.split())
    directive = ""
    for count in _CONTEXT_WORDS:
        prefix, suffix = (before[-count:], after[:count]) if count else ([], [])
        directive = ",".join(
            [
                *(f"{_encoded(prefix)}-" for _ in prefix[:1]),
                *(_encoded(part) for part in (start, end) if part),
                *(f"-{_encoded(suffix)}" for _ in suffix[:1]),
            ]
        )
        if known.count(_folded([*prefix, *start, *([] if end else suffix)])) == 1:
            break
    return directive


def _ends_first(words: list[str]) -> bool:
    """Whether the last words of a sentence come first at its end, where a browser finds them."""
    rest, end = _folded(words[_WORDS_AT_END:]), _folded(words[-_WORDS_AT_END:])
    return rest.index(end) + len(end) == len(rest)


def _around(article: Article, span: Span) -> tuple[list[str], list[str]]:
    """The words before and after ``span`` in its paragraph, else in those beside it.

    Other paragraphs count only where there is no other choice, as a page may have a picture or an
    advertisement between them.
    """
    text, paragraphs = article.text, paragraph_spans(article.text)
    own = next((p for p in paragraphs if p.start <= span.start < p.end), span)
    before, after = text[own.start : span.start].split(), text[span.end : own.end].split()
    if before or after:
        return before, after
    earlier = [p for p in paragraphs if p.end <= span.start]
    later = [p for p in paragraphs if p.start >= span.end]
    return (
        text[earlier[-1].start : earlier[-1].end].split() if earlier else [],
        text[later[0].start : later[0].end].split() if later else [],
    )


def _folded(words: list[str]) -> str:
    return " ".join(words).casefold()


def _encoded(words: list[str]) -> str:
    """Percent-encoded, including the special characters of a directive (- , &)."""
    return quote(" ".join(words).encode("utf-8", "replace"), safe="").replace("-", "%2D")
