"""The last answers of conversations, so that a follow-up needs only the questions before it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

from retrieval.search.questions.turns import unanswered
from retrieval.types import Answer, Filters

_REMEMBERED = 128  # answers
_TOLD_BY = 4  # last questions by which answers are looked up
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
            tuple[int, Filters, tuple[str, ...]], tuple[tuple[str, ...], Answer]
        ] = OrderedDict()

    def put(self, answer: Answer, earlier: Sequence[str], given: Filters, generation: int) -> None:
        """Remembers an answer that the archive gave at ``generation`` within filters ``given``."""
        asked = (*earlier, answer.question)
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
        questions = [own if isinstance(own, str) else own.question for own in asked]
        answers: list[Answer] = []
        for place, (own, question) in enumerate(zip(asked, questions, strict=True)):
            if isinstance(own, Answer):
                answers.append(own)
                continue
            known = self._known(tuple(questions[: place + 1]), given, generation)
            if known is None and place >= len(questions) - _FOUND_AGAIN:
                known = ask_again(question, answers)
            answers.append(known or unanswered(question))
        return answers

    def _known(self, asked: tuple[str, ...], given: Filters, generation: int) -> Answer | None:
        with self._lock:
            found = self._answers.get((generation, given, asked[-_TOLD_BY:]))
        if found is None:
            return None
        questions, answer = found
        both = min(len(questions), len(asked))
        return answer if questions[-both:] == asked[-both:] else None
