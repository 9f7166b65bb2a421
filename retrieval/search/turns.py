"""The turns of a conversation: what was asked before, and what was shown for it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

from retrieval.text.answer_type import answer_type
from retrieval.types import Answer, Filters, Result, Turn

_LEAST_CONFIDENCE = 0.25  # of an answer that people take for one
_MOST_WORDS = 6  # of an answer to which follow-ups may refer
_REMEMBERED = 128  # answers
_FOUND_AGAIN = 3  # questions, at most, where what was shown for them is not remembered

AskAgain = Callable[[str, Sequence[Answer]], Answer]
"""Answers a question of a conversation after the answers before it."""


def unanswered(question: str) -> Answer:
    """An earlier question of which nothing is known but that it was asked."""
    return Answer(question, False, 0.0, ())


def turn_of(answer: Answer, language: str) -> Turn:
    """What a follow-up may refer to: the question and, if it was answered or nearly so, the article
    and the words that answer.
    """
    searched = answer.searched if answer.is_follow_up else ""
    if not answer.results or answer.confidence < _LEAST_CONFIDENCE:
        return Turn(answer.question, searched)
    words = _few_words_in(answer)
    return Turn(
        answer.question,
        searched,
        answer=words,
        name=words if _is_name(words, answer.searched, language) else "",
        shown=tuple(dict.fromkeys(result.article.doc_id for result in answer.results)),
        opens_subject=answer.answered and not answer.is_follow_up,
    )


def _few_words_in(answer: Answer) -> str:
    """The words that answer, if they are few; "" otherwise."""
    first: Result = answer.results[0]
    if first.answer is None:
        return ""
    words = first.passage.text[first.answer.start : first.answer.end]
    return words if len(words.split()) <= _MOST_WORDS else ""


def _is_name(words: str, searched: str, language: str) -> bool:
    """Whether ``words`` are a name, and one was asked for."""
    return answer_type(searched, language) == "name" and any(char.isupper() for char in words)


class RememberedAnswers:
    """The last answers of conversations by the questions; safe for use by several threads.

    Answers within other filters given are others.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: OrderedDict[tuple[int, Filters, tuple[str, ...]], Answer] = OrderedDict()

    def put(self, answer: Answer, earlier: Sequence[str], given: Filters, generation: int) -> None:
        """Remembers an answer that the archive gave at ``generation`` within filters ``given``."""
        with self._lock:
            self._answers[generation, given, (*earlier, answer.question)] = answer
            if len(self._answers) > _REMEMBERED:
                self._answers.popitem(last=False)

    def earlier(
        self, questions: Sequence[str], given: Filters, generation: int, ask_again: AskAgain
    ) -> list[Answer]:
        """The answers to ``questions``, which follow each other, of an archive as it is.

        Those that are not remembered are found again, the last few only; others are told by
        their questions alone.
        """
        answers: list[Answer] = []
        for place, question in enumerate(questions):
            with self._lock:
                known = self._answers.get((generation, given, tuple(questions[: place + 1])))
            if known is None and place >= len(questions) - _FOUND_AGAIN:
                known = ask_again(question, answers)
            answers.append(known or unanswered(question))
        return answers
