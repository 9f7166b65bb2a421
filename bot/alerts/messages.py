"""The messages that tell a chat what its alerts found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from bot.rendering.alert_keyboards import found_keyboard, my_alerts_keyboard
from bot.rendering.alerts import found_blocks, found_together
from bot.rendering.formatted_text import FormattedText
from bot.rendering.messages import DeepLink, highlight_link
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.shown_results import ref_of
from bot.state import ShownAnswer, new_answer_id
from retrieval import AlertMatch


@dataclass(frozen=True, slots=True)
class AlertMessage:
    """A message that tells ``matches``, in several ``parts`` if one is too long for a message.

    The ``keyboard`` is under the last part. A story with an ``answer_id`` is an answer, which a
    reply continues like any other.
    """

    matches: tuple[AlertMatch, ...]
    parts: tuple[FormattedText, ...]
    keyboard: InlineKeyboardMarkup | None
    answer_id: str | None = None

    @property
    def match_ids(self) -> frozenset[int]:
        """The ids of the matches."""
        return frozenset(match.match_id for match in self.matches)


def story_message(match: AlertMatch, texts: Texts, link: DeepLink) -> AlertMessage:
    """A story that is told at once, as an answer."""
    answer_id, url = new_answer_id(), highlight_link(match.answer.results[0])
    buttons = found_keyboard(answer_id, match.alert, texts, sentence_url=url)
    parts = pack(found_blocks(match, texts, link))
    return AlertMessage((match,), tuple(parts), buttons, answer_id)


def digest_messages(
    matches: Sequence[AlertMatch], texts: Texts, link: DeepLink
) -> list[AlertMessage]:
    """All that is told together, in as few messages as hold it: none splits a story that fits."""
    alerts = dict.fromkeys(match.alert.alert_id for match in matches)
    by_alert = [own for alert_id in alerts for own in matches if own.alert.alert_id == alert_id]
    told_together: list[list[AlertMatch]] = []
    for match in by_alert:
        if (
            told_together
            and len(pack(found_together([*told_together[-1], match], texts, link))) < 2
        ):
            told_together[-1].append(match)
        else:
            told_together.append([match])
    return [
        AlertMessage(
            tuple(own),
            tuple(pack(found_together(own, texts, link))),
            my_alerts_keyboard(texts) if own is told_together[-1] else None,
        )
        for own in told_together
    ]


def shown_answer(
    message: AlertMessage, chat_id: int, user_id: int, sent: Sequence[int]
) -> ShownAnswer | None:
    """A story as the answer that was shown in the messages ``sent``; None for a digest."""
    if message.answer_id is None:
        return None
    [match] = message.matches
    return ShownAnswer(
        answer_id=message.answer_id,
        chat_id=chat_id,
        user_id=user_id,
        message_id=sent[-1],
        question=match.answer.question,
        earlier=(),
        results=(ref_of(match.answer.results[0]),),
        answered=True,
        reply_ids=tuple(sent),
    )
