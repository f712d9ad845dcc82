"""The tables of docs/integrations.md, between their marks, as they were last played."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "integrations.md"
TABLES = ("clients", "providers", "guard", "servers")
SHOWN = {True: "yes", False: "**no**"}


def table(rows):
    """Return rows as a table in Markdown."""
    names = list(rows[0])
    told = [
        names,
        ["---"] * len(names),
        *([SHOWN.get(value, value) if isinstance(value, bool) else value for value in row.values()] for row in rows),
    ]
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in told)


def marks(name):
    return f"<!-- {name}: written by make clients -->\n", f"<!-- end of {name} -->\n"


def held(name):
    """Return a table of the page, as text."""
    begin, end = marks(name)
    return PAGE.read_text().partition(begin)[2].partition(end)[0]


def rows_of(name):
    """Return a table of the page, as rows."""
    names, _, *lines = ([cell.strip() for cell in line.strip("|\n").split("|")] for line in held(name).splitlines())
    return [dict(zip(names, line, strict=True)) for line in lines]


def write(name, rows):
    """Put a table in its place on the page."""
    begin, end = marks(name)
    place = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    text, count = place.subn(lambda _: begin + table(rows) + end, PAGE.read_text())
    if not count:
        raise LookupError(f"{PAGE.name} has no place for {name}")
    PAGE.write_text(text)
