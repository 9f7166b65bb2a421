"""Parts within a page's article that are not its text: captions, embeds, links, page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.boilerplate.section_headings import (
    announces_links,
    counts_comments,
    is_box_heading,
    names_contacts,
)
from retrieval.sources.files.page.element_marks import (
    is_paragraph_of_prose,
    leads_to_author,
    spaced_text,
)
from retrieval.sources.files.page.paging import counts_pages
from retrieval.sources.metadata.byline import read_byline, read_dateline
from retrieval.sources.metadata.characters import clean_line
from retrieval.sources.metadata.names import is_full_name
from retrieval.text.languages.boilerplate import any_phrase

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
_GALLERIES = re.compile(
    r"(?:^|[\s_-])(?:gallery|slideshow|carousel|bildergalerie|galería)(?:$|\s|_)", re.I
)
_PROMOS = re.compile(r"(?:^|\s)promos?(?:$|\s)", re.IGNORECASE)
_WALL = re.compile(any_phrase("pay_walls", "subscription_offers"), re.IGNORECASE)
_CALL = re.compile(rf"(?<!\w){any_phrase('box_calls')}(?!\w)", re.IGNORECASE)
_MAX_CALL_WORDS = 4
_WRITTEN_FIELDS = ("email", "tel", "text")
_INLINE = frozenset("a abbr b button cite em font i mark q s small span strong sub sup u".split())
_NOT_TOLD = frozenset("a button h1 h2 h3 h4 h5 h6 label select option script style".split())
_ENTRIES = ("button", "input", "form", "select")
_REACHED = re.compile(r"@|\d{3}")  # in an address or a number
_MAX_CAPTION = 200  # characters
_PAGERS = re.compile(
    r"(?:^|[\s_-])(?:pagination|paginator|paging|pager|pages|page-links|page-numbers|post-page-numbers"
    r"|wp-pagenavi|page-nav(?:igation)?|multi-?page-nav)(?:$|[\s_-])",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"(?:^|[\s_-])(?:related|read-?more|read-?also|see-?also|also-?read|also-?in|recirc\w*|more-on"
    r"|recommended|recommendations|inline-?promo|promo-?box|further-?reading|lesetipp\w*|mehr-zum)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
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
_PICTURE_NAME = re.compile(r"image|photo|picture|bild|foto|imagen|imagem|immagin", re.IGNORECASE)
_PERSONS = re.compile(r"author|byline|writer|autor|auteur|avatar|profile|\bbio\b", re.IGNORECASE)
_SHADOW_ROOT = ("shadowrootmode", "shadowroot")
_CONTAINERS = (
    "div", "section", "aside", "ul", "ol", "nav", "p", "span", "figure", "blockquote", "td", "dd",
)  # fmt: skip
_MAX_ELEMENTS = 30_000
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
    _drop_picture_boxes(page)
    _drop_boxes_between(page)
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


def _drop_boxes_between(page: HtmlElement) -> None:
    """Remove short boxes between paragraphs that are mostly links, and below prose also others.

    Those are to be filled in, or end in a button or in a link by itself: "Sign up". None of them
    holds text of the article, nor an author, a day or a title.
    """
    order = {element: number for number, element in enumerate(page.iter())}
    first, last = _ends_of_prose(page)
    for element in list(page.iter("div", "section", "aside", "form")):
        place, around = order[element], element.getparent()
        if around is None or around not in first or order[first[around]] >= place:
            continue
        is_within = place < order[last[around]]
        if _may_be_box(element) and _is_short(element) and _is_box(element, is_within=is_within):
            _drop(element)


def _ends_of_prose(
    page: HtmlElement,
) -> tuple[dict[HtmlElement, HtmlElement], dict[HtmlElement, HtmlElement]]:
    """The first and the last part of each element that is, or holds, a paragraph of prose."""
    first: dict[HtmlElement, HtmlElement] = {}
    last: dict[HtmlElement, HtmlElement] = {}
    for paragraph in filter(is_paragraph_of_prose, page.iter("p")):
        part = paragraph
        for around in paragraph.iterancestors():
            first.setdefault(around, part)
            last[around] = part
            part = around
    return first, last


def _may_be_box(element: HtmlElement) -> bool:
    return next(element.iter("a", "button", "input", "textarea"), None) is not None


def _is_box(element: HtmlElement, *, is_within: bool) -> bool:
    text = clean_line(element.text_content())
    if len(text) <= _MAX_CAPTION and (read_byline(text) or read_dateline(text)):
        return False
    if not is_within and _WALL.search(text):
        return False  # behind which the text may go on
    links = list(element.iter("a"))
    is_told = next(element.iter("h1", "time", "img"), None) is not None
    names_author = any(leads_to_author(one) or is_full_name(spaced_text(one)) for one in links)
    if is_told or names_author or sum(map(is_paragraph_of_prose, element.iter("p"))) > 1:
        return False
    fields = [one for one in element.iter("input", "textarea") if _is_filled_in(one)]
    if any(map(_asks_for_address, fields)):
        return True
    if _holds_data(element) or (_holds_sentence(element) and not _makes_offer(element)):
        return False
    is_of_links = is_within and bool(links) and _is_mostly_links(element)
    has_button = not all(map(_folds_part, element.iter("button")))
    return is_of_links or has_button or _ends_in_call(element) or bool(fields)


def _holds_data(element: HtmlElement) -> bool:
    """Whether a part has a table, a quote, code or a list without links, as articles do."""
    lists = element.iter("ul", "ol", "dl")
    has_table = next(element.iter("table", "pre", "blockquote"), None) is not None
    return has_table or any(map(_is_plain_list, lists))


def _holds_sentence(element: HtmlElement) -> bool:
    """Whether a part has a sentence, in whatever element, most of which is no link."""
    return any(map(is_prose, _lines_outside_links(element)))


def _makes_offer(element: HtmlElement) -> bool:
    """Whether a short part ends in a call to subscribe, to buy or to give: "Sign up"."""
    call = next(reversed(list(element.iter("a", "button"))), None)
    label = "" if call is None else clean_line(call.text_content()[: 2 * _MAX_LABEL])
    is_call = len(label.split()) <= _MAX_CALL_WORDS and bool(_CALL.search(label))
    return is_call and len(element.text_content()) <= _MAX_PART // 2


def _is_plain_list(items: HtmlElement) -> bool:
    """Whether a list has texts, and nothing to press, to fill in or to follow."""
    has_others = next(items.iter("a", *_ENTRIES, "label"), None) is not None
    return not has_others and bool(clean_line(items.text_content()))


def _lines_outside_links(element: HtmlElement) -> Iterator[str]:
    """The texts between the bounds of a part's blocks, without links, buttons and headings."""
    pieces = [element.text or ""]
    for child in element:
        is_inline = child.tag in _INLINE
        if not is_inline:
            yield clean_line("".join(pieces))
            pieces = []
        if isinstance(child.tag, str) and child.tag not in _NOT_TOLD:
            lines = list(_lines_outside_links(child))
            if is_inline:
                pieces.extend(lines)
            else:
                yield from lines
        pieces.append(child.tail or "")
    yield clean_line("".join(pieces))


def _ends_in_call(element: HtmlElement) -> bool:
    """Whether a short box ends in a link or a button that stands by itself below other lines."""
    if len(element) < 2 or element[-1].tag not in ("a", "button"):
        return False
    before, last = element[-2], element[-1]
    is_alone = not (last.tail or "").strip() and not (before.tail or "").strip()
    return is_alone and before.tag != "a" and len(element.text_content()) <= _MAX_PART // 2


def _is_filled_in(field: HtmlElement) -> bool:
    """Whether a field takes what readers write, which those that show an address do not."""
    if field.get("readonly") is not None or field.get("disabled") is not None:
        return False
    return field.tag == "textarea" or _kind_of(field) in _WRITTEN_FIELDS


def _asks_for_address(field: HtmlElement) -> bool:
    """Whether a field is for an address or a number, as those of newsletters are."""
    return _kind_of(field) in ("email", "tel")


def _kind_of(field: HtmlElement) -> str:
    return (field.get("type") or "text").lower()


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


def _drop_picture_boxes(page: HtmlElement) -> None:
    """Remove boxes between paragraphs that hold a picture and under it a short text.

    That is no sentence unless the box is called after pictures. One beside a name is the author's.
    """
    for element in list(page.iter("div", "span", "section", "table", "td")):
        if _is_picture_box(element) and _is_beside_prose(element):
            _drop(element)


def _is_picture_box(element: HtmlElement) -> bool:
    pictures = [one for one in element.iter("img", "picture") if not _is_icon(one)]
    text = clean_line(element.text_content()[: 4 * _MAX_CAPTION])
    if not pictures or not 0 < len(text) <= _MAX_CAPTION or (element.text or "").strip():
        return False
    parts = list(element.iterdescendants())
    names = (f"{one.get('class') or ''} {one.get('id') or ''}" for one in (element, *parts))
    is_person = is_full_name(text) or any(map(_PERSONS.search, names))
    has_others = any(
        one.tag in (*_HEADINGS, "time", "blockquote", *_ENTRIES)
        or (one.tag == "a" and clean_line(one.text_content()))
        for one in parts
    )
    is_after = not any((one.tail or "").strip() for one in pictures)
    may_be_text = is_prose(text) and not _PICTURE_NAME.search(element.get("class") or "")
    return is_after and not (is_person or has_others or may_be_text)


def _is_beside_prose(element: HtmlElement) -> bool:
    """Whether the element before is a paragraph of the text, or the next begins with one."""
    before, after = element.getprevious(), element.getnext()
    first = None if after is None else next(after.iter("p"), None)
    return any(one is not None and is_paragraph_of_prose(one) for one in (before, first))


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
    if _NEWSLETTERS.search(marks) and next(element.iter(*_ENTRIES), None) is not None:
        return _is_short(element)
    if _PAGERS.search(marks):
        return _is_short(element) and not any(map(is_paragraph_of_prose, element.iter("p")))
    if _PROMOS.search(marks):
        return _is_short(element) and sum(map(is_paragraph_of_prose, element.iter("p"))) < 2
    if _GALLERIES.search(marks) or _MAYBE_CAPTIONS.search(marks):
        return len(clean_line(element.text_content())) <= _MAX_CAPTION
    return bool(_RELATED.search(marks)) and _is_mostly_links(element)


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


def _is_mostly_links(element: HtmlElement) -> bool:
    text = clean_line(element.text_content())
    return len(text) <= 2 * _MAX_PART and 2 * _linked(element) >= len(text)


def _linked(element: HtmlElement) -> int:
    """The length of all texts of links, in characters."""
    return sum(len(clean_line(link.text_content())) for link in element.iter("a"))


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()
