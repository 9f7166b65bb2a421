"""The words of each language: files that are whole, in lower case, and used by the rules."""

from __future__ import annotations

import re

import msgspec
import pytest

from retrieval.text.languages import Language, any_of, language, languages, words_of_all
from retrieval.text.languages.boilerplate import Boilerplate, boilerplates

SWITCHES = {
    "are_accents_optional",
    "has_apostrophe_before_endings",
    "has_capital_nouns",
    "has_tone_marks",
    "joins_words",
    "stacks_endings",
}
CODES = [known.code for known in languages()]


def test_each_language_has_a_file() -> None:
    codes = "ar bg cs de el en es fa fi fr he hi hu it ja ko nl pl pt ro ru sv th tr uk vi zh"
    assert codes.split() == CODES
    assert language("de").months[11][0] == "dezember"
    with pytest.raises(KeyError):
        language("xx")


@pytest.mark.parametrize("code", CODES)
def test_a_language_has_twelve_months_and_its_words_in_lower_case_once(code: str) -> None:
    known = language(code)
    assert len(known.months) == 12
    assert all(known.months)
    for name in set(Language.__struct_fields__) - {"code", "months", *SWITCHES}:
        value = getattr(known, name)
        for words in value if value and isinstance(value[0], tuple) else [value]:
            assert list(words) == [word.lower() for word in dict.fromkeys(words)], name


def test_words_of_all_languages_are_each_there_once() -> None:
    words = words_of_all("stop_words")
    assert {"the", "und", "с"} <= set(words)
    assert len(words) == len(set(words))


def test_the_longest_of_several_words_is_found() -> None:
    assert any_of(["he", "he's", "a.m"]) == "(?:he's|a\\.m|he)"


def test_a_key_that_no_rule_knows_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `greetins`"):
        msgspec.convert({"code": "xx", "greetins": ["hello"]}, Language)


def test_each_language_has_a_file_of_what_its_pages_say() -> None:
    assert set(CODES) <= {known.code for known in boilerplates()}


@pytest.mark.parametrize("known", boilerplates(), ids=lambda known: known.code)
def test_each_phrase_is_a_regular_expression_that_stands_once_with_its_parts_put_in(
    known: Boilerplate,
) -> None:
    for name in set(Boilerplate.__struct_fields__) - {"code", "parts"}:
        phrases = getattr(known, name)
        assert list(phrases) == list(dict.fromkeys(phrases)), name
        assert all(re.compile(phrase) for phrase in phrases)
        assert set(re.findall(r"\{[a-z_]+\}", " ".join(phrases))) <= {"{money}"}


@pytest.mark.parametrize("known", boilerplates(), ids=lambda known: known.code)
def test_a_label_is_written_as_lines_are_compared(known: Boilerplate) -> None:
    assert [label for label in known.labels if label != label.casefold() or "’" in label] == []
