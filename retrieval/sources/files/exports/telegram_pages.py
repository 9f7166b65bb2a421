"""Chats that Telegram Desktop exported as pages (HTML) → the articles of their messages.

The markup is that of telegramdesktop/tdesktop,
Telegram/SourceFiles/export/output/export_output_html.cpp.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from lxml.html import HtmlElement

from retrieval.regular_files import read_regular
from retrieval.sources.files.decoding import decode
from retrieval.sources.files.exports.json_exports import Fields
from retrieval.sources.files.exports.json_files import Records
from retrieval.sources.files.formats import Parts
from retrieval.sources.files.html.document import parse_page
from retrieval.sources.files.html_fragments import element_lines
from retrieval.sources.files.parts import NO_TEXT, NoArticleError
from retrieval.sources.metadata.characters import clean_line

_MESSAGE = "//div[contains(concat(' ', @class, ' '), ' message ')][@id]"
_OF_CLASS = "./div[contains(concat(' ', @class, ' '), ' {} ')]"
_MOMENT = re.compile(r"(\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d)(?: UTC([+-]\d\d:\d\d))?")


def parts(path: Path, name: str) -> Parts:
    """Yield the articles of a page of a chat, in the shape of the export as JSON."""
    page = parse_page(decode(read_regular(path)) or "")
    messages = [] if page is None else list(_messages(page))
    if not messages:
        raise NoArticleError(NO_TEXT)
    senders = {sender for message in messages if (sender := message.pop("from"))}
    records = Records(path, name, senders.pop() if senders == {_name_of_chat(page)} else None)
    for number, message in enumerate(messages, start=1):
        yield from records.parts(message, f"{name} article {number}")
    yield from records.notes()


def _messages(page: HtmlElement) -> Iterator[Fields]:
    for message in page.xpath(_MESSAGE):
        body = _part(message, "body")
        if body is None or _part(body, "date") is None:
            continue  # a day, or somebody who joined
        forwarded = _part(body, "forwarded")
        text = _part(body if forwarded is None else forwarded, "text")
        yield {
            "type": "message",
            "id": message.get("id"),
            "from": _text(_part(body, "from_name")),
            "forwarded_from": _text(None if forwarded is None else _part(forwarded, "from_name")),
            "date": _moment(_part(body, "date")),
            "text": "\n".join(element_lines(text)) if text is not None else "",
        }


def _part(element: HtmlElement, name: str) -> HtmlElement | None:
    return next(iter(element.xpath(_OF_CLASS.format(name))), None)


def _text(element: HtmlElement | None) -> str:
    """The own text of an element, without the day beside the name of who is forwarded."""
    return clean_line(element.text or "") if element is not None else ""


def _moment(element: HtmlElement | None) -> str:
    """The time of a message, ISO 8601, with the zone if it is told; "" if it is in another form."""
    match = _MOMENT.match(element.get("title") or "") if element is not None else None
    if match is None:
        return ""
    return datetime.strptime(match[1], "%d.%m.%Y %H:%M:%S").isoformat() + (match[2] or "")


def _name_of_chat(page: HtmlElement | None) -> str:
    """The name above the messages: that of a channel is also above each of them."""
    found = [] if page is None else page.xpath("//div[@class='page_header']")
    return clean_line(found[0].text_content()) if found else ""
