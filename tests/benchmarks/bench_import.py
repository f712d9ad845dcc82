"""What an import costs, in fresh interpreters."""

import statistics

from benchmarks.elsewhere import timed
from benchmarks.measuring import Race, Row, once

OURS = "from limio_langchain import LimioToolkit"
THEIRS = "from langchain_core.tools import BaseToolkit, StructuredTool; import httpx, pydantic_settings"
# How many calls stand below an import moves its time by a third, the baseline's too: CPython keeps frames in pieces, and
# a loop of calls across the end of one is slow. A script imports at the top, an application from some depth: both count.
DEPTHS = range(0, 44, 4)
HEAVY = {"langgraph", "openai", "langchain_openai", "langchain_core", "httpx", "pydantic", "pydantic_settings"}


def bench_import(benchmark, size):
    def measure(depths):
        rounds = [(timed(THEIRS, depth)[0], timed(OURS, depth)[0]) for depth in depths]
        return Race([ours for _, ours in rounds], [theirs for theirs, _ in rounds])

    top = once(benchmark, lambda: measure([0] * size(31, 3)))
    deep = measure([*DEPTHS] * size(3, 1))
    loaded, bare = timed(OURS)[1], timed("import limio_langchain")[1]
    stray, heavy = sorted({"langgraph", "openai"} & loaded), sorted(HEAVY & bare)
    Row(
        1,
        f"`{OURS}`",
        f"`{THEIRS}`",
        "≤ 1.15 x; langgraph and openai not loaded; bare `import limio_langchain` loads nothing heavy",
        f"{top.ratio:.2f} x; {', '.join(stray) or 'neither'} loaded; bare loads {', '.join(heavy) or 'nothing heavy'}",
        max(top.ratio, deep.ratio) <= 1.15 and not stray and not heavy,
        f"{top.told()}; fresh interpreters, as a script's first line; {deep.ratio:.2f} x as the median over imports below "
        f"0 to 40 calls, as an application's modules are. The bare import takes "
        f"{statistics.median(timed('import limio_langchain')[0] for _ in range(5)) * 1000:.1f} ms",
        {"ours": top.ours, "theirs": top.theirs},
    ).keep(benchmark)
