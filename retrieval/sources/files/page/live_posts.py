"""Posts of a live blog, from its page or from JSON-LD → lines, each post under its time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.etree import tostring
from lxml.html import HtmlElement

from retrieval.sources.files.html_fragments import fragment_lines
from retrieval.sources.files.page.json_ld import JsonLd, Node, text_of
from retrieval.sources.metadata.byline import TIME_ZONE
from retrieval.sources.metadata.characters import clean_line, split_lines
from retrieval.text.languages.boilerplate import any_phrase

_CLOCK = re.compile(
    r"(?:(?<![\d.:])([01]?\d|2[0-3])[:.h][0-5]\d(?!\d)(?:\s?[ap]\.?m\b\.?)?|\b\d{1,2}\s?[ap]\.?m\b)"
    rf"(?:\s(?:{any_phrase('after_dates')}|{TIME_ZONE})\b)?",
    re.IGNORECASE,
)
_ISO_CLOCK = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)")
_LIVE = re.compile(r"live|ticker|minute-by-minute|minuto", re.IGNORECASE)
_TIME_MARK = re.compile(r"time|date|clock|uhrzeit|hora|heure", re.IGNORECASE)
_TITLE_MARK = re.compile(r"title|headline|heading", re.IGNORECASE)
_SHARES = re.compile(r"(?:^|[\s_-])(?:shar(?:e|es|ing)|social|toolbar)(?:$|[\s_-])", re.IGNORECASE)
_FRAMES = ("button", "footer", "form")
_OTHERS = re.compile(r"comment|related|teaser|reply|sidebar|promo|recommend", re.IGNORECASE)
_POST_TAGS = ("article", "div", "section", "li")
_MIN_POSTS = 2
_MIN_UNNAMED_POSTS = 3  # where nothing else tells that the page is a live blog
_MAX_POSTS = 1000
_MIN_TEXT = 40
_TIME_WITHIN = 160  # characters from the beginning of a post
_MAX_TIME = 60
_MAX_HEADING = 300
_MAX_ELEMENTS = 30_000


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a live blog: when, under which heading, and its lines of text."""

    time: str
    heading: str
    lines: tuple[str, ...]

    def paragraphs(self) -> tuple[str, ...]:
        """The time and the heading on one line, and the text below it."""
        first = " ".join(part for part in (self.time, self.heading) if part)
        return tuple(line for line in (first, *self.lines) if line)


def take_posts(page: HtmlElement) -> list[Post]:
    """Return the posts of a live blog in the page's order, and remove them from the page."""
    is_live = any(
        _LIVE.search(clean_line(e.text_content())[:200]) for e in page.iter("title", "h1")
    )
    best: list[HtmlElement] = []
    for parent in page.iter("div", "section", "main", "article", "ul", "ol", "body"):
        if len(parent) >= _MIN_POSTS:
            posts = _posts_within(parent, is_live)
            best = posts if len(posts) > len(best) else best
    days = [_day(element) for element in best]
    found = [
        _post(element, day if len(set(days)) > 1 else "")
        for element, day in zip(best, days, strict=True)
    ]
    for element in best:
        element.drop_tree()
    return [post for post in found if post.lines]


def _day(post: HtmlElement) -> str:
    """The day of a post as its time element states it, "" if it does not."""
    element = _time_element(post)
    stated = _ISO_CLOCK.match(element.get("datetime") or "") if element is not None else None
    return stated[1] if stated else ""


def described_posts(json_ld: JsonLd) -> list[Post]:
    """Return the posts that JSON-LD holds, in its order."""
    updates = [
        update
        for node in json_ld.nodes
        for update in json_ld.objects(node.get("liveBlogUpdate") or [])
    ][:_MAX_POSTS]
    days = {str(update.get("datePublished"))[:10] for update in updates}
    return [
        Post(
            _time_of(update, with_day=len(days) > 1),
            text_of(update.get("headline")) or "",
            tuple(body_lines(update.get("articleBody") or update.get("text"))),
        )
        for update in updates
        if body_lines(update.get("articleBody") or update.get("text"))
    ]


def body_lines(body: object) -> list[str]:
    """Return the lines of a text in JSON-LD, which may be HTML."""
    if not isinstance(body, str):
        return []
    is_html = bool(re.search(r"</?(?:p|br|div|h\d|li|a|em|strong)\b[^<>]{0,300}>", body))
    return fragment_lines(body) if is_html else split_lines(body)


def _time_of(update: Node, *, with_day: bool) -> str:
    match = _ISO_CLOCK.match(str(update.get("datePublished") or update.get("dateCreated") or ""))
    if match is None:
        return ""
    return f"{match[1]} {match[2]}" if with_day else match[2]


def _posts_within(parent: HtmlElement, is_live: bool) -> list[HtmlElement]:
    """The children of an element that are posts: of one kind, each with a time near its start."""
    groups: dict[tuple[str, str], list[HtmlElement]] = {}
    for child in parent.iterchildren(*_POST_TAGS):
        marks = (child.get("class") or "").split()
        groups.setdefault((child.tag, marks[0] if marks else ""), []).append(child)
    for (_, mark), children in groups.items():
        if not _MIN_POSTS <= len(children) <= _MAX_POSTS or _OTHERS.search(mark):
            continue
        named = is_live or any(_LIVE.search(_marks(one)) for one in (parent, children[0]))
        posts = [child for child in children if _is_post(child)]
        fewest = _MIN_POSTS if named else _MIN_UNNAMED_POSTS
        if len(posts) >= max(fewest, len(children) // 2):
            return posts
    return []


def _marks(element: HtmlElement) -> str:
    return " ".join(element.get(name) or "" for name in ("class", "id", "itemprop", "itemtype"))


def _is_post(element: HtmlElement) -> bool:
    if _OTHERS.search(_marks(element)) or len(clean_line(element.text_content())) < _MIN_TEXT:
        return False
    has_text = any(
        len(clean_line(part.text_content())) >= _MIN_TEXT for part in element.iter("p", "li", "div")
    )
    return has_text and _time_element(element) is not None and not _links_away(element)


def _links_away(element: HtmlElement) -> bool:
    """Whether the heading of a part of a list is a link to another page: then it is a teaser."""
    heading = next(element.iter("h1", "h2", "h3", "h4", "h5"), None)
    links = [] if heading is None else [*heading.iter("a"), *heading.iterancestors("a")]
    return any(not (link.get("href") or "#").startswith("#") for link in links)


def _time_element(post: HtmlElement) -> HtmlElement | None:
    """The element near the start of a post that tells the time of day."""
    seen = 0
    for element in post.iterdescendants():
        if not isinstance(element.tag, str):
            continue
        is_marked = element.tag == "time" or bool(_TIME_MARK.search(_marks(element)))
        text = clean_line(element.text_content())
        stated = _ISO_CLOCK.match(element.get("datetime") or "")
        if len(text) <= _MAX_TIME and is_marked and (stated or _CLOCK.search(text)):
            return element
        if (is_marked or len(element) == 0) and _CLOCK.fullmatch(text):
            return element
        seen += len(element.text or "")
        if seen > _TIME_WITHIN:
            return None
    return None


def _post(element: HtmlElement, day: str) -> Post:
    """A post, with its ``day`` before its time unless that is ""."""
    shown = _time_element(element)
    time = "" if shown is None else _written_time(shown)
    if day and _CLOCK.fullmatch(time):
        time = f"{day} {time}"
    if shown is not None:
        shown.drop_tree()
    for part in list(element.iterdescendants()):
        if part.tag in _FRAMES or _SHARES.search(_marks(part)):
            part.drop_tree()
    heading = next(element.iter("h1", "h2", "h3", "h4", "h5", "h6"), None)
    if heading is None:
        titles = (e for e in element.iterdescendants() if _TITLE_MARK.search(e.get("class") or ""))
        heading = next(titles, None)
    title = "" if heading is None else clean_line(heading.text_content())[:_MAX_HEADING]
    if heading is not None:
        heading.drop_tree()
    element.tail = None
    return Post(time, title, tuple(fragment_lines(tostring(element, encoding="unicode"))))


def _written_time(element: HtmlElement) -> str:
    text = clean_line(element.text_content())
    if _CLOCK.search(text) and len(text) <= _MAX_TIME:
        return text
    stated = _ISO_CLOCK.match(element.get("datetime") or "")
    return stated[2] if stated else ""


def without_posts(lines: Sequence[str], posts: Sequence[Post]) -> Iterator[str]:
    """Yield the lines that are in none of the posts."""
    told = {part.casefold() for post in posts for part in (post.heading, *post.lines)}
    return (line for line in lines if line.casefold() not in told)
