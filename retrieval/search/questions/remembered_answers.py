"""The last answers of conversations, so that a follow-up needs only the questions before it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TypeAlias

from retrieval.search.questions.turns import unanswered
from retrieval.types import Answer, Filters

_REMEMBERED = 128  # answers
_TOLD_BY = 4  # last questions by which answers are looked up
_Said: TypeAlias = tuple[str, ...]  # a question, and the ids of what was listed for it
_FOUND_AGAIN = 3  # questions, at most, where what was shown for them is not remembered

AskAgain = Callable[[str, Sequence[Answer]], Answer]
"""Answers a question of a conversation after the answers before it."""


class RememberedAnswers:
    """The last answers of conversations by the questions; safe for use by several threads.

    Answers within other filters given are others. Of a long conversation callers only give the last
    questions: these have to be the end of what was asked, or the other way round.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: OrderedDict[
            tuple[int, Filters, tuple[_Said, ...]], tuple[tuple[_Said, ...], Answer]
        ] = OrderedDict()

    def put(
        self, answer: Answer, earlier: Sequence[str | Answer], given: Filters, generation: int
    ) -> None:
        """Remembers an answer that the archive gave at ``generation`` within filters ``given``.

        ``earlier`` are the questions before it, and the lists of articles. What other answers
        showed may no longer be found, so that nothing is remembered after these.
        """
        if not all(isinstance(own, str) or own.reply for own in earlier):
            return
        asked = (*map(_said, earlier), _said(answer.question))
        with self._lock:
            self._answers[generation, given, asked[-_TOLD_BY:]] = asked, answer
            if len(self._answers) > _REMEMBERED:
                self._answers.popitem(last=False)

    def earlier(
        self, asked: Sequence[str | Answer], given: Filters, generation: int, ask_again: AskAgain
    ) -> list[Answer]:
        """The answers to questions ``asked``, which follow each other, of an archive as it is.

        Those that are not given or remembered are found again, the last few only; others are told
        by their questions alone.
        """
        said = tuple(map(_said, asked))
        answers: list[Answer] = []
        for place, own in enumerate(asked):
            if isinstance(own, Answer):
                answers.append(own)
                continue
            known = self._known(said[: place + 1], given, generation)
            if known is None and place >= len(asked) - _FOUND_AGAIN:
                known = ask_again(own, answers)
            answers.append(known or unanswered(own))
        return answers

    def _known(self, asked: tuple[_Said, ...], given: Filters, generation: int) -> Answer | None:
        with self._lock:
            found = self._answers.get((generation, given, asked[-_TOLD_BY:]))
        if found is None:
            return None
        said, answer = found
        both = min(len(said), len(asked))
        return answer if said[-both:] == asked[-both:] else None


def _said(own: str | Answer) -> _Said:
    if isinstance(own, str):
        return (own,)
    return (own.question, *(own.reply.listed if own.reply else ()))
