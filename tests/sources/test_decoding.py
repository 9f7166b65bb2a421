"""Text is read in whatever encoding it was saved."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.sources.files.decoding import decode

RUSSIAN = (
    "Жители прибрежного города вышли на улицы, когда река поднялась на два метра за ночь. "
    "Спасатели сообщили, что дороги на север закрыты, а школы не откроются до понедельника."
)
UKRAINIAN = (
    "Рятувальники загасили пожежу на складі біля річки, повідомила міська рада у вівторок ввечері."
)
GERMAN = (
    "Die Brücke über den Fluß bleibt für Fußgänger geöffnet – so hieß es am Montag. "
    "„Wir prüfen täglich“, erklärte die Bürgermeisterin, „und schließen notfalls früher.“"
)
JAPANESE = (
    "昨夜の大雨で川の水位が二メートル上昇し、住民は避難を始めた。市によると、北へ向かう道路は"
    "すべて閉鎖され、学校は月曜日まで休みになるという。けが人の報告はない。"
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (UKRAINIAN, "koi8-u"),
        (GERMAN, "cp1252"),
        ("В мае в ЕС и в США.", "cp1251"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "utf-16"),
        (GERMAN, "utf-32"),
        (JAPANESE, "utf-8-sig"),
    ],
)
def test_text_of_any_encoding_is_read(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("latin-1", "Le château a brûlé. L'hôtel est fermé jusqu'à lundi."),
        ("latin-1", "A população está à espera da decisão."),
        ("latin-1", "La città è rimasta senza luce. Così è più sicuro."),
        ("latin-1", "Bron över ån är stängd, sade borgmästaren på måndagen."),
        ("latin-1", "Für Fußgänger bleibt sie offen."),
        ("cp1252", "Il a été à 5 € – à 7 €, là où il y a été."),
        ("latin-1", "The crème brûlée was lost, said Zoë Müller."),
        ("cp1250", "Starosta v pondělí řekl, že bude otevřen až v květnu."),
        ("cp1250", "Burmistrz powiedział w poniedziałek, że zostanie otwarty."),
        ("cp1254", "Belediye başkanı köprünün ancak mayıs ayında açılacağını söyledi."),
    ],
)
def test_a_few_words_in_latin_letters_are_of_their_languages_code_page(
    encoding: str, text: str
) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_few_broken_bytes_do_not_make_utf8_another_encoding() -> None:
    assert decode((RUSSIAN * 3).encode()[:-1]) == (RUSSIAN * 3).encode()[:-1].decode(
        "utf-8", "replace"
    )


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 text", b"PK\x03\x04zip", b"\x89PNG\r\n", bytes(range(32)) * 40]
)
def test_what_is_no_text_is_none(data: bytes) -> None:
    assert decode(data) is None


def test_a_byte_order_mark_is_no_text() -> None:
    assert decode(codecs.BOM_UTF8 + b"news") == "news"


@given(st.text())
def test_utf8_is_read_back_unless_it_is_full_of_control_characters(text: str) -> None:
    assert decode(text.encode("utf-8", "replace")) in (
        text.encode("utf-8", "replace").decode().removeprefix("\ufeff"),
        None,
    )


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    decoded = decode(data)
    assert decoded is None or len(decoded) <= len(data)


@pytest.mark.parametrize(
    "text", ["Мост закрыт.", "Цены растут", "Нефть Brent подорожала до 80 долларов"]
)
def test_a_few_words_of_russian_are_read(text: str) -> None:
    assert decode(text.encode("cp1251")) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1253", "Χιόνι στην Αθήνα"),
        ("shift_jis", "橋は日曜日に閉鎖された。"),
        ("big5", "大橋星期天關閉。"),
        ("cp1256", "أغلق الجسر يوم الأحد"),
        ("euc_kr", "다리는 일요일에 폐쇄되었다."),
    ],
)
def test_a_few_words_of_other_scripts_are_not_taken_for_cyrillic(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text
