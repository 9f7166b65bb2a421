"""The buttons under messages, and what is written in them: at most 64 bytes that say nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.rendering.translations import LANGUAGES, Texts, texts_of

_DATA = re.compile(r"([a-z]{1,3}):([A-Za-z0-9_-]{0,40})")


@dataclass(frozen=True, slots=True)
class Press:
    """What a button says: an action and what it is about."""

    action: str
    subject: str

    def __str__(self) -> str:
        return f"{self.action}:{self.subject}"


MORE, CONTEXT, HELPFUL, NOT_HELPFUL = "m", "c", "y", "n"
LANGUAGE, FORGET, KEEP = "l", "f", "k"
ASK_ACCESS, APPROVE, DECLINE = "a", "ap", "de"
REMOVE, CONFIRM_REMOVE = "r", "rr"
ADD_PREVIEW, ANSWER_PREVIEW, OPEN = "pa", "pq", "o"


def parse(data: str | None) -> Press | None:
    """What a press says, None where it is nothing of ours.

    >>> parse("m:abc"), parse("m:" + "x" * 41), parse("rm -rf")
    (Press(action='m', subject='abc'), None, None)
    """
    found = _DATA.fullmatch(data or "")
    return Press(found[1], found[2]) if found else None


def answer_keyboard(
    answer_id: str,
    texts: Texts,
    *,
    answered: bool,
    sentence_url: str | None = None,
) -> InlineKeyboardMarkup:
    """Under an answer: more of it, its context, the page itself, whether it helped."""
    about = [_button(texts("more"), MORE, answer_id)]
    if answered:
        about.append(_button(texts("context"), CONTEXT, answer_id))
    if answered and sentence_url:
        about.append(InlineKeyboardButton(texts("open_sentence"), url=sentence_url))
    opinion = [
        _button(texts("helpful"), HELPFUL, answer_id),
        _button(texts("not_helpful"), NOT_HELPFUL, answer_id),
    ]
    return _keyboard([about, opinion])


def more_keyboard(answer_id: str, texts: Texts) -> InlineKeyboardMarkup:
    """Under further passages: still more."""
    return _keyboard([[_button(texts("more"), MORE, answer_id)]])


def language_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    """The languages, each by its own name."""
    buttons = [_button(texts_of(code)("name"), LANGUAGE, code) for code in LANGUAGES]
    automatic = _button(texts("language_auto"), LANGUAGE, "auto")
    return _keyboard([buttons[:3], buttons[3:], [automatic]])


def forget_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    """Delete all, or nothing."""
    return _keyboard(
        [[_button(texts("delete_yes"), FORGET, ""), _button(texts("delete_no"), KEEP, "")]]
    )


def ask_access_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    """Asks to be let in."""
    return _keyboard([[_button(texts("access_ask"), ASK_ACCESS, "")]])


def access_keyboard(user_id: int, texts: Texts) -> InlineKeyboardMarkup:
    """Lets a user in, or not."""
    yes = _button(texts("approve"), APPROVE, str(user_id))
    no = _button(texts("decline"), DECLINE, str(user_id))
    return _keyboard([[yes, no]])


def remove_keyboard(doc_id: str, texts: Texts) -> InlineKeyboardMarkup:
    """Removes an article, after a question."""
    return _keyboard([[_button(texts("remove"), REMOVE, doc_id)]])


def confirm_remove_keyboard(doc_id: str, texts: Texts) -> InlineKeyboardMarkup:
    """Removes an article, or keeps it."""
    yes = _button(texts("remove"), CONFIRM_REMOVE, doc_id)
    return _keyboard([[yes, _button(texts("delete_no"), KEEP, "")]])


def preview_keyboard(preview_id: str, texts: Texts) -> InlineKeyboardMarkup:
    """What becomes of a forwarded message."""
    add = _button(texts("preview_add"), ADD_PREVIEW, preview_id)
    return _keyboard([[add, _button(texts("preview_answer"), ANSWER_PREVIEW, preview_id)]])


def added_keyboard(doc_id: str, texts: Texts, *, can_undo: bool) -> InlineKeyboardMarkup:
    """Under the report on one article: shows it, or removes what was added."""
    undo = [_button(texts("undo"), CONFIRM_REMOVE, doc_id)] if can_undo else []
    return _keyboard([[_button(texts("open"), OPEN, doc_id), *undo]])


def share_keyboard(url: str, texts: Texts) -> InlineKeyboardMarkup:
    """Copies a link to an answer."""
    return _keyboard([[InlineKeyboardButton(texts("share"), copy_text=CopyTextButton(url))]])


def link_keyboard(label: str, url: str) -> InlineKeyboardMarkup:
    """One link."""
    return _keyboard([[InlineKeyboardButton(label, url=url)]])


def _button(label: str, action: str, subject: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=str(Press(action, subject)))


def _keyboard(rows: Sequence[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([row for row in rows if row])
