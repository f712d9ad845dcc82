"""The facts as the README shows them; run as a program it writes them anew."""

import re
from pathlib import Path

from limio_sales_agent.conform import read_facts
from limio_sales_agent.conform.showing import known_and_unknown

README = Path(__file__).parents[1] / "README.md"
PLACE = re.compile(
    r"(?<=<!-- facts: written by `make facts`, held by a test -->\n).*?(?=<!-- end of facts -->)", re.DOTALL
)


def shown():
    """Return the README's part."""
    return f"\n{known_and_unknown(read_facts())}\n"


if __name__ == "__main__":
    README.write_text(PLACE.sub(lambda _: shown(), README.read_text(), count=1))
