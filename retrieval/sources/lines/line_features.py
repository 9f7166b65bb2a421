"""Lines of a copied page → what speaks for each being the headline, or of the article."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from retrieval.sources.boilerplate.labels import is_boilerplate_line
from retrieval.sources.boilerplate.phrases import STRONG, WEAK, score_of
from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.boilerplate.section_headings import is_lead
from retrieval.sources.metadata.byline import is_role, read_byline, read_dateline
from retrieval.sources.metadata.names import is_agency, is_full_name, names_a_publication

Features = Mapping[str, float]

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_FORMS = {
    "ends_in_stop": re.compile(r".*[.。।][\"'”’»“)\]」]*"),
    "ends_in_colon": re.compile(r".*[:：]"),
    "ends_in_comma": re.compile(r".*[,;；،、]"),
    "has_several_sentences": re.compile(r".+[^\W\d_][.!?…][\"'”’»]?\s+[\"'“„«]?[^\W\da-zа-я_].+"),
    "asks": re.compile(r".*[?？؟]"),
    "calls": re.compile(r".*[!！]"),
    "ends_in_quotation": re.compile(r".*[\"”»“’」]"),
    "starts_in_quotation": re.compile(r"[\"“«„‘「『].*"),
    "is_item": re.compile(r"[-–—•·*▪◦●・]\s?\S.*"),
    "is_numbered": re.compile(r"(?:\(?\d{1,2}[.)]\s|[一二三四五六七八九十]、).*"),
    "has_digit": re.compile(r".*\d.*"),
    "claims_copyright": re.compile(r".*(?:©|\(c\)|copyright).*", re.IGNORECASE),
    "has_mark_between": re.compile(r".+[|›»→·•/>←].+"),
    "has_address": re.compile(r".*(?:@\w|https?:|www\.|\w\.(?:com|org|net)\b).*"),
    "starts_with_icon": re.compile(r"[^\w\s\"'“„«‘(\[¿¡「『–—-].*"),
    "starts_with_label": re.compile(r"\W*\w[\w\s]{1,25}[:：]\s*\S.*"),
    "is_in_brackets": re.compile(r"[\[(（].*[\])）]"),
    "ends_in_bracket": re.compile(r".*[)）]"),
    "is_glued": re.compile(r".*[^\W\d_A-ZА-ЯІЇЄ]{3}[A-ZА-ЯІЇЄ][^\W\d_A-ZА-ЯІЇЄ].*"),
    "starts_in_lower_case": re.compile(r"[a-zà-ÿа-яёіїєґα-ωά-ώ].*"),
}
_NEIGHBOURS = (-2, -1, 1, 2)
_OF_NEIGHBOURS = (
    "prose length two_words four_words long ends_in_stop ends_in_colon boilerplate lead strong "
    "weak byline dateline name is_item is_numbered has_digit capitals starts_with_label "
    "claims_copyright asks".split()
)
_BY_PLACE = (
    "prose ends_in_stop two_words twelve_words long shared unshared alone is_item is_numbered "
    "capitals capitalised starts_with_label asks length run ends_in_colon-1 prose-1 prose+1 "
    "lead-1 boilerplate-1 labels unlabelled".split()
)
_MAX_KNOWN = 240  # characters of lines that are looked at for bylines and the like
_MAX_SCORED = 600
_GAP_COST = 0.25  # of a line that is no prose
_LENGTH_OF_LINE, _MOST_OF_LINE = 120, 2.0


@dataclass(frozen=True, slots=True)
class Body:
    """The lines from ``start`` to ``end``, both within, where most of the long prose stands."""

    start: int
    end: int


def line_features(lines: Sequence[str]) -> list[dict[str, float]]:
    """Return the features of each line: its own, those of its neighbours, and of its place."""
    by_line = {line: _own(line) for line in set(lines)}
    own = [by_line[line] for line in lines]
    texts = [is_text(known) for known in own]
    body = find_body(lines, own)
    known_words = Counter(
        word
        for number in range(body.start, body.end + 1)
        if texts[number]
        for word in set(words_of(lines[number]))
    )
    labels = sum(map(is_label, own))
    around = {"labels": math.log1p(labels), "unlabelled": float(labels == 0)}
    times = Counter(lines)
    places = _places(own, texts, body)
    found = []
    for number, (line, known, place) in enumerate(zip(lines, own, places, strict=True)):
        features = {**known, **place, **around, "repeated": float(times[line] > 1)}
        for step in _NEIGHBOURS:
            beside = own[number + step] if 0 <= number + step < len(own) else None
            for name in _OF_NEIGHBOURS:
                features[f"{name}{step:+d}"] = beside[name] if beside else 0.0
            features[f"edge{step:+d}"] = float(beside is None)
        is_counted = texts[number] and body.start <= number <= body.end
        features |= _shared(line, known_words, own_count=int(is_counted))
        features["after_colon"] = features["ends_in_colon-1"] * (not texts[number])
        features["between_prose"] = features["prose-1"] * features["prose+1"] * (not known["prose"])
        for name in _BY_PLACE:
            for where in ("within", "after", "before"):
                features[f"{name} {where}"] = features[name] * features[where]
        found.append(features)
    return found


def find_body(lines: Sequence[str], own: Sequence[Features]) -> Body:
    """Return where the long prose is densest; an empty body where there is no prose."""
    best, gathered, start, last = (0.0, 0, -1), 0.0, 0, -1
    for number in (number for number, known in enumerate(own) if is_text(known)):
        gathered -= _GAP_COST * (number - last - 1)
        if gathered <= 0:
            gathered, start = 0.0, number
        gathered += min(_MOST_OF_LINE, len(lines[number]) / _LENGTH_OF_LINE)
        last = number
        best = max(best, (gathered, start, number), key=lambda one: one[0])
    return Body(best[1], best[2])


def words_of(line: str) -> list[str]:
    """Return the words of a line in lower case, pairs of letters in scripts without spaces."""
    if _is_unspaced(line):
        return [line[start : start + 2] for start in range(len(line) - 1)]
    return [word.casefold() for word in _WORD.findall(line)]


def _is_unspaced(line: str) -> bool:
    return len(_UNSPACED.findall(line)) > len(line) / 3


def is_text(own: Features) -> bool:
    """Whether a line is prose, and none that pages put around articles."""
    return bool(own["prose"] and not own["boilerplate"] and not own["strong"])


def _own(line: str) -> dict[str, float]:
    """What a line says by itself."""
    words = max(len(line.split()), len(line) // 4 if _is_unspaced(line) else 0)
    is_short = len(line) <= _MAX_KNOWN
    score = score_of(line.casefold()) if len(line) <= _MAX_SCORED else 0.0
    known = {
        "prose": is_prose(line),
        "one_word": words <= 1,
        "two_words": words <= 2,
        "four_words": words <= 4,
        "twelve_words": words >= 12,
        "long": words >= 25,
        "capitals": line == line.upper() != line.lower(),
        "boilerplate": is_short and is_boilerplate_line(line),
        "lead": is_lead(line),
        "strong": score >= STRONG,
        "weak": score >= WEAK,
        "hinted": score > 0,
        "byline": is_short and bool(read_byline(line)),
        "dateline": is_short and bool(read_dateline(line)),
        "name": is_short and is_full_name(line),
        "publication": is_short and names_a_publication(line),
        "agency": is_short and is_agency(line),
        "role": is_short and is_role(line),
        **{name: is_short and bool(form.fullmatch(line)) for name, form in _FORMS.items()},
    }
    capitalised = sum(word[:1].isupper() for word in line.split())
    return {name: float(value) for name, value in known.items()} | {
        "length": math.log1p(words),
        "digits": sum(map(str.isdigit, line)) / len(line),
        "capitalised": capitalised / words if words > 2 else 0.0,
    }


def _places(
    own: Sequence[Features], texts: Sequence[bool], body: Body
) -> Iterator[dict[str, float]]:
    """Where each line stands: beside the body, and in a run of lines that are no prose."""
    labels = _counts(map(is_label, own))
    leads = _counts(bool(one["lead"]) for one in own)
    last_lead = None
    for number, (first, end) in enumerate(_runs(texts)):
        of_run = float(not texts[number])
        yield {
            "within": float(body.start <= number <= body.end),
            "before": float(number < body.start),
            "after": float(number > body.end),
            "lines_after": math.log1p(max(0, number - body.end)),
            "lines_before": math.log1p(max(0, body.start - number)),
            "run": math.log1p(end - first) * of_run,
            "run_before": math.log1p(number - first) * of_run,
            "run_after": math.log1p(end - 1 - number) * of_run,
            "alone": of_run * (end - first == 1),
            "labels_in_run": of_run * (labels[end] - labels[first]) / (end - first),
            "label_before": of_run * (labels[number] > labels[first]),
            "lead_before": of_run * (leads[number] > leads[first]),
            "near_lead": 0.0 if last_lead is None else 1 / (1 + number - last_lead),
            "after_last_lead": float(last_lead is not None and last_lead > body.end),
        }
        last_lead = number if own[number]["lead"] else last_lead


def _counts(marks: Iterable[bool]) -> list[int]:
    """How many of the marks before each place are set."""
    return list(accumulate(marks, initial=0))


def is_label(own: Features) -> bool:
    """Whether a line is one that pages put around articles, by its words."""
    return bool(own["boilerplate"] or own["lead"])


def _runs(texts: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """For each line the first of its run of lines of one kind, and the one after the last."""
    start = 0
    while start < len(texts):
        end = start
        while end < len(texts) and texts[end] == texts[start]:
            end += 1
        yield from ((start, end) for _ in range(start, end))
        start = end


def _shared(line: str, known: Mapping[str, int], *, own_count: int) -> dict[str, float]:
    """How many of the longer words of a line the prose of the body has besides."""
    words = [word for word in words_of(line) if len(word) > 3 or _UNSPACED.match(word)]
    shared = sum(known.get(word, 0) > own_count for word in words)
    return {
        "shared": shared / len(words) if words else 0.0,
        "unshared": float(bool(words) and not shared),
    }
