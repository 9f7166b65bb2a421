"""What an archive finds for the questions and conversations of invented news desks.

    python -m scripts.train found-passages [--held-out] --to FILE

Each desk is made an archive and asked, the turns of a conversation after each other. The passages
that it finds and that do not answer are those that a reader has to tell from the answer. Examples
go to ``FILE`` as lines of JSON: for each question the forms in which the reader is asked it, as a
whole one and, of a follow-up, by itself and behind what was said before. With ``--held-out`` they
are of desks that the reader is not trained on.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from retrieval.archive import Archive
from retrieval.search.heading import heading
from retrieval.types import Answer, Article, Passage, Query
from scripts.quality.archives import passages_of, quality_archive
from scripts.quality.invented_news import FITTING_DESKS, READER_DESKS, Desk, DeskQuestion
from scripts.train.reader_texts import Example, Text, example_of

_FOUND = 14  # passages of a question


@dataclass(frozen=True, slots=True)
class FoundPassages:
    """A question in the ``forms`` in which it is read, the passage that answers, if any does, with
    the words that may be the answer, and passages that do not.
    """

    forms: tuple[str, ...]
    right: Text | None
    answers: tuple[str, ...]
    wrong: tuple[Text, ...]

    @property
    def is_follow_up(self) -> bool:
        """Whether it goes on from a question before it."""
        return len(self.forms) > 1

    @property
    def examples(self) -> list[Example]:
        """An example for each form, of a follow-up that behind what was said last."""
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
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        right, wrong = row["right"], (Text(**own) for own in row["wrong"])
        yield FoundPassages(
            tuple(row["forms"]),
            Text(**right) if right else None,
            tuple(row["answers"]),
            tuple(wrong),
        )


def found_passages(desk: Desk, archive: Archive) -> Iterator[FoundPassages]:
    """What an archive of its articles finds for all that is asked of a desk."""
    asked = _AskedArchive(archive)
    for conversation in desk.asked:
        yield from asked.found(conversation)


class _AskedArchive:
    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._questions = archive.searcher().questions
        self._passages = [
            (article, passage)
            for article in archive.articles()
            for passage in passages_of(archive, article.doc_id)
        ]

    def found(self, conversation: Sequence[DeskQuestion]) -> Iterator[FoundPassages]:
        """What is found for each question, asked after those before it."""
        earlier: list[Answer] = []
        for question in conversation:
            query = self._questions.understand(question.text, turns=self._questions.turns(earlier))
            answer = self._archive.ask(question.text, k=_FOUND, earlier=earlier)
            earlier.append(answer)
            own = self._found(question, query, answer)
            if own is not None and query.language == "en":
                yield own

    def _found(self, question: DeskQuestion, query: Query, answer: Answer) -> FoundPassages | None:
        """``None`` where no passage holds the answer, as where a title does."""
        found = [(result.article, result.passage) for result in answer.results]
        right = [
            (article, passage)
            for article, passage in (*found, *self._passages)
            if question.is_in(article.url or "", passage.text)
        ]
        if question.answers and not right:
            return None
        best = right[0] if right else None
        wrong = [own for own in found if not any(a in own[1].text for a in question.answers)]
        if question.kind == "recency" and best:  # older accounts were answers once
            wrong = [own for own in wrong if _day(own[0]) >= _day(best[0])]
        return FoundPassages(
            _forms(query, question.text),
            _text(*best) if best else None,
            question.answers,
            tuple(_text(*own) for own in wrong),
        )


def _forms(query: Query, question: str) -> tuple[str, ...]:
    if not query.is_in_context:
        return (query.asked,)
    return (query.asked, question, query.conversation)


def _day(article: Article) -> str:
    return (article.published_at or "")[:10]


def _text(article: Article, passage: Passage) -> Text:
    return Text(heading(article), passage.text)
