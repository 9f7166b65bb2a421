"""Lines that a page shows → what its elements say of each being of the article.

Most telling are the element that holds most of the prose, other lines in elements of the same names
and classes, and the beginnings of the words in class names, which are alike in many languages.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TypeVar

from lxml.html import HtmlElement

from retrieval.sources.lines.line_features import Features, is_text, line_features
from retrieval.sources.lines.shared_words import shared_words
from retrieval.sources.lines.shown_lines import ShownLine
from retrieval.sources.metadata.characters import clean_line

_CONTAINERS = frozenset("div td center body section article".split())
_AREAS = frozenset(
    "nav aside footer header figure form ul ol table blockquote section article main details dl "
    "figcaption button label h1 h2 h3 h4 h5 h6 address time".split()
)
_PICTURES = ("img", "picture", "video", "iframe")
_FIELDS = ("input", "button", "form", "textarea")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_NAMES = ("class", "id", "itemprop", "role", "data-testid", "data-component")
_BETWEEN_CASES = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[^\W\d_]{3,}")
_BEGINNING = 5  # letters
_COUNTED = 400  # characters of a paragraph, at most
_PASSED_ON = 0.7  # of the prose in an element to the one around it
_LEVELS = 4
_NEAR, _HIDDEN_NEAR = 3, 5  # elements around a block
_FAR = 9
_MAX_AROUND = 30  # elements
_MAX_BOX, _MAX_TITLE = 250, 600  # characters

Key = TypeVar("Key")


def element_features(page: HtmlElement, lines: Sequence[ShownLine]) -> list[dict[str, float]]:
    """Return the features of each line that a page shows, those of its text among them."""
    found = line_features([line.text for line in lines])
    around = _Surroundings(page, lines, found)
    shared = shared_words(
        [line.text for line in lines],
        around.texts_of_article,
        headline=_first_text(page.iter("h1")),
        titles=list(_titles(page)),
    )
    return [
        own
        | shared[n]
        | around.of_block(n)
        | around.of_holder(n, own)
        | around.of_box(n)
        | around.of_names(n)
        for n, own in enumerate(found)
    ]


@dataclass(frozen=True)
class _Surroundings:
    """The lines of a page with what their texts say of them."""

    page: HtmlElement
    lines: Sequence[ShownLine]
    texts: Sequence[Features]

    def of_block(self, number: int) -> dict[str, float]:
        """What the element of a line says, and others with the same names."""
        line, chain = self.lines[number], self._chains[number]
        block, linked = line.block, min(1.0, line.linked / len(line.text))
        parent, before = block.getparent(), block.getprevious()
        alone = line.holders[0].tag if len(line.holders) == 1 else ""
        kind = self._kinds[number]
        count, prose = self._of_kind[kind], self._prose_of_kind[kind]
        return {
            f"tag {block.tag}": 1.0,
            **{f"in {tag}": 1.0 for tag in _AREAS & {one.tag for one in chain}},
            "linked": linked,
            "linked_half": float(linked > 0.5),
            "linked_whole": float(linked > 0.9),
            "linked_in_part": float(0 < linked <= 0.9),
            "emphasised": float(alone in ("em", "i", "small")),
            "bold": float(alone in ("b", "strong")),
            "after_picture": float(before is not None and _has(before, _PICTURES)),
            "has_picture": float(_has(block, ("img",))),
            "near_picture": float(
                parent is not None and len(parent) <= _HIDDEN_NEAR and _has(parent, _PICTURES)
            ),
            "hidden": float(any(map(_is_hidden, chain[:_HIDDEN_NEAR]))),
            "of_kind": math.log1p(count),
            "only_of_kind": float(count == 1),
            "prose_of_kind": prose / count,
            "share_of_kind": prose / max(1, sum(self._prose_of_kind.values())),
            "of_main_kind": float(self._is_main(kind)),
            "prose_of_other_kind": self.texts[number]["prose"] * (not self._is_main(kind)),
            "length_of_kind": math.log1p(self._length_of_kind[kind] / count),
        }

    def of_holder(self, number: int, text: Features) -> dict[str, float]:
        """Where a line stands beside the element that holds most of the prose."""
        chain = self._chains[number]
        is_within = self._holder in chain
        depth = chain.index(self._holder) if is_within else _FAR
        first, last = self._ends
        before, after = number < first, number > last
        is_between = not before and not after
        away = (self._above_holder[one] for one in chain if one in self._above_holder)
        return {
            "in_holder": float(is_within),
            "child": float(depth <= 1),
            "grandchild": float(depth == 2),
            "deep": float(2 < depth < _FAR),
            "away": 0.0 if is_within else float(min(away, default=_FAR)),
            "above_prose": float(before),
            "below_prose": float(after),
            "among_prose": float(is_between),
            "child_among_prose": float(depth <= 1 and is_between),
            "others_among_prose": float(not is_within and is_between),
            "in_holder_below": float(is_within and after),
            "in_holder_above": float(is_within and before),
            "others_below": float(not is_within and after),
            "prose_of_child": text["prose"] * (depth <= 1),
            "prose_within": text["prose"] * (1 < depth < _FAR),
            "prose_of_others": text["prose"] * (not is_within),
        }

    def of_box(self, number: int) -> dict[str, float]:
        """What the part of the holder says in which a line stands, and the element around it."""
        box, parent = self._boxes[number], self.lines[number].block.getparent()
        count, length, linked = self._in_box[box], self._length[box], self._linked[box]
        beside = self._beside[parent]
        return {
            "box_lines": math.log1p(count),
            "box_length": math.log1p(length),
            "box_prose": self._prose_in_box[box] / count,
            "box_without_prose": float(not self._prose_in_box[box]),
            "box_of_one": float(count == 1),
            "box_linked": min(1.0, linked / max(1, length)),
            "box_short_with_link": float(length < _MAX_BOX and linked > 0),
            "box_is_block": float(box is self.lines[number].block),
            "box_has_picture": float(_has(box, _PICTURES)),
            "box_has_field": float(_has(box, _FIELDS)),
            "box_has_heading": float(_has(box, _HEADINGS)),
            "box_has_headline": float(_has(box, ("h1",))),
            "lines_beside": math.log1p(beside),
            "prose_beside": self._prose_beside[parent] / beside,
            "none_beside": float(beside == 1),
        }

    def of_names(self, number: int) -> dict[str, float]:
        """The beginnings of the words that elements are called by: own and near ones."""
        line, chain = self.lines[number], self._chains[number]
        own = self._words_of({line.block, *line.holders})
        near = self._words_of(
            one for one in chain[1 : _NEAR + 1] if one is not self._holder and self._is_within(one)
        )
        return {
            **{f"own:{word}": 1.0 for word in own},
            **{f"near:{word}": 1.0 for word in near},
        }

    def _is_within(self, element: HtmlElement) -> bool:
        return element not in self._above_holder

    def _words_of(self, elements: Iterable[HtmlElement]) -> set[str]:
        return set().union(*(self._words(one) for one in elements))

    def _words(self, element: HtmlElement) -> frozenset[str]:
        known = self._known_words.get(element)
        if known is None:
            known = self._known_words[element] = _words_of(element)
        return known

    def _is_main(self, kind: tuple[str, ...]) -> bool:
        most = max(self._prose_of_kind.values(), default=0)
        return 0 < most == self._prose_of_kind[kind]

    @cached_property
    def _known_words(self) -> dict[HtmlElement, frozenset[str]]:
        return {}

    @cached_property
    def texts_of_article(self) -> list[bool]:
        return [is_text(text) for text in self.texts]

    @cached_property
    def _chains(self) -> list[list[HtmlElement]]:
        blocks = (line.block for line in self.lines)
        return [[one, *islice(one.iterancestors(), _MAX_AROUND)] for one in blocks]

    @cached_property
    def _holder(self) -> HtmlElement:
        """The element that holds most of the prose, of which those around it count a part."""
        held = defaultdict[HtmlElement, float](float)
        for line, is_prose in zip(self.lines, self.texts_of_article, strict=True):
            if not is_prose or 2 * line.linked >= len(line.text):
                continue
            around = line.block if line.block.tag in _CONTAINERS else line.block.getparent()
            weight = float(min(len(line.text), _COUNTED))
            for _ in range(_LEVELS):
                if around is None:
                    break
                held[around] += weight
                weight *= _PASSED_ON
                around = around.getparent()
        return max(held, key=lambda one: held[one], default=self.page)

    @cached_property
    def _above_holder(self) -> dict[HtmlElement, int]:
        return {one: away for away, one in enumerate(self._holder.iterancestors(), start=1)}

    @cached_property
    def _ends(self) -> tuple[int, int]:
        """The first and the last line of prose in the holder."""
        within = [
            number
            for number, chain in enumerate(self._chains)
            if self.texts_of_article[number] and self._holder in chain
        ]
        return (within[0], within[-1]) if within else (0, len(self.lines) - 1)

    @cached_property
    def _boxes(self) -> list[HtmlElement]:
        """Of each line the element just below the holder, or below what holds that as well."""
        return [
            chain[max(0, next(map(chain.index, filter(self._may_hold, chain)), 0) - 1)]
            for chain in self._chains
        ]

    def _may_hold(self, element: HtmlElement) -> bool:
        return element is self._holder or element in self._above_holder

    @cached_property
    def _in_box(self) -> Counter[HtmlElement]:
        return Counter(self._boxes)

    @cached_property
    def _prose_in_box(self) -> Counter[HtmlElement]:
        return _counted(self._boxes, self.texts_of_article)

    @cached_property
    def _length(self) -> Counter[HtmlElement]:
        return _counted(self._boxes, (len(line.text) for line in self.lines))

    @cached_property
    def _linked(self) -> Counter[HtmlElement]:
        return _counted(self._boxes, (line.linked for line in self.lines))

    @cached_property
    def _beside(self) -> Counter[HtmlElement | None]:
        return Counter(line.block.getparent() for line in self.lines)

    @cached_property
    def _prose_beside(self) -> Counter[HtmlElement | None]:
        return _counted((line.block.getparent() for line in self.lines), self.texts_of_article)

    @cached_property
    def _kinds(self) -> list[tuple[str, ...]]:
        """The names and classes of each line's block and the element around it."""
        return [_kind(line.block) + _kind(line.block.getparent()) for line in self.lines]

    @cached_property
    def _of_kind(self) -> Counter[tuple[str, ...]]:
        return Counter(self._kinds)

    @cached_property
    def _prose_of_kind(self) -> Counter[tuple[str, ...]]:
        return _counted(self._kinds, self.texts_of_article)

    @cached_property
    def _length_of_kind(self) -> Counter[tuple[str, ...]]:
        return _counted(self._kinds, (len(line.text) for line in self.lines))


def _titles(page: HtmlElement) -> Iterator[str]:
    """What names a page."""
    yield _first_text(page.iter("title"))
    for meta in page.iter("meta"):
        if (meta.get("property") or "").lower() == "og:site_name":
            yield meta.get("content") or ""


def _first_text(elements: Iterable[HtmlElement]) -> str:
    return next((clean_line(one.text_content()[:_MAX_TITLE]) for one in elements), "")


def _counted(keys: Iterable[Key], values: Iterable[int]) -> Counter[Key]:
    counts = Counter[Key]()
    for key, value in zip(keys, values, strict=True):
        counts[key] += value
    return counts


def _kind(element: HtmlElement | None) -> tuple[str, ...]:
    return () if element is None else (str(element.tag), element.get("class") or "")


def _has(element: HtmlElement, tags: tuple[str, ...]) -> bool:
    return isinstance(element.tag, str) and next(element.iter(*tags), None) is not None


def _is_hidden(element: HtmlElement) -> bool:
    style = "".join((element.get("style") or "").split())
    return "display:none" in style or element.get("hidden") is not None


def _words_of(element: HtmlElement) -> frozenset[str]:
    """The beginnings of the words in the names of an element."""
    names = " ".join(element.get(name) or "" for name in _NAMES)
    words = _WORD.findall(_BETWEEN_CASES.sub(" ", names))
    return frozenset(word.lower()[:_BEGINNING] for word in words)
