"""Prices and ages in languages that no model here reads: what asks for one, and what tells one."""

from __future__ import annotations

import pytest

from retrieval.text.answers.age_owners import is_age_of_other
from retrieval.text.answers.ages import ages_in, asks_age, gives_age
from retrieval.text.answers.answer_type import asks_time
from retrieval.text.answers.prices import amounts_in, asks_price, gives_price
from retrieval.text.words.terms import index_terms


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "Wer gewann den Preis?"),
        ("de", "Wer weiß, was die Brücke kostet?"),
        ("de", "Wo kostet das Brot am meisten?"),
        ("fr", "Qui vend la maison ?"),
        ("fr", "Quel prix a remporté Marie Roux ?"),
        ("nl", "Wat is de duur van de reis?"),
        ("it", "Quale città sulla costa è stata colpita?"),
        ("es", "¿Quién es la cara del partido?"),
        ("pt", "Que vila na costa foi evacuada?"),
        ("pl", "Która droga jest zamknięta?"),
        ("ro", "Cine plătește podul?"),
        ("ru", "Где стоит памятник?"),
        ("uk", "Хто заплатив за міст?"),
        ("tr", "Mal sahibi kim?"),
        ("el", "Τι κάνει ο δήμαρχος;"),
        ("ar", "من كلف الوزير؟"),
        ("zh", "谁承担费用?"),
        ("zh", "修桥要花几年?"),
        ("cs", "Kdy vyšlo první číslo?"),
        ("ja", "観測された数値は?"),
        ("ko", "두 값이 같은 이유는?"),
        ("vi", "Đánh giá của ban tổ chức ra sao?"),
    ],
)
def test_a_question_for_something_else_asks_for_no_price(language: str, question: str) -> None:
    assert not asks_price(question, language)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "Was wird die Brücke kosten?"),
        ("fr", "Combien coûte le pont qui mène à Lannoy ?"),
        ("nl", "Hoe duur is een kaartje?"),
        ("it", "Quanto costa il biglietto?"),
        ("es", "¿Cuánto cuesta la entrada?"),
        ("pt", "Quanto custa o bilhete?"),
        ("pl", "Ile kosztuje bilet?"),
        ("ro", "Cât costă biletul?"),
        ("ru", "Сколько стоит билет?"),
        ("uk", "Скільки коштує квиток?"),
        ("tr", "Biletin fiyatı ne kadar?"),
        ("el", "Πόσο κάνει το εισιτήριο;"),
        ("ar", "كم سعر التذكرة؟"),
        ("zh", "门票多少钱?"),
        ("cs", "Kolik stojí lístek?"),
        ("sv", "Vad kostar en biljett?"),
        ("hu", "Mennyibe kerül a jegy?"),
        ("fi", "Paljonko lippu maksaa?"),
        ("bg", "Колко струва билетът?"),
        ("he", "כמה עולה כרטיס?"),
        ("fa", "قیمت بلیت چقدر است؟"),
        ("hi", "टिकट की कीमत क्या है?"),
        ("th", "ตั๋วราคาเท่าไร"),
        ("vi", "Giá vé là bao nhiêu?"),
        ("ja", "切符はいくらですか?"),
        ("ko", "표는 얼마인가요?"),
        ("cs", "Na kolik vyšlo nové hřiště?"),
        ("ko", "표 값이 얼마인가요?"),
        ("vi", "Giá của chiếc vé là bao nhiêu?"),
    ],
)
def test_a_question_for_a_price_asks_for_one(language: str, question: str) -> None:
    assert asks_price(question, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Im Jahre 2023 trat Holm an."),
        ("es", "En el año 2023 ganó."),
        ("ru", "В 2023 году Иванов стал мэром."),
        ("uk", "У 2023 році він став мером."),
        ("it", "Nell'anno 2023 vinse."),
        ("ro", "În anul 2023 a câștigat."),
        ("pt", "No ano 2023 venceu."),
        ("fr", "En l'an 2023 il gagna."),
        ("pl", "W 2023 roku wygrał."),
        ("ar", "في عام 2023 فاز."),
        ("de", "Er fand 312 alte Münzen."),
        ("de", "Es waren 12 im Jahr davor."),
        ("es", "Hubo 39 en el año."),
        ("pt", "Foram 300 no ano."),
        ("it", "Erano 300 in un anno."),
        ("fr", "Il en vend 300 par an."),
        ("de", "Das Moor ist 4.200 Jahre alt."),
    ],
)
def test_a_year_of_the_calendar_is_no_age(language: str, sentence: str) -> None:
    assert not gives_age(sentence, language)
    assert not list(ages_in(sentence, language))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ro", "Costă 31 de milioane de lei."),
        ("es", "Cuesta 3 millones de euros."),
        ("it", "Costa 3 milioni di euro."),
        ("fr", "Il coûte 3 millions d'euros."),
        ("pt", "Custa 3 milhões de euros."),
    ],
)
def test_small_words_stand_between_a_number_and_its_unit(language: str, sentence: str) -> None:
    assert gives_price(sentence, language)


def test_a_currency_may_stand_before_its_number() -> None:
    assert gives_price("Sie kostet EUR 18.", "de")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "It costs 40 crowns."),
        ("de", "Er kostet 40 Kronen."),
        ("fr", "Il coûte 40 couronnes."),
        ("es", "Cuesta 40 coronas."),
        ("it", "Costa 40 corone."),
        ("pt", "Custa 40 coroas."),
        ("nl", "Het kost 40 kronen."),
        ("pl", "Kosztuje 40 koron."),
        ("ro", "Costă 40 de coroane."),
        ("ru", "Он стоит 40 крон."),
        ("uk", "Він коштує 40 крон."),
        ("tr", "Fiyatı 40 kron."),
        ("el", "Κοστίζει 40 κορόνες."),
        ("ar", "يكلف 40 كرونة."),
        ("zh", "票价40克朗。"),
        ("cs", "Stojí 40 korun."),
        ("sv", "Den kostar 40 kronor."),
        ("hu", "40 koronába kerül."),
        ("fi", "Se maksaa 40 kruunua."),
        ("bg", "Струва 40 крони."),
        ("he", "הוא עולה 40 כתרים."),
        ("fa", "قیمت آن ۴۰ کرون است."),
        ("hi", "इसकी कीमत 40 क्रोन है।"),
        ("th", "ราคา 40 โครน"),
        ("vi", "Giá vé 40 krona."),
        ("ja", "料金は40クローネ。"),
        ("ko", "가격은 40크로나다."),
    ],
)
def test_crowns_are_money(language: str, sentence: str) -> None:
    assert gives_price(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence", "amount"),
    [
        ("pl", "Most kosztował 2,4 mld zł.", "2,4 mld zł"),
        ("pl", "Kosztował 2,2 miliona złotych.", "2,2 miliona złotych"),
        ("es", "El puente costó 1,3 millones.", "1,3 millones"),
        ("uk", "Міст коштував 9,4 мільйона гривень.", "9,4 мільйона гривень"),
        ("ru", "Мост обошёлся в 3 млн рублей.", "3 млн рублей"),
        ("de", "Sie kostete 2,1 Mio. Euro.", "2,1 Mio. Euro"),
        ("de", "Die Kosten stiegen auf 1,3 Milliarden und mehr.", "1,3 Milliarden"),
        ("it", "Il ponte costò 3 mln di corone.", "3 mln di corone"),
        ("cs", "Most stál 12 milionů korun.", "12 milionů korun"),
        ("cs", "Most přišel na 2 mld Kč.", "2 mld Kč"),
        ("cs", "Stál 110 000 korun.", "110 000 korun"),
        ("uk", "Він коштував 40 гривень. Дві тисячі людей прийшли.", "40 гривень"),
        ("vi", "Vé giá 600 đồng, đó là mức cao.", "600 đồng"),
        ("sv", "Bron kostade 12 miljoner kronor.", "12 miljoner kronor"),
        ("hu", "A híd 3 milliárd forintba került.", "3 milliárd forintba"),
        ("fi", "Silta maksoi 3 miljoonaa euroa.", "3 miljoonaa euroa"),
        ("bg", "Мостът струва 2 млн. лева.", "2 млн. лева"),
        ("he", "הגשר עלה 3 מיליון שקלים.", "3 מיליון שקלים"),
        ("hi", "पुल पर 3 करोड़ रुपये लगे।", "3 करोड़ रुपये"),
        ("th", "สะพานราคา 12 ล้านบาท", "12 ล้านบาท"),
        ("vi", "Cây cầu hết 21 tỉ đồng.", "21 tỉ đồng"),
        ("ja", "橋は3億円だった。", "3億円"),
        ("ko", "다리는 3억 원이 들었다.", "3억 원이"),
    ],
)
def test_an_amount_is_found_with_its_millions(language: str, sentence: str, amount: str) -> None:
    assert [sentence[own.start : own.end] for own in amounts_in(sentence, language)] == [amount]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("es", "Viven allí 1,3 millones de personas."),
        ("de", "Dort leben 1,3 Millionen Menschen."),
        ("pl", "Mieszka tam 1,3 mln ludzi."),
        ("ja", "3億人が住む。"),
    ],
)
def test_millions_of_something_else_are_no_money(language: str, sentence: str) -> None:
    assert not gives_price(sentence, language)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "Wie alt ist Ines Holm?"),
        ("es", "que edad tiene la alcaldesa"),
        ("cs", "Kolik let je starostce?"),
        ("sv", "Hur gammal är borgmästaren?"),
        ("hu", "Hány éves a polgármester?"),
        ("fi", "Kuinka vanha pormestari on?"),
        ("bg", "На колко години е кметът?"),
        ("he", "בת כמה ראש העיר?"),
        ("fa", "شهردار چند سال دارد؟"),
        ("fa", "شهردار چند ساله است؟"),
        ("hi", "महापौर की उम्र क्या है?"),
        ("hi", "महापौर कितने साल की हैं?"),
        ("th", "นายกเทศมนตรีอายุเท่าไร"),
        ("vi", "Thị trưởng bao nhiêu tuổi?"),
        ("ja", "市長は何歳ですか?"),
        ("ko", "시장은 몇 살인가요?"),
    ],
)
def test_a_question_for_an_age_asks_for_one(language: str, question: str) -> None:
    assert asks_age(question, language)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("fa", "قرارداد چند ساله را چه کسی امضا کرد؟"),
        ("hi", "उसे कितने साल की सजा हुई?"),
    ],
)
def test_a_question_for_a_number_of_years_asks_for_no_age(language: str, question: str) -> None:
    assert not asks_age(question, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("cs", "Starostce je 39 let."),
        ("cs", "Nastoupila 39letá Holmová."),
        ("sv", "Holm är 39 år."),
        ("sv", "39-åriga Holm tillträdde."),
        ("hu", "A 39 éves Holm lépett be."),
        ("fi", "39-vuotias Holm aloitti."),
        ("bg", "Холм е на 39 години."),
        ("bg", "39-годишната Холм встъпи."),
        ("he", "יעל, בת 39, נבחרה."),
        ("he", "הולם בן ה-39 נבחר."),
        ("fa", "هولم ۳۹ ساله است."),
        ("hi", "39 वर्षीय होल्म चुनी गईं।"),
        ("th", "นางโฮล์ม อายุ 39 ปี"),
        ("vi", "Bà Holm 39 tuổi."),
        ("ja", "ホルムさんは39歳だ。"),
        ("ko", "홀름은 39세다."),
        ("de", "Ines Holm (39) trat an."),
        ("de", "Sie ist neununddreißig Jahre alt."),
        ("he", "הולם, בת שמונה, נבחרה."),
        ("hu", "Kilencvenegy évesen nyert."),
    ],
)
def test_an_age_is_told(language: str, sentence: str) -> None:
    assert gives_age(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Sie stimmten für 39-jährige Bewerber."),
        ("de", "Die Wahl fiel auf 39-jährige Zwillinge."),
        ("nl", "Ze kozen voor 39-jarige Holm."),
        ("sv", "De röstade på 39-åriga Holm."),
        ("cs", "Hlasovali pro 39letou, za 39letou Holmovou."),
        ("pl", "Głosowali na 39-letnią Holm."),
        ("ru", "Голосовали за 39-летнюю Хольм."),
        ("uk", "Голосували за 39-річну Хольм."),
        ("bg", "Гласуваха за 39-годишната Холм."),
        ("el", "Ψήφισαν για 39χρονη Χολμ."),
        ("it", "Hanno votato per 39enne Holm."),
        ("fi", "39-vuotias sitten voitti."),
    ],
)
def test_an_adjective_tells_an_age_behind_any_preposition(language: str, sentence: str) -> None:
    assert gives_age(sentence, language)


def test_a_number_of_something_else_is_no_age_in_bulgarian() -> None:
    assert not list(ages_in("Холм спечели на 39 места.", "bg"))
    assert not list(ages_in("Поправката 39 е приета.", "bg"))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Er geht nach 39 Jahren im Amt."),
        ("de", "39 Jahre später kam er zurück."),
        ("es", "Se jubila tras 39 años."),
        ("fr", "Il part après 39 ans."),
        ("it", "È andato in pensione dopo 39 anni."),
        ("pt", "Trabalha lá há 39 anos."),
        ("nl", "Hij vertrekt na 39 jaar."),
        ("pl", "Odchodzi po 39 latach."),
        ("ro", "Pleacă după 39 de ani."),
        ("ru", "Он ушёл через 39 лет."),
        ("uk", "Він пішов через 39 років."),
        ("el", "Φεύγει μετά από 39 χρόνων."),
        ("ar", "تقاعد بعد 39 عاما."),
        ("cs", "Odchází po 39 letech."),
        ("sv", "Han slutar efter 39 år."),
        ("fi", "Se kesti 39 vuotta."),
        ("bg", "Тръгва си след 39 години."),
        ("fa", "پس از ۳۹ سال رفت."),
        ("hi", "वे 39 साल बाद लौटे।"),
    ],
)
def test_a_time_that_has_passed_is_no_age(language: str, sentence: str) -> None:
    assert not gives_age(sentence, language)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("es", "cuanto cuesta la entrada"),
        ("fr", "combien coute le billet"),
        ("pt", "qual e o preco do bilhete"),
        ("cs", "kolik stoji listek"),
        ("tr", "biletin ucreti ne kadar"),
        ("el", "ποσο κοστιζει το εισιτηριο"),
        ("vi", "gia ve la bao nhieu tien"),
        ("fi", "mika on hinta"),
    ],
)
def test_a_price_is_asked_for_without_accents_too(language: str, question: str) -> None:
    assert asks_price(question, language)


def _is_of_other_than(name: str, sentence: str, language: str) -> bool:
    return is_age_of_other(sentence, frozenset(index_terms(name, language)), language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Ines Holm from Larsburg, 39, won."),
        ("en", "Ines Holm of New Larsburg, 39, won."),
        ("en", "Holm, Mayor of Larsburg, 39, spoke."),
        ("en", "Holm, mayor of Larsburg, 39, spoke."),
        ("en", "Ines Holm, a teacher from Larsburg, 39, won."),
        ("en", "Holm, Greens, 39, teacher"),
        ("en", "Ines Holm (Greens, 39) won."),
        ("de", "Ines Holm aus Neu Larsburg, die 39 Jahre alt ist, siegte."),
        ("fr", "Ines Holm, maire de Larsburg, 39 ans, succède à Pierre Quist."),
        ("es", "Ines Holm, alcaldesa de Larsburg, de 39 años, ganó."),
        ("it", "Ines Holm di Larsburg, 39 anni, ha vinto."),
        ("cs", "Ines Holm z Larsburgu, 39 let, vyhrála."),
        ("pl", "Ines Holm z Larsburga, 39 lat, wygrała."),
        ("sv", "Ines Holm från Larsburg, 39 år, vann."),
    ],
)
def test_an_age_behind_a_persons_town_or_party_is_that_persons(
    language: str, sentence: str
) -> None:
    assert not _is_of_other_than("Ines Holm", sentence, language)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ines Holm takes over from Peter Quist, 66.",
        "Ines Holm beat Peter Quist of Larsburg, 66, in May.",
        "Ines Holm follows Quist, 66.",
        "Ines Holm, succeeding Peter Quist, 66, starts in May.",
        "Ines Holm, who takes over from Quist, 66, starts in May.",
        "Holm and Quist, 66, spoke.",
    ],
)
def test_an_age_behind_another_persons_name_is_that_persons(sentence: str) -> None:
    assert _is_of_other_than("Ines Holm", sentence, "en")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Peter Quist is 66 years old and hands the office to Ines Holm."),
        ("en", "Peter Quist (66) hands over to Ines Holm."),
        ("en", "Holm follows Peter Quist (66)."),
        ("de", "Karl Brandt (66) übergibt das Amt an Ines Holm."),
        ("de", "Karl Brandt ist 66 Jahre alt und übergibt an Ines Holm."),
        ("de", "Ines Holm folgt auf Karl Brandt (66)."),
        ("it", "Ines Holm succede al 66enne Pietro Quist."),
        ("it", "Pietro Quist ha 66 anni e lascia il posto a Ines Holm."),
        ("cs", "Holm nahradila 66letého Petra Quista."),
        ("fr", "Pierre Quist a 66 ans et cède la place à Ines Holm."),
        ("es", "Pedro Quist (66) deja el cargo a Ines Holm."),
        ("es", "Pedro Quist tiene 66 años y deja el cargo a Ines Holm."),
        ("nl", "Piet Quist (66) maakt plaats voor Ines Holm."),
        ("sv", "Per Quist, 66, lämnar över till Ines Holm."),
    ],
)
def test_an_age_told_of_another_before_the_person_is_named_is_the_others(
    language: str, sentence: str
) -> None:
    assert _is_of_other_than("Ines Holm", sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "39-year-old Ines Holm follows Peter Quist."),
        ("en", "Aged 39, Ines Holm follows Peter Quist."),
        ("en", "Holm, who is 39, follows Peter Quist."),
        ("en", "Peter Quist makes way for Ines Holm (39)."),
        ("en", "New Larsburg elected a 39-year-old teacher, Ines Holm."),
        ("en", "At 39 years old, Holm follows Peter Quist."),
        ("de", "Ines Holm (39) folgt auf Karl Brandt."),
        ("de", "Mit 39 Jahren folgt Ines Holm auf Karl Brandt."),
        ("de", "Karl Brandt weicht der 39-jährigen Ines Holm."),
        ("it", "La 39enne Ines Holm succede a Pietro Quist."),
        ("cs", "39letá Ines Holm nahradila Petra Quista."),
        ("fr", "À 39 ans, Ines Holm succède à Pierre Quist."),
        ("es", "Con 39 años, Ines Holm sucede a Pedro Quist."),
        ("nl", "De 39-jarige Holm volgt Piet Quist op."),
        ("sv", "Ines Holm, 39, efterträder Per Quist."),
        ("ja", "Ines Holmさん（39）が当選した。"),
    ],
)
def test_the_usual_ways_to_tell_a_persons_age_are_that_persons(
    language: str, sentence: str
) -> None:
    assert gives_age(sentence, language)
    assert not _is_of_other_than("Ines Holm", sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("de", "hundert " * 25_000, 0),
        ("zh", "一" * 200_000, 0),
        ("zh", "十万" * 100_000, 0),
        ("zh", "1" * 200_000, 0),
        ("de", "Sie ist 39 Jahre alt. " * 9_000, 9_000),
    ],
)
def test_ages_are_found_in_a_long_text(language: str, sentence: str, expected: int) -> None:
    assert sum(1 for _ in ages_in(sentence, language)) == expected


def test_owners_of_ages_are_told_in_a_long_text() -> None:
    assert _is_of_other_than("Ines Holm", "Peter Quist, 66, " * 12_000, "en")


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("es", "Cuantos años tiene Inés Holm?"),
        ("es", "cuantos anos tiene Inés Holm"),
        ("fr", "Quel age a Inès Holm ?"),
        ("pt", "Que idade tem a Inês Holm?"),
        ("ro", "cati ani are Ștefan Holm?"),
        ("cs", "jaky vek ma Jiří Holm?"),
    ],
)
def test_an_age_is_asked_for_without_accents_beside_a_name_with_some(
    language: str, question: str
) -> None:
    assert asks_age(question, language)


def test_whoever_types_accents_in_other_words_types_them_all() -> None:
    assert not asks_time("¿Qué hizo Inés cuando llegó?", "es")
