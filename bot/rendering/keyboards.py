"""Inline keyboards and their callback data: an action and an id, without any text."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.rendering.examples import label_of
from bot.rendering.translations import LANGUAGES, Texts, texts_of
from retrieval import Subscription

_DATA = re.compile(r"([a-z]{1,3}):([A-Za-z0-9_-]{0,40})")


MORE, CONTEXT, HELPFUL, NOT_HELPFUL, FOLLOW_UP = "m", "c", "y", "n", "w"
CITE, CITE_BIBTEX, CITE_RIS, CITE_CSL = "q", "qb", "qr", "qc"
LANGUAGE, FORGET, CANCEL = "l", "f", "k"
REQUEST_ACCESS, APPROVE, DECLINE = "a", "ap", "de"
READ_CHANNEL, IGNORE_CHANNEL = "cr", "ci"
UNSUBSCRIBE = "u"
REMOVE, CONFIRM_REMOVE, REMOVE_STORY = "r", "rr", "rs"
ADD_PREVIEW, ANSWER_PREVIEW, OPEN = "pa", "pq", "o"
FIND_MORE = "fm"
MORE_STORIES = "tm"
EXAMPLE = "e"
ALERT, ALERT_LIST, ALERT_STOP, ALERT_MUTE, ALERT_DELIVERY = "tv", "tl", "ts", "tu", "td"
ALERT_HOUR, ALERT_WEEKDAY, ALERT_QUIET, ALERT_ZONE = "th", "tw", "tq", "tz"


def parse(data: str | None) -> tuple[str, str]:
    """What a button sends: an action and the id that it applies to; "" if it is not valid.

    >>> parse("m:abc"), parse("m:" + "x" * 41), parse("rm -rf")
    (('m', 'abc'), ('', ''), ('', ''))
    """
    found = _DATA.fullmatch(data or "")
    return (found[1], found[2]) if found else ("", "")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question to go on with: its number in the article of the answer, and its label."""

    number: int
    label: str


def answer_keyboard(
    answer_id: str,
    texts: Texts,
    *,
    answered: bool,
    sentence_url: str | None = None,
    follow_ups: Sequence[FollowUp] = (),
) -> InlineKeyboardMarkup:
    """Under an answer: More, Context, Open page, Cite, Helpful, Not helpful, a row a follow-up."""
    actions = [button(texts("more"), MORE, answer_id)]
    source = []
    if answered:
        actions.append(button(texts("context"), CONTEXT, answer_id))
        source.append(button(texts("cite"), CITE, answer_id))
    if answered and sentence_url:
        source.insert(0, InlineKeyboardButton(texts("open_sentence"), url=sentence_url))
    rating = [
        button(texts("helpful"), HELPFUL, answer_id),
        button(texts("not_helpful"), NOT_HELPFUL, answer_id),
    ]
    asking = [[button(each.label, FOLLOW_UP, f"{answer_id}{each.number}")] for each in follow_ups]
    return keyboard([actions, source, *asking, rating])


def cite_keyboard(answer_id: str) -> InlineKeyboardMarkup:
    """Under a citation in Markdown: the other formats, whose names are the same everywhere."""
    formats = (("BibTeX", CITE_BIBTEX), ("RIS", CITE_RIS), ("CSL-JSON", CITE_CSL))
    return keyboard([[button(name, action, answer_id) for name, action in formats]])


def examples_keyboard(questions: Sequence[str]) -> InlineKeyboardMarkup:
    """The beginnings of the example questions of a message, by their numbers there."""
    numbered = enumerate(questions, start=1)
    return keyboard([[button(label_of(text), EXAMPLE, str(number))] for number, text in numbered])


def more_keyboard(answer_id: str, texts: Texts) -> InlineKeyboardMarkup:
    """Under further passages: More."""
    return keyboard([[button(texts("more"), MORE, answer_id)]])


def find_more_keyboard(first: int, texts: Texts) -> InlineKeyboardMarkup:
    """Under a list of articles: more of them, from number ``first`` on."""
    return keyboard([[button(texts("more"), FIND_MORE, str(first))]])


def more_stories_keyboard(since: date, first: int, texts: Texts) -> InlineKeyboardMarkup:
    """Under the stories since a day: more of them, from number ``first`` on."""
    subject = f"{since:%Y%m%d}-{first}"
    return keyboard([[button(texts("more"), MORE_STORIES, subject)]])


def language_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    """The languages, each under its own name."""
    buttons = [button(texts_of(code)("name"), LANGUAGE, code) for code in LANGUAGES]
    automatic = button(texts("language_auto"), LANGUAGE, "auto")
    return keyboard([buttons[:3], buttons[3:], [automatic]])


def forget_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    """Delete all, or cancel."""
    return keyboard(
        [[button(texts("delete_yes"), FORGET, ""), button(texts("delete_no"), CANCEL, "")]]
    )


def request_access_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    """Request access."""
    return keyboard([[button(texts("access_ask"), REQUEST_ACCESS, "")]])


def decide_access_keyboard(user_id: int, texts: Texts) -> InlineKeyboardMarkup:
    """Approve or decline a request for access."""
    yes = button(texts("approve"), APPROVE, str(user_id))
    no = button(texts("decline"), DECLINE, str(user_id))
    return keyboard([[yes, no]])


def decide_channel_keyboard(chat_id: int, texts: Texts) -> InlineKeyboardMarkup:
    """Read the posts of a channel, or ignore them."""
    yes = button(texts("channel_yes"), READ_CHANNEL, str(chat_id))
    no = button(texts("channel_no"), IGNORE_CHANNEL, str(chat_id))
    return keyboard([[yes, no]])


def unsubscribe_keyboard(
    subscriptions: Sequence[tuple[Subscription, str]], channels: Sequence[tuple[int, str]] = ()
) -> InlineKeyboardMarkup:
    """End one of these subscriptions, or ignore a channel; with the label of each."""
    rows = [
        button(label_of(label), UNSUBSCRIBE, unsubscribe_subject(own))
        for own, label in subscriptions
    ]
    rows += [button(label_of(label), IGNORE_CHANNEL, str(chat_id)) for chat_id, label in channels]
    return keyboard([[own] for own in rows])


def unsubscribe_subject(own: Subscription) -> str:
    """What stands for a subscription in callback data, as another may have its number later."""
    return f"{own.subscription_id}-{zlib.crc32(own.source.encode()):08x}"


def remove_keyboard(doc_id: str, texts: Texts) -> InlineKeyboardMarkup:
    """Remove an article, with a confirmation."""
    return keyboard([[button(texts("remove"), REMOVE, doc_id)]])


def confirm_remove_keyboard(doc_id: str, texts: Texts, *, copies: int = 0) -> InlineKeyboardMarkup:
    """Confirm the removal of an article, or also of its copies, or cancel."""
    yes = button(texts("remove"), CONFIRM_REMOVE, doc_id)
    story = button(texts("remove_with_copies", count=copies), REMOVE_STORY, doc_id)
    return keyboard([[yes, button(texts("delete_no"), CANCEL, "")], [story] if copies else []])


def preview_keyboard(message_id: int, texts: Texts) -> InlineKeyboardMarkup:
    """Add a forwarded message as an article, or answer it."""
    add = button(texts("preview_add"), ADD_PREVIEW, str(message_id))
    return keyboard([[add, button(texts("preview_answer"), ANSWER_PREVIEW, str(message_id))]])


def added_keyboard(doc_id: str, texts: Texts, *, can_undo: bool) -> InlineKeyboardMarkup:
    """Under the report on one article: open it, or undo the addition."""
    undo = [button(texts("undo"), CONFIRM_REMOVE, doc_id)] if can_undo else []
    return keyboard([[button(texts("open"), OPEN, doc_id), *undo]])


def share_keyboard(url: str, texts: Texts) -> InlineKeyboardMarkup:
    """Copy a link to an answer."""
    return keyboard([[InlineKeyboardButton(texts("share"), copy_text=CopyTextButton(url))]])


def link_keyboard(label: str, url: str) -> InlineKeyboardMarkup:
    """One link."""
    return keyboard([[InlineKeyboardButton(label, url=url)]])


def button(label: str, action: str, subject: str) -> InlineKeyboardButton:
    """A button that sends an action and its subject, at most 64 bytes."""
    return InlineKeyboardButton(label, callback_data=f"{action}:{subject}")


def keyboard(rows: Sequence[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    """The rows of buttons, without the empty ones."""
    return InlineKeyboardMarkup([row for row in rows if row])
