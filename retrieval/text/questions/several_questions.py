"""Text with several questions → the questions, each as it would be asked alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.text.languages import Language, any_word_of, language_of
from retrieval.text.questions.question_words import only_question_words
from retrieval.text.words.language_detection import question_language
from retrieval.text.words.letters import WORD_WITH_APOSTROPHE, with_plain_apostrophes
from retrieval.text.words.scripts import UNSPACED, script_of, script_of_language
from retrieval.text.words.terms import question_terms, stop_words

_MARKS = "?？؟"  # Greek has the semicolon, which in other languages ends no question
_QUESTION_MARK = re.compile(rf"[{_MARKS}!]*[{_MARKS}][{_MARKS}!.]*")
_LIST_MARK = re.compile(r"\s*(?:\d{1,2}[.)]|[-*•–])\s+")
_CLOSING = {"“": "”", "„": "“", "«": "»", "»": "«", "(": ")", "[": "]", '"': '"', "「": "」"}
_MIN_TERMS = 2  # of a question without a question word


def questions_in(text: str, *, is_first: bool = False) -> list[str]:
    """The questions of ``text``, in order; all of it where it asks less than two.

    If it ``is_first`` in a conversation, question words alone, such as "Who? When?", are one. What
    asks nothing belongs to the question after it, or to the last one. A question mark within a
    sentence, in quotation marks or in brackets ends no question.

    >>> questions_in("Who is the mayor? And how many died?")
    ['Who is the mayor?', 'And how many died?']
    >>> questions_in("I read about the strike. Who led it, and why?")
    ['I read about the strike. Who led it, and why?']
    """
    own = language_of(question_language(text, {}))
    questions: list[str] = []
    waiting = ""  # that asks nothing by itself
    for part in _parts(text, own):
        waiting = f"{waiting} {part}".strip()
        if _asks(part, own):
            questions.append(waiting)
            waiting = ""
    if len(questions) < 2 or (is_first and only_question_words(text, own.code)):
        return [text]
    if waiting:
        questions[-1] += f" {waiting}"
    return questions


def _parts(text: str, own: Language) -> Iterator[str]:
    """The lines of ``text``, cut after each question mark that ends a sentence."""
    for line in (_LIST_MARK.sub("", line) for line in text.splitlines()):
        start = 0
        for end in _question_ends(line, own):
            yield line[start:end].strip()
            start = end
        if line[start:].strip():
            yield line[start:].strip()


def _question_ends(line: str, own: Language) -> Iterator[int]:
    """Where a question ends and another sentence begins."""
    open_marks: list[str] = []  # what closes each quotation and bracket
    place = 0
    while place < len(line):
        char = line[place]
        found = _QUESTION_MARK.match(line, place)
        if open_marks and char == open_marks[-1]:
            open_marks.pop()
        elif char in _CLOSING:
            open_marks.append(_CLOSING[char])
        elif found and not open_marks and _begins_sentence(line[found.end() :], own):
            yield found.end()
        place = found.end() if found else place + 1


def _begins_sentence(rest: str, own: Language) -> bool:
    """Whether what follows a question mark is another sentence."""
    following = rest.lstrip()
    if following == rest and rest and script_of(rest[0]) not in UNSPACED:
        return False
    first = WORD_WITH_APOSTROPHE.search(following)
    if first is None:
        return not following
    return not first[0][0].islower() or first[0].lower() in (*own.question_words, *own.leads_on)


def _asks(part: str, own: Language) -> bool:
    """Whether ``part`` is a question that can be answered.

    It begins with a question word, goes on from the question before, or says enough.
    """
    has_mark = _QUESTION_MARK.search(part) is not None
    if script_of_language(own.code) in UNSPACED:
        return has_mark
    words = [with_plain_apostrophes(word.lower()) for word in WORD_WITH_APOSTROPHE.findall(part)]
    telling = (w for w in words if w in own.question_words or w not in stop_words(own.code))
    if next(telling, None) in own.question_words:
        return has_mark or words[0] in own.question_words
    goes_on = any_word_of(own.leads_on).match(part) is not None
    return has_mark and (goes_on or len(question_terms(part, own.code)) >= _MIN_TERMS)
