"""What an import costs, in fresh interpreters."""

import statistics

from benchmarks.elsewhere import timed
from benchmarks.measuring import Race, Row, once

OURS = "from limio_langchain import LimioToolkit"
THEIRS = "from langchain_core.tools import BaseToolkit, StructuredTool; import httpx, pydantic_settings"
HEAVY = {"langgraph", "openai", "langchain_openai", "langchain_core", "httpx", "pydantic", "pydantic_settings"}


def bench_import(benchmark, size):
    def measure():
        rounds = [(timed(THEIRS)[0], timed(OURS)[0]) for _ in range(size(31, 3))]
        return Race([ours for _, ours in rounds], [theirs for theirs, _ in rounds])

    found = once(benchmark, measure)
    loaded, bare = timed(OURS)[1], timed("import limio_langchain")[1]
    stray, heavy = sorted({"langgraph", "openai"} & loaded), sorted(HEAVY & bare)
    Row(
        1,
        f"`{OURS}`",
        f"`{THEIRS}`",
        "≤ 1.15 x; langgraph and openai not loaded; bare `import limio_langchain` loads nothing heavy",
        f"{found.ratio:.2f} x; {', '.join(stray) or 'neither'} loaded; bare loads {', '.join(heavy) or 'nothing heavy'}",
        found.ratio <= 1.15 and not stray and not heavy,
        f"{found.told()}; fresh interpreters. The bare import takes "
        f"{statistics.median(timed('import limio_langchain')[0] for _ in range(5)) * 1000:.1f} ms",
        {"ours": found.ours, "theirs": found.theirs},
    ).keep(benchmark)
