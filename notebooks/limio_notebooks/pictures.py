"""The notebooks' pictures, so that their cells hold what is shown and not how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import pandas as pd

from limio_notebooks import style

PROFILES = {
    "browse": (style.BLUE, "white"),
    "sell": (style.ORANGE, style.INK),
    "ops": (style.GREY, "white"),
}
PARTS = {
    "rules": (style.GREY, "white"),
    "talk": (style.ORANGE, style.INK),
    "facts": (style.BLUE, "white"),
}
MERITS = {
    "billing": ("pays yearly", style.BLUE, "white"),
    "budget": ("in budget", style.SKY, style.INK),
    "keyword": ("words", style.ORANGE, style.INK),
    "payment": ("can be paid by invoice, 5", style.GREEN, style.INK),
    "best_value": ("marked best value, 2", style.RED, style.INK),
}
SALES = ("assisted_checkout", "purchase_link", "quote")
NO_SALES = ("handoff", "existing_customer", "not_buying")


def tool_sizes(sizes: Mapping[str, int], profiles: Mapping[str, str]) -> None:
    """Draw how many tokens each tool's description adds to a call of the model."""
    sizes = dict(sorted(sizes.items(), key=lambda row: row[1]))
    selling = sum(size for name, size in sizes.items() if profiles[name] != "ops")
    _, ax = plt.subplots(figsize=(8, 3))
    colours = [PROFILES[profiles[name]][0] for name in sizes]
    ax.bar_label(
        ax.barh(list(sizes), list(sizes.values()), color=colours, height=0.66), padding=6
    )
    for row, name in enumerate(sizes):
        ax.text(
            4, row, profiles[name], color=PROFILES[profiles[name]][1], fontsize=9, va="center"
        )
    style.headline(ax, f"The five selling tools cost about {selling} tokens a call")
    style.only_bars(ax)
    plt.show()


def values_held(counts: pd.DataFrame, attributes: Sequence[str], total: int) -> None:
    """Draw how many offers hold each value of some attributes; blue are those that separate.

    Args:
        counts: A row a value: ``attribute``, ``value``, ``offers``.
        attributes: Which attributes, from top to bottom.
        total: How many offers there are.
    """
    shown = counts[counts["attribute"].isin(attributes)].copy()
    shown["place"] = shown["attribute"].map(attributes.index)
    shown = shown.sort_values(["place", "offers", "value"], ascending=[False, True, False])
    rows = (
        pd.Series(range(len(shown)), index=shown.index)
        + (len(attributes) - 1 - shown["place"]) * 0.9
    )
    _, ax = plt.subplots(figsize=(8, 8.4))
    colours = shown["offers"].between(2, total - 1).map({True: style.BLUE, False: style.FAINT})
    ax.bar_label(ax.barh(rows, shown["offers"], height=0.7, color=colours), padding=5)
    ax.set_yticks(rows, shown["value"])
    for name in attributes:
        top = rows[shown["attribute"] == name].max() + 0.62
        ax.text(0, top, name, weight="bold", fontsize=9.5, color=style.GREY, va="bottom")
    ax.axvline(total, color=style.PALE, linewidth=1.2, zorder=0)
    ax.text(
        total, rows.max() + 1.75, f"all {total}", color=style.GREY, ha="center", fontsize=9.5
    )
    ax.set_ylim(-0.8, rows.max() + 1.6)
    style.headline(ax, "How many offers hold each value")
    style.only_bars(ax)
    plt.show()


def prices_a_month(prices: pd.DataFrame) -> None:
    """Draw what offers cost a month for one person.

    Args:
        prices: A row an offer: ``name``, ``month`` (None where it is not known, then ``why``), ``home``, ``yearly``,
            ``seat``.
    """
    prices = prices.sort_values(["home", "month"], na_position="first", ascending=[True, False])
    _, ax = plt.subplots(figsize=(8.6, 5.6))
    for place, row in enumerate(prices.itertuples()):
        if not isinstance(row.month, Decimal):
            ax.text(0.4, place, row.why, va="center", color=style.GREY, fontsize=9.5)
            continue
        month, colour = float(row.month), style.GREEN if row.home else style.BLUE
        ax.hlines(place, 0, month, color=style.PALE, linewidth=2)
        ax.scatter(
            month,
            place,
            s=80,
            color=colour if row.yearly else "white",
            edgecolor=colour,
            linewidth=2,
            zorder=3,
        )
        told = f"£{month:.2f}{' per person' if row.seat else ''}"
        ax.text(month + 0.9, place, told, va="center", fontsize=9.5)
    ax.set_yticks(range(len(prices)), prices["name"])
    ax.set_xlim(0, 50)
    for row, words in enumerate(("household", "business", "● paid yearly", "○ paid otherwise")):
        colour = (style.GREEN, style.BLUE, style.GREY, style.GREY)[row]
        weight = "bold" if row < 2 else "normal"
        ax.text(
            0.84, 0.97 - row * 0.06, words, transform=ax.transAxes, color=colour, weight=weight
        )
    style.headline(ax, "What an offer costs a month, in pounds, for one person")
    style.only_bars(ax)
    plt.show()


def team_costs(costs: pd.DataFrame, in_steps: Sequence[str]) -> None:
    """Draw what teams pay a month: a row a number of people, a column an offer."""
    _, ax = plt.subplots(figsize=(8.6, 4.2))
    for name, colour in zip(costs.columns, (style.BLUE, style.SKY, style.RED), strict=True):
        month = costs[name].astype(float)
        steps = "steps-mid" if name in in_steps else "default"
        ax.plot(costs.index, month, color=colour, linewidth=2.4, drawstyle=steps)
        told = f"{name.removesuffix(' Annual')}\n£{month.iloc[-1]:,.0f}"
        ax.text(costs.index[-1] + 1, month.iloc[-1], told, va="center", fontsize=9.5)
    ax.set_xlim(1, costs.index[-1])
    ax.set_ylim(0, 1700)
    ax.set_xticks([1, 6, 21, 40, 60])
    ax.set_yticks([0, 500, 1000, 1500], ["0", "£500", "£1,000", "£1,500"])
    ax.tick_params(axis="y", colors=style.GREY)
    ax.grid(axis="y", color=style.PALE)
    ax.set_xlabel("people")
    style.headline(ax, "A month for the whole team, paid yearly")
    plt.show()


def crm_day(
    baskets: Sequence[Any], runs: Sequence[tuple[datetime, Sequence[Mapping[str, Any]]]]
) -> None:
    """Draw when each basket was made and which run of the job passed it on."""
    told = {
        one["basket_id"]: (moment, one["kind"]) for moment, records in runs for one in records
    }
    looks = {
        "quote": (style.ORANGE, "quote, at once"),
        "lead": (style.BLUE, "lead, after an hour"),
    }
    _, ax = plt.subplots(figsize=(9, 3.8))
    for moment, _ in runs:
        dots = (0, (2, 3))
        ax.plot(
            [moment] * 2,
            [-0.6, len(baskets) - 0.5],
            color=style.FAINT,
            linewidth=1,
            linestyle=dots,
            zorder=0,
        )
        ax.text(
            moment, -0.85, f"run {moment:%H:%M}", ha="center", color=style.GREY, fontsize=9.5
        )
    for row, basket in enumerate(baskets):
        made = datetime.fromtimestamp(basket.created, UTC)
        end, kind = told.get(basket.id, (None, ""))
        never = "paid, so never listed" if basket.completed else "nobody to write to"
        colour, words = looks.get(kind, (style.GREY, never))
        if end:
            ax.plot([made, end], [row, row], color=colour, linewidth=2.4)
            ax.scatter([end], [row], s=90, color=colour, zorder=3)
        ax.scatter([made], [row], s=70, color="white", edgecolor=colour, linewidth=2, zorder=3)
        beside = (end or made) + timedelta(minutes=4)
        ink = style.INK if end else style.GREY
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        ax.text(beside, row, words, va="center", color=ink, fontsize=9.5, bbox=box)
    ax.set_yticks(
        range(len(baskets)), [one.customer.get("email", "no address") for one in baskets]
    )
    ax.set_ylim(len(baskets) - 0.4, -1.3)
    nine = runs[0][0].replace(hour=9, minute=0)
    ax.set_xlim(nine, nine + timedelta(hours=4))
    ax.xaxis.set_major_locator(mdates.HourLocator())
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%H:%M"))
    ax.spines["left"].set_visible(False)
    style.headline(
        ax, "A quote is passed on by the next run, a basket once it has lain for an hour"
    )
    plt.show()


def funnel(stages: pd.DataFrame, ended: pd.Series) -> None:
    """Draw how far conversations came, a column of `stages` a stage, and what they `ended` as."""
    _, (left, right) = plt.subplots(1, 2, figsize=(10.4, 3.8), width_ratios=[1.15, 1])
    came = stages.sum()[::-1]
    left.barh(came.index, came, color=style.BLUE, height=0.72)
    for row, count in enumerate(came):
        left.text(
            count - 0.4, row, count, color="white", weight="bold", ha="right", va="center"
        )
        lost = came.iloc[row + 1] - count if row + 1 < len(came) else 0
        left.text(count + 0.4, row, f"−{lost}" if lost else "", color=style.GREY, va="center")
    left.set_title("how far they came", loc="left", fontsize=10.5, color=style.GREY)
    ends = ended.value_counts().reindex([*SALES, *NO_SALES], fill_value=0)[::-1]
    colours = [style.BLUE if kind in SALES else style.FAINT for kind in ends.index]
    bars = right.barh(
        [kind.replace("_", " ") for kind in ends.index], ends, color=colours, height=0.72
    )
    right.bar_label(bars, padding=5)
    right.set_title(
        "how they ended; blue is a sale or a quote", loc="left", fontsize=10.5, color=style.GREY
    )
    style.only_bars(left)
    style.only_bars(right)
    style.headline(
        left, f"{came.iloc[0]} of {len(stages)} conversations got something to buy with"
    )
    plt.show()


def prompt_parts(sizes: Sequence[Mapping[str, int]]) -> None:
    """Draw what each message sends to the model, in tokens by part."""
    _, ax = plt.subplots(figsize=(9, 2.9))
    for row, parts in zip(range(len(sizes))[::-1], sizes, strict=True):
        start = 0
        for name, (colour, ink) in PARTS.items():
            width = parts[name]
            ax.barh(row, width, left=start, color=colour, edgecolor="white", height=0.7)
            words = (
                f"{name} {width}"
                if width > 16 * len(name) + 60
                else str(width)
                if width > 40
                else ""
            )
            ax.text(
                start + width / 2, row, words, color=ink, ha="center", va="center", fontsize=9
            )
            start += width
        ax.text(start + 12, row, start, va="center", weight="bold")
    ax.set_yticks(
        range(len(sizes))[::-1], [f"message {number}" for number in range(1, len(sizes) + 1)]
    )
    style.headline(ax, "About how many tokens each message sends to the model")
    style.only_bars(ax)
    plt.show()
