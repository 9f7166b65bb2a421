"""A good guest: pauses between pages, robots.txt obeyed, silent hosts left alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from retrieval.errors import AddressError
from retrieval.sources.web.fetch import Fetcher
from retrieval.sources.web.ip_policy import is_any
from retrieval.sources.web.robots import PoliteFetcher
from tests.support.site import Reply, Site, article_page

PAGES = ("/a", "/b", "/c", "/d", "/e")


class Watch:
    """A clock that goes on only while somebody waits by it."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.waits_s: list[float] = []

    def pause(self, seconds: float) -> None:
        self.waits_s.append(seconds)
        self.now_s += seconds

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({page: Reply(article_page()) for page in PAGES}) as site:
        yield site


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def guest(watch: Watch) -> PoliteFetcher:
    fetcher = Fetcher(may_reach=is_any, pause=watch.pause)
    return PoliteFetcher(fetcher, 1.0, pause=watch.pause, clock=watch)


def robots(rules: str) -> Reply:
    return Reply(f"User-agent: *\n{rules}\n".encode(), "text/plain")


def refusal(guest: PoliteFetcher, address: str) -> str:
    with pytest.raises(AddressError) as caught:
        guest.fetch(address)
    return caught.value.problem


def test_the_pause_lies_between_pages_of_one_host_and_not_before_the_first(
    site: Site, guest: PoliteFetcher, watch: Watch
) -> None:
    for page in PAGES[:3]:
        guest.fetch(site.url(page))

    assert watch.waits_s == [1.0, 1.0]


def test_time_that_has_passed_anyway_is_not_waited_for(
    site: Site, guest: PoliteFetcher, watch: Watch
) -> None:
    guest.fetch(site.url("/a"))
    watch.now_s += 0.75
    guest.fetch(site.url("/b"))
    watch.now_s += 5
    guest.fetch(site.url("/c"))

    assert watch.waits_s == [0.25]


def test_another_host_is_not_kept_waiting(site: Site, guest: PoliteFetcher, watch: Watch) -> None:
    guest.fetch(site.url("/a"))
    guest.fetch(site.url("/a", host="localhost"))

    assert watch.waits_s == []


def test_a_page_that_fails_is_followed_by_the_same_pause(
    site: Site, guest: PoliteFetcher, watch: Watch
) -> None:
    refusal(guest, site.url("/missing"))
    guest.fetch(site.url("/a"))

    assert watch.waits_s == [1.0]


@pytest.mark.parametrize(
    ("asked", "waited_s"), [("0.5", 1.0), ("4", 4.0), ("10", 10.0), ("60", 10.0), ("3600", 10.0)]
)
def test_a_host_gets_the_pause_that_it_asks_for_up_to_ten_seconds(
    site: Site, guest: PoliteFetcher, watch: Watch, asked: str, waited_s: float
) -> None:
    site.replies["/robots.txt"] = robots(f"Crawl-delay: {asked}")

    guest.fetch(site.url("/a"))
    guest.fetch(site.url("/b"))

    assert watch.waits_s == [waited_s]


def test_robots_txt_is_asked_for_once_a_host(site: Site, guest: PoliteFetcher) -> None:
    site.replies["/robots.txt"] = robots("Disallow: /b")

    guest.fetch(site.url("/a"))
    assert "robots.txt says" in refusal(guest, site.url("/b"))
    guest.fetch(site.url("/c"))

    assert site.asked == ["/robots.txt", "/a", "/c"]


def test_each_port_of_a_host_has_a_robots_txt_of_its_own(site: Site, guest: PoliteFetcher) -> None:
    site.replies["/robots.txt"] = robots("Disallow: /")
    with Site({"/a": Reply(article_page())}) as other:
        assert "robots.txt says" in refusal(guest, site.url("/a"))
        assert guest.fetch(other.url("/a")).content == article_page()


def test_a_robots_txt_that_cannot_be_read_now_forbids_all(site: Site, guest: PoliteFetcher) -> None:
    site.replies["/robots.txt"] = Reply(status=500)

    assert "robots.txt cannot be read" in refusal(guest, site.url("/a"))
    assert site.pages_asked() == []


def test_a_rule_far_down_in_a_long_robots_txt_counts(site: Site, guest: PoliteFetcher) -> None:
    site.replies["/robots.txt"] = robots("Allow: /x\n" * 40_000 + "Disallow: /a")

    assert "robots.txt says" in refusal(guest, site.url("/a"))


def test_a_host_that_is_silent_three_times_in_a_row_is_asked_no_more(
    site: Site, guest: PoliteFetcher
) -> None:
    site.replies |= dict.fromkeys(("/a", "/b", "/c"), Reply(status=500))

    for page in ("/a", "/b", "/c"):
        assert "status 500" in refusal(guest, site.url(page))
    assert "did not answer 3 times in a row" in refusal(guest, site.url("/d"))

    assert site.pages_asked() == ["/a", "/b", "/c"]


@pytest.mark.parametrize("between", ["/c", "/missing"], ids=["a page", "a page that is not there"])
def test_a_host_that_answers_in_between_is_not_silent(
    site: Site, guest: PoliteFetcher, between: str
) -> None:
    site.replies |= dict.fromkeys(("/a", "/b"), Reply(status=500))

    for page in ("/a", "/b", between, "/a", "/b"):
        if page == "/c":
            guest.fetch(site.url(page))
        else:
            refusal(guest, site.url(page))

    assert guest.fetch(site.url("/d")).content == article_page()
