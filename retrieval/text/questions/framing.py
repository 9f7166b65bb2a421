"""Framing of a question, such as "hello, could you tell me" and "thanks", and what it asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from retrieval.text.languages import Language, any_of, language_of
from retrieval.text.questions.salutations_and_signatures import (
    is_signature,
    without_salutation,
)
from retrieval.text.words.language_detection import question_language
from retrieval.text.words.letters import WORD_WITH_APOSTROPHE, with_plain_apostrophes
from retrieval.text.words.scripts import UNSPACED, script_of_language
from retrieval.text.words.terms import stop_words

_PAUSE = re.compile(r"[\s,;.!?…–—¿¡-]*")  # what may stand between two words of framing
_STOP = re.compile(r"\s*[,;:.!?…–—-]")  # ends a phrase
_PHRASE = re.compile(r"[^,;:.!?…–—]+[,;:.!?…–—]*")
_SENTENCE_END = re.compile(r"[.!?;…]\s+")
_EDGE = " ,;:.!…–—-"
_LONG = 25  # words; in a longer question the clause that asks is found
_MIN_ASKED_TERMS = 2
_MIN_FRAMING_WORDS = 3  # of a last phrase that neither asks nor greets: "that would be great"


def without_framing(question: str, language: str | None = None) -> str:
    """``question`` without what only makes it polite or chatty, at its beginning and its end.

    Framing is in the ``language`` of the question, which it tells itself by default, or in English.
    What is left has at least one content word or question word.

    >>> without_framing("Hi, I was wondering if you know who won the vote? Thanks!")
    'who won the vote?'
    >>> without_framing("Who sang Hello?")
    'Who sang Hello?'
    """
    known = _framing_languages(language or question_language(question, {}))
    for own in known:
        without = without_salutation(question, own)
        question = without if _tells(without, own) else question
    question = _inserted(known).sub("", question)
    question = _without_unspaced_framing(question, known[0])
    lead = _lead(question, known)
    rest = question[len(lead) :]
    opened = rest
    while end := max(_opening_end(opened, own) for own in known):
        opened = opened[end:].lstrip(f"{_EDGE}?")
    shorter = lead + (opened if _tells(opened, known[0]) else rest)
    while True:
        closed = min((_without_closing(shorter, own) for own in known), key=len)
        if closed == shorter or not _tells(closed, known[0]):
            return shorter
        shorter = closed


def asking_clause(question: str, language: str | None = None) -> str:
    """The clause of a long ``question`` that asks; all of it where that is not plain.

    >>> asking_clause(
    ...     "I am writing a feature on the ports of the north for the weekend, and the long strike "
    ...     "of last spring is a large part of it; could you tell me what rise the dockers got?"
    ... )
    'what rise the dockers got?'
    """
    if len(WORD_WITH_APOSTROPHE.findall(question)) <= _LONG:
        return question
    known = _framing_languages(language or question_language(question, {}))
    for start in _clause_starts(question):
        rest = question[start:]
        end = max(_opening_end(rest, own) for own in known)
        if end and _count_telling(rest[end:], known[0]) >= _MIN_ASKED_TERMS:
            return rest[end:].lstrip(_EDGE)
    last = question[max((m.end() for m in _SENTENCE_END.finditer(question)), default=0) :]
    is_question = last.endswith("?") and _count_telling(last, known[0]) >= _MIN_ASKED_TERMS
    return last if is_question else question


@cache
def _framing_languages(language: str) -> tuple[Language, ...]:
    """The language of the question first."""
    return tuple(map(language_of, dict.fromkeys((language, "en"))))


@cache
def _inserted(known: tuple[Language, ...]) -> re.Pattern[str]:
    greetings = [word for own in known for word in own.greetings]
    return re.compile(rf",\s*{any_of(greetings)}\s*,(?=\s)")  # ", um,"


def _without_unspaced_framing(question: str, language: Language) -> str:
    """``question`` without the framing that is written together with it in scripts without spaces.

    >>> _without_unspaced_framing("你好，请问谁是市长？谢谢！", language_of("zh"))
    '谁是市长？'
    """
    begins, ends = _unspaced_framing(language)
    bare = ends.sub("", begins.sub("", question))
    return bare if _tells(bare, language) else question


@cache
def _unspaced_framing(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a question in a script without spaces begins and ends with."""
    if script_of_language(language.code) not in UNSPACED:
        return re.compile(r"(?!)"), re.compile(r"(?!)")
    pause = r"[\s,，.。:：!！?？]*"
    opening = any_of((*language.greetings, *language.asking_words))
    stop = r"[\s,，.。!！]*"
    closing = any_of(language.closings)
    return re.compile(f"^(?:{opening}{pause})+"), re.compile(f"(?:{stop}{closing})+{stop}$")


def _clause_starts(question: str) -> Iterator[int]:
    """Where clauses begin, the last first; the beginning of the question is none."""
    yield from reversed([found.start() for found in _PHRASE.finditer(question)][1:])


def _lead(question: str, known: tuple[Language, ...]) -> str:
    """The word by which a follow-up goes on ("and"), with what separates it from the rest."""
    found = WORD_WITH_APOSTROPHE.match(question)
    if found is None or found[0].lower() not in _leading_words(known):
        return ""
    pause = _PAUSE.match(question, found.end())
    return question[: pause.end()] if pause else found[0]


@cache
def _leading_words(known: tuple[Language, ...]) -> frozenset[str]:
    """One-word beginnings of follow-ups that are no framing themselves."""
    return frozenset(
        word for own in known for word in own.leads_on if word not in own.framing_words
    )


def _opening_end(text: str, language: Language) -> int:
    """The length of the framing with which ``text`` begins, 0 if there is none.

    A greeting or a word of asking is framing if a stop, a question word or a linking word shows
    that its phrase ends there: "Hello by Adele" and "Help for farmers" are no framing.
    """
    words = list(WORD_WITH_APOSTROPHE.finditer(text))
    end, is_linked, is_open, is_pending = 0, False, False, False
    for place, word in enumerate(words):
        pause = text[words[place - 1].end() if place else 0 : word.start()].strip()
        lower = _lower(word[0])
        if not (_PAUSE.fullmatch(pause) or (pause == ":" and is_open)):
            break
        is_asking = lower in language.asking_words
        if is_linked and lower in language.linking_words:
            end = word.end()
        elif is_asking or lower in language.greetings:
            if _ends_phrase(text, words[place : place + 2], language, may_go_on=is_pending):
                end = word.end()
            is_linked = is_open = is_pending = True
        elif lower in language.framing_words or lower in language.linking_words:
            is_linked, is_pending = False, True
        elif is_open and lower in _question_starts(language):
            return word.start()
        else:
            break
    return end


def _ends_phrase(
    text: str, words: Sequence[re.Match[str]], language: Language, *, may_go_on: bool
) -> bool:
    """Whether the phrase of the first of ``words`` ends with it, or with framing if it may."""
    if len(words) < 2:
        return False
    word, following = words[0], _lower(words[1][0])
    stop = _STOP.match(text, word.end())
    if stop:
        return stop[0].strip() != ":" or _lower(word[0]) in language.asking_words
    return following in _question_starts(language) or (
        may_go_on and following in language.framing_words
    )


def _without_closing(text: str, language: Language) -> str:
    """``text`` without a last phrase, or last words, that are framing only."""
    phrases = [own for own in _PHRASE.finditer(text) if own[0].strip(_EDGE)]
    last = phrases[-1][0].strip(f"{_EDGE}?") if phrases else ""
    is_signed = is_signature(last, language) or WORD_WITH_APOSTROPHE.fullmatch(last)
    is_question = _lower(last) in _question_starts(language)  # "Thanks. Why?"
    is_closed = len(phrases) > 2 and _is_closing(phrases[-2][0], language)
    if is_closed and is_signed and not is_question:
        return _cut(text, phrases[-2].start())
    is_title = last.istitle() and phrases[-2:][0][0].strip().endswith(",")  # "the series, Cheers"
    if len(phrases) > 1 and not is_title and _is_framing(phrases[-1][0], language):
        return _cut(text, phrases[-1].start())
    words = list(WORD_WITH_APOSTROPHE.finditer(text))
    start = None
    for word in reversed(words):
        if word[0] in language.closings:
            start = word.start()
        elif _lower(word[0]) not in (*language.framing_words, *language.asking_words):
            break
    return text if start is None else _cut(text, start)


def _cut(text: str, end: int) -> str:
    kept, gone = text[:end].rstrip(_EDGE), text[end:]
    return f"{kept}?" if "?" in gone and not kept.endswith("?") else kept


def _is_closing(phrase: str, language: Language) -> bool:
    """Whether a phrase is framing with a word of closing: "many thanks in advance"."""
    words = (_lower(word) for word in WORD_WITH_APOSTROPHE.findall(phrase))
    return _is_framing(phrase, language) and not set(words).isdisjoint(language.closings)


def _is_framing(phrase: str, language: Language) -> bool:
    """Whether a phrase is framing words only, of several words if none is telling."""
    words = [_lower(word) for word in WORD_WITH_APOSTROPHE.findall(phrase)]
    telling = {*language.asking_words, *language.greetings, *language.closings}
    known = telling.union(language.framing_words, language.linking_words)
    is_clear = len(words) >= _MIN_FRAMING_WORDS or not telling.isdisjoint(words)
    return bool(words) and known.issuperset(words) and is_clear


@cache
def _question_starts(language: Language) -> frozenset[str]:
    """Words that begin a question."""
    return frozenset(language.question_words or language.stop_words)


def _tells(text: str, own: Language) -> bool:
    """Whether anything is left to search for, or to ask in a follow-up."""
    words = [_lower(word) for word in WORD_WITH_APOSTROPHE.findall(text)]
    without = stop_words(own.code) - frozenset(
        (*own.question_words, *language_of("en").question_words)
    )
    return any(word not in without for word in words)


def _count_telling(text: str, own: Language) -> int:
    return sum(
        _lower(word) not in stop_words(own.code) for word in WORD_WITH_APOSTROPHE.findall(text)
    )


def _lower(word: str) -> str:
    return with_plain_apostrophes(word.lower())
