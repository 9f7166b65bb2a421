"""Text → index terms: lower case, without accents, stemmed; the same for passages and questions."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

WORD = re.compile(
    r"[぀-ヿ㐀-䶿一-鿿豈-﫿가-힯]+"  # scripts without spaces between words
    r"|\d+(?:[.,]\d+)*"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*\d*"
)
_UNSPACED = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿가-힯]")
_POSSESSIVE = re.compile(r"['’]s?$")

STOP_WORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being below
    between both but by can could did do does doing down during each few for from further get gets
    had has have having he her here hers him his how i if in into is it its itself just me more most
    my no nor not now of off on once only or other our ours out over own same say says said she
    should so some such tell tells than that the their theirs them then there these they this those
    through to told too under until up very was we were what when where which while who whom whose
    why will with would you your yours
    der die das und ist sind war wer wie was wo wann warum ein eine einen dem den des von zu im in
    el la los las un una y de del en que qué quién quien cómo como cuándo cuando dónde donde por es
    le les et du des dans est qui quoi où quand pourquoi comment une
    и в на не что кто где когда как почему это с по из у о за к
    і й що хто де коли як чому це з до від про та""".split()
)


def index_terms(text: str) -> list[str]:
    """The terms of ``text`` in order, stop words included.

    >>> index_terms("Ukraine’s officials reported 1,370 deaths in Kyïv")
    ['ukrain', 'offici', 'report', '1370', 'death', 'in', 'kyiv']
    """
    return [term for token in WORD.findall(text) for term in _terms(token)]


def question_terms(text: str) -> tuple[str, ...]:
    """The terms to search for: those of ``text`` without stop words, each once.

    A question of nothing but stop words keeps them all.

    >>> question_terms("Who is the mayor of Kyiv, the mayor?")
    ('mayor', 'kyiv')
    """
    tokens = WORD.findall(text)
    telling = [token for token in tokens if token.lower() not in STOP_WORDS]
    return tuple(dict.fromkeys(term for token in telling or tokens for term in _terms(token)))


@lru_cache(maxsize=65536)
def _terms(token: str) -> tuple[str, ...]:
    return tuple(_bigrams(token)) if _UNSPACED.match(token) else (_term(token),)


def _term(token: str) -> str:
    if token[0].isdigit():
        return token.replace(",", "")
    word = re.sub("['’]", "", _POSSESSIVE.sub("", token.casefold()))
    word = _without_accents(word) or word
    return str(_stemmer(_language(word)).stemWord(word))


def _without_accents(word: str) -> str:
    """Latin words lose their accents; in other scripts the marks tell letters apart (й, ї)."""
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
