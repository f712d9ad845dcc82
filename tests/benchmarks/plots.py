"""The page's pictures: how far the rounds of each race spread, and how things grow."""

import re
import statistics
import textwrap

import matplotlib as mpl

mpl.use("Agg")
mpl.rcParams["svg.hashsalt"] = "benchmarks"  # the same figures give the same file

from matplotlib import pyplot as plt  # noqa: E402  the backend has to be chosen first

OURS, BAND, TARGET, QUIET = "#0072b2", "#9ecae9", "#e69f00", "#90a4ae"
FEW = 6  # so many places are all named below a plot
TICKS = (0.25, 0.5, 1, 2, 4, 8, 16)
LIMIT = re.compile(r"≤ ([\d.]+) x")  # a target's number, where it is a ratio


def draw(rows, folder):
    """Draw what there is to draw; return each picture's title and file."""
    races = [row for row in rows if {"ours", "theirs"} <= set(row["series"])]
    lines = [row for row in rows if "x" in row["series"]]
    drawn = []
    if races:
        drawn.append(("Every round of each race, as a ratio to its baseline", _races(races, folder / "races.svg")))
    return drawn + [(row["what"], _growth(row, folder / f"growth-{row['place']:g}.svg")) for row in lines]


def _races(rows, file):
    figure, axes = plt.subplots(figsize=(9.5, 0.62 * len(rows) + 1), layout="constrained")
    for place, row in enumerate(rows):
        ratios = [mine / other for mine, other in zip(row["series"]["ours"], row["series"]["theirs"], strict=True)]
        low, middle, high = statistics.quantiles(ratios, n=4)
        axes.plot([low, high], [place, place], color=BAND, linewidth=7, solid_capstyle="round")
        axes.plot(middle, place, "o", color=OURS, markersize=8)
        axes.annotate(f"{middle:.2f}", (middle, place), (0, 9), textcoords="offset points", ha="center", fontsize=9)
        if limit := LIMIT.search(row["target"]):
            axes.plot(float(limit[1]), place, "|", color=TARGET, markersize=20, markeredgewidth=2)
    axes.axvline(1, color=QUIET, linewidth=1, zorder=0)
    axes.set_xscale("log")
    axes.set_xticks(TICKS, [f"{tick:g} x" for tick in TICKS])
    axes.minorticks_off()
    axes.set_yticks(range(len(rows)), [_wrapped(row["what"]) for row in rows], fontsize=9)
    axes.invert_yaxis()
    axes.set_xlabel(
        "dot: the median of the rounds; band: half of them; orange: the target; line: the baseline", fontsize=9
    )
    _plain(axes)
    return _saved(figure, file)


def _growth(row, file):
    series = dict(row["series"])
    x, label = series.pop("x"), series.pop("label")
    figure, axes = plt.subplots(figsize=(8, 3.6), layout="constrained")
    for (name, values), colour in zip(series.items(), (OURS, TARGET, BAND), strict=False):
        axes.plot(x, values, marker="o", markersize=4, label=name, color=colour)
    if max(x) > 50 * min(x):
        axes.set_xscale("log")
    named = x if len(x) <= FEW else x[:: len(x) // FEW]
    axes.set_xticks(named, [f"{place:,}" for place in named])
    axes.minorticks_off()
    axes.set_xlabel(label)
    axes.set_ylim(0, 1.15 * max(max(values) for values in series.values()))
    axes.set_title(row["what"], fontsize=10, loc="left")
    axes.legend(fontsize=9, frameon=False, loc="lower right")
    _plain(axes)
    return _saved(figure, file)


def _plain(axes):
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(length=0)
    axes.grid(axis="x", color="#eceff1")
    axes.set_axisbelow(True)


def _wrapped(text):
    return textwrap.fill(text.replace("`", ""), 52)


def _saved(figure, file):
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)
    return file.name
