"""Trains ``retrieval/reader``: the model that reads passages for the answer to a question.

    python -m scripts.train reader --cache DIR [--steps 4000] [--begin FILE] [--keep FILE]

On questions made of articles (cloze_questions.py), and a quarter on questions that people
asked, with what an archive finds for them; none of the last three months of the quiz or of XQuAD,
and of the others only those on which nothing that weighs a reading is fitted. About an hour and a
half on 2 processors; ``--keep`` saves the state now and then, ``--begin`` goes on from one. Needs
the folder ``shared``.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import torch

from retrieval.models.answer_reader import TOKENIZER, Sheets
from retrieval.search.fusion import best_first
from retrieval.search.reranker import default_reranker
from retrieval.text.sentences import sentence_spans
from scripts.train.cloze_questions import (
    WINDOW_WORDS,
    WRONG_PASSAGES,
    ClozeQuestions,
    Lesson,
)
from scripts.train.quality_archives import Case, cases, quality_archive
from scripts.train.quality_sets import SETS, SHARED, holds, newsquiz_training_articles
from scripts.train.reader_model import Batch, ReaderModel, batch_of, loss, write_reader

ROOT = Path(__file__).resolve().parents[2]

TARGET = ROOT / "retrieval" / "models" / "reader_weights"
_LESSONS = 8  # a batch
_LONG_LESSONS, _LONG = 3, 0.2  # a batch of whole passages, and how many batches are such
_ASKED = 0.2  # share of questions that people asked
_UNANSWERED = 0.12  # share of lessons without a right passage
_RATE, _WARM_UP = 1.5e-4, 100
_REPORTED = 50


def main() -> int:
    """Trains, reports the loss, writes the model."""
    parser = argparse.ArgumentParser(description="Trains the model that reads passages.")
    parser.add_argument("--cache", type=Path, required=True, help="folder of the archives")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--begin", type=Path, help="state to go on from")
    parser.add_argument("--keep", type=Path, help="where to save the state")
    arguments = parser.parse_args()
    if not SHARED.is_dir():
        print(f"There is nothing to train on: {SHARED} is not there.")
        return 0
    torch.manual_seed(0)
    model = ReaderModel()
    if arguments.begin:
        model.load_state_dict(torch.load(arguments.begin, weights_only=True))
    sheets = Sheets(model.folder / TOKENIZER)
    train(model, batches(asked_lessons(arguments.cache), sheets), arguments.steps, arguments.keep)
    write_reader(model, TARGET)
    return 0


def train(
    model: ReaderModel, source: Iterator[Batch], steps: int, keep: Path | None = None
) -> list[float]:
    """AdamW with a rate that falls to zero; the loss of each step."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=_RATE, weight_decay=0.01)
    losses: list[float] = []
    began, warm_up = time.monotonic(), max(1, min(_WARM_UP, steps // 10))
    model.train()
    for step, batch in zip(range(steps), source, strict=False):
        for group in optimizer.param_groups:
            group["lr"] = _RATE * min(1.0, (step + 1) / warm_up) * (1.0 - step / steps)
        with torch.autocast("cpu", torch.bfloat16):
            scores = model.scores(batch)
        value = loss(scores, batch)
        optimizer.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        losses.append(value.item())
        if len(losses) % _REPORTED == 0:
            mean, took_s = sum(losses[-_REPORTED:]) / _REPORTED, time.monotonic() - began
            print(f"{len(losses)} of {steps}: loss {mean:.3f}, {took_s:.0f} s", flush=True)
            if keep:
                torch.save(model.state_dict(), keep)
    return losses


def batches(
    asked: Sequence[tuple[Lesson, Lesson]], sheets: Sheets, seed: int = 0
) -> Iterator[Batch]:
    """Batches without end; of what was ``asked``, a lesson with windows and one with passages."""
    chance = random.Random(seed)
    made = iter(ClozeQuestions(newsquiz_training_articles(), seed=seed))
    while True:
        if chance.random() < _LONG:
            lessons = [chance.choice(asked)[1] for _ in range(_LONG_LESSONS)]
        else:
            lessons = [
                chance.choice(asked)[0] if chance.random() < _ASKED else next(made)
                for _ in range(_LESSONS)
            ]
        yield batch_of([_drawn(lesson, chance) for lesson in lessons], sheets)


def _drawn(lesson: Lesson, chance: random.Random) -> Lesson:
    """The lesson with one right passage, or none, and some wrong ones."""
    right = [one for one in lesson.passages if holds(one[1], lesson.answer or "")]
    wrong = [one for one in lesson.passages if one not in right]
    few = tuple(chance.sample(wrong, WRONG_PASSAGES))
    if chance.random() < _UNANSWERED:
        return replace(lesson, answer=None, passages=few)
    return replace(lesson, passages=(chance.choice(right), *few))


def asked_lessons(cache: Path) -> list[tuple[Lesson, Lesson]]:
    """Questions that people asked, once with windows and once with whole passages."""
    lessons = []
    for make in SETS.values():
        quality_set = make()
        questions = [question for question in quality_set.questions if question.is_for_reader]
        if questions:
            with quality_archive(quality_set, cache) as archive:
                found = cases(quality_set, archive, questions, hide=False, read=False)
                lessons += [pair for case in found for pair in _lessons(case)]
    return lessons


def _lessons(case: Case) -> Iterator[tuple[Lesson, Lesson]]:
    """The case as lessons, where it has passages with the answer and enough without."""
    found, answer = case.found, case.question.answer
    scores = default_reranker().scores(case.query, found.results, found.evidence)
    whole, windows, right = [], [], 0
    for place in best_first(found.results, scores)[:18]:
        result, sentence = found.results[place], found.evidence[place].sentence
        text, title = result.passage.text, result.article.title or ""
        first = sentence.start
        if holds(text, answer):
            spans = sentence_spans(text)
            inside = [s.start for s in spans if holds(text[s.start : s.end], answer)]
            if not case.right[place] or not inside:
                continue
            first, right = inside[0], right + 1
        whole.append((title, text))
        windows.append((title, window(text, first)))
    if right and len(whole) - right >= WRONG_PASSAGES:
        question = case.question.text
        yield Lesson(question, answer, tuple(windows)), Lesson(question, answer, tuple(whole))


def window(text: str, place: int) -> str:
    """Whole sentences around the one at ``place``, of up to WINDOW_WORDS words or one sentence.

    >>> window("He came. She was there before him. " * 40, 90).count("He came.")
    7
    """
    spans = sentence_spans(text)
    first = last = max((i for i, span in enumerate(spans) if span.start <= place), default=0)
    while True:
        wider = [
            (begin, end)
            for begin, end in ((first, last + 1), (first - 1, last))
            if begin >= 0
            and end < len(spans)
            and len(text[spans[begin].start : spans[end].end].split()) <= WINDOW_WORDS
        ]
        if not wider:
            return text[spans[first].start : spans[last].end]
        first, last = wider[0]
