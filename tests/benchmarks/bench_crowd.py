"""Many customers at once, and many one after the other."""

import statistics

from benchmarks.elsewhere import figures
from benchmarks.measuring import Row, duration, once

KIB = 1024
LEAST = 0.85  # of the empty graph's turns a second


def bench_crowd(benchmark, size, far_sandbox, tmp_path):
    count, rounds = size(1_000, 30), size(3, 1)

    def measure():
        return [
            {
                who: figures("crowd.py", who, far_sandbox, count, tmp_path / f"{who}{n}.sqlite")
                for who in ("empty", "agent")
            }
            for n in range(rounds)
        ]

    told = once(benchmark, measure)
    ratio = statistics.median(one["agent"]["turns_a_second"] / one["empty"]["turns_a_second"] for one in told)
    middle = {
        who: {name: statistics.median(one[who][name] for one in told) for name in told[0][who]} for who in told[0]
    }
    ours, theirs = middle["agent"], middle["empty"]
    idle = ours["idle_bytes"] / KIB
    Row(
        14,
        f"{count:,} conversations at once, one process (async), sandbox in another process",
        "an empty graph with the same steps, saver and HTTP calls",
        f"throughput ≥ {LEAST:.0%} of it (at first: ≥ 50 %); p50 and p99 of a turn reported; ≤ 50 KiB of memory per idle conversation",
        f"{ratio:.0%}; p50 {duration(ours['p50'])}, p99 {duration(ours['p99'])}; {idle:.1f} KiB",
        ratio >= LEAST and idle <= 50,
        f"{ours['turns_a_second']:.0f} turns a second against {theirs['turns_a_second']:.0f}, whose p50 is "
        f"{duration(theirs['p50'])} and p99 {duration(theirs['p99'])}: with all {count:,} begun at the same moment a turn "
        f"waits for the others'. SQLite; medians of {rounds} runs, theirs and ours in turn; each conversation a whole sale "
        "of three turns. Idle: memory a conversation that waits for its customer, over so many of them",
    ).keep(benchmark)


def bench_soak(benchmark, size, far_sandbox):
    sales = size(20_000, 400)
    told = once(benchmark, lambda: figures("soak.py", far_sandbox, sales))
    first = told["seen"][0][1]
    growth = max(memory for _, memory in told["seen"]) / first - 1
    Row(
        16,
        f"soak: {sales:,} sales",
        f"memory after the first {told['seen'][0][0]:,}",
        "≤ 5 % growth; no open socket left",
        f"{growth:+.1%}; {told['sockets']} sockets",
        growth <= 0.05 and not told["sockets"],
        f"from {first / KIB**2:.0f} MiB; the highest later reading counts; blocking and awaiting in turn, each "
        "conversation forgotten after its sale",
        {
            "x": [done for done, _ in told["seen"]],
            "label": "sales",
            "MiB of the process's own memory": [memory / KIB**2 for _, memory in told["seen"]],
        },
    ).keep(benchmark)
