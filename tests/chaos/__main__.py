"""``python -m chaos``: plays the long form on SQLite and PostgreSQL and writes docs/chaos.md; fails where one thing does not hold."""

import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from chaos.report import page, summary
from chaos.run import Plan, play
from postgres_cluster import HOW, binaries, cluster

PAGE = Path(__file__).parents[2] / "docs" / "chaos.md"
CONVERSATIONS = 2_000


def plans(folder, stack, seed):
    """Return the plans: half of the conversations on each store, or all on SQLite where there is no PostgreSQL."""
    file = f"{folder}/conversations.sqlite"
    if binaries() is None:
        print(f"SQLite alone. {HOW}", flush=True)
        return [Plan("SQLite", file, CONVERSATIONS, seed=seed)]
    url, half = stack.enter_context(cluster()), CONVERSATIONS // 2
    return [Plan("SQLite", file, half, seed=seed), Plan("PostgreSQL", url, half, servers=2, seed=seed + 1)]


def main(seed):
    """Play, write, and return the exit status."""
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="chaos-"))
        runs = []
        for plan in plans(folder, stack, seed):
            runs.append(play(plan))
            print(summary(runs[-1]), flush=True)
    PAGE.write_text(page(runs))
    return any(faults for run in runs for faults in run.failures.values())


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
