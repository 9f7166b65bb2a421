"""Question → query: search terms, names, and the context of a follow-up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from retrieval.protocols import QuestionRewriter
from retrieval.search.questions.context_words import no_rarity
from retrieval.search.questions.follow_ups import WordRewriter, with_turns
from retrieval.text.answers.answer_type import names_of_persons
from retrieval.text.answers.whether import asks_whether
from retrieval.text.languages import any_of
from retrieval.text.questions.framing import asking_clause, without_framing
from retrieval.text.questions.question_form import (
    WORD,
    capital_marks_names,
    has_referring_pronoun,
    is_fragment,
    leads_on,
    names_in,
    plain_text,
    refers_back,
)
from retrieval.text.times.asked_account import names_latest
from retrieval.text.words.codes import asked_codes
from retrieval.text.words.language_detection import question_language
from retrieval.text.words.terms import index_terms, question_terms
from retrieval.types import Query, Rarity, Rewriting, Turn

_WORD_REWRITER = WordRewriter()
_YEAR_ENDING = re.compile(r"(?<=\b\d{4})-[а-яёіїєґ]{1,3}\b")  # as in "2025-го"


def understand(
    question: str,
    *,
    turns: Sequence[Turn] = (),
    language: str | None = None,
    rewriter: QuestionRewriter = _WORD_REWRITER,
    rarity: Rarity = no_rarity,
) -> Query:
    """The query for ``question``, asked after ``turns``, oldest first.

    Without a ``language``, the question itself tells it. Framing such as "could you tell me" is
    set aside. A question that does not name what it is about is made whole by ``rewriter``; what
    comes before it is then background.

    Raises QueryError where the question is empty, has neither letter nor digit, or is longer than
    MAX_QUESTION_CHARS.

    >>> understand("Что было в 2025-м?").text
    'Что было в 2025?'
    >>> understand("Who is the mayor of Kyiv?").terms
    ('mayor', 'kyiv')
    >>> sorted(understand("How many people did the Kakhovka flood of 2023 kill?").names)
    ['2023', 'kakhovka']
    >>> understand("When did he resign?", turns=[Turn("Who is the mayor of Kyiv?")]).text
    'mayor Kyiv When did he resign?'
    """
    text, language = _text_and_language(question, turns, language)
    if turns and not stands_alone(text, language):
        whole = rewriter.rewrite(text, turns, language=language, rarity=rarity)
        if whole.text != text:
            return _in_context(text, whole, turns, language)
    names = names_in(text, language)
    codes = asked_codes(text)
    clause = asking_clause(text, language)
    return Query(
        text,
        question_terms(text, language),
        names | codes,
        asking_clause="" if clause == text else clause,
        codes=codes,
        language=language,
        shown=_shown_last(turns),
    )


def asks_now(query: Query) -> bool:
    """Whether words of the question, and not only its tense, ask for the newest account."""
    return query.asks_newest or names_latest(query.text[query.context_chars :])


def stands_alone(text: str, language: str) -> bool:
    """Whether a question names what it is about, so that nothing asked before can be meant.

    >>> stands_alone("What did Ines Holm say in Lviv?", "en")
    True
    >>> stands_alone("What did she say in Lviv?", "en")
    False
    """
    has_names = capital_marks_names(language) and bool(names_in(text, language))
    is_said = has_referring_pronoun(text, language)
    return has_names and not is_said and not refers_back(text, language)


def with_words_replaced(query: Query, replacements: Mapping[str, str]) -> Query:
    """``query`` with words replaced by others, such as misspelt ones.

    >>> with_words_replaced(understand("Who is the mayor of Kiev?"), {"Kiev": "Kyiv"}).text
    'Who is the mayor of Kyiv?'
    """
    if not replacements:
        return query
    words = re.compile(rf"\b{any_of(replacements)}\b")

    def replaced(text: str) -> str:
        return words.sub(lambda found: replacements[found[0]], text)

    def replaced_terms(terms: Set[str]) -> frozenset[str]:
        new = (
            t
            for o, n in replacements.items()
            if own[o] & terms
            for t in question_terms(n, query.language)
        )
        return (frozenset(terms) - frozenset().union(*own.values())).union(new)

    own = {old: frozenset(index_terms(old, query.language)) for old in replacements}
    text = replaced(query.text)
    return replace(
        query,
        text=text,
        context_chars=len(replaced(query.text[: query.context_chars])),
        terms=question_terms(text, query.language),
        names=replaced_terms(query.names),
        context_terms=replaced_terms(query.context_terms),
        asking_clause=replaced(query.asking_clause),
        conversation=replaced(query.conversation),
    )


def plain_words(text: str) -> list[str]:
    """The words of ``text`` that are of letters only, without possessive endings.

    >>> plain_words("Who met Zelensky's 2 aides in Ivano-Frankivsk?")
    ['Who', 'met', 'Zelensky', 'aides', 'in', 'Ivano', 'Frankivsk']
    """
    words = (part for word in WORD.findall(text) for part in re.split(r"[-.]", word))
    return [bare for word in words if (bare := re.sub("['’]s?$", "", word)).isalpha()]


def _in_context(text: str, whole: Rewriting, turns: Sequence[Turn], language: str) -> Query:
    """The query for a question that was made whole."""
    is_open = bool(names_in(text, language)) and not is_fragment(text, language)
    is_back = refers_back(text, language) and not is_open
    shown, said = _shown_last(turns), with_turns(text, turns, language)
    if not whole.context_chars:
        made = understand(whole.text, language=language)
        return replace(
            made, is_in_context=True, refers_back=is_back, conversation=said, shown=shown
        )
    context = whole.text[: whole.context_chars]
    terms = question_terms(whole.text, language)
    codes = asked_codes(text)
    known = frozenset().union(*(_names_of(turn, language) for turn in turns))
    words = WORD.findall(context)
    about = [word for word in words if known.issuperset(index_terms(word, language))]
    names = frozenset(term for word in about for term in index_terms(word, language))
    has_verb = asks_whether(text, language) and not leads_on(text, language) and " " in text
    asks_alone = has_verb or not is_fragment(text, language)
    return Query(
        whole.text,
        terms,
        names.union(names_in(text, language), codes),
        frozenset(terms) - frozenset(index_terms(text, language)),
        asking_clause=" ".join((*about, text)) if about and asks_alone else "",
        codes=codes,
        language=language,
        is_in_context=True,
        refers_back=is_back,
        context_chars=whole.context_chars,
        conversation=said,
        shown=shown,
        person=_person_meant(terms, turns, language),
    )


def _person_meant(terms: Sequence[str], turns: Sequence[Turn], language: str) -> frozenset[str]:
    """Those of ``terms`` that are of the last name that answered, or of the only person whom a
    question named that no name answered.
    """
    names = (turn.name or _only_person(turn.question, language) for turn in reversed(turns))
    return frozenset(terms).intersection(index_terms(next(filter(None, names), ""), language))


def _only_person(question: str, language: str) -> str:
    persons = [question[own.start : own.end] for own in names_of_persons(question, (), language)]
    return persons[0] if len(persons) == 1 else ""


def _text_and_language(
    question: str, turns: Sequence[Turn], language: str | None
) -> tuple[str, str]:
    """What ``question`` asks, without framing, and its language."""
    text = plain_text(question)
    earlier = [turn.question for turn in turns]
    language = language or question_language(text, {}, earlier)
    return _YEAR_ENDING.sub("", without_framing(text, language)), language


def _shown_last(turns: Sequence[Turn]) -> frozenset[str]:
    """The article that answered the question before, or the last one that was answered."""
    return next((frozenset(turn.shown[:1]) for turn in reversed(turns) if turn.shown), frozenset())


def _names_of(turn: Turn, language: str) -> frozenset[str]:
    return names_in(turn.question, language).union(index_terms(turn.name, language))
