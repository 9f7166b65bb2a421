"""robots.txt is obeyed as RFC 9309 says: the longest match, ``*`` and ``$``."""

from __future__ import annotations

import time

import pytest

from retrieval.sources.web.robots import read_rules

SITE = "https://news.example"


@pytest.mark.parametrize(
    ("rules", "path", "may"),
    [
        ("Disallow: /*.pdf$", "/report.pdf", False),
        ("Disallow: /*.pdf$", "/report.pdf?x", True),
        ("Disallow: /*/print", "/2024/rain/print", False),
        ("Disallow: /*/print", "/print", True),
        ("Disallow: /\nAllow: /news/", "/news/rain", True),
        ("Disallow: /\nAllow: /news/", "/sport/rain", False),
        ("Allow: /news\nDisallow: /news/private", "/news/private/a", False),
        ("Disallow: /news$", "/news", False),
        ("Disallow: /news$", "/news/rain", True),
        ("Disallow: /a%20b", "/a b", False),
        ("Disallow:", "/rain", True),
    ],
)
def test_the_longest_rule_that_fits_decides(rules: str, path: str, may: bool) -> None:
    found = read_rules(f"User-agent: *\n{rules}\n".encode())
    assert found.can_fetch(SITE + path, "article-bot") is may


def test_rules_for_us_go_before_those_for_all_and_those_for_others_do_not_count() -> None:
    written = (
        b"User-agent: *\nDisallow: /\n\nuser-agent: Article-Bot/2\nAllow: /\nCrawl-delay: 2\n\n"
        b"User-agent: article\nUser-agent: bot\nDisallow: /\n"
    )
    found = read_rules(written)
    assert found.can_fetch(f"{SITE}/rain", "article-bot")
    assert found.crawl_delay("article-bot") == 2


@pytest.mark.parametrize(
    "written",
    [
        "".join(f"User-agent: a{n}\n" for n in range(15_000)) + "Disallow: /x\n" * 20_000,
        "User-agent: *\nDisallow: /" + "*a" * 250_000 + "$",
        "User-agent: *\n" + "Disallow: /*a*a*a*b$\n" * 25_000,
        "User-agent" + " " * 500_000,
        "User-agent: *\nDisallow: /" + "x" * 5_000_000,
    ],
    ids=["agents", "stars", "rules", "spaces", "long"],
)
def test_any_robots_txt_is_read_in_little_time(written: str) -> None:
    started = time.process_time()
    assert read_rules(written.encode()).can_fetch(f"{SITE}/{'a' * 2000}", "article-bot")
    assert time.process_time() - started < 3
