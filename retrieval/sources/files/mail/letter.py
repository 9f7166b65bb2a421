"""Mails, such as newsletters → drafts of articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from email.utils import parseaddr

from retrieval.sources.boilerplate.labels import is_boilerplate_line
from retrieval.sources.boilerplate.mail_lines import without_mail_frame
from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.drafts import Draft
from retrieval.sources.files.decoding import decode_declared
from retrieval.sources.files.mail.forwarded import forwarded_mail
from retrieval.sources.files.mail.letter_html import mail_lines
from retrieval.sources.files.plain_text import paragraphs_of_text
from retrieval.sources.metadata.byline import read_byline
from retrieval.sources.metadata.characters import clean_line, letters
from retrieval.sources.metadata.names import is_full_name, names_a_publication
from retrieval.sources.metadata.url_identity import absolute_address
from retrieval.text.languages.boilerplate import any_phrase

_MAX_DEPTH = 3  # of mails attached to mails
_MAX_PARTS = 500
_MAX_SUBJECT = 500
_FORWARDED = re.compile(rf"(?:\s*(?:{any_phrase('reply_marks')})\s*:\s*)+", re.IGNORECASE)
_WRITER_OF = re.compile(
    rf"(?P<name>.{{3,60}}?),? (?:{any_phrase('sent_for')}) (?P<publisher>.{{2,80}})"
)
_LIST_MARK = re.compile(r"\[[^\[\]]{2,40}\]\s*(?=\S+\s+\S)")
"""What lists put before a subject: "[pier-news] Ferry sinks"."""
_MAX_ABOVE_TITLE = 4  # lines
_ADDRESSES = re.compile(r"<?https?://\S+>?")
_LIST_NAME = re.compile(r"\s*\"?([^\"<]+?)\"?\s*<")
_QUOTED = re.compile(r"(?:> ?)+")
_ACCOUNT_BREAK = re.compile(r"[._+-]")
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)


def read_mail(message: EmailMessage, depth: int = 0) -> Draft | None:
    """Read a draft of a mail; None if it holds no text.

    The text is the HTML part, else the plain one, or the mail that it forwards as an attachment.
    The subject is the title, the day that of sending, and the publisher the sender; a person who
    writes from an address with that name is the author.
    """
    attached = _attached_mail(message)
    lines = _lines(message)
    if attached is not None and depth < _MAX_DEPTH and not any(map(_is_long, lines)):
        return read_mail(attached, depth + 1)
    if not lines:
        return None
    forwarded = forwarded_mail(lines)
    if forwarded is not None and forwarded.lines:
        sender, listed = forwarded.sender, ""
        subject, date, lines = forwarded.subject, forwarded.date, list(forwarded.lines)
    else:
        sender, listed = _header(message, "From"), _header(message, "List-Id")
        subject, date = _header(message, "Subject"), _header(message, "Date")
    publisher, authors = _origin(sender, listed)
    title = _LIST_MARK.sub("", _FORWARDED.sub("", clean_line(subject), count=1), count=1)
    return Draft(
        tuple(without_mail_frame(_below_title(lines, title))),
        title[:_MAX_SUBJECT] or None,
        publisher=publisher,
        authors=authors,
        stated_url=absolute_address(_header(message, "Archived-At").strip("<> ") or None),
        published=date or None,
        is_pasted=True,
    )


def _below_title(lines: Sequence[str], title: str) -> Sequence[str]:
    """The lines below the one that repeats the title, if only a head of the letter is above it."""
    wanted = letters(title)
    for number, line in enumerate(lines[: _MAX_ABOVE_TITLE + 1]):
        if wanted and letters(line) == wanted:
            return [*filter(read_byline, lines[:number]), *lines[number + 1 :]]
        if is_prose(line) and not is_boilerplate_line(line):
            break
    return lines


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        return ""  # a header that email cannot parse


def _attached_mail(message: EmailMessage) -> EmailMessage | None:
    for _, part in zip(range(_MAX_PARTS), message.walk(), strict=False):
        if part is not message and part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            first = inner[0] if isinstance(inner, list) and inner else None
            return first if isinstance(first, EmailMessage) else None
    return None


def _lines(message: EmailMessage) -> list[str]:
    """The lines of the first part in HTML that has any, else of the first one in plain text."""
    for kind, read in (("text/html", mail_lines), ("text/plain", _plain_lines)):
        for part in _texts(message, kind):
            if lines := read(_text_of(part)):
                return lines
    return []


def _texts(message: EmailMessage, kind: str) -> Iterator[EmailMessage]:
    """The parts of that media type that are no attachments, nor in one."""
    queue = [message]
    for _ in range(_MAX_PARTS):
        if not queue:
            return
        part = queue.pop(0)
        if part.get_content_maintype() == "multipart":
            queue[:0] = [one for one in part.get_payload() if isinstance(one, EmailMessage)]
        elif part.get_content_type() == kind and not part.is_attachment():
            yield part


def content_of(part: EmailMessage) -> bytes:
    """Return the decoded bytes of a part of a message."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text_of(part: EmailMessage) -> str:
    return decode_declared(content_of(part), part.get_content_charset("utf-8")) or ""


def _plain_lines(text: str) -> list[str]:
    """The paragraphs of a plain mail without its signature, quotation marks and bare addresses."""
    body = _SIGNATURE.split(text.replace("\r\n", "\n"), maxsplit=1)[0]
    unquoted = "\n".join(_QUOTED.sub("", line, count=1) if line.startswith(">") else line
                         for line in body.split("\n"))  # fmt: skip
    paragraphs = paragraphs_of_text(unquoted)
    return [line for one in paragraphs if (line := clean_line(_ADDRESSES.sub("", one)))]


def _is_long(line: str) -> bool:
    return len(line) > 200


def _origin(sender: str, list_id: str) -> tuple[str | None, tuple[str, ...]]:
    """The publisher and the authors: the sender's name, "Jane Roe from The Example", a list's."""
    name, address = parseaddr(sender) if "@" in sender else (sender, "")
    name = clean_line(name.strip("\"' "))
    of_list = _LIST_NAME.match(list_id)
    listed = clean_line(of_list[1]) if of_list else None
    if (parts := _WRITER_OF.fullmatch(name)) and is_full_name(parts["name"]):
        return parts["publisher"], (parts["name"],)
    if is_full_name(name) and not names_a_publication(name) and listed and listed != name:
        return listed, (name,)
    if is_full_name(name) and not names_a_publication(name) and _is_own_address(address, name):
        return None, (name,)
    if name and "@" not in name:
        return name, ()
    return listed or address.rpartition("@")[2] or None, ()


def _is_own_address(address: str, name: str) -> bool:
    """Whether an address is called by a person's given name or whole name, and its host by none.

    >>> [_is_own_address(f"{one}.example", "Jane Roe") for one in ("jane@pier", "roe@pier")]
    [True, False]
    """
    account, _, host = address.casefold().partition("@")
    words = [letters(word) for word in name.split()]
    parts = _ACCOUNT_BREAK.split(account)
    is_called = parts[0] == words[0] or letters(account) == "".join(words)
    return is_called and "".join(words) not in map(letters, host.split("."))
