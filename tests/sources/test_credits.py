"""Authors are persons; nothing else is taken for one."""

from __future__ import annotations

import pytest

from retrieval.sources.metadata.article_header import read_head
from retrieval.sources.metadata.names import clean_authors, clean_publisher


@pytest.mark.parametrize(
    ("written", "names"),
    [
        (["By Jane Roe"], ("Jane Roe",)),
        (["Jane Roe and John Doe"], ("Jane Roe", "John Doe")),
        (["Jane Roe, Science Editor"], ("Jane Roe",)),
        (["Jane Roe", "jane roe"], ("Jane Roe",)),
        (["J. R. Doe Jr."], ("J. R. Doe Jr.",)),
        (["Von Anna Beispiel und Max Muster"], ("Anna Beispiel", "Max Muster")),
        (["Автор: Олена Приклад"], ("Олена Приклад",)),
        (["Byron Example"], ("Byron Example",)),
        (["di Livio Tassi; Marta De Angelis (inviata)"], ("Livio Tassi", "Marta De Angelis")),
        (["Jutta Quandt, dpa"], ("Jutta Quandt",)),
        (["Jane Roe and AP"], ("Jane Roe",)),
        (["Jane Roe and PINK"], ("Jane Roe", "PINK")),
        (["Jane Roe and Efe"], ("Jane Roe", "Efe")),
        (["Teksti: Outi Rantala"], ("Outi Rantala",)),
    ],
)
def test_names_are_read(written: list[str], names: tuple[str, ...]) -> None:
    assert clean_authors(written) == names


@pytest.mark.parametrize(
    "written",
    ["admin", "Staff", "By", "", "https://example.org/jane", "jane@example.org", "Newsroom",
     "The Editors", "Reuters", "webmaster", "1234", "No Author", "@janeroe", "Example Post"],
)  # fmt: skip
def test_what_is_no_person_is_dropped(written: str) -> None:
    assert clean_authors([written], "The Example Post") == ()


def test_a_publisher_is_a_name() -> None:
    assert clean_publisher("  The\nExample Post ") == "The Example Post"
    assert clean_publisher("https://example.org") is None
    assert clean_publisher(None) is None


@pytest.mark.parametrize(
    "line",
    ["Valley reporter", "Correspondent in Kyiv", "Editor of the Valley Courier", "Reporter, Leeds",
     "Korrespondentin für Osteuropa", "Correspondante à Paris", "Корреспондент «Долины»"],
)  # fmt: skip
def test_a_profession_below_a_byline_is_no_text(line: str) -> None:
    assert read_head(["By Jane Roe", line, "It rained."]).left == ("It rained.",)


@pytest.mark.parametrize(
    "line",
    ["Our correspondent was detained in Minsk", "Editor resigns over war coverage",
     "Journalist shot dead in Mexico", "The reporter was arrested on Monday",
     "Reporter Jane Smith detained", "Reporter in Kyiv killed", "Reporter in Minsk verhaftet"],
)  # fmt: skip
def test_words_about_a_reporter_below_a_byline_stay(line: str) -> None:
    assert read_head(["By Jane Roe", line, "It rained."]).left == (line, "It rained.")
