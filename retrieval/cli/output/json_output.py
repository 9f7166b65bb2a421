"""The JSON output of the commands.

Every key is always present; unknown values are ``null``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from retrieval.cli.output.explanation import explanation_json
from retrieval.evaluation.calibration import Calibration, Refit
from retrieval.evaluation.measures import Judgement, Measure, Values
from retrieval.types import (
    Answer,
    ArchiveStatus,
    Article,
    Filters,
    Fingerprint,
    IngestReport,
    JsonObject,
    Result,
)

# JSON escapes the control characters below U+0020. Terminals also interpret others, and a lone
# surrogate cannot be encoded. Escaped, they are the same JSON value.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def dumps(value: object) -> str:
    r"""One line of JSON; only characters that are unsafe to print are escaped.

    >>> print(dumps({"title": "Kyïv\x9b2J"}))
    {"title": "Kyïv\u009b2J"}
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def answer_json(answer: Answer) -> JsonObject:
    """An answer, as ``ask --json`` prints it; "explain" is there only if it was asked for."""
    explanation, reply = answer.explanation, answer.reply
    explained = {"explain": explanation_json(answer, explanation)} if explanation else {}
    return {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "results": [result_json(result) for result in answer.results],
        "notes": [{"kind": note.kind, **note.fields} for note in answer.notes],
        "searched": answer.searched,
        "filters": filters_json(answer.filters),
        "reply": {"kind": reply.kind, "text": reply.text} if reply else None,
        "took_ms": round(answer.took_ms, 1),
        **explained,
    }


def filters_json(filters: Filters) -> JsonObject:
    """The filters in force."""
    days = {name: getattr(filters, name) for name in ("since", "until", "as_of")}
    named = {name: day.isoformat() if day else None for name, day in days.items()}
    return {**named, "publisher": filters.publisher, "language": filters.language}


def article_json(article: Article, copies: Sequence[Article] = ()) -> JsonObject:
    """A whole article, as ``show --json`` prints it, with the copies of it."""
    return {**listed_json(article), "also_in": also_in_json(copies), "text": article.text}


def also_in_json(copies: Sequence[Article]) -> list[JsonObject]:
    """The copies of an article."""
    return [
        {
            "doc_id": copy.doc_id,
            "title": copy.title,
            "publisher": copy.publisher,
            "published_at": copy.published_at,
            "url": copy.url,
        }
        for copy in copies
    ]


def listed_json(article: Article) -> JsonObject:
    """An article without its text, as ``articles --json`` lists it."""
    return {**source_json(article), "fetched_at": article.fetched_at}


def source_json(article: Article) -> JsonObject:
    """The source of a quotation."""
    return {
        "doc_id": article.doc_id,
        "title": article.title,
        "publisher": article.publisher,
        "authors": list(article.authors) or None,
        "published_at": article.published_at,
        "updated_at": article.updated_at,
        "url": article.url,
        "path": article.path,
        "language": article.language,
    }


def status_json(status: ArchiveStatus) -> JsonObject:
    """The status of an archive; publishers are a list, as one of them may be unknown."""
    return {
        "path": status.path,
        "articles": status.articles,
        "passages": status.passages,
        "pending_passages": status.pending_passages,
        "publishers": [
            {
                "publisher": publisher,
                "articles": count,
                "first_published_at": dates[0],
                "last_published_at": dates[1],
            }
            for publisher, count in status.publishers.items()
            for dates in [status.publisher_dates.get(publisher, (None, None))]
        ],
        "languages": [
            {"language": language, "articles": count}
            for language, count in status.languages.items()
        ],
        "first_published_at": status.first_published_at,
        "last_published_at": status.last_published_at,
        "embedder": _embedder_json(status.embedder) if status.embedder else None,
        "size_bytes": status.size_bytes,
        "problems": list(status.problems),
        "subscriptions": {
            "count": status.subscriptions,
            "failing": status.failing_subscriptions,
        },
        "alerts": {
            "count": status.alerts.alerts,
            "untold": status.alerts.untold,
            "unjudged": status.alerts.unjudged,
        },
    }


def report_json(report: IngestReport) -> JsonObject:
    """What an ingest did."""
    return {
        "added": report.added,
        "replaced": report.replaced,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "removed_earlier": report.removed_earlier,
        "failed": [{"source": item.source, "problem": item.problem} for item in report.failed],
        "passed_over": dict(report.passed_over),
        "notes": [{"source": item.source, "note": item.note} for item in report.notes],
    }


def evaluation_json(
    measures: Sequence[Measure], judgements: Sequence[Judgement], values: Values
) -> JsonObject:
    """Measures by name, then the outcome of each question with its own values."""
    return {
        "measures": {
            item.name: {
                "value": round(item.value, 4),
                "low": round(item.low, 4),
                "high": round(item.high, 4),
                "questions": item.questions,
            }
            for item in measures
        },
        "questions": [
            {
                "question": item.labelled.question,
                "earlier": list(item.labelled.earlier),
                "answerable": item.labelled.is_answerable,
                "answered": item.answered,
                "confidence": round(item.confidence, 4),
                "answer_rank": item.answer_rank,
                "article_rank": item.article_rank,
                "values": {name: own[place] for name, own in values.items() if place in own},
            }
            for place, item in enumerate(judgements)
        ],
    }


def calibration_json(refit: Refit) -> JsonObject:
    """The quality of the confidence before and after, and whether the new model is used."""
    return {
        "used": refit.is_better,
        "trials": refit.trials,
        "before": _calibration(refit.before),
        "after": _calibration(refit.after),
    }


def _calibration(quality: Calibration) -> JsonObject:
    return {
        "calibration_error": round(quality.error, 4),
        "roc_area": round(quality.roc_area, 4),
        "answered_at_10_percent_false": round(quality.answered, 4),
    }


def result_json(result: Result) -> JsonObject:
    """A passage that was found, with its source."""
    passage = result.passage
    return {
        "rank": result.rank,
        "score": round(result.score, 4),
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "paragraph": passage.paragraph,
        "highlight": [{"start": span.start, "end": span.end} for span in result.highlight],
        "answer": {"start": result.answer.start, "end": result.answer.end}
        if result.answer
        else None,
        "article": {**source_json(result.article), "also_in": also_in_json(result.also_in)},
    }


def _embedder_json(embedder: Fingerprint) -> JsonObject:
    return {
        "model": embedder.model.model,
        "revision": embedder.model.revision,
        "weights_sha256": embedder.model.weights_sha256,
        "dimension": embedder.model.dimension,
        "splitting": embedder.splitting,
    }
