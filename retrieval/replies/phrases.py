"""Phrases of the language files as regular expressions, and questions as what these match."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import count

from retrieval.text.words.letters import ALPHANUMERIC, bare, plain_letters, with_plain_apostrophes

_PART = re.compile(r"[\[\]()|]|<\w+>|\{\w+\}|[^\s\[\]()|<>{}]+")
_WORD = re.compile(rf"{ALPHANUMERIC}(?:['’./-]{ALPHANUMERIC})*")
_SLOT = re.compile(r"<(topic|publisher|time|language)>")
_ANY = ""  # the beginning of phrases that begin with a slot
_MAX_SLOT_WORDS = 6
_MAX_TIME_WORDS = 9  # "between 24 February 2022 and 3 March 2022"
_MAX_SLOT_CHARS = 40  # in scripts without spaces
_MAX_ENDING = 4  # characters, by which the name of a language is inflected
_NOTHING = "(?!)"
_NUMBER = r"\d[\d./-]*\w{0,2}"


@dataclass(frozen=True)
class Wording:
    """A question as phrases match it: its words in plain letters, each followed by a space.

    In a script without spaces it is the question without spaces and punctuation.
    """

    question: str
    is_spaced: bool = True

    @cached_property
    def _words(self) -> list[re.Match[str]]:
        return list(_WORD.finditer(self.question))

    @cached_property
    def text(self) -> str:
        """What the regular expressions match."""
        return "".join(plain(word[0], is_spaced=self.is_spaced) for word in self._words)

    def as_written(self, start: int, end: int) -> str:
        """The part of the question that the characters ``start:end`` of ``text`` stand for."""
        if not self.is_spaced:
            return self.text[start:end]
        first, after = self.text.count(" ", 0, start), self.text.count(" ", 0, end)
        return self.question[self._words[first].start() : self._words[after - 1].end()]

    def __len__(self) -> int:
        """The number of words."""
        return len(self._words)


class Phrases:
    """Any of several phrases; each is compiled when a text with its words is met."""

    def __init__(self, phrases: Iterable[str], reader: PhraseReader) -> None:
        self._reader = reader
        self._by_beginning: defaultdict[str, list[ReadPhrase]] = defaultdict(list)
        for phrase in sorted(phrases, key=lambda own: (own.count("{"), -len(own), own)):
            read = reader.read(phrase)
            for beginning in read.beginnings:
                self._by_beginning[beginning].append(read)

    def match(self, asked: Wording, start: int = 0) -> dict[str, str] | None:
        """What the slots hold, as written, if a phrase is all of ``asked`` from ``start`` on."""
        tried = (own.fullmatch(asked.text, start) for own in self._beginning_at(asked.text, start))
        found = next(filter(None, tried), None)
        if found is None:
            return None
        spans = {name: found.span(name) for name, held in found.groupdict().items() if held}
        return {name.split("_")[0]: asked.as_written(*span) for name, span in spans.items()}

    def ends(self, asked: Wording, start: int) -> set[int]:
        """Where phrases that begin at ``start`` end."""
        found = (own.match(asked.text, start) for own in self._beginning_at(asked.text, start))
        return {own.end() for own in found if own}

    def _beginning_at(self, text: str, start: int) -> Iterator[re.Pattern[str]]:
        """The phrases that begin like ``text`` from ``start`` on, and whose words it holds."""
        end = text.find(" ", start) + 1 if self._reader.is_spaced else start + 1
        for beginning in dict.fromkeys((text[start:end], _ANY)):
            for phrase in self._by_beginning.get(beginning, ()):
                if all(any(word in text for word in words) for words in phrase.needed):
                    yield self._reader.compile(phrase.expression)


@dataclass(frozen=True, slots=True)
class ReadPhrase:
    """A phrase as a regular expression in which slots stand as ``<name>``.

    ``beginnings`` are the words with which it may begin, or in a script without spaces the
    characters; ``is_optional`` is whether it may be empty. A text that matches holds a word of
    each set of ``needed``, so that most phrases need no compiling to be told from a text.
    """

    expression: str = ""
    beginnings: frozenset[str] = frozenset()
    is_optional: bool = True
    needed: tuple[frozenset[str], ...] = ()

    def then(self, other: ReadPhrase) -> ReadPhrase:
        """This phrase and ``other`` after it."""
        return ReadPhrase(
            self.expression + other.expression,
            self.beginnings | other.beginnings if self.is_optional else self.beginnings,
            self.is_optional and other.is_optional,
            self.needed + other.needed,
        )

    def grouped(self, *, is_optional: bool) -> ReadPhrase:
        """This phrase in brackets."""
        return ReadPhrase(
            f"(?:{self.expression}){'?' if is_optional else ''}",
            self.beginnings,
            is_optional or self.is_optional,
            () if is_optional else self.needed,
        )


class PhraseReader:
    """Reads phrases in which names stand for ``parts``.

    See :mod:`retrieval.text.languages.replies` for how phrases are written. ``time_words`` are what
    the slot ``{time}`` may hold besides numbers, ``languages`` the beginnings of what
    ``{language}`` may hold, in plain letters. Without ``has_topics``, ``{topic}`` holds nothing.
    """

    def __init__(
        self,
        parts: Mapping[str, str],
        time_words: Iterable[str],
        *,
        is_spaced: bool,
        languages: Iterable[str] = (),
        has_topics: bool = True,
    ) -> None:
        self.is_spaced = is_spaced
        self._parts = parts
        self._slots = _slots(time_words, languages, is_spaced=is_spaced)
        if not has_topics:
            self._slots["topic"] = _NOTHING
        self._known: dict[str, ReadPhrase] = {}  # parts by name
        self._compiled: dict[str, re.Pattern[str]] = {}  # by expression

    def compile(self, expression: str) -> re.Pattern[str]:
        """The expression of a phrase with its slots."""
        if expression not in self._compiled:
            slots = count()
            whole = _SLOT.sub(lambda slot: self._slot(slot[1], next(slots)), expression)
            self._compiled[expression] = re.compile(whole)
        return self._compiled[expression]

    def _slot(self, name: str, number: int) -> str:
        return f"(?P<{name}_{number}>{self._slots[name]})"

    def read(self, phrase: str) -> ReadPhrase:
        """The whole of ``phrase``."""
        return self._alternatives(iter(_PART.findall(phrase)))

    def _alternatives(self, signs: Iterator[str]) -> ReadPhrase:
        """What stands up to the closing bracket, or the end."""
        found, current = [], ReadPhrase()
        for sign in signs:
            if sign in ")]":
                break
            if sign == "|":
                found.append(current)
                current = ReadPhrase()
            else:
                current = current.then(self._single(sign, signs))
        found.append(current)
        needed = [min(own.needed, key=len, default=frozenset[str]()) for own in found]
        return ReadPhrase(
            "|".join(own.expression for own in found),
            frozenset().union(*(own.beginnings for own in found)),
            any(own.is_optional for own in found),
            found[0].needed if len(found) == 1 else _either(needed),
        ).grouped(is_optional=False)

    def _single(self, sign: str, signs: Iterator[str]) -> ReadPhrase:
        if sign in "([":
            return self._alternatives(signs).grouped(is_optional=sign == "[")
        if sign[0] == "<":
            return self._part(sign[1:-1])
        if sign[0] == "{":
            return ReadPhrase(f"<{sign[1:-1]}>", frozenset((_ANY,)), is_optional=False)
        return _read_word(sign, is_spaced=self.is_spaced)

    def _part(self, name: str) -> ReadPhrase:
        if name not in self._known:
            self._known[name] = self.read(self._parts[name])
        return self._known[name]


def _either(needed: list[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """What alternatives need together, each a word of its set: nothing if one needs nothing."""
    return (frozenset().union(*needed),) if all(needed) else ()


@lru_cache(maxsize=4096)
def _read_word(written: str, *, is_spaced: bool) -> ReadPhrase:
    word = plain(written, is_spaced=is_spaced)
    beginning = word if is_spaced else word[:1]
    return ReadPhrase(
        re.escape(word), frozenset((beginning,)), is_optional=False, needed=(frozenset((word,)),)
    )


def plain(word: str, *, is_spaced: bool = True) -> str:
    """A word as phrases are compared: in plain letters and lower case, with a space after it.

    >>> plain("Cuántos"), plain("多少", is_spaced=False)
    ('cuantos ', '多少')
    """
    word = with_plain_apostrophes(bare(word).lower())
    return f"{plain_letters(word)} " if is_spaced else word


def _slots(
    time_words: Iterable[str], languages: Iterable[str], *, is_spaced: bool
) -> dict[str, str]:
    """A regular expression for each kind of slot."""
    words = {plain(word, is_spaced=is_spaced) for text in time_words for word in text.split()}
    space = " " if is_spaced else ""
    known = "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
    time = rf"(?:{known}|{_NUMBER}{space}){{1,{_MAX_TIME_WORDS}}}"
    other = rf"(?:\S+ ){{1,{_MAX_SLOT_WORDS}}}?" if is_spaced else rf".{{1,{_MAX_SLOT_CHARS}}}?"
    names = "|".join(map(re.escape, sorted(languages, key=lambda name: (-len(name), name))))
    ending = rf"[^ ]{{0,{_MAX_ENDING}}} " if is_spaced else ""
    language = rf"(?:{names}){ending}" if names else _NOTHING
    return {"topic": other, "publisher": other, "time": time, "language": language}
