"""Trains the answer reader, ``retrieval/models/reader_weights``.

    python -m scripts.train reader --cache DIR [--steps 4000] [--begin FILE] [--keep FILE]

The training examples are cloze questions made from articles (cloze_questions.py) and, for about a
quarter, human questions with the passages that an archive finds for them. No test question is used,
and no question on which the reranker, highlight or confidence weights are fitted. Takes about 90
minutes on 2 processors; ``--keep`` saves checkpoints, ``--begin`` resumes from one. Needs the
folder ``shared``.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from retrieval.models.answer_reader import TOKENIZER, ReaderTokenizer
from retrieval.search.fusion import best_first
from retrieval.search.reranker import default_reranker
from retrieval.text.sentences import sentence_spans
from scripts.train.cloze_questions import (
    NEGATIVES,
    WINDOW_WORDS,
    ClozeQuestions,
    TrainingExample,
)
from scripts.train.quality_archives import JudgedQuestion, judge_questions, quality_archive
from scripts.train.quality_sets import SETS, SHARED, holds, newsquiz_training_articles
from scripts.train.reader_model import Batch, ReaderModel, batch_of, loss, write_reader

ROOT = Path(__file__).resolve().parents[2]

TARGET = ROOT / "retrieval" / "models" / "reader_weights"
_BATCH_SIZE = 8  # examples
_LONG_BATCH_SIZE = 3  # examples with whole passages instead of windows
_LONG_SHARE = 0.2  # of batches with whole passages
_HUMAN_SHARE = 0.2  # of human questions in the other batches
_UNANSWERABLE_SHARE = 0.12  # of examples without a relevant passage
_LEARNING_RATE, _WARM_UP_STEPS = 1.5e-4, 100
_REPORT_EVERY = 50  # steps
_PASSAGES = 18  # retrieved per human question


@dataclass(frozen=True, slots=True)
class HumanExample:
    """A human question with windows of its passages, and with whole passages."""

    with_windows: TrainingExample
    with_passages: TrainingExample


def main() -> int:
    """Trains the model, reports its loss, writes it."""
    parser = argparse.ArgumentParser(description="Trains the answer reader.")
    parser.add_argument("--cache", type=Path, required=True, help="folder of the archives")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--begin", type=Path, help="checkpoint to resume from")
    parser.add_argument("--keep", type=Path, help="file for checkpoints")
    arguments = parser.parse_args()
    if not SHARED.is_dir():
        print(f"There is nothing to train on: {SHARED} is not there.")
        return 0
    torch.manual_seed(0)
    model = ReaderModel()
    if arguments.begin:
        model.load_state_dict(torch.load(arguments.begin, weights_only=True))
    tokenizer = ReaderTokenizer(model.folder / TOKENIZER)
    source = batches(human_examples(arguments.cache), tokenizer)
    train(model, source, arguments.steps, arguments.keep)
    write_reader(model, TARGET)
    return 0


def train(
    model: ReaderModel, source: Iterator[Batch], steps: int, keep: Path | None = None
) -> list[float]:
    """Trains with AdamW and linear decay of the learning rate; returns the loss of each step."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=_LEARNING_RATE, weight_decay=0.01)
    losses: list[float] = []
    began, warm_up = time.monotonic(), max(1, min(_WARM_UP_STEPS, steps // 10))
    model.train()
    for step, batch in zip(range(steps), source, strict=False):
        for group in optimizer.param_groups:
            group["lr"] = _LEARNING_RATE * min(1.0, (step + 1) / warm_up) * (1.0 - step / steps)
        with torch.autocast("cpu", torch.bfloat16):
            scores = model.scores(batch)
        value = loss(scores, batch)
        optimizer.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        losses.append(value.item())
        if len(losses) % _REPORT_EVERY == 0:
            mean, took_s = sum(losses[-_REPORT_EVERY:]) / _REPORT_EVERY, time.monotonic() - began
            print(f"{len(losses)} of {steps}: loss {mean:.3f}, {took_s:.0f} s", flush=True)
            if keep:
                torch.save(model.state_dict(), keep)
    return losses


def batches(
    human: Sequence[HumanExample], tokenizer: ReaderTokenizer, seed: int = 0
) -> Iterator[Batch]:
    """An endless sequence of batches, the same for the same ``seed``."""
    random_ = random.Random(seed)
    cloze = iter(ClozeQuestions(newsquiz_training_articles(), seed=seed))
    while True:
        if random_.random() < _LONG_SHARE:
            examples = [random_.choice(human).with_passages for _ in range(_LONG_BATCH_SIZE)]
        else:
            examples = [
                random_.choice(human).with_windows
                if random_.random() < _HUMAN_SHARE
                else next(cloze)
                for _ in range(_BATCH_SIZE)
            ]
        yield batch_of([_sample(example, random_) for example in examples], tokenizer)


def _sample(example: TrainingExample, random_: random.Random) -> TrainingExample:
    """The example with at most one positive passage and NEGATIVES negative ones."""
    positives = [one for one in example.passages if holds(one[1], example.answer or "")]
    negatives = [one for one in example.passages if one not in positives]
    sampled = tuple(random_.sample(negatives, NEGATIVES))
    if random_.random() < _UNANSWERABLE_SHARE:
        return replace(example, answer=None, passages=sampled)
    return replace(example, passages=(random_.choice(positives), *sampled))


def human_examples(cache: Path) -> list[HumanExample]:
    """Human questions with the passages that an archive finds for them."""
    examples: list[HumanExample] = []
    for make in SETS.values():
        quality_set = make()
        questions = [question for question in quality_set.questions if question.is_for_reader]
        if questions:
            with quality_archive(quality_set, cache) as archive:
                judged = judge_questions(quality_set, archive, questions, use_reader=False)
                examples += [example for own in judged for example in _examples(own)]
    return examples


def _examples(judged: JudgedQuestion) -> Iterator[HumanExample]:
    """The question as an example, if it has a positive passage and enough negative ones."""
    found, answer = judged.found, judged.question.answer
    scores = default_reranker().scores(judged.query, found.results, found.features)
    passages, windows, positives = [], [], 0
    for index in best_first(found.results, scores)[:_PASSAGES]:
        result = found.results[index]
        text, title = result.passage.text, result.article.title or ""
        center = found.features[index].best_sentence.start
        if holds(text, answer):
            spans = sentence_spans(text)
            answering = [s.start for s in spans if holds(text[s.start : s.end], answer)]
            if not judged.relevant[index] or not answering:
                continue
            center, positives = answering[0], positives + 1
        passages.append((title, text))
        windows.append((title, window(text, center)))
    if positives and len(passages) - positives >= NEGATIVES:
        question = judged.question.text
        yield HumanExample(
            with_windows=TrainingExample(question, answer, tuple(windows)),
            with_passages=TrainingExample(question, answer, tuple(passages)),
        )


def window(text: str, offset: int) -> str:
    """The sentence at ``offset`` with whole sentences around it, up to WINDOW_WORDS words.

    >>> window("He came. She was there before him. " * 40, 90).count("He came.")
    6
    """
    spans = sentence_spans(text)
    first = last = max((i for i, span in enumerate(spans) if span.start <= offset), default=0)
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
