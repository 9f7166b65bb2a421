"""Families of texts and markup of any length that may cause superlinear time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

Make: TypeAlias = Callable[[int], str]


def _repeated(unit: str, before: str = "", after: str = "") -> Make:
    return lambda length: before + unit * (length // len(unit)) + after


_UNITS = (
    # white space and invisible characters
    " ", "\t", "\n", " \n", "\r\n", "\n\n\n", "\u00a0", "\u2028", "\u200b", "\u200d", "a\u200d",
    # letters, words and names
    "a", "A", "a ", "word ", "Jane Roe ", "Jane Roe and ", "U.S. ", "J. ", "Mr. ", "a.", "A.b",
    # digits and dates
    "1", "1 ", "1.", "1,", "1-", "2022-02-25 ", "25 February 2022 ", "12:30 ", "01/", "$1 ",
    # dashes and other punctuation
    "-", "- ", "–", "— ", ".", ". ", "...", "?", "! ", ",", ", ", ";", ":", "…", "_", "|", " | ",
    # quotation marks and brackets
    '"', '" ', "'", "’", "“", "“”", "„a“ ", "«", "(", ")", "()", "[", "[]", "{", "<", ">", "( ",
    # addresses and marks
    "@", "a@", "a@a.", "/", "//", "www.", "http://", "https://a.b/ ", "#", "# ", "=", "&", "\\",
    "*", "**", "**a", "*a ", "_a", "__a ", "`", "``` ", "~", "![", "[a](", "[a](b) ", "[a][", "> ",
    ">", "- a\n", "* ", "1. a\n", "| a ", "|-", "---\n", "+++\n", "a: b\n", "- a: [\n", "<!--",
    "&#",
    # entities, escapes and surrogates
    "&amp;", "&#x20;", "&nbsp;", "\x1b", "\x1b[", "\x1b]", "\x1bP", "\x9b1", "\\u0020", "\ud800",
    # other scripts, with and without spaces
    "я", "я ", "їж’я ", "中", "中。", "あ", "가", "ไ", "ع", "ع ", "a\u0301", "\u0301", "😀", "🇺🇦",
    # boilerplate
    "Read more ", "Subscribe. ", "by ", "By Jane Roe, ", "support us ", "our newsletter ", "date ",
    "Sign up for our newsletter. ", "Comments\n", "since the ", "last ", "photo: ", "updated ",
)  # fmt: skip

FAMILIES: Mapping[str, Make] = {
    **{repr(unit): _repeated(unit) for unit in _UNITS},
    **{f"{unit!r} within words": _repeated(unit, "a", "a") for unit in (" ", "\n", "-", "'", ".")},
    "labels then space": lambda length: "since the" + " " * length + "x",
    "words, each longer": lambda length: " ".join("a" * (n % 60) for n in range(length // 30)),
    "sentences": _repeated("The council of Tarnby met on Monday, the mayor said. "),
    "paragraphs": _repeated("The council of Tarnby met.\n\n"),
}
"""Families by name: functions from a number of characters to a text."""


def _attributes(form: str) -> Make:
    return lambda length: (
        "<p " + " ".join(form.format(n) for n in range(length // (len(form) + 4))) + ">a</p>"
    )


TAGS: Mapping[str, Make] = {
    "attributes": _attributes("a{}=1"),
    "attributes without a value": _attributes("a{}"),
    "attributes in quotation marks": _attributes('a{}="b > c"'),
    "attributes after a sign": lambda length: '<p a=">" ' + "b c=' ' " * (length // 8) + ">a</p>",
    "a long attribute": lambda length: f'<time class="{"date " * (length // 5)}">a</time>',
    "a tag that does not end": lambda length: "<p " + "a=' " * (length // 4),
    "tags that do not end": _repeated("<p a="),
    "tags in an attribute": lambda length: f'<p a="{"<p b=" * (length // 6)}">a</p>',
    "open marks": _repeated("<"),
    "open comments": _repeated("<!--"),
    "open instructions": _repeated("<?xml "),
    "open declarations": _repeated("<!DOCTYPE "),
    "data sections": _repeated("<![CDATA["),
    "white space in a tag": lambda length: "<p" + " " * length + "a" + " " * length + ">a</p>",
    "nested divisions": lambda length: "<div>" * (length // 11) + "a" + "</div>" * (length // 11),
    "nested headings": lambda length: "<h1>" * (length // 4) + "a",
    "nested emphasis": _repeated("<b><i>"),
    "nested lists": _repeated("<ul><li>a"),
    "nested tables": _repeated("<table><tr><td>a"),
    "nested quotations": _repeated("<blockquote><p>a"),
    "misnested": _repeated("<b><p></b></p>"),
    "paragraphs": _repeated("<p>The council of Tarnby met on Monday.</p>"),
    "empty paragraphs": _repeated("<p></p>"),
    "line breaks": _repeated("<br>"),
    "line breaks and words": _repeated("a<br/>"),
    "spans": _repeated("<span>a </span>"),
    "links": _repeated('<a href="/a">Read more</a> '),
    "pictures": _repeated('<figure><img src="a.jpg" alt="a"><figcaption>a</figcaption></figure>'),
    "headings": _repeated("<h1>The council of Tarnby</h1>"),
    "titles": _repeated("<title>The council</title>"),
    "dates": _repeated('<time datetime="2022-02-25">25 February 2022</time>'),
    "date divisions": _repeated('<div class="date">25 February 2022'),
    "meta elements": _repeated('<meta name="author" content="Jane Roe">'),
    "canonical links": _repeated('<link rel="canonical" href="">'),
    "scripts": _repeated("<script>if (a<b) {}</script>"),
    "described": _repeated('<script type="application/ld+json">[{}]</script>'),
    "entities": _repeated("&amp;"),
    "entities without an end": _repeated("&amp"),
    "numbers of characters": _repeated("&#x20"),
    "forms": _repeated("<form><input><select><option>a"),
    "frames": _repeated("<iframe>"),
    "items of a feed": _repeated("<item><title>a</title><link>http://a.example/</link></item>"),
    "items that do not end": _repeated("<item><title>a<link>http://a.example/"),
    "nested items": _repeated("<item>"),
    "addresses of a sitemap": _repeated("<url><loc>http://a.example/</loc></url>"),
    "addresses in addresses": _repeated("<url><loc>"),
}
"""Families of markup."""
