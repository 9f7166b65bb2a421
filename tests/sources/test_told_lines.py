"""The line of a page that likely tells the day of publication."""

from __future__ import annotations

from retrieval.sources.files.html.document import parse_page
from retrieval.sources.files.page.judged_lines import JudgedLine
from retrieval.sources.files.page.told_lines import day_told
from retrieval.sources.lines.shown_lines import shown_lines


def judged(body: str, *, day: float) -> list[JudgedLine]:
    page = parse_page(f"<html><body>{body}</body></html>")
    assert page is not None
    return [JudgedLine(line, 0.1, is_row=False, day=day) for line in shown_lines(page)]


def test_the_day_of_the_likeliest_line_is_told() -> None:
    def told(line: str, *, day: float = 0.9, is_day_first: bool = False) -> str | None:
        return day_told(judged(f"<p>{line}</p>", day=day), is_day_first=is_day_first)

    assert told("Pressemitteilung Nr. 47/2022 vom 08.11.2022") == "2022-11-08"
    assert told("(hei) 2. Mai 2023 – aus dem Gemeindeleben") == "2023-05-02"
    assert told("Rédigé le 03/04/2022 à 11:04", is_day_first=True) == "2022-04-03"
    assert told("Rédigé le 03/04/2022 à 11:04") is None
    assert told("No. 47 of 08.11.2022", day=0.3) is None
    assert told("Yesterday at nine") is None
    assert told("Updated 3 May 2024") is None
