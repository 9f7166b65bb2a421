"""What kind of thing a question asks for, and whether a sentence offers one of that kind.

English questions only; others ask for nothing in particular, and every sentence offers that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from retrieval.terms import WORD, index_terms

_NUMBER = re.compile(
    r"\b(?:how (?:many|much|old|long|far|tall|big|large|fast|often|high|deep)"
    r"|(?:what|which) (?:\w+ )?(?:percent|percentage|share|number|amount|age|year|date|day|price"
    r"|score|rate|cost|century|magnitude)|percentage of|when|what time|what day)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b(?:who|whom|whose|where|which|what (?:country|city|state|company|team|person|place|town"
    r"|organi[sz]ation|party|actor|actress|singer|band|film|movie|show|name)|name the)\b",
    re.IGNORECASE,
)
_NUMBER_WORDS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred hundreds thousand thousands million millions billion billions trillion half third
    quarter dozen dozens twice once first second fourth fifth sixth seventh eighth ninth tenth
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday yesterday today""".split()
)


def asked_kind(question: str) -> str:
    """What ``question`` asks for: "number", "name" or "anything".

    >>> asked_kind("How many people died?"), asked_kind("Who is the mayor?"), asked_kind("Why?")
    ('number', 'name', 'anything')
    """
    if _NUMBER.search(question):
        return "number"
    return "name" if _NAME.search(question) else "anything"


def offers(kind: str, sentence: str, known: Collection[str]) -> bool:
    """Whether ``sentence`` holds something of ``kind`` whose term is not among ``known``.

    >>> offers("number", "It killed 137 people.", ()), offers("name", "The Mayor spoke.", ["mayor"])
    (True, False)
    """
    is_of_kind, said = _TESTS[kind], frozenset(known)
    return any(
        is_of_kind(word[0], word.start()) and not said.issuperset(index_terms(word[0]))
        for word in WORD.finditer(sentence)
    )


def _is_number(word: str, place: int) -> bool:
    return word[0].isdigit() or word.lower() in _NUMBER_WORDS


def _is_name(word: str, place: int) -> bool:
    """A capital tells a name, but for the word that begins the sentence."""
    return place > 1 and word[0].isupper()


_TESTS: Mapping[str, Callable[[str, int], bool]] = {
    "number": _is_number,
    "name": _is_name,
    "anything": lambda word, place: True,
}
