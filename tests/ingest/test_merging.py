"""An address that a page only states never makes another article disappear."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.archive import Archive
from retrieval.text.articles.overlap import overlap
from retrieval.types import IngestReport
from tests.conftest import MakeArchive
from tests.support.site import Reply, Site, article_page, rss, rss_item

STORY = "https://harbour.example/storm-closes-the-bridge"
TEXTS = {
    "storm": (
        "A storm closed the harbour bridge on Monday, and the ferries stayed in port all day.",
        "Forty people spent the night in the school, where the baker brought them warm bread.",
    ),
    "owls": (
        "Rangers counted nineteen owl chicks in the valley this spring, six more than last year.",
        "The wet winter had brought out the voles, which the parents carry up to their nests.",
    ),
    "mill": (
        "The old mill on the weir will turn again in autumn, its new owner told the council.",
        "Two engineers have rebuilt the wheel out of oak from the forest behind the village.",
    ),
}


def page(name: str, head: str = "", more: tuple[str, ...] = ()) -> bytes:
    return article_page(f"About the {name}", head=head, paragraphs=(*TEXTS[name], *more))


def canonical(address: str) -> str:
    return f'<link rel="canonical" href="{address}">'


def og_url(address: str) -> str:
    return f'<meta property="og:url" content="{address}">'


def json_ld(address: str) -> str:
    value = {"@type": "NewsArticle", "url": address, "headline": "About"}
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def save(folder: Path, head: str, names: tuple[str, ...] = tuple(TEXTS)) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.html").write_bytes(page(name, head))
    return folder


def touch(folder: Path) -> None:
    """Changes every file without changing its article, so that each is read again."""
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes() + b"<!-- saved -->")


def titles(archive: Archive) -> list[str]:
    return sorted(article.title or "" for article in archive.articles())


ALL = sorted(f"About the {name}" for name in TEXTS)


# Files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "https://harbour.example",
        "https://harbour.example/",
        "https://harbour.example/index.html",
        "https://harbour.example/?lang=en",
        "https://harbour.example/news",
        "https://harbour.example/news/",
        "https://harbour.example/en/news/",
        "https://harbour.example/de/",
        "https://harbour.example/pt-br",
        "https://harbour.example/news/?page=2",
        "/",
    ],
)
@pytest.mark.parametrize("head", [canonical, og_url, json_ld])
def test_pages_that_state_a_site_or_section_are_articles_of_their_own(
    address: str, head: object, make_archive: MakeArchive, tmp_path: Path
) -> None:
    archive = make_archive()
    assert callable(head)
    folder = save(tmp_path / "saved", head(address))

    assert archive.ingest([folder]) == IngestReport(added=3)
    assert {article.url for article in archive.articles()} == {None}
    assert archive.ingest([folder]) == IngestReport(unchanged=3)


@pytest.mark.parametrize(
    "address",
    [
        "https://harbour.example/story",
        "https://harbour.example/some-long-slug",
        "https://harbour.example/news/storm",
        "https://harbour.example/?p=123",
        "https://harbour.example/news/?id=storm-2024",
        "https://harbour.example/2024/03/03/",
        "https://harbour.example/index.php?article=17",
    ],
)
def test_an_address_of_an_article_stays_its_address(
    address: str, make_archive: MakeArchive, tmp_path: Path
) -> None:
    archive = make_archive()
    archive.ingest([save(tmp_path / "saved", canonical(address), ("storm",))])
    assert [article.url for article in archive.articles()] == [address]


def test_an_address_of_an_article_is_found_beside_that_of_the_site(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    archive = make_archive()
    head = canonical("https://harbour.example/") + og_url(STORY)
    archive.ingest([save(tmp_path / "saved", head, ("storm",))])
    assert [article.url for article in archive.articles()] == [STORY]


@pytest.mark.parametrize("order", list(permutations(TEXTS)))
def test_pages_that_state_the_same_article_each_stay_whatever_comes_first(
    order: tuple[str, ...], make_archive: MakeArchive, tmp_path: Path
) -> None:
    archive = make_archive()
    folder = save(tmp_path / "saved", canonical(STORY))
    for name in order:
        assert archive.ingest([folder / f"{name}.html"]) == IngestReport(added=1)
    ids = {article.title or "": article.doc_id for article in archive.articles()}
    assert sorted(ids) == ALL

    for again in (order, reversed(order)):
        touch(folder)
        for name in again:
            assert archive.ingest([folder / f"{name}.html"]) == IngestReport(unchanged=1)
    assert {article.title: article.doc_id for article in archive.articles()} == ids


def test_a_page_that_is_saved_again_replaces_what_was_saved(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    archive = make_archive()
    archive.ingest([save(tmp_path / "saved", canonical(STORY), ("storm",))])
    later = tmp_path / "later.html"
    later.write_bytes(page("storm", canonical(STORY), ("The bridge is open again.",)))

    assert archive.ingest([later]) == IngestReport(replaced=1)
    [article] = archive.articles()
    assert article.text.endswith("The bridge is open again.")


def test_a_file_that_is_rewritten_replaces_its_article_only(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    archive = make_archive()
    folder = save(tmp_path / "saved", canonical(STORY), ("storm",))
    archive.ingest([folder])
    (folder / "storm.html").write_bytes(page("owls", canonical(STORY)))
    assert archive.ingest([folder]) == IngestReport(replaced=1)
    assert titles(archive) == ["About the owls"]

    (folder / "copy.html").write_bytes((folder / "storm.html").read_bytes())
    archive.ingest([folder])
    (folder / "copy.html").write_bytes(page("mill", canonical(STORY)))
    archive.ingest([folder])
    assert titles(archive) == ["About the mill", "About the owls"]


def test_what_stands_under_an_address_can_be_removed_alone(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    archive = make_archive()
    folder = save(tmp_path / "saved", canonical(STORY))
    archive.ingest([folder])
    [first] = [article for article in archive.articles() if article.url == STORY]
    archive.remove(first.doc_id)

    assert len(titles(archive)) == 2
    touch(folder)
    archive.ingest([folder])
    assert titles(archive) == ALL


def test_uploads_that_state_the_same_address_each_stay(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    archive = make_archive()
    folder = save(tmp_path / "upload", canonical(STORY))
    for name in TEXTS:
        archive.ingest([folder / f"{name}.html"], files_stay=False)
    assert titles(archive) == ALL
    report = archive.ingest([folder / "mill.html"], files_stay=False)
    assert report == IngestReport(unchanged=1)


def test_the_front_matter_of_notes_merges_no_two_of_them(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    archive = make_archive()
    for name, lines in TEXTS.items():
        text = "\n\n".join(lines)
        (tmp_path / f"{name}.md").write_text(f"---\ntitle: {name}\nurl: {STORY}\n---\n{text}")
    assert archive.ingest([tmp_path]) == IngestReport(added=3)


def test_the_same_given_address_is_the_same_article(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    archive = make_archive()
    lines = tmp_path / "articles.jsonl"
    for name, report in (("storm", IngestReport(added=1)), ("owls", IngestReport(replaced=1))):
        lines.write_text(json.dumps({"url": STORY, "text": "\n".join(TEXTS[name])}))
        assert archive.ingest([lines]) == report
    saved = save(tmp_path / "saved", canonical(STORY), ("owls",))
    assert archive.ingest([saved]) == IngestReport(replaced=1)


@pytest.mark.parametrize("address", ["https://harbour.example/", "https://harbour.example/news"])
def test_records_that_give_a_site_or_section_are_articles_of_their_own(
    make_archive: MakeArchive, tmp_path: Path, address: str
) -> None:
    archive = make_archive()
    lines = tmp_path / "articles.jsonl"
    records = [
        {"url": address, "title": f"About the {n}", "text": "\n".join(TEXTS[n])} for n in TEXTS
    ]
    lines.write_text("\n".join(map(json.dumps, records)))
    assert archive.ingest([lines]) == IngestReport(added=3)
    assert titles(archive) == ALL
    assert {article.url for article in archive.articles()} == {address}

    records[0]["text"] = "\n".join(reversed(TEXTS["storm"]))
    lines.write_text("\n".join(map(json.dumps, records)))
    assert archive.ingest([lines]) == IngestReport(added=1, removed=1, unchanged=2)
    assert titles(archive) == ALL


# The web -----------------------------------------------------------------------------------------


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def archive(make_archive: MakeArchive) -> Archive:
    return make_archive(allow_private_addresses=True, fetch_delay_s=0.0)


@pytest.mark.parametrize("order", [("/long", "/long?page=2"), ("/long?page=2", "/long")])
def test_the_second_page_of_an_article_stays_beside_the_first(
    order: tuple[str, str], site: Site, archive: Archive
) -> None:
    site.replies["/long"] = Reply(page("storm", canonical("/long")))
    site.replies["/long?page=2"] = Reply(page("owls", canonical("/long")))

    assert archive.ingest([site.url(path) for path in order]) == IngestReport(added=2)
    for path in (*order, *order):
        assert archive.ingest([site.url(path)]) == IngestReport(unchanged=1)
    assert titles(archive) == ["About the owls", "About the storm"]


@pytest.mark.parametrize("order", [("/ferry", "/ferry/amp"), ("/ferry/amp", "/ferry")])
def test_two_views_of_an_article_are_one(
    order: tuple[str, str], site: Site, archive: Archive
) -> None:
    for path in order:
        site.replies[path] = Reply(page("storm", canonical("/ferry")))

    assert archive.ingest([site.url(path) for path in order]) == IngestReport(added=1, unchanged=1)
    assert [article.url for article in archive.articles()] == [site.url("/ferry")]


@pytest.mark.parametrize("stated", ["/", "/news/", "/harbour", "/about-the-storm"])
def test_the_pages_of_a_feed_each_stay_whatever_they_state(
    stated: str, site: Site, archive: Archive
) -> None:
    paths = {f"/harbour/{name}-story": name for name in TEXTS}
    site.replies |= {path: Reply(page(name, canonical(stated))) for path, name in paths.items()}
    site.replies["/feed"] = rss(*(rss_item(site.url(path)) for path in paths))

    assert archive.ingest([site.url("/feed")]) == IngestReport(added=3)
    assert archive.ingest([site.url("/feed")]) == IngestReport(unchanged=3)
    assert archive.ingest([site.url(path) for path in paths]) == IngestReport(unchanged=3)
    assert titles(archive) == ALL
    if stated != "/about-the-storm":
        assert {article.url for article in archive.articles()} == set(map(site.url, paths))


def test_an_address_that_is_fetched_replaces_whatever_its_text(
    site: Site, archive: Archive
) -> None:
    site.replies["/a"] = Reply(page("storm", canonical("/about-it")))
    archive.ingest([site.url("/a")])
    site.replies["/a"] = Reply(page("owls", canonical("/about-it")))

    assert archive.ingest([site.url("/a")]) == IngestReport(replaced=1)
    assert titles(archive) == ["About the owls"]


def test_what_an_address_led_to_before_stays(site: Site, archive: Archive) -> None:
    for name in TEXTS:
        site.replies[f"/{name}"] = Reply(page(name, canonical("/top-of-the-day")))
        site.replies["/latest"] = Reply(status=302, headers={"Location": f"/{name}"})
        archive.ingest([site.url("/latest")])
    assert titles(archive) == ALL


# Overlap -----------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from("rain sun ferry 大雨 bridge".split()), max_size=30))
def test_a_text_overlaps_wholly_with_itself_and_with_a_longer_one(words: list[str]) -> None:
    text = " ".join(words)
    assert overlap(text, text) == 1
    if len(words) >= 5:
        assert overlap(text, f"{text} and more of it") == 1


@given(st.text(max_size=200), st.text(max_size=200))
def test_overlap_is_the_same_both_ways(first: str, second: str) -> None:
    assert overlap(first, second) == overlap(second, first)
    assert 0 <= overlap(first, second) <= 1
