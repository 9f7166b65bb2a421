"""Somebody or something that a question describes instead of naming: "the coach who won the cup".

English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.text.answers.answer_type import is_time_word, names_of_persons
from retrieval.text.languages import any_of, language
from retrieval.text.languages.filters import filter_phrases_of
from retrieval.text.words.letters import NAME
from retrieval.text.words.terms import stop_words

_ENGLISH = language("en")
_ARTICLE = any_of(filter_phrases_of("en").definite_articles)
_PRONOUN = any_of(_ENGLISH.relative_pronouns)
_VERBS = frozenset((*_ENGLISH.present_verbs, *_ENGLISH.past_verbs))
_BEING = frozenset(_ENGLISH.verbs_of_being)
_VERB = any_of(_VERBS)
_NOUN_WORD = rf"(?!(?:{_ARTICLE}|{_VERB}) )[\w'’-]+"
_DESCRIBED = re.compile(
    rf"(?P<before>\S.*?)\b(?P<article>{_ARTICLE}) (?P<noun>(?:{_NOUN_WORD} ){{1,4}}?)"
    rf"(?P<pronoun>{_PRONOUN}) (?P<clause>\w.*?)[\s?]*",
    re.IGNORECASE,
)
_AFTER_VERB = re.compile(rf"(?P<asked>|.* )(?P<verb>{_VERB}) ", re.IGNORECASE)
_NAME = re.compile(rf"(?:(?i:{_ARTICLE}) )?(?P<name>{NAME})[.,]?")
_POSSESSIVE, _STATING = "whose", "that"
_LEAST_WORDS = 2  # of a clause
_MOST_WORDS_BEHIND = 4  # the clause


@dataclass(frozen=True, slots=True)
class Description:
    """``words`` of a question that describe somebody or something, and the question who or what.

    ``before`` and ``behind`` are what stands around them.
    """

    words: str
    question: str
    before: str
    behind: str

    def named(self, name: str) -> str:
        """The question with ``name`` in place of the description."""
        return f"{self.before}{name}{self.behind}?"


def descriptions(question: str) -> Iterator[Description]:
    """The first thing that an English ``question`` describes by a clause behind "the" and a noun.

    Behind a verb the clause may stand after the rest of the question, and where it stands before
    that, each end that it may have is tried, the last first. A clause that begins as a statement
    does ("announce that the tax") describes nothing.

    >>> [own] = descriptions("Who founded the seed bank whose freezers failed?")
    >>> own.question, own.named("Hollin Fell")
    ("Which seed bank's freezers failed?", 'Who founded Hollin Fell?')
    >>> [own] = descriptions("How long did the man lie buried who bound the minutes?")
    >>> own.words, own.named("Teig")
    ('the man who bound the minutes', 'How long did Teig lie buried?')
    >>> for own in descriptions("Where did the choir that got stuck in Doha rehearse today?"):
    ...     print(own.question, own.named("Ny Kor"))
    Which choir got stuck in Doha rehearse? Where did Ny Kor today?
    Which choir got stuck in Doha? Where did Ny Kor rehearse today?
    >>> [own.named("Ida Holm") for own in descriptions("How old is the boy who won in Ulm today?")]
    ['How old is Ida Holm?']
    >>> list(descriptions("When did the minister say that the tax would rise?"))
    []
    >>> list(descriptions("Who is the mayor of Kyiv?")), list(descriptions("the man who sang"))
    ([], [])
    """
    found = _DESCRIBED.fullmatch(question)
    if found is None:
        return
    noun, rest = found["noun"].strip(), ""
    before = _AFTER_VERB.fullmatch(found["before"])
    if before:
        noun, _, rest = noun.partition(" ")
    clause = found["clause"].split()
    if found["pronoun"].lower() == _STATING and (rest or " " in noun) and _is_statement(clause):
        return
    owner = f"{noun}'s" if found["pronoun"].lower() == _POSSESSIVE else noun
    for end in _ends(clause, before) if before and not rest else [len(clause)]:
        told = " ".join(clause[:end])
        behind = " ".join(filter(None, (rest, *clause[end:])))
        yield Description(
            words=f"{found['article']} {noun} {found['pronoun']} {told}",
            question=f"Which {owner} {told}?",
            before=found["before"],
            behind=f" {behind}" if behind else "",
        )


def _ends(clause: Sequence[str], before: re.Match[str]) -> Iterator[int]:
    """How many words of a clause behind a verb may be its own; the others end the question.

    They begin with no small word but a verb, and have no name or number. "Is" needs none of them;
    other verbs do ("did … finish"), and after "How old is" there are none.
    """
    is_being = before["verb"].lower() in _BEING
    if is_being:
        yield len(clause)
    if is_being and before["asked"].strip().count(" "):
        return
    for end in range(len(clause) - 1, len(clause) - 1 - _MOST_WORDS_BEHIND, -1):
        behind = clause[end:]
        is_small = behind[0] in stop_words("en") and behind[0] not in _VERBS
        if end < _LEAST_WORDS or not all(word.isalpha() and word.islower() for word in behind):
            return
        if not is_small:
            yield end


def _is_statement(clause: Sequence[str]) -> bool:
    """Whether a clause behind "that" begins as what is said does, and not with a verb."""
    first = clause[0]
    if first.lower() in _VERBS:
        return False
    return first.lower() in stop_words("en") or not first.islower()


def name_in(answer: str) -> str | None:
    """The name that ``answer``, in English, is, or else the last person that it names.

    >>> name_in("the Ness Bank"), name_in("the student, Ida Holm"), name_in("two women")
    ('Ness Bank', 'Ida Holm', None)
    >>> name_in("It"), name_in("In March"), name_in("Friday")
    (None, None, None)
    """
    found = _NAME.fullmatch(answer)
    if found:
        first = found["name"].split()[0].lower()
        return None if first in stop_words("en") or is_time_word(first) else found["name"]
    persons = list(names_of_persons(answer, (), "en"))
    return answer[persons[-1].start : persons[-1].end] if persons else None
