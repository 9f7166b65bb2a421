"""Example questions made of articles: “Rovers won the cup …” → “Who won the cup …?”."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from retrieval.text.articles.sentences import sentence_spans
from retrieval.text.languages import any_of, language_of
from retrieval.text.languages.replies import replies_of
from retrieval.text.words.terms import WORD, index_terms, question_terms, stop_words
from retrieval.types import Answer, Article

_MAX_ARTICLES = 200  # looked at, the newest
_MAX_SENTENCES = 20  # of an article
_SUBJECT_WORDS = 7
_MIN_REST_TERMS = 2
_MAX_CHARS = 60  # of a question, so that it fits on a button
_SURE = 0.8


@dataclass(frozen=True, slots=True)
class ExampleCandidate:
    """A question that a sentence of the article ``doc_id`` seems to answer with ``subject``."""

    question: str
    subject: str
    doc_id: str
    language: str

    def is_answered_by(self, answer: Answer) -> bool:
        """Whether ``answer`` surely is the one that the question was made for."""
        if not answer.answered or answer.confidence < _SURE:
            return False
        first = answer.results[0]
        said = first.answer or (first.highlight[0] if first.highlight else None)
        if said is None or first.article.doc_id != self.doc_id:
            return False
        words = index_terms(first.passage.text[said.start : said.end], self.language)
        return not set(question_terms(self.subject, self.language)).isdisjoint(words)


def example_candidates(
    articles: Iterable[Article], *, is_name: Callable[[str, str], bool] = lambda *_: True
) -> Iterator[ExampleCandidate]:
    """Questions about the first of ``articles``, one for each of which one can be made.

    ``is_name`` tells whether a word of a language is always written with a capital.
    """
    for article in islice(articles, _MAX_ARTICLES):
        named = (own for own in _questions(article) if _has_name(own, is_name))
        found = next(named, None)
        if found is not None:
            yield found


def _questions(article: Article) -> Iterator[ExampleCandidate]:
    language = article.language or "en"
    replies = replies_of(language)
    if replies is None:
        return
    form = " ".join(replies.example_question)
    for span in sentence_spans(article.text, language)[:_MAX_SENTENCES]:
        found = _rule(language).match(article.text[span.start : span.end])
        if (
            found
            and _is_named(found["subject"], language, replies.topic_words)
            and _stands_alone(found["rest"], language)
        ):
            question = form.format(verb=found["verb"], rest=found["rest"])
            if len(question) <= _MAX_CHARS:
                yield ExampleCandidate(question, found["subject"], article.doc_id, language)


def _stands_alone(rest: str, language: str) -> bool:
    """Whether what follows the verb says enough, and refers to nothing before it.

    Where it begins as in "led by Ines Holm", the verb is a participle.
    """
    known, replies = language_of(language), replies_of(language)
    words = [word.lower() for word in WORD.findall(rest)]
    agents = replies.author_words if replies else ()
    return (
        len(question_terms(rest, language)) >= _MIN_REST_TERMS
        and words[0] not in agents
        and not set(words).intersection(known.points_back)
        and words[-1] not in known.stop_words
    )


def _has_name(own: ExampleCandidate, is_name: Callable[[str, str], bool]) -> bool:
    """Whether a word of the subject is a name, as "Prosecutors" at the beginning is not."""
    words = WORD.findall(own.subject)
    return any(word[0].isupper() and is_name(word, own.language) for word in words)


def _is_named(subject: str, language: str, joining: Iterable[str]) -> bool:
    """Whether a subject is a name: words with a capital, and words that join them."""
    words = subject.split()
    telling = [word for word in words if word.lower() not in joining]
    return bool(telling) and all(
        word[0].isupper() and word.lower() not in stop_words(language) for word in telling
    )


@cache
def _rule(language: str) -> re.Pattern[str]:
    """What a sentence must look like: a subject, a verb of the language, the rest of the clause."""
    replies = replies_of(language)
    if replies is None or not replies.example_verbs:
        return re.compile(r"(?!)")
    subject = rf"(?P<subject>\w[\w'’-]*(?:\s[\w'’-]+){{0,{_SUBJECT_WORDS - 1}}}?)"
    helping = (
        rf"(?:\s{any_of(replies.example_auxiliaries)})?" if replies.example_auxiliaries else ""
    )
    verb = rf"(?P<verb>{any_of(replies.example_verbs)})"
    rest = r"(?P<rest>(?:[^,;:.!?()\[\]“”„«»\"—–]|(?<=\d)[.,](?=\d))+?)"
    return re.compile(rf"{subject}{helping}\s{verb}\s{rest}(?=[,;:.!?](?:\s|$)|\s[—–])")
