"""``python report.py FIGURES.json FOLDER``: write the table and the plots from what pytest-benchmark kept."""

import json
import sys
from pathlib import Path

from benchmarks.plots import draw

HOW = """All figures are ratios to a baseline measured beside it in the same run, ours and the baseline's in turn, medians of the
rounds; so they hold on other machines too, where the times in the notes do not. None is a timed test. The payload is
the twelve real offers of `tests/fixtures/real-offers.json`. `make bench` measures all of it again and writes this page
(some quarter of an hour); `make bench-quick` runs small sizes, to see that all works. What is exact (tokens, requests,
connections, model calls) is held by `tests/integration_tests/test_budgets.py` on each change too."""


def main(figures, folder):
    """Write the page and its pictures."""
    told, folder = json.loads(Path(figures).read_text()), Path(folder)
    rows = sorted((b["extra_info"]["row"] for b in told["benchmarks"] if "row" in b["extra_info"]), key=_place)
    pictures = folder / "benchmarks"
    pictures.mkdir(parents=True, exist_ok=True)
    drawn = draw(rows, pictures)
    (folder / "benchmarks.md").write_text(_page(rows, drawn, told["machine_info"], told["datetime"]))
    print(*(f"{'met   ' if row['met'] else 'MISSED'} {row['what']}: {row['figure']}" for row in rows), sep="\n")


def _place(row):
    return row["place"]


def _page(rows, drawn, machine, moment):
    parts = ["# Benchmarks", HOW, _machine(machine, moment), _table(rows), "## Notes", _notes(rows)]
    if drawn:
        parts += ["## Plots", "\n\n".join(f"![{title}](benchmarks/{file})" for title, file in drawn)]
    return "\n\n".join(parts) + "\n"


def _machine(machine, moment):
    libraries = ", ".join(f"{name} {version}" for name, version in machine["libraries"].items())
    sizes = "**Small sizes: not to be quoted.** " if machine["quick"] else ""
    return (
        f"{sizes}Measured {moment[:10]} on {machine['cpu'].get('brand_raw', machine['machine'])}, {machine['cores']} "
        f"cores, {machine['memory'] / 2**30:.0f} GiB, {machine['platform']}; "
        f"{machine['python_implementation']} {machine['python_version']}; {libraries}."
    )


def _table(rows):
    lines = ["| | what | baseline | target | figure | verdict |", "|---|---|---|---|---|---|"]
    for number, row in enumerate(rows, 1):
        cells = (row["what"], row["baseline"], row["target"], f"**{row['figure']}**", _verdict(row))
        lines.append(f"| {number} | " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def _verdict(row):
    return ("met" if row["met"] else "**missed**") if row["target"] != "shown" else "-"


def _notes(rows):
    return "\n".join(f"{number}. {row['note']}." for number, row in enumerate(rows, 1) if row["note"])


if __name__ == "__main__":
    main(*sys.argv[1:])
