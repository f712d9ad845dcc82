"""The report's plots: plain SVG that prints in black and white, each with its numbers in it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, ROW, LABEL, VALUE = 720, 34, 190, 110
CHART = 180  # pixels a chart of days is high
INK, BAR, PALE = "#14313d", "#1f6f8b", "#b9d3dc"


def bars(rows: Sequence[tuple[str, float, str]], title: str) -> str:
    """Return horizontal bars, each with its name and what it says; the longest fills the width."""
    most = max((value for _, value, _ in rows), default=0) or 1
    room = WIDTH - LABEL - VALUE
    parts = []
    for place, (name, value, said) in enumerate(rows):
        y, long = place * ROW + 6, max(2.0, room * max(value, 0) / most) if value else 0
        parts.append(_text(LABEL - 10, y + 16, name, "end"))
        parts.append(f'<rect x="{LABEL}" y="{y}" width="{long:.1f}" height="22" rx="3" fill="{BAR}"/>')
        parts.append(_text(LABEL + long + 8, y + 16, said, "start"))
    return _svg(len(rows) * ROW + 8, title, parts)


def columns(days: Sequence[tuple[str, int, int]], title: str, names: tuple[str, str]) -> str:
    """Return two columns a day, the second before the first: how many began, and how many of these were paid for."""
    most = max((first for _, first, _ in days), default=0) or 1
    wide = (WIDTH - 40) / max(len(days), 1)
    every = max(1, -(-len(days) // 10))
    parts = [f'<line x1="40" y1="{CHART}" x2="{WIDTH}" y2="{CHART}" stroke="{INK}"/>', _text(34, 22, str(most), "end")]
    for place, (day, first, second) in enumerate(days):
        x = 40 + place * wide
        for count, colour in ((first, PALE), (second, BAR)):
            high = (CHART - 14) * count / most
            parts.append(
                f'<rect x="{x + wide * 0.1:.1f}" y="{CHART - high:.1f}" width="{wide * 0.8:.1f}" '
                f'height="{high:.1f}" fill="{colour}"><title>{day}: {first}, {second}</title></rect>'
            )
        if place % every == 0:
            parts.append(_text(x + wide / 2, CHART + 18, day[5:], "middle"))
    for place, (name, colour) in enumerate(zip(names, (PALE, BAR), strict=True)):
        parts.append(f'<rect x="{40 + place * 220}" y="{CHART + 32}" width="14" height="14" fill="{colour}"/>')
        parts.append(_text(60 + place * 220, CHART + 44, name, "start"))
    return _svg(CHART + 54, title, parts)


def _svg(height: float, title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(title)}" font-size="14" '
        f'font-family="system-ui, sans-serif" fill="{INK}">{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
