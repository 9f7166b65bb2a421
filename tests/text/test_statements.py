"""Who says what in an article, and which names beside a verb say nothing."""

from __future__ import annotations

import pytest

from retrieval.text.articles.statements import statements
from retrieval.types import Article


def speakers(text: str, language: str | None) -> list[str]:
    article = Article("1", None, text, language=language)
    found = statements(article)
    assert all(text[each.sentence.start : each.sentence.end].strip() for each in found)
    return [each.speaker for each in found]


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "Ines Holm said that it would close.", ["Ines Holm"]),
        ("en", "“It will close,” said Ines Holm, the mayor.", ["Ines Holm"]),
        ("en", "Ines Holm, the mayor of Eastwick, said so. Holm said it again.", ["Ines Holm"]),
        ("en", "The head of Sund Canal, Omar Rabi, said so.", ["Omar Rabi"]),
        ("en", "Ines Holm came. “It will close,” Holm warned.", ["Holm"]),
        ("de", "„Das Bad bleibt zu“, sagte Karin Ohle.", ["Karin Ohle"]),
        ("es", "«No subirán», dijo Elena Cobos.", ["Elena Cobos"]),
        ("ru", "«Мост открыт», – сказала Галина Тимохина.", ["Галина Тимохина"]),
        ("uk", "Оксана Гречко розповіла, що школа відкрита.", ["Оксана Гречко"]),
    ],
)
def test_who_speaks_is_named(language: str, text: str, names: list[str]) -> None:
    assert speakers(text, language) == names


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Police said on Monday that it was closed."),
        ("en", "He said that the New Bridge would close."),
        ("en", "The Storm Watch Centre said that it rained."),
        ("en", "Ines Holm, who had said nothing before, left."),
        ("en", "It was, said Costume House curator Andrew Bolt, a pity."),
        ("xx", "Ines Holm said that it would close."),
        (None, "Ines Holm said that it would close."),
    ],
)
def test_others_are_not(language: str | None, text: str) -> None:
    assert speakers(text, language) == []


def test_a_text_of_capitals_takes_no_time() -> None:
    assert speakers("A" * 200_000 + " said. " + "Ab " * 50_000, "en") == []


def test_a_sentence_is_the_one_in_which_it_is_said() -> None:
    text = "It rained.\n\n“It will close,” said Ines Holm. The ferry runs."

    [found] = statements(Article("1", None, text, language="en"))

    assert text[found.sentence.start : found.sentence.end] == "“It will close,” said Ines Holm."
