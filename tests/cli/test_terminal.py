"""Pages for a terminal: their contents, their wrapping, and what is never printed."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from retrieval import Finding, Progress
from retrieval.cli.output.progress import PlainProgress, progress_on
from retrieval.cli.output.reports import (
    failure_lines,
    findings_page,
    listing_line,
    passed_over_line,
    report_line,
    status_page,
)
from retrieval.cli.output.terminal import Layout, Screen, answer_page, article_page, result_page
from retrieval.cli.output.text import (
    clean,
    indented,
    join_with_dots,
    one_line,
    readable_date,
    readable_size,
)
from retrieval.types import (
    Answer,
    ArchiveStatus,
    Article,
    IngestFailure,
    IngestReport,
    Note,
    Passage,
    Result,
    Span,
)
from tests.support.toys import HARBOUR, OWLS

TERMINAL = Layout(80, links=True)
PIPE = Layout()
FIRST_SENTENCE = Span(0, 69)


class Terminal(io.StringIO):
    """A file that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def shown(page: Text, **environment: str) -> str:
    """What is written to a terminal with colours, 80 columns wide, for ``page``."""
    terminal = Terminal()
    Screen(terminal, {"TERM": "xterm-256color", "COLUMNS": "80", **environment}).show(page)
    return terminal.getvalue()


def result(article: Article = HARBOUR, *, highlight: Span = FIRST_SENTENCE) -> Result:
    passage = Passage(7, article.doc_id, 1, 0, len(article.text), article.text)
    return Result(1, 1.0, passage, article, (highlight,))


def answer(*results: Result, answered: bool = True, confidence: float = 0.93) -> Answer:
    return Answer("How long will the bridge close?", answered, confidence, results, took_ms=21.4)


def bold_in(found: Result) -> list[str]:
    """The bold parts of a page, with their line breaks."""
    page = result_page(found, PIPE)
    return [page.plain[span.start : span.end] for span in page.spans if span.style == "bold"]


# Answers ----------------------------------------------------------------------------------------


def test_an_answer_begins_with_the_sentence_and_its_source() -> None:
    assert answer_page(answer(result()), Layout(60, links=True)).plain == (
        "How long will the bridge close?\n"
        "\n"
        "[1] The harbour bridge in Eastwick will close on Monday for\n"
        "    eleven weeks.\n"
        "\n"
        "    Eastwick Post · 25 February 2022\n"
        "    Tom Ardley, Rhea Quist\n"
        "    Harbour bridge in Eastwick closes for repairs ·\n"
        "    paragraph 1\n"
        "    Article a1b2c3d4e5f60718\n"
        "\n"
        "    The harbour bridge in Eastwick will close on Monday for\n"
        "    eleven weeks. Engineers found cracks in two of its nine\n"
        "    cables.\n"
        "\n"
        "    Mayor Ines Holm said that buses would cross by ferry\n"
        "    until the repairs are done.\n"
        "\n"
        "93% likely to be right · 21 ms"
    )


def test_what_was_searched_for_of_a_follow_up_stands_below_the_answer() -> None:
    searched = "mayor of Eastwick how old is she?"
    whole = replace(answer(result()), is_follow_up=True, searched=searched)
    assert answer_page(whole, PIPE).plain.endswith(
        f"93% likely to be right · searched for “{searched}” · 21 ms"
    )


def test_further_results_are_a_line_each_unless_they_are_asked_for() -> None:
    both = answer(result(), replace(result(OWLS), rank=2))

    page = answer_page(both, PIPE).plain
    assert "\n[2] Snowy owls return to the Tarn valley · Tarn Valley Herald\n" in page
    assert "Three pairs" not in page
    assert "\n[2] Three pairs of snowy owls" in answer_page(both, PIPE, in_full=True).plain


def test_a_further_result_of_the_same_article_does_not_repeat_its_title() -> None:
    page = answer_page(answer(result(), replace(result(), rank=2)), PIPE).plain

    assert "\n[2] Same article · paragraph 1\n" in page


def test_a_further_result_with_a_long_title_fits_its_line() -> None:
    long = replace(OWLS, title="Owls " * 40)

    page = answer_page(answer(result(), replace(result(long), rank=2)), TERMINAL).plain

    [line] = [line for line in page.splitlines() if line.startswith("[2]")]
    assert len(line) == 80
    assert line.endswith("… · Tarn Valley Herald")


def test_what_is_to_be_added_stands_under_the_source() -> None:
    note = Note("missing_term", {"term": "Lviv"})

    page = answer_page(replace(answer(result()), notes=(note,)), TERMINAL).plain

    assert "\n    Article a1b2c3d4e5f60718\n    Not in these articles: “Lviv”.\n\n" in page


def test_in_a_pipe_a_paragraph_is_one_line_and_the_address_is_printed() -> None:
    lines = answer_page(answer(result()), PIPE).plain.splitlines()

    assert lines[2] == f"[1] {HARBOUR.text[:69]}"
    assert f"    {HARBOUR.url}" in lines
    assert "    " + HARBOUR.text.split("\n\n")[0] in lines


def test_the_sentence_is_bold_if_no_words_of_it_are_known_to_answer() -> None:
    assert bold_in(result()) == [HARBOUR.text[:69]]


def test_only_the_words_that_answer_are_bold() -> None:
    start = HARBOUR.text.index("eleven weeks")

    found = replace(result(), answer=Span(start, start + 12))

    assert bold_in(found) == ["eleven weeks"]


def test_around_the_sentence_the_passage_is_dim() -> None:
    page = result_page(result(), PIPE)
    passage = page.plain.rindex("The harbour bridge")

    assert not page.get_style_at_offset(Console(), passage).dim
    assert page.get_style_at_offset(Console(), passage + 75).dim


def test_a_passage_that_is_its_sentence_is_shown_once() -> None:
    article = replace(OWLS, text="Owls have nested here.")

    assert result_page(result(article, highlight=Span(0, 22)), PIPE).plain.count("nested") == 1


def test_a_long_sentence_is_cut_around_the_answer() -> None:
    text = "owls " * 200 + "nested here " + "owls " * 200
    found = result(replace(OWLS, text=text), highlight=Span(0, len(text)))

    [line, *_] = result_page(replace(found, answer=Span(1000, 1011)), PIPE).plain.splitlines()

    assert re.fullmatch(r"\[1\] … (owls )+nested here( owls)+ …", line)
    assert 380 < len(line) < 420


def test_a_page_for_an_unanswered_question_says_so_first_and_names_the_nearest() -> None:
    note = Note("missing_term", {"term": "Lviv"})
    refused = replace(answer(result(), answered=False, confidence=0.061), notes=(note,))

    _, said, nearest, chance = answer_page(refused, PIPE).plain.split("\n\n")

    assert said == "This archive does not answer that.\nNot in these articles: “Lviv”."
    assert nearest == (f"Closest articles:\n[1] {HARBOUR.title} · Eastwick Post · 25 February 2022")
    assert chance == "6% likely to be answered · 21 ms"


def test_unknown_values_are_left_out() -> None:
    page = result_page(result(Article("0f", None, "Rain fell.")), PIPE).plain

    assert page == "[1] Rain fell.\n\n    Untitled article · paragraph 1\n    Article 0f"


def test_a_copy_of_an_unknown_day_is_named_without_one() -> None:
    copy = replace(OWLS, publisher="Daily Copy", url=None)

    page = result_page(replace(result(), also_in=(copy,)), PIPE).plain

    assert "\n    Also in: Daily Copy\n" in page


def test_the_file_of_an_article_stands_beside_its_id() -> None:
    page = result_page(result(replace(OWLS, path="/news/owls.txt")), PIPE).plain

    assert f"\n    Article {OWLS.doc_id} · /news/owls.txt\n" in page


def test_of_many_authors_two_are_named() -> None:
    many = replace(OWLS, authors=("Ann Lee", "Bo Im", "Cy Orr", "Di Poe"))

    assert "Herald · Ann Lee, Bo Im and 2 others\n" in result_page(result(many), PIPE).plain


def test_only_the_date_of_a_change_is_called_that() -> None:
    article = replace(OWLS, updated_at="2023-06-01T10:00:00+00:00")

    assert "Herald · updated 1 June 2023\n" in result_page(result(article), PIPE).plain


def test_names_and_titles_written_from_right_to_left_keep_their_direction() -> None:
    article = replace(OWLS, title="عودة البوم", publisher="هآرتس", authors=("Ann Lee", "دانا"))
    note = Note("later_account", {"title": "عودة", "publisher": "BBC", "published_at": None})

    page = result_page(result(article), PIPE, notes=[note]).plain

    assert "\n    \u2068هآرتس\u2069 · Ann Lee, \u2068دانا\u2069\n" in page
    assert "\n    \u2068عودة البوم\u2069 · paragraph 1\n" in page
    assert ": \u2068عودة\u2069 (BBC)." in page


def test_a_shortened_title_keeps_its_direction() -> None:
    long = replace(OWLS, title="عودة البوم " * 20)

    page = answer_page(answer(result(), replace(result(long), rank=2)), TERMINAL).plain

    assert re.search("\\[2\\] \u2068عودة [^\u2069]*…\u2069 · Tarn Valley Herald\n", page)


@pytest.mark.parametrize("confidence", [0.5, 0.79, 0.8])
def test_an_answer_that_is_not_likely_is_introduced_with_perhaps(confidence: float) -> None:
    page = answer_page(answer(result(), confidence=confidence), PIPE, with_question=False).plain

    assert page.startswith("Perhaps:\n[1] " if confidence < 0.8 else "[1] ")


@given(st.text(max_size=400), st.integers(20, 120))
def test_no_line_is_wider_than_the_screen_unless_it_is_one_word(text: str, width: int) -> None:
    article = replace(HARBOUR, text=text, title=text, publisher=None, authors=(), url=None)

    page = result_page(result(article, highlight=Span(0, len(text))), Layout(width)).plain

    words = [
        line.removeprefix("[1] ").split() for line in page.split("\n") if cell_len(line) > width
    ]
    assert [line for line in words if len(line) > 1] == []


@given(st.text("漢字かなกขค", min_size=60, max_size=200), st.integers(20, 60))
def test_text_in_scripts_without_spaces_is_broken_anywhere(text: str, width: int) -> None:
    page = indented(Text(text), width=width).plain

    assert max(cell_len(line) for line in page.split("\n")) <= width
    assert page.replace("\n", "") == text


@pytest.mark.parametrize(
    "word",
    ["ARTICLE_BOT_ALLOW_PRIVATE_ADDRESSES", "/a/very/long/path/to-a/file.txt", "https://a-b.c/d-e"],
)
@given(width=st.integers(10, 40))
def test_a_name_a_path_and_an_address_are_never_broken(word: str, width: int) -> None:
    page = indented(Text(f"Set it to ({word}) or to {word}, and go on."), width=width).plain

    assert page.count(word) == 2
    assert page.split() == f"Set it to ({word}) or to {word}, and go on.".split()


@given(st.text(min_size=1, max_size=400))
def test_in_a_pipe_every_word_of_a_passage_is_there_in_order(text: str) -> None:
    words = clean(text).split()

    page = result_page(result(replace(HARBOUR, text=text), highlight=Span(0, 1)), PIPE).plain

    _, _, passage = page.partition(f"Article {HARBOUR.doc_id}")
    assert (passage or page.partition("\n\n")[0]).split()[-len(words) :] == words


# Terminals --------------------------------------------------------------------------------------


def test_a_title_is_a_link_on_a_terminal() -> None:
    written = shown(result_page(result(), TERMINAL))

    assert f";{HARBOUR.url}\x1b\\" in written
    assert "Harbour bridge in Eastwick closes for repairs" in written


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:alert(1)", "https://x.example/\x1b\\", "https://a b"]
)
def test_only_a_web_address_becomes_a_link(url: str) -> None:
    assert "\x1b]8" not in shown(result_page(result(replace(HARBOUR, url=url)), TERMINAL))


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_that_wants_plain_text_gets_it(environment: dict[str, str]) -> None:
    screen = Screen(Terminal(), {"TERM": "xterm", "COLUMNS": "80", **environment})

    assert not screen.is_styled
    assert screen.layout == Layout(80, links=False)
    assert "\x1b" not in shown(answer_page(answer(result()), screen.layout), **environment)


@pytest.mark.parametrize("force", ["FORCE_COLOR", "TTY_COMPATIBLE", "CLICOLOR_FORCE"])
def test_a_pipe_gets_plain_text_whatever_the_environment_says(force: str) -> None:
    pipe = io.StringIO()
    Screen(pipe, {force: "1", "TERM": "xterm"}).show(answer_page(answer(result()), TERMINAL))

    assert "\x1b" not in pipe.getvalue()


def test_a_wide_screen_is_not_filled() -> None:
    screen = Screen(Terminal(), {"TERM": "xterm", "COLUMNS": "200"})

    assert (screen.layout.width, screen.wide_layout.width) == (88, 200)


# Hostile text -----------------------------------------------------------------------------------


@given(st.text(st.characters(codec=None)))
def test_cleaned_text_keeps_its_length_and_has_no_control_characters(text: str) -> None:
    cleaned = clean(text)

    assert len(cleaned) == len(text)
    assert [c for c in cleaned if c != "\n" and (ord(c) < 32 or 127 <= ord(c) < 160)] == []
    cleaned.encode("utf-8")


def test_no_part_of_an_article_can_write_escape_sequences() -> None:
    evil = "\x1b]0;owned\x07 \x9b31m [bold]x[/bold] \u202e"
    article = Article("\x1b", evil, evil, f"https://x/{evil}", evil, evil, (evil,), evil, evil)
    status = ArchiveStatus(evil, 1, 1, 0, {evil: 1}, evil, evil, problems=(evil,))
    pages = [
        answer_page(replace(answer(result(article)), question=evil), PIPE),
        answer_page(replace(answer(result(article), answered=False), question=evil), PIPE),
        article_page(article, PIPE),
        listing_line(article, PIPE),
        status_page(status, PIPE),
        findings_page([Finding(evil, evil)], PIPE),
        *map(Text, failure_lines([IngestFailure(evil, evil)])),
    ]

    for page in pages:
        assert [char for char in "\x1b\x07\x9b\u202e" if char in page.plain] == []


def test_markup_in_an_article_shows_as_it_is() -> None:
    written = shown(article_page(replace(OWLS, title="[bold red]Owls[/] :smile:"), TERMINAL))

    assert "[bold red]Owls[/] :smile:" in written


# Lists and reports ------------------------------------------------------------------------------


def test_an_article_page_has_its_title_its_source_and_its_paragraphs() -> None:
    assert article_page(OWLS, PIPE).plain == (
        f"{OWLS.title}\nTarn Valley Herald\nArticle {OWLS.doc_id}\n\n{OWLS.text}"
    )


def test_a_listed_article_fits_its_line() -> None:
    line = listing_line(HARBOUR, Layout(50)).plain

    assert line == "a1b2c3d4e5f60718  2022-02-25  Harbour bridge in E…"


def test_a_listed_title_keeps_its_direction_on_a_terminal_and_is_as_stored_in_a_pipe() -> None:
    article = replace(OWLS, title="عودة البوم", publisher="هآرتس")

    assert "\u2068عودة البوم\u2069  \u2068هآرتس\u2069" in listing_line(article, TERMINAL).plain
    assert listing_line(article, PIPE).plain.endswith("\tعودة البوم\tهآرتس")


def test_a_report_counts_what_there_is_to_count() -> None:
    failed = (IngestFailure("a.txt", "is empty."),)

    assert report_line(IngestReport()).plain == "Articles: 0 added."
    assert report_line(IngestReport(1200, 2, 3, failed)).plain == (
        "Articles: 1,200 added, 2 replaced, 3 unchanged, 1 failed."
    )
    assert report_line(IngestReport(removed=1)).plain == "Articles: 0 added, 1 removed."
    assert report_line(IngestReport(unchanged=21, removed_earlier=1)).plain == (
        "Articles: 0 added, 21 unchanged, 1 removed earlier."
    )


def test_skipped_files_are_reported_by_suffix_most_frequent_first() -> None:
    many = {f".k{number}": 1 for number in range(12)}

    assert passed_over_line(IngestReport(passed_over={".docx": 1, ".pdf": 3})).plain == (
        "Skipped: 3 .pdf, 1 .docx."
    )
    assert passed_over_line(IngestReport(passed_over=many)).plain.endswith(", 2 of other kinds.")


def test_only_the_first_of_many_failures_are_listed() -> None:
    lines = failure_lines([IngestFailure(f"{n}.txt", "is empty.") for n in range(1000)])

    assert len(lines) == 21
    assert lines[0] == "0.txt: is empty."
    assert lines[-1] == "… and 980 more, which --json lists."


def test_a_status_page_says_what_there_is() -> None:
    publishers: dict[str | None, int] = {f"Paper {n}": 20 - n for n in range(12)}
    status = ArchiveStatus(
        "news", 1200, 5000, 40, {None: 30, **publishers}, "2022-02-25", "2022-02-25",
        size_bytes=1_530_000, problems=("40 passages have no vector yet.",),
    )  # fmt: skip

    page = status_page(status, PIPE).plain

    assert "Passages   5,000, of which 40 have no vector yet\n" in page
    assert "Published  25 February 2022\n" in page
    assert "Size       1.5 MB\n" in page
    assert "Health     40 passages have no vector yet.\n" in page
    assert "From       publisher unknown, 30 articles\n" in page
    assert page.endswith("and 3 publishers more")


def test_a_finding_names_its_cure() -> None:
    finding = Finding("The vector index differs from the store.", "run 'article-bot rebuild'")

    assert findings_page([finding], PIPE).plain == (
        "The vector index differs from the store.\n  Cure: run 'article-bot rebuild'."
    )


# Words and numbers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2022-02-25", "25 February 2022"),
        ("2022-12-01T23:59:00+00:00", "1 December 2022"),
        ("spring\x1b 2022", "spring 2022"),
    ],
)
def test_dates_are_shown_in_words(date: str, words: str) -> None:
    assert readable_date(date) == words


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [(0, "0 bytes"), (1000, "1.0 kB"), (10**9, "1.0 GB")],
)
def test_sizes_are_shown_in_a_readable_unit(size_bytes: int, words: str) -> None:
    assert readable_size(size_bytes) == words


def test_joined_parts_are_never_broken() -> None:
    assert join_with_dots(["The Post", "1 May 2022", "paragraph 9"], width=22) == (
        "The Post · 1 May 2022\nparagraph 9"
    )
    assert join_with_dots(["The Post", "1 May 2022"], width=None) == "The Post · 1 May 2022"


def test_a_title_of_several_lines_is_one() -> None:
    assert one_line(" The\n\n owls\treturn ") == "The owls return"


# Progress ---------------------------------------------------------------------------------------


def test_in_a_pipe_a_step_is_reported_when_it_begins_and_when_it_is_done() -> None:
    out = io.StringIO()
    seconds = iter(range(100))
    lines = PlainProgress(Screen(out, {}), clock=lambda: float(next(seconds)))

    for progress in [
        Progress("reading", 1, None),
        Progress("reading", 2, None),
        Progress("loading", 0, None),
        Progress("embedding", 0, 1500),
        Progress("embedding", 1500, 1500),
    ]:
        lines.update(progress)
    lines.finish()

    assert out.getvalue().splitlines() == [
        "Reading: 2 articles, 2.0 s",
        "Loading the model …",
        "Embedding: 1,500 passages …",
        "Embedding: 1,500 passages, 2.0 s",
    ]


def test_on_a_terminal_progress_has_a_bar_and_a_count() -> None:
    terminal = Terminal()
    with progress_on(Screen(terminal, {"TERM": "xterm", "COLUMNS": "80"})) as on_progress:
        on_progress(Progress("reading", 3, None))
        on_progress(Progress("loading", 0, None))
        on_progress(Progress("embedding", 0, 8))
        on_progress(Progress("embedding", 8, 8))

    written = terminal.getvalue()
    assert "Reading" in written
    assert "3 articles" in written
    assert "8 passages" in written
    assert "━" in written


@pytest.mark.parametrize("stays", [True, False])
def test_a_bar_goes_at_the_end_unless_it_stays(stays: bool) -> None:
    terminal = Terminal()
    with progress_on(Screen(terminal, {"TERM": "xterm", "COLUMNS": "80"}), stays=stays) as told:
        told(Progress("reading", 3, None))
        written = len(terminal.getvalue())

    assert terminal.getvalue()[written:].endswith("\x1b[2K") is not stays
