"""The form of a question: its plain text, its names, and whether it refers back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from retrieval.errors import QueryError
from retrieval.text.answers.ages import asks_age_alone
from retrieval.text.answers.answer_type import is_number
from retrieval.text.languages import any_of, any_word_of, language_of
from retrieval.text.questions.framing import without_framing
from retrieval.text.times.relative_years import is_relative_year
from retrieval.text.words.escape_sequences import without_escape_sequences
from retrieval.text.words.letters import ALPHANUMERIC
from retrieval.text.words.terms import index_terms, question_terms, stop_words

MAX_QUESTION_CHARS = 1000
_OTHER_FORMS = ("<font>", "<wide>")  # of letters, as Unicode names them
_GENITIVE = "s"  # the end of a name before what belongs to it: "Luthers Bibel"
_OPENING_MARKS = "¿¡ "  # of a Spanish question
_APOSTROPHE = re.compile("['’]")
_OPENING_QUOTES = tuple("„“\"'‚‘»«›‹")
_QUOTED_WORD = re.compile(rf"[„“\"‚‘»«]{ALPHANUMERIC}[“”\"‘’»«]")
WORD = re.compile(rf"{ALPHANUMERIC}(?:(?:['’.-]|(?<=\d),(?=\d{{3}}\b)){ALPHANUMERIC})*")


def plain_text(question: str) -> str:
    """``question`` without escape sequences, control characters and needless white space.

    The letter that is written for an apostrophe in Ukrainian becomes one.

    Raises QueryError where it is empty, has neither letter nor digit, or is longer than
    MAX_QUESTION_CHARS.
    """
    plain = _plain_letters(question).replace("\u02bc", "\u2019")
    text = " ".join(_printable(without_escape_sequences(plain)).split())
    if not any(char.isalnum() for char in text):
        raise QueryError("The question is empty: ask in a few words, such as “Who won the vote?”.")
    if len(text) > MAX_QUESTION_CHARS:
        raise QueryError(
            f"The question has {len(text):,} characters: ask in at most {MAX_QUESTION_CHARS:,}."
        )
    return text


def earlier_text(question: str, language: str) -> str:
    """An earlier question in the same form, however long, without framing."""
    text = " ".join(_printable(without_escape_sequences(question)).split())[:MAX_QUESTION_CHARS]
    return without_framing(text, language)


def refers_back(text: str, language: str) -> bool:
    """Whether ``text`` refers back: by its first words, by a pronoun, or by having few terms."""
    if leads_on(text, language):
        return True
    if capital_marks_names(language) and names_in(text, language):
        return False
    return has_pronoun(text, language) or len(question_terms(text, language)) < 2


def opens_subject(question: str, language: str) -> bool:
    """Whether ``question`` says that it is about another subject than what was asked before.

    >>> opens_subject("OK, different subject: who won?", "en"), opens_subject("Who won?", "en")
    (True, False)
    """
    known = language_of(language)
    polite = any_of((*known.greetings, *known.leads_on, *known.closings, *known.framing_words))
    opening = rf"\W*(?:{polite}\W+)*{any_of(known.new_subject)}\s*[,;:.!–—-]"
    return bool(known.new_subject) and re.match(opening, question, re.IGNORECASE) is not None


def leads_on(text: str, language: str) -> bool:
    """Whether the first words of ``text`` refer back.

    >>> leads_on("What about Lviv?", "en"), leads_on("Who won in Lviv?", "en")
    (True, False)
    """
    return bool(any_word_of(language_of(language).leads_on).match(text.lstrip(_OPENING_MARKS)))


def asks_something(question: str, language: str) -> bool:
    """Whether anything is asked, if only by "why": it is not by "thanks" or "are you sure".

    >>> asks_something("Are you sure?", "en"), asks_something("And then?", "en")
    (False, True)
    """
    known = language_of(language)
    points = any_word_of((*known.leads_on, *known.question_words)).search(question)
    if points or pronouns_in(question, language):
        return True
    polite = (*known.greetings, *known.closings, *known.framing_words, *known.asking_words)
    without = stop_words(language).union(polite, known.linking_words)
    return any(word.lower() not in without for word in WORD.findall(question))


def is_bare(text: str, language: str) -> bool:
    """Whether ``text`` has only words that tell what it is about, as words for a search have.

    >>> is_bare("sea wolves", "en"), is_bare("Any wolves?", "en")
    (True, False)
    """
    known = stop_words(language).union(language_of(language).leads_on)
    return all(word.lower() not in known for word in WORD.findall(text))


def has_content_word(text: str, language: str) -> bool:
    """Whether ``text`` has a word besides stop words.

    >>> has_content_word("By whom?", "en"), has_content_word("Who was hurt?", "en")
    (False, True)
    """
    return any(word.lower() not in stop_words(language) for word in WORD.findall(text))


def capital_marks_names(language: str) -> bool:
    """Whether a capital letter marks a name: it does not where all nouns have one."""
    return not language_of(language).has_capital_nouns


def has_pronoun(text: str, language: str) -> bool:
    """Whether ``text`` has a word that stands for something said before, such as "he"."""
    return bool(any_word_of(language_of(language).points_back).search(text))


def has_referring_pronoun(text: str, language: str) -> bool:
    """Whether ``text`` has a pronoun that refers to something, as "there" in "is there" does not.

    >>> has_referring_pronoun("Was he there?", "en"), has_referring_pronoun("Is there fog?", "en")
    (True, False)
    """
    dummies = language_of(language).dummy_pronouns
    return has_pronoun(any_word_of(dummies).sub(" ", text) if dummies else text, language)


def pronouns_in(text: str, language: str) -> frozenset[int]:
    """Which groups of pronouns that stand for the same, such as "he" and "his", are in ``text``."""
    groups = language_of(language).pronouns
    return frozenset(n for n, own in enumerate(groups) if any_word_of(own).search(text))


def is_fragment(text: str, language: str) -> bool:
    """Whether ``text`` goes on from the question before without asking anything by itself.

    >>> is_fragment("And in Lviv?", "en"), is_fragment("Will it pay?", "en")
    (True, False)
    >>> is_fragment("Two years later?", "en")
    True
    """
    known = language_of(language)
    rest = without_lead(text, language)
    if is_relative_year(rest, language):
        return True
    verbs = any_word_of((*known.present_verbs, *known.past_verbs))
    asks = any_word_of(known.question_words).search(rest) or verbs.match(rest)
    return not asks and (rest != text or len(question_terms(text, language)) < 2)


def has_own_verb(text: str, language: str) -> bool:
    """Whether the question ``text`` needs one of its other words as its verb.

    >>> has_own_verb("Who won?", "en"), has_own_verb("Who is putin?", "en")
    (True, False)
    >>> has_own_verb("What about floods?", "en"), has_own_verb("any news on floods?", "en")
    (False, False)

    Where verbs are not known, none does.
    """
    known = language_of(language)
    verbs = (*known.present_verbs, *known.past_verbs)
    asks = any_word_of(known.question_words).search(without_lead(text, language))
    return bool(verbs and asks) and not any_word_of(verbs).search(text)


def without_lead(text: str, language: str) -> str:
    """A fragment without the words by which it goes on.

    >>> without_lead("And in Lviv?", "en"), without_lead("No, I meant in Lviv", "en")
    ('in Lviv?', 'in Lviv')
    >>> without_lead("¿Y en Lviv?", "es")
    'en Lviv?'
    """
    lead, rest = any_word_of(language_of(language).leads_on), text
    while found := lead.match(opened := rest.lstrip(_OPENING_MARKS)):
        rest = opened[found.end() :].lstrip(" ,")
    return rest


def asks_age_of_pronoun(question: str, language: str) -> bool:
    """Whether ``question`` is "How old is she?", which anybody's age would answer alone; the
    pronoun may be left out, as in Spanish.

    >>> asks_age_of_pronoun("And how old is she?", "en")
    True
    >>> asks_age_of_pronoun("Сколько ей лет?", "ru"), asks_age_of_pronoun("¿Qué edad tiene?", "es")
    (True, True)
    >>> asks_age_of_pronoun("How old is her ship?", "en")
    False
    """
    pronouns = any_word_of(language_of(language).points_back)
    without = " ".join(pronouns.sub(" ", without_lead(question, language)).split())
    return asks_age_alone(without, language)


def names_in(text: str, language: str) -> frozenset[str]:
    """Terms of numbers and of capitalised words, except one capitalised only as the first.

    The first is a name where it stands alone in quotation marks, or where an apostrophe separates
    a name from its endings.

    >>> [sorted(names_in(asked, "tr")) for asked in ("Dereli'de kim?", "“Yunus” nerede?", "Gemi?")]
    [['derel'], ['yunus'], []]
    """
    words = WORD.findall(text)
    usual = len(words) // 2 if capital_marks_names(language) else len(words) * 3 // 4
    if sum(word[0].isupper() for word in words[1:]) > usual > 2:
        words = [word for word in words if word[0].isdigit()]  # A Headline, Or SHOUTED
    is_first_a_name = bool(words) and _is_first_a_name(words[0], text, language)
    return frozenset(
        term
        for index, word in enumerate(words)
        if (word[0].isdigit() or (has_capital(word, language) and (index > 0 or is_first_a_name)))
        and word.lower() not in stop_words(language)
        for term in index_terms(word, language)
    )


def has_capital(word: str, language: str | None) -> bool:
    """Whether ``word`` has a capital, if need be after what is elided before it.

    >>> has_capital("l’Etna", "it"), has_capital("l’onda", "it"), has_capital("Etna", "it")
    (True, False, True)
    """
    elided, *rest = _APOSTROPHE.split(word, maxsplit=1)
    if rest and elided.lower() in language_of(language or "en").elisions:
        word = rest[0]
    return word[:1].isupper()


def names_by_form(text: str, language: str) -> frozenset[str]:
    """Of :func:`names_in`, those that are no common nouns where all nouns have a capital.

    That is told by their form: before a name stands no article, number or adjective, or it is in
    the genitive before another noun or in quotation marks, or has a further capital. Numbers are
    among them, and so are nouns in the plural without an article.

    >>> sorted(names_by_form("Was sagte Kapitän Ohle in Kiel über die alte Fähre?", "de"))
    ['kapitan', 'kiel', 'ohl']
    >>> sorted(names_by_form("Wer druckte die Bibel?", "de"))
    []
    """
    names = names_in(text, language)
    if capital_marks_names(language):
        return names
    found: set[str] = set()
    words = list(WORD.finditer(text))
    for place, word in enumerate(words):
        is_bare = not _is_determined([own[0] for own in words[:place]], language)
        is_marked = text[: word.start()].endswith(_OPENING_QUOTES) or _is_name(word[0])
        behind = words[place + 1][0] if place + 1 < len(words) else ""
        is_owner = word[0].endswith(_GENITIVE) and behind[:1].isupper()
        if is_bare or is_marked or is_owner or word[0][0].isdigit():
            found.update(index_terms(word[0], language))
    return names & found


def _is_determined(before: Sequence[str], language: str) -> bool:
    """Whether a noun behind these words has an article, a number or an adjective.

    What ends as an adjective behind a noun or a question word is a verb: "Was forderte Luther?"
    """
    if not before:
        return False
    known, last = language_of(language), before[-1]
    if last.lower() in known.determiners or is_number(last, language):
        return True
    if last[0].isupper() or last in stop_words(language):
        return False
    is_verb = len(before) == 1 or (
        before[-2][0].isupper() and before[-2].lower() not in known.determiners
    )
    return last.endswith(known.adjective_endings) and not is_verb


def _is_first_a_name(first: str, text: str, language: str) -> bool:
    has_ending = language_of(language).has_apostrophe_before_endings and _APOSTROPHE.search(first)
    return _is_name(first) or bool(has_ending) or _QUOTED_WORD.match(text) is not None


def _is_name(first_word: str) -> bool:
    """Whether the first word has a capital inside, since its first letter is always one."""
    return any(char.isupper() for char in first_word[1:])


def _plain_letters(text: str) -> str:
    """``text`` with plain letters instead of those in another font or width, as of mathematics.

    >>> _plain_letters("𝕎𝕙𝕠 ｗｏｎ?")
    'Who won?'
    """
    if text.isascii():
        return text
    return "".join(
        unicodedata.normalize("NFKC", char)
        if unicodedata.decomposition(char).startswith(_OTHER_FORMS) and char.isalnum()
        else char
        for char in text
    )


def _printable(text: str) -> str:
    """``text`` with control characters, lone surrogates and unassigned characters as spaces."""
    if text.isprintable():
        return text
    return "".join(
        char if unicodedata.category(char) not in ("Cc", "Cs", "Cn") else " " for char in text
    )
