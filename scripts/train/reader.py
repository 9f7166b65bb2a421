"""Trains ``retrieval/models/reader_weights``: the model that reads passages for the answer.

    python -m scripts.train reader --cache DIR --from FILE [--minutes 95] [--begin FILE]

Begins with a public cross-encoder (reranker_weights.py) and learns from questions by people and
questions made of articles (cloze_questions.py), with variations that are not answered. The state is
kept in DIR now and then; ``--begin`` goes on from one. Needs the folder ``shared``.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Protocol

import torch

from retrieval.models.answer_reader import TOKENIZER, ReaderTokenizer
from retrieval.types import JsonObject, Span
from scripts.quality.sets import SHARED, newsquiz_training_articles, occurrences
from scripts.train.cloze_questions import ClozeQuestions, TrainingExample
from scripts.train.reader_examples import (
    Example,
    Text,
    asked_examples,
    heading_of,
    shortened,
)
from scripts.train.reader_model import (
    Batch,
    ReaderModel,
    batch_of,
    initial_model,
    loss,
    write_reader,
)
from scripts.train.reader_tables import TableQuestions
from scripts.train.reader_variations import Variations

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "retrieval" / "models" / "reader_weights"

_SHARES = {
    "stories": 0.2,
    "encyclopedia": 0.2,
    "papers": 0.05,
    "quiz": 0.1,
    "news": 0.32,
    "cloze": 0.06,
    "tables": 0.07,
}
_SIZES = ((55, 32, 0.4), (100, 20, 0.35), (180, 12, 0.25))  # words and number of passages, share
_WRONG = (3, 1)  # passages of an example beside the right one, in every other batch
_RATE, _NEW_RATE, _WARM_UP = 5e-5, 5e-4, 60
_REPORTED, _CHECKED = 25, 400


def main() -> int:
    """Trains, reports the loss, writes the model."""
    parser = argparse.ArgumentParser(description="Trains the model that reads passages.")
    parser.add_argument("--cache", type=Path, required=True, help="folder of archives and states")
    parser.add_argument("--from", dest="base", type=Path, required=True, help="the cross-encoder")
    parser.add_argument("--minutes", type=float, default=95.0)
    parser.add_argument("--begin", type=Path, help="state to go on from")
    parser.add_argument("--target", type=Path, default=TARGET)
    arguments = parser.parse_args()
    if not SHARED.is_dir():
        print(f"There is nothing to train on: {SHARED} is not there.")
        return 0
    torch.manual_seed(0)
    model = initial_model(arguments.base)
    if arguments.begin:
        model.load_state_dict(torch.load(arguments.begin, weights_only=True))
    tokenizer = TARGET / TOKENIZER
    asked = asked_examples()
    print({name: len(examples) for name, examples in asked.items()}, flush=True)
    source = Source(asked, ReaderTokenizer(tokenizer))
    train(model, source, arguments.minutes * 60, arguments.cache / "reader.pt")
    write_reader(model, tokenizer, arguments.target)
    return 0


class Batches(Protocol):
    """What the model is trained on, and examples to look at meanwhile."""

    def __iter__(self) -> Iterator[Batch]:
        """The batches of the training."""

    def held_out(self, count: int) -> Iterator[tuple[Example, Batch]]:
        """Up to ``count`` examples that are not trained on, as they are."""


class Source:
    """Batches without end of examples by people and of articles, and examples held out."""

    def __init__(
        self, asked: Mapping[str, Sequence[Example]], tokenizer: ReaderTokenizer, seed: int = 0
    ) -> None:
        self._chance = random.Random(seed)
        self._tokenizer = tokenizer
        self._asked = {
            name: [example for example in examples if not example.is_held_out]
            for name, examples in asked.items()
        }
        self._held_out = [e for own in asked.values() for e in own if e.is_held_out]
        questions = [e.question for own in self._asked.values() for e in own]
        self._variations = Variations(questions, self._chance)
        self._left: dict[str, list[Example]] = {name: [] for name in asked}
        self._cloze = iter(ClozeQuestions(_headed_articles(), seed=seed))
        self._tables = iter(TableQuestions(seed=seed))

    def __iter__(self) -> Iterator[Batch]:
        for wrong in cycle(_WRONG):
            [(words, passages, _)] = self._chance.choices(_SIZES, [share for *_, share in _SIZES])
            names = self._chance.choices(
                list(_SHARES), list(_SHARES.values()), k=passages // (wrong + 1)
            )
            drawn = [self._variations.drawn(self._next(name, words, wrong)) for name in names]
            yield batch_of([example for example in drawn if example.wrong], self._tokenizer)

    def held_out(self, count: int) -> Iterator[tuple[Example, Batch]]:
        """See :class:`Batches`."""
        chance = random.Random(1)
        for example in chance.sample(self._held_out, min(count, len(self._held_out))):
            short = shortened(example, 100, chance, _WRONG[0])
            yield short, batch_of([short], self._tokenizer)

    def _next(self, name: str, words: int, wrong: int) -> Example:
        """The next example of a set, with passages of ``words``; asked ones once before any is
        drawn again.
        """
        if name == "tables":
            return next(self._tables)
        if name == "cloze":
            return shortened(_of_cloze(next(self._cloze)), words, self._chance, wrong)
        if not self._left[name]:
            self._left[name] = self._chance.sample(self._asked[name], len(self._asked[name]))
        return shortened(self._left[name].pop(), words, self._chance, wrong)


def train(model: ReaderModel, source: Batches, seconds: float, state: Path) -> list[float]:
    """Trains with AdamW and a rate that falls to zero; returns the loss of each step."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    new = list(model.span.parameters())
    old = [parameter for parameter in trained if not any(parameter is one for one in new)]
    optimizer = torch.optim.AdamW([{"params": old}, {"params": new}], weight_decay=0.01)
    losses: list[float] = []
    began = time.monotonic()
    model.train()
    for step, batch in enumerate(source, start=1):
        part = (time.monotonic() - began) / seconds
        if part >= 1.0:
            break
        for group, rate in zip(optimizer.param_groups, (_RATE, _NEW_RATE), strict=True):
            group["lr"] = rate * min(1.0, step / _WARM_UP) * (1.0 - part)
        with torch.autocast("cpu", torch.bfloat16):
            scores = model.scores(batch)
            value = loss(scores, batch)
        optimizer.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        losses.append(value.item())
        if step % _REPORTED == 0:
            mean = sum(losses[-_REPORTED:]) / _REPORTED
            print(f"{step}: {part:.0%}, loss {mean:.3f}", flush=True)
        if step % _CHECKED == 0:
            torch.save(model.state_dict(), state)
            print(f"  held out: {_checked(model, source)}", flush=True)
    torch.save(model.state_dict(), state)
    print(f"  held out: {_checked(model, source)}", flush=True)
    return losses


def _checked(model: ReaderModel, source: Batches, count: int = 240) -> str:
    """Shares of held-out examples with the right passage first, with the likeliest first word of
    its answer right, and with all passages refused where none answers.
    """
    model.eval()
    hits: dict[str, list[bool]] = {"right first": [], "first word": [], "refused": []}
    for example, batch in source.held_out(count):
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            scores = model.scores(batch)
        best = int(scores.relevance.argmax())
        if example.right is None:
            hits["refused"].append(float(scores.relevance[best]) < 0.0)
            continue
        hits["right first"].append(best == 0)
        if batch.starts[0].any():
            first = scores.starts[0].masked_fill(~batch.is_passage[0], -math.inf).argmax()
            hits["first word"].append(bool(batch.starts[0, first]))
    model.train()
    return ", ".join(f"{name} {sum(own)} of {len(own)}" for name, own in hits.items())


def _headed_articles() -> Iterator[JsonObject]:
    """Articles that have their headings for titles."""
    for article in newsquiz_training_articles():
        yield {**article, "title": heading_of(article)}


def _of_cloze(made: TrainingExample) -> Example:
    """A question made of an article as an example."""
    right, *wrong = (Text(*passage) for passage in made.passages)
    answers = tuple(Span(*place) for place in occurrences(made.answer or "", right.body))
    return Example(made.question, right, answers, True, tuple(wrong))
