"""The bot's texts: complete in each language, with its plural forms."""

from __future__ import annotations

import string

import pytest

from bot.rendering.translations import LANGUAGES, Texts, language_for, texts_of

ENGLISH = texts_of("en")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def forms(texts: Texts, key: str) -> dict[str, str]:
    found = texts.entries[key]
    return found if isinstance(found, dict) else {"": found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text_with_the_same_placeholders(language: str) -> None:
    texts = texts_of(language)

    assert set(texts.entries) == set(ENGLISH.entries)
    for key in ENGLISH.entries:
        found = {frozenset(placeholders(form)) for form in forms(texts, key).values()}
        assert found == {frozenset(placeholders(next(iter(forms(ENGLISH, key).values()))))}, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_count_has_a_text_in_which_it_stands(language: str) -> None:
    texts = texts_of(language)
    counted = [key for key in ENGLISH.entries if "{count}" in str(ENGLISH.entries[key])]

    for key in counted:
        for count in (*range(1, 25), 1_000_000):
            assert texts.number(count) in texts(key, count=count, day="")


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [
        ("en", 1, "1 article"),
        ("en", 1234, "1,234 articles"),
        ("uk", 1, "1 стаття"),
        ("uk", 3, "3 статті"),
        ("uk", 11, "11 статей"),
        ("uk", 21, "21 стаття"),
        ("ru", 2, "2 статьи"),
        ("ru", 12, "12 статей"),
        ("es", 1, "1 artículo"),
        ("es", 1_000_000, "1.000.000 de artículos"),
        ("de", 2, "2 Artikel"),
    ],
)
def test_counts_use_the_right_plural_form(language: str, count: int, text: str) -> None:
    assert texts_of(language)("articles", count=count).replace("\xa0", " ") == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_telegrams_limits_are_kept(language: str) -> None:
    texts = texts_of(language)

    assert len(texts("description")) <= 512
    assert len(texts("short_description")) <= 120
    toasts = ("thanks", "thanks_already", "not_yours", "too_old", "no_more", "access_asked")
    assert max(len(texts(key)) for key in toasts) <= 200


def test_the_users_choice_goes_before_the_telegram_language_and_then_english() -> None:
    assert language_for("de", "uk") == "de"
    assert language_for(None, "uk") == "uk"
    assert language_for(None, "es-MX") == "es"
    assert language_for(None, None) == "en"
    assert language_for("xx", "fr") == "en"


def test_braces_in_a_value_are_kept_as_they_are() -> None:
    assert ENGLISH("removed", title="{count} {0}") == "“{count} {0}” has been removed."


@pytest.mark.parametrize("language", LANGUAGES)
def test_alerts_are_named_among_what_is_stored_and_deleted(language: str) -> None:
    texts = texts_of(language)
    alerts = texts("alerts_button").casefold()

    assert alerts in texts("delete_ask").casefold()
    assert alerts in texts("privacy").casefold()


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_a_sentence_that_ends_with_an_abbreviated_day_has_one_full_stop(language: str) -> None:
    texts = texts_of(language)

    day = texts.date("2024-03-05")

    assert day.endswith(".")
    assert texts("today_none", day=day).endswith(f" {day}")
