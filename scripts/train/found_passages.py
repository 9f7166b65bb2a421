"""What an archive finds for the questions and conversations of invented news desks.

    python -m scripts.train found-passages [--held-out] --to FILE

Each desk is made an archive and asked, the turns of a conversation after each other. The passages
that it finds and that do not answer are those that a reader has to tell from the answer. Examples
go to ``FILE`` as lines of JSON, each with the forms in which the reader is asked the question. With
``--held-out`` they are of desks that the reader is not trained on.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from retrieval.archive import Archive
from retrieval.search.evidence.heading import heading
from retrieval.search.questions.variants import asked_of
from retrieval.types import Article, Passage
from scripts.quality.archives import ask_desk, quality_archive
from scripts.quality.invented_news import FITTING_DESKS, READER_DESKS, Desk
from scripts.quality.sets import read_lines
from scripts.train.reader_texts import Example, Text, example_of

_FOUND = 14  # passages of a question


@dataclass(frozen=True, slots=True)
class FoundPassages:
    """A question in the ``forms`` in which it is read, the passage that answers, if any does, with
    the words that may be the answer, and passages that do not. A follow-up is read in one form or
    two, see :func:`retrieval.search.questions.variants.asked_of`.
    """

    forms: tuple[str, ...]
    is_follow_up: bool
    right: Text | None
    answers: tuple[str, ...]
    wrong: tuple[Text, ...]

    @property
    def examples(self) -> list[Example]:
        """An example for each form."""
        return [example_of(form, self.right, self.answers, self.wrong) for form in self.forms]


def main() -> int:
    """Asks all desks, writes what they find."""
    parser = argparse.ArgumentParser(description="Asks the invented news desks.")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE")
    parser.add_argument("--held-out", action="store_true", help="of desks never trained on")
    arguments = parser.parse_args()
    with arguments.to.open("w", encoding="utf-8") as file, TemporaryDirectory() as cache:
        for name in FITTING_DESKS if arguments.held_out else READER_DESKS:
            desk = Desk.read(name)
            with quality_archive(desk, Path(cache)) as archive:
                found = list(found_passages(desk, archive))
            file.writelines(json.dumps(asdict(own)) + "\n" for own in found)
            print(f"{name}: {len(found)}", flush=True)
    return 0


def read_found(file: Path) -> Iterator[FoundPassages]:
    """What :func:`main` wrote."""
    for row in read_lines(file):
        right, wrong = row["right"], (Text(**own) for own in row["wrong"])
        yield FoundPassages(
            tuple(row["forms"]),
            row["is_follow_up"],
            Text(**right) if right else None,
            tuple(row["answers"]),
            tuple(wrong),
        )


def found_passages(desk: Desk, archive: Archive) -> Iterator[FoundPassages]:
    """What an archive of its articles finds for all that is asked of a desk."""
    for asked in ask_desk(desk, archive, k=_FOUND):
        found = [(result.article, result.passage) for result in asked.results]
        right = next((own for own in found if own in asked.answering), None)
        right = right or next(iter(asked.answering), None)
        answers = asked.question.answers
        wrong = [own for own in found if not any(answer in own[1].text for answer in answers)]
        if asked.question.kind == "recency" and right:  # older accounts were answers once
            wrong = [own for own in wrong if _day(own[0]) >= _day(right[0])]
        yield FoundPassages(
            tuple(asked_of(asked.query, "")),
            asked.query.is_in_context,
            _text(*right) if right else None,
            answers,
            tuple(_text(*own) for own in wrong),
        )


def _day(article: Article) -> str:
    return (article.published_at or "")[:10]


def _text(article: Article, passage: Passage) -> Text:
    return Text(heading(article), passage.text)
