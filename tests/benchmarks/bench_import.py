"""What an import costs, in fresh interpreters."""

import statistics

from benchmarks.elsewhere import timed
from benchmarks.measuring import Race, Row, once

OURS = "from limio_langchain import LimioToolkit"
THEIRS = "from langchain_core.tools import BaseToolkit, StructuredTool; import httpx, pydantic_settings"
# How many calls stand below an import moves its time by a fifth, the baseline's too: the interpreter's stack grows in
# pieces, and a loop of calls across the end of one is slow. An application imports from some depth, so many are tried.
DEPTHS = range(0, 44, 4)
HEAVY = {"langgraph", "openai", "langchain_openai", "langchain_core", "httpx", "pydantic", "pydantic_settings"}


def bench_import(benchmark, size):
    def measure(depths):
        rounds = [(timed(THEIRS, depth)[0], timed(OURS, depth)[0]) for depth in depths]
        return Race([ours for _, ours in rounds], [theirs for theirs, _ in rounds])

    found = once(benchmark, lambda: measure([*DEPTHS] * size(4, 1)))
    at_the_top = measure([0] * size(9, 2))
    loaded, bare = timed(OURS)[1], timed("import limio_langchain")[1]
    stray, heavy = sorted({"langgraph", "openai"} & loaded), sorted(HEAVY & bare)
    Row(
        1,
        f"`{OURS}`",
        f"`{THEIRS}`",
        "≤ 1.15 x; langgraph and openai not loaded; bare `import limio_langchain` loads nothing heavy",
        f"{found.ratio:.2f} x; {', '.join(stray) or 'neither'} loaded; bare loads {', '.join(heavy) or 'nothing heavy'}",
        found.ratio <= 1.15 and not stray and not heavy,
        f"{found.told()}; fresh interpreters, the import below 0 to 40 calls, as an application's modules are; below none "
        f"it is {at_the_top.ratio:.2f} x, because ours then happens upon the slow end of a piece of the interpreter's "
        f"stack, and LangChain's own imports slow down there as much. The bare import takes "
        f"{statistics.median(timed('import limio_langchain')[0] for _ in range(5)) * 1000:.1f} ms",
        {"ours": found.ours, "theirs": found.theirs},
    ).keep(benchmark)
