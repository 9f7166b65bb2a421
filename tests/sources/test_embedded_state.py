"""Pages that a script shows: their article is read from the state that they embed as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from retrieval.sources.drafts import Draft
from retrieval.sources.files.html import read_html

TITLE = "Harlow Bay to ban cars from its old harbour"
LINES = (
    "Cars will be banned from the old harbour of Harlow Bay from April, the council decided.",
    "Traders are split. Bookseller Nadia Frost expects more walkers in her narrow street.",
    "A shuttle with room for twenty-two people will run from the station every ten minutes.",
)
HTML = "".join(f"<p>{line}</p>" for line in LINES)
OTHER = {"title": "Foxes return to the chalk pits of Wenham", "body": "<p>Foxes run.</p>" * 40}
OWN = {"title": TITLE, "body": HTML}
BLOCKS = [{"type": "paragraph", "data": {"text": line}} for line in LINES]
PORTABLE = [
    {"_type": "block", "children": [{"_type": "span", "text": line[:9]}, {"text": line[9:]}]}
    for line in LINES
]
NUXT = [["Reactive", 1], {"article": 2}, {"title": 3, "content": 4}, TITLE, HTML]


def page(script: str) -> str:
    head = f'<title>{TITLE} | The Tribune</title><meta property="og:title" content="{TITLE}">'
    return f"<html><head>{head}</head><body><div>Loading…</div>{script}</body></html>"


def state(value: Any, name: str = "__NEXT_DATA__") -> str:
    return f'<script id="{name}" type="application/json">{json.dumps(value)}</script>'


def read(script: str) -> Draft | None:
    return read_html(page(script).encode())


@pytest.mark.parametrize(
    "script",
    [
        state(
            {"props": {"pageProps": {"latest": [OTHER], "post": {"title": TITLE, "body": HTML}}}}
        ),
        state({"data": {"entry": {"title": TITLE, "blocks": BLOCKS, "comments": [OTHER]}}}),
        state({"post": {"title": {"rendered": TITLE}, "content": {"rendered": HTML}}}),
        state(NUXT, "__NUXT_DATA__"),
        f"<script>window.s = {json.dumps({'a': {'title': TITLE, 'body': PORTABLE}})};</script>",
        f"<script>var s=JSON.parse({json.dumps(json.dumps(OWN))})</script>",
    ],
    ids=["next", "blocks", "rendered", "nuxt", "assigned", "parsed"],
)
def test_the_article_of_the_page_is_read(script: str) -> None:
    draft = read(script)
    assert draft is not None
    assert (draft.title, draft.paragraphs) == (TITLE, LINES)


def test_the_name_of_the_site_is_not_of_the_title() -> None:
    shown = page(state({"post": OWN})).replace(f'<meta property="og:title" content="{TITLE}">', "")
    draft = read_html(shown.encode())
    assert draft is not None
    assert draft.title == TITLE


def test_day_and_authors_are_those_of_the_article() -> None:
    record = {
        "title": TITLE,
        "body": HTML,
        "published_at": "2024-05-02",
        "author": {"name": "Priya Nolan"},
    }
    draft = read(state({"article": record}))
    assert draft is not None
    assert (draft.published, draft.authors) == ("2024-05-02", ("Priya Nolan",))


@pytest.mark.parametrize(
    "value", [{"latest": [OTHER]}, {"title": TITLE, "summary": "Cars go."}, [], "x" * 400]
)
def test_another_article_is_not_taken_for_that_of_the_page(value: Any) -> None:
    assert read(state(value)) is None


def test_a_script_that_is_no_json_is_passed_over() -> None:
    assert read("<script>window.a = {b: function(){}};" + "x = {'c" * 200 + "</script>") is None


def test_a_text_that_stands_in_very_many_places_is_not_read() -> None:
    doubled = [[place + 1] * 40 for place in range(2, 14)]
    nuxt = [{"title": 1, "body": 2}, TITLE, *doubled, "<p>Cars go.</p>", "x" * 300]
    script = f'<script id="__NUXT_DATA__" type="application/json">{json.dumps(nuxt)}</script>'
    assert read(script) is None
