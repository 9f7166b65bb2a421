"""Markdown as people and programs write it: what a reader would see of it, and nothing else."""

from __future__ import annotations

import gc
import time

import pytest

from retrieval.sources.drafts import Draft
from retrieval.sources.files.markdown import read_markdown

BODY = "The river rose by two metres.\n\nNobody was hurt."
PARAGRAPHS = ("The river rose by two metres.", "Nobody was hurt.")


def read(front_matter: str) -> Draft:
    draft = read_markdown(f"---\n{front_matter}\n---\n{BODY}")
    assert draft.paragraphs == PARAGRAPHS
    return draft


def paragraphs(body: str) -> list[str]:
    draft = read_markdown(f"# River rises\n\n{body}")
    assert draft.title == "River rises"
    return list(draft.paragraphs)


# Front matter ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("front_matter", "title"),
    [
        ("title: >-\n  River\n  rises", "River rises"),
        ("title: |\n  River rises\ntags: [a, b]", "River rises"),
        ("title: 'It''s raining'", "It's raining"),
        ('title: "River \\"rises\\""', 'River "rises"'),
        ("Title: River: it rises", "River: it rises"),  # no YAML, and written all the same
        ("title: 2024", "2024"),
        ("title: yes", "yes"),
        ("title:\ndate: 2024-03-03", None),
        ("title: null\ndate: 2024-03-03", None),
        ("title: Untitled\ndate: 2024-03-03", None),
        ('title: "{{title}}"', None),
        ("title: [a, b]\nheadline: River rises", "a"),
    ],
)
def test_a_title_is_read_in_every_way_of_writing_it(front_matter: str, title: str | None) -> None:
    assert read(front_matter).title == title


@pytest.mark.parametrize(
    ("front_matter", "authors"),
    [
        ("author: Jane Roe", ("Jane Roe",)),
        ("authors: [Jane Roe, 'John Doe']", ("Jane Roe", "John Doe")),
        ("authors:\n- name: Jane Roe\n  url: https://x.example/j\n- name: John Doe",
         ("Jane Roe", "John Doe")),
        ('author:\n  - "[[Jane Roe]]"', ("Jane Roe",)),
        ("author: ''\ntitle: x", ()),
    ],
)  # fmt: skip
def test_authors_are_read_in_every_way_of_writing_them(
    front_matter: str, authors: tuple[str, ...]
) -> None:
    assert read(front_matter).authors == authors


def test_dates_stay_as_they_are_written() -> None:
    draft = read("date: 2024-03-03\nlastmod: 2024-03-04 10:00:00 +02:00")
    assert (draft.published, draft.updated) == ("2024-03-03", "2024-03-04 10:00:00 +02:00")
    draft = read_markdown(f"+++\ntitle = 'A'\ndate = 2024-03-03\n+++\n{BODY}")
    assert (draft.published, draft.paragraphs) == ("2024-03-03", PARAGRAPHS)


def test_a_source_may_be_an_address_or_a_name() -> None:
    draft = read("source: https://post.example/river\nsite: Example Post")
    assert (draft.stated_url, draft.publisher) == ("https://post.example/river", "Example Post")
    assert read("source: Example Post").publisher == "Example Post"


@pytest.mark.parametrize(
    "written",
    [
        "---\nIt rained on Sunday, all of the day.\n---\n",
        "---\nNote: it rained on Sunday, all of the day.\n---\n",
        "---\n\nIt rained on Sunday, all of the day.\n\n***\n",
    ],
)
def test_a_rule_above_the_text_begins_no_front_matter(written: str) -> None:
    draft = read_markdown(written + BODY)
    assert draft.title is None
    assert len(draft.paragraphs) == 3
    assert draft.paragraphs[0].endswith("it rained on Sunday, all of the day."[1:])


def test_front_matter_that_grows_without_bound_is_not_unfolded() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    started = time.process_time()
    read(f"title: River rises\nauthors: *a11\n{bomb}")
    assert time.process_time() - started < 2


def test_no_value_of_yaml_runs_code() -> None:
    draft = read("title: River rises\nauthor: !!python/object/apply:os.getcwd []")
    assert (draft.title, draft.authors) == ("River rises", ())


# The text ----------------------------------------------------------------------------------------


def test_code_is_text_whose_marks_mean_nothing() -> None:
    assert paragraphs("```sh\n# a *comment*\n```\n\n~~~\n[x](y)\n~~~\n\n    - code\n\nEnd.") == [
        "# a *comment*",
        "[x](y)",
        "- code",
        "End.",
    ]
    assert paragraphs("Use `[^a-z]+` here.[^1]\n\n```\nsplit('[^a-z]')\n```\n\n[^1]: Or not.") == [
        "Use [^a-z]+ here.",
        "split('[^a-z]')",
        "Or not.",
    ]


def test_a_table_is_a_line_a_row() -> None:
    table = "| Ward | Ayes | *Noes* |\n|:--|--:|:-:|\n| Quarry | 12 | 3 |\n| Mill \\| Weir | | 4 |"
    assert paragraphs(f"The vote:\n\n{table}\n\nIt passed.") == [
        "The vote:",
        "Ward: Quarry; Ayes: 12; Noes: 3",
        "Ward: Mill | Weir; Noes: 4",
        "It passed.",
    ]


def test_of_html_the_text_stays_and_the_marks_go() -> None:
    html = (
        '<div class="box">\nThe mayor <b>spoke</b> &amp; left.<br>\nTwice.\n'
        "<script>track()</script>\n</div>\n\n<!-- not\nto be seen -->\n\n"
        "An <em>inline</em> word.<!-- c -->\n\n"
        "<table><tr><th>Ward</th><th>Ayes</th></tr><tr><td>Quarry</td><td>12</td></tr></table>\n\n"
        '<figure><img src="a.png" alt="A map"><figcaption>Map: Jane Roe</figcaption></figure>'
    )
    assert paragraphs(html) == [
        "The mayor spoke & left.",
        "Twice.",
        "An inline word.",
        "Ward: Quarry; Ayes: 12",
    ]


def test_notes_stay_and_what_refers_to_them_goes() -> None:
    text = (
        "The dam[^1] broke.[^why] Nobody was hurt.[^gone]\n\n"
        "[^1]: Built in 1901.\n[^why]: At noon,\n    as witnesses said.\n[^other]: One more."
    )
    assert paragraphs(text) == [
        "The dam broke. Nobody was hurt.",
        "Built in 1901.",
        "At noon, as witnesses said.",
        "One more.",
    ]


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("[the report](https://x.example/a_(b)_c 'T (x)') says", "the report says"),
        ("[the report](<https://x.example/a b>) says", "the report says"),
        ("[the report][r] says\n\n[r]: https://x.example/r", "the report says"),
        ("[r] says\n\n[r]: https://x.example/r\n  'A (title)'", "r says"),
        ("![a map (new)](m_(1).png 'T') It rained", "It rained"),
        ("[![map](m.png)](https://x.example/m) It rained", "It rained"),
        ("see <https://x.example/a>", "see https://x.example/a"),
        ("2 * 3 * 4, snake_case_name, \\*no\\*, a **b *c* d**", "2 * 3 * 4, snake_case_name, *no*, "
         "a b c d"),
        ("`a * b` and ``a ` b``", "a * b and a ` b"),
        ("5 &lt; 6 &mdash; &#233;", "5 < 6 — é"),
        ("a line\nbroken to a width", "a line broken to a width"),
    ],
)  # fmt: skip
def test_the_words_of_a_line_are_those_that_a_reader_sees(written: str, seen: str) -> None:
    assert paragraphs(written) == [seen]


def test_each_item_and_each_quoted_paragraph_stands_alone() -> None:
    text = (
        "1. One\n2. Two\n   - nested *a*\n\n     more of a\n   - nested b\n\n"
        "> Quoted\n> on.\n>\n> Two."
    )
    assert paragraphs(text) == [
        "1. One",
        "2. Two",
        "nested a",
        "more of a",
        "nested b",
        "Quoted on.",
        "Two.",
    ]


def test_a_break_that_is_meant_ends_a_paragraph() -> None:
    assert paragraphs("By the river  \nin March\\\nit rained<br>again.") == [
        "By the river",
        "in March",
        "it rained",
        "again.",
    ]


def test_deep_lists_lose_nothing() -> None:
    nested = "".join(f"{'  ' * depth}- item {depth}\n" for depth in range(18))
    assert paragraphs(nested) == [f"item {depth}" for depth in range(18)]


@pytest.mark.parametrize(
    ("written", "title", "first"),
    [
        ("River rises\n===========\n\nSub\n---\n\nIt rose.", "River rises", "Sub"),
        ("By Jane Roe\n\n# River rises\n\nIt rose.", "River rises", "By Jane Roe"),
        ("**River rises**\n\nIt rose on Sunday.", "River rises", "It rose on Sunday."),
        ("It rose on Sunday by two metres.\n\n## Why\n\nRain.", None,
         "It rose on Sunday by two metres."),
        ("# River rises", None, "River rises"),
    ],
)  # fmt: skip
def test_the_title_is_a_heading_above_the_text_or_a_first_line_that_is_no_sentence(
    written: str, title: str | None, first: str
) -> None:
    draft = read_markdown(written)
    assert (draft.title, draft.paragraphs[0]) == (title, first)


def test_brackets_without_number_are_text() -> None:
    written = "![[\\[" * 500
    assert read_markdown(f"# Rain stops\n\n{written}").paragraphs == ("![[[" * 500,)


@pytest.mark.parametrize(
    "unit",
    ["[", "[a](", "![", "![[", "*a ", "_a", "`a ", "<a ", "<!--", "<![CDATA[", "> ", "- ", "|a",
     "&#1;", "[^1]", "^[", "~~a", "\\", "# ", " ", "\n", "a\n=\n", "[a]: b\n", "<div>\n", "```\n",
     "|\n", "---\n", "a: [\n", "<td>", "<table><tr><td>"],
)  # fmt: skip
def test_time_grows_with_the_length_of_the_text(unit: str) -> None:
    def seconds(characters: int) -> float:
        text = f"|a|b|\n|-|-|\n{unit * (characters // len(unit))}"
        gc.freeze()  # else collections take the longer, the more other tests have left
        started = time.process_time()
        read_markdown(text)
        taken = time.process_time() - started
        gc.unfreeze()
        return taken

    bound = 10 * seconds(4_000) + 0.1  # the square would be 16
    # again only where something else may have slowed the first
    assert any(seconds(16_000) < bound for _ in range(3))
