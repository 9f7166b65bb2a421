"""A web site on this machine: articles in five languages, their copies, and addresses that fail."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

from scripts.stress.archive import name_of
from tests.support.site import Answer, Reply, Site, rss, rss_item, sitemap, sitemap_index

LANGUAGES = ("en", "de", "es", "fr", "ru")
_SENTENCES = {
    "en": (
        "The council of {0} voted on Tuesday to build a new bridge for {1} million crowns.",
        "The mayor of {0} said that the work would begin in spring and take {2} months.",
        "Residents had collected {3} signatures against it, and want to go to court now.",
    ),
    "de": (
        "Der Rat von {0} hat am Dienstag beschlossen, für {1} Millionen eine Brücke zu bauen.",
        "Die Arbeiten beginnen im Frühjahr und dauern {2} Monate, sagte der Bürgermeister von {0}.",
        "Die Anwohner hatten dagegen {3} Unterschriften gesammelt und wollen nun vor Gericht.",
    ),
    "es": (
        "El consejo de {0} aprobó el martes la construcción de un puente por {1} millones.",
        "Las obras empezarán en primavera y durarán {2} meses, dijo el alcalde de {0}.",
        "Los vecinos habían reunido {3} firmas en contra y ahora quieren acudir a los tribunales.",
    ),
    "fr": (
        "Le conseil de {0} a voté mardi la construction d’un pont pour {1} millions.",
        "Les travaux commenceront au printemps et dureront {2} mois, a dit le maire de {0}.",
        "Les habitants avaient réuni {3} signatures contre le projet et veulent saisir la justice.",
    ),
    "ru": (
        "Совет {0} во вторник решил построить новый мост за {1} миллионов.",
        "Работы начнутся весной и продлятся {2} месяцев, сказал мэр {0}.",
        "Жители собрали против этого {3} подписей и теперь хотят обратиться в суд.",
    ),
}
_FROM_FEED = "/{}?utm_source=rss"
_COPIES = ("/{}?utm_source=feed&utm_medium=rss", "/{}/amp", "/{}?print=1", "/{}?fbclid=k2")
_BOMB = 50 * 1024**2  # bytes, decompressed
_SLOW_S = 1.0
_DAY = "2024-05-{:02}"
_IN_FEED = 20  # articles that the feed of a language lists, too


class CrawledSite(Site):
    """The site; ``bodies`` are the paths of articles whose text was sent, in order."""

    def __init__(self, articles: int) -> None:
        super().__init__()
        self.keys = range(articles)
        self.bodies: list[str] = []
        self.versions = dict.fromkeys(self.keys, 1)
        self._add_articles()
        self.failing = self._add_failing()
        self.replies["/robots.txt"] = Reply(b"User-agent: *\nAllow: /", "text/plain")
        for language in LANGUAGES:
            self._list(language)

    @property
    def sources(self) -> list[str]:
        """The addresses to ingest: a sitemap and a feed in each language."""
        kinds = ("map", "feed")
        return [self.url(f"/{kind}/{language}") for kind in kinds for language in LANGUAGES]

    def edit(self, key: int) -> None:
        """Corrects an article."""
        self.versions[key] += 1
        self._list(_language(key))

    def text(self, key: int) -> str:
        """The text of an article in its present version."""
        return "\n\n".join(self._paragraphs(key))

    def _paragraphs(self, key: int) -> list[str]:
        figures = (key + 7, key % 11 + 3, self.versions[key] * 1000 + key)
        return [line.format(name_of(key), *figures) for line in _SENTENCES[_language(key)]]

    def _add_articles(self) -> None:
        for key in self.keys:
            path = path_of(key)
            self.replies[path] = self._page(key)
            for copy in (*_COPIES, _FROM_FEED):
                self.replies[copy.format(path[1:])] = self._page(key)

    def _page(self, key: int) -> Answer:
        """Answers with the page of an article, unless the client has this version of it."""

        def answer(handler: BaseHTTPRequestHandler) -> Reply:
            tag = f'"{key}-{self.versions[key]}"'
            if handler.headers.get("If-None-Match") == tag:
                return Reply(status=304, headers={"ETag": tag})
            if key % 50 == 0:
                time.sleep(_SLOW_S)
            self.bodies.append(handler.path)
            return Reply(self._html(key), headers={"ETag": tag})

        return answer

    def _html(self, key: int) -> bytes:
        language, title = _language(key), title_of(key)
        canonical = f'<link rel="canonical" href="{path_of(key)}">'
        dated = f'<meta property="article:published_time" content="{_day(key)}">'
        body = "".join(f"<p>{line}</p>" for line in self._paragraphs(key))
        links = "".join(f'<a href="{path_of(other)}">{title_of(other)}</a>' for other in range(5))
        return (
            f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
            f"<title>{title} | Post</title>{canonical}{dated}</head><body><nav>{links}</nav>"
            f"<article><h1>{title}</h1>{body}</article><footer>{links}</footer></body></html>"
        ).encode()

    def _add_failing(self) -> list[str]:
        """Adds addresses without an article; returns their paths."""
        bomb = gzip.compress(b"<p>" + b"a" * _BOMB)
        html = "text/html; charset=utf-8"
        deep = b"<html><body>" + b"<div>" * 40_000 + b"deep"
        image, packed = b"\x89PNG\r\n\x1a\n" + bytes(500), b"PK\x03\x04" + bytes(500)
        failing = {
            "/gone": Reply(b"<h1>Not found</h1>", status=404),
            "/broken": Reply(b"oops", status=500),
            "/busy": Reply(b"later", status=503),
            "/loop/1": Reply(status=302, headers={"Location": self.url("/loop/2")}),
            "/loop/2": Reply(status=302, headers={"Location": self.url("/loop/1")}),
            "/reload/1": _reloading(self.url("/reload/2")),
            "/reload/2": _reloading(self.url("/reload/1")),
            "/picture": Reply(image, "image/png"),
            "/picture.html": Reply(image, html),
            "/archive.zip": Reply(packed, "application/zip"),
            "/data": Reply(b'{"a": 1}', "application/json"),
            "/empty": Reply(b"", html),
            "/bomb": Reply(bomb, html, headers={"Content-Encoding": "gzip"}),
            "/packed-bomb": Reply(bomb, "application/gzip"),
            "/deep": Reply(deep, html),
            "/other-host": Reply(status=302, headers={"Location": "http://nowhere.invalid/a"}),
        }
        self.replies |= failing
        return list(failing)

    def _list(self, language: str) -> None:
        """Writes the sitemap and the feed of a language."""
        keys = [key for key in self.keys if _language(key) == language]
        listed = list(self._listed(keys))
        part = f"/map/{language}/part"
        self.replies[part] = Reply(sitemap(*listed), "application/xml")
        maps = ((self.url(part), ""), (self.url(f"/map/{language}"), ""), (self.url("/gone"), ""))
        self.replies[f"/map/{language}"] = Reply(sitemap_index(*maps), "application/xml")
        items = (
            rss_item(self.url(_FROM_FEED.format(path_of(key)[1:])), date=_day(key))
            for key in keys[:_IN_FEED]
        )
        self.replies[f"/feed/{language}"] = rss(*items)

    def _listed(self, keys: list[int]) -> Iterator[tuple[str, str]]:
        """Addresses with their dates; each third article has a copy, each tenth no date."""
        failing = iter(self.failing)
        for place, key in enumerate(keys):
            changed = "" if place % 10 == 9 else f"{_day(key)}T{self.versions[key]:02}:00:00Z"
            yield self.url(path_of(key)), changed
            if place % 3 == 0:
                copy = _COPIES[place % len(_COPIES)].format(path_of(key)[1:])
                yield self.url(copy.replace("&", "&amp;")), changed
            if place % 2 == 0 and (path := next(failing, None)):
                yield self.url(path), _day(key)


def path_of(key: int) -> str:
    """The path of an article."""
    return f"/{_language(key)}/report-from-{name_of(key).lower()}"


def title_of(key: int) -> str:
    """The title of an article."""
    return f"Bridge {key} of {name_of(key)} to be built"


def _language(key: int) -> str:
    return LANGUAGES[key % len(LANGUAGES)]


def _day(key: int) -> str:
    return _DAY.format(key % 28 + 1)


def _reloading(target: str) -> Reply:
    return Reply(f'<meta http-equiv="refresh" content="0; url={target}">'.encode())
