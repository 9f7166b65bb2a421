"""Questions for how things stood at a time that has passed: "Who was the mayor in 2021?".

What stood then may have been told long before, so that they are asked as of that day. English only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from retrieval.text.languages import any_of, any_word_of, language
from retrieval.text.times.periods import Period
from retrieval.text.times.time_expressions import time_expressions

_ENGLISH = language("en")
_PRESENT_OF: Mapping[str, str] = dict(pair.split("/") for pair in _ENGLISH.state_verbs)
_QUESTION_WORD = any_word_of(_ENGLISH.question_words)
_STATE_VERB = re.compile(rf"\b{any_of(_PRESENT_OF)}\b", re.IGNORECASE)
_DID = re.compile(r"\bdid\b", re.IGNORECASE)
_LASTING_VERB = any_word_of(_ENGLISH.lasting_verbs)
# "was elected" tells an event
_PARTICIPLES = rf"(?:\w{{2,}}ed|{any_of(_ENGLISH.irregular_participles)}|\w{{2,}}ing)\b"
_PARTICIPLE = re.compile(rf"\s+(?:\w+ly\s+)?{_PARTICIPLES}", re.IGNORECASE)
_ENDS_IN_PARTICIPLE = re.compile(rf"\b(?=[a-z]){_PARTICIPLES}\W*$")  # no name, such as "Reading"
_BEFORE_TIME = re.compile(
    rf"(?:\b(?:(?P<beginning>{any_of(_ENGLISH.time_beginnings)})|{any_of(_ENGLISH.before_times)})"
    r"[\s-]*)+$",
    re.IGNORECASE,
)
_OPEN_TIME = re.compile(
    rf"\b{any_of(own for own in (*_ENGLISH.until, *_ENGLISH.since) if own != 'by')}(?: the)?\s*$",
    re.IGNORECASE,
)
_EARLY = 3  # the first third of a time is its beginning


@dataclass(frozen=True, slots=True)
class PastState:
    """A question in the present tense, and the ``day`` as of which it is asked, the last of the
    time that it names; ``first`` is the first day of that.
    """

    question: str
    day: date
    first: date


def past_state(question: str, *, newest: date) -> PastState | None:
    """The state in the past that ``question`` asks for; ``None`` if it asks for no such thing.

    ``newest`` is the day of the newest article, to which relative times refer.

    >>> past_state("Who was mayor of Kyiv in 2021?", newest=date(2022, 11, 16)).question
    'Who is mayor of Kyiv?'
    >>> past_state("Who was elected mayor in 2021?", newest=date(2022, 11, 16)) is None
    True
    """
    times = time_expressions(question, "en", today=newest)
    if len(times) != 1 or times[0].period.last >= newest:
        return None
    if _OPEN_TIME.search(question[: times[0].start]):  # "after 2019" is no time of a state
        return None
    before = _BEFORE_TIME.search(question[: times[0].start])
    start = before.start() if before else times[0].start
    is_beginning = bool(before and before["beginning"])
    rest = f"{question[:start].rstrip()} {question[times[0].end :].lstrip(' ,')}".strip()
    asked = _in_present(re.sub(r"\s+([?.!,])", r"\1", rest))
    if not asked:
        return None
    period = times[0].period
    return PastState(asked, _day(period, is_beginning=is_beginning), period.first)


def _day(period: Period, *, is_beginning: bool) -> date:
    if is_beginning:
        return period.first + (period.last - period.first) // _EARLY
    return period.last


def _in_present(question: str) -> str:
    """``question`` in the present tense; "" if it asks for no state."""
    asking = _QUESTION_WORD.search(question)
    if (
        asking is None
        or asking[0].lower() in _ENGLISH.event_questions
        or _ENDS_IN_PARTICIPLE.search(question)
    ):
        return ""
    did = _DID.search(question, asking.end())
    if did and _LASTING_VERB.search(question, did.end()):
        return f"{question[: did.start()]}does{question[did.end() :]}"
    verb = _STATE_VERB.search(question, asking.end())
    if verb is None or did or _PARTICIPLE.match(question, verb.end()):
        return ""
    return f"{question[: verb.start()]}{_PRESENT_OF[verb[0].lower()]}{question[verb.end() :]}"
