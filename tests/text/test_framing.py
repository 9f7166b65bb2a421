"""Polite and chatty framing of a question: what is set aside, and what is not framing."""

from __future__ import annotations

import pytest

from retrieval.search.questions.query import understand
from retrieval.text.questions.framing import without_framing
from tests.conftest import MakeArchive
from tests.support.toys import HARBOUR, OWLS

RAMBLE = (
    "I am putting together a piece for Saturday on how towns along the coast live without their "
    "crossings, and among them is Eastwick, where the mayor has promised buses and ferries for the "
    "whole of the spring; could you perhaps tell me how many weeks the bridge will close?"
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Hello, could you tell me who won the vote?", "who won the vote?"),
        ("hey so um do you happen to know how tall the tower is", "how tall the tower is"),
        ("I was wondering why the minister resigned. Many thanks!", "why the minister resigned"),
        ("Sorry to bother you, but any idea when the library opens?", "when the library opens?"),
        ("Good morning! Quick question: who owns the port?", "who owns the port?"),
        ("ok now something else: who owns the port?", "who owns the port?"),
        ("I'm writing an article and need to find out who owns the port", "who owns the port"),
        ("Not sure you can help, but who owns the port?", "who owns the port?"),
        ("Can anyone point me to this: who owns the port? I'd be grateful.", "who owns the port?"),
        ("When does the library open, please?", "When does the library open?"),
        ("When did, um, the library open? Thanks in advance for your help", "When did the library"),
        ("And could you tell me why?", "And why?"),
        ("Is it true that the port was sold?", "that the port was sold?"),
        ("Great, thank you. When?", "When?"),
        ("Cool. And who owns the port?", "who owns the port?"),
        ("Hope you're well. Who owns the port?", "Who owns the port?"),
        ("I hope you are well. Could you tell me who owns the port?", "who owns the port?"),
        ("can u tell me who owns the port", "who owns the port"),
        ("Could you look up who owns the port?", "who owns the port?"),
        ("Do we know yet who owns the port?", "who owns the port?"),
        ("Who owns the port? Many thanks, Anna", "Who owns the port?"),
        ("Who owns the port? Many thanks in advance, Anna", "Who owns the port?"),
        ("Who owns the port? many thanks in advance, anna", "Who owns the port?"),
        ("Who owns the port? Thanks a lot in advance. – Anna Sol", "Who owns the port?"),
        ("Dear team, could you tell me who owns the port. Kind regards, J. Sol", "who owns the"),
        ("Out of interest, who owns the port? Greetings from Lyon, Anna", "who owns the port?"),
        ("Apologies for the late message, who owns the port, by the way?", "who owns the port?"),
        ("Let me know who owns the port asap. Looking forward to your reply!", "who owns the port"),
        ("Hallo, können Sie mir bitte sagen, wer gewonnen hat? Danke!", "wer gewonnen hat?"),
        ("Hola, ¿me podría decir quién ganó, por favor?", "quién ganó?"),
        ("Bonjour, est-ce que vous savez qui a gagné, s'il vous plaît ?", "qui a gagné?"),
        ("Здравствуйте, не могли бы вы сказать, кто победил? Спасибо", "кто победил?"),
        ("Привіт, підкажіть, будь ласка, хто переміг?", "хто переміг?"),
    ],
)
def test_framing_is_set_aside(question: str, expected: str) -> None:
    assert without_framing(question).startswith(expected)
    assert len(without_framing(question)) < len(question)


@pytest.mark.parametrize(
    ("language", "question", "expected"),
    [
        (
            "de",
            "Liebes Team, könnten Sie bitte nachsehen, wer gewann? Mit freundlichen Grüßen, Ana",
            "wer gewann?",
        ),
        ("de", "Entschuldigen Sie die Störung, aber wer gewann? LG, Ana", "wer gewann?"),
        ("de", "Wer gewann? Vielen Dank im Voraus, Ana Sol", "Wer gewann?"),
        ("de", "Wer gewann? Danke im Voraus und liebe Grüße", "Wer gewann?"),
        ("de", "Wer schickte liebe Grüße?", "Wer schickte liebe Grüße?"),
        ("en", "Who won? Thanks so much in advance, Clara from the newsdesk", "Who won?"),
        ("es", "¿Quién ganó? Gracias y un saludo, Pepe", "¿Quién ganó?"),
        ("ru", "Кто победил? Спасибо большое! Буду благодарна за ответ", "Кто победил?"),
        ("es", "¿Podrías decirme de quién es Rex?", "¿Podrías decirme de quién es Rex?"),
        ("ru", "За что она благодарна?", "За что она благодарна?"),
        ("uk", "Доброго дня, скажіть, хто переміг? Дякую заздалегідь", "хто переміг?"),
        ("de", "Sehr geehrte Damen und Herren, wer gewann? Gruß aus Ulm", "wer gewann?"),
        ("es", "Perdonen la molestia, ¿quién ganó? Un saludo, Ana", "¿quién ganó?"),
        ("es", "¿Podrían comprobar quién ganó? Gracias de antemano, Ana", "quién ganó?"),
        ("ru", "Уважаемая редакция, кто победил? С уважением, Анна", "кто победил?"),
        ("ru", "Извините за беспокойство, кто победил? Всего доброго", "кто победил?"),
        ("uk", "Шановна редакціє, хто переміг? З повагою, Анна", "хто переміг?"),
        ("ru", "Кто победил? Заранее спасибо, анна", "Кто победил?"),
        ("uk", "Перепрошую за турботу, хто переміг? Наперед дякую!", "хто переміг?"),
    ],
)
def test_a_letter_is_without_its_salutation_and_its_sign_off(
    language: str, question: str, expected: str
) -> None:
    assert without_framing(question, language) == expected


@pytest.mark.parametrize(
    ("language", "question", "expected"),
    [
        ("hi", "नमस्ते, क्या आप बता सकते हैं कि मेयर कौन है? धन्यवाद", "मेयर कौन है?"),
        ("hi", "कृपया बताइए कि बाँध कब बना?", "बाँध कब बना?"),
        ("hi", "क्या पुल गिरा?", "क्या पुल गिरा?"),
        ("vi", "Xin chào, cho tôi hỏi ai là thị trưởng? Cảm ơn", "ai là thị trưởng?"),
        ("vi", "Chào mào là chim gì?", "Chào mào là chim gì?"),
        ("th", "สวัสดีครับ ขอถามหน่อย ใครคือนายกเทศมนตรี ขอบคุณครับ", "ใครคือนายกเทศมนตรี"),
        ("zh", "你好，请问谁是市长？谢谢！", "谁是市长？"),
        ("zh", "我想知道大桥什么时候开通", "大桥什么时候开通"),
        ("zh", "谢谢", "谢谢"),
    ],
)
def test_framing_in_scripts_of_their_own_and_without_spaces(
    language: str, question: str, expected: str
) -> None:
    assert without_framing(question, language) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Who sang Hello?",
        "Who sang All the Best?",
        "Who told the story of Dr. Best?",
        "Kind regards",
        "Any recall of the kettles?",
        "In the end, who won?",
        "New rules: who made them?",
        "More people died, but how many?",
        "For the record: who owns the port?",
        "The Esk dam: who marched against it?",
        "My mayor is Ada Marsh, but who is yours?",
        "The man who sold our port said what?",
        "Who owns the port? It was sold in May.",
        "Hello by Adele: when was it released?",
        "Is there any news on the Hello Kitty exhibition?",
        "Who wrote the song Please Please Me?",
        "Question Time presenter",
        "Help for flood victims in the valley",
        "Did the minister know about the leak?",
        "Could the mayor resign?",
        "This story of the port: who wrote it?",
        "Right to roam vote",
        "Sure Start centres closed",
        "hello",
        "thanks",
        "Please",
        "Who scored more goals, Best or Law",
        "who played Sam in the series, Cheers",
        "Who scored more? Best or Law",
        "Who won the cup? Thanks. Why?",
    ],
)
def test_words_of_the_question_itself_are_kept(question: str) -> None:
    assert without_framing(question) == question


def test_a_framed_question_is_answered_as_the_plain_one(make_archive: MakeArchive) -> None:
    archive = make_archive([HARBOUR, OWLS])

    plain = archive.ask("How many chicks did rangers count?")
    framed = archive.ask("Hi! I was wondering, do you know how many chicks did rangers count? Ta!")

    assert framed.searched == "how many chicks did rangers count?"
    assert [result.passage for result in framed.results] == [r.passage for r in plain.results]
    assert framed.answered
    assert framed.confidence == pytest.approx(plain.confidence)


def test_the_clause_that_asks_is_told_from_a_long_question() -> None:
    query = understand(RAMBLE)

    assert query.asked == "how many weeks the bridge will close?"
    assert {"eastwick", "mayor", "ferri", "bridg"} <= set(query.terms)


def test_all_of_a_short_question_is_asked() -> None:
    question = "There was a storm in Eastwick. How strong were its gusts?"

    assert understand(question).asked == question
