"""Authors are persons; nothing else is taken for one."""

from __future__ import annotations

import pytest

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
