"""HTTP client with protection against server-side request forgery and limits on size and time.

Each host is resolved once, and the connection is made to the IP address that was checked, which
prevents DNS rebinding; this includes every redirect.
"""

from __future__ import annotations

import asyncio
import functools
import re
import socket
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from gzip import GzipFile
from io import BytesIO
from ssl import SSLContext
from typing import TypeAlias

import httpx

from retrieval.errors import AddressError
from retrieval.sources.metadata.url_identity import absolute_address
from retrieval.sources.web.fetched import ANY_VERSION, Fetched, Validators
from retrieval.sources.web.ip_policy import is_public

USER_AGENT = "article-bot/0.1 (archives news articles for search)"
MAX_BYTES = 10 * 1024 * 1024

Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
"""Host and port → IP addresses; raises OSError if there are none."""

_ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, text/plain;q=0.8, */*;q=0.5"
_READABLE_TYPES = re.compile(
    r"|text/.*|application/(?:xml|json|feed\+json|gzip|x-gzip|octet-stream|pdf|x-pdf|[\w.-]+\+xml"
    r"|vnd\.openxmlformats-officedocument\.wordprocessingml\.document)"
)
_FIRST_UNPRIVILEGED_PORT = 1024
_WEB_PORTS = {"http": 80, "https": 443}
_BUSY_STATUSES = (429, 503)
_MOVED_STATUSES = (301, 308)
_MAX_AGE = re.compile(r"max-age\s*=\s*\"?(\d{1,9})")
_NOT_CACHED = re.compile(r"no-store|no-cache")
_MAX_VALIDATOR = 200
_DEFAULT_WAIT_S = 5.0  # without a Retry-After header
_PROBLEMS = {
    401: "is open to members only: save the page from a browser and ingest the file.",
    402: "is open to members only: save the page from a browser and ingest the file.",
    403: "may not be read by programs: save the page from a browser and ingest the file.",
    404: "does not exist: check the address.",
    410: "is gone: check the address.",
    429: "is receiving too many requests: try again later.",
    451: "may not be shown for legal reasons: give another address.",
}
_HOLDS_PASSWORD = "holds a name or password: give the address without it."
_NO_ADDRESS = "is not an address: check how it is written."
_PRIVATE = (
    "is in a private network, which is not allowed: allow it with "
    "ARTICLE_BOT_ALLOW_PRIVATE_ADDRESSES=true, or ingest the page as a file."
)


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for one address: bytes after decompression, seconds, redirects, and retries."""

    max_bytes: int = MAX_BYTES
    total_s: float = 30.0
    connect_s: float = 10.0
    max_redirects: int = 5
    max_retries: int = 2
    max_wait_s: float = 30.0


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class _Redirect:
    """A redirect to another address, perhaps for good."""

    url: httpx.URL
    is_permanent: bool


class _BusyError(Exception):
    """The host answers with a status that asks to retry after ``after_s`` seconds."""

    def __init__(self, status: int, after_s: float) -> None:
        super().__init__(status, after_s)
        self.problem = _problem_of(status)
        self.after_s = after_s


def resolve(host: str, port: int) -> list[str]:
    """See :data:`Resolve`; uses the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Fetcher:
    """Fetches addresses, one at a time; runs an event loop, so must not be called from a coroutine.

    A host is refused unless ``may_reach`` allows all of its IP addresses. Proxies set in the
    environment are ignored because they would resolve names again.
    """

    def __init__(
        self,
        *,
        may_reach: Callable[[str], bool] = is_public,
        limits: Limits = DEFAULT_LIMITS,
        resolve: Resolve = resolve,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._may_reach = may_reach
        self._limits = limits
        self._resolve = resolve
        self._pause = pause

    def fetch(self, address: str, validators: Validators = ANY_VERSION) -> Fetched:
        """Fetch ``address``, if it has changed since ``validators``; raises AddressError."""
        retries = 0
        while True:
            try:
                return asyncio.run(self._fetch(address, validators.headers()))
            except _BusyError as busy:
                if retries == self._limits.max_retries or busy.after_s > self._limits.max_wait_s:
                    raise AddressError(
                        address, busy.problem, is_unreachable=True, retry_after_s=busy.after_s
                    ) from busy
                self._pause(busy.after_s)
                retries += 1

    async def _fetch(self, address: str, conditions: Mapping[str, str]) -> Fetched:
        try:
            async with asyncio.timeout(self._limits.total_s):
                return await self._follow(address, conditions)
        except (TimeoutError, httpx.TimeoutException) as error:
            problem = "does not answer in time: try again later."
            raise AddressError(address, problem, is_unreachable=True) from error
        except httpx.InvalidURL as error:
            raise AddressError(address, _NO_ADDRESS) from error
        except httpx.HTTPError as error:
            raise AddressError(address, _why(error), is_unreachable=True) from error

    async def _follow(self, address: str, conditions: Mapping[str, str]) -> Fetched:
        url, moved_to, has_moved = httpx.URL(address), "", True
        for _ in range(self._limits.max_redirects + 1):
            answer = await self._get(address, url, conditions)
            if isinstance(answer, Fetched):
                return replace(answer, moved_to=moved_to)
            url, has_moved = answer.url, has_moved and answer.is_permanent
            if has_moved:  # what follows a temporary redirect says nothing of the address itself
                moved_to = str(url)
        raise AddressError(
            address, f"redirects more than {self._limits.max_redirects} times: check the address."
        )

    async def _get(
        self, address: str, url: httpx.URL, conditions: Mapping[str, str]
    ) -> Fetched | _Redirect:
        """Request one address, trying the IP addresses of its host in turn."""
        _check(address, url)
        *first, last = await self._ip_addresses(address, url)
        for ip in first:
            try:
                return await self._get_from(ip, address, url, conditions)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._get_from(last, address, url, conditions)

    async def _ip_addresses(self, address: str, url: httpx.URL) -> Sequence[str]:
        """Resolve the host; raises AddressError if an address of it, or the port, is refused."""
        host = url.raw_host.decode("ascii").strip("[]")
        loop = asyncio.get_running_loop()
        try:
            addresses = await loop.run_in_executor(None, self._resolve, host, _port_of(url))
        except (OSError, UnicodeError) as error:
            problem = "has a host that is not known: check the address and the network."
            raise AddressError(address, problem, is_unreachable=True, is_unresolved=True) from error
        if not all(map(self._may_reach, addresses)):
            raise AddressError(address, _PRIVATE, is_private=True)
        _check_port(address, url)  # last: a private network is told as one, whatever the port
        return addresses

    async def _get_from(
        self, ip: str, address: str, url: httpx.URL, conditions: Mapping[str, str]
    ) -> Fetched | _Redirect:
        """Request the address from one IP address, with the host's name."""
        timeout = httpx.Timeout(self._limits.total_s, connect=self._limits.connect_s)
        headers = {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": USER_AGENT,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip",
            **conditions,
        }
        async with (
            httpx.AsyncClient(verify=_ssl_context(), trust_env=False, timeout=timeout) as client,
            client.stream(
                "GET",
                url.copy_with(host=ip, fragment=None),
                headers=headers,
                extensions={"sni_hostname": url.raw_host.decode("ascii").strip("[]")},
            ) as response,
        ):
            if response.has_redirect_location:
                is_permanent = response.status_code in _MOVED_STATUSES
                return _Redirect(url.join(response.headers["Location"]), is_permanent)
            final, fresh_s = str(url.copy_with(fragment=None)), _fresh_s(response)
            if conditions and response.status_code == httpx.codes.NOT_MODIFIED:
                return Fetched(final, "", "", b"", is_unchanged=True, fresh_s=fresh_s)
            _check_status(address, response)
            media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if not _READABLE_TYPES.fullmatch(media_type):
                raise AddressError(
                    address, f"is {media_type}, not a page, a feed or a sitemap: give one of these."
                )
            content = await self._content(address, response)
            return Fetched(
                final,
                media_type,
                response.charset_encoding or "",
                content,
                _validators(response),
                fresh_s=fresh_s,
            )

    async def _content(self, address: str, response: httpx.Response) -> bytes:
        """Read the body, up to the maximum size."""
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise AddressError(address, "has an unknown compression: save the page from a browser.")
        content = bytearray()
        async for chunk in response.aiter_raw():
            content += chunk
            _check_size(address, len(content), self._limits.max_bytes)
        if "gzip" in encoding:
            return gunzip(address, bytes(content), self._limits.max_bytes)
        return bytes(content)


@functools.cache
def _ssl_context() -> SSLContext:
    """What checks certificates; it takes a tenth of a second to make."""
    return httpx.create_ssl_context()


def gunzip(address: str, content: bytes, max_bytes: int = MAX_BYTES) -> bytes:
    """Return decompressed content; raises AddressError if it is damaged or too large."""
    try:
        with GzipFile(fileobj=BytesIO(content)) as file:
            found = file.read(max_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise AddressError(address, "arrives damaged: try again later.") from error
    _check_size(address, len(found), max_bytes)
    return found


def _check_size(address: str, size: int, max_bytes: int) -> None:
    if size > max_bytes:
        megabytes = max_bytes // 1024**2
        problem = f"is larger than {megabytes} MB: give the address of the article alone."
        raise AddressError(address, problem)


def check_address(address: str) -> None:
    """Raises AddressError if no page can be fetched from the address, whatever its host replies.

    The error does not tell a password that is in the address.
    """
    try:
        url = httpx.URL(address)
        if url.userinfo:
            raise AddressError(str(url.copy_with(userinfo=b"")), _HOLDS_PASSWORD)
        _check(address, url)
        _check_port(address, url)
    except httpx.InvalidURL as error:
        raise AddressError(address, _NO_ADDRESS) from error


def _check(address: str, url: httpx.URL) -> None:
    if url.scheme not in _WEB_PORTS or not url.host:
        raise AddressError(address, "is not http or https: give a web address.")
    if absolute_address(address) is None or absolute_address(str(url)) is None:
        raise AddressError(address, _NO_ADDRESS)
    if url.userinfo:
        raise AddressError(address, _HOLDS_PASSWORD)


def _check_port(address: str, url: httpx.URL) -> None:
    port = _port_of(url)
    if port not in _WEB_PORTS.values() and port < _FIRST_UNPRIVILEGED_PORT:
        raise AddressError(address, f"names port {port}, where no web pages are: check it.")


def _port_of(url: httpx.URL) -> int:
    return url.port or _WEB_PORTS[url.scheme]


def _check_status(address: str, response: httpx.Response) -> None:
    status = response.status_code
    if response.is_success:
        return
    if status in _BUSY_STATUSES:
        raise _BusyError(status, _wait_s(response.headers.get("Retry-After", "")))
    raise AddressError(
        address,
        _problem_of(status),
        is_unreachable=response.is_server_error,
        is_gone=status == httpx.codes.GONE,
    )


def _problem_of(status: int) -> str:
    return _PROBLEMS.get(status, f"is not available now (status {status}): try again later.")


def _validators(response: httpx.Response) -> Validators:
    headers = response.headers
    stated = (headers.get(name, "").strip() for name in ("ETag", "Last-Modified"))
    return Validators(*(value if len(value) <= _MAX_VALIDATOR else "" for value in stated))


def _fresh_s(response: httpx.Response) -> int:
    """For how long the content stays the same, as its Cache-Control header says, else 0."""
    stated = response.headers.get("Cache-Control", "").lower()
    age = _MAX_AGE.search(stated)
    return int(age[1]) if age and not _NOT_CACHED.search(stated) else 0


def _wait_s(header: str) -> float:
    """Seconds in a Retry-After header, which is a number or a date."""
    if header.strip().isascii() and header.strip().isdigit():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return _DEFAULT_WAIT_S
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _why(error: httpx.HTTPError) -> str:
    if "certificate has expired" in str(error):
        return "has a certificate that has expired: try again once its owner has renewed it."
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return "has a certificate that cannot be trusted: check the address."
    if isinstance(error, httpx.ConnectError):
        return "has a host that does not answer: check the address and the network."
    return "closed the connection: try again later."
