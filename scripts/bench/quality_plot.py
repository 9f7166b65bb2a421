"""Plots ranking quality and reliability of confidence as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

_WIDTH, _BAR, _LABELS = 720, 18, 190
_SIDE = 240  # of the reliability diagram
_OURS, _OTHERS = "#1b6ca8", "#b8c4cc"
_COLOURS = ("#1b6ca8", "#c0392b", "#27864b", "#8e44ad")

Reliability = Sequence[tuple[float, float, int]]


def plot(
    rankings: Mapping[str, Mapping[str, float]],
    reliability: Mapping[str, Reliability],
    *,
    ours: str,
) -> str:
    """Bars of MRR@10 for each set and system, then reliability diagrams."""
    parts: list[str] = []
    top = 20
    for name, systems in rankings.items():
        parts.append(_text(10, top + 4, f"{name}: MRR@10", weight="bold"))
        for system, value in systems.items():
            top += _BAR + 4
            width = value * (_WIDTH - _LABELS - 70)
            colour = _OURS if system == ours else _OTHERS
            parts.append(_text(10, top + 13, system))
            parts.append(
                f'<rect x="{_LABELS}" y="{top}" width="{width:.1f}" height="{_BAR}"'
                f' fill="{colour}"/>'
            )
            parts.append(_text(_LABELS + width + 6, top + 13, f"{value:.3f}"))
        top += 2 * _BAR + 12
    parts.append(_text(10, top + 4, "Confidence: predicted (x), observed (y)", weight="bold"))
    parts += _reliability(reliability, top + 18)
    height = top + _SIDE + 60
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}"'
            ' font-family="sans-serif" font-size="12">',
            '<rect width="100%" height="100%" fill="#fff"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _reliability(curves: Mapping[str, Reliability], top: float) -> list[str]:
    left, bottom = 40, top + _SIDE
    parts = [
        f'<rect x="{left}" y="{top}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#999"/>',
        f'<path d="M{left} {bottom}L{left + _SIDE} {top}" stroke="#ccc"/>',
        *(_text(left + at * _SIDE - 4, bottom + 16, f"{at:g}") for at in (0.0, 0.5, 1.0)),
        *(_text(left - 24, bottom - at * _SIDE + 4, f"{at:g}") for at in (0.0, 0.5, 1.0)),
    ]
    for number, (name, curve) in enumerate(curves.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        points = [
            (left + predicted * _SIDE, bottom - observed * _SIDE)
            for predicted, observed, _ in curve
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        parts.append(_text(left + _SIDE + 20, top + 20 + 20 * number, f"— {name}", colour=colour))
    return parts


def _text(x: float, y: float, text: str, *, weight: str = "normal", colour: str = "#222") -> str:
    attributes = f'x="{x:.1f}" y="{y:.1f}" font-weight="{weight}" fill="{colour}"'
    return f"<text {attributes}>{escape(text)}</text>"
