"""Other Latin spellings of names that come from other scripts: "Kharkov", "Kharkiv"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from retrieval.text.languages import words_of_all

_MIN_LETTERS = 5
_STEPS = 2  # rules that are applied to one name, one after the other
_ENDINGS = ("sky", "skyy", "skiy", "skyi", "skyj", "skij", "skii", "ski")
_SKI = re.compile(rf"(?:{'|'.join(sorted(_ENDINGS, key=len, reverse=True))})$")
_SAME_SOUND = (("c", "k"), ("ph", "f"), ("y", "j"))  # with which short names may begin
_RULES = tuple(
    (re.compile(pattern), others)
    for pattern, others in (
        (r"(?<=\w{2})(?:ov|ev|iv|yov|iev|yev)(?=(?:a|e|s)?$)", ("ov", "ev", "iv", "yiv", "iev")),
        (r"(?<=\w{2})(?:iy|yi|ii|yy|y|i)$", ("iy", "yi", "ii", "yy", "y", "i")),
        (r"(?<=\w)[iy](?=\w)|^[iy](?=[^aeiouy])", ("i", "y")),
        (r"(?<=\w)o(?=\w)", ("i", "u")),
        (r"(?<=\w)u(?=\w)", ("o", "ou", "oo")),
        (r"(?<=\w)i(?=\w)", ("ee", "ie")),
        (r"(?<=\w)(?:ee|ie)(?=\w)", ("i",)),
        (r"([aou])e", (r"\1",)),  # Mueller, Müller
        (r"aa", ("a",)),
        (r"(?<=\w)a(?=\w)", ("aa",)),
        (r"(?<=\w)(?:ou|oo)(?=\w)", ("u",)),
        (r"(?:^|(?<=[aeiou]))(?:ye|je|e)(?=\w)", ("ye", "je", "e")),
        (r"(?<=\w)(?:ya|ia|ja)", ("ya", "ia", "ja", "iya")),
        (r"(?<=\w)(?:yu|iu|ju)", ("yu", "iu", "ju")),
        (r"[gh](?=\w{3})|(?<=\w{3})[gh]", ("g", "h")),
        (r"kh|h|x", ("kh", "h", "x")),
        (r"dzh|zh|dj|j", ("zh", "dj", "j")),
        (r"^[jy](?=\w)|(?<=[aeiou])[jy](?=\w)", ("j", "y")),
        (r"[kqg](?=[aou])", ("k", "q", "g")),
        (r"tsch|tch|shch|sch|sh|ch", ("tsch", "shch", "sch", "sh", "ch")),
        (r"ts|tz|z|c(?=[ei])", ("ts", "tz", "z", "c")),
        (r"ck|c(?=[aou])|k", ("ck", "c", "k")),
        (r"ph|f", ("ph", "f")),
        (r"([dtg])h", (r"\1",)),
        (r"w|v", ("v", "w")),
        (r"([b-df-hj-np-tv-z])\1", (r"\1",)),
        (r"(?<=[aeiouy])([lmnst])(?=[aeiouy])", (r"\1\1",)),
        (r"(?<=\w)e(?=\w)", ("a", "i")),
        (r"(?<=\w)a(?=\w)", ("e",)),
    )
)


def same_name(word: str) -> tuple[str, ...]:
    """Spellings that are certainly of the same name as ``word``, in lower case.

    >>> "kyiv" in same_name("kiev"), "zelenskyy" in same_name("zelensky")
    (True, True)
    """
    others = [other for other in _listed().get(word, ()) if other != word]
    found = _SKI.search(word)
    if found and len(word) >= _MIN_LETTERS:
        stem = word[: found.start()]
        others += [f"{stem}{end}" for end in _ENDINGS if f"{stem}{end}" != word]
    return tuple(others)


def transliterations(name: str) -> set[str]:
    """Spellings that may be of the same name as ``name``, in lower case, without it.

    There are hundreds; those that an archive holds are meant.

    >>> {"kharkiv", "kharkov"} & transliterations("kharkov"), transliterations("hale")
    ({'kharkiv'}, set())
    >>> transliterations("cofi")
    {'kofi'}
    """
    if len(name) < _MIN_LETTERS:
        return {other for a, b in _SAME_SOUND for other in _exchanged(name, a, b)}
    found, last = {name}, {name}
    for _ in range(_STEPS):
        last = {other for word in last for other in _respelled(word)} - found
        found |= last
    return found - {name}


def _exchanged(name: str, one: str, other: str) -> Iterator[str]:
    """A short ``name`` that begins with one of two spellings of a sound, with the other."""
    for a, b in ((one, other), (other, one)):
        if name.startswith(a) and len(name) > len(a) + 1:
            yield b + name.removeprefix(a)


def _respelled(word: str) -> Iterator[str]:
    """``word`` with one rule applied at one place."""
    for pattern, others in _RULES:
        for place in pattern.finditer(word):
            for other in others:
                yield word[: place.start()] + place.expand(other) + word[place.end() :]


@cache
def _listed() -> dict[str, tuple[str, ...]]:
    groups: Iterable[tuple[str, ...]] = (tuple(g.split("/")) for g in words_of_all("name_variants"))
    return {name: group for group in groups for name in group}
