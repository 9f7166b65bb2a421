"""The words of each language: files that are whole, in lower case, and used by the rules."""

from __future__ import annotations

import re

import msgspec
import pytest

from retrieval.text.answers.answer_type import (
    answer_type,
    asks_own_name,
    asks_person,
    asks_reason,
    asks_time,
    gives_time,
    is_number,
    tells_name,
)
from retrieval.text.languages import Language, any_of, language, languages, words_of_all
from retrieval.text.languages.boilerplate import Boilerplate, boilerplates

SWITCHES = {
    "are_accents_optional",
    "has_apostrophe_before_endings",
    "has_capital_nouns",
    "has_tone_marks",
    "joins_words",
    "stacks_endings",
}
CODES = [known.code for known in languages()]


def test_each_language_has_a_file() -> None:
    codes = "ar bg cs de el en es fa fi fr he hi hu it ja ko nl pl pt ro ru sv th tr uk vi zh"
    assert codes.split() == CODES
    assert language("de").months[11][0] == "dezember"
    with pytest.raises(KeyError):
        language("xx")


@pytest.mark.parametrize("code", CODES)
def test_a_language_has_twelve_months_and_its_words_in_lower_case_once(code: str) -> None:
    known = language(code)
    assert len(known.months) == 12
    assert all(known.months)
    for name in set(Language.__struct_fields__) - {"code", "months", *SWITCHES}:
        value = getattr(known, name)
        for words in value if value and isinstance(value[0], tuple) else [value]:
            assert list(words) == [word.lower() for word in dict.fromkeys(words)], name


def test_words_of_all_languages_are_each_there_once() -> None:
    words = words_of_all("stop_words")
    assert {"the", "und", "с"} <= set(words)
    assert len(words) == len(set(words))


def test_the_longest_of_several_words_is_found() -> None:
    assert any_of(["he", "he's", "a.m"]) == "(?:he's|a\\.m|he)"


def test_a_key_that_no_rule_knows_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `greetins`"):
        msgspec.convert({"code": "xx", "greetins": ["hello"]}, Language)


def test_each_language_has_a_file_of_what_its_pages_say() -> None:
    assert set(CODES) <= {known.code for known in boilerplates()}


@pytest.mark.parametrize("known", boilerplates(), ids=lambda known: known.code)
def test_each_phrase_is_a_regular_expression_that_stands_once_with_its_parts_put_in(
    known: Boilerplate,
) -> None:
    for name in set(Boilerplate.__struct_fields__) - {"code", "parts"}:
        phrases = getattr(known, name)
        assert list(phrases) == list(dict.fromkeys(phrases)), name
        assert all(re.compile(phrase) for phrase in phrases)
        assert set(re.findall(r"\{[a-z_]+\}", " ".join(phrases))) <= {"{money}"}


@pytest.mark.parametrize("known", boilerplates(), ids=lambda known: known.code)
def test_a_label_is_written_as_lines_are_compared(known: Boilerplate) -> None:
    assert [label for label in known.labels if label != label.casefold() or "’" in label] == []


@pytest.mark.parametrize("code", CODES)
def test_each_language_knows_the_kinds_of_question(code: str) -> None:
    known = language(code)
    for name in (
        "number_questions number_words large_numbers counting_words time_questions weekdays"
        " reason_questions reason_words name_questions currencies"
    ).split():
        assert getattr(known, name), name
    if code != "en":
        assert all((known.own_name_questions, known.price_questions, known.age_questions))
    assert set(known.large_numbers) <= set(known.number_words)


@pytest.mark.parametrize(
    ("code", "question"),
    [
        ("cs", "Jak se jmenuje ta loď?"),
        ("sv", "Vad heter fartyget?"),
        ("hu", "Hogy hívják a hajót?"),
        ("fi", "Mikä on nimeltään laiva?"),
        ("bg", "Как се казва корабът?"),
        ("he", "מה שם הספינה?"),
        ("fa", "نام کشتی چیست؟"),
        ("hi", "जहाज का नाम क्या है?"),
        ("th", "เรือชื่ออะไร"),
        ("vi", "Con tàu tên gì?"),
        ("ja", "船の名前は何ですか?"),
        ("ko", "배의 이름은 무엇인가요?"),
        ("ar", "ما اسم السفينة؟"),
        ("zh", "这艘船叫什么名字?"),
        ("es", "como se llama el barco"),
    ],
)
def test_it_is_asked_what_something_is_called(code: str, question: str) -> None:
    assert asks_own_name(question, code)


def test_any_sentence_may_name_something_where_there_are_no_capitals() -> None:
    assert tells_name("הספינה יוצאת במאי.", (), "he")


@pytest.mark.parametrize(
    ("code", "question"),
    [
        ("cs", "Proč zavřeli most?"),
        ("sv", "Varför stängdes bron?"),
        ("hu", "Miért zárták le a hidat?"),
        ("fi", "Miksi silta suljettiin?"),
        ("bg", "Защо затвориха моста?"),
        ("he", "למה נסגר הגשר?"),
        ("fa", "چرا پل بسته شد؟"),
        ("hi", "पुल क्यों बंद हुआ?"),
        ("th", "ทำไมสะพานถึงปิด"),
        ("vi", "Vì sao cầu bị đóng?"),
        ("vi", "vi sao cau bi dong"),
        ("ja", "橋はなぜ閉鎖された?"),
        ("ko", "다리는 왜 닫혔나요?"),
    ],
)
def test_a_reason_is_asked_for(code: str, question: str) -> None:
    assert asks_reason(question, code)


@pytest.mark.parametrize(
    ("code", "question", "sentence"),
    [
        ("cs", "Kdy otevřou most?", "Otevřou ho 3. 9. znovu."),
        ("sv", "När öppnar bron?", "Den öppnar på måndagen."),
        ("hu", "Mikor nyit a híd?", "Pénteken nyit."),
        ("fi", "Milloin silta avataan?", "Se avataan maanantaina."),
        ("bg", "Кога отварят моста?", "Отварят го в понеделник."),
        ("he", "מתי ייפתח הגשר?", "הוא ייפתח ביום ראשון."),
        ("fa", "پل چه زمانی باز می‌شود؟", "روز شنبه باز می‌شود."),
        ("hi", "पुल कब खुलेगा?", "यह सोमवार को खुलेगा।"),
        ("th", "สะพานเปิดเมื่อไร", "เปิด 3 ก.ย."),
        ("vi", "Cầu mở khi nào?", "Cầu mở ngày 3/9."),
        ("vi", "Cầu mở hôm nào?", "Cầu mở vào thứ hai."),
        ("ja", "橋はいつ開く?", "月曜に開く。"),
        ("ko", "다리는 언제 열리나요?", "3월 14일에 열린다."),
        ("es", "cuando abre el puente", "Abre el lunes."),
    ],
)
def test_a_time_is_asked_for_and_told(code: str, question: str, sentence: str) -> None:
    assert asks_time(question, code)
    assert gives_time(sentence, code)


@pytest.mark.parametrize(
    ("code", "question"),
    [
        ("cs", "Kolik lidí tam žije?"),
        ("sv", "Hur många bor där?"),
        ("hu", "Hányan élnek ott?"),
        ("fi", "Montako ihmistä siellä asuu?"),
        ("bg", "Колко души живеят там?"),
        ("he", "כמה אנשים גרים שם?"),
        ("fa", "چند نفر آنجا زندگی می‌کنند؟"),
        ("hi", "वहाँ कितने लोग रहते हैं?"),
        ("th", "ที่นั่นมีคนอยู่กี่คน"),
        ("vi", "Ở đó có bao nhiêu người?"),
        ("ja", "そこには何人住んでいる?"),
        ("ko", "그곳에 몇 명이 사나요?"),
        ("es", "cuantas personas viven alli"),
        ("pl", "ile wazy dzwon"),
        ("vi", "o do co bao nhieu nguoi"),
    ],
)
def test_a_number_is_asked_for(code: str, question: str) -> None:
    assert answer_type(question, code) == "number"


@pytest.mark.parametrize(
    ("code", "question"),
    [
        ("cs", "Kdo postavil most?"),
        ("sv", "Vem byggde bron?"),
        ("hu", "Ki a polgármester?"),
        ("fi", "Kuka rakensi sillan?"),
        ("bg", "Кой построи моста?"),
        ("vi", "Ai xây cây cầu?"),
        ("es", "quien construyo el puente"),
    ],
)
def test_a_person_is_asked_for(code: str, question: str) -> None:
    assert asks_person(question, code)


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("uk", "п'ятеро"),
        ("ru", "двое"),
        ("pl", "dwoje"),
        ("cs", "dvou"),
        ("bg", "двама"),
        ("sv", "femtio"),
        ("hu", "hárman"),
        ("fi", "viisitoista"),
        ("he", "שלושת"),
        ("fa", "هفتصد"),
        ("hi", "पच्चीस"),
        ("th", "ยี่สิบ"),
        ("vi", "rưỡi"),
        ("ja", "数百"),
        ("ko", "스무"),
        ("pl", "mld"),
        ("de", "Mio"),
        ("de", "Fünfundachtzig"),
        ("nl", "vijfentachtig"),
        ("hu", "kilencvenegy"),
        ("cs", "pětaosmdesát"),
        ("it", "ottantacinque"),
        ("ro", "mld"),
    ],
)
def test_numbers_in_letters_are_numbers(code: str, word: str) -> None:
    assert is_number(word, code)


@pytest.mark.parametrize(
    ("code", "question"),
    [
        ("fa", "چه کسی به نام مردم سخن گفت؟"),
        ("ja", "負傷した3名は誰ですか?"),
        ("ko", "누가 이름을 바꿨나요?"),
    ],
)
def test_a_question_with_a_word_for_a_name_asks_for_no_name_as_such(
    code: str, question: str
) -> None:
    assert not asks_own_name(question, code)


def test_words_that_mean_something_else_too_ask_for_no_reason_or_name() -> None:
    assert not asks_reason("От какво е направен мостът?", "bg")
    assert answer_type("Hur var konserten?", "sv") == "anything"
    assert answer_type("Var ligger bron?", "sv") == "name"


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("de", "einundzwanzig"), ("nl", "eenentwintig"), ("sv", "trettiofem"), ("hu", "kétszáz"),
        ("it", "duemila"), ("fi", "kaksisataa"), ("tr", "onbeş"),
    ],
)  # fmt: skip
def test_numbers_joined_in_one_word_are_numbers_without_a_list(code: str, number: str) -> None:
    assert number not in language(code).number_words
    assert is_number(number, code)
