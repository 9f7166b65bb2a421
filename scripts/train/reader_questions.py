"""The questions that people ask, by data set, as training examples of the reader."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from scripts.quality.sets import (
    SHARED,
    TEST_SINCE,
    SetQuestion,
    holds,
    is_trained_on,
    news,
    newsquiz_training_articles,
    read_lines,
    reader_news,
)
from scripts.train.reader_texts import Example, Pool, Text, example_of, passages_of, runs_of

_NEGATIVES = 10  # wrong passages kept of each question, the nearest ones
_SEEMING = 3  # of them so many of the article that only seems to answer


def asked_examples() -> dict[str, list[Example]]:
    """Questions by people, by data set.

    Nothing of XQuAD or of the paragraphs that it holds, or of the quiz from 2023.
    """
    trained = (question for question in news().questions if is_trained_on(question.text))
    return {
        "stories": list(_stories()),
        "encyclopedia": list(_encyclopedia()),
        "papers": list(_papers()),
        "quiz": list(_quiz()),
        "news": list(_about_news(trained)),
        "more news": list(_about_news(reader_news().questions)),
    }


def _stories() -> Iterator[Example]:
    """FairytaleQA: the right section of a story among its others."""
    rows = {row["url"]: row for row in _lines("stories/stories.jsonl")}
    pools = {
        url: Pool(Text(row["title"], part) for part in row["text"].split("\n\n"))
        for url, row in rows.items()
    }
    for row in _lines("stories/questions.jsonl"):
        pool = pools[row["story"]]
        places = [place - 1 for place in row["sections"] if place - 1 < len(pool.texts)]
        if len(places) != 1:
            continue
        right = pool.texts[places[0]]
        nearest = pool.nearest(row["question"], _NEGATIVES)
        wrong = [text for text in nearest if text is not right]
        yield example_of(row["question"], right, [row["span"] or "", *row["answers"]], wrong)


def _encyclopedia() -> Iterator[Example]:
    """QED, CLAP-NQ and SQuAD 2.0, whose paragraphs are searched together."""
    pairs: list[tuple[str, Text | None, list[str], Text]] = []
    for row in _lines("more_qa/qed_dev.jsonl"):
        text = Text(row["title"], _joined(row["paragraph"]))
        pairs.append((row["question"], text, [*map(_joined, row["answers"])], text))
    for is_answerable, name in ((True, "answerable"), (False, "unanswerable")):
        for row in _lines(f"answerable/clapnq_dev_{name}.jsonl"):
            if not is_trained_on(row["input"]):
                continue
            [passage] = row["passages"]
            text = Text(passage["title"], _joined(passage["text"]))
            marked = row["output"][0]["selected_sentences"] if is_answerable else []
            pairs.append(
                (row["input"], text if is_answerable else None, [*map(_joined, marked)], text)
            )
    tested = {
        paragraph["context"]
        for group in json.loads(_read("answerable/xquad_en.json"))["data"]
        for paragraph in group["paragraphs"]
    }
    truth = json.loads(_read("answerable/squad2_500_truth.json"))
    for row in json.loads(_read("answerable/squad2_500_queries.json"))["queries"]:
        if row["context"] not in tested and is_trained_on(row["question"]):
            text, own = Text("", row["context"]), truth[row["id"]]
            right = None if own["is_impossible"] else text
            pairs.append((row["question"], right, own["answers"][:1], text))
    pool = Pool(dict.fromkeys(text for *_, text in pairs))
    for question, right, answers, text in pairs:
        near = [one for one in pool.nearest(question, _NEGATIVES) if one != text]
        wrong = near if right else [text, *near]
        yield example_of(question, right, answers, wrong)


def _papers() -> Iterator[Example]:
    """COVID-QA: runs of sentences of a paper's extract, of which one holds the answer."""
    for row in _lines("more_qa/covid_qa.jsonl"):
        context, answer = row["context"], row["answer"].strip()
        start = context.find(answer)
        runs = runs_of(context)
        inside = [run for run in runs if run.start <= start and start + len(answer) <= run.end]
        if start >= 0 and inside and len(runs) > 1:
            right = Text("", context[inside[0].start : inside[0].end])
            others = [Text("", context[run.start : run.end]) for run in runs if run != inside[0]]
            yield example_of(row["question"], right, [answer], others)


def _quiz() -> Iterator[Example]:
    """The news quiz before 2023 with passages of its articles: right is what holds the answer."""
    pool, urls = _news()
    for row in _lines("newsquiz/questions.jsonl"):
        question = " ".join(row["question"].split())
        if row["asked_on"] >= TEST_SINCE or not is_trained_on(question):
            continue
        found = pool.nearest(question, 4 * _NEGATIVES)
        right = [t for t in found if holds(t.body, row["answer"])]
        right = [t for t in right if urls[t] in row["answer_articles"]]
        wrong = [t for t in found if not holds(t.body, row["answer"])]
        for one in right[:2]:
            yield example_of(question, one, [row["answer"].strip("“”\"' ")], wrong[:_NEGATIVES])


def _about_news(questions: Iterable[SetQuestion]) -> Iterator[Example]:
    """Our own questions about articles of the news quiz, among passages of all of them."""
    pool, urls = _news()
    passages: defaultdict[str, list[Text]] = defaultdict(list)
    for text, url in urls.items():
        passages[url].append(text)
    for own in questions:
        found = pool.nearest(own.text, 2 * _NEGATIVES)
        [url] = own.urls
        if not own.is_answerable:
            first = passages[url][:_SEEMING]
            wrong = [*first, *(text for text in found if text not in first)]
            yield example_of(own.text, None, [], wrong[:_NEGATIVES])
            continue
        right = next((text for text in passages[url] if holds(text.body, own.answer)), None)
        if right is not None:  # else the answer spans two passages
            wrong = [text for text in found if not holds(text.body, own.answer)]
            yield example_of(own.text, right, [own.answer], wrong[:_NEGATIVES])


@cache
def _news() -> tuple[Pool, dict[Text, str]]:
    """Passages of the articles of the news quiz, and the address of each one's article."""
    urls: dict[Text, str] = {}
    for article in newsquiz_training_articles():
        for text in passages_of(article):
            urls.setdefault(text, article["url"])
    return Pool(urls), urls


def _joined(text: str) -> str:
    """Text whose punctuation was set apart, as people write it.

    >>> _joined("He won , in 2006 , the prize ( of Spain ) 's best .")
    "He won, in 2006, the prize (of Spain)'s best."
    """
    text = text.replace("``", "“").replace("''", "”").replace(" -- ", " – ")
    text = re.sub(r"\s+([,.;:!?)%”’]|'s\b|n't\b|')", r"\1", text)
    return re.sub(r"([(“$£€])\s+", r"\1", text).strip()


def _lines(name: str) -> Iterator[Any]:
    return read_lines(SHARED / "data" / name)


def _read(name: str) -> str:
    return (SHARED / "data" / name).read_text(encoding="utf-8")
