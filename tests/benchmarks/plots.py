"""The page's pictures: how far the rounds of each race spread, and how things grow."""

import statistics

import matplotlib as mpl

mpl.use("Agg")
mpl.rcParams["svg.hashsalt"] = "benchmarks"  # the same figures give the same file

from matplotlib import pyplot as plt  # noqa: E402  the backend has to be chosen first


def draw(rows, folder):
    """Draw what there is to draw; return each picture's title and file."""
    races = [row for row in rows if {"ours", "theirs"} <= set(row["series"])]
    lines = [row for row in rows if "x" in row["series"]]
    drawn = []
    if races:
        drawn.append(("Every round of each race, as a ratio to its baseline", _races(races, folder / "races.svg")))
    return drawn + [(row["what"], _growth(row, folder / f"growth-{row['place']:g}.svg")) for row in lines]


def _races(rows, file):
    figure, axes = plt.subplots(figsize=(9, 0.7 * len(rows) + 1.2), layout="constrained")
    ratios = [
        [mine / other for mine, other in zip(row["series"]["ours"], row["series"]["theirs"], strict=True)]
        for row in rows
    ]
    axes.boxplot(ratios, orientation="horizontal", showfliers=False, tick_labels=[_short(row["what"]) for row in rows])
    axes.axvline(1, linestyle=":", color="grey")
    for place, each in enumerate(ratios, 1):
        axes.annotate(f"{statistics.median(each):.2f}", (statistics.median(each), place + 0.32), fontsize=8)
    axes.set_xlabel("ratio to the baseline (dotted: as fast as the baseline)")
    axes.set_xlim(left=0)
    axes.invert_yaxis()
    return _saved(figure, file)


def _growth(row, file):
    series = dict(row["series"])
    x, label = series.pop("x"), series.pop("label")
    figure, axes = plt.subplots(figsize=(8, 3.6), layout="constrained")
    for name, values in series.items():
        axes.plot(x, values, marker="o", markersize=3, label=name)
    if max(x) > 50 * min(x):
        axes.set_xscale("log")
    axes.set_xlabel(label)
    axes.set_ylim(bottom=0)
    axes.set_title(_short(row["what"]), fontsize=9)
    axes.legend(fontsize=8)
    return _saved(figure, file)


def _short(text):
    return text.replace("`", "").split(",")[0][:70]


def _saved(figure, file):
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)
    return file.name
