"""The sales agent's graph, drawn with matplotlib, with the way a conversation took through it."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
from langgraph.graph.state import CompiledStateGraph
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from limio_notebooks import style

# Above what each message is read into: steps that only talk. Below: the way to a checkout, and what replaces it.
PLACES = {
    "read": (2.5, 1.0),
    "qualify": (0, 2.0),
    "answer": (1, 2.0),
    "recommend": (2, 2.0),
    "collect_details": (3, 2.0),
    "existing_customer": (4, 2.0),
    "not_buying": (5, 2.0),
    "add_ons": (0, 0.0),
    "confirm": (1, 0.0),
    "approve": (2, 0.0),
    "assisted_checkout": (3, 0.0),
    "hand_over": (4.4, 0.0),
    "quote": (1.5, -1.0),
    "purchase_link": (3.7, -1.0),
    "handoff": (5.0, -1.0),
}
SHOWN = {"read": "read:  every message begins here", "add_ons": "add-ons"}
WRITES = {"assisted_checkout", "quote"}
WIDE, HIGH = 0.84, 0.40
BENT = {
    ("confirm", "assisted_checkout"): -0.32,
    ("assisted_checkout", "confirm"): -0.20,
    ("quote", "handoff"): 0.13,
}
ENDS = {"__start__", "__end__"}


def draw(agent: CompiledStateGraph, way: Sequence[Sequence[str]] = ()) -> Figure:
    """Draw the graph.

    Args:
        agent: The agent; its own edges are drawn, so that the picture cannot tell another story.
        way: The steps of each turn, to be marked with the turns' numbers; without it the steps show what they do.

    Returns:
        The figure.
    """
    edges = [
        (one.source, one.target)
        for one in agent.get_graph().edges
        if not {one.source, one.target} & ENDS
    ]
    if strangers := {name for edge in edges for name in edge} - set(PLACES):
        raise ValueError(f"no place for {', '.join(sorted(strangers))}")
    figure, ax = plt.subplots(figsize=(10.4, 5.2))
    taken = {pair for turn in way for pair in zip(turn, turn[1:], strict=False)}
    for edge in sorted(edges, key=lambda one: one in taken):
        _arrow(ax, *edge, taken=edge in taken, faint=bool(way))
    for name in PLACES:
        _step(
            ax,
            name,
            [number for number, turn in enumerate(way, 1) if name in turn],
            faint=bool(way),
        )
    ax.text(
        -0.42,
        2.42,
        "These talk, and the turn ends",
        color=style.GREY,
        fontsize=9.5,
        va="center",
    )
    ax.text(-0.42, -1.48, "■", color=style.ORANGE, fontsize=12, va="center")
    ax.text(-0.26, -1.48, "writes to Limio", color=style.GREY, fontsize=9.5, va="center")
    ax.set(xlim=(-0.55, 5.6), ylim=(-1.65, 2.6))
    ax.axis("off")
    return figure


def _step(ax: Axes, name: str, turns: list[int], *, faint: bool) -> None:
    x, y = PLACES[name]
    width = 5 + WIDE if name == "read" else WIDE
    colour = style.ORANGE if name in WRITES else style.BLUE
    filled = bool(turns) or not faint
    face, words = (colour, "white") if filled else ("white", style.GREY)
    if filled and name in WRITES:
        words = style.INK  # white on orange is too faint to read
    edge = colour if filled else "#CBD2D9"
    box = FancyBboxPatch(
        (x - width / 2, y - HIGH / 2),
        width,
        HIGH,
        boxstyle="round,pad=0,rounding_size=0.08",
        facecolor=face,
        edgecolor=edge,
        zorder=3,
    )
    ax.add_patch(box)
    said = SHOWN.get(name, name.replace("_", "\n" if len(name) > 10 else " "))
    ax.text(
        x,
        y,
        said,
        color=words,
        ha="center",
        va="center",
        fontsize=9.5,
        linespacing=1.05,
        zorder=4,
    )
    if turns and name != "read":
        ax.text(
            x + width / 2 - 0.02, y + HIGH / 2, "  ".join(map(str, turns)), color="white", fontsize=8.5, weight="bold",
            ha="center", va="center", zorder=5, bbox={"boxstyle": "round,pad=0.3,rounding_size=0.8", "facecolor": style.INK, "edgecolor": "white"},
        )  # fmt: skip


def _arrow(ax: Axes, source: str, target: str, *, taken: bool, faint: bool) -> None:
    begin, end = _ends(source, target)
    colour = style.INK if taken else "#CBD2D9" if faint else "#9AA5B1"
    arrow = FancyArrowPatch(
        begin,
        end,
        arrowstyle="-|>,head_length=5,head_width=2.6",
        connectionstyle=f"arc3,rad={BENT.get((source, target), 0.0)}",
        color=colour,
        linewidth=2.0 if taken else 1.0,
        shrinkA=0,
        shrinkB=1,
        zorder=2.5 if taken else 2,
    )
    ax.add_patch(arrow)


def _ends(source: str, target: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return where an arrow leaves one box and meets the other."""
    (x1, y1), (x2, y2) = PLACES[source], PLACES[target]
    if source == "read":
        x1 = x2  # the bar is as wide as the picture, so every arrow from it is upright
    if y1 == y2:
        side = 1 if x2 > x1 else -1
        if (source, target) in BENT:
            over = HIGH / 2 if BENT[source, target] * side < 0 else -HIGH / 2
            return (x1, y1 + over), (x2, y2 + over)
        return (x1 + side * WIDE / 2, y1), (x2 - side * WIDE / 2, y2)
    up = 1 if y2 > y1 else -1
    return (x1, y1 + up * HIGH / 2), (x2, y2 - up * HIGH / 2)
