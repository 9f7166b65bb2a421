"""The drawing of how speed grows is sound and holds every figure that it should."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from scripts.bench.memory import memory_mib
from scripts.bench.scaling import Growth
from scripts.bench.speed_plot import plot

SMALL = Growth(
    passages=1_000,
    opening_ms=300.0,
    search_p50_ms=5.0,
    search_p99_ms=9.0,
    embedding_ms=5.0,
    found_ms=7.0,
    answered_ms=170.0,
    recall_at_10=1.0,
    saving_s=1.0,
    slowest_saving_ms=9.0,
    memory_mib=200.0,
    own_mib=150.0,
    slower_to_add=1.0,
    reopening_ms=6.0,
)


def test_a_line_is_drawn_for_each_figure_through_every_size() -> None:
    drawing = ElementTree.fromstring(plot([SMALL, replace(SMALL, passages=100_000)]))
    lines = [part.attrib["points"] for part in drawing if part.tag.endswith("polyline")]
    assert [len(line.split()) for line in lines] == [2, 2, 2, 2]
    texts = [part.text or "" for part in drawing if part.tag.endswith("text")]
    assert {"1 k", "100 k"} <= set(texts)


def test_what_is_larger_is_drawn_higher() -> None:
    [_, slow] = [SMALL, replace(SMALL, passages=10_000, search_p50_ms=50.0)]
    drawing = ElementTree.fromstring(plot([SMALL, slow]))
    line = next(part for part in drawing if part.tag.endswith("polyline")).attrib["points"]
    first, last = (float(point.split(",")[1]) for point in line.split())
    assert last < first  # y counts from the top


def test_memory_of_its_own_is_part_of_all() -> None:
    resident, own = memory_mib()
    assert 0 < own <= resident
