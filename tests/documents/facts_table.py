"""The facts as their page shows them; run as a program it writes them anew."""

import re
from pathlib import Path

from limio_langchain.conformance import read_facts
from limio_langchain.conformance.showing import known_and_unknown

PAGE = Path(__file__).parents[2] / "docs" / "limio-api.md"
PLACE = re.compile(
    r"(?<=<!-- facts: written by `make facts`, held by a test -->\n).*?(?=<!-- end of facts -->)", re.DOTALL
)


def shown():
    """Return the page's part."""
    return f"\n{known_and_unknown(read_facts())}\n"


if __name__ == "__main__":
    PAGE.write_text(PLACE.sub(lambda _: shown(), PAGE.read_text(), count=1))
