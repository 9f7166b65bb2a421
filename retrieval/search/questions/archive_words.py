"""What an archive knows of words: how many passages hold one, and how it is written there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from retrieval.protocols import ArticleStore, LexicalIndex
from retrieval.text.words.terms import index_terms

_WORD = re.compile(r"[^\W\d_]+")
_MOST_FREQUENT = 8
_PASSAGES = 8  # looked at to learn how a word is written


@dataclass(frozen=True, slots=True)
class ArchiveWords:
    """The words of the articles in ``store``, found through the index of ``words``.

    Words are taken to be of that language. ``slips`` are words of the archive one slip away from
    misspelt ones, as found before.
    """

    store: ArticleStore
    words: LexicalIndex
    language: str = "en"
    slips: dict[str, str | None] = field(default_factory=dict, compare=False)

    def is_known(self, word: str) -> bool:
        """Whether any passage holds ``word`` in any of its forms."""
        return any(self.words.passage_counts(index_terms(word, self.language)).values())

    def counts(self, words: Iterable[str]) -> dict[str, int]:
        """How many passages hold each of ``words``, of many; those that none holds are left out."""
        terms = {
            word: own[0] for word in words if len(own := index_terms(word, self.language)) == 1
        }
        known = self.words.known(list(dict.fromkeys(terms.values())))
        holding = self.words.passage_counts(known)
        return {word: holding[term] for word, term in terms.items() if holding.get(term)}

    def most_frequent(self, words: Iterable[str]) -> list[str]:
        """The most frequent of ``words`` that passages hold, one for each term, at most eight."""
        counts = self.counts(sorted(words))
        by_term = {tuple(index_terms(word, self.language)): word for word in reversed(counts)}
        return sorted(by_term.values(), key=lambda own: (-counts[own], own))[:_MOST_FREQUENT]

    def as_written(self, word: str) -> str:
        """``word`` in the form nearest to it in which a passage holds it.

        It has its capital only where it is always written so.
        """
        terms = index_terms(word, self.language)
        written = [
            other
            for text in self.texts(terms)
            for other in _WORD.findall(text)
            if index_terms(other, self.language) == terms
        ]
        return max(written, key=lambda own: (_likeness(own, word), own.islower()), default=word)

    def is_name(self, word: str) -> bool:
        """Whether passages hold ``word`` with a capital only."""
        return self.as_written(word.lower())[0].isupper()

    def texts(self, terms: Sequence[str]) -> Iterator[str]:
        """Some texts that hold ``terms``: titles and passages."""
        hits = self.words.match(terms).best(_PASSAGES)
        passages = self.store.passages(hit.passage_id for hit in hits)
        for passage in passages.values():
            article = self.store.article(passage.doc_id)
            yield (article.title if article else None) or ""
            yield passage.text


def _likeness(word: str, other: str) -> float:
    return SequenceMatcher(None, word.lower(), other.lower()).ratio()
