"""Digests: which stories count as new, how they are grouped, and what each format shows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from html.parser import HTMLParser

import pytest

from retrieval.archive import Archive
from retrieval.cli import main
from retrieval.cli.digests.html import digest_html
from retrieval.cli.digests.markdown import digest_markdown
from retrieval.cli.digests.page import digest_page
from retrieval.cli.output.terminal import Layout
from retrieval.digest.news_period import NewsPeriod
from retrieval.types import Article, Digest, DigestOrder, Filters
from tests.conftest import MakeArchive
from tests.ingest.test_stories import AGENCY, ORIGINAL, article
from tests.support.toys import HARBOUR, TOY_ARTICLES, open_toy_archive

DAY = date(2024, 3, 6)
COPY = article("b1", AGENCY, title="Four dead", publisher="Daily Copy", published_at="2024-03-06")
CORRECTION = article(
    "c1",
    AGENCY.replace("killed four", "killed seven").replace("The four dead", "The seven dead"),
    title="Seven dead in mill",
    publisher="Coast Press Agency",
    published_at="2024-03-07",
)


def titled(number: int, title: str, **fields: str | None) -> Article:
    text = f"{title}. " + " ".join(f"word{number}{own}" for own in range(30))
    return article(f"{number:016}", text, title=title, published_at="2024-03-06", **fields)


def digest(
    archive: Archive,
    since: date = DAY,
    by: DigestOrder = "topic",
    until: date | None = None,
    as_of: date | None = None,
) -> Digest:
    return archive.digest(since, by=by, filters=Filters(until=until, as_of=as_of), zone=UTC)


def doc_ids(found: Digest) -> list[str]:
    return [story.article.doc_id for story in found.stories]


# Which stories --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "came", "is_news"),
    [
        ("2024-03-06", "2024-03-06T10:00:00+00:00", True),
        ("2024-03-05", "2024-03-05T10:00:00+00:00", False),
        ("2024-03-01", "2024-03-06T10:00:00+00:00", True),  # it came late
        ("2024-02-20", "2024-03-06T10:00:00+00:00", False),  # the archive was filled with it
        (None, "2024-03-06T10:00:00+00:00", True),
        (None, "2024-03-05T10:00:00+00:00", False),
        (None, None, False),
        ("2024-03-06", None, True),
    ],
)
def test_news_are_what_was_published_or_came_since(
    published: str | None, came: str | None, is_news: bool
) -> None:
    own = replace(HARBOUR, published_at=published, fetched_at=came)

    assert NewsPeriod(DAY, None, UTC).holds(own) is is_news


def test_the_day_on_which_an_article_came_is_that_of_the_reader() -> None:
    late_evening = replace(HARBOUR, published_at=None, fetched_at="2024-03-05T22:30:00+00:00")

    assert NewsPeriod(DAY, None, timezone(timedelta(hours=2))).holds(late_evening)
    assert not NewsPeriod(DAY, None, UTC).holds(late_evening)


def test_a_period_with_an_end_counts_days_of_publication_only() -> None:
    late = replace(HARBOUR, published_at="2024-03-01", fetched_at="2024-03-06T10:00:00+00:00")
    period = NewsPeriod(date(2024, 3, 1), date(2024, 3, 2), UTC)

    assert period.holds(late)
    assert not period.holds(replace(late, published_at="2024-03-03"))
    assert not period.holds(replace(late, published_at="2024-02-29"))


def test_a_story_is_listed_once_with_its_copies(make_archive: MakeArchive) -> None:
    found = digest(make_archive([ORIGINAL, COPY, titled(1, "Owls return")]))

    assert doc_ids(found) == ["a0", f"{1:016}"]
    assert [copy.doc_id for copy in next(found.stories).also_in] == ["b1"]


def test_of_a_story_of_one_day_the_article_that_the_copies_credit_is_listed(
    make_archive: MakeArchive,
) -> None:
    agency = replace(ORIGINAL, fetched_at="2024-03-06T09:00:00+00:00")
    copy = replace(COPY, authors=("Coast Press Agency",), fetched_at="2024-03-06T08:00:00+00:00")

    found = digest(make_archive([copy, agency]))

    assert doc_ids(found) == ["a0"]
    assert [own.doc_id for own in next(found.stories).also_in] == ["b1"]


def test_a_copy_of_an_older_story_is_no_news(make_archive: MakeArchive) -> None:
    archive = make_archive([replace(ORIGINAL, published_at="2024-03-04"), COPY])

    assert doc_ids(digest(archive)) == []
    assert doc_ids(digest(archive, date(2024, 3, 4))) == ["a0"]


def test_a_later_copy_does_not_take_a_story_out_of_an_earlier_period(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive([ORIGINAL, replace(COPY, published_at="2024-03-09")])

    found = digest(archive, until=DAY)

    assert doc_ids(found) == ["a0"]
    assert next(found.stories).also_in == ()


def test_a_correction_names_what_it_corrects_which_is_not_listed(make_archive: MakeArchive) -> None:
    archive = make_archive([ORIGINAL, COPY, CORRECTION])

    both = digest(archive)
    later = digest(archive, date(2024, 3, 7))

    assert doc_ids(both) == doc_ids(later) == ["c1"]
    assert [own.doc_id for own in next(both.stories).corrects] == ["a0"]
    assert "Corrects or updates: “" in page(later)
    assert "(Coast Press Agency, 6 March 2024)" in page(later)


def test_a_long_title_is_cut_after_a_word(make_archive: MakeArchive) -> None:
    archive = make_archive([titled(1, "Owls return " * 100)])

    told = page(digest(archive))

    assert "Owls return Owls…" in " ".join(told.split())
    assert len(told) < 500


def test_what_is_corrected_later_corrects_nothing(make_archive: MakeArchive) -> None:
    found = digest(make_archive([ORIGINAL, CORRECTION]), as_of=DAY)

    assert [(own.article.doc_id, own.corrects) for own in found.stories] == [("a0", ())]


def test_filters_let_through_their_articles_and_name_the_other_copies(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive([ORIGINAL, COPY, titled(1, "Owls return", publisher="Herald")])

    found = archive.digest(DAY, filters=Filters(publisher="Daily Copy"), zone=UTC)

    assert doc_ids(found) == ["b1"]
    assert [copy.doc_id for copy in next(found.stories).also_in] == ["a0"]
    assert page(found).splitlines()[1].endswith("only from Daily Copy.")


# Groups ---------------------------------------------------------------------------------------

TITLES = (
    "Keston council debates harbour fees",
    "Rain delays the harvest",
    "Mayor of Keston resigns",
    "Ferry strike enters third week",
    "Strike closes Norwater's port",
    "Norwater wins the cup on Friday",
    "Markets close higher on Friday",
)


def test_stories_are_grouped_by_the_names_that_their_titles_share(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive([titled(number, title) for number, title in enumerate(TITLES)])

    groups = digest(archive).groups

    assert {own.heading: len(own.stories) for own in groups} == {
        "Keston": 2,
        "Norwater": 2,
        None: 3,
    }
    assert groups[-1].heading is None


def test_stories_are_grouped_by_publisher(make_archive: MakeArchive) -> None:
    publishers = ("Herald", None, "Echo", "Echo")
    archive = make_archive(
        [titled(n, TITLES[n], publisher=name) for n, name in enumerate(publishers)]
    )

    found = digest(archive, by="publisher")

    assert [(own.heading, len(own.stories)) for own in found.groups] == [
        ("Echo", 2),
        ("Herald", 1),
        (None, 1),
    ]
    assert "\n\nUnknown publisher\n• Rain delays" in page(found)


# Formats --------------------------------------------------------------------------------------

HOSTILE = titled(
    7,
    "<script>alert(1)</script> [a](javascript:x) *b*\u202e\x1b[31m\n# c",
    publisher='"><img src=x onerror=y>',
    url="javascript:alert(1)",
)


def page(found: Digest, width: int | None = None) -> str:
    return digest_page(found, Layout(width)).plain


def test_a_page_has_a_title_and_a_source_for_each_story(make_archive: MakeArchive) -> None:
    found = digest(make_archive([ORIGINAL, COPY, titled(1, "Owls return to Tarn valley")]))

    assert page(found) == (
        "Stories since 6 March 2024\n2 stories in 3 articles from 2 publishers.\n\n"
        "• Mill burns\n  Coast Press Agency · 6 March 2024 · a0\n  Also in: Daily Copy\n"
        "• Owls return to Tarn valley\n  6 March 2024 · 0000000000000001"
    )


def test_a_page_fits_a_phone(make_archive: MakeArchive) -> None:
    found = digest(make_archive([ORIGINAL, COPY, CORRECTION, titled(1, TITLES[0] * 3)]))

    assert max(map(len, page(found, 40).splitlines())) <= 40


def test_an_article_without_a_title_is_named_by_its_beginning(make_archive: MakeArchive) -> None:
    found = digest(make_archive([replace(ORIGINAL, title=None)]))

    assert "• KESTON – A fire destroyed the old grain mill at Keston harbour on Tuesday…" in page(
        found
    )


def test_a_digest_without_stories_is_one_sentence(make_archive: MakeArchive) -> None:
    found = digest(make_archive([ORIGINAL]), date(2024, 5, 1))
    sentence = "No stories since 1 May 2024; the newest article is of 6 March 2024."

    assert page(found) == sentence
    assert digest_markdown(found) == f"{sentence}\n"
    assert f"<body>\n<p>{sentence}</p>\n</body>" in without_styles(digest_html(found))


def test_markdown_links_to_the_pages(make_archive: MakeArchive) -> None:
    own = replace(ORIGINAL, url="https://coast.example/mill_(1)")
    found = digest(make_archive([own, COPY]))

    assert digest_markdown(found) == (
        "# Stories since 6 March 2024\n\n1 story in 2 articles from 2 publishers.\n\n"
        "- [Mill burns](https://coast.example/mill_%281%29), Coast Press Agency, 6 March 2024. "
        "Also in: Daily Copy\n"
    )


def test_an_article_cannot_write_markup(make_archive: MakeArchive) -> None:
    found = digest(make_archive([HOSTILE]))
    html, markdown = digest_html(found), digest_markdown(found)
    elements = Elements.of(html)

    assert {"script", "img", "a"}.isdisjoint(elements.tags)
    assert "<script>alert(1)</script> [a](javascript:x) *b*" in elements.text
    assert "\\<script\\>alert(1)\\</script\\> \\[a\\](javascript:x) \\*b\\*" in markdown
    assert len(markdown.splitlines()) == 5
    for text in (html, markdown, page(found)):
        assert {"\x1b", "\u202e"}.isdisjoint(text)


def test_html_needs_nothing_from_elsewhere(make_archive: MakeArchive) -> None:
    own = replace(ORIGINAL, url="https://coast.example/mill?a=1&b=2")
    elements = Elements.of(digest_html(digest(make_archive([own, COPY, CORRECTION]))))

    assert {"link", "script", "style", "img", "iframe"}.isdisjoint(elements.tags)
    assert elements.links == ["https://coast.example/mill?a=1&b=2"]


def without_styles(html: str) -> str:
    return html.replace(
        ' style="font: 16px/1.45 sans-serif; max-width: 42em; margin: 1em auto; padding: 0 1em"', ""
    )


class Elements(HTMLParser):
    """The elements, links and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.text = ""

    @classmethod
    def of(cls, html: str) -> Elements:
        parsed = cls()
        parsed.feed(html)
        return parsed

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text += data


# The command ----------------------------------------------------------------------------------


def test_today_lists_what_came_since_yesterday(
    make_archive: MakeArchive, capsys: pytest.CaptureFixture[str]
) -> None:
    today = datetime.now().astimezone().date()
    new = replace(titled(1, "Owls return"), published_at=today.isoformat())
    folder = str(make_archive([*TOY_ARTICLES, ORIGINAL, new]).folder)

    assert main(["--archive", folder, "today", "--json"], open_archive=open_toy_archive) == 0

    told = json.loads(capsys.readouterr().out)
    days = (today - timedelta(days=1), today)  # another day has perhaps begun
    assert told["since"] in [day.isoformat() for day in days]
    # the toy article without a date has just come
    assert {own["title"] for group in told["groups"] for own in group["stories"]} == {
        "Owls return",
        "Snowy owls return to the Tarn valley",
    }


def test_today_of_another_day_is_that_day_and_the_one_before(
    make_archive: MakeArchive, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(make_archive([ORIGINAL, CORRECTION]).folder)
    argv = ["--archive", folder, "today", "--as-of", "2024-03-08", "--format", "markdown"]

    assert main(argv, open_archive=open_toy_archive) == 0

    told = capsys.readouterr().out
    assert told.startswith("# Stories of 7 March 2024 to 8 March 2024\n")
    assert "- Seven dead in mill, Coast Press Agency, 7 March 2024. Corrects or updates: " in told


def test_formats_and_json_exclude_each_other(
    make_archive: MakeArchive, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(make_archive([ORIGINAL]).folder)
    argv = ["--archive", folder, "today", "--json", "--format", "html"]

    assert main(argv, open_archive=open_toy_archive) == 2
    assert "--json and --format exclude each other" in capsys.readouterr().err
