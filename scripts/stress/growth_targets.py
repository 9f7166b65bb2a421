"""All parsers of foreign text, each with the positions at which a growing text is inserted."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.rendering.formatted_text import one_line, plain
from bot.rendering.splitting import pack
from bot.submissions import address_in, article_json, safe_name
from retrieval.cli.output.text import clean
from retrieval.cli.output.text import one_line as terminal_line
from retrieval.errors import RetrievalError
from retrieval.search.questions.query import understand
from retrieval.sources import read_articles
from retrieval.sources.boilerplate.pipeline import drop_boilerplate, looks_like_boilerplate
from retrieval.sources.web.entries import Entry
from retrieval.sources.web.fetch import Fetcher
from retrieval.sources.web.fetched import ANY_VERSION, Fetched, Validators
from retrieval.sources.web.listings import read_entry, read_source
from retrieval.sources.web.robots import PoliteFetcher
from retrieval.text.articles.passages import paragraph_spans, split
from retrieval.text.articles.sentences import sentence_spans
from retrieval.text.times.question_dates import asked_period
from retrieval.text.words.terms import index_terms, question_terms
from retrieval.types import Article, IngestFailure, Turn

_BODY = "The council of Tarnby met on Monday and voted for the new bridge, the mayor said. " * 4
_ADDRESS = "https://tarnby-post.example/bridge"


@dataclass(frozen=True, slots=True)
class Target:
    """A parser and a position in its input; ``is_markup`` is whether tags are parsed there."""

    name: str
    read: Callable[[str], object]
    is_markup: bool = False


def targets(folder: Path) -> Iterator[Target]:
    """All targets; files are written to ``folder``."""
    for name, content in _FILES.items():
        suffix, _, position = name.partition(" ")
        yield Target(
            f"{suffix}, {position}", _reading_file(folder, suffix, content), "tags" in position
        )
    for name, content in _PAGES.items():
        yield Target(f"web, {name}", _reading_source(content), "tags" in name)
    for name, read in _DIRECT.items():
        yield Target(name, read)


def _store(article: Article) -> None:
    """The processing of an article before it is stored."""
    for span in paragraph_spans(article.text):
        looks_like_boilerplate.__wrapped__(article.text[span.start : span.end])
    for passage in split(article):
        index_terms(passage.text)
        sentence_spans(passage.text)
    index_terms(f"{article.title} {article.publisher}")


def _reading_file(
    folder: Path, suffix: str, content: Callable[[str], str]
) -> Callable[[str], object]:
    path = folder / f"input{suffix}"

    def read(text: str) -> None:
        path.write_bytes(content(text).encode("utf-8", "surrogatepass"))
        for item in read_articles(path):
            if isinstance(item, Article):
                _store(item)

    return read


def _reading_source(content: Callable[[str], str]) -> Callable[[str], object]:
    def read(text: str) -> None:
        data = content(text).encode("utf-8", "surrogatepass")
        found = read_source(Fetched(_ADDRESS, "", "", data), _ADDRESS)
        if isinstance(found, Article):
            _store(found)

    return read


def _page(head: str = "", title: str = "Tarnby", body: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body><article>"
        f"<h1>Tarnby votes</h1>{body}<p>{_BODY}</p></article></body></html>"
    )


def _described(text: str) -> str:
    metadata = {"@type": "NewsArticle", "headline": text, "author": text, "datePublished": text}
    return f'<script type="application/ld+json">{json.dumps(metadata)}</script>'


def _meta(text: str) -> str:
    names = ("og:title", "author", "article:published_time", "og:url", "og:site_name")
    value = text.replace('"', "&quot;")
    return "".join(f'<meta property="{name}" content="{value}">' for name in names)


def _record(**values: object) -> str:
    return json.dumps({"title": "Tarnby votes", "text": _BODY, **values})


def _lines(text: str) -> str:
    return "\n".join(text[n : n + 100] for n in range(0, len(text), 100))


_FILES: dict[str, Callable[[str], str]] = {
    ".txt title": lambda text: f"{text}\n\n{_BODY}",
    ".txt line": lambda text: f"Tarnby votes\n\n{_BODY}\n\n{text}\n\n{_BODY}",
    ".txt lines": lambda text: f"Tarnby votes\n\n{_lines(text)}\n\n{_BODY}",
    ".md title": lambda text: f"# {text}\n\n{_BODY}",
    ".md line": lambda text: f"# Tarnby votes\n\n{text}\n\n{_BODY}",
    ".md lines": lambda text: f"# Tarnby votes\n\n{_lines(text)}\n\n{_BODY}",
    ".md front matter": lambda text: f"---\ntitle: {text}\n---\n\n{_BODY}",
    ".md tags": lambda text: f"# Tarnby votes\n\n{text}\n\n{_BODY}",
    ".html title": lambda text: _page(title=text),
    ".html title of a publisher": lambda text: _page(
        '<meta property="og:site_name" content="Tarnby Post">', title=text
    ),
    ".html paragraph": lambda text: _page(body=f"<p>{text}</p>"),
    ".html heading": lambda text: _page(title="", body=f"<h1>{text}</h1>"),
    ".html value": lambda text: _page(body=f'<p title="{text}">a</p>'),
    ".html date": lambda text: _page(body=f'<time class="date">{text}</time>'),
    ".html byline": lambda text: _page(body=f'<p class="byline author">{text}</p>'),
    ".html meta": lambda text: _page(_meta(text)),
    ".html described": lambda text: _page(_described(text)),
    ".html comment": lambda text: _page(body=f"<!-- {text} -->"),
    ".html script": lambda text: _page(body=f"<script>{text}</script>"),
    ".html alone": lambda text: text,
    ".html tags": lambda text: _page(body=text),
    ".html tags of the head": lambda text: _page(head=text),
    ".html tags alone": lambda text: text,
    ".json text": lambda text: _record(text=text),
    ".json title": lambda text: _record(title=text, publisher=text),
    ".json authors": lambda text: _record(authors=[text]),
    ".json address": lambda text: _record(url=f"https://a.example/{text}"),
    ".json alone": lambda text: text,
    ".jsonl text": lambda text: _record(text=text) + "\n",
    ".jsonl alone": lambda text: text,
}


def _rss(text: str = "", item: str = "") -> str:
    return f'<rss version="2.0"><channel>{text}<item>{item}</item></channel></rss>'


_PAGES: dict[str, Callable[[str], str]] = {
    "feed title": lambda text: _rss(f"<title>{text}</title>"),
    "feed entry": lambda text: _rss(
        item=f"<title>{text}</title><link>http://a.example/{text}</link><pubDate>{text}</pubDate>"
        f"<author>{text}</author><content:encoded>{text}</content:encoded>"
    ),
    "feed tags": lambda text: _rss(text),
    "feed tags of an entry": lambda text: _rss(item=text),
    "feed prologue": lambda text: f"<?xml {text}?><!-- {text} -->{_rss()}",
    "json feed": lambda text: json.dumps(
        {
            "version": "https://jsonfeed.org/version/1",
            "title": text,
            "items": [{"url": f"/{text}", "title": text, "content_text": text}],
        }
    ),
    "sitemap address": lambda text: (
        f"<urlset><url><loc>http://a.example/{text}</loc><lastmod>{text}</lastmod></url></urlset>"
    ),
    "sitemap tags": lambda text: f"<urlset>{text}</urlset>",
    "page": lambda text: _page(title=text, body=f"<p>{text}</p>"),
    "alone": lambda text: text,
}


class _Host(Fetcher):
    """A host that always responds with the same text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text.encode("utf-8", "surrogatepass")

    def fetch(self, address: str, validators: Validators = ANY_VERSION) -> Fetched:
        """See :class:`Fetcher`."""
        return Fetched(address, "text/plain", "", self._text)


def _robots(text: str) -> None:
    with contextlib.suppress(RetrievalError):
        PoliteFetcher(_Host(text), 0.0).fetch(_ADDRESS)


def _robots_rule(text: str) -> None:
    _robots(f"User-agent: *\nDisallow: /{_one(text)}\nAllow: /{'*'.join(_one(text)[:2000])}\n")


def _one(text: str) -> str:
    return " ".join(text.split())


def _entry(text: str) -> None:
    entry = Entry(_ADDRESS, text, text, (text,), content=text)
    found = read_entry(entry, IngestFailure(_ADDRESS, "is gone"))
    if isinstance(found, Article):
        _store(found)


def _ask(text: str) -> None:
    with contextlib.suppress(RetrievalError):
        understand(text)
    with contextlib.suppress(RetrievalError):
        understand("And then?", turns=[Turn(text)])


_DIRECT: dict[str, Callable[[str], object]] = {
    "robots.txt": _robots,
    "robots.txt, a rule": _robots_rule,
    "an entry's own text": _entry,
    "a question": _ask,
    "terms": index_terms,
    "terms of a question": question_terms,
    "a period": lambda text: asked_period(text, newest=date(2022, 2, 25)),
    "sentences": sentence_spans,
    "passages": lambda text: split(Article("a", None, text)),
    "boilerplate": lambda text: drop_boilerplate([_BODY, _one(text), _BODY]),
    "boilerplate of many lines": lambda text: drop_boilerplate(_lines(text).split("\n")),
    "a text for the bot": lambda text: (address_in(text), article_json(text), safe_name(text)),
    "a message of the bot": lambda text: (pack([plain(text)]), one_line(text)),
    "a line for the terminal": lambda text: (clean(text), terminal_line(text)),
}
