"""Text → index terms: lower case, without accents, stemmed; the same for passages and questions."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

from retrieval.text.codes import code_terms
from retrieval.text.english_spelling import one_spelling
from retrieval.text.languages import words_of_all

TERM_RULES = 1  # grows whenever the same text gives other terms than before

WORD = re.compile(
    r"[぀-ヿ㐀-䶿一-鿿豈-﫿가-힯]+"  # scripts without spaces between words
    r"|\d+(?:[.,]\d+)*"
    r"|[^\W\d_](?:\.[^\W\d_])+(?!\w)\.?"  # E.U.
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*\d*"
)
_UNSPACED = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿가-힯]")
_POSSESSIVE = re.compile(r"['’]s?$")

STOP_WORDS = frozenset(words_of_all("stop_words"))


def index_terms(text: str) -> list[str]:
    """The terms of ``text`` in order, stop words included; codes after them.

    >>> index_terms("Ukraine’s officials reported 1,370 deaths in Kyïv")
    ['ukrain', 'offici', 'report', '1370', 'death', 'in', 'kyiv']
    """
    terms = [term for token in WORD.findall(text) for term in _terms(token)]
    return terms + code_terms(text)


def question_terms(text: str) -> tuple[str, ...]:
    """The distinct terms of ``text`` without stop words.

    A question that consists of stop words keeps them.

    >>> question_terms("Who is the mayor of Kyiv, the mayor?")
    ('mayor', 'kyiv')
    """
    tokens = WORD.findall(text)
    content = [token for token in tokens if token.lower() not in STOP_WORDS]
    terms = [term for token in content or tokens for term in _terms(token)]
    return tuple(dict.fromkeys(terms + code_terms(text)))


@lru_cache(maxsize=65536)
def _terms(token: str) -> tuple[str, ...]:
    return tuple(_bigrams(token)) if _UNSPACED.match(token) else (_term(token),)


def _term(token: str) -> str:
    if token[0].isdigit():
        return token.replace(",", "")
    word = re.sub("['’.]", "", _POSSESSIVE.sub("", token.casefold()))
    word = one_spelling(_without_accents(word) or word)
    return str(_stemmer(_language(word)).stemWord(word))


def _without_accents(word: str) -> str:
    """Removes accents in Latin words; in other scripts they make different letters (й, ї)."""
    if word[0] >= "Ͱ":
        return word
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _language(word: str) -> str:
    return "russian" if "Ѐ" <= word[0] <= "ӿ" else "english"


@lru_cache(maxsize=2)
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(language)


def _bigrams(token: str) -> list[str]:
    return [token[i : i + 2] for i in range(max(1, len(token) - 1))]
