"""Lines of a text → what they share with its headline, the name of a site, and each other."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from retrieval.sources.lines.line_features import words_of
from retrieval.sources.metadata.characters import letters

_BEGINNING = 5  # letters, by which forms of a word agree in most languages
_MIN_WORD = 4  # letters
_MIN_REPEATED = 15
_MAX_COMPARED = 600  # characters of a line, and the letters of it that are looked for elsewhere
_MAX_WHOLE = 500_000  # letters of all lines, in which they are looked for
_PRICE = re.compile(r"[€$£¥₺₽₴₹]|\b(?:zł|Kč|kr|lei|TL|руб|грн)\b")


def shared_words(
    lines: Sequence[str], texts: Sequence[bool], *, headline: str, titles: Sequence[str] = ()
) -> list[dict[str, float]]:
    """Return features of each line; ``texts`` tells which are prose that may be the article's.

    ``titles`` are what names the page, and with it often its site.
    """
    site = _words(titles) - _words([headline])
    named = _beginnings(headline[:_MAX_COMPARED])
    own = [_beginnings(line[:_MAX_COMPARED]) for line in lines]
    known = Counter(
        word for words, is_text in zip(own, texts, strict=True) if is_text for word in words
    )
    triples = [_triples(line[:_MAX_COMPARED]) for line in lines]
    times = Counter(triple for line in triples for triple in line)
    whole = "\n".join(map(letters, lines))[:_MAX_WHOLE]
    repeated = {line: _is_within_another(line[:_MAX_COMPARED], whole) for line in set(lines)}
    count, before, found = sum(texts), 0, []
    for line, words, parts, is_text in zip(lines, own, triples, texts, strict=True):
        before += is_text
        others = [word for word in words if known[word] > is_text]
        found.append(
            {
                "of_headline": _share(len(words & named), words),
                "headline_words": float(bool(words & named)),
                "names_site": float(bool(site & _words([line[:_MAX_COMPARED]]))),
                "begun": _share(len(others), words),
                "unbegun": float(bool(words) and not others),
                "said_elsewhere": _share(sum(times[one] > 1 for one in parts), parts),
                "within_another": float(repeated[line]),
                "place_in_text": before / count if count else 0.0,
                "texts": math.log1p(count),
                "price": float(bool(_PRICE.search(line[:_MAX_COMPARED]))),
            }
        )
    return found


def _is_within_another(line: str, whole: str) -> bool:
    """Whether the letters of a line stand twice in those of all lines."""
    own = letters(line)
    return len(own) >= _MIN_REPEATED and whole.find(own) != whole.rfind(own)


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in words_of(text) if len(word) >= _MIN_WORD}


def _beginnings(text: str) -> set[str]:
    words = words_of(text)
    return {word[:_BEGINNING] for word in words if len(word) >= _MIN_WORD or not word.isascii()}


def _triples(line: str) -> set[tuple[str, ...]]:
    words = words_of(line)
    return set(zip(words, words[1:], words[2:], strict=False))


def _share(count: int, of: Collection[object]) -> float:
    return count / len(of) if of else 0.0
