"""Questions in languages that no model here reads: found, judged and refused by words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.factory import open_archive
from retrieval.settings import Settings
from retrieval.types import Answer, Article
from tests.support.toys import TOY_ARTICLES, ToyBackends

DATA = Path(__file__).parents[1] / "data" / "foreign_articles.toml"
ARTICLES = [
    Article(doc_id, **values)
    for doc_id, values in tomllib.loads(DATA.read_text(encoding="utf-8")).items()
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive of these articles and two English ones, with a model that reads English."""
    folder = tmp_path_factory.mktemp("languages")
    with open_by_toy(folder) as opened:
        for article in (*ARTICLES, *TOY_ARTICLES):
            opened.add(article)
        yield opened


def open_by_toy(folder: Path) -> Archive:
    settings = Settings(archive=str(folder))
    return open_archive(settings, create=True, backends=lambda *_: ToyBackends())


def marked(answer: Answer) -> str:
    """The sentences of the first result that are marked."""
    first = answer.results[0]
    return " ".join(first.passage.text[span.start : span.end] for span in first.highlight)


def test_each_article_has_its_language(archive: Archive) -> None:
    told = {article.doc_id: article.language for article in archive.articles()}

    assert {own.doc_id: told[own.doc_id] for own in ARTICLES} == {
        own.doc_id: own.doc_id.partition("-")[0] for own in ARTICLES
    }
    assert archive.status().languages["en"] == len(TOY_ARTICLES)


@pytest.mark.parametrize(
    ("question", "doc_id", "words"),
    [
        ("Wie viel kostet die Sanierung der Becken in Rosental?", "de-pool", "3,8 Millionen Euro"),
        ("Bis wann bleibt das Freibad geschlossen?", "de-pool", "bis Mai 2026"),
        ("wie viel kostet die sanierung der becken in rosental", "de-pool", "3,8 Millionen"),
        ("Скільки учнів навчатимуться у підземній школі?", "uk-school", "600 учнів"),
        ("Сколько стоил ремонт Каменного моста?", "ru-bridge", "1,3 миллиарда"),
        ("Кто первым проехал по мосту в Заречье?", "ru-bridge", "Галина Тимохина"),
        ("¿Cuándo llegará el tren rápido a Valdemar?", "es-train", "2028"),
        ("cuando llegara el tren rapido a valdemar", "es-train", "2028"),
        ("Πόσους επιβάτες μεταφέρει το πλοίο της Σκύρας;", "el-ferry", "450 επιβάτες"),
        ("Yenice balık pazarı ne zaman taşınıyor?", "tr-market", "eylülde"),
        ("كم كلفت محطة تحلية المياه في ميناء الزهراء؟", "ar-water", "220 مليون دولار"),
        ("地铁三号线什么时候恢复运行？", "zh-metro", "周日恢复运行"),
        ("सोनपुर के बाँध की मरम्मत पर कितने रुपये खर्च हुए?", "hi-dam", "75 करोड़"),
        ("สวนสาธารณะริมน้ำเปิดให้บริการวันไหน", "th-park", "วันเสาร์"),
        ("Kuinka paljon lautan lippu maksaa?", "fi-lautta", "14 euroa"),
        ("Mennyi a komp jegyének ára?", "hu-komp", "900 forint"),
        ("Kolik stojí jízdenka na přívoz?", "cs-privoz", "45 korun"),
        ("Колко струва билетът за ферибота?", "bg-feribot", "12 лева"),
        ("Hur mycket kostar biljetten till färjan?", "sv-farja", "85 kronor"),
        ("מה מחיר הכרטיס למעבורת?", "he-maaboret", "40 שקלים"),
        ("柳島のフェリーの船長は誰ですか", "ja-ferry", "大木修"),
        ("버들섬 여객선은 언제 다시 운항을 시작했나요?", "ko-ferry", "화요일"),
    ],
)  # fmt: skip
def test_a_question_is_answered_by_words_with_the_sentence_marked(
    archive: Archive, question: str, doc_id: str, words: str
) -> None:
    answer = archive.ask(question)

    assert answer.answered
    assert answer.results[0].article.doc_id == doc_id
    assert words in marked(answer)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Warum stand die Seilbahn auf den Krähenberg still?", "Risse in zwei Stützen"),
        ("Wer leitet den Betrieb der Seilbahn?", "Korbinian Staudt"),
        ("¿Por qué siguen abiertas las playas de Alcorán?", "porque el aceite no es tóxico"),
        ("¿Cuánto cobran los pescadores de Alcorán?", "58 euros al día"),
        ("Pourquoi la fromagerie de Montbrisac a-t-elle la bactérie ?", "ventilation"),
        ("Quand la production de la fromagerie reprendra-t-elle ?", "le 20 novembre"),
        ("Quanto pesa la campana di Roccaverde?", "1.150 chili"),
        ("Chi ha riparato la campana di Roccaverde?", "Bertelli di Cremona"),
        ("Сколько бутылок продал стекольный завод?", "41 миллион бутылок"),
        ("Когда основан стекольный завод в Берёзовске?", "в 1896 году"),
    ],
)
def test_a_sentence_that_only_repeats_the_subject_is_not_marked(
    archive: Archive, question: str, words: str
) -> None:
    assert words in marked(archive.ask(question))


@pytest.mark.parametrize(
    "question",
    [
        "Wer ist Trainer des FC Lindheim?",
        "Wie viele Tiere leben im Zoo von Rosental?",
        "Сколько лет капитану сборной Заречья по хоккею?",
        "Хто очолює лікарню у Києві?",
        "¿Quién es el alcalde de Sevilla?",
        "Ποιος κέρδισε το κύπελλο μπάσκετ;",
        "Kupayı hangi takım kazandı?",
        "من فاز بكأس السباحة في القاهرة؟",
        "谁是北京足球队的教练？",
        "Qui est le maire de Montbrisac ?",
        "Chi è il sindaco di Roccaverde?",
        "Почему закрыли больницу в Берёзовске?",
    ],
)
def test_what_no_article_tells_is_refused(archive: Archive, question: str) -> None:
    assert not archive.ask(question).answered


@pytest.mark.parametrize(
    "question",
    [
        "Wie viele Kilo wiegt das Freibad in Lindheim?",
        "Wie viel kostet die Sanierung der Becken in Marienthal?",
        "Сколько стоил ремонт Каменного театра в Берлине?",
        "¿Cuándo llegará el barco rápido a Sevilla?",
        "Quanto pesa il campanile di Vallescura?",
        "Πόσους λύκους μεταφέρει το πλοίο της Κρήτης;",
        "Kolik vlků žije na Vrbovém ostrově?",
        "Hur många vargar finns på Videholmen?",
        "Kuinka monta sutta on Kuusisaaressa?",
        "כמה זאבים יש באי הערבות?",
        "Колко вълка живеят на остров Върбово?",
    ],
)
def test_an_article_about_another_thing_or_place_does_not_answer(
    archive: Archive, question: str
) -> None:
    assert not archive.ask(question).answered


def test_a_question_in_a_language_without_articles_is_told_so(tmp_path: Path) -> None:
    with open_by_toy(tmp_path / "english") as archive:
        for article in TOY_ARTICLES:
            archive.add(article)
        answer = archive.ask("Wer ist die Bürgermeisterin von Eastwick?")

    assert not answer.answered
    assert [(note.kind, note.fields) for note in answer.notes] == [
        ("language", {"question": "de", "archive": "en"})
    ]


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "How much does it cost to repair the pools of the outdoor baths?"),
        ("es", "¿Cuánto cuesta reparar las piscinas de Rosental?"),
        ("ru", "Сколько стоит ремонт бассейнов в Розентале?"),
        ("zh", "罗森塔尔的游泳池修理要多少钱？"),
    ],
)
def test_a_question_in_another_language_than_all_articles_is_refused_and_told_so(
    tmp_path: Path, language: str, question: str
) -> None:
    with open_by_toy(tmp_path / "german") as archive:
        archive.add(next(own for own in ARTICLES if own.doc_id == "de-pool"))
        answer = archive.ask(question)

    assert not answer.answered
    assert [(note.kind, note.fields) for note in answer.notes] == [
        ("language", {"question": language, "archive": "de"})
    ]


def test_a_german_noun_that_no_article_has_is_not_told_as_a_missing_name(archive: Archive) -> None:
    notes = archive.ask("Was sagte Direktor Vollmer über die Bademeister in Rosental?").notes

    assert [note.fields for note in notes if note.kind == "missing_term"] == [
        {"term": "Direktor Vollmer"}
    ]


def test_a_follow_up_keeps_the_subject_of_the_question_before(archive: Archive) -> None:
    answer = archive.ask(
        "А кто по нему проехал первым?", earlier=["Сколько стоил ремонт Каменного моста?"]
    )

    assert answer.results[0].article.doc_id == "ru-bridge"
    assert "Каменного моста" in answer.searched


def test_a_name_is_found_across_languages(archive: Archive) -> None:
    assert archive.ask("Who is Karin Ohle of Rosental?").results[0].article.doc_id == "de-pool"


@pytest.mark.parametrize(
    "question",
    [
        "Wie alt ist Korbinian Staudt?",
        "Wie heißt der Lieferant des Stahls für die Seilbahn?",
        "Wann wurde Edda Marquardt Bürgermeisterin?",
        "Qui fournit le lait de la fromagerie de Montbrisac ?",
        "Как зовут поставщика соды из Стерлитамака?",
        "Combien de clients ont rapporté les fromages de Montbrisac ?",
    ],
)
def test_a_sentence_without_what_is_asked_for_does_not_answer(
    archive: Archive, question: str
) -> None:
    assert not archive.ask(question).answered


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("chicks per northern footpath", "en"),  # "per" is a word of other languages too
        ("fare harbour bridge", "en"),
        ("vertido aceite girasol alcorán", "es"),
        ("gäste seilbahn krähenberg", "de"),
        ("restauro campana roccaverde", "it"),
        ("per chi suona la campana", "it"),  # a sentence tells its language by itself
        ("zebra quagga", "en"),  # no article has them
        ("Did Krähenberg open?", "en"),  # a name stands in articles in any language
    ],
)
def test_keywords_are_in_the_language_of_the_articles_that_hold_them(
    archive: Archive, question: str, language: str
) -> None:
    assert archive.searcher().questions.language_of(question, ()) == language


def test_a_follow_up_is_not_answered_in_another_language(archive: Archive) -> None:
    earlier = ["Wie viele Gäste fahren mit der Seilbahn auf den Krähenberg?"]

    answer = archive.ask("Und die Bergfahrt im Winter?", earlier=earlier)

    assert {result.article.language for result in answer.results} == {"de"}


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Wer ist jetzt Betriebsleiter der Seilbahn in Wiesach?", "later"),
        ("Wer ist Betriebsleiter der Seilbahn in Wiesach?", "later"),
        ("Wer war Betriebsleiter der Seilbahn in Wiesach?", "earlier"),
        ("Wie viele Menschen starben bei der Seilbahn in Wiesach?", "later"),
        ("Wie viele Menschen fahren mit der Seilbahn in Wiesach?", "later"),
        ("Was fährt mit der Seilbahn in Wiesach?", "earlier"),
    ],
)
def test_the_newest_of_two_reports_comes_first_where_it_is_asked_for(
    tmp_path: Path, question: str, first: str
) -> None:
    earlier = Article(
        "earlier",
        "Seilbahn in Wiesach: Korbinian Staudt ist Betriebsleiter",
        "Betriebsleiter der Seilbahn in Wiesach ist Korbinian Staudt. Mit der Seilbahn in Wiesach"
        " fahren 900 Menschen. Bei der Seilbahn in Wiesach starben zwei Menschen.",
        published_at="2025-05-06",
    )
    later = Article(
        "later",
        "Wiesach: neue Spitze der Seilbahn",
        "Die Seilbahn hat eine neue Spitze: Betriebsleiter der Bahn in Wiesach ist Nora Lindt. Mit"
        " ihr fahren 950 Menschen. Dort starben drei Menschen, zählte die Stadt.",
        published_at="2025-05-20",
    )
    with open_by_toy(tmp_path / "accounts") as archive:
        for article in (earlier, later):
            archive.add(article)
        assert archive.ask(question).results[0].article.doc_id == first


@pytest.mark.parametrize(
    ("title", "text", "question"),
    [
        (
            "Brand in Sotal",
            "Die Zahl der Verletzten bei dem Brand in Sotal stieg auf 12.",
            "Wie viele Verletzte gab es bei dem Brand in Sotal?",
        ),
        (
            "Incendio en Sotal",
            "El número de heridos en el incendio de Sotal subió a 12.",
            "¿Cuántos heridos hubo en el incendio de Sotal?",
        ),
        (
            "Das Freibad in Sotal",
            "Das Freibad in Sotal öffnet in zwei Wochen wieder.",
            "Wann öffnet das Freibad in Sotal wieder?",
        ),
        (
            "La piscina de Sotal",
            "La piscina de Sotal abre después de las vacaciones.",
            "¿Cuándo abre la piscina de Sotal?",
        ),
        (
            "Accident à Sotal",
            "L'accident de Sotal a été causé par un conducteur ivre.",
            "Qui a causé l'accident de Sotal ?",
        ),
        (
            "Le pont de Sotal",
            "Le pont de Sotal a coûté 18 M€.",
            "Combien a coûté le pont de Sotal ?",
        ),
        (
            "Das Museum in Sotal",
            "Der Eintritt in das Museum in Sotal ist frei.",
            "Was kostet der Eintritt in das Museum in Sotal?",
        ),
    ],
)
def test_what_is_told_in_a_usual_way_is_found(
    tmp_path: Path, title: str, text: str, question: str
) -> None:
    with open_by_toy(tmp_path / "archive") as archive:
        archive.add(Article("1", title, text))
        for article in TOY_ARTICLES:
            archive.add(article)
        assert archive.ask(question).answered
