"""The turns of a conversation: what a follow-up may refer to of an earlier answer."""

from __future__ import annotations

from retrieval.search.questions.query import stands_alone
from retrieval.text.answers.answer_type import answer_type, names_of_persons
from retrieval.text.questions.question_form import names_by_form
from retrieval.text.words.terms import index_terms, stop_words
from retrieval.types import Answer, Turn

_LEAST_CONFIDENCE = 0.25  # of an answer that people take for one
_MOST_WORDS = 6  # of an answer to which follow-ups may refer


def unanswered(question: str) -> Answer:
    """An earlier question of which nothing is known but that it was asked."""
    return Answer(question, False, 0.0, ())


def turn_of(answer: Answer, language: str) -> Turn:
    """What a follow-up may refer to: the question and, if it was answered or nearly so, the article
    and the words that answer.
    """
    searched = answer.searched if answer.is_follow_up else ""
    opens = not answer.is_follow_up and (answer.answered or stands_alone(answer.question, language))
    if not answer.results or answer.confidence < _LEAST_CONFIDENCE:
        return Turn(answer.question, searched, opens_subject=opens)
    words = answer.results[0].answer_words
    return Turn(
        answer.question,
        searched,
        answer=words if len(words.split()) <= _MOST_WORDS else "",
        name=_name_in(words, answer.searched, language),
        shown=tuple(dict.fromkeys(result.article.doc_id for result in answer.results)),
        opens_subject=opens,
    )


def may_be_followed_up(answer: Answer, language: str) -> bool:
    """Whether later questions may be about what was asked: not after a refused follow-up with a
    name that the archive does not have, as "And in Porto?" may be.
    """
    missing = (str(note.fields["term"]) for note in answer.notes if note.kind == "missing_term")
    names = names_by_form(answer.question, language)
    lacks_name = any(not names.isdisjoint(index_terms(term, language)) for term in missing)
    return answer.answered or not (answer.is_follow_up and lacks_name)


def _name_in(words: str, searched: str, language: str) -> str:
    """The name that answers, if one was asked for: a few words, or the only person in a sentence
    whom the question does not name.
    """
    if answer_type(searched, language) != "name":
        return ""
    if len(words.split()) <= _MOST_WORDS:
        return words if _has_capital(words, language) else ""
    spans = names_of_persons(words, index_terms(searched, language), language)
    persons = {words[span.start : span.end] for span in spans}
    return persons.pop() if len(persons) == 1 else ""


def _has_capital(words: str, language: str) -> bool:
    """Whether a word that tells what it is about has a capital.

    >>> _has_capital("Ines Holm", "en"), _has_capital("A nurse", "en")
    (True, False)
    """
    small = stop_words(language)
    return any(map(str.isupper, "".join(w for w in words.split() if w.lower() not in small)))
