"""Words that may stand in an answer instead of those of the question."""

from __future__ import annotations

import pytest

from retrieval.text.answers.prices import gives_price
from retrieval.text.answers.synonyms import synonyms_in
from retrieval.text.languages import language_of, languages
from retrieval.text.words.terms import index_terms, stop_words


def test_no_stop_word_stands_for_another_word() -> None:
    assert not [
        (own.code, word)
        for own in languages()
        for word in " ".join(own.synonyms).split()
        if word in stop_words(own.code)
    ]


@pytest.mark.parametrize(
    ("language", "question", "wrong"),
    [
        ("it", "Chi ha vinto?", "perso"),  # lost
        ("fr", "Qui a gagné ?", "vaincu"),  # beaten
        ("tr", "Kim kazandı?", "mağlup"),  # beaten
        ("de", "Wann endet sie?", "läuft"),  # goes on
        ("uk", "Хто гасили пожежу?", "допомагали"),  # helped
        ("ro", "Cine a ajutat?", "luptat"),  # fought
    ],
)
def test_other_things_and_opposites_are_no_synonyms(
    language: str, question: str, wrong: str
) -> None:
    others = synonyms_in(question, language)
    told = {term for words in others.values() for terms in words for term in terms}
    assert told.isdisjoint(index_terms(wrong, language))


@pytest.mark.parametrize(
    ("language", "word"),
    [("de", "da"), ("uk", "через"), ("ar", "نتيجة")],  # there, in, result
)
def test_words_that_mostly_join_no_reason_are_no_conjunctions(language: str, word: str) -> None:
    assert word not in language_of(language).reason_conjunctions


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("fr", "Elle prêta 300 livres."), ("el", "Κράτησε 20 λεπτά.")],  # books, minutes
)
def test_other_things_are_no_money(language: str, sentence: str) -> None:
    assert not gives_price(sentence, language)
