"""Draws training examples of the answer reader and writes them to a file, as tokens.

    python -m scripts.train reader-examples --found FILE --seed N --count M --to FILE
    python -m scripts.train reader-examples --found FILE --held-out --count M --to FILE

Examples are questions by people (reader_questions.py), those and the follow-ups to them of invented
news desks with what was found for them (found_passages.py), and made by rule (cloze_questions.py,
reader_tables.py), many of them varied so that nothing answers (reader_variations.py). With
``--held-out`` they are up to M of each set that are never trained on, each as it is, without its
answer and with something else asked; what was found is then that of other desks. Needs the folder
``shared``.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from retrieval.models.answer_reader import TOKENIZER, ReaderTokenizer
from retrieval.types import JsonObject, Span
from scripts.quality.sets import SHARED, newsquiz_training_articles, occurrences
from scripts.train.cloze_questions import ClozeQuestions, TrainingExample
from scripts.train.found_passages import FoundPassages, read_found
from scripts.train.packed_examples import ANSWER_TAKEN_OUT, NEAR_MISS, pack, save
from scripts.train.reader_questions import asked_examples
from scripts.train.reader_tables import TableQuestions
from scripts.train.reader_texts import Example, Text, heading_of, shortened
from scripts.train.reader_variations import Variations

TOKENIZER_FILE = (
    Path(__file__).resolve().parents[2] / "retrieval" / "models" / "reader_weights" / TOKENIZER
)

_SHARES = {
    "stories": 0.08,
    "encyclopedia": 0.07,
    "papers": 0.02,
    "quiz": 0.03,
    "news": 0.09,
    "more news": 0.24,
    "desks": 0.15,
    "follow-ups": 0.28,
    "cloze": 0.02,
    "tables": 0.02,
}
_SECOND_FORM = 0.35  # share of the follow-ups read in two forms that are drawn in the second
_WORDS = {55: 0.4, 100: 0.35, 180: 0.25}  # of a passage, with the share of examples
_WRONG = (1, 3, 4, 6)  # passages of an example beside the right one
_HELD_OUT_WORDS, _HELD_OUT_WRONG = 130, 5
_REPORTED = 10_000


def main() -> int:
    """Draws, reports the numbers, writes."""
    parser = argparse.ArgumentParser(description="Draws examples to train the reader on.")
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--seed", type=int, help="of the draw")
    kind.add_argument("--held-out", action="store_true", help="those never trained on")
    parser.add_argument("--count", type=int, required=True, help="examples; of each set, held out")
    parser.add_argument("--found", type=Path, required=True, metavar="FILE", help="of desks")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="ends in .npz")
    arguments = parser.parse_args()
    if not SHARED.is_dir():
        print(f"There is nothing to draw from: {SHARED} is not there.")
        return 0
    found = list(read_found(arguments.found))
    asked = asked_examples()
    print({name: len(examples) for name, examples in asked.items()}, len(found), flush=True)
    if arguments.held_out:
        kept = {name: [one for one in own if one.is_held_out] for name, own in asked.items()}
        kept["desks"] = [own.examples[0] for own in found if not own.is_follow_up]
        kept["follow-ups"] = [own.examples[0] for own in found if own.is_follow_up]
        drawn = held_out(kept, arguments.count)
    else:
        drawn = ExampleSource(asked, found, arguments.seed).drawn(arguments.count)
    tokenizer = ReaderTokenizer(TOKENIZER_FILE)
    packed = []
    for name, example in drawn:
        if example.wrong:
            packed.append(pack(example, name, tokenizer))
            if len(packed) % _REPORTED == 0:
                print(len(packed), flush=True)
    save(packed, arguments.to)
    print(f"{len(packed)} examples in {arguments.to}")
    return 0


class ExampleSource:
    """Draws from all sets by their shares, the same for the same ``seed``."""

    def __init__(
        self,
        asked: Mapping[str, Sequence[Example]],
        found: Sequence[FoundPassages],
        seed: int,
    ) -> None:
        self._chance = random.Random(seed)
        self._asked = {
            name: [example for example in examples if not example.is_held_out]
            for name, examples in asked.items()
        }
        self._asked["desks"] = [own.examples[0] for own in found if not own.is_follow_up]
        self._follow_ups = [own for own in found if own.is_follow_up]
        questions = [example.question for own in self._asked.values() for example in own]
        self._variations = Variations(questions, self._chance)
        self._left: dict[str, list[Example]] = {name: [] for name in self._asked}
        self._cloze = iter(ClozeQuestions(_headed_articles(), seed=seed))
        self._tables = iter(TableQuestions(seed=seed))

    def drawn(self, count: int) -> Iterator[tuple[str, Example]]:
        """``count`` examples, each with the name of its set."""
        for _ in range(count):
            [words] = self._chance.choices(list(_WORDS), list(_WORDS.values()))
            [name] = self._chance.choices(list(_SHARES), list(_SHARES.values()))
            wrong = self._chance.choice(_WRONG)
            if name == "follow-ups":
                yield name, self._variations.answered_or_not(self._follow_up(words, wrong))
            else:
                yield name, self._variations.drawn(self._next(name, words, wrong))

    def _follow_up(self, words: int, wrong: int) -> Example:
        """A follow-up in one of the forms in which it is read."""
        found = self._chance.choice(self._follow_ups)
        is_second = self._chance.random() < _SECOND_FORM
        example = found.examples[-1 if is_second else 0]
        return shortened(example, words, self._chance, wrong)

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


def held_out(
    examples: Mapping[str, Sequence[Example]], count: int
) -> Iterator[tuple[str, Example]]:
    """Up to ``count`` of the held-out examples of each set, and what does not answer made of each.

    The latter have the set's name, "/" and the kind after it.
    """
    chance = random.Random(1)
    variations = Variations([one.question for own in examples.values() for one in own], chance)
    for name, own in examples.items():
        for example in chance.sample(own, min(count, len(own))):
            short = shortened(example, _HELD_OUT_WORDS, chance, _HELD_OUT_WRONG)
            yield name, short
            if short.right is None or not short.wrong:
                continue
            without, other = variations.without_answer(short), variations.near_miss(short)
            for kind, made in ((ANSWER_TAKEN_OUT, without), (NEAR_MISS, other)):
                if made is not None:
                    yield f"{name}/{kind}", made


def _headed_articles() -> Iterator[JsonObject]:
    """Articles that have their headings for titles."""
    for article in newsquiz_training_articles():
        yield {**article, "title": heading_of(article)}


def _of_cloze(made: TrainingExample) -> Example:
    """A question made of an article as an example."""
    right, *wrong = (Text(*passage) for passage in made.passages)
    answers = tuple(Span(*place) for place in occurrences(made.answer or "", right.body))
    return Example(made.question, right, answers, True, tuple(wrong))
