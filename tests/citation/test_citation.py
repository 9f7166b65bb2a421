"""Citations: what is quoted, and what programs that read the formats make of them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import (
    LatexDecodingMiddleware,
    MergeNameParts,
    SeparateCoAuthors,
    SplitNameParts,
)
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from retrieval import Article, QuotationError, Span
from retrieval.citation.formats import CITATION_FORMATS, cite
from retrieval.citation.links import sentence_address, web_address
from retrieval.citation.quotation import Quotation, quoted_paragraph, quoted_sentence, quoted_span
from retrieval.text.articles.passages import paragraph_spans

STRIKE = Article(
    doc_id="3f2a91c07d5be846",
    title="R&D at Hale_Works: “50% more” & {more}",
    text=(
        "Workers walked out on Monday. The union “will not bend”, said Ana Ruiz.\n\n"
        "It is over. The dockers of Alder Bay, who had stayed out for nine days in the rain, voted "
        "on Saturday to go back to work. It is over."
    ),
    url="https://news.example/strike_(2)?id=1&x=2",
    publisher="The Alder Bay Examiner",
    authors=("Ana-Luz O'Hara", "John F. Kemp", "Ursula von der Leyen", "Associated Press"),
    published_at="2024-03-04T09:00:00+01:00",
    language="en",
)
LIKE_MARKUP = st.text(
    alphabet=st.sampled_from("ab 1.)#>-+=*_`[]()<>&;!~\\|\"':/xў☃"), min_size=1, max_size=40
)


def only_bibtex(text: str) -> dict[str, Any]:
    """The fields of the one entry, decoded from LaTeX, with its type and key."""
    middleware = (SeparateCoAuthors(), SplitNameParts(), MergeNameParts("last"))
    library = parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    named = parse_string(text, append_middleware=middleware)
    assert library.failed_blocks == named.failed_blocks == []
    [entry] = library.entries
    fields = {field.key: field.value for field in entry.fields}
    fields |= {key: value for key, value in named.entries[0].items() if key in ("author", "url")}
    return {"type": entry.entry_type, "key": entry.key, **fields}


def only_ris(text: str) -> dict[str, Any]:
    [record] = rispy.loads(text)
    return dict(record)


def only_csl(text: str) -> dict[str, Any]:
    [item] = json.loads(text)
    return dict(item)


def shown(markdown: str) -> str:
    """The text that Markdown shows, without markup."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    children = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in children} <= {"text", "text_special"}
    return "".join(child.content for child in children)


# What is quoted ---------------------------------------------------------------------------------


def test_a_paragraph_is_quoted_verbatim() -> None:
    quotation = quoted_paragraph(STRIKE, 1)

    assert quotation.text == STRIKE.text.split("\n\n")[0]
    assert STRIKE.text.startswith(quotation.text)


@pytest.mark.parametrize(
    ("words", "paragraph", "sentence"),
    [
        ('the union "WILL not', None, "The union “will not bend”, said Ana Ruiz."),
        ("voted  on Saturday", 2, None),
        ("it is over", None, "It is over."),
    ],
)
def test_the_sentence_with_the_words_is_quoted(
    words: str, paragraph: int | None, sentence: str | None
) -> None:
    quotation = quoted_sentence(STRIKE, words, paragraph=paragraph)

    assert quotation.text in STRIKE.text
    assert quotation.text.startswith(sentence or "The dockers of Alder Bay")
    assert quotation.paragraph == (1 if "union" in words else 2)


@pytest.mark.parametrize(("words", "paragraph"), [("zebra", None), ("union", 2), (" ", None)])
def test_words_that_no_sentence_has_are_an_error(words: str, paragraph: int | None) -> None:
    with pytest.raises(QuotationError, match="No sentence of"):
        quoted_sentence(STRIKE, words, paragraph=paragraph)


def test_a_paragraph_that_the_article_lacks_is_an_error() -> None:
    with pytest.raises(QuotationError, match="has 2 paragraphs, so none has the number 3"):
        quoted_paragraph(STRIKE, 3)


def test_the_paragraph_of_a_span_is_known() -> None:
    start = STRIKE.text.index("The dockers")

    assert quoted_span(STRIKE, Span(start, start + 11)).paragraph == 2


# The formats ------------------------------------------------------------------------------------


def test_markdown_shows_the_quotation_and_its_source() -> None:
    quotation, source = cite(quoted_paragraph(STRIKE, 1), "markdown").split("\n\n")

    assert quotation == (
        "> Workers walked out on Monday. The union “will not bend”, said Ana Ruiz."
        "[^ohara2024-3f2a91-p1]"
    )
    assert source == (
        "[^ohara2024-3f2a91-p1]: Ana-Luz O'Hara, John F. Kemp, Ursula von der Leyen, "
        "Associated Press: [R&D at Hale\\_Works: “50% more” & {more}]"
        "(https://news.example/strike_%282%29?id=1&x=2#:~:text=Workers%20walked%20out%20on%20Monday."
        "%20The,%E2%80%9Cwill%20not%20bend%E2%80%9D%2C%20said%20Ana%20Ruiz.), "
        "*The Alder Bay Examiner*, 4 March 2024, paragraph 1.\n"
    )


@given(LIKE_MARKUP)
def test_markdown_shows_every_character_of_the_quotation(text: str) -> None:
    article = replace(STRIKE, text=text)
    for number, span in enumerate(paragraph_spans(text), start=1):
        quotation, _, _ = cite(quoted_paragraph(article, number), "markdown").partition("[^ohara")

        assert shown(quotation) == text[span.start : span.end]


def test_csl_json_has_the_known_fields_of_the_schema() -> None:
    item = only_csl(cite(quoted_paragraph(STRIKE, 1), "csl-json"))

    assert item == {
        "id": "ohara2024-3f2a91",
        "type": "article-newspaper",
        "author": [
            {"family": "O'Hara", "given": "Ana-Luz"},
            {"family": "Kemp", "given": "John F."},
            {"literal": "Ursula von der Leyen"},
            {"literal": "Associated Press"},
        ],
        "title": STRIKE.title,
        "container-title": STRIKE.publisher,
        "issued": {"date-parts": [[2024, 3, 4]]},
        "URL": sentence_address(STRIKE, paragraph_spans(STRIKE.text)[0]),
        "language": "en",
        "annote": STRIKE.text.split("\n\n")[0],
    }


def test_bibtex_is_read_as_it_was_meant() -> None:
    entry = only_bibtex(cite(quoted_paragraph(STRIKE, 1), "bibtex"))

    assert (entry["type"], entry["key"]) == ("article", "ohara2024-3f2a91")
    assert entry["title"] == "R&D at Hale_Works: “50% more” & more"  # its braces are not read back
    assert entry["author"] == [
        "O'Hara, Ana-Luz",
        "Kemp, John F.",
        "{Ursula von der Leyen}",
        "{Associated Press}",
    ]
    assert (entry["date"], entry["year"], entry["month"]) == ("2024-03-04", "2024", "mar")
    assert entry["url"] == sentence_address(STRIKE, paragraph_spans(STRIKE.text)[0])
    assert entry["annote"] == STRIKE.text.split("\n\n")[0]


@given(st.text(alphabet=st.sampled_from('ab {}\\%&$#_^~"@,=é'), min_size=1, max_size=30))
def test_no_title_breaks_bibtex(title: str) -> None:
    text = cite(Quotation(replace(STRIKE, title=title, authors=(title,))), "bibtex")

    assert only_bibtex(text)["journal"] == STRIKE.publisher


def test_ris_is_read_as_it_was_meant() -> None:
    text = cite(quoted_paragraph(STRIKE, 1), "ris")

    assert re.findall("[^\r]\n", text) == []
    assert text.endswith("ER  - \r\n")
    record = only_ris(text)
    assert record["type_of_reference"] == "NEWS"
    assert record["authors"] == [
        "O'Hara, Ana-Luz",
        "Kemp, John F.",
        "Ursula von der Leyen",
        "Associated Press",
    ]
    assert record["title"] == STRIKE.title
    assert record["secondary_title"] == STRIKE.publisher
    assert (record["year"], record["date"]) == ("2024", "2024/03/04/")
    assert record["urls"] == [sentence_address(STRIKE, paragraph_spans(STRIKE.text)[0])]
    assert record["notes"] == [STRIKE.text.split("\n\n")[0]]


@pytest.mark.parametrize("name", CITATION_FORMATS)
def test_what_is_not_known_is_left_out(name: str) -> None:
    expected = {
        "markdown": "[^article-00ff]: Untitled article.\n",
        "csl-json": '[{\n  "id": "article-00ff",\n  "type": "document"\n}]\n',
        "bibtex": "@misc{article-00ff,\n}\n",
        "ris": "TY  - GEN\r\nID  - article-00ff\r\nER  - \r\n",
    }

    assert cite(Quotation(Article("00ff", None, "It rained.")), name) == expected[name]


def test_a_page_without_a_publisher_is_a_page() -> None:
    page = Quotation(replace(STRIKE, publisher=None))

    assert only_csl(cite(page, "csl-json"))["type"] == "webpage"
    assert only_bibtex(cite(page, "bibtex"))["type"] == "online"
    assert only_ris(cite(page, "ris"))["type_of_reference"] == "ELEC"


@pytest.mark.parametrize(
    ("date", "csl", "bibtex", "ris", "markdown"),
    [
        ("2022-02", [2022, 2], ("2022-02", "2022", "feb"), "2022/02//", "February 2022"),
        ("2022", [2022], ("2022", "2022", None), "2022///", "2022"),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(
    date: str, csl: list[int], bibtex: tuple[str | None, ...], ris: str, markdown: str
) -> None:
    page = Quotation(replace(STRIKE, published_at=date))

    assert only_csl(cite(page, "csl-json"))["issued"] == {"date-parts": [csl]}
    entry = only_bibtex(cite(page, "bibtex"))
    assert tuple(entry.get(field) for field in ("date", "year", "month")) == bibtex
    assert only_ris(cite(page, "ris"))["date"] == ris
    assert cite(page, "markdown").endswith(f"*The Alder Bay Examiner*, {markdown}.\n")


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("Reuters", "en"),
        ("BBC News", "en"),
        ("The Alder Bay Examiner", "en"),
        ("Gabriel García Márquez", "es"),
        ("Nguyễn Hương", "vi"),
        ("王小明", "zh"),
        ("Ruiz JR", "en"),
        ("madonna louise", "en"),
    ],
)
def test_a_name_that_is_not_plain_stays_whole(name: str, language: str) -> None:
    page = Quotation(replace(STRIKE, authors=(name,), language=language))

    assert only_csl(cite(page, "csl-json"))["author"] == [{"literal": name}]


@pytest.mark.parametrize("name", CITATION_FORMATS)
def test_no_control_character_reaches_the_output(name: str) -> None:
    hostile = "Red\x1b[31m\u202etxt\ud800\x07\r\nER  - \r\nTY  - BOOK"
    article = replace(STRIKE, title=hostile, publisher=hostile, authors=(hostile,), text=hostile)

    text = cite(quoted_paragraph(article, 1), name)

    assert re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\u202e\ud800]", text) is None
    assert text.count("\nTY  - ") == 0


# Links ------------------------------------------------------------------------------------------


def directive(article: Article, words: str, *, occurrence: int = 0) -> str:
    start = [found.start() for found in re.finditer(re.escape(words), article.text)][occurrence]
    address = sentence_address(article, Span(start, start + len(words)))
    assert address is not None
    return unquote(address.partition(":~:text=")[2])


def test_a_sentence_that_the_article_has_twice_is_linked_with_the_words_around_it() -> None:
    first = directive(STRIKE, "It is over.")
    second = directive(STRIKE, "It is over.", occurrence=1)

    assert first == "It is over.,-The dockers of"
    assert second == "back to work.-,It is over."


def test_a_sentence_that_is_also_the_title_is_linked_with_the_words_around_it() -> None:
    article = replace(STRIKE, title="It rained", text="It rained\n\nThen it stopped.")

    assert directive(article, "It rained") == "It rained,-Then it stopped."


def test_a_sentence_whose_last_words_come_earlier_in_it_is_linked_as_a_whole() -> None:
    words = "a b c d e f one two three four five six and then one two three four five six"
    article = replace(STRIKE, text=words)

    assert directive(article, words) == words


def test_the_address_of_a_page_keeps_its_own_fragment() -> None:
    article = replace(STRIKE, url="https://news.example/a#part", text="well-known, R&D")

    assert sentence_address(article, Span(0, 15)) == (
        "https://news.example/a#part:~:text=well%2Dknown%2C%20R%26D"
    )


@pytest.mark.parametrize("url", [None, "", "file:///a", "javascript:alert(1)", "https://", "x"])
def test_what_is_no_web_address_has_no_link(url: str | None) -> None:
    assert web_address(url) is None
    assert sentence_address(replace(STRIKE, url=url), Span(0, 7)) is None


@given(st.text(max_size=30), st.text(max_size=30))
def test_web_addresses_are_plain_ascii(host: str, path: str) -> None:
    address = web_address(f"https://{host}/{path}") or ""

    assert address.isascii()
    assert re.search(r"[\s<>\"{}\\^`]", address) is None
