"""Mailboxes (.mbox) of any size, read mail by mail → articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from retrieval.regular_files import open_regular
from retrieval.sources.files.formats import MAX_DOCUMENT_BYTES, Part, Parts
from retrieval.sources.files.mail.messages import read_message
from retrieval.sources.files.parts import NO_TEXT, NoArticleError, finish
from retrieval.types import Article

_POSTMARK = re.compile(rb"From \S.*\d{4}\s*$")
_QUOTED_POSTMARK = re.compile(rb"^>(>*From )", re.MULTILINE)
_TOO_LARGE = f"is larger than {MAX_DOCUMENT_BYTES // 1_000_000} MB: save it without attachments."


def parts(path: Path, name: str) -> Parts:
    """Yield the article of each mail."""
    number = 0
    for number, mail in enumerate(read_mails(path), start=1):
        yield Part(f"{name} mail {number}", partial(_article, mail, name))
    if not number:
        raise NoArticleError(NO_TEXT)


def _article(mail: bytes | None, name: str) -> Article:
    if mail is None:
        raise NoArticleError(_TOO_LARGE)
    return finish(read_message(mail), name)


def read_mails(path: Path) -> Iterator[bytes | None]:
    """Yield the mails of a mailbox, one at a time in memory; None for one that is too large.

    A mail begins at a line ``From sender date`` (RFC 4155) at the start or after an empty line.
    """
    mail: list[bytes] = []
    size, is_begun, is_after_blank = 0, False, True
    with open_regular(path) as file:
        while line := file.readline(MAX_DOCUMENT_BYTES):
            if is_after_blank and _POSTMARK.match(line):
                if is_begun:
                    yield _mail(mail, size)
                mail, size, is_begun = [], 0, True
            else:
                size += len(line)
                if size <= MAX_DOCUMENT_BYTES:
                    mail.append(line)
            is_after_blank = not line.strip()
    if is_begun:
        yield _mail(mail, size)


def _mail(lines: list[bytes], size: int) -> bytes | None:
    return _QUOTED_POSTMARK.sub(rb"\1", b"".join(lines)) if size <= MAX_DOCUMENT_BYTES else None
