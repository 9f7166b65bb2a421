"""Plots search time, opening time and memory by size of the archive as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scripts.bench.scaling import Growth

_WIDTH, _HEIGHT, _MARGIN = 640, 380, 60
_LINES = (
    ("search_p50_ms", "search, median, ms", "#1b6ca8"),
    ("search_p99_ms", "search, 99th percentile, ms", "#7fb3d5"),
    ("opening_ms", "opening, ms", "#c0392b"),
    ("own_mib", "anonymous memory, MiB", "#27864b"),
)


def plot(growth: Sequence[Growth]) -> str:
    """A plot of the figures by number of passages, both axes logarithmic."""
    values = [getattr(one, name) for name, _, _ in _LINES for one in growth]
    lowest, highest = math.floor(_log(min(values))), math.ceil(_log(max(values)))
    first, last = _log(growth[0].passages), _log(growth[-1].passages)

    def point(passages: float, value: float) -> tuple[float, float]:
        along = (_log(passages) - first) / max(1e-9, last - first)
        up = (_log(value) - lowest) / max(1, highest - lowest)
        return _MARGIN + along * (_WIDTH - 2 * _MARGIN), _HEIGHT - _MARGIN - up * (
            _HEIGHT - 2 * _MARGIN
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}"'
        ' font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/>'
    ]
    for power in range(lowest, highest + 1):
        x, y = point(growth[0].passages, 10.0**power)
        parts.append(f'<path d="M{x:.0f} {y:.0f}H{_WIDTH - _MARGIN}" stroke="#ddd"/>')
        parts.append(
            f'<text x="{x - 8:.0f}" y="{y + 4:.0f}" text-anchor="end">{10.0**power:g}</text>'
        )
    for one in growth:
        x, _ = point(one.passages, 10.0**lowest)
        parts.append(
            f'<text x="{x:.0f}" y="{_HEIGHT - _MARGIN + 18}" text-anchor="middle">'
            f"{_short(one.passages)}</text>"
        )
    parts.append(f'<text x="{_WIDTH // 2}" y="{_HEIGHT - 12}" text-anchor="middle">passages</text>')
    for number, (name, label, colour) in enumerate(_LINES):
        points = [point(one.passages, getattr(one, name)) for one in growth]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        left, top = _MARGIN + (number % 2) * 260, 18 + (number // 2) * 18
        parts.append(f'<text x="{left}" y="{top}" fill="{colour}">— {label}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _short(passages: int) -> str:
    """Format a number of passages in thousands or millions."""
    return f"{passages / 1e6:.0f} M" if passages >= 1e6 else f"{passages / 1e3:.0f} k"


def _log(value: float) -> float:
    return math.log10(max(value, 1e-3))
