"""Index terms: what is matched, and that questions and passages agree on it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.words.terms import index_terms, question_terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Officials reported deaths", ["offici", "report", "death"]),
        ("Ukraine’s and Ukraine's", ["ukrain", "and", "ukrain"]),
        ("1,370 or 1370", ["1370", "or", "1370"]),
        ("café CAFÉ cafe", ["cafe", "cafe", "cafe"]),
        ("министры министров", ["министр", "министр"]),
        ("北京市长", ["北京", "京市", "市长"]),
        ("C++ AND (NEAR OR *)", ["c", "and", "near", "or"]),
        ("covid19", ["covid19"]),
        ("O'Brien O’Brien A'¹", ["obrien", "obrien", "a1"]),
        ("— … ’", []),
        ("the E.U. and the U.S.A.", ["the", "eu", "and", "the", "usa"]),
        ("colour color", ["color", "color"]),
        ("organised organized", ["organiz", "organiz"]),
        ("four hours at court", ["four", "hour", "at", "court"]),
        ("BW-2207, KX 471", ["bw", "2207", "kx", "471", "bw2207", "kx471"]),
    ],
)
def test_a_text_gives_its_terms(text: str, expected: list[str]) -> None:
    assert index_terms(text) == expected


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Brücken", "Bruecke"),
        ("de", "1.370", "1370"),
        ("es", "organizaciones", "organizacion"),
        ("ro", "școlile", "scolile"),
        ("fr", "l’eau", "eau"),
        ("it", "dell'acqua", "acqua"),
        ("pl", "Łodzi", "łodzi"),
        ("tr", "kitapları", "kitaplar"),
        ("tr", "Ankara'da", "Ankara"),
        ("tr", "kiliseyi", "kilise"),
        ("tr", "Erdoğan’ın", "Erdoğan"),
        ("tr", "enflasyonun", "enflasyon"),
        ("tr", "başkanın", "başkan"),
        ("tr", "ayılar", "ayı"),
        ("ko", "전시되나요", "전시된다"),
        ("ko", "캐나다에서", "캐나다"),
        ("uk", "пʼять", "п’ять"),
        ("uk", "пʼять", "п'ять"),
        ("tr", "evlerimizden", "evde"),
        ("tr", "adalar", "ada"),
        ("tr", "ovasındaki", "Ova"),
        ("tr", "evinde", "ev"),
        ("tr", "denizde", "deniz"),
        ("tr", "parasını", "para"),
        ("tr", "köpeği", "köpek"),
        ("tr", "açılacak", "açıldı"),
        ("fa", "کتاب‌های", "كتاب"),
        ("fa", "روزنامه‌ای", "روزنامه‌ها"),
        ("el", "Πόλης", "πολη"),
        ("ru", "ёлка", "елки"),
        ("uk", "школи", "школі"),
        ("ar", "المدرسة", "مَدرسة"),
        ("ar", "٢٢٠", "220"),
        ("he", "מוזיאון", "למוזיאון"),
        ("he", "הגשר", "בגשר"),
        ("ko", "출렁다리가", "출렁다리"),
        ("bg", "мостът", "моста"),
        ("cs", "oprava", "opravy"),
        ("vi", "đường", "duong"),
        ("hi", "पुलों", "पुल"),
        ("zh", "１２", "12"),
    ],
)
def test_forms_and_spellings_of_a_word_share_a_term(language: str, one: str, other: str) -> None:
    assert set(index_terms(one, language)) & set(index_terms(other, language))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Adana'da", "adam"),
        ("Adana'da", "ada"),
        ("Yıldırım", "yılan"),
        ("Yıldırım", "yıl"),
        ("yılan", "yıl"),
        ("Kanada", "Kaya"),
        ("Karaman", "kara"),
        ("bakan", "bak"),
        ("Aslan", "as"),
        ("Ada", "ad"),
        ("deniz", "de"),
        ("altın", "al"),
    ],
)
def test_other_words_of_turkish_have_other_terms(one: str, other: str) -> None:
    assert not set(index_terms(one, "tr")) & set(index_terms(other, "tr"))


def test_stop_words_are_those_of_the_language() -> None:
    assert question_terms("Who won the war in Los Angeles?") == ("won", "war", "los", "angel")
    assert question_terms("Wer war im Krieg?", "de") == ("krieg",)
    assert question_terms("地铁什么时候恢复？", "zh") == ("地铁", "恢复")


def test_a_question_loses_its_stop_words_and_repetitions() -> None:
    assert question_terms("Who is the mayor of Kyiv, the Mayor?") == ("mayor", "kyiv")


def test_a_question_of_stop_words_alone_keeps_them() -> None:
    assert question_terms("Who was it?") == ("who", "was", "it")


@given(st.text(max_size=100))
def test_a_term_never_holds_what_the_lexical_index_would_read_as_syntax(text: str) -> None:
    assert all(term and not set(term) & set("\"' \t\n*:()^") for term in index_terms(text))
