"""Mails (.eml) and web archives (.mhtml), both RFC 822 messages → drafts of articles."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

from retrieval.sources.drafts import Draft
from retrieval.sources.files.formats import Parts
from retrieval.sources.files.html.document import read_html
from retrieval.sources.files.mail.letter import content_of, read_mail
from retrieval.sources.files.parts import NoArticleError, document_parts
from retrieval.sources.metadata.url_identity import absolute_address

_MAX_PARTS = 500
_SAVED_AT = "Snapshot-Content-Location"  # of Chromium and what is built on it
_DAMAGED = "is not a whole mail or web archive: export it again."
_LIBRARY_ERRORS = (  # what email raises for broken headers
    ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError,
)  # fmt: skip


def parts(path: Path, name: str) -> Parts:
    """Yield the article of a mail or of a web page saved as one file."""
    return document_parts(read_message, path, name)


def read_message(data: bytes) -> Draft | None:
    """Read a draft; None if the message holds no text. Raises NoArticleError.

    A page saved as MHTML (RFC 2557) states the address that it was saved from, or was not sent to
    anybody; anything else is a mail.
    """
    try:
        message = BytesParser(policy=default).parsebytes(data)
        root = _root(message)
        address = _saved_from(message, root)
        if root is None or not (address or _is_page(message)):
            return read_mail(message)
        page, charset = content_of(root), root.get_content_charset("")
        draft = read_html(page, charset=charset, address=address or "")
    except _LIBRARY_ERRORS as error:
        raise NoArticleError(_DAMAGED) from error
    return None if draft is None else replace(draft, url=address)


def _root(message: EmailMessage) -> EmailMessage | None:
    """The page of a web archive: the part that the header names, else the first one in HTML."""
    parts = [part for _, part in zip(range(_MAX_PARTS), message.walk(), strict=False)]
    pages = [part for part in parts if part.get_content_type() in _PAGE_TYPES]
    start = message.get_param("start")
    named = (part for part in pages if part.get("Content-ID") == start)
    return next(named, None) or next(iter(pages), None)


_PAGE_TYPES = ("text/html", "application/xhtml+xml")


def _is_page(message: EmailMessage) -> bool:
    """Whether the message was saved and not sent, though it does not say from where."""
    is_related = message.get_content_type() == "multipart/related"
    return _SAVED_AT in message or (
        is_related and "To" not in message and "Received" not in message
    )


def _saved_from(message: EmailMessage, root: EmailMessage | None) -> str | None:
    stated = (message.get(_SAVED_AT), message.get("Content-Location"),
              root.get("Content-Location") if root else None)  # fmt: skip
    return next(
        (address for one in stated if one and (address := absolute_address(str(one)))), None
    )
