"""Variations of a training example: how else people ask, and what would not be answered.

What is not answered is made by rule: a name, number, year, code or word of the question is replaced
by another that no passage holds, or the answering sentences are taken out. The reader learns from
the pair that every such word counts.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from retrieval.text.articles.sentences import sentence_spans
from retrieval.text.words.terms import index_terms, stop_words
from scripts.train.reader_texts import Example

_NAME = re.compile(r"(?<=[a-z,’'] )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*")
_CODE = re.compile(r"\b(?=\w*\d)(?=\w*[A-Za-z])[\w/-]{3,}\b|\b[A-Z]{1,3} ?-?\d{2,}\b")
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_WORD = re.compile(r"\b[a-z]{4,}\b")
_FRAMINGS = (
    "hi, {}",
    "hello there! {}",
    "quick question: {}",
    "i need to know {}",
    "can you tell me {}",
    "do you have anything on {}",
    "my editor asks: {}",
    "please look up {}",
    "could you check {} thanks",
    "{} please",
    "sorry to bother you, but {}",
    "not sure if you cover this, {}",
    "for a piece i am writing, {}",
    "anyone know {}",
    "ok so {}",
    "find out {}",
)
_PAPERS = ("Herald", "Gazette", "Tribune", "Courier", "Observer", "Echo", "Daily News", "Record")
_PLACES = ("Ashford", "Bellmore", "Carden", "Dunholm", "Easton", "Greyport", "Inverlea", "Kestrel")
_MONTHS = (
    "January February March April May June July August September October November December".split()
)


class Variations:
    """Draws variations of examples; names and words to swap come from all ``questions``."""

    def __init__(self, questions: Sequence[str], chance: random.Random) -> None:
        self._chance = chance
        self._names = sorted({m[0] for question in questions for m in _NAME.finditer(question)})
        self._words = sorted(
            {m[0] for question in questions for m in _WORD.finditer(question)} - stop_words()
        )

    def drawn(self, example: Example) -> Example:
        """The example, or a variation of it."""
        example = self._sourced(example)
        example = self.answered_or_not(example)
        return replace(example, question=self._typed(example.question))

    def answered_or_not(self, example: Example) -> Example:
        """The example, or one of like words that nothing answers."""
        turned = self._chance.random()
        if example.right is not None and turned < 0.34:
            make: Callable[[Example], Example | None] = (
                self.without_answer if turned < 0.12 else self.near_miss
            )
            return make(example) or example
        return example

    def _sourced(self, example: Example) -> Example:
        """Where no publisher is known, sometimes an invented one and a date for each passage; the
        question may then name those of the right passage, or others that no passage is of.
        """
        chance = self._chance
        if example.right is None or ", " in example.right.heading or chance.random() > 0.35:
            return example
        heads = [self._source() for _ in range(len(example.wrong) + 1)]
        right = replace(example.right, heading=_headed(heads[0], example.right.heading))
        wrong = [
            replace(text, heading=_headed(head, text.heading))
            for head, text in zip(heads[1:], example.wrong, strict=True)
        ]
        if chance.random() > 0.4 or len(wrong) < 2:
            return replace(example, right=right, wrong=tuple(wrong))
        wrong[0] = replace(example.right, heading=_headed(self._source(), example.right.heading))
        is_met = chance.random() < 0.7
        paper, day = heads[0] if is_met else self._source()
        question = self._restricted(example.question.rstrip("?. "), paper, day)
        if is_met:
            return replace(example, question=question, right=right, wrong=tuple(wrong))
        return Example(question, None, (), False, (right, *wrong))

    def _restricted(self, bare: str, paper: str, day: str) -> str:
        """The question asked of a paper or of a time."""
        number, month, year = day.split()
        forms = (
            "According to the {paper}, {bare}",
            "{bare} according to {paper}?",
            "{bare} in {month} {year}?",
            "{bare} on {number} {month} {year}?",
            "In {year}, {bare}",
        )
        form = self._chance.choice(forms)
        return form.format(bare=bare, paper=paper, number=number, month=month, year=year)

    def _source(self) -> tuple[str, str]:
        chance = self._chance
        paper = f"{chance.choice(_PLACES)} {chance.choice(_PAPERS)}"
        day = f"{chance.randint(1, 28)} {chance.choice(_MONTHS)} {chance.randint(2015, 2026)}"
        return paper, day

    def without_answer(self, example: Example) -> Example | None:
        """The same with the answering sentences taken out of the right passage."""
        if not example.answers or example.right is None:
            return None
        body = example.right.body
        kept = [
            body[span.start : span.end]
            for span in sentence_spans(body)
            if not any(a.start < span.end and span.start < a.end for a in example.answers)
        ]
        if not kept:
            return None
        left = replace(example.right, body=" ".join(kept))
        return Example(example.question, None, (), False, (left, *example.wrong))

    def near_miss(self, example: Example) -> Example | None:
        """The same question about something else, which no passage of the example holds.

        ``None`` where nothing of the question can be replaced; the example has a right passage.
        """
        assert example.right is not None
        held = f"{example.right.heading} {example.right.body}".lower()
        makers = [self._other_code, self._other_name, self._other_number, self._other_word]
        if self._chance.random() < 0.5:
            makers = makers[:3]
        self._chance.shuffle(makers)
        for make in makers:
            made = make(example.question, held)
            if made is not None:
                old, new = made
                texts = (example.right, *example.wrong)
                if any(new.lower() in f"{t.heading} {t.body}".lower() for t in texts):
                    return None
                question = example.question.replace(old, new, 1)
                return Example(question, None, (), False, texts)
        return None

    def _other_name(self, question: str, held: str) -> tuple[str, str] | None:
        names = [m[0] for m in _NAME.finditer(question) if m[0].lower() in held]
        if not names or not self._names:
            return None
        old, new = self._chance.choice(names), self._chance.choice(self._names)
        parts = old.split()
        if len(parts) > 1 and self._chance.random() < 0.6:
            place = self._chance.randrange(len(parts))
            parts[place] = new.split()[0]
            new = " ".join(parts)
        return old, new

    def _other_number(self, question: str, held: str) -> tuple[str, str] | None:
        numbers = [m[0] for m in _NUMBER.finditer(question) if m[0] in held]
        if not numbers:
            return None
        old = self._chance.choice(numbers)
        return old, self._other_digits(old)

    def _other_code(self, question: str, held: str) -> tuple[str, str] | None:
        codes = [m[0] for m in _CODE.finditer(question) if m[0].lower() in held]
        if not codes:
            return None
        old = self._chance.choice(codes)
        return old, self._other_digits(old)

    def _other_digits(self, old: str) -> str:
        """``old`` with one of its last two digits changed."""
        places = [i for i, char in enumerate(old) if char.isdigit()][-2:]
        place = self._chance.choice(places)
        digit = self._chance.choice([d for d in "123456789" if d != old[place]])
        return old[:place] + digit + old[place + 1 :]

    def _other_word(self, question: str, held: str) -> tuple[str, str] | None:
        words = [m[0] for m in _WORD.finditer(question)]
        words = [w for w in words if w not in stop_words() and w in held]
        if not words:
            return None
        old, new = self._chance.choice(words), self._chance.choice(self._words)
        return None if set(index_terms(old)) == set(index_terms(new)) else (old, new)

    def _typed(self, question: str) -> str:
        """The question as people type it: with slips, in keywords, in polite words, bare."""
        chance = self._chance
        turned = chance.random()
        if turned < 0.12:
            question = self._misspelt(question)
        elif turned < 0.18:
            words = [w for w in question.rstrip("?").split() if w.lower() not in stop_words()]
            question = " ".join(words) if len(words) > 2 else question
        elif turned < 0.26:
            lower = question[0].lower() + question[1:] if question[1:2].islower() else question
            question = chance.choice(_FRAMINGS).format(lower)
        if chance.random() < 0.3:
            question = question.rstrip("?")
        return question

    def _misspelt(self, question: str) -> str:
        """With one slip or two: letters exchanged, lost, doubled or wrong."""
        words, chance = question.split(" "), self._chance
        long = [i for i, word in enumerate(words) if len(word) > 4 and word.isalpha()]
        for place in chance.sample(long, min(len(long), chance.choice([1, 1, 2]))):
            word = words[place]
            at = chance.randrange(1, len(word) - 1)
            words[place] = chance.choice(
                [
                    word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                    word[:at] + word[at + 1 :],
                    word[:at] + word[at] + word[at:],
                    word[:at] + chance.choice("abcdefghiklmnoprstu") + word[at + 1 :],
                ]
            )
        return " ".join(words)


def _headed(source: tuple[str, str], title: str) -> str:
    return ": ".join(filter(None, (", ".join(source), title)))
