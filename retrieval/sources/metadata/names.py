"""Who wrote and who published, as pages and files say it → names, or nothing where in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from retrieval.sources.metadata.characters import clean_line
from retrieval.text.languages.boilerplate import any_phrase

_MAX_NAME_WORDS = 6
_MAX_AUTHORS = 20
_IDEOGRAPHS = re.compile("[\u3400-\u9fff\uac00-\ud7af]{2,4}")
_SEPARATOR = re.compile(
    rf"\s*(?:[;,،、，•·]|\||&|/|(?<=\s)\+(?=\s)|\b{any_phrase('joins_names')}\b)\s*"
)
_IN_CAPITALS = re.compile(rf"\b(?!\w\b){any_phrase('joins_names')}\b", re.IGNORECASE)
_BY = re.compile(
    rf"^(?:{any_phrase('before_authors')}\b[\s:]*|{any_phrase('byline_labels')}\s?[:：]\s*)",
    re.IGNORECASE,
)
_ROLE_BEHIND = re.compile(r"\s+\([^()]*\)$")
_WRITTEN_FOR = re.compile(rf"(?<=\w)\s+{any_phrase('written_for')}\s+\S.*$", re.IGNORECASE)
_UNSPACED_ROLE = re.compile(rf"(?<=[\u3040-\u9fff\uac00-\ud7af])\s?{any_phrase('roles')}$")
_BESIDE_NAME = re.compile(
    rf"^(?:{any_phrase('degrees')}(?:,? |(?<=\.)))+|(?: {any_phrase('degrees')})+$", re.IGNORECASE
)
_BEHIND_DASH = re.compile(r"\s[-–—]\s.*$")
_AGENCY = re.compile(any_phrase("agencies"), re.IGNORECASE)
_HANDLE = re.compile(
    r"(?<=[^\W\d_])\s+[(<]?(?:@\w{1,30}|[\w.+-]{1,60}@[\w-]{1,60}\.[\w.-]{2,60})[)>]?\s*$"
)
"""An account or address behind a name."""
_ABBREVIATED_END = re.compile(r"\b(?:[^\W\d_]|Jr|Sr)\.$")
_PARTICLES = frozenset(
    "van von der den de del della des di da do dos du la le el al bin ter zu".split()
)
_PUBLICATION = re.compile(
    rf"^{any_phrase('definite_articles')}\s|&|\b\w*{any_phrase('publication_words')}\b",
    re.IGNORECASE,
)
_MAX_NAME_LINE_WORDS = 5
_CYRILLIC_NAME = re.compile(r"[А-ЯЁІЇЄҐ][а-яёіїєґ’-]+(?: [А-ЯЁІЇЄҐа-яёіїєґ’-]+){1,2}")
"""Of which the later words may be in small letters: "Озёрный вестник"."""
_NOTHING_SAID = re.compile(
    r"https?:|www\.|\.(?:com|org|net|de|co)\b|[@<>{}\[\]#=:：?!]|(?<!\S)\d"
    rf"|\b{any_phrase('no_names', 'roles')}\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(any_phrase("no_names"), re.IGNORECASE)
_CREDIT = re.compile(rf"{any_phrase('credit_labels')}\s", re.IGNORECASE)
_OF_ACCOUNT = re.compile(r"[\d_]")
_TURNED = re.compile(r"(?P<family>[^\W\d_][\w'’-]+), (?P<given>[^\W\d_][\w'’-]+(?: [A-Z]\.)?)")


def clean_authors(written: Iterable[str], publisher: str | None = None) -> tuple[str, ...]:
    """Return the persons that the bylines name, in order, each once.

    What is no person's name is dropped: addresses, offices ("Staff", "admin"), the publisher.

    >>> clean_authors(["By Jane Roe and John Doe, Science Editor", "admin"])
    ('Jane Roe', 'John Doe')
    """
    names = _without_agencies(_names(written, publisher))
    return tuple(name for name in names if _is_name(name))[:_MAX_AUTHORS]


def stated_names(written: Iterable[str]) -> tuple[str, ...]:
    """Return the names of those whom a page states as authors, also of accounts and publishers.

    An agency is named if no person is.

    >>> [stated_names([written]) for written in ("von marc", "Reuters", "Jane Roe, Reuters")]
    [('marc',), ('Reuters',), ('Jane Roe',)]
    >>> clean_authors(["von marc"])
    ()
    """
    names = _without_agencies(_names(written, None))
    others = [name for name in names if _may_be_name(name)]
    return tuple(others or filter(is_agency, names))[:_MAX_AUTHORS]


def clean_publisher(written: str | None) -> str | None:
    """Return the publisher's name on one line, or None where it is empty or an address."""
    name = clean_line(written or "")
    return name if name and len(name) <= 100 and "://" not in name else None


def turned_name(name: str) -> str:
    """Return a name in its usual order where its family name stands first, any other as it is.

    >>> turned_name("Roe, Jane"), turned_name("Jane Roe, John Doe"), turned_name("Reuters, Kyiv")
    ('Jane Roe', 'Jane Roe, John Doe', 'Reuters, Kyiv')
    """
    match = _TURNED.fullmatch(name)
    if match is None or any(map(is_agency, match.groups())):
        return name
    turned = f"{match['given']} {match['family']}"
    return turned if is_full_name(turned) else name


def in_small_letters(names: str) -> str:
    """Return a line of names in capitals as they are usually written, any other as it is.

    >>> in_small_letters("JANE ROE AND JOHN DOE"), in_small_letters("JANE"), in_small_letters("Roe")
    ('Jane Roe and John Doe', 'JANE', 'Roe')
    """
    if not (names.isupper() and " " in names):
        return names
    return _IN_CAPITALS.sub(lambda joiner: joiner[0].lower(), names.title())


def is_full_name(name: str) -> bool:
    """Whether the words look like a person's given and family names, and like nothing else."""
    words = [word for word in name.split() if word.lower() not in _PARTICLES]
    return 2 <= len(words) <= 4 and all(word[0].isupper() for word in words) and _is_name(name)


def is_name_without_case(name: str) -> bool:
    """Whether the words look like a person's name in a script that has no capitals.

    >>> is_name_without_case("رانيا الحسن"), is_name_without_case("jane roe")
    (True, False)
    """
    letters = [character for character in name if character.isalpha()]
    if not letters or any(letter.lower() != letter.upper() for letter in letters):
        return False
    is_one_word = bool(_IDEOGRAPHS.fullmatch(name))
    return (is_one_word or 2 <= len(name.split()) <= 4) and _is_name(name)


def is_name_line(line: str) -> bool:
    """Whether the line may be a name and nothing else: of a person, a place, a publication."""
    words = [word for word in line.split() if word.lower() not in {*_PARTICLES, "&", "and", "y"}]
    if len(line) > 50 or not words or not line[-1].isalpha() or any(map(str.isdigit, line)):
        return False
    if _CYRILLIC_NAME.fullmatch(line) and names_a_publication(line):
        return True
    longest = _MAX_NAME_LINE_WORDS if names_a_publication(line) else 3
    return len(words) <= longest and all(word[0].isupper() for word in words)


def names_a_publication(name: str) -> bool:
    """Whether the name has a word in it that newspapers, sites and magazines are called by.

    >>> names_a_publication("La Voz del Valle"), names_a_publication("Ruth-Ann de la Cour")
    (True, False)
    """
    return bool(_PUBLICATION.search(name))


def is_agency(name: str) -> bool:
    """Whether the whole of the name is that of a news agency.

    A given name or a button may be written like a short one: "Efe", "Aa".

    >>> is_agency("Reuters"), is_agency("dpa"), is_agency("Efe"), is_agency("Reuters Building")
    (True, True, False, False)
    """
    is_short_word = len(name) < 4 and name.istitle()
    return bool(_AGENCY.fullmatch(name)) and not is_short_word


def _trimmed(part: str) -> str:
    name = _ROLE_BEHIND.sub("", _UNSPACED_ROLE.sub("", part.strip(" ,-–—•:")))
    name = _WRITTEN_FOR.sub("", name)
    name = name.title() if name.isupper() and " " in name else name
    name = _alone(_BESIDE_NAME, _alone(_BEHIND_DASH, name))
    return name if _ABBREVIATED_END.search(name) else name.rstrip(".")


def _alone(beside: re.Pattern[str], name: str) -> str:
    """A name without what stands beside it if a full one is left."""
    left = beside.sub("", name)
    return left if left != name and is_full_name(left) else name


def _names(written: Iterable[str], publisher: str | None) -> Iterable[str]:
    """The names in bylines, each once, without the publisher's."""
    names: dict[str, str] = {}
    for line in written:
        if _NOBODY.fullmatch(line.strip()) and not is_agency(line.strip()):
            continue
        byline = _HANDLE.sub("", _BY.sub("", in_small_letters(clean_line(line))))
        for name in map(_trimmed, [] if _same(byline, publisher) else _SEPARATOR.split(byline)):
            if not _same(name, publisher):
                names.setdefault(name.casefold(), name)
    return names.values()


def _without_agencies(names: Iterable[str]) -> list[str]:
    """The names without those of agencies, such as "AP", if there are persons beside them.

    A given name may be written like one: "Efe".
    """
    all_names = list(names)
    if not any(map(is_full_name, all_names)):
        return all_names
    return [name for name in all_names if name.istitle() or not is_agency(name)]


def _is_name(name: str) -> bool:
    return _may_be_name(name) and not name.islower() and not _OF_ACCOUNT.search(name)


@lru_cache(maxsize=1024)
def _may_be_name(name: str) -> bool:
    words = name.split()
    if not 1 <= len(words) <= _MAX_NAME_WORDS or len(name) < 2:
        return False
    if _NOTHING_SAID.search(name) or _CREDIT.match(name):
        return False
    return any(character.isalpha() for character in name)


def _same(name: str, publisher: str | None) -> bool:
    """Whether the name is the publisher's, or a part of it."""
    return publisher is not None and bool(
        re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", publisher.casefold())
    )
