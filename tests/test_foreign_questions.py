"""Questions in languages that no model here reads: found, judged and refused by words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.factory import open_archive
from retrieval.settings import Settings
from retrieval.types import Answer, Article
from tests.toys import TOY_ARTICLES, ToyBackends

ARTICLES = {
    "de-pool": (
        "Freibad Rosental bleibt ein Jahr zu",
        "Das Freibad in Rosental bleibt bis Mai 2026 geschlossen. Am 14. Dezember beginnt die Sanierung"
        " der Becken, die 3,8 Millionen Euro kostet.\n\nBürgermeisterin Karin Ohle versprach, dass"
        " die Eintrittspreise danach nicht steigen.",
    ),
    "uk-school": (
        "У Липовому відкрили підземну школу",
        "У Липовому в понеділок відкрили підземну школу. У ній навчатимуться 600 учнів у дві зміни.\n\n"
        "Директорка Оксана Гречко розповіла, що будівництво тривало одинадцять місяців.",
    ),
    "ru-bridge": (
        "В Заречье открыли Каменный мост",
        "Каменный мост в Заречье открыли после ремонта, который стоил 1,3 миллиарда рублей. Первой по"
        " мосту проехала почтальон Галина Тимохина.\n\nМэр Аркадий Лужин пообещал осветить набережную.",
    ),
    "es-train": (
        "El tren a Valdemar se retrasa otra vez",
        "El tren rápido a Valdemar llegará en 2028. Un túnel inundado obligó a parar las obras en marzo.\n\n"
        "La ministra Elena Cobos dijo que los billetes no subirán de precio.",
    ),
    "el-ferry": (
        "Νέο πλοίο για τη Σκύρα",
        "Το νέο πλοίο της Σκύρας μεταφέρει 450 επιβάτες και 80 αυτοκίνητα. Κάνει το πρώτο του ταξίδι την"
        " Παρασκευή.\n\nΟ καπετάνιος Νίκος Βαρδής είπε ότι το ταξίδι διαρκεί δύο ώρες.",
    ),
    "tr-market": (
        "Yenice pazarı taşınıyor",
        "Yenice'deki balık pazarı eylülde limanın kuzeyine taşınıyor. Yeni binada 120 tezgâh olacak.\n\n"
        "Belediye başkanı Selma Aydın taşınmanın 40 milyon liraya mal olduğunu söyledi.",
    ),
    "ar-water": (
        "محطة تحلية جديدة في ميناء الزهراء",
        "افتتح وزير المياه محطة تحلية في ميناء الزهراء كلفت 220 مليون دولار. وتنتج المحطة مياها تكفي"
        " ستين ألف بيت.\n\nوقال المهندس سامر حداد إن الأعمال استغرقت ثلاثة أعوام.",
    ),
    "zh-metro": (
        "江安地铁三号线因积水停运",
        "江安市地铁三号线因隧道积水停运，预计周日恢复运行。\n\n市长刘海宁表示，维修费用约为两千万元。",
    ),
    "vi-road": (
        "Đường ven biển Hải Lâm thông xe",
        "Đường ven biển ở Hải Lâm thông xe hôm thứ Hai sau ba năm thi công. Con đường dài 27 km và có"
        " bốn cây cầu.\n\nÔng Trần Văn Khoa nói chi phí là 900 tỷ đồng.",
    ),
    "hi-dam": (
        "सोनपुर में बाँध की मरम्मत पूरी",
        "सोनपुर के बाँध की मरम्मत पूरी हो गई है। इस काम पर 75 करोड़ रुपये खर्च हुए।\n\n"
        "अभियंता मीरा जोशी ने कहा कि पानी जुलाई में छोड़ा जाएगा।",
    ),
    "th-park": (
        "สวนสาธารณะริมน้ำเปิดใหม่",
        "สวนสาธารณะริมน้ำของเมืองท่าเรือเปิดให้บริการวันเสาร์หลังปิดซ่อมสองปี\n\n"
        "ผู้อำนวยการสวนกล่าวว่าปลูกต้นไม้ใหม่ห้าร้อยต้น",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive of these articles and two English ones, with a model that reads English."""
    folder = tmp_path_factory.mktemp("languages")
    with open_by_toy(folder) as opened:
        for doc_id, (title, text) in ARTICLES.items():
            opened.add(Article(doc_id, title, text))
        for article in TOY_ARTICLES:
            opened.add(article)
        yield opened


def open_by_toy(folder: Path) -> Archive:
    settings = Settings(archive=str(folder))
    return open_archive(settings, create=True, backends=lambda *_: ToyBackends())


def marked(answer: Answer) -> str:
    """The words of the first result that answer."""
    first = answer.results[0]
    span = first.answer
    return first.passage.text[span.start : span.end] if span else ""


def test_each_article_has_its_language(archive: Archive) -> None:
    told = {article.doc_id: article.language for article in archive.articles()}

    assert {doc_id: told[doc_id] for doc_id in ARTICLES} == {
        doc_id: doc_id.partition("-")[0] for doc_id in ARTICLES
    }
    assert archive.status().languages["en"] == len(TOY_ARTICLES)


@pytest.mark.parametrize(
    ("question", "doc_id", "words"),
    [
        ("Wie viel kostet die Sanierung der Becken in Rosental?", "de-pool", "3,8 Millionen Euro"),
        ("Bis wann bleibt das Freibad geschlossen?", "de-pool", "bis Mai 2026"),
        ("wie viel kostet die sanierung der becken im freibad rosental", "de-pool", "3,8 Millionen"),
        ("Скільки учнів навчатимуться у підземній школі?", "uk-school", "600 учнів"),
        ("Сколько стоил ремонт Каменного моста?", "ru-bridge", "1,3 миллиарда"),
        ("Кто первым проехал по мосту в Заречье?", "ru-bridge", "Галина Тимохина"),
        ("¿Cuándo llegará el tren rápido a Valdemar?", "es-train", "2028"),
        ("cuando llegara el tren rapido a valdemar", "es-train", "2028"),
        ("Πόσους επιβάτες μεταφέρει το πλοίο της Σκύρας;", "el-ferry", "450 επιβάτες"),
        ("Yenice balık pazarı ne zaman taşınıyor?", "tr-market", "eylülde"),
        ("كم كلفت محطة تحلية المياه في ميناء الزهراء؟", "ar-water", "220 مليون دولار"),
        ("地铁三号线什么时候恢复运行？", "zh-metro", "周日恢复运行"),
        ("Đường ven biển Hải Lâm dài bao nhiêu km?", "vi-road", "27 km"),
        ("duong ven bien Hai Lam dai bao nhieu km", "vi-road", "27 km"),
        ("सोनपुर के बाँध की मरम्मत पर कितने रुपये खर्च हुए?", "hi-dam", "75 करोड़"),
        ("สวนสาธารณะริมน้ำเปิดให้บริการวันไหน", "th-park", "วันเสาร์"),
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
    ],
)
def test_what_no_article_tells_is_refused(archive: Archive, question: str) -> None:
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


def test_a_follow_up_keeps_the_subject_of_the_question_before(archive: Archive) -> None:
    answer = archive.ask(
        "А кто по нему проехал первым?", earlier=["Сколько стоил ремонт Каменного моста?"]
    )

    assert answer.results[0].article.doc_id == "ru-bridge"
    assert "Каменного моста" in answer.searched


def test_a_name_is_found_across_languages(archive: Archive) -> None:
    assert archive.ask("Who is Karin Ohle of Rosental?").results[0].article.doc_id == "de-pool"
