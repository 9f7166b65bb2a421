"""Asks the same questions plainly and in other forms, such as with a slip; counts the answers.

    python -m scripts.bench rephrased FOLDER [--also ARTICLES]

FOLDER holds ``articles.jsonl`` and ``questions.jsonl``, whose lines have ``question`` and ``gold``,
strings one of which an answering passage holds; null where no article answers. Thirty are asked in
each form, drawn by a fixed seed: with one slip of the keyboard, politely, or, if they ask why or
how, in ten ways of asking so. A question counts where it is answered, the first passage is an
answering one, and the marked answer overlaps one of the strings.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval import Archive, load_settings, open_archive
from retrieval.text.words.terms import stop_words

QUESTIONS = 30
SEED = 20260301
FRAMINGS = (
    "Evening folks, I've been meaning to ask: {lower}",
    "Not sure this is the right place, but {lower}",
    "Hiya! Would it be too much to ask {lower}",
    "{question} I'd be ever so grateful.",
    "Right, here is one for you. {question}",
    "ok so basically {lower}",
    "Greetings. Might anyone here be able to point me to this: {lower}",
    "{question} Ta very much!",
    "Apologies if it's a silly one, but {lower}",
    "We were having a chat over lunch and nobody could say {lower}",
)
REASONS = (
    "So {lower}",
    "Remind me: {lower}",
    "{bare}, any idea?",
    "{bare}? I never understood that.",
    "Explain {lower}",
    "What's the story, {lower}",
    "{bare} in the first place?",
    "Someone asked me {lower}",
    "{bare} - in a nutshell?",
    "I read about it but forgot: {lower}",
)
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_LEAST_LETTERS = 5  # of a word that gets a slip
_ASKS_WHY = re.compile(r"(?:why|how (?!(?:many|much|long|old|far|high|often|large|big)\b))", re.I)
_WORD = re.compile(r"(?<![\w-])[A-Za-z]+(?![\w-])")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question, and strings one of which an answering passage holds."""

    question: str
    gold: tuple[str, ...]


def main() -> int:
    """Fills an archive, asks, prints a table."""
    parser = argparse.ArgumentParser(description="Asks questions with slips and politely.")
    parser.add_argument("folder", type=Path, help="with articles.jsonl and questions.jsonl")
    parser.add_argument("--also", type=Path, help="further articles, such as seeds/articles")
    options = parser.parse_args()
    labelled = answerable((options.folder / "questions.jsonl").read_text(encoding="utf-8"))
    sources = [options.folder / "articles.jsonl", *([options.also] if options.also else [])]
    with (
        tempfile.TemporaryDirectory() as folder,
        open_archive(load_settings(archive=folder), create=True) as archive,
    ):
        archive.ingest(sources)
        print("| form | questions | plain | so asked |\n|---|---|---|---|")
        for name, rephrase in FORMS.items():
            asked = rephrased(labelled, rephrase)
            plain = sum(is_right(archive, own, own.question) for own, _ in asked)
            right = sum(is_right(archive, own, question) for own, question in asked)
            print(f"| {name} | {len(asked)} | {plain} | {right} |")
    return 0


def answerable(lines: str) -> list[Labelled]:
    """The answerable questions of a file, in its order."""
    rows = [json.loads(line) for line in lines.splitlines() if line.strip()]
    return [Labelled(row["question"], tuple(row["gold"])) for row in rows if row["gold"]]


def rephrased(
    labelled: Sequence[Labelled], rephrase: Callable[[str, random.Random, int], str]
) -> list[tuple[Labelled, str]]:
    """QUESTIONS questions in the order drawn by the seed, each with how it is asked.

    Those that a form leaves as they are do not count; where few are left, they are asked again in
    another way.
    """
    choice = random.Random(SEED)
    drawn = choice.sample(labelled, len(labelled))
    asked: dict[str, Labelled] = {}
    for turn in range(len(FRAMINGS)):
        for place, own in enumerate(drawn):
            question = rephrase(own.question, choice, place + turn)
            if question != own.question and len(asked) < QUESTIONS:
                asked[question] = own
    return [(own, question) for question, own in asked.items()]


def with_slip(question: str, choice: random.Random, _: int = 0) -> str:
    """``question`` with one slip in a telling word, not at its first letter.

    >>> with_slip("Who owns the harbour?", random.Random(1))
    'Who owns the harobur?'
    """
    words = [
        found
        for found in _WORD.finditer(question)
        if len(found[0]) >= _LEAST_LETTERS and found[0].lower() not in stop_words()
    ]
    if not words:
        return question
    word = choice.choice(words)
    slip = choice.choice((_swapped, _left_out, _doubled, _beside))
    place = choice.randrange(1, len(word[0]) - 1)
    return question[: word.start()] + slip(word[0], place, choice) + question[word.end() :]


def framed(question: str, _: random.Random, place: int) -> str:
    """``question`` in the framing of that place; each of ten comes as often."""
    return FRAMINGS[place % len(FRAMINGS)].format(question=question, lower=_lower(question))


def asking_why(question: str, _: random.Random, place: int) -> str:
    """A question that begins with "why" or "how" in the way of asking of that place.

    >>> asking_why("Why did it sink?", random.Random(0), 0), asking_why("Who?", random.Random(0), 0)
    ('So why did it sink?', 'Who?')
    """
    if not _ASKS_WHY.match(question):
        return question
    form = REASONS[place % len(REASONS)]
    return form.format(lower=_lower(question), bare=question.rstrip("?"))


def is_right(archive: Archive, labelled: Labelled, question: str) -> bool:
    """Whether ``question`` is answered, by an answering passage first, with the answer marked."""
    answer = archive.ask(question, k=1)
    if not answer.answered:
        return False
    [result] = answer.results
    marks = [result.answer] if result.answer else result.highlight
    text = result.passage.text
    return any(
        mark.start < found.end() and found.start() < mark.end
        for gold in labelled.gold
        for found in re.finditer(re.escape(gold), text)
        for mark in marks
    )


def _lower(question: str) -> str:
    """``question`` as it goes on after other words."""
    first, _, rest = question.partition(" ")
    is_plain = first.lower() in stop_words() and not first.isupper()
    return f"{first.lower()} {rest}" if is_plain else question


def _swapped(word: str, place: int, _: random.Random) -> str:
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _left_out(word: str, place: int, _: random.Random) -> str:
    return word[:place] + word[place + 1 :]


def _doubled(word: str, place: int, _: random.Random) -> str:
    return word[: place + 1] + word[place:]


def _beside(word: str, place: int, choice: random.Random) -> str:
    """With a letter's neighbour on the keyboard in its place."""
    [row] = [row for row in _KEYBOARD if word[place].lower() in row]
    at = row.index(word[place].lower())
    neighbour = choice.choice(row[max(0, at - 1) : at] + row[at + 1 : at + 2])
    return word[:place] + neighbour + word[place + 1 :]


FORMS: dict[str, Callable[[str, random.Random, int], str]] = {
    "one slip": with_slip,
    "framed": framed,
    "why and how": asking_why,
}
