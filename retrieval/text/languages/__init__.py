"""What is known of each language: one TOML file a language, with words and no rules.

A new language is one new file beside this one, and one in ``boilerplate`` with what its pages say
around articles. A value is a text of words separated by white space, or a list of phrases; a key
that a language leaves out is empty. All words are in lower case.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias, TypeVar

import msgspec

Words: TypeAlias = tuple[str, ...]

_Kind = TypeVar("_Kind")


class Language(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of one language; ``code`` is the name of its file, ISO 639-1."""

    code: str

    name: Words = ()
    """What the language is called in English."""

    stop_words: Words = ()
    """Words that tell nothing of what a text is about."""

    question_words: Words = ()
    """Words that make a sentence a question."""

    letters: Words = ()
    """Letters and signs by which the language is told from others in the same script."""

    endings: Words = ()
    """Endings of inflected words, where there is no stemmer."""

    prefixes: Words = ()
    """Letters that are written before a word and belong to others: "and", "the", "in"."""

    elisions: Words = ()
    """What is written before an apostrophe and belongs to no word: "l", "d"."""

    are_accents_optional: bool = False
    """Whether accents are often left out in typing, and a stemmer can do without."""

    stacks_endings: bool = False
    """Whether a word may have several endings, one behind the other ("evlerimizden")."""

    has_apostrophe_before_endings: bool = False
    """Whether what stands behind the apostrophe of a name is its endings ("Ankara'nın")."""

    endings_of_long_words: Words = ()
    """Those that leave at least five letters."""

    endings_of_short_words: Words = ()
    """Those that may leave only a vowel and a consonant ("evde")."""

    last_letters: Words = ()
    """Letters that stand before endings, each with what it is as the last one: "b/p"."""

    has_capital_nouns: bool = False
    """Whether all nouns have a capital, not only names."""

    joins_words: bool = False
    """Whether several words are often written as one ("Silbermünzen")."""

    determiners: Words = ()
    """Words after which a noun is no name, in a language of capital nouns: "the", "many"."""

    adjective_endings: Words = ()
    """How adjectives before a noun end in such a language."""

    has_tone_marks: bool = False
    """Whether marks tell different words apart, though they are often left out in typing."""

    leads_on: Words = ()
    """Beginnings of a question that goes on from the one before it: "and", "what about"."""

    new_subject: Words = ()
    """What a question begins with that opens another subject: "different subject"."""

    points_back: Words = ()
    """Words that stand for something said before: "he", "there"."""

    indefinite_words: Words = ()
    """Words for nobody or nothing in particular: "anyone"."""

    dummy_pronouns: Words = ()
    """Phrases in which such a word stands for nothing: "is there", "gibt es"."""

    pronouns: tuple[Words, ...] = ()
    """Groups of personal pronouns that stand for the same: "he him his"."""

    pronouns_of_things: Words = ()
    """Pronouns that stand for no person, where persons have others: "it"."""

    more_requests: Words = ()
    """Phrases that ask for more of what was shown: "more", "go on"."""

    ordinals: Words = ()
    """First to fifth, by which one of the results shown is meant."""

    ordinal_nouns: Words = ()
    """Phrases that end with a form of these which is a noun, where no word for a result follows:
    "a second"."""

    words_for_results: Words = ()
    """Words for what was shown: "one", "article"."""

    greetings: Words = ()
    """Words with which people open before they ask: "hello", "please", "um"."""

    asking_words: Words = ()
    """Words by which people say that they ask: "tell", "wondering", "idea"."""

    framing_words: Words = ()
    """Words around these that say nothing themselves: "could you", "i was"."""

    linking_words: Words = ()
    """Words between these and the question: "me", "if", "about"."""

    closings: Words = ()
    """Words with which people close: "thanks"."""

    salutations: Words = ()
    """Words before whom a letter is to: "dear"."""

    addressees: Words = ()
    """Whom one writes to who is no name of anything else: "team"."""

    words_before_senders: Words = ()
    """Words before the place from which one writes: "from"."""

    apologies: Words = ()
    """Other phrases before a question: "sorry to bother you"."""

    sign_offs: Words = ()
    """Phrases before the name of whoever signs a letter: "kind regards"."""

    spellings: Words = ()
    """Pairs of spellings that no rule covers: "grey/gray"."""

    name_variants: Words = ()
    """Spellings of the same name: "kiev/kyiv"."""

    acronyms: Words = ()
    """Well-known acronyms, each with its long form: "imf/international monetary fund"."""

    number_questions: Words = ()
    """Phrases that ask for a number; in English, some of them for a time."""

    time_questions: Words = ()
    """Phrases that ask for a time: "when"."""

    number_after_how: Words = ()
    """Words that ask for a number after "how"."""

    number_after_what: Words = ()
    """Nouns that ask for a number or a time after "what" or "which"."""

    name_questions: Words = ()
    """Phrases that ask for a name."""

    name_after_what: Words = ()
    """Nouns that ask for a name after "what"."""

    own_name_words: Words = ()
    """Those of them that mean a name itself."""

    identity_questions: Words = ()
    """Phrases that ask who somebody is, as the holder of an office."""

    whether_words: Words = ()
    """Words with which a question asks for yes or no."""

    whether_verbs: Words = ()
    """Verbs of such questions."""

    denial_words: Words = ()
    """Words by which such a question is mostly answered: "not", "nobody", "refused"."""

    free_words: Words = ()
    """Words that tell that something costs nothing."""

    own_name_questions: Words = ()
    """Phrases that ask what somebody or something is called, in other languages than English."""

    naming_words: Words = ()
    """Words with which sentences tell what somebody or something is called: "named"."""

    person_questions: Words = ()
    """Words that ask for a person: "who". Empty where no capital tells a name."""

    general_words: Words = ()
    """Words by which people ask and which articles often put otherwise: "people", "begin"."""

    topic_questions: Words = ()
    """Phrases by which it is asked what there is on something: "what's the latest on"."""

    reason_questions: Words = ()
    """Phrases that ask for a reason: "why"."""

    reason_words: Words = ()
    """Words of sentences that give a reason: "because"."""

    purpose_words: Words = ()
    """Words that give a reason before an infinitive: "pour" in French."""

    infinitive_endings: Words = ()
    """Of verbs behind these: "er" in French."""

    reason_conjunctions: Words = ()
    """Those of them behind which the reason stands up to the end of the sentence."""

    event_questions: Words = ()
    """Question words that ask about what happened, never how things stood: "when"."""

    age_questions: Words = ()
    """Phrases that ask for an age: "how old"."""

    age_units: Words = ()
    """Words beside a number that tell an age: "years", and those for "aged" and "year-old"."""

    age_introductions: Words = ()
    """Words right before an age, in languages where other numbers of years need no word before."""

    words_before_ages: Words = ()
    """Words before a number that make it an age: "aged"."""

    before_durations: Words = ()
    """Words before a number of years that make it no age: "nach" in "nach 16 Jahren"."""

    after_durations: Words = ()
    """Those behind it: "später" in "16 Jahre später"."""

    words_before_places: Words = ()
    """Words before the place or group that somebody belongs to: "of", "from"."""

    past_age_words: Words = ()
    """Words with which such a question asks for the age at another time than now."""

    price_questions: Words = ()
    """Words and phrases that ask for a price: "costs", "at what price"."""

    currencies: Words = ()
    """Words beside a number that make it an amount of money: "dollars"."""

    currency_codes: Words = ()
    """Abbreviations before a number that make it an amount of money and no code: "usd", "rs"."""

    between_units: Words = ()
    """Words between a number and its unit: "de" in "31 de milioane de lei"."""

    synonyms: Words = ()
    """Groups of words with which the same is asked and told: "mayor governs"."""

    number_words: Words = ()
    """Numbers in letters, and words that stand for a day."""

    number_links: Words = ()
    """What stands between numbers that are written as one word: "und" in "einundzwanzig"."""

    large_numbers: Words = ()
    """Those of them that are an amount of money where a price is asked for: "million"."""

    counting_words: Words = ()
    """Numbers in letters in their order, from zero, each with its other forms: "два/двумя"."""

    dozens: Words = ()
    """What stands for twelve: "dozen"."""

    years_before: Words = ()
    """What names a year by its distance from one named before: "the year before". One with "{}" has
    a number of years there, one with "/2" means two."""

    years_after: Words = ()
    """The same for later years: "{} years later"."""

    months: tuple[Words, ...] = ()
    """Names and abbreviations of each of the twelve months."""

    months_of_other_calendars: Words = ()
    """Months that begin on no first of those: "ramadan"."""

    weekdays: Words = ()
    """Monday to Sunday."""

    time_beginnings: Words = ()
    """Phrases before a time that mean its beginning: "early"."""

    before_times: Words = ()
    """Other phrases that may stand before the time that a question names: "at the end of"."""

    units: Words = ()
    """Units beside numbers, by which these are no part of a name or code: "kilometres"."""

    until: Words = ()
    """Words before a time that mean everything up to it."""

    since: Words = ()
    """Words before a time that mean everything after it."""

    recent: Words = ()
    """Phrases for the last days."""

    latest: Words = ()
    """Phrases that ask for the state of now."""

    now_adverbs: Words = ()
    """Words of a question in the present tense that only say that."""

    now_adjectives: Words = ()
    """Words before nouns that only ask for the newest account."""

    now_nouns: Words = ()
    """Such nouns."""

    earliest: Words = ()
    """Phrases that ask for what was at the beginning, or before something else."""

    earlier: Words = ()
    """Other phrases that ask for a state that has passed."""

    correction_notes: Words = ()
    """Phrases of notes that tell what an article said wrongly: "earlier version of this"."""

    verbs_of_saying: Words = ()
    """Finite verbs beside the name of who says something: "said"."""

    present_verbs: Words = ()
    """Finite verbs of questions about now or what is to come."""

    past_verbs: Words = ()
    """Finite verbs of questions about the past."""

    earning_questions: Words = ()
    """Words that ask what somebody earns: "salary"."""

    earning_words: Words = ()
    """Further words beside what somebody earns: "a year"."""

    fee_words: Words = ()
    """Words beside what is paid for somebody or something: "fee"."""

    speed_units: Words = ()
    """Units of speed: "km/h"."""

    length_units: Words = ()
    """Units of length: "metres"."""

    speed_questions: Words = ()
    """Words, or phrases, of questions for a speed: "fast"."""

    duration_questions: Words = ()
    """Phrases that ask how long something takes: "how long"."""

    duration_units: Words = ()
    """Units of time beside a number: "hours"."""

    duration_words: Words = ()
    """Words that tell a length of time without a number: "ساعتين", two hours in Arabic."""

    length_questions: Words = ()
    """Phrases that ask how long, high, deep or far something is: "how deep"."""

    weight_questions: Words = ()
    """Phrases that ask how heavy something is."""

    weight_units: Words = ()
    """Units of weight: "kilos"."""

    noise_questions: Words = ()
    """Phrases that ask how loud something is."""

    noise_units: Words = ()
    """Units of loudness: "decibels"."""

    substances: Words = ()
    """What is measured and not counted: "water"."""

    amount_units: Words = ()
    """Units in which that is measured: "litres"."""

    money_words: Words = ()
    """Words that make a question for a number one for an amount of money: "fine", "salary"."""

    year_questions: Words = ()
    """Phrases that ask for a year or a century."""

    century_words: Words = ()
    """Words of a time that is told without a year: "century"."""

    unknown_phrases: Words = ()
    """Phrases of sentences that tell that something is not known: "still unclear"."""

    words_for_several: Words = ()
    """Words for more than one of what was named: "both"."""

    specifying_words: Words = ()
    """Words behind a noun that tell which it is: "called"."""

    vague_nouns: Words = ()
    """Nouns behind "what" and "which" that ask for no name: "kind"."""

    unfolding_questions: Words = ()
    """Phrases that ask for what is found out over time, such as a toll or a cause."""

    toll_words: Words = ()
    """Words of questions for a toll and of what tells it, those of each kind of toll together."""

    end_phrases: Words = ()
    """Phrases that ask how something was in the end."""

    total_phrases: Words = ()
    """Phrases by which all of several are counted: "in total"."""

    verbs_of_being: Words = ()
    """Those of these verbs that stand before what somebody or something is: "is", "was"."""

    state_verbs: Words = ()
    """Past tenses of verbs that tell how things stand, each with its present: "was/is"."""

    lasting_verbs: Words = ()
    """Verbs that do so after "did": "have"."""

    irregular_participles: Words = ()
    """Participles that after "was" tell what happened: "shot"."""

    leaving_phrases: Words = ()
    """Phrases of sentences in which somebody loses or gives up an office or a title."""

    taking_over_phrases: Words = ()
    """Phrases of sentences in which somebody takes the place of another."""

    words_of_other_offices: Words = ()
    """Words before an office that somebody held, or before one below it: "former", "deputy"."""

    name_particles: Words = ()
    """Small words within names: "of", "von"."""

    acronym_gaps: Words = ()
    """Small words of a name that its acronym leaves out."""

    honorifics: Words = ()
    """What stands before a surname: "mr"."""

    ending_phrases: Words = ()
    """Phrases of sentences in which something planned is given up."""

    words_before_old_values: Words = ()
    """Words after which a value stands that no longer holds: "52, not 40"."""

    relative_pronouns: Words = ()
    """Words that begin a clause about the noun before them: "who", "that"."""

    later_questions: Words = ()
    """What later accounts are asked: who came after a person, and what became of a thing."""

    abbreviations: Words = ()
    """Abbreviations that never end a sentence."""

    abbreviations_before_numbers: Words = ()
    """Abbreviations that end no sentence where a number follows."""

    abbreviations_seldom_last: Words = ()
    """Abbreviations that end a sentence only where a plain beginning follows."""

    before_ordinals: Words = ()
    """Words between which and a noun a number with a full stop is an ordinal: "am 3. Tag"."""

    plain_beginnings: Words = ()
    """Words with which many sentences begin."""


@cache
def languages() -> tuple[Language, ...]:
    """Every language that has a file, by its code."""
    return read_languages(__name__, Language)


def read_languages(
    folder: str,
    kind: type[_Kind],
    prepare: Callable[[dict[str, Any]], dict[str, Any]] = lambda values: values,
) -> tuple[_Kind, ...]:
    """Each TOML file of a folder, which is a package, as a ``kind`` with the file's name as code.

    ``prepare`` is given the values of a file, of which texts have become tuples of words.
    """
    found = (path.name for path in files(folder).iterdir() if path.name.endswith(".toml"))
    return tuple(read_language(folder, name, kind, prepare) for name in sorted(found))


def read_language(
    folder: str,
    name: str,
    kind: type[_Kind],
    prepare: Callable[[dict[str, Any]], dict[str, Any]] = lambda values: values,
) -> _Kind:
    """One file of such a folder, as :func:`read_languages` reads them all."""
    values = prepare(_values(files(folder).joinpath(name).read_text(encoding="utf-8")))
    return msgspec.convert({"code": name.removesuffix(".toml"), **values}, kind)


def language(code: str) -> Language:
    """The language of that code; raises KeyError where it has no file."""
    return {known.code: known for known in languages()}[code]


@cache
def language_of(code: str) -> Language:
    """The language of that code, without any words where it has no file."""
    return next((known for known in languages() if known.code == code), Language(code=code))


def language_name(code: str | None) -> str:
    """What a language is called in English; its code where that is not known.

    >>> language_name("de"), language_name("mn"), language_name(None)
    ('German', 'mn', 'unknown')
    """
    if code is None:
        return "unknown"
    return " ".join(language_of(code).name).title() or code


def words_of_all(name: str) -> Words:
    """The words under the key ``name`` of every language, each once.

    >>> {"and", "und", "et"} <= set(words_of_all("leads_on"))
    True
    """
    return words_in(languages(), name)


@cache
def every_word() -> frozenset[str]:
    """All words that stand anywhere in the files of the languages, such as months and numbers.

    >>> {"may", "many", "who"} <= every_word()
    True
    """
    return frozenset(_words_within([msgspec.structs.astuple(known) for known in languages()]))


def _words_within(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.split()
    elif isinstance(value, Iterable):
        for part in value:
            yield from _words_within(part)


def words_in(known: Iterable[object], name: str) -> Words:
    """The words under the key ``name`` of all that is ``known``, each once."""
    return tuple(dict.fromkeys(word for one in known for word in getattr(one, name)))


@cache
def any_word_of(words: Words) -> re.Pattern[str]:
    """A pattern for any of ``words`` as whole words, or anywhere in a script without spaces.

    >>> [any_word_of(words).findall("Wer war es? 他是谁") for words in (("wer",), ("谁",))]
    [['Wer'], ['谁']]
    """
    spaced = [word for word in words if word and word[0] < "\u0e00"]
    unspaced = [word for word in words if word and word[0] >= "\u0e00"]
    patterns = [rf"(?<!\w){any_of(spaced)}(?!\w)"] if spaced else []
    patterns += [any_of(unspaced)] if unspaced else []
    return re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)


def any_of(words: Iterable[str]) -> str:
    """A regular expression for any of ``words``, the longest first.

    >>> any_of(["he", "he's"])
    "(?:he's|he)"
    """
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, longest_first))})"


def _values(written: str) -> dict[str, Any]:
    """The values of a file by key, each text as its words."""
    return {
        name: tuple(value.split()) if isinstance(value, str) else value
        for name, value in tomllib.loads(written).items()
    }
