"""The candidates for a page's authors, also where a page shows thousands of names."""

from __future__ import annotations

import time

from lxml.html import document_fromstring

from retrieval.sources.files.page.author_candidates import author_candidates
from retrieval.sources.files.page.choices import find_headline
from retrieval.sources.files.page.metadata import read_metadata


def test_thousands_of_names_are_compared_in_no_time() -> None:
    links = "".join(f"<a href='/users/{n}'>Holm{n} Vik{n}</a>" for n in range(12_000))
    page = document_fromstring(f"<html><body><h1>Ferry sinks</h1><p>{links}</p></body></html>")
    start = time.process_time()

    found = author_candidates(page, read_metadata(page), page.find(".//h1"), [])

    assert len(found) == 1000
    assert time.process_time() - start < 5.0


def test_many_persons_and_elements_take_no_time() -> None:
    words = [first + second for first in "KLMNPRST" for second in ("ada", "ela", "ina", "ora")]
    names = "".join(f"<b>{a} {b}{c}</b>" for a in words for b in words for c in "bcdfghklmnpr")
    heading = f"<h1>{'<span>' * 200}Ferry sinks{'</span>' * 200}</h1>"
    page = document_fromstring(f"<html><body>{heading}<div>{names}</div></body></html>")
    start = time.process_time()

    author_candidates(page, read_metadata(page), page.find(".//h1"), [])
    find_headline(page, read_metadata(page), [])

    assert time.process_time() - start < 10.0


def test_a_name_below_the_standfirst_stands_above_the_text() -> None:
    said = "The river burst its banks on Monday night and filled forty cellars of the old town."
    above = f"<div><p>{said}</p></div><p class='author'>Jane Roe</p>"
    text = f"<div><p>{said}</p><p>{said}</p></div>"
    page = document_fromstring(f"<html><body><h1>Flood</h1>{above}{text}</body></html>")

    (candidate,) = author_candidates(page, read_metadata(page), page.find(".//h1"), [])

    assert candidate.names == ("Jane Roe",)
    assert candidate.features["is_below_heading"] == 1.0
