"""Follow-up question → what it asks, made whole with what was asked and answered before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retrieval.search.questions.context_words import QuestionTerms, context_terms
from retrieval.text.answers.ages import asks_age, asks_age_alone
from retrieval.text.answers.answer_type import answer_type, asks_person
from retrieval.text.languages import any_word_of, language_of
from retrieval.text.questions.ellipsis import completed, names_place, with_same_start
from retrieval.text.questions.question_form import (
    WORD,
    earlier_text,
    has_content_word,
    has_pronoun,
    is_fragment,
    names_in,
    pronouns_in,
    refers_back,
    without_lead,
)
from retrieval.text.questions.topics import is_topic
from retrieval.text.times.asked_account import asks_outcome
from retrieval.text.times.question_dates import without_times
from retrieval.text.times.relative_years import with_year_meant
from retrieval.text.words.terms import index_terms, question_terms, stop_words
from retrieval.types import Rarity, Rewriting, Turn

_MAX_TURNS = 20  # earlier questions that a follow-up may refer to
_READ_TURNS = 2  # of them, those that are read with it beside the first of its subject
_MARKS = " ?!.…"


class WordRewriter:
    """See :class:`retrieval.protocols.QuestionRewriter`: words are put before the question."""

    def rewrite(
        self, question: str, turns: Sequence[Turn], *, language: str, rarity: Rarity
    ) -> Rewriting:
        """See :class:`retrieval.protocols.QuestionRewriter`.

        One that asks what it was in the end or in all goes on about no time named before.
        A name or a year alone ("And in Lviv?") takes the place of its like in the question before.
        Before other questions come the words of earlier ones that it goes on about, and the name
        that answered; before a fragment without a question word comes all that was asked.
        """
        turns = _that_may_be_meant(question, _of_subject(question, turns, language), language)
        turns = _turns_followed_up(question, turns, language)
        if not is_fragment(question, language):
            return _after(" ".join(_context(question, turns, language, rarity)), question)
        chain = _chain(question, turns, language)
        whole, fragment, is_completed = _completed([*chain, question], language)
        if is_completed:
            return Rewriting(whole)
        asking = [part for part in chain if not is_fragment(part, language)] or chain[:1]
        is_filled = fragment != without_lead(question, language)
        return _after(" ".join(asking), fragment if is_filled else question)


def with_turns(question: str, turns: Sequence[Turn], language: str) -> str:
    """``question`` behind the first and the last turns of its subject, each with the words that
    answered it: what was said, for a model that reads it.

    >>> turns = [Turn("Who runs the port of Orrin?", answer="Ada Marsh")]
    >>> with_turns("since when", turns, "en")
    'Who runs the port of Orrin? Ada Marsh. since when'
    """
    said, own = [], _turns_followed_up(question, _of_subject(question, turns, language), language)
    for turn in (*own[:-_READ_TURNS][:1], *own[-_READ_TURNS:]):
        said.append(f"{turn.question.rstrip(_MARKS)}?")
        if turn.answer:
            said.append(f"{turn.answer.rstrip(_MARKS)}.")
    return " ".join((*said, question))


def _of_subject(question: str, turns: Sequence[Turn], language: str) -> list[Turn]:
    """The last turns since the present subject was opened, each question without framing.

    Where ``question`` asks how it was in the end or in all, times go, and numbers that answered.
    """
    turns = turns[-_MAX_TURNS:]
    opening = [place for place, turn in enumerate(turns) if turn.opens_subject]
    own = [
        replace(turn, question=earlier_text(turn.question, language))
        for turn in turns[max(opening, default=0) :]
    ]
    if language != "en" or not asks_outcome(question):
        return own
    return [
        replace(
            turn,
            question=without_times(turn.question),
            searched=without_times(turn.searched),
            answer="" if answer_type(turn.question) == "number" else turn.answer,
        )
        for turn in own
    ]


def _that_may_be_meant(question: str, turns: Sequence[Turn], language: str) -> Sequence[Turn]:
    """``turns`` without the last ones that ask for an age, where ``question`` names a place.

    "Who is the mayor of Kyiv?", "How old is he?", "And in Lviv?" goes on from the first.
    """
    if not names_place(without_lead(question, language)):
        return turns
    last = len(turns)
    while last > 1 and asks_age(turns[last - 1].question, language):
        last -= 1
    return turns[:last]


def _turns_followed_up(question: str, turns: Sequence[Turn], language: str) -> Sequence[Turn]:
    """``turns`` without "Why?" and the like, where ``question`` only names something else.

    "What happened to the bridge?", "Why?", "And the tower?" goes on from the first.
    """
    if not is_fragment(question, language) or not has_content_word(question, language):
        return turns
    return [turn for turn in turns if has_content_word(turn.question, language)] or turns


def _after(before: str, question: str) -> Rewriting:
    return Rewriting(f"{before} {question}", len(before) + 1) if before else Rewriting(question)


def _context(question: str, turns: Sequence[Turn], language: str, rarity: Rarity) -> list[str]:
    """The words of the turns that ``question`` goes on about, in their order."""
    asked = [terms_and_form(turn.question, language) for turn in turns]
    meant = frozenset(context_terms(terms_and_form(question, language), asked, rarity))
    if not has_content_word(question, language) and not has_pronoun(question, language):
        meant = meant.union(_terms_of_latest(turns, language))  # "Why?" is asked of all of it
    words = _words_with(meant, [turn.question for turn in turns], language)
    known = meant.union(index_terms(question, language))
    names = WORD.findall(_name_meant(question, turns, language))
    return [*words, *(name for name in names if known.isdisjoint(index_terms(name, language)))]


def _terms_of_latest(turns: Sequence[Turn], language: str) -> tuple[str, ...]:
    """The terms of the latest question that has content words."""
    telling = (
        turn.question for turn in reversed(turns) if has_content_word(turn.question, language)
    )
    return next((question_terms(question, language) for question in telling), ())


def _name_meant(question: str, turns: Sequence[Turn], language: str) -> str:
    """The name that answered before, for which a pronoun of ``question`` may stand, or of which a
    question without content words is asked, such as "Why?", or one for an age that names nobody.

    A pronoun that goes on from question to question stands for what it stood for first. Questions
    between them that refer back and are answered by no name change nothing. Nobody was called both
    "he" and "she", nor "it".
    """
    is_of_age = asks_age_alone(question, language)
    is_open = has_pronoun(question, language) or is_of_age
    if has_content_word(question, language) and not is_open:
        return ""
    own = pronouns_in(question, language)
    is_of_person = own or is_of_age
    if not own and any_word_of(language_of(language).pronouns_of_things).search(question):
        turns = [turn for turn in turns if not asks_person(turn.question, language)]
    since: frozenset[int] = frozenset()  # pronouns that stood for the name before them
    for turn in reversed(turns):
        used = pronouns_in(turn.question, language)
        is_other = bool(turn.name and own and since) and own.isdisjoint(since)
        stands_for = turn.name or not is_of_person or not refers_back(turn.question, language)
        if own.isdisjoint(used) and stands_for and not is_other:
            return turn.name
        since |= used
    return ""


def _words_with(terms: frozenset[str], questions: Sequence[str], language: str) -> list[str]:
    """The words of ``questions`` that are made of ``terms``, each once."""
    known = language_of(language)
    without = stop_words(language).union(known.question_words, known.number_after_how)
    words: dict[tuple[str, ...], str] = {}
    for word in (word for question in questions for word in WORD.findall(question)):
        own = tuple(index_terms(word, language))
        if word.lower() not in without and not terms.isdisjoint(own):
            words.setdefault(own, word)
    return list(words.values())


def terms_and_form(text: str, language: str) -> QuestionTerms:
    """The terms of ``text``, without those for nobody in particular, and by what form it refers
    back, to judge follow-ups by.
    """
    indefinite = any_word_of(language_of(language).indefinite_words)
    return QuestionTerms(
        question_terms(indefinite.sub(" ", text), language),
        names_in(text, language),
        refers_back(text, language),
        has_pronoun(text, language),
    )


def _chain(question: str, turns: Sequence[Turn], language: str) -> list[str]:
    """The question before ``question``, and those to which that one refers in turn.

    One that was made whole stands alone.
    """
    chain: list[str] = []
    for turn in reversed(turns):
        chain = [*_parts(turn, language), *chain]
        if turn.searched or not refers_back(turn.question, language):
            break
    return chain


def _parts(turn: Turn, language: str) -> list[str]:
    """What was searched for in a turn; a fragment apart from the question that it goes on from."""
    before = turn.searched.removesuffix(turn.question).rstrip()
    if before and before != turn.searched and is_fragment(turn.question, language):
        return [before, turn.question]
    return [turn.searched or turn.question]


def _completed(parts: Sequence[str], language: str) -> tuple[str, str, bool]:
    """The first question, made to ask what the fragments after it name; the last fragment; and
    whether the question asks for it.

    What a fragment asks of something named alone goes on to be asked: after "Nimbus 4?" and
    "price?", "And Nimbus 5?" asks for a price.
    """
    whole, is_completed, before, asked = parts[0], False, "", ""
    for part in parts[1:]:
        if not is_fragment(part, language):
            whole = whole if without_lead(part, language) != part else part
            continue
        asked = before if before and is_topic(whole, language) else asked
        before = with_same_start(before, without_lead(part, language), stop_words(language))
        of_year, rest = with_year_meant(whole, before, language)
        made = completed(of_year, rest, language) if rest else of_year
        whole, is_completed = made or whole, made is not None
    return f"{whole} {asked}".rstrip() if is_completed else whole, before, is_completed
