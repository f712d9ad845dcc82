"""The head of the benchmarks' table as the README quotes it; run as a program it writes it anew."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
README, PAGE = ROOT / "README.md", ROOT / "docs" / "benchmarks.md"
PLACE = re.compile(
    r"(?<=<!-- benchmarks: written by `make bench`, held by a test -->\n).*?(?=<!-- end of benchmarks -->)", re.DOTALL
)
ROWS = 13


def quoted():
    """Return the README's part: what was measured against what, its target and its figure, of the first rows."""
    rows = [re.split(r"(?<!\\)\|", line)[2:6] for line in PAGE.read_text().splitlines() if line.startswith("|")]
    return "\n" + "\n".join(f"|{'|'.join(row)}|" for row in rows[: 2 + ROWS]) + "\n\n"


if __name__ == "__main__":
    README.write_text(PLACE.sub(lambda _: quoted(), README.read_text(), count=1))
