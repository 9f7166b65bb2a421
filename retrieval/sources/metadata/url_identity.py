"""What makes two readings the same article: its address, else its content."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(  # as in the lists of ClearURLs and of AdGuard's TrackParamFilter
    r"(?:utm|mtm|pk|piwik|matomo|hsa|oly|vero|ns|at|itm|wt|guce|ga|gad|mkt|ml|trk|soc|fb|action|sc"
    r"|cmp|ref|_bta|__twitter|ck_subscriber)_\w*"
    r"|_?hs(?:enc|mi|ctatracking|fp)|__h(?:stc|ssc|sfp)|__s|[a-z]{0,6}cl(?:k|ck)?id|(?:g|w)braid"
    r"|gclsrc|ef_id|igsh(?:id)?|mibextid|mc_[ce]id|_g[al]|_ke|_bhlid|_openstat|_branch_match_id"
    r"|epik|rdt_cid|li_fat_id|srsltid|ocid|ito|i?cmp|cmpid|icid|ncid|nlid|s_(?:kwc|c)id|sr_share|xtor"
    r"|smid|smtyp|tpcc|guccounter|traffic_source|wtrid|wtmc|spm|spref|zanpid|yptr|dm_i|mkwid|pcrid"
    r"|amp_(?:js_v|gsa)|usqp|taid|vgo_ee|emc|emci|emdi|ceid",
    re.IGNORECASE,
)
_PERHAPS_TRACKING = re.compile(  # unless the value may be a number of an article
    r"source|src|ref|refer?rer|from|via|origin|medium|campaign|cid|feed|rss|newsletter|nl|share\w*"
    r"|partner|promo|feature|social|tracking|track|trk|soc|cm|mbid|mod|partnerid",
    re.IGNORECASE,
)
_VIEW_FIELD = re.compile(r"amp|print|printable|printview|output(?:type)?", re.IGNORECASE)
_VIEW_VALUE = re.compile(r"|1|true|yes|amp|print|html", re.IGNORECASE)
_VIEW_ENDING = re.compile(r"(?<=[^/])/(?:amp|print)(?:\.html?)?$|\.(?:amp|print)(?=\.html?$|$)")
_INDEX_FILE = re.compile(r"(?:index|default|home|start)(?:\.\w{2,5})?")
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_](?:[a-z]{2}|han[st]))?")
_LISTING_FIELD = re.compile(
    r"p(?:age|aged|g)|offset|start|lang|language|sort|order|view|edition|v|ver"
)
_VIEW = re.compile(
    r"amp|print|mobile|m|full|all|single|comments?|page|seite|p?\d{1,2}|page-?\d{1,2}"
)
_SECTIONS = frozenset(
    """about all archive archives article articles arts audio blog blogs books breaking-news
    business category categories celebrity city climate comment crime culture economy education
    entertainment environment europe fashion features film finance food front-page frontpage
    gallery headlines health home homepage international latest latest-news law life lifestyle
    live local magazine main markets media metro money music nation national news newsroom
    opinion opinions people photos podcast podcasts politics post posts press region regional
    report reports science section sections site society sport sports start stories tag tags tech
    technology theater theatre top-stories topic topics travel tv uk us usa video videos weather
    web work world
    aktuell aktuelles artikel ausland gesellschaft gesundheit inland kultur lokal lokales
    meinung nachrichten panorama politik ratgeber regionales reise startseite stadt technik
    themen welt wirtschaft wissen wissenschaft
    actualidad cultura deportes economia educacion internacional mundo nacional noticias
    opinion politica portada salud sociedad sucesos tecnologia ultimas-noticias
    accueil actualite actualites culture economie france monde politique sante societe sports
    cronaca cultura economia mondo notizie politica sport
    destaque esporte esportes mundo ultimas
    kultura novini novosti novyny politika sport svit suspilstvo ekonomika
    nieuws sport binnenland buitenland politiek wiadomosci kraj swiat
    новини новости""".split()
)
_SITE_VIEWS = ("www.", "m.", "mobile.", "amp.", "print.")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def article_id(url: str | None, title: str | None, text: str) -> str:
    """Return the 16 hexadecimal characters that stand for an article.

    The same address gives the same id whatever it is followed by to track readers or to show
    another view, as for printing; an article without an address has the id of its title and text.
    """
    return _hash(f"url\n{url_key(url)}" if url else f"content\n{title or ''}\n{text}")


def stated_id(url: str) -> str:
    """Return the id of an article that only states the address as its own.

    It is another than that of the article which lies there: a page may state what it likes.
    """
    return _hash(f"stated\n{url_key(url)}")


def names_article(url: str) -> bool:
    """Return whether an address may be that of one article, and not of a site or a section of it.

    >>> paths = ("/", "/en/news/", "/story", "/?p=1")
    >>> [names_article(f"https://news.example{path}") for path in paths]
    [False, False, True, True]
    """
    parts = _split(url)
    if parts is None:
        return False
    query = parse_qsl(_untracked(parts.query))
    if any(_names_entry(name, value) for name, value in query):
        return True
    folders = [part for part in parts.path.casefold().split("/") if part]
    if folders and _INDEX_FILE.fullmatch(folders[-1]):
        folders.pop()
    return not all(_is_section(folder) for folder in folders)


def is_above(url: str, other: str) -> bool:
    """Return whether ``url`` is that of a section in which ``other`` lies.

    A page that is only another view of an article, such as its AMP twin or second page, lies in no
    section.

    >>> is_above("https://a.example/city", "https://a.example/city/rain-stops")
    True
    >>> is_above("https://a.example/rain-stops", "https://a.example/rain-stops/amp")
    False
    """
    upper, lower = (urlsplit(address).path.strip("/").split("/") for address in (url, other))
    rest = lower[len(upper) :]
    is_within = bool(rest) and lower[: len(upper)] == upper and not urlsplit(url).query
    return is_within and not all(_VIEW.fullmatch(part) for part in rest)


def absolute_address(url: str | None) -> str | None:
    """Return ``url`` where it is an absolute http or https address, else None."""
    if url is None or not url.strip().isprintable() or " " in url.strip():
        return None
    parts = _split(url.strip())
    return url.strip() if parts else None


def linked_address(base: str, link: str | None) -> str | None:
    """Return the absolute address to which a link in the page at ``base`` leads, None without one.

    >>> linked_address("https://news.example/a/b", "../c"), linked_address("", "/c")
    ('https://news.example/c', None)
    """
    try:
        return absolute_address(urljoin(base, link.strip())) if link and link.strip() else None
    except ValueError:
        return None


def site_of(url: str) -> str:
    """Return the host of an address without what only names another view of its site.

    >>> site_of("https://m.news.example/a"), site_of("/a")
    ('news.example', '')
    """
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
    view = next((part for part in _SITE_VIEWS if host.startswith(part)), "")
    return host.removeprefix(view) if host.count(".") > view.count(".") else host


def url_key(url: str) -> str:
    """Return the address in the form in which equal addresses are equal strings.

    >>> url_key("HTTPS://Example.org:443/News/?utm_source=x&id=7#top")
    'https://example.org/News?id=7'
    """
    parts = _split(url)
    if parts is None:
        return url
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    port = "" if parts.port in (None, _DEFAULT_PORTS[scheme]) else f":{parts.port}"
    path = _VIEW_ENDING.sub("", parts.path.rstrip("/"))
    return urlunsplit((scheme, host + port, path or "/", _untracked(parts.query), ""))


def without_tracking(url: str) -> str:
    """Return the address without what only tells who follows it, and without a place in the page.

    >>> without_tracking("https://Example.org/News/?id=7&fbclid=x#top")
    'https://Example.org/News/?id=7'
    """
    parts = urlsplit(url)
    fields = parse_qsl(parts.query, keep_blank_values=True)
    is_tracked = any(_is_tracking(name, value) for name, value in fields)
    query = _untracked(parts.query) if is_tracked else parts.query
    return urlunsplit(parts._replace(query=query, fragment=""))


def _hash(identity: str) -> str:
    return hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:16]


def _names_entry(name: str, value: str) -> bool:
    """Whether a field of a query tells one article from others: an id or a slug."""
    is_telling = any(character.isdigit() for character in value) or value.count("-") > 1
    return is_telling and not _LISTING_FIELD.fullmatch(name)


def _is_section(folder: str) -> bool:
    return folder in _SECTIONS or bool(_LANGUAGE.fullmatch(folder))


def _untracked(query: str) -> str:
    fields = parse_qsl(query, keep_blank_values=True)
    return urlencode([(name, value) for name, value in fields if not _is_tracking(name, value)])


def _is_tracking(name: str, value: str) -> bool:
    """Whether a field of a query tells where the reader came from, or only the view of the page."""
    if _TRACKING.fullmatch(name):
        return True
    if _PERHAPS_TRACKING.fullmatch(name):
        return not any(character.isdigit() for character in value)
    return bool(_VIEW_FIELD.fullmatch(name) and _VIEW_VALUE.fullmatch(value))


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme.lower() in _DEFAULT_PORTS and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None
