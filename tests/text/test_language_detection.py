"""The language of articles and questions."""

from __future__ import annotations

import pytest

from retrieval.text.words.language_detection import (
    LanguageCounts,
    article_language,
    question_language,
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ferry to the island was late, and the captain said that it was the fog.", "en"),
        ("Der Hafen war wegen des Nebels gesperrt, und die Fähren blieben in der Bucht.", "de"),
        ("El puerto estuvo cerrado por la niebla y los barcos no salieron de la bahía.", "es"),
        ("Portul a fost închis luni din cauza ceții, iar feriboturile au rămas în golf.", "ro"),
        ("Порт в понедельник был закрыт из-за тумана, и паромы остались в бухте.", "ru"),
        ("Порт у понеділок був закритий через туман, і пороми залишилися в бухті.", "uk"),
        ("Пристанището беше затворено заради мъглата и фериботите останаха в залива.", "bg"),
        ("Hamnen var stängd på grund av dimman, och färjorna stannade kvar i viken.", "sv"),
        ("港は月曜日に霧のため閉鎖され、フェリーは湾に留まった。", "ja"),
        ("항구는 월요일에 안개 때문에 폐쇄되었고 여객선은 만에 머물렀다.", "ko"),
        ("ท่าเรือปิดเมื่อวันจันทร์เพราะหมอก", "th"),
        ("הנמל היה סגור ביום שני בגלל הערפל", "he"),
        ("بندر روز دوشنبه به خاطر مه بسته بود و کشتی‌ها در خلیج ماندند.", "fa"),
    ],
)  # fmt: skip
def test_an_article_tells_its_language(text: str, language: str) -> None:
    assert article_language(None, text) == language


@pytest.mark.parametrize(
    ("question", "archive", "language"),
    [
        ("Who won the cup?", {"de": 9}, "en"),
        ("kettle recall Brightwell", {"en": 9, "de": 1}, "en"),
        ("Brightwell Kessel", {"en": 1, "de": 9}, "de"),
        ("Wer gewann den Pokal?", {"en": 9}, "de"),
        ("Хто переміг?", {"ru": 9, "uk": 1}, "uk"),
        ("Каменный мост", {"ru": 1, "uk": 9}, "ru"),
        ("Мост", {"ru": 9, "en": 20}, "ru"),
        ("谁赢了？", {"en": 9}, "zh"),
        ("Кой спечели купата?", {"ru": 1, "en": 9}, "bg"),
        ("Vem vann pokalen?", {"en": 9}, "sv"),
        ("Kdo vyhrál pohár?", {"en": 9}, "cs"),
        ("Kuka voitti pokaalin?", {"en": 9}, "fi"),
        ("Ki nyerte meg a kupát?", {"en": 9}, "hu"),
        ("Köprünün uzunluğu ne kadardır?", {"en": 9}, "tr"),
        ("چه کسی جام را برد؟", {"ar": 9}, "fa"),
        ("من فاز بالكأس؟", {"fa": 9}, "ar"),
        ("Will Los Angeles host El Clásico?", {"es": 9, "en": 9}, "en"),
        ("C++ {0} %s", {"en": 9}, "en"),
        ("Zürich", {"en": 9}, "en"),
        ("Zürich", {"en": 9, "de": 1}, "de"),
        ("", {}, "en"),
    ],
)
def test_a_question_tells_its_language_or_has_that_of_the_archive(
    question: str, archive: LanguageCounts, language: str
) -> None:
    assert question_language(question, archive) == language


def test_a_short_follow_up_has_the_language_of_the_question_before() -> None:
    archive: LanguageCounts = {"en": 9, "de": 1}

    assert question_language("Lindheim?", archive, ["Wer gewann den Pokal?"]) == "de"
