"""The table of docs/evaluation.md: the rows measured here, and those of result files that are named; run, it writes it."""

import json
import sys
import tempfile
from pathlib import Path

from limio_sales_agent.evaluation.setup import Setup
from limio_sales_agent.evaluation.suite import suite
from limio_sales_agent.evaluation.trial import try_model

ROOT = Path(__file__).parents[2]
PAGE, STORED = ROOT / "docs" / "evaluation.md", ROOT / "docs" / "evidence" / "evaluation.json"
BEGIN, END = "<!-- the table of results -->", "<!-- end of the table -->"
HEAD = (
    "| model | agent | scenarios x repeats | pass^1 (95 %) | pass^k | milestones | lines crossed | tokens | s a turn |"
)
TRIED = (Setup("none", "sales"), Setup("scripted", "sales"), Setup("scripted", "tools"))
REPEATS = 4


def measured():
    """Try what needs no key."""
    with tempfile.TemporaryDirectory() as folder:
        for number, setup in enumerate(TRIED):
            summary = try_model(suite([], None, None), setup, Path(folder) / f"{number}.jsonl", repeats=REPEATS)
            yield summary.as_json()


def row(result):
    """Return a result as a row."""
    first, last, reached = result["pass"][0], result["pass"][-1], result["milestones"]
    lines = ", ".join(f"{line} {count}" for line, count in sorted(result["lines"].items())) or "none"
    cells = (
        result["model"], result["agent"], f"{result['scenarios']} x {result['repeats']}",
        f"{first['share']:.0%} ({first['low']:.0%} to {first['high']:.0%})", f"pass^{last['k']} {last['share']:.0%}",
        f"{reached['reached']}/{reached['of']}", lines, f"{sum(result['tokens'].values()):,}", f"{result['seconds_a_turn']:.2f}",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def table(results):
    """Return the table."""
    return "\n".join([HEAD, "|---" * (HEAD.count("|") - 1) + "|", *map(row, results)])


def main(files):
    told = [json.loads(Path(file).read_text()) for file in files]
    for one in told:
        one.pop("results", None)
    known = json.loads(STORED.read_text()) if STORED.exists() else []
    found = {(one["model"], one["agent"]): one for one in (*known, *measured(), *told)}
    STORED.write_text(json.dumps(list(found.values()), indent=1) + "\n")
    before, rest = PAGE.read_text().split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{table(found.values())}\n{END}{after}")


if __name__ == "__main__":
    main(sys.argv[1:])
