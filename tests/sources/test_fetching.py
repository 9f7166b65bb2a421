"""Fetching: what is refused, what is bounded, and what is told of each."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from retrieval.errors import AddressError
from retrieval.sources.web import fetch as fetch_module
from retrieval.sources.web.fetch import USER_AGENT, Fetcher, Limits
from retrieval.sources.web.fetched import Validators
from retrieval.sources.web.ip_policy import is_address, is_any, is_public
from tests.support.site import Reply, Site, article_page

DOCS = Path(__file__).resolve().parents[2] / "docs"
QUICK = Limits(max_bytes=100_000, total_s=5.0)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/page": Reply(article_page())}) as site:
        yield site


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(may_reach=is_any, limits=QUICK, pause=never)


def never(seconds: float) -> None:
    pytest.fail(f"waited {seconds} seconds")


def refusal(fetcher: Fetcher, address: str) -> AddressError:
    with pytest.raises(AddressError) as caught:
        fetcher.fetch(address)
    assert caught.value.source == address
    return caught.value


def redirect(location: str) -> Reply:
    return Reply(status=302, headers={"Location": location})


def test_a_page_comes_with_its_kind_and_under_an_honest_name(site: Site, fetcher: Fetcher) -> None:
    fetched = fetcher.fetch(site.url("/page#part"))

    assert fetched.content == article_page()
    assert (fetched.media_type, fetched.charset) == ("text/html", "utf-8")
    assert fetched.address == site.url("/page")
    assert site.headers[0]["User-Agent"] == USER_AGENT
    assert site.headers[0]["Accept-Encoding"] == "gzip"
    assert site.headers[0]["Host"] == f"127.0.0.1:{site.port}"


def test_redirects_are_followed_to_the_page_itself(site: Site, fetcher: Fetcher) -> None:
    site.replies |= {"/old": redirect("new?x=1"), "/new?x=1": redirect(site.url("/page"))}

    assert fetcher.fetch(site.url("/old")).address == site.url("/page")


def test_redirects_come_to_an_end(site: Site, fetcher: Fetcher) -> None:
    site.replies["/round"] = redirect("/round")

    assert "redirects more than 5 times" in refusal(fetcher, site.url("/round")).problem
    assert len(site.asked) == 6


# What is private --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ip",
    """0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.0.9 169.254.169.254 172.16.0.1 192.168.1.1
    192.0.0.192 198.18.0.1 224.0.0.251 240.0.0.1 255.255.255.255 168.63.129.16 100.100.100.200
    :: ::1 ::ffff:127.0.0.1 ::ffff:a9fe:a9fe ::127.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: fc00::1
    fd00:ec2::254 fe80::1 fec0::1 ff02::1 2001:db8::1""".split(),
)
def test_what_is_not_the_publics_is_known(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize(
    "ip", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_what_is_the_publics_is_known(ip: str) -> None:
    assert is_public(ip)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "127.1", "[::1]", "[::ffff:7f00:1]"]
)
def test_this_machine_is_refused_however_it_is_written(site: Site, host: str) -> None:
    error = refusal(Fetcher(), site.url("/page", host=host))

    assert error.is_private
    assert error.problem == refusal(Fetcher(), f"http://{host}:22/").problem
    assert "is in a private network" in error.problem
    assert site.asked == []


class Names:
    """A resolver that answers each question for a name with the next of its answers."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = {name.replace("_", "."): given for name, given in answers.items()}

    def __call__(self, host: str, port: int) -> list[str]:
        return self.answers[host].pop(0) if host in self.answers else [host]


def fetcher_with(names: Names) -> Fetcher:
    """A fetcher for which 127.0.0.1 stands for the public, and all else is private."""
    return Fetcher(may_reach="127.0.0.1".__eq__, resolve=names, limits=QUICK)


def test_a_redirect_into_a_private_network_is_refused(site: Site) -> None:
    site.replies["/out"] = redirect(site.url("/page", host="10.0.0.7"))

    error = refusal(fetcher_with(Names()), site.url("/out"))

    assert error.is_private
    assert site.asked == ["/out"]


def test_a_name_is_asked_for_once_and_what_was_checked_is_what_is_reached(site: Site) -> None:
    names = Names(news_example=[["127.0.0.1"], ["10.0.0.7"]])
    fetcher = fetcher_with(names)

    assert fetcher.fetch(site.url("/page", host="news.example")).content == article_page()
    assert site.headers[0]["Host"] == f"news.example:{site.port}"
    assert names.answers["news.example"] == [["10.0.0.7"]]
    assert refusal(fetcher, site.url("/page", host="news.example")).is_private


def test_a_name_of_which_one_address_is_private_is_refused(site: Site) -> None:
    names = Names(news_example=[["127.0.0.1", "10.0.0.7"]])

    assert refusal(fetcher_with(names), site.url("/page", host="news.example")).is_private
    assert site.asked == []


@pytest.mark.parametrize(
    "addresses", [["127.0.0.2", "127.0.0.1"], ["127.0.0.2", "127.0.0.1", "127.0.0.3"]]
)
def test_the_next_address_is_tried_where_one_does_not_answer(
    site: Site, addresses: list[str]
) -> None:
    names = Names(news_example=[addresses])
    fetcher = Fetcher(may_reach=is_any, resolve=names, limits=QUICK)

    assert fetcher.fetch(site.url("/page", host="news.example")).content == article_page()


# What is wrong ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("http://name:word@127.0.0.1/", "holds a name or password"),
        ("http://127.0.0.1:22/", "names port 22"),
        ("http://", "not http or https"),
        ("http://[news.example/", "not an address"),
        ("http://news.example:99999/", "not an address"),
        ("http://nobody.invalid/", "host that is not known"),
        ("http://127.0.0.1:1025/", "does not answer"),
    ],
)
def test_an_address_that_cannot_be_is_told(address: str, problem: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        if host.endswith(".invalid"):
            raise OSError("no such name")
        return [host]

    fetcher = Fetcher(may_reach=is_any, resolve=resolve, limits=QUICK)

    assert problem in refusal(fetcher, address).problem


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/"])
def test_a_redirect_leads_to_the_web_only(site: Site, fetcher: Fetcher, location: str) -> None:
    site.replies["/out"] = redirect(location)

    assert "not http or https" in refusal(fetcher, site.url("/out")).problem


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (403, "may not be read by programs"),
        (404, "does not exist: check the address."),
        (418, "is not available now (status 418)"),
        (500, "is not available now (status 500)"),
        (304, "is not available now (status 304)"),
    ],
)
def test_what_the_host_refuses_is_told(
    site: Site, fetcher: Fetcher, status: int, problem: str
) -> None:
    site.replies["/page"] = Reply(b"sorry", status=status)

    assert problem in refusal(fetcher, site.url("/page")).problem


@pytest.mark.parametrize("media_type", ["image/png", "application/zip", "video/mp4"])
def test_what_is_no_text_is_not_read(site: Site, fetcher: Fetcher, media_type: str) -> None:
    site.replies["/page"] = Reply(b"x", media_type)

    assert f"is {media_type}, not a page" in refusal(fetcher, site.url("/page")).problem


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a certificate that nobody vouches for, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    file = tmp_path_factory.mktemp("certificate") / "own.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=127.0.0.1"
    key = file.with_name("key.pem")
    paths = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(file)]
    subprocess.run([*command.split(), *paths], check=True, capture_output=True)
    file.write_bytes(file.read_bytes() + key.read_bytes())
    return file


def test_a_certificate_that_cannot_be_trusted_is_no_page(
    site: Site, fetcher: Fetcher, certificate: Path
) -> None:
    site.encrypt(certificate)

    refused = refusal(fetcher, site.url("/page").replace("http:", "https:"))

    assert "certificate that cannot be trusted" in refused.problem
    assert site.asked == []


def test_a_certificate_that_has_expired_is_told_of_as_such(
    site: Site, fetcher: Fetcher, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = certificate.with_name("old.pem")
    command = f"openssl x509 -in {certificate} -signkey {certificate} -days -1 -out {old}"
    subprocess.run(command.split(), check=True, capture_output=True)
    old.write_bytes(old.read_bytes() + certificate.with_name("key.pem").read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(old))  # it would be trusted
    fetch_module._ssl_context.cache_clear()
    site.encrypt(old)

    refused = refusal(fetcher, site.url("/page").replace("http:", "https:"))
    fetch_module._ssl_context.cache_clear()

    assert "certificate that has expired" in refused.problem


def test_a_certificate_is_asked_for_under_the_name_of_the_host(
    site: Site, certificate: Path
) -> None:
    site.encrypt(certificate)
    fetcher = fetcher_with(Names(news_example=[["127.0.0.1"]]))

    refusal(fetcher, site.url("/page", host="news.example").replace("http:", "https:"))

    assert site.server_names == ["news.example"]


def test_a_host_without_encryption_is_no_page(site: Site, fetcher: Fetcher) -> None:
    assert refusal(fetcher, site.url("/page").replace("http:", "https:")).is_unreachable
    assert site.asked == []


# What is too much -------------------------------------------------------------------------------


def test_a_version_is_kept_for_the_next_time_unless_it_is_too_long(
    site: Site, fetcher: Fetcher
) -> None:
    day = "Fri, 25 Feb 2022 10:00:00 GMT"
    for etag, kept in (('"7"', '"7"'), (f'"{"7" * 300}"', "")):
        site.replies["/page"] = Reply(article_page(), headers={"ETag": etag, "Last-Modified": day})
        assert fetcher.fetch(site.url("/page")).validators == Validators(kept, day)


def test_a_page_that_is_too_large_is_left(site: Site, fetcher: Fetcher) -> None:
    site.replies["/page"] = Reply(b"x" * (QUICK.max_bytes + 1))

    assert "is larger than" in refusal(fetcher, site.url("/page")).problem


def test_a_page_without_an_end_is_left(site: Site, fetcher: Fetcher) -> None:
    def pour(handler: BaseHTTPRequestHandler) -> None:
        while True:
            handler.wfile.write(b"x" * 10_000)

    site.replies["/page"] = Reply(finish=pour)

    assert "is larger than" in refusal(fetcher, site.url("/page")).problem


def test_a_packed_page_is_unpacked(site: Site, fetcher: Fetcher) -> None:
    packed = gzip.compress(article_page())
    site.replies["/page"] = Reply(packed, headers={"Content-Encoding": "gzip"})

    assert fetcher.fetch(site.url("/page")).content == article_page()


def test_a_page_that_unpacks_to_more_than_is_wanted_is_left(site: Site, fetcher: Fetcher) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < QUICK.max_bytes
    site.replies["/page"] = Reply(bomb, headers={"Content-Encoding": "gzip"})

    assert "is larger than" in refusal(fetcher, site.url("/page")).problem


@pytest.mark.parametrize(
    ("content", "encoding", "problem"),
    [
        (gzip.compress(article_page())[:-20], "gzip", "arrives damaged"),
        (b"no gzip", "gzip", "arrives damaged"),
        (b"?", "br", "has an unknown compression"),
    ],
)
def test_a_page_that_cannot_be_unpacked_is_told(
    site: Site, fetcher: Fetcher, content: bytes, encoding: str, problem: str
) -> None:
    site.replies["/page"] = Reply(content, headers={"Content-Encoding": encoding})

    assert problem in refusal(fetcher, site.url("/page")).problem


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: "])
def test_a_host_that_says_no_more_is_left_in_time(site: Site, head: bytes) -> None:
    gone = threading.Event()

    def dribble(handler: BaseHTTPRequestHandler) -> Reply:
        handler.wfile.write(head)
        while not gone.wait(0.02):
            handler.wfile.write(head and b"x")  # each sign alone comes in time
        return Reply()

    site.replies["/page"] = dribble
    fetcher = Fetcher(may_reach=is_any, limits=Limits(total_s=0.3))

    error = refusal(fetcher, site.url("/page"))
    gone.set()

    assert error.is_unreachable
    assert error.problem == "does not answer in time: try again later."


def test_a_page_may_cost_what_the_documentation_says() -> None:
    limits = Limits()
    said = f"{limits.max_bytes // 1024**2} MB of decompressed data or {limits.total_s:.0f} seconds"
    assert said in " ".join((DOCS / "architecture.md").read_text("utf-8").split())


def test_a_proxy_of_the_environment_is_passed_over(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "")

    assert fetcher.fetch(site.url("/page")).content == article_page()


# What is busy -----------------------------------------------------------------------------------


def busy_once(retry_after: str) -> Callable[[BaseHTTPRequestHandler], Reply]:
    replies = [Reply(status=429, headers={"Retry-After": retry_after}), Reply(article_page())]
    return lambda handler: replies.pop(0)


@pytest.mark.parametrize(
    ("retry_after", "least", "most"),
    [
        ("7", 7, 7),
        ("30", 30, 30),
        ("soon", 5, 5),
        (format_datetime(datetime.now(UTC) - timedelta(seconds=9), usegmt=True), 0, 0),
        (format_datetime(datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=9)), 0, 0),
    ],
    ids=[
        "seconds",
        "as long as is waited",
        "no time",
        "a time that is past",
        "such a time without a zone",
    ],  # the same for each process that collects
)
def test_a_busy_host_is_asked_again_when_it_says(
    site: Site, retry_after: str, least: float, most: float
) -> None:
    site.replies["/page"] = busy_once(retry_after)
    waited: list[float] = []
    fetcher = Fetcher(may_reach=is_any, limits=QUICK, pause=waited.append)

    assert fetcher.fetch(site.url("/page")).content == article_page()
    assert len(waited) == 1
    assert least <= waited[0] <= most


@pytest.mark.parametrize(
    ("status", "problem"), [(429, "is receiving too many requests"), (503, "is not available now")]
)
def test_a_host_that_stays_busy_is_left(site: Site, status: int, problem: str) -> None:
    site.replies["/page"] = Reply(status=status, headers={"Retry-After": "2"})
    waited: list[float] = []
    fetcher = Fetcher(may_reach=is_any, limits=QUICK, pause=waited.append)

    assert refusal(fetcher, site.url("/page")).problem.startswith(problem)
    assert waited == [2.0, 2.0]


@pytest.mark.parametrize("retry_after", ["31", "3600"])
def test_a_host_that_is_busy_for_long_is_left_at_once(
    site: Site, fetcher: Fetcher, retry_after: str
) -> None:
    site.replies["/page"] = Reply(status=503, headers={"Retry-After": retry_after})

    assert refusal(fetcher, site.url("/page")).is_unreachable


def test_only_whole_addresses_are_addresses() -> None:
    assert is_address("https://news.example/a")
    assert is_address("HTTP://news.example")
    assert not is_address("news.example/a")
    assert not is_address("https.txt")
