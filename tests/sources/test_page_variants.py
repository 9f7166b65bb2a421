"""Troubles that pages have in common, each in another language and markup."""

from __future__ import annotations

import pytest

from retrieval.sources.boilerplate.labels import is_boilerplate_line
from retrieval.sources.drafts import make_article
from retrieval.sources.files.decoding import decode_page
from retrieval.sources.files.html.document import parse_page, read_html
from retrieval.sources.files.page.paging import next_page
from retrieval.sources.files.parts import NoArticleError
from retrieval.types import Article

TITLE = "Hochwasser trifft die Altstadt von Ahrenfels"
PROSE = (
    "Die Ahre ist in der Nacht zum Montag über die Ufer getreten und hat vierzig Keller gefüllt.",
    "Bürgermeister Theo Wachendorf sagte, die Stadt habe seit Jahren vor diesem Tag gewarnt.",
    "Am Abend soll der Pegel wieder fallen, und die Schulen öffnen frühestens am Mittwoch.",
)
TEXT = "".join(f"<p>{line}</p>" for line in PROSE)


def article(inner: str, *, language: str = "de", head: str = "", above: str = "") -> Article:
    page = (
        f'<html lang="{language}"><head><title>{TITLE}</title>{head}</head><body><article>'
        f"<h1>{TITLE}</h1>{above}<div>{inner}</div></article></body></html>"
    )
    draft = read_html(page.encode())
    assert draft is not None
    made = make_article(draft, "page.html")
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("language", "shown", "day"),
    [
        ("es", '<time class="c">10/04/2024 - 08:15 h</time>', "2024-04-10"),
        ("en-US", '<time class="c">10/04/2024 - 08:15</time>', None),
        ("cs", '<span class="meta">Vydáno 10. 4. 2024</span>', "2024-04-10"),
        ("ar", '<div class="date">تاريخ النشر: 10 أبريل/نيسان 2024</div>', "2024-04-10"),
        ("zh", "<div>来源：青石日报 2024年04月10日08:15</div>", "2024-04-10"),
        ("en", "<p>Published by The Brackwater Clarion on 10 April 2024, 08:15</p>", "2024-04-10"),
        ("en", "<p>By Abby Thornby and Kit Solway-Hart, 10 April 2024, 08:15</p>", "2024-04-10"),
        ("en", "<p>Kick-off: 10 May 2024, 20:00</p>", None),
        ("en", "<p>Polls close on 12 June 2025, 22:00</p>", None),
        ("en", "<div>12 June 2025, 22:00 – the trial resumes</div>", None),
        ("en", "<p>Date of the trial: 12 June 2025, 10:00</p>", None),
        ("de", "<p>Die Frist endet am 10. Mai 2024, 20:00 Uhr</p>", None),
        ("pl", "<p>Aktualizacja: 9 maja 2024, 12:00 | Data publikacji: 6 maja 2024, 7:30</p>",
         "2024-05-06"),
        ("it", "<p>Pubblicato il 5 marzo 2024 da Livio Tassi</p>", "2024-03-05"),
        ("it", "<div>di redazione - martedì 5 marzo 2024 | 08:15</div>", "2024-03-05"),
        ("tr", "<time>Son güncelleme 16.05.2024 - 09:00</time>", None),
        ("es", '<p>Última actualización: <time datetime="2024-05-16">16 de mayo</time></p>', None),
        (
            "en",
            '<div class="post-meta"><time itemprop="dateModified" datetime="2024-05-16"></time>'
            '<time itemprop="datePublished" datetime="2024-05-14">May 14</time></div>',
            "2024-05-14",
        ),
    ],
)  # fmt: skip
def test_the_day_of_publication(language: str, shown: str, day: str | None) -> None:
    assert article(TEXT, language=language, above=shown).published_at == day


@pytest.mark.parametrize(
    ("attributes", "head"),
    [
        ('xml:lang="en-GB"', ""),
        ('lang="en"', '<meta property="og:locale" content="en_GB">'),
        ("", '<meta http-equiv="Content-Language" content="fr">'),
        ("", ""),
    ],
)
def test_the_language_of_a_page_tells_day_and_month_apart(attributes: str, head: str) -> None:
    body = f"<h1>{TITLE}</h1><span class='time'>02/10/2023</span>{TEXT}"
    page = f"<html {attributes}><head>{head}</head><body><article>{body}</article></body></html>"

    draft = read_html(page.encode())

    assert draft is not None
    assert draft.published == "2023-10-02"


@pytest.mark.parametrize(
    "extra",
    [
        '<p><img src="a.jpg"><br><em>Die Altstadt am Morgen. Foto: Udo Kern</em></p>',
        '<div class="photo__descr">Die Altstadt am Morgen</div>',
        '<table><tr><td><img src="a"></td></tr><tr><td class="tr-caption">Ufer</td></tr></table>',
        '<p class="weiter">Seite 1 von 2 <a href="?page=2">Nächste Seite</a></p>',
        "<p>An dieser Stelle finden Sie einen externen Inhalt von Instagram.</p>",
        '<div class="box"><span>Lesen Sie auch:</span> <a href="/x">Der Deich von 1962</a></div>',
        '<div role="heading">Mehr zum Thema</div><ul><li>Der Deich <a href="/x">von 1962</a></li>'
        '<li>Die Müllerin sagt, was <a href="/y">der Pegel der Ahre nicht zeigt</a>.</li></ul>',
    ],
)
def test_what_stands_within_a_text_and_is_none_of_it_goes(extra: str) -> None:
    first, second, third = (f"<p>{line}</p>" for line in PROSE)
    assert article(first + extra + second + third).text == "\n\n".join(PROSE)


def test_a_list_that_tells_something_stays_below_such_a_heading() -> None:
    told = "Der Deich von 1962 hielt damals drei Tage lang, wie ein Bericht zeigt"
    links = f"<h3>Mehr zum Thema</h3><ul><li>{told}: <a href='/x'>Chronik</a></li></ul>"
    assert told in article(f"<p>{PROSE[0]}</p>{links}{TEXT}").text


def test_a_heading_with_the_end_tag_of_another_ends_there() -> None:
    page = parse_page(f"<article><h2>{TITLE}</h3><div>{TEXT}</div></article>")

    assert page is not None
    assert [heading.text_content() for heading in page.iter("h2")] == [TITLE]


def test_an_icon_beside_words_in_italics_makes_no_caption() -> None:
    note = "Wir sprechen darüber auch im Radio, und zwar am Sonntag ab neun Uhr."
    icon = f'<p><em><img src="a.png" width="50" height="50">{note}</em></p>'
    assert note in article(icon + TEXT).text


def test_a_quotation_in_a_figure_stays() -> None:
    quote = "Wir haben die ganze Nacht Sand geschaufelt, und am Morgen war er weg, sagte Uta Bolt."
    figure = f"<figure class='pullquote'><blockquote><p>{quote}</p></blockquote></figure>"
    assert quote in article(f"<p>{PROSE[0]}</p>{figure}{TEXT}").text


def test_a_department_is_no_author() -> None:
    head = '<meta name="author" content="Von Katrin Söllner und Mia Roth, Politikredaktion">'
    assert article(TEXT, head=head).authors == ("Katrin Söllner", "Mia Roth")


def test_a_name_behind_a_label_in_an_element_of_its_own_is_the_author() -> None:
    above = "<div><span>Stadt</span> <span>| Von </span><span>Katrin Söllner</span> | Ahre</div>"
    assert article(TEXT, above=above).authors == ("Katrin Söllner",)


WALLS = {
    "tr": "Haberin devamını okumak için abone olun",
    "ar": "هذا المقال متاح للمشتركين فقط",
    "zh": "本文为付费内容，订阅后可阅读全文",
    "ja": "この記事は有料会員限定です。",
    "sv": "Läs vidare med ett konto",
    "cs": "Pro pokračování ve čtení si pořiďte předplatné",
}
CONSENT = {
    "tr": "Biz ve 312 iş ortağımız, cihazınızda çerez gibi bilgileri saklıyor ve"
    " kişisel verilerinizi işliyoruz.",
    "ar": "نحن وشركاؤنا نخزن معلومات على جهازك مثل ملفات تعريف الارتباط ونعالج البيانات الشخصية.",
    "zh": "我们及我们的合作伙伴在您的设备上存储和访问cookie等信息，"
    "并处理个人数据，用于展示个性化广告。",
    "de": "Mit Werbung weiterlesen: Wir und unsere 182 Partner nutzen Cookies, um Informationen auf"
    " Ihrem Gerät zu speichern.",
}


@pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS)
def test_the_beginning_of_an_article_for_subscribers_is_told(wall: str) -> None:
    with pytest.raises(NoArticleError, match="subscribers"):
        article(f"<p>{PROSE[0]}</p><div>{wall}</div>")


@pytest.mark.parametrize("told", CONSENT.values(), ids=CONSENT)
def test_a_request_for_consent_is_told(told: str) -> None:
    page = f"<html><title>Tribune</title><body><div><p>{told}</p></div></body></html>"
    with pytest.raises(NoArticleError, match="consent"):
        read_html(page.encode())


def test_a_list_of_cards_that_are_links_is_no_article() -> None:
    cards = "".join(
        f'<a href="/{n}"><div>{line[:30]}</div><div>{line}</div></a>'
        for n, line in enumerate(PROSE)
    )
    with pytest.raises(NoArticleError, match="lists articles"):
        read_html(f"<html><title>Tribune</title><body>{cards}</body></html>".encode())


@pytest.mark.parametrize("address", ["https://n.example/top-7", "https://n.example/a-1.html"])
def test_a_number_in_the_name_of_a_page_is_not_that_of_the_page(address: str) -> None:
    row = f'<p>Seite 1 von 2 <a href="{address}?p=2">weiter</a></p>'
    page = parse_page(f"<html><body><div>{row}</div></body></html>")
    assert page is not None
    assert next_page(page, address) == f"{address}?p=2"


TEASERS = {
    "table": "<table><tr><td>{}</td></tr></table>",
    "list": "<ul>{}</ul>",
    "paragraphs": "<div>{}</div>",
}
ENTRIES = {
    "table": "<b><a href='{n}.html'>{title}</a></b><br>{line}<br><br>",
    "list": "<li><span>{n}. Mai</span> <a href='/{n}'>{title}</a><p>{line}</p></li>",
    "paragraphs": "<p><a href='/{n}'><b>{title}</b></a> {line}</p>",
}
TITLES = ("Rat spart", "Brücke gesperrt", "Wirtin gibt auf", "Neue Buslinie", "Storch gelandet")


@pytest.mark.parametrize("form", TEASERS)
def test_a_list_of_lines_that_begin_with_links_is_no_article(form: str) -> None:
    lines = (*PROSE, *PROSE)
    entries = (
        ENTRIES[form].format(n=n, title=title, line=lines[n]) for n, title in enumerate(TITLES)
    )
    content = TEASERS[form].format("".join(entries))
    with pytest.raises(NoArticleError, match="lists articles"):
        read_html(f"<html lang='de'><title>Tribüne</title><body>{content}</body></html>".encode())


def test_a_list_of_headlines_whose_links_were_saved_without_addresses_is_no_article() -> None:
    entries = "".join(
        f"<div><i>{n}. Mai 2024</i><h2><a>{title}</a></h2><p>{PROSE[n % len(PROSE)]}</p></div>"
        for n, title in enumerate(TITLES, start=1)
    )
    with pytest.raises(NoArticleError, match="lists articles"):
        read_html(f"<html lang='de'><title>Tribüne</title><body>{entries}</body></html>".encode())


def test_headings_that_are_anchors_make_no_list_of_an_article() -> None:
    parts = "".join(
        f"<h2><a name='s{n}'>{title}</a></h2><p>{PROSE[n % len(PROSE)]}</p>"
        for n, title in enumerate(TITLES)
    )
    assert read_html(f"<html lang='de'><title>Tribüne</title><body>{parts}</body></html>".encode())


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("<title>Wyniki wyszukiwania: most - Tribüne</title>", "results of a search"),
        ("<title>Tribüne</title><meta property='og:type' content='profile'>", "lists articles"),
        ('<title>Tribüne</title><script type="application/ld+json">{"@type": "ProfilePage"}'
         "</script>",
         "lists articles"),
    ],
)  # fmt: skip
def test_a_page_that_calls_itself_a_search_or_profile_is_no_article(head: str, told: str) -> None:
    with pytest.raises(NoArticleError, match=told):
        read_html(f"<html lang='de'>{head}<body><h1>Eva Brink</h1>{TEXT}</body></html>".encode())


def test_an_article_of_which_paragraphs_begin_with_links_is_one() -> None:
    linked = "".join(
        f"<p><a href='https://shop{n}.example/'>Leuchte {n}</a> {line}</p>"
        for n, line in enumerate((*PROSE, *PROSE))
    )
    assert PROSE[0] in article(linked).text


def test_a_round_up_of_which_the_links_are_part_of_sentences_is_an_article() -> None:
    linked = "".join(
        f"<p><a href='/{n}'>{title}</a>{comma} wie der Rat sagt. {PROSE[n % 3]}</p>"
        for n, (title, comma) in enumerate(
            zip(TITLES, (",", "", ",", "<!-- x -->", ","), strict=True)
        )
    )
    assert PROSE[0] in article(linked).text


@pytest.mark.parametrize(
    ("address", "link"),
    [("https://n.example/rain", "/rain?start=1"), ("https://n.example/rain?start=1", "?start=2")],
)
def test_the_pages_of_an_article_may_be_counted_from_zero(address: str, link: str) -> None:
    page = parse_page(f"<html><body><ul class='pagination'><a rel=next href='{link}'>2</a></ul>")
    assert page is not None
    assert next_page(page, address) == f"https://n.example/rain{link.removeprefix('/rain')}"


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ('<div><a href="/autor/pia-z/">Pía Zarr</a><a href="/autor/ivo-t/">Ivo Torre</a></div>',
         ("Pía Zarr", "Ivo Torre")),
        ('<ul class="authors"><li><a rel="author" href="/1">Tyra Lindh</a> t@bt.example</li>'
         '<li><a rel="author" href="/2">Nils Eker</a> n@bt.example</li></ul>',
         ("Tyra Lindh", "Nils Eker")),
        ('<p>Words by <a href="/author/1">Petra Quayle</a>; photographs by '
         '<a href="/author/2">Ned Arkle</a></p>', ("Petra Quayle",)),
        ("<div>来源：青石日报　作者：周明远　2024-03-05 08:15:00</div>", ("周明远",)),
        ("<div>2024-03-05 08:15 来源：青石日报 作者：周明远</div>", ("周明远",)),
        ("<div class='writer'>한지민 기자</div>", ("한지민",)),
        ("<p class='writer'>文・高梨結衣　写真・森本健</p>", ("高梨結衣",)),
    ],
)  # fmt: skip
def test_all_authors_of_a_byline_are_named(byline: str, names: tuple[str, ...]) -> None:
    assert article(TEXT, above=byline).authors == names


@pytest.mark.parametrize("first", ["Tyra Lindh", "Tyra Lindh (Skarn)"])
def test_a_label_stands_before_all_linked_authors(first: str) -> None:
    others = ("Nils Eker", "Una Vik")
    links = [f'<a rel="author" href="/{name}">{name}</a>' for name in (first, *others)]
    byline = f"<p>Von {links[0]}, {links[1]} und {links[2]}</p>"
    draft = read_html(f"<html><body><h1>{TITLE}</h1>{byline}{TEXT}</body></html>".encode())
    assert draft is not None
    assert draft.authors == ("Tyra Lindh", *others)


@pytest.mark.parametrize(
    "extra",
    [
        "<noscript>Bitte aktivieren Sie JavaScript.</noscript>",
        "<div class='image-block'><img src='a'><div>Die Altstadt am Montag. © Archiv</div></div>",
        "<div class='author-bio'><p>Jutta Quandt schreibt seit 1998 über den Fluss.</p></div>",
        "<p>Von unserer Lokalredaktion</p>",
    ],
)
def test_notes_pictures_and_portraits_are_no_text(extra: str) -> None:
    first, rest = TEXT.split("</p>", 1)
    assert article(f"{first}</p>{extra}{rest}").text == "\n\n".join(PROSE)


@pytest.mark.parametrize(
    "box",
    [
        "<div class='post category-bio'>{}</div>",
        "<section id='bio'>{}</section>",
        "<div class='author-box'><h1>" + TITLE + "</h1>{}</div>",
    ],
)
def test_a_short_article_is_no_portrait_of_its_author(box: str) -> None:
    page = f"<html lang='de'><body><h2>{TITLE}</h2>{box.format(TEXT)}</body></html>"
    draft = read_html(page.encode())
    assert draft is not None
    assert set(PROSE) <= set(draft.paragraphs)


def test_a_paragraph_beside_a_picture_is_text() -> None:
    first, second, third = (f"<p>{line}</p>" for line in PROSE)
    box = f"<div class='media-container'><img src='a'>{second}</div>"
    assert article(first + box + third).text == "\n\n".join(PROSE)


@pytest.mark.parametrize(
    "ending",
    [",}", ',"wordCount":9,\n}', "} //]]>"],
)
def test_json_ld_with_the_slips_of_templates_is_read(ending: str) -> None:
    described = (
        '{"@type":"NewsArticle","headline":"' + TITLE + '","author":{"name":["Jutta Quandt"]},'
        '"datePublished":"2024-04-10"'
    )
    made = article(TEXT, head=f'<script type="application/ld+json">{described}{ending}</script>')
    assert (made.authors, made.published_at) == (("Jutta Quandt",), "2024-04-10")


def test_the_publisher_may_be_marked_by_microdata() -> None:
    name = '<meta itemprop="name" content="Ahrenfelser Bote">'
    marked = f'<div itemprop="publisher" itemscope>{name}</div>'
    assert article(TEXT, above=marked).publisher == "Ahrenfelser Bote"
    book = f'<div itemscope itemtype="https://schema.org/Book">{marked}</div>'
    assert article(TEXT, above=book).publisher is None


@pytest.mark.parametrize("line", ["İLGİLİ HABERLER", "DEVAMINI OKU"])
def test_labels_in_turkish_capitals_are_labels(line: str) -> None:
    assert is_boilerplate_line(line)


@pytest.mark.parametrize(
    ("language", "code_page", "text"),
    [
        ("pl", "cp1250", "Zażółć gęślą jaźń"),
        ("ru", "cp1251", "Мост через реку открыт"),
        ("de", "cp1252", "Die Brücke über die Wörlitz eröffnet"),
    ],
)
def test_a_page_that_wrongly_says_to_be_utf_8(language: str, code_page: str, text: str) -> None:
    page = f'<html lang="{language}"><head><meta charset="utf-8"></head><p>{text}</p></html>'
    assert text in (decode_page(page.encode(code_page)) or "")


@pytest.mark.parametrize("language", ["en", "fr", ""])
@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>The mayor’s house, caf".encode() + b"\xe9</p>", "The mayor’s house, caf"),
        ("<p>Le café est fermé.</p>".encode() + "é".encode()[:1], "Le café est fermé."),
    ],
)
def test_a_page_in_utf_8_with_a_stray_byte(language: str, page: bytes, text: str) -> None:
    assert text in (decode_page(f'<html lang="{language}">'.encode() + page) or "")


@pytest.mark.parametrize("name", ["media-notebook", "picture-source", "wp-block-media-text"])
def test_a_box_of_text_that_is_called_like_a_caption_stays(name: str) -> None:
    body = f'<div class="{name}"><p>{" ".join(PROSE)}</p></div>{TEXT}'
    assert " ".join(PROSE) in article(body).text


@pytest.mark.parametrize(
    ("code_page", "text"),
    [
        (
            "cp1252",
            "The town sold the old café by the river, where a cup had cost £4 to the very end. “We "
            "kept it while we could, and the repairs cost more than it is worth,“ she said of it.",
        ),
        ("cp1250", "Most przez rzekę jest zamknięty od środy, a objazd prowadzi przez łąki."),
        ("cp1251", "Мост через реку закрыт со среды, и объезд идёт через луга за городом."),
    ],
)
def test_a_page_that_says_neither_its_encoding_nor_its_language(code_page: str, text: str) -> None:
    said = f"{text} " * 3
    assert said in (decode_page(f"<html><p>{said}</p></html>".encode(code_page)) or "")


@pytest.mark.parametrize(
    ("above", "names", "day"),
    [
        ("<footer class='m'><div>Von <span>Katrin Söllner</span>, 12. März 2024</div></footer>",
         ("Katrin Söllner",), "2024-03-12"),
        ("<div class='line'><span class='author'>Von <b>Katrin Söllner</b></span>"
         "<span class='d'>Stand: 13.03.2024, 07:00 Uhr</span></div>",
         ("Katrin Söllner",), "2024-03-13"),
        ("<div>Stand: 13.03.2024</div><div>Veröffentlicht: 01.03.2024</div>", (), "2024-03-01"),
        ("<p>Stand: <time>13.03.2024</time></p><p>Veröffentlicht: <time>01.03.2024</time></p>",
         (), "2024-03-01"),
        ("<p>Stand: 13.03.2024</p>", (), "2024-03-13"),
        ("<aside class='author-name'>By <a>Katrin Söllner</a> and <a>Sam Pike</a></aside>"
         "<aside class='time-since'>| March 12, 2024 12:40am</aside>",
         ("Katrin Söllner", "Sam Pike"), "2024-03-12"),
        ("<aside class='artinfo'><img src='a'><div>Katrin Söllner</div><div>12 March 2024</div>"
         "<div>at 03:00</div></aside>", ("Katrin Söllner",), "2024-03-12"),
        ("<p>12. března 2024 15:10, úterý | Katrin Söllner, Sam Pike | Zdroj: ČTK</p>",
         ("Katrin Söllner", "Sam Pike"), "2024-03-12"),
        ("<p>12 March 2024, No. 94 (10217)</p>", (), "2024-03-12"),
        ("<p>Katrin Söllner / LOWHOLM</p><p>12 March 2024</p>",
         ("Katrin Söllner",), "2024-03-12"),
        ("<p>Katrin Söllner / LOWHOLM</p>", (), None),
        ("<p>Taylor Swift / MUSIC</p>", (), None),
        ("<p>New Lowholm / POLITICS</p><p>12 March 2024</p>", (), "2024-03-12"),
        ("<p>Иван Петров / фото</p><p>12 March 2024</p>", (), "2024-03-12"),
        ("<p>Иван Петров / ФОТО</p><p>12 March 2024</p>", (), "2024-03-12"),
        ("<p>Реал Мадрид / футбол</p><p>12 March 2024</p>", (), "2024-03-12"),
        ("<div class='m'><time>12 March 2024, 09:30</time> <a>Katrin Söllner</a> <i>482</i></div>",
         ("Katrin Söllner",), "2024-03-12"),
        ("<div><span>12. März 2024</span> <span>Katrin Söllner</span></div>",
         ("Katrin Söllner",), "2024-03-12"),
        ("<div class='date'><span>Mar</span><span>12</span><span>2024</span></div>",
         (), "2024-03-12"),
        ("<p>By Katrin Söllner | Edited by Sam Pike | March 12, 2024</p>",
         ("Katrin Söllner",), "2024-03-12"),
        ("<p class='byline'>By <a class='author'>Katrin Söllner for the Post</a> and"
         " <a class='author'>Sam Pike</a></p>", ("Katrin Söllner", "Sam Pike"), None),
        ("<p class='date'>Written: 2024-03-12 15:03:30</p>", (), "2024-03-12"),
        ("<div class='event-date'>Opening: October 3, 2024</div>", (), None),
        ("<div aria-label='Published: 4:20 p.m. ET March 12, 2024'></div>", (), "2024-03-12"),
    ],
)  # fmt: skip
def test_what_stands_between_heading_and_text_tells_who_and_when(
    above: str, names: tuple[str, ...], day: str | None
) -> None:
    found = article(TEXT, above=above)
    assert (found.authors, found.published_at) == (names, day)


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ("<p>– Katrin Söllner</p>", ("Katrin Söllner",)),
        ("<p>(Von Katrin Söllner)</p>", ("Katrin Söllner",)),
        ("<p>„Der Fluss war schon immer stärker als wir alle.“</p><p>– Katrin Söllner</p>", ()),
    ],
)
def test_a_text_may_end_in_the_name_of_its_author(below: str, names: tuple[str, ...]) -> None:
    found = article(TEXT + below)
    assert found.authors == names
    assert ("Söllner" in found.text) == (not names)


def test_what_browsers_do_not_show_and_code_are_no_text() -> None:
    card = "Diese Karte konnte leider nicht geladen werden. Bitte versuchen Sie es später wieder."
    code = 'googletag.cmd.push(function() { googletag.display("div-gpt-ad-17"); });'
    style = ".karte { margin: 0 auto; width: 100%; }"
    inner = (
        f"<p>{PROSE[0]}</p><template><p>{card}</p></template><p>{code}</p><p>{style}</p>"
        f"<button>Neueste zuerst</button><p>{PROSE[1]}</p><p>{PROSE[2]}</p>"
    )
    assert article(inner).text == "\n\n".join(PROSE)


def test_sentences_with_words_of_code_are_kept() -> None:
    prose = [
        "A stone was thrown through the front window. Nobody was hurt, the police said. (AP)",
        "Ministers had seen the document. It would be published, a spokesman said. (Reuters)",
        "The mayor has read the document (all of it). He said that it would cost a million. (AFP)",
        "The bridge of Ahre is closed until the end of June. window.count = function () { go(); };",
    ]
    assert article("".join(f"<p>{own}</p>" for own in [*PROSE, *prose])).text.split("\n\n") == [
        *PROSE, *prose,
    ]  # fmt: skip


def test_headings_and_questions_in_buttons_and_code_that_is_told_of_are_kept() -> None:
    code = "const pegel = messwerte.push(3);"
    inner = (
        f"<p>{PROSE[0]}</p><h2><button>Was die Stadt nun vorhat</button></h2><p>{PROSE[1]}</p>"
        f"<pre>{code}</pre><div><button>Was kostet der Deich?</button></div><p>{PROSE[2]}</p>"
    )
    assert article(inner).text.split("\n\n") == [
        PROSE[0], "Was die Stadt nun vorhat", PROSE[1], code, "Was kostet der Deich?", PROSE[2],
    ]  # fmt: skip


def test_the_line_of_a_printed_page_names_its_authors_and_day() -> None:
    above = (
        "<p>Gedruckt von https://ahre.example/hochwasser</p>"
        "<p>Rune Aske, Mette Dahl, Tor Vik | 16. Mai 2024</p>"
    )
    found = article(TEXT, above=above)
    assert found.authors == ("Rune Aske", "Mette Dahl", "Tor Vik")
    assert found.published_at == "2024-05-16"
    assert found.text == "\n\n".join(PROSE)


def test_a_page_saved_in_the_reader_view_of_firefox_has_its_address_and_author() -> None:
    link = '<a class="domain reader-domain" href="https://ahre.example/hochwasser">ahre.example</a>'
    page = (
        f"<html><head><title>{TITLE}</title></head><body><div class='container'>"
        f"<div class='header reader-header'>{link}<h1 class='reader-title'>{TITLE}</h1>"
        f"<div class='credits reader-credits'>Rune Aske</div></div><div>{TEXT}</div></div></body>"
    )
    draft = read_html(page.encode())
    assert draft is not None
    assert (draft.stated_url, draft.authors) == ("https://ahre.example/hochwasser", ("Rune Aske",))


@pytest.mark.parametrize(
    "above",
    [
        "<div class='byline'>Von Rune Aske</div><div class='byline'>und Mette Dahl</div>",
        "<p class='autor'>Von <span class='author-name'>Rune Aske</span>"
        "<span class='author-name'>Mette Dahl</span></p>",
        "<div><a href='/autor/aske'>Rune Aske</a></div>"
        "<div><a href='/autor/dahl'>Mette Dahl</a></div>",
        "<div class='author'><a rel='author' href='/a'>Rune Aske</a><p>Schreibt seit 2011 für uns"
        " über die Ahre und über die Räte der Gemeinden, die an ihr liegen</p></div>"
        "<div class='author'><a rel='author' href='/d'>Mette Dahl</a><p>Leitet die Redaktion im"
        " Tal, nachdem sie zehn Jahre aus den Kellern der Altstadt berichtet hat</p></div>",
        "<address>Rune Aske<br>Mette Dahl</address>",
        "<p class='author'>Rune Aske + Mette Dahl</p>",
        "<p class='author'>RUNE ASKE UND METTE DAHL</p>",
        "<p class='author'>Rune Aske • Mette Dahl</p>",
        "<p class='byline'>Von Rune Aske und Mette Dahl</p>"
        "<p class='byline'>Fotos: <span class='author'>Tor Vik</span></p>",
    ],
)
def test_all_authors_are_found_however_they_are_set_apart(above: str) -> None:
    head = "<meta name='author' content='Rune Aske'>"
    for stated in ("", head):
        assert article(TEXT, above=above, head=stated).authors == ("Rune Aske", "Mette Dahl")


@pytest.mark.parametrize(
    "above",
    [
        "<div class='byline'>Von Rune Aske</div>"
        "<div class='byline'>Bearbeitet von Mette Dahl</div>",
        "<span class='tag'>Neue Brücke</span><span class='tag'>Hohes Wasser</span>"
        "<p>Von Rune Aske</p>",
        "<p class='autor'>Rune Aske · Ahrenfels</p>",
        "<span class='author'>Rune Aske</span><span class='author'>Ahrtaler Tageblatt</span>",
    ],
)
def test_who_only_stands_beside_the_author_is_none(above: str) -> None:
    assert article(TEXT, above=above).authors == ("Rune Aske",)


@pytest.mark.parametrize(
    "line",
    [
        "🔗 Copy link", "https://ahre.example/hochwasser", "Printed from https://ahre.example/flut",
        "Contents", "Thanks for reading Ahre Letters!", "2 Leseminuten", "Upgrade to paid",
        "Continue reading on Ahre Letters", "Weiterlesen auf ahre.example",
    ],
)  # fmt: skip
def test_lines_around_articles_are_known_as_such(line: str) -> None:
    assert is_boilerplate_line(line)


@pytest.mark.parametrize(
    "line", ["Reading in bed", "The address of the site is https://ahre.example/flut", "“Contents”"]
)
def test_lines_like_those_around_articles_are_text(line: str) -> None:
    assert not is_boilerplate_line(line)
