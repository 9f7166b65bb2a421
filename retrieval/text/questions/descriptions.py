"""Somebody or something that a question describes instead of naming: "the coach who won the cup".

English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.text.answers.answer_type import names_of_persons
from retrieval.text.languages import any_of, language
from retrieval.text.words.letters import NAME

_ENGLISH = language("en")
_ARTICLE = any_of(_ENGLISH.definite_articles)
_PRONOUN = any_of(_ENGLISH.relative_pronouns)
_VERB = any_of((*_ENGLISH.present_verbs, *_ENGLISH.past_verbs))
_NOUN_WORD = rf"(?!(?:{_ARTICLE}|{_VERB}) )[\w'’-]+"
_DESCRIBED = re.compile(
    rf"(?P<before>\S.*?)\b(?P<article>{_ARTICLE}) (?P<noun>(?:{_NOUN_WORD} ){{1,4}}?)"
    rf"(?P<pronoun>{_PRONOUN}) (?P<clause>\w.*?)[\s?]*",
    re.IGNORECASE,
)
_AFTER_VERB = re.compile(rf"(?:^|.* ){_VERB} ", re.IGNORECASE)
_NAME = re.compile(rf"(?:(?i:{_ARTICLE}) )?(?P<name>{NAME})[.,]?")
_POSSESSIVE = "whose"
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
    """The last thing that an English ``question`` describes by a clause behind "the" and a noun.

    Behind a verb the clause may stand after the rest of the question, and where it stands before
    that, each end that it may have is tried.

    >>> [own] = descriptions("Who founded the seed bank whose freezers failed?")
    >>> own.question, own.named("Hollin Fell")
    ("Which seed bank's freezers failed?", 'Who founded Hollin Fell?')
    >>> [own] = descriptions("How long did the man lie buried who bound the minutes?")
    >>> own.words, own.named("Teig")
    ('the man who bound the minutes', 'How long did Teig lie buried?')
    >>> for own in descriptions("Where did the choir that got stuck in Doha finish?"):
    ...     print(own.question, own.named("Ny Kor"))
    Which choir got stuck in Doha finish? Where did Ny Kor?
    Which choir got stuck in Doha? Where did Ny Kor finish?
    Which choir got stuck in? Where did Ny Kor Doha finish?
    Which choir got stuck? Where did Ny Kor in Doha finish?
    >>> list(descriptions("Who is the mayor of Kyiv?")), list(descriptions("the man who sang"))
    ([], [])
    """
    found = _DESCRIBED.fullmatch(question)
    if found is None:
        return
    noun, rest = found["noun"].strip(), ""
    is_subject = _AFTER_VERB.fullmatch(found["before"]) is not None
    if is_subject:
        noun, _, rest = noun.partition(" ")
    clause = found["clause"].split()
    ends = range(len(clause), max(_LEAST_WORDS, len(clause) - _MOST_WORDS_BEHIND) - 1, -1)
    for end in ends if is_subject and not rest else ends[:1]:
        told = " ".join(clause[:end])
        behind = " ".join(filter(None, (rest, *clause[end:])))
        owner = f"{noun}'s" if found["pronoun"].lower() == _POSSESSIVE else noun
        yield Description(
            words=f"{found['article']} {noun} {found['pronoun']} {told}",
            question=f"Which {owner} {told}?",
            before=found["before"],
            behind=f" {behind}" if behind else "",
        )


def name_in(answer: str) -> str | None:
    """The name that ``answer``, in English, is, or else the last person that it names.

    >>> name_in("the Ness Bank"), name_in("the student, Ida Holm"), name_in("two women")
    ('Ness Bank', 'Ida Holm', None)
    """
    found = _NAME.fullmatch(answer)
    if found:
        return found["name"]
    persons = list(names_of_persons(answer, (), "en"))
    return answer[persons[-1].start : persons[-1].end] if persons else None
