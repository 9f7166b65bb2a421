"""Mails, mailboxes and pages saved as MHTML become articles."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from retrieval.sources import read_articles
from retrieval.types import Article, IngestFailure

FIRST = "The night ferry to Lowholm sank off the pier on Tuesday; all forty passengers swam ashore."
SECOND = (
    "Harbour master Jon Petrel said that a seal had bitten through the mooring, and that the ferry "
    "company would pay for every wet coat."
)
PARAGRAPHS = f"<p>{FIRST}</p><p>{SECOND}</p>"
NEWSLETTER = f"""<html><head><style>p {{ color: red }}</style></head><body>
<div style="display:none; max-height:0">Ferry sinks, seal sought: today's letter</div>
<table role="presentation"><tr><td><a href="https://t.example/v">View this email in your browser</a>
</td></tr><tr><td><table><tr><td><img src="https://t.example/pixel.gif" width="1"></td>
<td><h2>On the pier</h2><p>{FIRST}</p></td></tr><tr><td></td><td><p>{SECOND}</p></td></tr></table>
</td></tr><tr><td>Was this forwarded to you? Sign up here.</td></tr>
<tr><td>Pier Letter, 12 Harbour Road, Lowholm</td></tr>
<tr><td>You are receiving this email because you signed up on our site.</td></tr>
<tr><td><a href="https://t.example/u">Unsubscribe</a> | <a href="https://t.example/p">Preferences</a>
</td></tr></table></body></html>"""
MHTML = f"""From: <Saved by Blink>
Snapshot-Content-Location: https://pier.example/ferry
Subject: =?utf-8?Q?Ferry_sinks?=
Date: Fri, 14 Nov 2025 10:00:00 +0200
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="b1"

--b1
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable
Content-Location: https://pier.example/ferry

<html><head><meta charset=3D"utf-8"><title>Ferry sinks</title></head><body><article>=
<h1>Ferry sinks</h1>{PARAGRAPHS}</article></body></html>
--b1
Content-Type: text/html
Content-Location: https://ads.example/frame

<html><body><p>Four tyres for the price of three, until the end of the month, behind the station,
open every day but Monday.</p></body></html>
--b1--
"""


def mail(sender: str = "Pier Letter <letter@pier.example>", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "me@home.example"
    message["Subject"] = headers.pop("subject", "Ferry to Lowholm sinks")
    message["Date"] = "Thu, 02 May 2024 10:00:00 +0200"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    return message


def html_mail(html: str, sender: str = "Pier Letter <letter@pier.example>") -> EmailMessage:
    message = mail(sender)
    message.set_content("The plain part tells less.")
    message.add_alternative(html, subtype="html")
    return message


def read(tmp_path: Path, content: bytes, name: str = "a.eml") -> list[Article]:
    (tmp_path / name).write_bytes(content)
    found = list(read_articles(tmp_path / name, name=name))
    assert all(isinstance(one, Article) for one in found), found
    return [one for one in found if isinstance(one, Article)]


@pytest.mark.parametrize(
    "greeting",
    ["Hello reader,", "Good morning, everyone!", "Hey there,", "Dear friends and members:",
     "Liebe Leserinnen und Leser,", "Liebe Leserin, lieber Leser,", "Liebe Leser:innen,",
     "Liebe Leser*innen,", "Liebe Freunde,", "Chers lecteurs, chères lectrices,",
     "Bonjour à toutes et à tous !", "Queridos lectores:", "Estimados lectores y lectoras,",
     "¡Hola a todos!", "Good morning, Anna.", "Liebe Anna,"],
)  # fmt: skip
def test_a_greeting_above_a_mail_is_no_paragraph(tmp_path: Path, greeting: str) -> None:
    message = mail()
    message.set_content(f"The pier\n\n{greeting}\n\n{FIRST}\n\n{SECOND}\n")

    [article] = read(tmp_path, message.as_bytes())

    assert article.text == f"The pier\n\n{FIRST}\n\n{SECOND}"


def test_a_heading_that_repeats_the_subject_without_its_picture_is_no_paragraph(
    tmp_path: Path,
) -> None:
    message = mail()
    message.replace_header("Subject", "\U0001f41d The pier")
    message.set_content(f"The pier\n\n{FIRST}\n\n{SECOND}\n")

    [article] = read(tmp_path, message.as_bytes())

    assert article.text == f"{FIRST}\n\n{SECOND}"


def test_a_greeting_in_a_story_is_a_paragraph(tmp_path: Path) -> None:
    text = f"{FIRST}\n\nDear friends,\n\n{SECOND}"
    message = mail()
    message.set_content(f"Hello, everyone!\n\n{text}\n")
    page = f"<article><h1>A letter</h1>{PARAGRAPHS}<p>Dear friends,</p>{PARAGRAPHS}</article>"

    [in_a_mail] = read(tmp_path, message.as_bytes())
    [on_a_page] = read(tmp_path, page.encode(), "a.html")
    [pasted] = read(tmp_path, f"The speech\n\nDear friends,\n\n{SECOND}".encode(), "a.txt")

    assert in_a_mail.text == text
    assert "Dear friends," in on_a_page.text
    assert "Dear friends," in pasted.text


def test_a_newsletter_is_its_html_part_without_its_frame(tmp_path: Path) -> None:
    [article] = read(tmp_path, html_mail(NEWSLETTER).as_bytes())

    assert article.text == f"On the pier\n\n{FIRST}\n\n{SECOND}"
    assert (article.title, article.publisher) == ("Ferry to Lowholm sinks", "Pier Letter")
    assert article.published_at == "2024-05-02T10:00:00+02:00"
    assert article.path == "a.eml"


@pytest.mark.parametrize(
    ("sender", "publisher", "authors"),
    [
        ("=?utf-8?q?L=C3=B6wholm_Letter?= <l@pier.example>", "Löwholm Letter", ()),
        ("Ines Holm from Pier Letter <l@pier.example>", "Pier Letter", ("Ines Holm",)),
        ("letter@pier.example", "pier.example", ()),
        ('"The Pier Gazette" <news@pier.example>', "The Pier Gazette", ()),
        ("Ines Holm <ines.holm@pier.example>", None, ("Ines Holm",)),
        ("Morning Holm <news@pier.example>", "Morning Holm", ()),
    ],
)
def test_the_publisher_is_the_sender(
    tmp_path: Path, sender: str, publisher: str | None, authors: tuple[str, ...]
) -> None:
    [article] = read(tmp_path, html_mail(PARAGRAPHS, sender).as_bytes())

    assert (article.publisher, article.authors) == (publisher, authors)


def test_a_table_of_figures_in_a_mail_stays_a_table(tmp_path: Path) -> None:
    table = "<table><tr><th>Ward</th><th>Ayes</th></tr><tr><td>Mill</td><td>9</td></tr></table>"
    page = f"<table><tr><td>{PARAGRAPHS}</td></tr></table>{table}"
    [article] = read(tmp_path, html_mail(page).as_bytes())

    assert article.text.endswith("Ward: Mill; Ayes: 9")


def test_a_plain_mail_loses_its_signature_and_its_marks_of_quotation(tmp_path: Path) -> None:
    message = mail(subject="Fwd: Re: Ferry sinks")
    message.set_content(
        f"> {FIRST}\n>\n> {SECOND}\n\nhttps://pier.example/ferry\n-- \nInes, Pier 3\n"
    )
    [article] = read(tmp_path, message.as_bytes())

    assert (article.title, article.text) == ("Ferry sinks", f"{FIRST}\n\n{SECOND}")


def test_of_a_mail_that_only_forwards_another_the_other_is_read(tmp_path: Path) -> None:
    message = mail("Jane Roe <jane@home.example>", subject="Fwd: Ferry")
    message.set_content("For your archive.")
    message.add_attachment(html_mail(PARAGRAPHS))
    [article] = read(tmp_path, message.as_bytes())

    assert (article.title, article.publisher) == ("Ferry to Lowholm sinks", "Pier Letter")
    assert article.text == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize(
    "header",
    [
        "---- Forwarded message ----<br>From: <b>Pier Letter</b> &lt;l@pier.example&gt;<br>"
        "Date: Thu, 2 May 2024 at 10:00<br>Subject: Ferry sinks<br>To: me &lt;me@home.example&gt;",
        "<p><b>Von:</b> Pier Letter<br><b>Gesendet:</b> Donnerstag, 2. Mai 2024 10:00<br>"
        "<b>An:</b> me<br><b>Betreff:</b> AW: Ferry sinks</p>",
        "-------- Doorgestuurd bericht --------<br>Onderwerp: Ferry sinks<br>Datum: 2 mei 2024<br>"
        "Van: Pier Letter &lt;l@pier.example&gt;<br>Aan: me &lt;me@home.example&gt;",
    ],
)
def test_of_a_mail_that_quotes_another_below_its_header_the_other_is_read(
    tmp_path: Path, header: str
) -> None:
    page = f"<div>Look at this!</div><div>{header}</div><div>{PARAGRAPHS}</div>"
    [article] = read(tmp_path, html_mail(page, "Jane Roe <jane@home.example>").as_bytes())

    assert (article.title, article.publisher) == ("Ferry sinks", "Pier Letter")
    assert (article.text, article.published_at) == (f"{FIRST}\n\n{SECOND}", "2024-05-02")


def test_an_attachment_is_no_text(tmp_path: Path) -> None:
    message = html_mail(PARAGRAPHS)
    message.add_attachment(b"<p>Not this.</p>", maintype="text", subtype="html", filename="a.html")
    [article] = read(tmp_path, message.as_bytes())

    assert article.text == f"{FIRST}\n\n{SECOND}"


def test_a_mailbox_gives_each_mail(tmp_path: Path) -> None:
    mails = [html_mail(f"<p>{text}</p>").as_bytes() for text in (FIRST, SECOND)]
    postmark = b"From letter@pier.example Thu May  2 10:00:00 2024\n"
    content = b"".join(postmark + one + b"\n>From the pier.\n\n" for one in mails)

    assert [one.text for one in read(tmp_path, content, "a.mbox")] == [FIRST, SECOND]
    assert len(read(tmp_path, content, "Inbox.txt")) == 2


def test_a_page_saved_as_mhtml_has_the_address_that_it_was_saved_from(tmp_path: Path) -> None:
    for name in ("a.mhtml", "a.html"):
        [article] = read(tmp_path, MHTML.encode(), name)

        assert (article.title, article.text) == ("Ferry sinks", f"{FIRST}\n\n{SECOND}")
        assert (article.url, article.published_at) == ("https://pier.example/ferry", None)


def test_a_page_saved_from_a_disk_has_no_address_and_no_publisher(tmp_path: Path) -> None:
    content = MHTML.replace("https://pier.example/ferry", "file:///C:/ferry.html")
    [article] = read(tmp_path, content.encode(), "a.mht")

    assert (article.title, article.text) == ("Ferry sinks", f"{FIRST}\n\n{SECOND}")
    assert (article.url, article.publisher, article.published_at) == (None, None, None)


def test_a_list_of_articles_saved_as_mhtml_is_told_to_be_one(tmp_path: Path) -> None:
    links = "".join(
        f"<li><h3><a href=3D'/news/a-seal-in-harbour-{number}'>A seal swims in harbour {number}"
        f"</a></h3><p>It came back on day {number}.</p></li>"
        for number in range(30)
    )
    home = MHTML.replace("pier.example/ferry", "pier.example/").replace(PARAGRAPHS, links)
    (tmp_path / "a.mhtml").write_text(home)

    [found] = read_articles(tmp_path / "a.mhtml")

    assert isinstance(found, IngestFailure), found
    assert "lists articles" in found.problem


@pytest.mark.parametrize(
    "content",
    [
        b"From: a@b.example\nSubject: Nothing\n\n",
        b"From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n--b--",
        b"From: a@b.example\nSubject: =?x-no?Q?=FF?=\nContent-Type: text/html; charset=x-no\n\n<p>",
        b"From: \xff\xfe<\nDate: never\nSubject: x\n\n",
    ],
)
def test_a_mail_without_text_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.eml").write_bytes(content)
    [found] = read_articles(tmp_path / "a.eml")

    assert isinstance(found, IngestFailure)
    assert found.problem.endswith(".")


def test_the_name_of_a_list_before_a_subject_and_the_head_above_it_go(tmp_path: Path) -> None:
    letter = (
        "THE PIER LETTER - by e-mail every Friday\n"
        "----------------------------------------------------------\n\n"
        "Ferry sinks off the pier\n\n"
        f"{FIRST}\n\n{SECOND}\n\n"
        "----------------------------------------------------------\n"
        "You get this because you asked to. To stop, send a mail with the word STOP.\n"
    )
    message = mail(subject="[pier-letter] Ferry sinks off the pier")
    message.set_content(letter)

    (found,) = read(tmp_path, bytes(message))

    assert found.title == "Ferry sinks off the pier"
    assert found.text == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("<p>Trouble reading this? Open it in your browser", "<p>Sent to you by the Pier, Box 12."),
        ("<p>Kunt u deze mail niet lezen? Bekijk hem in uw browser", "<p>U ontvangt deze mail."),
        ("", "<h3>Verder deze week in De Pier</h3><ul><li>Schaap terecht<li>Bad zoekt hulp</ul>"),
        ("", "<h3>Also this week: School lunch goes back to trays | Calf found on roof</h3>"),
    ],
)
def test_what_a_newsletter_says_of_itself_and_its_teasers_go(
    above: str, below: str, tmp_path: Path
) -> None:
    message = html_mail(f"{above}<p>{FIRST}</p><p>{SECOND}</p>{below}")
    assert read(tmp_path, bytes(message))[0].text == f"{FIRST}\n\n{SECOND}"
