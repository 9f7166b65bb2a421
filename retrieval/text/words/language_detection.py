"""Which language an article or a question is in, as a code of ISO 639-1 where it has one.

The words of the language files decide where they are clear, as they mostly are; py3langid, a naive
Bayes classifier of 139 languages, decides the rest.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeAlias

from retrieval.text.languages import Language, language_of, languages
from retrieval.text.words.letters import with_plain_apostrophes
from retrieval.text.words.scripts import (
    main_script,
    only_language,
    script_of_language,
    usual_language,
)

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LanguageCounts: TypeAlias = Mapping[str | None, int]
"""How many articles are in each language; ``None`` are those of which it is unknown."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SAMPLE_CHARS = 4000  # of an article
_CLEAR_SHARE = 0.25  # of the words of an article that are function words of its language
_CLEAR_MARGIN = 1.5  # times the function words of any other language
_CLEAR_WORDS = 20
_LEAST_PROBABILITY = 0.5
_REMEMBERED_QUESTIONS = 1024  # the language of one is asked for again and again
_LETTERS_WEIGHT = 0.5  # of a letter by which a language is told, relative to a function word
_TOLD_SCORE = 2.0  # of a question that is surely in a language: two function words
_OPENING_WEIGHT = 0.4  # of a question word that opens the question, besides: "Ile osób?"


def article_language(title: str | None, text: str) -> str | None:
    """The language of an article; ``None`` where it cannot be told.

    >>> article_language("Die Brücke", "Die Brücke über den Fluss ist seit Montag gesperrt.")
    'de'
    """
    sample = f"{title or ''}\n{text}"[:_SAMPLE_CHARS]
    script = main_script(sample)
    only = only_language(script)
    if only is not None:
        return only
    return _by_function_words(sample, script) or _classified(sample)


def question_language(question: str, archive: LanguageCounts, earlier: Sequence[str] = ()) -> str:
    """The language of a question to an ``archive`` with so many articles in each language.

    If the question is too short to tell, it is that of the last of the ``earlier`` questions that
    tells it, or else that of most articles in the question's script.

    >>> question_language("Wer ist der Bürgermeister?", {"en": 9})
    'de'
    >>> question_language("Ile kosztuje bilet?", {"pl": 1, "tr": 1})
    'pl'
    >>> question_language("Was anyone arrested?", {"de": 1, "en": 1})
    'en'
    >>> question_language("Rosental", {"en": 1, "de": 9}), question_language("Rosental", {})
    ('de', 'en')
    """
    told = (_told_language(text, archive) for text in (question, *reversed(earlier)))
    return next(filter(None, told), None) or _most_common(main_script(question), archive)


def is_language_told(question: str) -> bool:
    """Whether the script, the first word or several function words tell what language it is in.

    >>> is_language_told("Ile kosztuje bilet?"), is_language_told("compensation per ewe")
    (True, False)
    """
    likeliest, score = _likeliest_languages(question)
    if score >= _TOLD_SCORE:
        return True
    known = (language_of(code) for code in likeliest)
    openings = {
        w for own in known for w in (*own.question_words, *own.present_verbs, *own.past_verbs)
    }
    return not openings.isdisjoint(_words(question)[:1])


def _by_function_words(sample: str, script: str) -> str | None:
    words = _words(sample)
    of_each = Counter(words)  # an article repeats its function words
    counts = {
        own.code: sum(of_each[word] for word in of_each.keys() & _function_words(own))
        for own in _written_in(script)
    }
    if not counts or not words:
        return None
    best, *others = sorted(counts, key=lambda code: (-counts[code], code))
    is_clear = counts[best] >= _CLEAR_SHARE * len(words) and all(
        counts[best] >= _CLEAR_MARGIN * counts[other] for other in others[:1]
    )
    return best if is_clear and len(words) >= _CLEAR_WORDS else None


def _classified(sample: str) -> str | None:
    language, probability = _classifier().classify(sample)
    return str(language) if probability >= _LEAST_PROBABILITY else None


@cache
def _classifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # a second, and 100 MB

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _told_language(question: str, archive: LanguageCounts) -> str | None:
    """The language that the script, the function words and the letters of a question tell."""
    likeliest, score = _likeliest_languages(question)
    if score < 1.0 and not any(archive.get(code) for code in likeliest):
        return None  # one letter tells nothing: "Zürich"
    if len(likeliest) < 2:
        return next(iter(likeliest), None)
    usual = usual_language(main_script(question))
    if usual in likeliest and archive.get(usual, 0) >= max(archive.get(c, 0) for c in likeliest):
        return usual
    return max(likeliest, key=lambda code: (archive.get(code, 0), code))


@lru_cache(_REMEMBERED_QUESTIONS)
def _likeliest_languages(question: str) -> tuple[tuple[str, ...], float]:
    """The languages that are told alike, none where nothing tells one, and how clearly: 1 is as
    clear as one word.
    """
    script = main_script(question)
    only = only_language(script)
    if only is not None:
        return (only,), math.inf
    # A Latin letter alone may be a name or a sign: "C++", "Plan B".
    words = [word for word in _plain_words(question) if len(word) > 1 or script != "latin"]
    letters = frozenset(question.lower())
    scores = {own.code: _score(letters, words, own) for own in _written_in(script)}
    best = max(scores.values(), default=0.0)
    return tuple(code for code, score in scores.items() if score == best) if best else (), best


def _plain_words(question: str) -> list[str]:
    """The words without those of names, such as "Los Angeles"."""
    words = _WORD.findall(question)
    if question.isupper():
        return _words(question)
    return _words(" ".join((*words[:1], *(word for word in words[1:] if not word[0].isupper()))))


def _score(letters: Set[str], words: Sequence[str], own: Language) -> float:
    own_letters = sum(letter in letters for letter in own.letters)
    usual = language_of(usual_language(script_of_language(own.code)) or own.code)
    others = _function_words(usual)  # "Was anyone hurt?" does not open in German
    opens = sum(word in own.question_words and word not in others for word in words[:1])
    known = sum(word in _function_words(own) for word in words)
    return known + _OPENING_WEIGHT * opens + _LETTERS_WEIGHT * own_letters


def _most_common(script: str, archive: LanguageCounts) -> str:
    known = [code for code in archive if code and script_of_language(code) == script]
    usual = usual_language(script) or "en"
    return max(known, key=lambda code: (archive[code], code == usual), default=usual)


def _words(text: str) -> list[str]:
    return [with_plain_apostrophes(word.lower()) for word in _WORD.findall(text)]


@cache
def _written_in(script: str) -> tuple[Language, ...]:
    return tuple(own for own in languages() if script_of_language(own.code) == script)


@cache
def _function_words(own: Language) -> frozenset[str]:
    return frozenset((*own.stop_words, *own.question_words))
