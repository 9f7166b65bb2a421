"""Text → index terms: lower case, without accents, stemmed; the same for passages and questions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

import Stemmer

from retrieval.text.languages import Language, any_of, language_of
from retrieval.text.words.codes import code_terms
from retrieval.text.words.english_spelling import one_spelling
from retrieval.text.words.letters import LETTERS, bare, plain_letters, with_plain_apostrophes
from retrieval.text.words.scripts import (
    UNSPACED,
    script_of,
    script_of_language,
    usual_language,
)

TERM_RULES = 9  # grows whenever the same text gives other terms than before

_UNSPACED = r"\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1780-\u17d3぀-ヿ㐀-䶿一-鿿豈-﫿"
UNSPACED_RUN = re.compile(rf"[{_UNSPACED}]+")
WORD = re.compile(
    rf"[{_UNSPACED}가-힯]+"
    r"|\d+(?:[.,]\d+)*"
    r"|[^\W\d_](?:\.[^\W\d_])+(?!\w)\.?"  # E.U.
    rf"|{LETTERS}(?:['’]{LETTERS})*\d*"
)
_POSSESSIVE = re.compile(r"'s?$")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_BIGRAM, _TRIGRAM = 2, 3
_VOWELS = "aeıioöuü"
_LEAST_STEM = 3  # letters that an ending leaves
_LEAST_LONG_STEM = 5
_LEAST_SYLLABLES = 2  # where a letter is a syllable


def index_terms(text: str, language: str | None = None) -> list[str]:
    """The terms of ``text`` in order, stop words included; codes after them.

    Words in another script than that of the ``language`` are stemmed as in the language that is
    usual there; without a language, all are. Scripts without spaces give overlapping pairs of
    characters, alphabetic ones triples.

    >>> index_terms("Ukraine’s officials reported 1,370 deaths in Kyïv")
    ['ukrain', 'offici', 'report', '1370', 'death', 'in', 'kyiv']
    >>> index_terms("Häuser für 1.370 Menschen", "de"), index_terms("東京都")
    (['haus', 'fur', '1370', 'mensch'], ['東京', '京都'])
    """
    terms = [term for token in WORD.findall(text) for term in _terms(token, language)]
    return terms + code_terms(text)


def question_terms(text: str, language: str | None = None) -> tuple[str, ...]:
    """The distinct terms of ``text`` without the stop words of the ``language``.

    A question that consists of stop words keeps them. "Many" in "how many" tells what is asked, not
    what it is about.

    >>> question_terms("Who is the mayor of Kyiv, the mayor?")
    ('mayor', 'kyiv')
    >>> question_terms("How many people saw many films?")
    ('peopl', 'saw', 'mani', 'film')
    >>> question_terms("Wer ist der Bürgermeister?", "de"), question_terms("D'où vient-il ?", "fr")
    (('burgermeist',), ('vient',))
    """
    words = content_words(text, language)
    terms = [term for word in words for term in _terms(word, language)]
    return tuple(dict.fromkeys(terms + code_terms(text)))


def content_words(text: str, language: str | None = None) -> list[str]:
    """The words of ``text`` without stop words, or all where there are no others.

    In a script without spaces, a word is what stands between stop words.

    >>> content_words("札幌の地下鉄", "ja")
    ['札幌', '地下鉄']
    """
    tokens = WORD.findall(_without_words_after_how(text, language))
    return [part for token in tokens for part in _content(token, language)] or tokens


@cache
def stop_words(language: str | None = None) -> frozenset[str]:
    """Words of the ``language``, by default English, that tell nothing of what a text is about."""
    known = language_of(language or "en")
    words = (*known.stop_words, *known.question_words)
    return frozenset((*words, *map(plain_letters, words)))


@cache
def general_terms(language: str) -> frozenset[str]:
    """Terms of words by which people ask in the ``language`` and which articles put otherwise.

    >>> {"leut", "kost"} <= general_terms("de")
    True
    """
    words = language_of(language).general_words
    return frozenset(term for word in words for term in index_terms(word, language))


@cache
def _words_after_how(language: str) -> re.Pattern[str]:
    words = language_of(language).number_after_how
    return re.compile(rf"\b(how) {any_of(words)}\b" if words else r"(?!)()", re.IGNORECASE)


def _without_words_after_how(text: str, language: str | None) -> str:
    return _words_after_how(language or "en").sub(r"\1", text)


def _content(token: str, language: str | None) -> Iterator[str]:
    """What is left of a token without stop words."""
    if script_of(token[0]) in UNSPACED:
        yield from filter(None, _unspaced_stop_words(language).split(token))
        return
    word = with_plain_apostrophes(token.lower())
    forms = {word, _without_elision(word, language_of(language or "en"))}
    if forms.isdisjoint(stop_words(language)):
        yield token


@cache
def _unspaced_stop_words(language: str | None) -> re.Pattern[str]:
    words = [word for word in stop_words(language) if script_of(word[0]) in UNSPACED]
    return re.compile(any_of(words) if words else r"(?!)")


@lru_cache(maxsize=65536)
def _terms(token: str, language: str | None) -> tuple[str, ...]:
    """The terms of a word; in a language with tone marks, the word without and with them."""
    token = with_plain_apostrophes(token)
    script = script_of(token[0])
    if script in UNSPACED:
        return tuple(_runs(unicodedata.normalize("NFKC", token), script))
    if script == "hangul":
        word = _endings(language_of("ko"), _LEAST_SYLLABLES).sub("", token)
        return tuple(_runs(unicodedata.normalize("NFKC", word), script))
    if token[0].isdigit():
        return (_number(token, language),)
    known = _language_of_word(script, language)
    if known.code == "en":
        return (_english_term(token),)
    word = re.sub("['.]", "", _without_elision(token.casefold(), known))
    term = _stemmed(word, known)
    return (term, word) if known.has_tone_marks and term != word else (term,)


def _language_of_word(script: str, language: str | None) -> Language:
    if language is not None and script_of_language(language) == script:
        return language_of(language)
    return language_of(usual_language(script) or "en")


def _english_term(token: str) -> str:
    word = re.sub("['.]", "", _POSSESSIVE.sub("", token.casefold()))
    word = one_spelling(plain_letters(word) or word)
    return str(_stem(word, "en"))


def _number(token: str, language: str | None) -> str:
    """A number with a point before its fraction only; most languages write a comma there."""
    digits = "".join(str(unicodedata.digit(c, c)) for c in token)
    if (language or "en") == "en":
        return digits.replace(",", "")
    if _THOUSANDS.fullmatch(digits):
        return re.sub("[.,]", "", digits)
    return digits.replace(",", ".")


def _without_elision(word: str, known: Language) -> str:
    """A word without an article or preposition that has lost its vowel, or the endings of a name:
    "l'eau" → "eau", "Ankara'da" → "Ankara".
    """
    first, *rest = word.split("'", maxsplit=1)
    if known.has_apostrophe_before_endings:
        return first
    if rest and rest[0] and first in known.elisions:
        return rest[0]
    return _POSSESSIVE.sub("", word)


def _stemmed(word: str, known: Language) -> str:
    """The stem of a word in plain letters.

    Where accents are often left out they go first, so that both ways of writing have one stem;
    elsewhere a stemmer needs them.
    """
    word = bare(word)
    if known.are_accents_optional:
        word = plain_letters(word)
    if known.prefixes:
        word = _prefixes(known).sub("", word)
    if known.endings:
        return plain_letters(_without_endings(word, known))
    return plain_letters(_stem(word, known.code)) or word


def _without_endings(word: str, known: Language) -> str:
    without = _endings(known, _LEAST_STEM).sub("", word)
    while known.stacks_endings and without != word:
        word, without = without, _endings(known, _LEAST_STEM).sub("", without)
    return without[:-1] + dict(map(_pair, known.last_letters)).get(without[-1], without[-1])


def _pair(written: str) -> tuple[str, str]:
    one, other = written.split("/")
    return one, other


@cache
def _prefixes(known: Language) -> re.Pattern[str]:
    """All of them, so that a word that begins with such a letter has one stem with and without."""
    return re.compile(rf"^{any_of(known.prefixes)}+(?=\w{{{_LEAST_STEM}}})")


@cache
def _endings(known: Language, least: int) -> re.Pattern[str]:
    ends = [rf"(?<=\w{{{least}}}){any_of(known.endings)}$"]
    if known.endings_of_long_words:
        ends.append(rf"(?<=\w{{{_LEAST_LONG_STEM}}}){any_of(known.endings_of_long_words)}$")
    if known.endings_of_short_words:
        ends.append(rf"(?<=^[{_VOWELS}][^{_VOWELS}]){any_of(known.endings_of_short_words)}$")
    return re.compile("|".join(ends))


def _stem(word: str, language: str) -> str:
    stemmer = _stemmer(language)
    return str(stemmer.stemWord(word)) if stemmer else word


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    """Snowball's stemmer, which has the same name as the language; ``None`` if there is none."""
    try:
        return Stemmer.Stemmer(language)
    except KeyError:
        return None


def _runs(token: str, script: str) -> list[str]:
    """The overlapping runs of characters of a token: pairs of syllables or signs, or triples."""
    length = _BIGRAM if script in ("han", "kana", "hangul") else _TRIGRAM
    return [token[i : i + length] for i in range(max(1, len(token) - length + 1))]
