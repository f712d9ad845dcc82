"""The facts as their page shows them; run as a program it writes them anew."""

import re
from pathlib import Path

from limio_langchain.conformance import read_facts

PAGE = Path(__file__).parents[2] / "docs" / "limio-api.md"
PLACE = re.compile(
    r"(?<=<!-- facts: written by `make facts`, held by a test -->\n).*?(?=<!-- end of facts -->)", re.DOTALL
)


def shown():
    """Return the page's part."""
    head = _cells("fact", "what is assumed", "how sure", "on whose word", "if it is otherwise")
    return "\n".join(["", head, "|---|---|---|---|---|", *map(_row, read_facts()), "", ""])


def _row(fact):
    setting = f" (`{fact.setting}`)" if fact.setting else ""
    sure = "seen in real answers" if fact.confidence == "seen" else fact.confidence
    return _cells(fact.fact, fact.assumed, sure, fact.source, fact.otherwise + setting)


def _cells(*cells):
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(PLACE.sub(lambda _: shown(), PAGE.read_text(), count=1))
