"""``python -m chaos``: plays the long form on SQLite and PostgreSQL and writes docs/evidence/chaos.md.

``python -m chaos SEED CONVERSATIONS`` plays another number of them and writes nothing. Fails where one thing does not hold.
"""

import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from postgres_cluster import HOW, binaries, cluster

from chaos.report import page, summary
from chaos.run import Plan, play

PAGE = Path(__file__).parents[2] / "docs" / "evidence" / "chaos.md"
CONVERSATIONS = 2_000


def plans(folder, stack, seed, conversations):
    """Return the plans: half of the conversations on each store, or all on SQLite where there is no PostgreSQL."""
    file = f"{folder}/conversations.sqlite"
    if binaries() is None:
        print(f"SQLite alone. {HOW}", flush=True)
        return [Plan("SQLite", file, conversations, seed=seed)]
    url, half = stack.enter_context(cluster()), conversations // 2
    second = f"{folder}/second.sqlite"
    sqlite = Plan("SQLite", file, half, seed=seed, second=second, repeated="first")
    return [sqlite, Plan("PostgreSQL", url, half, seed=seed + 1)]


def main(seed=0, conversations=CONVERSATIONS):
    """Play, write, and return the exit status."""
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="chaos-"))
        runs = []
        for plan in plans(folder, stack, seed, conversations):
            runs.append(play(plan))
            print(summary(runs[-1]), flush=True)
    if conversations == CONVERSATIONS:
        PAGE.write_text(page(runs))
    return any(faults for run in runs for faults in run.failures.values())


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
