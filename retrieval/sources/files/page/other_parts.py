"""Parts within a page's article that are not its text: captions, embeds, links, page numbers."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.boilerplate.section_headings import (
    announces_links,
    counts_comments,
    is_box_heading,
    names_contacts,
)
from retrieval.sources.files.page.element_marks import is_paragraph_of_prose
from retrieval.sources.files.page.paging import counts_pages
from retrieval.sources.metadata.characters import clean_line

_EMBEDS = re.compile(
    r"(?:^|[\s_-])(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|bluesky-embed|fb-(?:post|video)"
    r"|mastodon-embed|reddit-(?:card|embed)|imgur-embed|telegram-post|threads-post|text-post-media"
    r"|embed(?:ded)?-tweet|tweet-embed|social-embed|wp-embedded-content)",
    re.IGNORECASE,
)
_CAPTIONS = re.compile(
    r"(?:^|[\s_-])(?:(?:wp|tr)-caption(?:-text)?|figcaption|(?:photo|image|picture|media|img|pic|foto|bild)[-_]{0,2}"
    r"(?:caption|credit|legend|unterschrift)|caption-text|cutline|bildunterschrift|bildtext|image__caption"
    r"|(?:legend|légende|didascalia|pie-?(?:de-?)?foto|photo-?credit|gallery-?caption)(?:$|[\s_-]))",
    re.IGNORECASE,
)
_MAYBE_CAPTIONS = re.compile(
    r"(?:^|\s)cap(?:tion)?(?:$|\s)"
    r"|(?:^|[\s_-])(?!media-?text)(?:photo|image|picture|media|img|pic|foto|bild)[-_]{0,2}"
    r"(?:text|desc(?:r|ription)?|note|author|copyright|source)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Names of classes that are also those of boxes with text; short ones are captions."""
_PICTURES = re.compile(
    r"(?:^|[\s_-])(?!media-?text)(?:photo|image|picture|media|img|pic|foto|bild|figure)s?"
    r"(?:[\s_-](?:block|box|wrap(?:per)?|container|embed|full|left|right|center|inline))(?:$|\s)",
    re.IGNORECASE,
)
_BIOGRAPHIES = re.compile(
    r"(?:^|[\s_-])(?:(?:author|writer|autor|auteur)[-_]{0,2}(?:bio(?:graphy)?|box|about|desc\w*)"
    r"|about[-_]{0,2}(?:the[-_])?(?:author|writer))(?:$|[\s_-])",
    re.IGNORECASE,
)
_REACHED = re.compile(r"@|\d{3}")  # in an address or a number
_MAX_CAPTION = 200  # characters
_NEWSLETTERS = re.compile(
    r"(?:^|[\s_-])(?:newsletters?|mailing-?list|sign-?up|subscribe|opt-?in|nl-?box|bolet[ií]n|b[uü]lten"
    r"|infolettre|nieuwsbrief|nyhetsbrev|nyhedsbrev)(?:$|[\s_-])|メールマガジン|メルマガ",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\bfunction\s*\w*\s*\([^()]*\)\s*\{|=>\s*\{|\.push\(|\b(?:var|let|const) \w+\s*="
    r"|\b(?:window|document)(?:\.[a-z]\w*\s*[.=(\[]|\[[\"'])|\b(?:googletag|jQuery)[.(]"
    r"|^\s*[.#@]?[\w.# -]+\{[^{}]*:[^{}]*\}"
)
_CODE_END = re.compile(r"(?:[;}]|-->|\*/)\s*$")
_SHADOW_ROOT = ("shadowrootmode", "shadowroot")
_CONTAINERS = (
    "div", "section", "aside", "ul", "ol", "nav", "p", "span", "figure", "blockquote", "td", "dd",
)  # fmt: skip
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MAX_LABEL = 80  # characters of a button
_MAX_ICON = 64  # pixels
_MAX_PART = 600  # characters; a longer one may hold the article


def drop_other_parts(page: HtmlElement) -> None:
    """Remove captions, embedded posts, boxes of links and page numbers from a page."""
    for figure in list(page.iter("figure")):
        has_quote = next(figure.iter("blockquote"), None) is not None
        if has_quote and next(figure.iter("img"), None) is None and figure.getparent() is not None:
            figure.drop_tag()
    _drop_inert(page)
    _drop_headed_parts(page)
    for element in list(page.iter(*_CONTAINERS)):
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        if _is_other(element, marks) or _counts_pages_with_links(element):
            _drop(element)
    for element in list(page.iter("ul", "ol")):
        heading = element.getprevious()
        if heading is not None and _announces_links(heading) and _is_list_of_links(element):
            _drop(heading)
            _drop(element)
    _drop_buttons(page)  # which show what a part is
    for paragraph in list(page.iter("p", "h2", "h3", "h4", "h5", "li", "div", "aside")):
        if _is_code(paragraph):
            _drop(paragraph)


def _drop_inert(page: HtmlElement) -> None:
    """Remove what browsers do not show while scripts run, unless it may hold the article."""
    for template in list(page.iter("template")):
        if not any(template.get(name) is not None for name in _SHADOW_ROOT):
            _drop(template)
    for element in list(page.iter("noscript")):
        if len(clean_line(element.text_content())) <= _MAX_PART:
            _drop(element)


def _drop_headed_parts(page: HtmlElement) -> None:
    """Remove parts whose own heading says that they are comments, newsletters, links or others.

    They hold less than half of the prose; boxes are short, with one paragraph of it at most.
    """
    prose = [one for one in page.iter("p") if is_paragraph_of_prose(one)]
    for element in list(page.iter("div", "section", "aside")):
        heading = _own_heading(element)
        if not heading or next(element.iter("h1", "article"), None) is not None:
            continue
        within = sum(element in one.iterancestors() for one in prose)
        if not within and announces_links(heading) and _is_short(element):
            for part in list(element)[1:]:
                _drop(part)  # the heading tells that the article ends here
        is_box = within <= 1 and _is_box_under(heading, clean_line(element.text_content()))
        if (is_box or counts_comments(heading)) and 2 * within < len(prose):
            _drop(element)


def _is_box_under(heading: str, text: str) -> bool:
    """Whether a short part under a heading offers a newsletter, or tells whom to call.

    >>> _is_box_under("Media contact", "Media contact Jane Roe, jane@pier.example")
    True
    """
    if len(text) > _MAX_PART:
        return False
    is_contact = names_contacts(heading) and _REACHED.search(text)
    return bool(is_contact) or is_box_heading(heading) or bool(_NEWSLETTERS.search(heading))


def _own_heading(element: HtmlElement) -> str:
    """The text of the heading with which an element begins, "" if it begins with anything else."""
    first = next(element.iterchildren(), None)
    if (
        first is None
        or not isinstance(first.tag, str)
        or first.tag not in _HEADINGS[1:]
        or (element.text or "").strip()
    ):
        return ""
    return clean_line(first.text_content()[: 2 * _MAX_CAPTION])


def _drop_buttons(page: HtmlElement) -> None:
    """Remove buttons, but not the headings and the questions that they show."""
    for button in list(page.iter("button")):
        label = clean_line(button.text_content())
        if _folds_part(button):
            button.drop_tag()
        elif len(label) <= _MAX_LABEL:
            _drop(button)


def _folds_part(button: HtmlElement) -> bool:
    """Whether a button shows a part: it is a heading or a question."""
    around = (*button.iterancestors(), *button.iter())
    is_heading = any(one.tag in _HEADINGS for one in around)
    return is_heading or clean_line(button.text_content()).endswith("?")


def _is_code(paragraph: HtmlElement) -> bool:
    """Whether a paragraph is code of the page, which a program put out as text.

    Code of which an article tells stands in elements for that. Where prose stands before the code,
    all of it is kept.
    """
    if len(paragraph) or (paragraph.text or "").count(" ") > _MAX_PART:
        return False
    text = paragraph.text or ""
    found = _CODE.search(text) if _CODE_END.search(text) else None
    if found is None or is_prose(text[: found.start()].strip()):
        return False
    return not any(one.tag in ("pre", "code") for one in paragraph.iterancestors())


def is_biography(element: HtmlElement) -> bool:
    """Whether an element is called after what it tells of the author, and holds no article."""
    marks = f"{element.get('class') or ''} {element.get('id') or ''}"
    return bool(_BIOGRAPHIES.search(marks)) and (
        len(clean_line(element.text_content())) <= _MAX_PART
    )


def _is_other(element: HtmlElement, marks: str) -> bool:
    if _captions_picture(element):
        return True
    if not marks.strip():
        return False
    if _EMBEDS.search(marks) or _CAPTIONS.search(marks):
        return _is_short(element)
    is_short = len(clean_line(element.text_content())) <= _MAX_CAPTION
    return bool(_MAYBE_CAPTIONS.search(marks)) and is_short


def _announces_links(element: HtmlElement) -> bool:
    """Whether an element is nothing but a heading of links: "Related stories"."""
    is_text = isinstance(element.tag, str) and len(element) <= 1
    return is_text and announces_links(clean_line(element.text_content()[: 2 * _MAX_PART]))


def _is_list_of_links(element: HtmlElement) -> bool:
    """Whether each item has a link, as long as a third of all texts: headlines, linked in part."""
    items = list(element.iterchildren("li"))
    are_linked = all(next(item.iter("a"), None) is not None for item in items)
    length = len(clean_line(element.text_content()))
    return bool(items) and are_linked and 3 * _linked(element) >= length


def _captions_picture(element: HtmlElement) -> bool:
    """Whether a paragraph is a picture and a short text in italics or small letters under it.

    An element called after pictures is one as a whole, if it holds a picture and little text, but
    no paragraph of prose.
    """
    if all(map(_is_icon, element.iter("img"))):
        return False
    text = clean_line(element.text_content())
    if _PICTURES.search(element.get("class") or ""):
        told = (clean_line(part.text_content()) for part in element.iter("p"))
        return 0 < len(text) <= _MAX_CAPTION and not any(map(is_prose, told))
    if element.tag != "p":
        return False
    told = (clean_line(part.text_content()) for part in element.iterchildren("em", "i", "small"))
    return 0 < len(text) <= _MAX_CAPTION and text in told


def _is_icon(picture: HtmlElement) -> bool:
    width = picture.get("width") or ""
    return width.isdecimal() and int(width[:5]) <= _MAX_ICON


def _counts_pages_with_links(element: HtmlElement) -> bool:
    is_row = element.tag in ("p", "div") and next(element.iter("a"), None) is not None
    return is_row and counts_pages(element)


def _is_short(element: HtmlElement) -> bool:
    return len(clean_line(element.text_content())) <= 2 * _MAX_PART


def _linked(element: HtmlElement) -> int:
    """The length of all texts of links, in characters."""
    return sum(len(clean_line(link.text_content())) for link in element.iter("a"))


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()
