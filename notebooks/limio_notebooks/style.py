"""How tables and pictures look in these notebooks: one palette, white ground, words instead of legends."""

from __future__ import annotations

import logging

import matplotlib.pyplot as plt
import pandas as pd
from cycler import cycler
from IPython.display import Markdown
from matplotlib.axes import Axes
from matplotlib_inline.backend_inline import set_matplotlib_formats

# Okabe and Ito's colours, which people with any colour vision can tell apart; grey is for what only stands behind.
BLUE, ORANGE, GREEN, RED, SKY, PURPLE = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#56B4E9",
    "#CC79A7",
)
INK, GREY, FAINT, PALE = "#1F2933", "#616E7C", "#B8C4CE", "#E4E7EB"

LOOK = {
    "axes.axisbelow": True,
    "axes.edgecolor": PALE,
    "axes.facecolor": "white",
    "axes.labelcolor": GREY,
    "axes.prop_cycle": cycler(color=[BLUE, ORANGE, GREEN, RED, SKY, PURPLE]),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.h_pad": 0.12,
    "figure.constrained_layout.w_pad": 0.12,
    "figure.dpi": 90,
    "figure.titlesize": 13,
    "figure.titleweight": "bold",
    "figure.facecolor": "white",  # pictures stay readable on a dark page
    "font.family": "DejaVu Sans",  # comes with matplotlib, so that a picture is the same on every machine
    "font.size": 10.5,
    "text.color": INK,
    "xtick.color": GREY,
    "ytick.color": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
}


def use() -> None:
    """Draw in this look from now on, twice as fine as the screen; why a sale fell back stands in a table, not in the log."""
    for package in ("limio_langchain", "limio_sales_agent"):
        logging.getLogger(package).setLevel(logging.ERROR)
    set_matplotlib_formats("retina")
    plt.rcParams.update(LOOK)


def headline(ax: Axes, text: str) -> None:
    """Say above a picture, from its left edge on, what it shows."""
    ax.figure.suptitle(text, x=0.012, ha="left")


def only_bars(ax: Axes) -> None:
    """Leave the axis of numbers out, where each bar says its own."""
    ax.xaxis.set_visible(False)
    ax.spines[["bottom", "left"]].set_visible(False)


def table(rows: pd.DataFrame | list[dict[str, object]], *, names: str = "") -> Markdown:
    """Return a table that every host shows: words to the left, numbers to the right, what is absent left empty.

    Args:
        rows: A frame, or a dictionary a row.
        names: What to call the frame's index; it is left out when empty.
    """
    frame = pd.DataFrame(rows)
    kinds = pd.api.types
    numbers = [
        kinds.is_numeric_dtype(kind) and not kinds.is_bool_dtype(kind) for kind in frame.dtypes
    ]
    body = [[_cell(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    heads = [str(column) for column in frame.columns]
    if names:
        numbers.insert(0, False)
        heads.insert(0, names)
        body = [[_cell(name), *row] for name, row in zip(frame.index, body, strict=True)]
    rule = ["--:" if number else ":--" for number in numbers]
    return Markdown("\n".join(f"| {' | '.join(line)} |" for line in (heads, rule, *body)))


def chat(*turns: tuple[str, str]) -> Markdown:
    """Return what was said, each time who and what, as a quotation."""
    said = "\n\n".join(f"**{who}:** {text}" for who, text in turns).replace("$", "\\$")
    return Markdown("\n".join(f"> {line}".rstrip() for line in said.split("\n")))


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124  only what is not a number differs from itself
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    # A bar ends a cell, a dollar sign begins a formula, and a line's end begins a row.
    return str(value).replace("|", "\\|").replace("$", "\\$").replace("\n", "<br>")
